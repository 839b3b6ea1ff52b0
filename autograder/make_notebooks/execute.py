"""Running a notebook from top to bottom and keeping only what is the same on every machine."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

SECONDS_A_CELL = 300
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "2", "TF_ENABLE_ONEDNN_OPTS": "0", "PYTHONHASHSEED": "0", "MPLBACKEND": ""}


class ExecutionError(Exception):
    """A cell that failed; the text names the file, the cell and the error."""


def execute(notebook: nbformat.NotebookNode, path: Path, root: Path) -> None:
    """Executes a notebook in place, in the folder it will lie in.

    Raises ExecutionError, naming the cell, when one fails.
    """
    environment = {**os.environ, **QUIET, "PYTHONPATH": str(root)}
    environment.pop("MPLBACKEND")
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=SECONDS_A_CELL, resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--IPKernelApp.capture_fd_output=False"],
    )  # fmt: skip
    try:
        client.execute(env=environment)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise ExecutionError(f"{path}: {_failure(notebook, error)}") from None
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            _refuse_paths(output, path, root)


def _failure(notebook: nbformat.NotebookNode, error: Exception) -> str:
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                head = cell.source.split("\n")[0]
                return f"cell {number} ({head!r}) raised {output.ename}: {output.evalue}"
    return str(error).strip().split("\n")[-1]


def _refuse_paths(output, path: Path, root: Path) -> None:
    text = nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])]))
    for place in {str(root), str(Path.home())} - {"/"}:
        if place in text:
            raise ExecutionError(f"{path}: an output holds the path {place!r} of this machine")
