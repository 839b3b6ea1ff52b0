"""Puts a box around each quiz question, so that book/static/quiz.js can make a group of radio buttons of it.

The question stays as the notebook has it, options that open to say why: what a reader without JavaScript gets.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from docutils import nodes

OPTION, END = '<details class="quiz-option">', "</details>"
QUESTION = re.compile(r"Question (\d+)\.")


def box_questions(app, doctree: nodes.document) -> None:
    """Puts every question of a page, from its text to the end of its last option, into a `div.quiz`."""
    page = PurePosixPath(app.env.docname).name
    for section in list(doctree.findall(nodes.section)):
        first = number = None
        boxes = []
        for place, node in enumerate(section):
            found = _number(node)
            if found:
                first, number = place, found
            elif first is not None and _is_raw(node, END) and not _opens(section, place + 1):
                boxes.append((first, place, number))
                first = None
        for first, last, number in reversed(boxes):
            head = f'<div class="quiz" data-chapter="{page}" data-number="{number}">'
            section.insert(last + 1, nodes.raw("", "</div>", format="html"))
            section.insert(first, nodes.raw("", head, format="html"))


def _number(node: nodes.Node) -> str:
    """Returns the number of the question that a paragraph begins, and "" for any other node."""
    said = [child for child in node.children if child.astext()] if isinstance(node, nodes.paragraph) else []
    bold = said[0] if said else None  # MyST begins such a paragraph with an empty text
    found = QUESTION.fullmatch(bold.astext()) if isinstance(bold, nodes.strong) else None
    return found[1] if found else ""


def _is_raw(node: nodes.Node, start: str) -> bool:
    return isinstance(node, nodes.raw) and node.astext().strip().startswith(start)


def _opens(section: nodes.section, place: int) -> bool:
    return place < len(section) and _is_raw(section[place], OPTION)


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("doctree-read", box_questions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
