"""Fork servers that are killed before they serve: none is missed, and none leaves anything."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from autograder.core.submission import Request
from autograder.isolate import Sandbox
from autograder.isolate.launch import ForkServer, command, environment
from tests.isolate.conftest import SHORT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server is of Linux")


def test_a_server_that_is_killed_while_it_starts_is_started_again(monkeypatch):
    hear, heard = ForkServer._hear, []

    def kill_the_first(self, *asked):
        heard.append(asked)
        if len(heard) == 1:
            os.kill(self._process.pid, signal.SIGKILL)
        return hear(self, *asked)

    monkeypatch.setattr(ForkServer, "_hear", kill_the_first)
    with Sandbox(limits=SHORT) as sandbox, sandbox.open(["def f(): return 1"], "backprop") as session:
        assert session.calls("f", [Request()])[0].value == 1


def test_a_server_that_is_told_nothing_leaves_no_folder(tmp_path):
    folder = tmp_path / "marking-x"
    folder.mkdir()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        asked = command("zygote", str(theirs.fileno()))
        server = subprocess.Popen(asked, env=environment(str(folder)), pass_fds=[theirs.fileno()])
    assert server.wait(60) == 0
    assert not folder.exists()
