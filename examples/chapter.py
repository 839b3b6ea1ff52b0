"""The chapter that the sample class hands in: its cells, and a stub filled in as a student does.

The student notebook of the chapter is used once it exists; until then a compact stand-in with the same exercises.
"""

from __future__ import annotations

import json
from pathlib import Path

CHAPTER = Path(__file__).parent.parent / "chapters" / "05_backprop.ipynb"
STUB = "raise NotImplementedError"

SIGNATURES = {
    "mse_grad": ("mse_grad(Y_hat, Y)", "Returns dLoss/dY_hat of the mean squared error, in the shape of Y_hat."),
    "dense_backward": ("dense_backward(dZ, X, W)", "Returns (dX, dW, db) of a dense layer, given dZ."),
    "activation_backward": ("activation_backward(dA, Z, kind)", "Returns dZ, given dA and the kind of activation."),
    "softmax_cross_entropy_grad": (
        "softmax_cross_entropy_grad(Z, y)",
        "Returns dLoss/dZ of softmax and cross-entropy, for integer labels y.",
    ),
    "two_layer_backward": (
        "two_layer_backward(params, cache, Y)",
        "Returns the gradients W1, b1, W2, b2 of two sigmoid layers and the mean squared error.",
    ),
    "backward": (
        'backward(params, cache, Y, hidden="sigmoid", output="sigmoid")',
        "Returns the gradients of every parameter, for any number of layers.",
    ),
}


def markdown(text: str) -> dict:
    """Returns a markdown cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def code(text: str, *tags: str) -> dict:
    """Returns a code cell that has not been run."""
    metadata = {"tags": list(tags)} if tags else {}
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": source}


def chapter_cells() -> list[dict]:
    """Returns the cells of the student notebook, without outputs."""
    if CHAPTER.exists():
        cells = json.loads(CHAPTER.read_text("utf-8"))["cells"]
        return [
            {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell for cell in cells
        ]
    cells = [
        markdown("# Backpropagation\n\nFill in each stub; the cell below it tells you how you did."),
        code("import numpy as np\nfrom autograder import check\n\nrng = np.random.default_rng(5)"),
    ]
    for name, (signature, docstring) in SIGNATURES.items():
        cells += [
            markdown(f"## `{name}`\n\n{docstring}"),
            code(f'def {signature}:\n    """{docstring}"""\n    {STUB}', "exercise"),
            code(f"{name} = check({name})", "check"),
        ]
    return [*cells, code("check()", "progress")]


def is_stub(cell: dict, name: str) -> bool:
    """Returns whether this is the cell in which an exercise is to be filled in."""
    return cell["cell_type"] == "code" and f"def {name}(" in "".join(cell["source"]) and STUB in "".join(cell["source"])


def fill(cell: dict, body: str) -> dict:
    """Returns the cell with the body in the stub's place."""
    lines = []
    for line in "".join(cell["source"]).splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        lines += [indent + row if row else row for row in body.strip("\n").split("\n")] if STUB in line else [line]
    return {**cell, "source": "\n".join(lines).splitlines(keepends=True)}
