"""One source to its two notebooks, not yet executed: the student's with stubs, and the solved one."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.make_notebooks.errors import SourceError
from autograder.make_notebooks.explanations import EXPLAINING, check_order, solution, told, wrong_turn
from autograder.make_notebooks.labels import relabel
from autograder.make_notebooks.markers import looks_like_marker
from autograder.make_notebooks.placeholders import (
    EXERCISE,
    PROSE,
    QUIZ,
    SOLUTION,
    WRONG_TURN,
    Malformed,
    Piece,
    hints,
    pieces,
    question,
)  # fmt: skip
from autograder.make_notebooks.stubs import Answer, Module
from autograder.make_notebooks.survivors import first_leak, first_survivor

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
INSTALL = (
    "If the next cell says that `autograder` is missing, install the course once: `python -m pip install .` in its "
    "folder; in Colab, `%pip install git+https://github.com/forward-and-back/course`."
)


class Chapter:
    """One source and the module with its answers."""

    def __init__(self, source: Path, solutions: Path, known: Collection[str]):
        self.source = source
        self.stem = source.stem
        self.module_path = solutions / f"{source.stem.partition('_')[2]}.py"
        self.text = source.read_text(encoding="utf-8")
        self._refuse_markers()
        self.pieces = self._pieces()
        self.lines = self._lines_of_exercises()
        self.names = list(self.lines)
        self._check_names(known)
        self._expanded(check_order, self.pieces)
        self.module = Module(self.module_path) if self.names else None
        self.answers = {name: self._answer(name) for name in self.names}

    def notebook(self, *, solved: bool) -> NotebookNode:
        """Returns the student's notebook or the solved one, unexecuted, with stable cell ids."""
        cells = list(self._named_cells(solved))
        self._add_imports(cells, solved)
        if solved:
            relabel(cells)
        first = next((i for i, cell in enumerate(cells) if cell.cell_type == "code"), None)
        if not solved and first is not None:
            cells.insert(first, _install_cell())
        notebook = new_notebook(cells=cells, metadata={**KERNEL, "forward_and_back": self._label(solved)})
        if not solved:
            self.assert_nothing_survives(notebook)
        return notebook

    def assert_nothing_survives(self, notebook: NotebookNode) -> None:
        """Raises SourceError when a line of an answer is found anywhere in the student's notebook."""
        for answer in self.answers.values():
            line = first_survivor(answer, notebook)
            if line:
                text = f"the line {line!r} of the answer to {answer.name} stands in the student's notebook"
                raise SourceError(self.source, self._line_holding(line), text)
        line = first_leak(told(self.pieces), self._given(), notebook)
        if line:
            text = f"the line {line!r} of a solution or a wrong turn stands in the student's notebook"
            raise SourceError(self.source, self._line_holding(line), text)

    def _given(self) -> str:
        """Returns all that a source gives to the student, to tell what else a notebook shows."""
        parts = [piece.source if not isinstance(piece, Piece) else piece.body for piece in self.pieces
                 if not isinstance(piece, Piece) or piece.kind not in EXPLAINING]  # fmt: skip
        return "\n".join([*parts, *(answer.stub for answer in self.answers.values())])

    def _label(self, solved: bool) -> dict:
        answers = "".join(answer.solved + answer.stub for answer in self.answers.values())
        return {
            "chapter": self.stem,
            "solved": solved,
            "source_sha256": hashlib.sha256((self.text + answers).encode()).hexdigest(),
            "notice": f"Made by `make notebooks` from source/{self.source.name}. Edit that, not this.",
        }

    def _named_cells(self, solved: bool) -> Iterator[NotebookNode]:
        """Yields the cells. An id tells the last placeholder and the place after it, so it outlives edits elsewhere."""
        quiz, section, counts = 0, "", Counter()
        for piece in self.pieces:
            kind = piece.kind if isinstance(piece, Piece) else PROSE
            if kind in EXPLAINING and not solved:
                continue
            quiz += kind == QUIZ
            own = section if kind == PROSE else f"{kind} {piece.name or quiz}"
            section = section if kind in EXPLAINING else own
            for cell in self._expand(piece, quiz, solved):
                cell["id"] = hashlib.sha256(f"{self.stem}:{own}:{counts[own]}".encode()).hexdigest()[:12]
                counts[own] += 1
                yield cell

    def _expand(self, piece: Piece | NotebookNode, quiz: int, solved: bool) -> list[NotebookNode]:
        if not isinstance(piece, Piece):
            return [new_code_cell(piece.source, metadata=dict(piece.metadata))]
        if piece.kind == PROSE:
            return [new_markdown_cell(piece.body)]
        if piece.kind == QUIZ:
            return [new_markdown_cell(self._expanded(question, piece, quiz), metadata=_tag("quiz"))]
        if piece.kind == SOLUTION:
            return [new_markdown_cell(self._expanded(solution, piece), metadata=_tag("solution"))]
        if piece.kind == WRONG_TURN:
            turn = self._expanded(wrong_turn, piece)
            return [new_markdown_cell(turn.prose), new_code_cell(turn.cell, metadata=_tag("wrong-turn"))]
        answer, folded = self.answers[piece.name], self._expanded(hints, piece)
        return [
            new_code_cell(answer.solved if solved else answer.stub, metadata=_tag("exercise")),
            new_code_cell(f"{piece.name} = check({piece.name})", metadata=_tag("check")),
            *([] if solved else [new_markdown_cell(folded, metadata=_tag("hints"))]),
        ]

    def _expanded(self, expand, *arguments):
        try:
            return expand(*arguments)
        except Malformed as error:
            raise SourceError(self.source, error.line + 1, str(error)) from None

    def _add_imports(self, cells: list[NotebookNode], solved: bool) -> None:
        """Adds to the first code cell what the exercises' cells need of the module's imports and lack."""
        wanted = set().union(*(a.solved_names if solved else a.stub_names for a in self.answers.values()))
        code = [cell for cell in cells if cell.cell_type == "code"]
        bound = set().union(*(_imported(cell.source) for cell in code))
        missing = sorted(filter(None, (self.module.import_line(name) for name in wanted - bound))) if wanted else []
        if missing:
            code[0].source = "\n".join([*missing, code[0].source])

    def _answer(self, name: str) -> Answer:
        try:
            return self.module.answer(name, self.names)
        except KeyError:
            text = f"solutions/{self.module_path.name} defines no function {name}"
            raise SourceError(self.source, self.lines[name], text) from None

    def _refuse_markers(self) -> None:
        for number, line in enumerate(self.text.split("\n"), start=1):
            if looks_like_marker(line):
                text = f"a source holds no answers: solution markers belong in solutions/{self.module_path.name}"
                raise SourceError(self.source, number, text)

    def _lines_of_exercises(self) -> dict[str, int]:
        """Returns the line of each exercise."""
        found: dict[str, int] = {}
        for piece in self.pieces:
            if isinstance(piece, Piece) and piece.kind == EXERCISE:
                if piece.name in found:
                    text = f"the exercise {piece.name!r} stands here a second time"
                    raise SourceError(self.source, piece.line + 1, text)
                found[piece.name] = piece.line + 1
        return found

    def _pieces(self) -> list[Piece | NotebookNode]:
        """Returns the code cells of the source as they are, and its Markdown in pieces, in order.

        A placeholder is taken from the whole text, where it knows its line.
        """
        whole = self._expanded(pieces, _without_header(self.text))
        placeholders = [piece for piece in whole if piece.kind != PROSE]
        found: list[Piece | NotebookNode] = []
        for cell in jupytext.reads(self.text, fmt="md:myst").cells:
            found += [cell] if cell.cell_type == "code" else pieces(cell.source)
        places = [i for i, piece in enumerate(found) if isinstance(piece, Piece) and piece.kind != PROSE]
        if len(places) != len(placeholders):
            raise SourceError(self.source, 1, "a fence is not closed: its placeholders and cells do not agree")
        for i, piece in zip(places, placeholders, strict=True):
            found[i] = piece
        return found

    def _check_names(self, known: Collection[str]) -> None:
        for name in self.names:
            if name not in known:
                raise SourceError(self.source, self.lines[name], f"there is no exercise called {name!r}")

    def _line_holding(self, text: str) -> int:
        lines = enumerate(self.text.split("\n"), start=1)
        return next((number for number, line in lines if text in " ".join(line.split())), 1)


def _tag(name: str) -> dict:
    return {"tags": [name]}


def _without_header(text: str) -> str:
    """Returns a source with its YAML header made blank, so that lines keep their numbers."""
    lines = text.split("\n")
    if lines[0] == "---" and "---" in lines[1:]:
        end = lines.index("---", 1)
        lines[: end + 1] = [""] * (end + 1)
    return "\n".join(lines)


def _imported(code: str) -> set[str]:
    """Returns the names that the imports of a cell bind; a cell that is not plain Python binds none."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return set()
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.asname or alias.name.partition(".")[0] for node in imports for alias in node.names}


def _install_cell() -> NotebookNode:
    """Returns the sentence for a notebook that has left its folder; the website, which needs none, leaves it out."""
    return new_markdown_cell(INSTALL, id="install", metadata={"tags": ["install", "remove-cell"]})
