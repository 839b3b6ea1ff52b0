"""The untrusted side's loop: runs cells and calls functions for the checker, and answers with plain values.

No reference answer, tolerance or mark is ever in this process. Everything it sends is a claim that the checker
examines; a learner who breaks this loop breaks only their own answers.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import itertools
import random
import signal
import socket
import sys
import time
import warnings
from collections.abc import Iterator

import numpy as np

from autograder.core.plain import SENT_AS, opaque, plain
from autograder.core.submission import Named, Request, Rng
from autograder.isolate import course, needed, reach, wire
from autograder.isolate.cells import Notebook, close_figures, innermost_line, outermost_line
from autograder.isolate.shell import CappedOutput

SEED = 20_240_229
TICK = 0.25  # seconds after which a time limit that was swallowed by `except:` is raised again
MAX_MESSAGE = 300
TOO_LONG = "it took longer than the time allowed"
HEARD = {"over": "call", "divide": "call", "invalid": "call", "under": "ignore"}  # by numpy's name for the kind
MAX_STRIKES = 3  # calls over the time limit after which the others of a batch are not tried
_MISSING = object()
_new_generator, _errstate, _no_warnings = np.random.default_rng, np.errstate, warnings.catch_warnings  # unpatched


class TimeLimit(BaseException):
    """Raised inside a learner's code when its time is up; not an Exception, so `except Exception` lets it pass."""


class Complaint(Exception):
    """A call that cannot be made or whose result cannot travel."""

    def __init__(self, kind: str, message: str):
        super().__init__(message)
        self.kind = kind


class Worker:
    """Answers the frames that arrive on a socket, until it closes.

    Making one takes over the process's output and input; it may be made long before it serves.
    """

    def __init__(self):
        self._sock = None
        self._output = sys.stdout = sys.stderr = CappedOutput()
        sys.stdin = io.StringIO()
        self._timed = False
        self._strikes = 0
        self._stream = _Seeds()
        self._notebook = Notebook()
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def serve(self, sock: socket.socket, modules: dict[str, course.Source]) -> None:
        """Returns when the checker has closed its end.

        modules : those of the course that may be imported
        """
        self._sock = sock
        course.allow(modules)
        while True:
            prefix = self._read(wire.PREFIX.size)
            if prefix is None:
                return
            header_length, body_length = wire.PREFIX.unpack(prefix)
            for answer in self.answers(self._read(header_length), self._read(body_length)):
                self._sock.sendall(answer)  # at once: the next cell or call may end this process

    def answers(self, header: bytes, body: bytes) -> Iterator[bytes]:
        """Yields the packed answers to one frame, each when it is found."""
        frame = wire.unpack(header, body)
        for answer in {"cells": self._cells, "calls": self._calls, "reach": self._reach}[frame.kind](frame):
            self._output.clear()
            yield answer

    def _read(self, count):
        buffer = bytearray(count)
        view, got = memoryview(buffer), 0
        while got < count:
            read = self._sock.recv_into(view[got:])
            if read == 0:
                return None
            got += read
        return buffer

    def _cells(self, frame):
        """Yields an answer a cell: its id is the frame's plus the cell's place in the frame."""
        task = frame.value
        sources = _split(task["source"].tobytes(), [length for _, length, _ in task["cells"]])
        if self._stream.fresh:
            self._stream.reset(SEED)
        left_out = self._left_out(sources, task)
        given = course.hand_out(task["given"]) if task["given"] else {}
        end = time.monotonic() + task["all_seconds"]
        for place, ((index, _, definitions), source) in enumerate(zip(task["cells"], sources, strict=True)):
            id = frame.id + place
            if place in left_out:
                yield wire.pack("done", id, None)
                continue
            late = not definitions and time.monotonic() > end
            run = self._notebook.define if definitions or late else self._notebook.run
            yield self._cell(id, "late" if late else "done", lambda r=run, i=index, s=source: r(i, s), task["seconds"])
        self._notebook.namespace.update(given)  # where there is no `check` behind the exercise

    def _left_out(self, sources, task):
        """Returns the places of the chapter's own cells that nothing depends on."""
        if not task["published"]:
            return set()
        try:
            wanted = sources, task["published"], task["roots"]
            return self._within(task["seconds"], lambda: needed.left_out(*wanted))
        except BaseException:  # whatever a strange notebook does to the reading of it, it can still be run
            return set()

    def _cell(self, id, kind, run, seconds):
        try:
            self._within(seconds, run)
            return wire.pack(kind, id, None)
        except BaseException as error:  # a cell may raise anything at all
            return wire.pack("error", id, self._describe(error) | {"root": self._notebook.root(error)[:80]})
        finally:
            close_figures()

    def _reach(self, frame):
        """Yields which of some functions each of others can come to call."""
        task, namespace = frame.value, self._notebook.namespace
        for id, (name, among) in enumerate(task["functions"], frame.id):
            try:
                names = self._within(task["seconds"], lambda n=name, a=among: reach.reached(namespace, n, a))
            except BaseException:  # what a strange notebook does to the reading of it is its own loss
                names = []
            yield wire.pack("names", id, names)

    def _calls(self, frame):
        """Yields an answer a call, as `_cells` does."""
        task = frame.value
        if not task["goes_on"]:
            self._strikes = 0
        for id, (args, kwargs, through) in enumerate(task["requests"], frame.id):
            yield self._call(id, task, Request(args, kwargs, through))

    def _call(self, id, task, request):
        if self._strikes >= MAX_STRIKES:
            return wire.pack("error", id, _complaint("TimeLimit", "not tried: earlier calls took too long"))
        self._stream.reset(SEED)
        warned: dict[str, int] = {}
        try:
            with _no_warnings(module=warnings, action="ignore"), _errstate(**HEARD, call=warned.setdefault):
                return self._within(task["seconds"], lambda: self._answer(id, task["name"], request, warned))
        except BaseException as error:  # so may a function
            self._strikes += isinstance(error, TimeLimit)
            return wire.pack("error", id, self._describe(error, outermost_line))

    def _answer(self, id, name, request, warned):
        """Returns the packed outcome. Runs within the call's time, as packing may run the result's own methods.

        warned : what numpy would have warned of, in order; filled while the function runs
        """
        function = self._notebook.namespace.get(name, _MISSING)
        if function is _MISSING:
            raise Complaint("Missing", f"the notebook defines no {name}")
        if not callable(function):
            raise Complaint("NotCallable", "it is None" if function is None else f"it is {_what(function)}")
        args = [_made(value) for value in request.args]
        kwargs = {key: _made(value) for key, value in request.kwargs.items()}
        called = function if request.through is None else functools.partial(_made(request.through), function)
        value = called(*args, **kwargs)
        positions = [i for i, (a, b) in enumerate(zip(request.args, args, strict=True)) if not same(a, b)]
        changed = dict(zip(map(str, positions), _labels(function, positions), strict=True))
        changed |= {key: key for key, a in request.kwargs.items() if not same(a, kwargs[key])}
        answer = {"value": value, "changed": changed, "warned": list(warned)}
        try:
            with contextlib.suppress(wire.Unencodable):
                return wire.pack("value", id, answer)
            return wire.pack("value", id, answer | {"value": plain(value, _as_marker, np.asarray)})
        except wire.Unencodable as error:
            raise Complaint("Unreadable", str(error)) from None

    def _within(self, seconds, function):
        if not hasattr(signal, "setitimer"):  # Windows: the checker's own deadline is the only one
            return function()
        signal.signal(signal.SIGALRM, self._alarm)
        self._timed = True
        signal.setitimer(signal.ITIMER_REAL, seconds, TICK)
        try:
            return function()
        finally:
            self._timed = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _alarm(self, *unused):
        if self._timed:
            raise TimeLimit(TOO_LONG)

    def _describe(self, error, line_of=innermost_line):
        self._timed = False
        if isinstance(error, Complaint):
            return _complaint(error.kind, str(error))
        if isinstance(error, TimeLimit):  # the C library may have wrapped it in words of its own
            return _complaint("TimeLimit", TOO_LONG, line_of(error))
        try:
            message = error.msg if isinstance(error, SyntaxError) else str(error)
        except BaseException:  # a learner's __str__ may itself fail
            message = ""
        return _complaint(type(error).__name__, message, line_of(error))


