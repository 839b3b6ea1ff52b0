"""One source to its two notebooks, not yet executed: the student's with stubs, and the solved one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import jupytext
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.make_notebooks.errors import SourceError
from autograder.make_notebooks.labels import relabel
from autograder.make_notebooks.placeholders import Piece, hints, pieces, question
from autograder.make_notebooks.stubs import Answer, Module

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
          "language_info": {"name": "python"}}  # fmt: skip


class Chapter:
    """One source and the module with its answers."""

    def __init__(self, source: Path, solutions: Path, known: Collection[str]):
        self.source = source
        self.stem = source.stem
        self.key = source.stem.partition("_")[2]
        self.text = source.read_text(encoding="utf-8")
        self.module_path = solutions / f"{self.key}.py"
        self.cells = jupytext.reads(self.text, fmt="md:myst").cells
        self.pieces = [pieces(cell.source) if cell.cell_type == "markdown" else [] for cell in self.cells]
        self.names = [piece.name for group in self.pieces for piece in group if piece.kind == "exercise"]
        self._check_names(known)
        self.module = Module(self.module_path) if self.names else None
        self.answers = {name: self._answer(name) for name in self.names}

    def notebook(self, *, solved: bool):
        """Returns the student's notebook or the solved one, unexecuted, with stable cell ids."""
        cells, quiz = [], 0
        for cell, group in zip(self.cells, self.pieces, strict=True):
            if cell.cell_type == "code":
                cells.append(new_code_cell(cell.source, metadata=dict(cell.metadata)))
                continue
            if cell.cell_type != "markdown":
                continue
            for piece in group:
                quiz += piece.kind == "quiz"
                cells += self._expand(piece, quiz, solved)
        if solved:
            self._add_imports(cells)
            relabel(cells)
        digest = hashlib.sha256((self.text + self._answers_text()).encode()).hexdigest()
        notebook = new_notebook(cells=cells, metadata={
            **KERNEL, "forward_and_back": {"chapter": self.stem, "solved": solved, "source_sha256": digest},
        })  # fmt: skip
        for number, cell in enumerate(cells):
            cell["id"] = hashlib.sha256(f"{self.stem}:{solved}:{number}".encode()).hexdigest()[:12]
        if not solved:
            self._assert_nothing_survives(notebook)
        return notebook

    def _expand(self, piece: Piece, quiz: int, solved: bool) -> list:
        if piece.kind == "prose":
            return [new_markdown_cell(piece.body)]
        try:
            if piece.kind == "quiz":
                return [new_markdown_cell(question(piece, quiz), metadata={"tags": ["quiz"]})]
            folded = hints(piece)
        except ValueError as error:
            raise SourceError(self.source, self._line_of(piece), str(error)) from None
        answer = self.answers[piece.name]
        return [
            new_code_cell(answer.solved if solved else answer.stub, metadata={"tags": ["exercise"]}),
            new_code_cell(f"{piece.name} = check({piece.name})", metadata={"tags": ["check"]}),
            new_markdown_cell(folded, metadata={"tags": ["hints"]}),
        ]

    def _add_imports(self, cells: list) -> None:
        """Adds the imports that the answers need to the first code cell, where they are not there yet."""
        first = next(cell for cell in cells if cell.cell_type == "code")
        own = set(self.names)
        lines = [line for line in self.module.imports_for(self.names) if not line.startswith("from __future__")]
        present = first.source.split("\n")
        missing = [line for line in lines if line not in present and line.split()[-1] not in own]
        first.source = "\n".join([*missing, *present]) if missing else first.source

    def _answers_text(self) -> str:
        return "".join(answer.solved + answer.stub for answer in self.answers.values())

    def _answer(self, name: str) -> Answer:
        try:
            return self.module.answer(name)
        except KeyError:
            line = self._line_of_name(name)
            raise SourceError(self.source, line, f"{self.module_path.name} defines no function {name}") from None

    def _check_names(self, known: Collection[str]) -> None:
        counts = Counter(self.names)
        for name in self.names:
            if name not in known:
                raise SourceError(self.source, self._line_of_name(name), f"there is no exercise called {name!r}")
            if counts[name] > 1:
                raise SourceError(self.source, self._line_of_name(name), f"the exercise {name!r} stands here twice")

    def _line_of_name(self, name: str) -> int:
        piece = next(p for group in self.pieces for p in group if p.kind == "exercise" and p.name == name)
        return self._line_of(piece)

    def _line_of(self, piece: Piece) -> int:
        """Returns the line of a placeholder in the source file."""
        heads = [f"```{{{piece.kind}}} {piece.name}".strip(), f"```{{{piece.kind}}}{piece.name}"]
        first = piece.body.split("\n")[0]
        lines = self.text.split("\n")
        for number, line in enumerate(lines):
            if line.strip() in heads and (number + 1 < len(lines) and lines[number + 1] == first or not first):
                return number + 1
        return 1

    def _assert_nothing_survives(self, notebook: nbformat.NotebookNode) -> None:
        """Raises SourceError when a line of an answer is found in a stub or anywhere else in the student's notebook."""
        written = {line.strip(): cell for cell in notebook.cells for line in cell.source.split("\n")}
        for answer in self.answers.values():
            allowed = {line.strip() for line in answer.stub.split("\n")}
            for line in answer.secret:
                if line in written and line not in allowed:
                    text = f"the line {line!r} of the answer to {answer.name} stands in the student's notebook"
                    raise SourceError(self.source, self._line_of_text(line), text)

    def _line_of_text(self, text: str) -> int:
        return next((n for n, line in enumerate(self.text.split("\n"), start=1) if line.strip() == text), 1)
