"""What the checker asks a worker: cells to run and calls to make, many in one frame. Trusted side.

An answer has the id of its frame plus its place in it. Ids are drawn at random, so that a worker cannot answer before
it is asked.
"""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from autograder.core.submission import Request
from autograder.isolate.channel import Channel
from autograder.isolate.wire import PREFIX, Unencodable, pack

FIRST_ID, IDS = 1 << 61, 1 << 61  # numbers of nineteen digits, which those counted on from them are too
MOST_KEPT, LARGEST_KEPT = 256, 1 << 18  # frames, and bytes of one


class Frames:
    """Packs calls. The same requests are asked of one submission after the other, so what was packed is kept."""

    def __init__(self):
        self._kept: OrderedDict[tuple, tuple] = OrderedDict()

    def queue(self, channel: Channel, name: str, requests: Sequence[Request], seconds: float) -> int:
        """Returns the id of the first answer, after queueing the calls.

        seconds : for one call
        """
        first = new_id()
        for place, frame in self._frames(name, tuple(requests), seconds):
            channel.queue(with_id(frame, "calls", first + place))
        return first

    def _frames(self, name, requests, seconds):
        key = name, seconds, *map(id, requests)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key][0]
        frames = list(_packed(name, requests, seconds))
        if sum(len(frame) for _, frame in frames) <= LARGEST_KEPT:
            self._kept[key] = frames, requests  # while these are held, no other request can have their ids
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return frames


def _packed(name, requests, seconds, place=0):
    """Yields the place of its first request and the frame, for one frame or, where that is too large, several."""
    task = {"name": name, "seconds": seconds, "goes_on": place > 0}
    task["requests"] = [(tuple(r.args), dict(r.kwargs), r.through) for r in requests]
    try:
        frames = [(place, pack("calls", FIRST_ID, task))]
    except Unencodable:
        if len(requests) == 1:
            raise
        middle = len(requests) // 2
        yield from _packed(name, requests[:middle], seconds, place)
        yield from _packed(name, requests[middle:], seconds, place + middle)
    else:
        yield from frames


def queue_cells(channel: Channel, cells: Sequence[tuple[int, str, bool]], **settings: object) -> int:
    """Returns the id of the first answer, after queueing the cells.

    cells : for each its number, its text, and whether only its definitions are wanted
    settings : `seconds` for one cell; `all_seconds` for all, after which only definitions are wanted; `published`, the
        places of cells that may be left out; `roots`, the names that are called afterwards; and `given`, the modules of
        functions that take the place of the notebook's own, by name
    """
    first, texts = new_id(), [text.encode("utf-8", "replace") for _, text, _ in cells]
    rows = [(number, len(text), define) for (number, _, define), text in zip(cells, texts, strict=True)]
    source = np.frombuffer(b"".join(texts), np.uint8)
    channel.queue(pack("cells", first, {"cells": rows, "source": source, **settings}))
    return first


def queue_reach(channel: Channel, functions: Sequence[tuple[str, Sequence[str]]], seconds: float) -> int:
    """Returns the id of the first answer, after queueing the question which functions others can come to call.

    functions : for each its name, and the names among which is asked
    """
    first = new_id()
    channel.queue(pack("reach", first, {"functions": [(n, list(a)) for n, a in functions], "seconds": seconds}))
    return first


def with_id(frame: bytes, kind: str, id: int) -> bytes:
    """Returns the packed frame of this kind with another id, which must have as many digits as its own."""
    start = PREFIX.size + len(json.dumps({"k": kind, "i": 0}, separators=(",", ":"))) - len("0}")
    digits = b"%d" % id
    return b"".join([frame[:start], digits, frame[start + len(digits) :]])


def new_id() -> int:
    """Returns an id that a worker cannot guess, with as many digits as every other."""
    return FIRST_ID + secrets.randbelow(IDS)
