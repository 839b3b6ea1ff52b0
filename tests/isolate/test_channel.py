"""The checker's end of the line keeps its deadlines and its budget, whatever the other end does."""

from __future__ import annotations

import socket
import threading
import time

import numpy as np
import pytest

from autograder.isolate import channel as module
from autograder.isolate.channel import Channel, Closed, Late
from autograder.isolate.wire import PREFIX, WireError, pack

SOON = 0.05


@pytest.fixture
def line():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def soon():
    return time.monotonic() + SOON


def test_a_frame_arrives(line):
    channel, theirs = line
    theirs.sendall(pack("value", 4, np.arange(3)))
    frame = channel.receive(soon())
    assert (frame.kind, frame.id, frame.value.tolist()) == ("value", 4, [0, 1, 2])


def test_silence_is_late(line):
    with pytest.raises(Late):
        line[0].receive(soon())


def test_half_a_frame_is_late(line):
    channel, theirs = line
    theirs.sendall(pack("value", 4, 1)[:-1])
    with pytest.raises(Late):
        channel.receive(soon())


def test_an_end_is_told(line):
    channel, theirs = line
    theirs.close()
    with pytest.raises(Closed):
        channel.receive(soon())


@pytest.mark.parametrize("lengths", [(1 << 31, 0), (0, 1 << 31)])
def test_an_announced_giant_is_refused(line, lengths):
    channel, theirs = line
    theirs.sendall(PREFIX.pack(*lengths))
    with pytest.raises(WireError, match="too large"):
        channel.receive(soon())


def test_a_budget_is_kept(line, monkeypatch):
    monkeypatch.setattr(module, "MAX_RECEIVED", 100)
    channel, theirs = line
    theirs.sendall(pack("value", 4, "x" * 40) * 2)
    channel.receive(soon())
    with pytest.raises(WireError, match="budget"):
        channel.receive(soon())


def test_neither_side_waits_for_the_other_to_read(line):
    """Both send more than a socket holds before either has read."""
    channel, theirs = line
    large = pack("value", 1, np.zeros(1 << 20))
    channel.queue(large)

    def other_side():
        theirs.sendall(large)
        theirs.recv(len(large), socket.MSG_WAITALL)
        theirs.sendall(pack("value", 2, None))

    thread = threading.Thread(target=other_side)
    thread.start()
    assert channel.receive(time.monotonic() + 10).value.size == 1 << 20
    assert channel.receive(time.monotonic() + 10).id == 2
    thread.join(10)
    assert not thread.is_alive()