class _Seeds:
    """Makes every source of random numbers repeat: `random`, `np.random`, and `default_rng()` without a seed."""

    def __init__(self):
        self.fresh = True
        self._next = SEED
        np.random.default_rng = self._generator
        self._generator.__func__.__doc__ = _new_generator.__doc__

    def reset(self, seed):
        self.fresh = False
        self._next = seed
        random.seed(seed)
        np.random.seed(seed)

    def _generator(self, seed=None):
        if seed is None:
            self._next += 1
            seed = self._next
        return _new_generator(seed)


def _split(text, lengths):
    ends = list(itertools.accumulate(lengths))
    return [text[end - n : end].decode("utf-8", "replace") for end, n in zip(ends, lengths, strict=True)]


def _made(value):
    """Returns the argument that a function receives: a copy of its own, generators and functions for their markers."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, Rng):
        return _new_generator(value.seed)
    if isinstance(value, Named):
        return course.resolve(value.module, value.name)
    if type(value) in (list, tuple):
        return type(value)(_made(item) for item in value)
    if type(value) is dict:
        return {key: _made(item) for key, item in value.items()}
    return value


def _as_marker(thing):
    return Named(SENT_AS[opaque(thing).is_function], opaque(thing).kind)


def _labels(function, positions):
    """Returns the parameters' own names, which is what a learner knows them by; "" where there is none."""
    names = []
    if positions:
        with contextlib.suppress(ValueError, TypeError):  # a function of C may not tell
            names = list(inspect.signature(function).parameters)
    return [names[i] if i < len(names) else "" for i in positions]


def same(before, after) -> bool:
    """Returns whether a value is bit for bit what it was: type, dtype, shape, entries, keys. Generators may advance."""
    if isinstance(before, Rng | Named):
        return True
    if isinstance(before, np.ndarray):
        is_array = isinstance(after, np.ndarray) and (before.dtype, before.shape) == (after.dtype, after.shape)
        return is_array and before.tobytes() == after.tobytes()
    if type(before) is not type(after):
        return False
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(same(before[key], after[key]) for key in before)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(same, before, after))
    return before == after or before != before  # not a number is the same as itself here


def _what(value):
    return "an array" if isinstance(value, np.ndarray) else wire.article(type(value).__name__)


def _complaint(kind, message, line=None):
    return {"kind": str(kind)[:80], "message": str(message)[:MAX_MESSAGE], "line": line}
