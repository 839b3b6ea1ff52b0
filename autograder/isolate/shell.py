"""What a notebook's magics call when there is no kernel: enough of IPython's shell for teaching notebooks.

Nothing is run outside Python: `!pip install` and `%%bash` are passed over, as a cell that installs is not a mistake.
"""

from __future__ import annotations

import io
import os
import re
import sys
import types

TIMING = frozenset(("time", "timeit", "prun", "capture", "memit", "mprun", "lprun"))  # run their code once
OTHER_LANGUAGES = frozenset(
    "bash sh script system sx html HTML javascript js latex markdown svg perl ruby pypy python2 cmd powershell".split()
)
STAR_IMPORT = (
    "import numpy as np\nimport matplotlib.pyplot as plt\nfrom numpy import *\nfrom matplotlib.pyplot import *\n"
)
_OPTIONS = re.compile(r"\A(?:\s*-[a-zA-Z]\S*(?:\s+\d+)?(?=\s))*\s*")
MAX_OUTPUT = 20_000  # characters of print kept for one cell or call


class MagicUnavailable(Exception):
    """A magic whose cell cannot be given a meaning while marking."""


class CappedOutput(io.TextIOBase):
    """A text stream that keeps what is first printed and forgets the rest."""

    def __init__(self, limit: int = MAX_OUTPUT):
        self._limit = limit
        self._parts: list[str] = []
        self._length = 0
        self.buffer = io.BytesIO()  # for programs that write bytes; emptied with the text

    def write(self, text) -> int:
        text = str(text)
        if self._length < self._limit:
            self._parts.append(text[: self._limit - self._length])
        self._length += len(text)
        return len(text)

    def writable(self) -> bool:
        return True

    def clear(self) -> str:
        """Returns what was kept, and starts anew."""
        text = "".join(self._parts)
        self._parts.clear()
        self._length = 0
        self.buffer = io.BytesIO()
        return text


class Shell:
    """Stands in for the object that `get_ipython()` returns.

    run_source : called with Python source that a magic wraps
    """

    def __init__(self, namespace: dict, run_source):
        self.user_ns = namespace
        self._run_source = run_source

    def run_line_magic(self, name, line="", *unused, **unused_too):
        if name in TIMING:
            return self._run_source(_without_options(line))
        if name == "pylab":
            exec(STAR_IMPORT, self.user_ns)
        if name in ("run", "load"):
            raise MagicUnavailable(f"%{name} is not available while marking: put the code into the notebook")
        return None  # settings of the display, installs, listings: nothing that a function depends on

    def run_cell_magic(self, name, line, cell):
        if name == "capture" and line.split():
            self.user_ns[line.split()[-1]] = types.SimpleNamespace(stdout="", stderr="", outputs=[], show=_Nothing())
        if name in TIMING:
            return self._run_source(cell)
        if name in ("writefile", "file") and line.split():
            append = "-a" in line.split()
            with open(os.path.basename(line.split()[-1]), "a" if append else "w", encoding="utf-8") as file:
                file.write(cell)
        elif name not in OTHER_LANGUAGES:
            raise MagicUnavailable(f"%%{name} is not available while marking")
        return None

    def run_cell(self, source, *unused, **unused_too):
        return self._run_source(source)

    def system(self, command):
        return None

    def getoutput(self, command, *unused, **unused_too):
        return []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


def display(*objects, **options) -> None:
    """Shows nothing: there is nobody to look."""


def no_input(prompt="") -> str:
    """Never returns.

    Raises EOFError, which is what a notebook that asks for input meets where there is no keyboard.
    """
    raise EOFError("input() has no keyboard to read from while marking")


def quiet_shell(namespace: dict, run_source) -> Shell:
    """Returns the shell, after making `get_ipython`, `display`, `input` and IPython's own modules use it."""
    import builtins

    shell = Shell(namespace, run_source)
    builtins.input = no_input
    namespace.update(get_ipython=lambda: shell, display=display, In=[""], Out={}, exit=sys.exit, quit=sys.exit)
    for module in ("IPython", "IPython.core.getipython", "IPython.display"):
        known = sys.modules.get(module)
        for name, stand_in in (("get_ipython", lambda: shell), ("display", display)):
            if known is not None and hasattr(known, name):
                setattr(known, name, stand_in)
    return shell


class _Nothing:
    """Whatever a program asks of a kernel that is not there: it can be called, and has every attribute."""

    def __call__(self, *unused, **unused_too):
        return None

    def __getattr__(self, name):
        return _Nothing()


def _without_options(line):
    """Returns the code of a line that is timed, without what stands before it, such as `-n 10 -r3`."""
    return _OPTIONS.sub("", line)
