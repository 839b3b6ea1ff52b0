"""Sources to notebooks: `python -m autograder make-notebooks [--check] [NAME…]`.

`source/05_backprop.md` and `solutions/backprop.py` become `chapters/05_backprop.ipynb`, with stubs, and
`solutions/05_backprop.ipynb`, solved; both executed and the same on every machine. Nothing is written unless
everything is right. `--check` tells which notebooks are stale, without executing them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from autograder.make_notebooks.compose import Chapter
from autograder.make_notebooks.errors import SourceError
from autograder.make_notebooks.execute import ExecutionError, execute

AT_ONCE = 2  # notebooks executed side by side: each has a process of its own
FAILED = 1

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
        made = _compose(root, options.names, _known() if known is None else known)
        if options.check:
            return _report([stale for path, notebook in made for stale in _stale(path, notebook)])
        _execute_and_write(made, root)
    except (SourceError, ExecutionError) as error:
        print(error, file=sys.stderr)
        return FAILED
    return 0


def _known() -> set[str]:
    from autograder.exercises import CHAPTERS

    return {exercise.name for chapter in CHAPTERS for exercise in chapter.exercises}


def _compose(root: Path, names: Sequence[str], known: Collection[str]) -> list[tuple[Path, nbformat.NotebookNode]]:
    sources = sorted((root / "source").glob("[0-9][0-9]_*.md"))
    chosen = [s for s in sources if not names or any(n in (s.stem, *s.stem.split("_", 1)) for n in names)]
    if not chosen:
        raise SourceError(root / "source", 1, f"no source is called {' or '.join(names) or 'NN_key.md'}")
    made = []
    for source in chosen:
        chapter = Chapter(source, root / "solutions", known)
        made.append((root / "chapters" / f"{source.stem}.ipynb", chapter.notebook(solved=False)))
        made.append((root / "solutions" / f"{source.stem}.ipynb", chapter.notebook(solved=True)))
    return made


def _execute_and_write(made: list, root: Path) -> None:
    def run(item):
        path, notebook = item
        execute(notebook, path, root)
        print(f"executed {path.relative_to(root)}", flush=True)

    for path, _ in made:
        path.parent.mkdir(exist_ok=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, made))
    for path, notebook in made:
        path.write_text(nbformat.writes(notebook, indent=1) + "\n", encoding="utf-8")


def _stale(path: Path, new: nbformat.NotebookNode) -> list[str]:
    """Returns why a stored notebook is out of date, or nothing."""
    if not path.exists():
        return [f"{path}: missing"]
    old = nbformat.read(path, as_version=4)
    if _bare(old) != _bare(new):
        return [f"{path}: out of date with its source or its answers"]
    if any(cell.cell_type == "code" and cell.execution_count is None for cell in old.cells):
        return [f"{path}: has cells that were not executed"]
    return []


def _bare(notebook: nbformat.NotebookNode) -> list:
    cells = [(cell.id, cell.cell_type, cell.source, dict(cell.metadata)) for cell in notebook.cells]
    return [notebook.metadata, *cells]


def _report(stale: list[str]) -> int:
    for line in stale:
        print(line, file=sys.stderr)
    if stale:
        print("Run `make notebooks` to make them again.", file=sys.stderr)
    return FAILED if stale else 0
