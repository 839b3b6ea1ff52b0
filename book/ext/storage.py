"""Lets every page work where a browser stores nothing: a private window, blocked site data, a full disk.

There each use of `localStorage` throws, in the theme's scripts too. A script before all others then puts a memory of
this page in its place. Its `forgets` tells our scripts to say that nothing outlives the page.
"""

from __future__ import annotations

SCRIPT = """<script>(() => {
  const probe = "fab:probe", kept = new Map();
  try {
    for (const [key, value] of Object.entries(localStorage)) kept.set(key, value);
    localStorage.setItem(probe, probe);
    localStorage.removeItem(probe);
  } catch {
    const getItem = (key) => kept.get(key) ?? null, setItem = (key, text) => void kept.set(key, `${text}`);
    const removeItem = (key) => void kept.delete(key);
    Object.defineProperty(window, "localStorage", { value: { forgets: true, getItem, setItem, removeItem } });
  }
})();</script>
"""


def go_first(app, pagename, templatename, context, doctree) -> None:
    """Puts the script before the theme's own, which stands under a page's <title>."""
    context["metatags"] = SCRIPT + context.get("metatags", "")


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("html-page-context", go_first)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
