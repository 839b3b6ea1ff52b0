"""A submission of our own, marked before any other: forks then find filled caches and share the pages that hold them.

Without it every fork fills the same caches anew (abstract classes, regular expressions, the interpreter's specialised
code) and copies each page it fills: a third of a worker's time.
"""

from __future__ import annotations

import linecache
import signal

import numpy as np

from autograder.core.submission import Rng
from autograder.isolate.wire import PREFIX, pack
from autograder.isolate.worker import Worker

TIMES = 12  # the interpreter specialises code that has run eight times
CELLS = (
    "import numpy as np\n\nfrom autograder import check",
    "def slope(x, y, rng=None):\n    total = 0.0\n    for row in x:\n        total += float((row * y).sum())\n"
    "    z = np.exp(-x @ x.T)\n    return {'a': z / (1 + z), 'b': [total, (1, True)], 'c': 'text'}",
    "slope = check(slope)\nslope(np.ones((2, 3)), 1.5)",
    "class Part:\n    def __init__(self, n):\n        self.n = n\n\n\nparts = [Part(n) for n in range(3)]\nparts",
    "1 / 0",
    "x = (",
)
SETTINGS = {"seconds": 5.0, "all_seconds": 30.0, "published": [2], "roots": ["slope"], "given": {}}


def rehearse() -> None:
    """Returns nothing: a worker has run cells and calls, and no trace of them is left but filled caches."""
    arguments = (np.arange(6.0).reshape(2, 3), 1.5)
    requests = [(arguments, {}, None), (arguments, {"rng": Rng(1)}, None), ((1,), {}, None)]
    texts = [text.encode() for text in CELLS]
    rows = [(place, len(text), False) for place, text in enumerate(texts)]
    source = np.frombuffer(b"".join(texts), np.uint8)
    frames = (
        pack("cells", 1, {"cells": rows, "source": source, **SETTINGS}),
        pack("calls", 1, {"name": "slope", "seconds": 2.0, "goes_on": False, "requests": requests}),
        pack("reach", 1, {"functions": [("slope", ["check"])], "seconds": 2.0}),
    )
    for _ in range(TIMES):
        worker = Worker()
        for frame in frames:
            length, _ = PREFIX.unpack(frame[: PREFIX.size])
            for _ in worker.answers(frame[PREFIX.size : PREFIX.size + length], frame[PREFIX.size + length :]):
                pass
    linecache.clearcache()
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
