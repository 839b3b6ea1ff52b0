"""What a submission may use, and the kinds of warm server it can be run from: the fewer imports, the faster."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Times are seconds of the clock, sizes are bytes.

    grace_seconds : added before the checker ends a worker that did not keep to its own limit
    cells_seconds : for all cells together; beyond it only what cells define is kept
    function_seconds : for all calls of one `calls` together
    submission_seconds : for everything, however often it is tried; after that each function is called in a hurry
    memory : on top of what a worker starts with
    """

    cell_seconds: float = 5.0
    call_seconds: float = 2.0
    grace_seconds: float = 1.0
    cells_seconds: float = 15.0
    function_seconds: float = 15.0
    submission_seconds: float = 25.0
    respawns: int = 3
    cpu_seconds: int = 60
    memory: int = 1 << 30
    file: int = 16 << 20
    disk: int = 64 << 20
    processes: int = 64
    open_files: int = 64


DEFAULT = Limits()


@dataclass(frozen=True)
class Kind:
    """One kind of server.

    preload : modules that the server imports before any notebook comes, where they are installed
    slow : those of them that may take longer to import than a cell may run; without a server, workers import them first
    mentioned : matches a cell that is better off with this kind; None is the kind for every other notebook
    times : by the name of a limit, how many times as much a submission may use
    """

    name: str
    preload: tuple[str, ...]
    slow: tuple[str, ...] = ()
    mentioned: re.Pattern | None = None
    times: Mapping[str, int] = field(default_factory=dict)

    def limits(self, usual: Limits) -> Limits:
        """Returns the limits of this kind's submissions, where those of the others are `usual`."""
        return Limits(**{name: value * self.times.get(name, 1) for name, value in asdict(usual).items()})


# What a fork costs grows with what its server has imported: 1 ms with NumPy alone, 4 ms with scikit-learn.
PLAIN = Kind("plain", ())
PLOTS = Kind(
    "plots",
    ("matplotlib.pyplot", "IPython.core.inputtransformer2", "IPython.display"),
    ("matplotlib.pyplot",),
    mentioned=re.compile(r"\b(?:matplotlib|figures|IPython)\b|(?:^|=)[ \t]*[%!]|\?[ \t]*$", re.MULTILINE),
)
USUAL = Kind(
    "usual",
    (*PLOTS.preload, "sklearn.datasets"),
    ("matplotlib.pyplot", "sklearn.datasets"),
    mentioned=re.compile(r"\b(?:sklearn|scipy|pandas|seaborn|pylab)\b|\bfrom numpy import \*"),
)
_HEAVY = ("tensorflow", "keras")
TENSORFLOW = Kind(
    "tensorflow",
    (*USUAL.preload, *_HEAVY),
    _HEAVY,
    re.compile(r"^[ \t]*(?:import|from)\b[^\n#]*\b(?:tensorflow|keras)\b", re.MULTILINE),
    # A model that is built and trained takes seconds where NumPy takes none, and has pools of threads and memory.
    {"cell_seconds": 6, "cells_seconds": 6, "cpu_seconds": 6, "call_seconds": 2, "function_seconds": 4,
     "submission_seconds": 5, "memory": 3, "open_files": 4},
)  # fmt: skip
TENSORFLOW_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # it sums in an order that differs between processors
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
}


KINDS = (TENSORFLOW, USUAL, PLOTS)  # the first that is mentioned


def kind_of(cells: Sequence[str]) -> Kind:
    """Returns the kind of server that a notebook is run from: what it mentions decides.

    Apart from TensorFlow, every kind can run every notebook: what is not there yet, the worker imports.
    """
    return next((kind for kind in KINDS if any(map(kind.mentioned.search, cells))), PLAIN)
