"""The worked functions of the course: one plain module a chapter, the only copy of each answer."""
