"""Numbers a chapter as its file is numbered: `chapters/05_backprop` is 05, its first equation and figure are 5.1.

Sphinx counts pages as they come, which would make chapter 05 the third and give a solved page other numbers than
the page that it solves.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from docutils import nodes

BEFORE_TITLES_ARE_READ = 100
AFTER_FIGURES_ARE_COUNTED = 900


def number_of(docname: str) -> str:
    """Returns the number in a page's name, "05" for "chapters/05_backprop", and "" for a page that has none."""
    number, line, _ = PurePosixPath(docname).name.partition("_")
    return number if line and number.isdigit() else ""


def number_title(app, doctree: nodes.document) -> None:
    """Puts the number into the title of a page, where the contents and the search find it too."""
    docname = app.env.docname
    number = number_of(docname)
    section = next(iter(doctree.findall(nodes.section)), None)
    if not number or section is None:
        return
    solved = docname.startswith("solutions/")
    section["classes"].append("solved" if solved else "chapter")
    if solved:
        app.env.metadata[docname]["nosearch"] = True  # else the search finds everything twice
    title = section[section.first_child_matching_class(nodes.title)]
    title.insert(0, [nodes.inline("", number, classes=["chapter-number"]), nodes.Text(" ")])


def number_within_chapters(app, env) -> list[str]:
    """Counts equations, figures and tables from 1 on every numbered page. Returns no page to be read again."""
    for docname, kinds in env.toc_fignumbers.items():
        if number := number_of(docname):
            for places in kinds.values():
                places.update({place: (int(number), count) for count, place in enumerate(places, start=1)})
    return []


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("doctree-read", number_title, priority=BEFORE_TITLES_ARE_READ)
    app.connect("env-get-updated", number_within_chapters, priority=AFTER_FIGURES_ARE_COUNTED)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
