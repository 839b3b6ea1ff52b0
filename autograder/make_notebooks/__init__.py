"""Sources to notebooks: `python -m autograder make-notebooks [--check] [NAME…]`.

`source/05_backprop.md` and `solutions/backprop.py` become `chapters/05_backprop.ipynb`, with stubs, and
`solutions/05_backprop.ipynb`, solved; both executed and the same on every machine. Nothing is written unless
everything is right. `--check` tells which notebooks are stale, without executing them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import nbformat

from autograder.make_notebooks.compose import Chapter
from autograder.make_notebooks.errors import SourceError
from autograder.make_notebooks.execute import ExecutionError, execute_all

DONE, FAILED = 0, 1
SOURCES, NOTEBOOKS = "[0-9][0-9]_*.md", "[0-9][0-9]_*.ipynb"
STUDENT, SOLVED = "chapters", "solutions"

__all__ = ["Chapter", "ExecutionError", "SourceError", "main"]


def main(argv: Sequence[str] | None = None, *, root: Path | None = None, known: Collection[str] | None = None) -> int:
    """Returns the exit code: 0 done or up to date, 1 stale or wrong.

    root : the folder that holds source/, solutions/ and chapters/
    known : the names of exercises that exist; by default the autograder's
    """
    parser = argparse.ArgumentParser(prog="autograder make-notebooks", description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="tell which notebooks are stale, execute nothing")
    parser.add_argument("names", nargs="*", metavar="NAME", help="chapters to make, such as 05 (default: all)")
    options = parser.parse_args(argv)
    root = root or Path.cwd()
    try:
        sources = _choose(root, options.names)
        chapters = [Chapter(source, root / SOLVED, _known() if known is None else known) for source in sources]
        if options.check:
            return _report([*_stale(root, chapters), *([] if options.names else _orphans(root))])
        _make(root, chapters)
    except (SourceError, ExecutionError) as error:
        print(error, file=sys.stderr)
        return FAILED
    return DONE


def _known() -> set[str]:
    from autograder.exercises import CHAPTERS

    return {exercise.name for chapter in CHAPTERS for exercise in chapter.exercises}


def _choose(root: Path, names: Sequence[str]) -> list[Path]:
    """Returns the sources with these names: `05`, `backprop` or `05_backprop`; all of them when none is given."""
    sources = sorted((root / "source").glob(SOURCES))
    by_name = {name: source for source in sources for name in (source.stem, *source.stem.split("_", 1))}
    for name in names:
        if name not in by_name:
            raise SourceError(root / "source", 1, f"no source is called {name!r}")
    return sorted({by_name[name] for name in names}) if names else sources


def _notebooks(root: Path, chapters: list[Chapter]) -> Iterator[tuple[Chapter, Path, nbformat.NotebookNode]]:
    for chapter in chapters:
        yield chapter, root / STUDENT / f"{chapter.stem}.ipynb", chapter.notebook(solved=False)
        yield chapter, root / SOLVED / f"{chapter.stem}.ipynb", chapter.notebook(solved=True)


def _make(root: Path, chapters: list[Chapter]) -> None:
    """Executes every notebook, and writes them when all have succeeded."""
    made = list(_notebooks(root, chapters))
    (root / STUDENT).mkdir(exist_ok=True)

    def done(path: Path, executed: nbformat.NotebookNode) -> None:
        if path.parent.name == STUDENT:
            by_stem[path.stem].assert_nothing_survives(executed)
        print(f"executed {path.relative_to(root)}", flush=True)

    by_stem = {chapter.stem: chapter for chapter in chapters}
    executed = execute_all([(path, notebook) for _, path, notebook in made], root, done)
    for (_, path, _), notebook in zip(made, executed, strict=True):
        path.write_text(nbformat.writes(notebook, indent=1) + "\n", encoding="utf-8", newline="\n")


def _stale(root: Path, chapters: list[Chapter]) -> Iterator[str]:
    """Yields why stored notebooks are out of date."""
    for _, path, new in _notebooks(root, chapters):
        name = path.relative_to(root)
        if not path.exists():
            yield f"{name}: missing"
            continue
        old = nbformat.read(path, as_version=4)
        if _bare(old) != _bare(new):
            yield f"{name}: out of date with its source or its answers"
        elif any(cell.cell_type == "code" and cell.execution_count is None for cell in old.cells):
            yield f"{name}: has cells that were not executed"


def _orphans(root: Path) -> Iterator[str]:
    sources = {source.stem for source in (root / "source").glob(SOURCES)}
    for folder in (STUDENT, SOLVED):
        for path in sorted((root / folder).glob(NOTEBOOKS)):
            if path.stem not in sources:
                yield f"{path.relative_to(root)}: has no source any more"


def _bare(notebook: nbformat.NotebookNode) -> list:
    """Returns a notebook without what executing adds to it."""
    return [notebook.metadata, *((cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells)]


def _report(stale: list[str]) -> int:
    for line in stale:
        print(line, file=sys.stderr)
    if stale:
        print("Run `make notebooks` to make them again.", file=sys.stderr)
    return FAILED if stale else DONE
