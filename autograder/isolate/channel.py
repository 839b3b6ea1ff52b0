"""The checker's end of a socket to a worker: never blocks beyond a deadline, never reads beyond a budget."""

from __future__ import annotations

import select
import time

from autograder.isolate.wire import MAX_BODY, MAX_HEADER, PREFIX, Frame, WireError, unpack

MAX_RECEIVED = 8 * MAX_BODY  # over a worker's whole life
READ_AHEAD = 1 << 16


class Late(WireError):
    """No answer in time."""


class Closed(WireError):
    """The worker's end is gone."""


class Channel:
    """Frames over a stream socket. What is queued goes out while answers are awaited, so neither side can block
    the other by not reading."""

    def __init__(self, sock):
        sock.setblocking(False)
        self._sock = sock
        self._outgoing = bytearray()
        self._ahead = bytearray()  # what has come beyond the frame that was read
        self._received = 0

    def queue(self, frame: bytes) -> None:
        """Notes a frame to be sent during the next `receive`."""
        self._outgoing += frame

    def receive(self, deadline: float) -> Frame:
        """Returns the next frame.

        deadline : on the clock of `time.monotonic`

        Raises Late, Closed, or WireError for a frame that breaks the rules.
        """
        header_length, body_length = PREFIX.unpack(self._read(PREFIX.size, deadline))
        if header_length > MAX_HEADER or body_length > MAX_BODY:
            raise WireError("a frame that is too large")
        self._received += header_length + body_length
        if self._received > MAX_RECEIVED:
            raise WireError("more output than the budget allows")
        header = self._read(header_length, deadline)
        return unpack(bytes(header), self._read(body_length, deadline))

    def close(self) -> None:
        """Closes the socket."""
        self._sock.close()

    def _read(self, count, deadline):
        buffer = self._ahead[:count]
        del self._ahead[:count]
        while len(buffer) < count:
            try:
                if self._outgoing:
                    self._flush()
                part = self._sock.recv(max(count - len(buffer), READ_AHEAD))
            except (BlockingIOError, InterruptedError):
                self._wait(deadline)
                continue
            except OSError as error:
                raise Closed(type(error).__name__) from None
            if not part:
                raise Closed("the worker has ended")
            buffer += part
        self._ahead += buffer[count:]
        del buffer[count:]
        return buffer

    def _flush(self):
        try:
            sent = self._sock.send(memoryview(self._outgoing)[: 1 << 20])
        except BlockingIOError:
            return
        del self._outgoing[:sent]

    def _wait(self, deadline):
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise Late("no answer in time")
        if not hasattr(select, "poll"):
            writing = [self._sock] if self._outgoing else []
            select.select([self._sock], writing, [], seconds)
            return
        poller = select.poll()
        poller.register(self._sock, select.POLLIN | (select.POLLOUT if self._outgoing else 0))
        poller.poll(seconds * 1000)
