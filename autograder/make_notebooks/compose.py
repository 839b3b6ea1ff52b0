"""One source to its two notebooks, not yet executed: the student's with stubs, and the solved one."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.make_notebooks.errors import SourceError
from autograder.make_notebooks.labels import relabel
from autograder.make_notebooks.markers import looks_like_marker
from autograder.make_notebooks.placeholders import EXERCISE, PROSE, QUIZ, Malformed, Piece, hints, pieces, question
from autograder.make_notebooks.stubs import Answer, Module
from autograder.make_notebooks.survivors import first_survivor

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
INSTALL = (
    "If the next cell says that `autograder` is missing, install the course once: `python -m pip install .` in its "
    "folder; in Colab, upload the wheel that `python -m pip wheel --no-deps .` makes there, and run "
    "`%pip install` with its name."
)


class Chapter:
    """One source and the module with its answers."""

    def __init__(self, source: Path, solutions: Path, known: Collection[str]):
        self.source = source
        self.stem = source.stem
        self.module_path = solutions / f"{source.stem.partition('_')[2]}.py"
        self.text = source.read_text(encoding="utf-8")
        self._refuse_markers()
        self.lines = self._lines_of_placeholders()
        self.pieces = self._pieces()
        self.names = [name for kind, name in self.lines if kind == EXERCISE]
        self._check_names(known)
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
        quiz, section, count = 0, "", 0
        for piece in self.pieces:
            if isinstance(piece, Piece) and piece.kind != PROSE:
                quiz += piece.kind == QUIZ
                section, count = f"{piece.kind} {piece.name or quiz}", 0
            for cell in self._expand(piece, quiz, solved):
                cell["id"] = hashlib.sha256(f"{self.stem}:{section}:{count}".encode()).hexdigest()[:12]
                count += 1
                yield cell

    def _expand(self, piece: Piece | NotebookNode, quiz: int, solved: bool) -> list[NotebookNode]:
        if not isinstance(piece, Piece):
            return [new_code_cell(piece.source, metadata=dict(piece.metadata))]
        if piece.kind == PROSE:
            return [new_markdown_cell(piece.body)]
        if piece.kind == QUIZ:
            return [new_markdown_cell(self._expanded(question, piece, quiz), metadata={"tags": ["quiz"]})]
        answer = self.answers[piece.name]
        return [
            new_code_cell(answer.solved if solved else answer.stub, metadata={"tags": ["exercise"]}),
            new_code_cell(f"{piece.name} = check({piece.name})", metadata={"tags": ["check"]}),
            new_markdown_cell(self._expanded(hints, piece), metadata={"tags": ["hints"]}),
        ]

    def _expanded(self, expand, piece: Piece, *arguments) -> str:
        try:
            return expand(piece, *arguments)
        except Malformed as error:
            place = (piece.kind, piece.name if piece.kind == EXERCISE else str(arguments[0]))
            raise SourceError(self.source, self.lines[place], str(error)) from None

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
            raise SourceError(self.source, self.lines[EXERCISE, name], text) from None

    def _refuse_markers(self) -> None:
        for number, line in enumerate(self.text.split("\n"), start=1):
            if looks_like_marker(line):
                text = f"a source holds no answers: solution markers belong in solutions/{self.module_path.name}"
                raise SourceError(self.source, number, text)

    def _lines_of_placeholders(self) -> dict[tuple[str, str], int]:
        """Returns the line of each placeholder, by its kind and by its name or, of a quiz, its number."""
        found: dict[tuple[str, str], int] = {}
        try:
            placeholders = [piece for piece in pieces(_without_header(self.text)) if piece.kind != PROSE]
        except Malformed as error:
            raise SourceError(self.source, error.line + 1, str(error)) from None
        for piece in placeholders:
            name = piece.name if piece.kind == EXERCISE else str(1 + sum(kind == QUIZ for kind, _ in found))
            if (piece.kind, name) in found:
                text = f"the exercise {name!r} stands here a second time"
                raise SourceError(self.source, piece.line + 1, text)
            found[piece.kind, name] = piece.line + 1
        return found

    def _pieces(self) -> list[Piece | NotebookNode]:
        """Returns the code cells of the source as they are, and its Markdown in pieces, in order."""
        found: list[Piece | NotebookNode] = []
        for cell in jupytext.reads(self.text, fmt="md:myst").cells:
            found += [cell] if cell.cell_type == "code" else pieces(cell.source)
        placeholders = sum(isinstance(piece, Piece) and piece.kind != PROSE for piece in found)
        if placeholders != len(self.lines):
            raise SourceError(self.source, 1, "a fence is not closed: its placeholders and cells do not agree")
        return found

    def _check_names(self, known: Collection[str]) -> None:
        for name in self.names:
            if name not in known:
                raise SourceError(self.source, self.lines[EXERCISE, name], f"there is no exercise called {name!r}")

    def _line_holding(self, text: str) -> int:
        lines = enumerate(self.text.split("\n"), start=1)
        return next((number for number, line in lines if text in " ".join(line.split())), 1)


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
