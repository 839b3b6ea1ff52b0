"""The errors of marking: every one carries a sentence that can be shown as it is."""

from __future__ import annotations


class MarkingError(Exception):
    """Something that keeps a submission, or a whole command, from being marked.

    Its text is one sentence for a person: what was wrong, where, and what to do.
    """


class NotebookError(MarkingError):
    """A submission that cannot be read as a notebook."""


class CollectError(MarkingError):
    """A file or folder that cannot be searched for submissions."""


class ChapterError(MarkingError):
    """A submission whose chapter is unknown."""


class UsageError(MarkingError):
    """A command that cannot be carried out as it was given."""
