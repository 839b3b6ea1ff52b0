"""Running a notebook from top to bottom and keeping only what is the same on every machine."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

SECONDS_A_CELL = 300
AT_ONCE = 2  # notebooks side by side: each has a process of its own
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "2", "TF_ENABLE_ONEDNN_OPTS": "0", "PYTHONHASHSEED": "0"}
KERNEL_OPTIONS = [
    "--IPKernelApp.capture_fd_output=False",  # as under nbval, which compares what a cell writes
    "--IPKernelApp.log_level=40",
]
PERSONAL = re.compile(r"(?<![\w.:/<])/(?:home|Users|root|tmp|var|private|opt|usr|mnt|work)/\S+|[A-Z]:\\Users\\\S+")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


class ExecutionError(Exception):
    """A cell that failed or wrote what only this machine would write; the text names the file and the cell."""


def execute_all(
    notebooks: Sequence[tuple[Path, NotebookNode]], root: Path, done: Callable[[Path, NotebookNode], None]
) -> list[NotebookNode]:
    """Returns the notebooks executed, each in the folder of its path, a few side by side.

    done : is told of each notebook that has run
    Raises ExecutionError, naming the cell, when one fails.
    """

    async def every() -> list[NotebookNode | BaseException]:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(path: Path, notebook: NotebookNode) -> NotebookNode:
            async with room:
                executed = await _execute(deepcopy(notebook), path, root)
                done(path, executed)
                return executed

        # One that fails lets the others end, so that no kernel is left behind and the first failure is always the same.
        return await asyncio.gather(*(one(*pair) for pair in notebooks), return_exceptions=True)

    results = asyncio.run(every())
    for failure in results:
        if isinstance(failure, BaseException):
            raise failure
    return results


async def _execute(executed: NotebookNode, path: Path, root: Path) -> NotebookNode:
    metadata = deepcopy(executed.metadata)
    environment = {**os.environ, **QUIET, "PYTHONPATH": str(root)}
    environment.pop("MPLBACKEND", None)  # the kernel chooses its own
    client = NotebookClient(
        executed,
        kernel_name="python3",
        timeout=SECONDS_A_CELL,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=KERNEL_OPTIONS,
    )
    try:
        await client.async_execute(env=environment)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise ExecutionError(f"{path}: {_failure(executed, error)}") from None
    executed.metadata = metadata
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            _refuse_what_is_local(output, f"{path}: {_call(executed, cell)}", root)
    return executed


def _call(notebook: NotebookNode, cell: NotebookNode) -> str:
    return f"cell {notebook.cells.index(cell) + 1} ({cell.source.split(chr(10))[0]!r})"


def _failure(notebook: NotebookNode, error: Exception) -> str:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return f"{_call(notebook, cell)} raised {output.ename}: {output.evalue}"
    cell = next((c for c in notebook.cells if c.cell_type == "code" and c.execution_count is None), notebook.cells[0])
    return f"{_call(notebook, cell)} did not end: {str(error).strip().split(chr(10))[-1]}"


def _refuse_what_is_local(output: NotebookNode, where: str, root: Path) -> None:
    """Raises ExecutionError for a warning, a path of this machine or an address of its memory."""
    if output.get("name") == "stderr":
        raise ExecutionError(f"{where} writes to stderr: {output.text.strip()}")
    texts = [output.get("text", "")]
    texts += [value for kind, value in output.get("data", {}).items() if kind.startswith("text/")]
    for text in texts:
        found = PERSONAL.search(text) or ADDRESS.search(text)
        held = str(root) if str(root) in text else found and found[0]
        if held:
            raise ExecutionError(f"{where} shows {held!r}, which is of this machine only")
