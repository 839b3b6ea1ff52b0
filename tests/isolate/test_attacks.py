"""Every file of `tests/attacks` is a cell that tries to get out, get on or get marks. None may succeed, and the right
function in the cell below it must be marked as if nothing had happened."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from autograder.core.plain import Opaque
from autograder.core.submission import CallError, Outcome, Request
from autograder.isolate import Sandbox
from tests.isolate.conftest import SHORT
from tests.isolate.processes import descendants

FOLDER = Path(__file__).parent.parent / "attacks"
LEAKS = sorted((FOLDER / "leaks").glob("*.py"))
NEXT_STUDENT = "# --- the next student\n"
COURSE = Path(__file__).parent.parent.parent
ATTACKS = sorted(path.stem for path in FOLDER.glob("*.py"))
MOST_SECONDS = 20.0
INPUTS = [0.125, 3.0, -2.5]
PREPARED = """
import ctypes
import platform

got = []


def kernel(x86, arm, *arguments):
    number = arm if platform.machine() in ("aarch64", "arm64") else x86
    library = ctypes.CDLL(None, use_errno=True)
    result = library.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def attempt(what, action):
    try:
        action()
    except Exception:
        return
    got.append(what)
"""
GOOD = """
import numpy as np


def good(x):
    return np.asarray([x, 2 * x]) + 1


def report(x):
    return list(map(str, got))
"""
# What a weaker machine cannot prevent is not asked of it: by level, the attacks that are only contained in time.
WEAK_SPOTS = {
    "reduced": {"forbidden": ()},
    "weak": {
        "forbidden": ("files_", "network_", "process_", "memory_of_checker", "signal_", "escape_", "time_priority")
    },
}
ANSWERS = {  # what a call of the attack's own function must come to, where it has one
    "exit_soft": "SystemExit",
    "exit_in_function": "Killed",
    "exit_keyboard": "KeyboardInterrupt",
    "hang_loop": "TimeLimit",
    "hang_swallow": "TimeLimit",
    "hang_alarm_off": "TimeLimit",
    "hang_in_c": "TimeLimit",
    "hang_in_conversion": "TimeLimit",
    "hang_in_message": "TimeLimit",
    "memory_result": "Unreadable",
    "wire_drip": "TimeLimit",
    "wire_deep": "Killed",
    "forged_object": Opaque("array"),
    "forged_error": "ValueError",
    "exit_atexit": "Killed",
    "hang_mask": "TimeLimit",
    "hang_deadlock": "TimeLimit",
    "hang_pattern": "TimeLimit",
    "hang_endless_mapping": "Unreadable",
    "hang_stopped": "TimeLimit",
    "hang_clocks": "TimeLimit",
    "memory_complaints": "ValueError",
    "forged_pickle": Opaque("Run"),
    "forged_pointer": "Killed",
    "forged_strides": "Unreadable",
    "text_markup": "Error",
    "text_terminal": "ValueError",
    "text_formula": "ValueError",
    "text_data": "ValueError",
    "wire_half_closed": "Killed",
}


@dataclass
class Outside:
    """Things of the checker that no attack may touch."""

    secret: Path
    server: socket.socket
    mailbox: socket.socket
    mailbox_path: Path
    victim: subprocess.Popen

    def substitute(self, text: str) -> str:
        values = {
            "SECRET": self.secret,
            "PORT": self.server.getsockname()[1],
            "SOCKET": self.mailbox_path,
            "VICTIM": self.victim.pid,
            "PID": os.getpid(),
            "COURSE": COURSE,
        }
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def untouched(self) -> bool:
        folder = sorted(path.name for path in self.secret.parent.iterdir())
        quiet = all(not heard(sock) for sock in (self.server, self.mailbox))
        return (
            folder == ["mailbox", "secret"]
            and self.secret.read_text() == "CANARY"
            and self.secret.stat().st_mode & 0o777 == 0o644
            and self.victim.poll() is None
            and quiet
        )


def heard(sock: socket.socket) -> bool:
    try:
        sock.accept() if sock.family == socket.AF_INET else sock.recv(1)
    except BlockingIOError:
        return False
    return True


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret").write_text("CANARY")
    (folder / "secret").chmod(0o644)
    mailbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    mailbox.bind(str(folder / "mailbox"))
    mailbox.setblocking(False)
    victim = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    with socket.create_server(("127.0.0.1", 0)) as server, mailbox:
        server.setblocking(False)
        yield Outside(folder / "secret", server, mailbox, folder / "mailbox", victim)
    victim.stdin.close()
    victim.wait(10)


@pytest.fixture(scope="module", autouse=True)
def _environment():
    os.environ["CANARY_TOKEN"] = "CANARY"
    yield
    del os.environ["CANARY_TOKEN"]


def attacked(sandbox: Sandbox, name: str, outside: Outside) -> list[Outcome]:
    """Returns the outcomes of the attack's own function, after checking that the attack came to nothing."""
    code = outside.substitute((FOLDER / f"{name}.py").read_text())
    start = time.monotonic()
    with sandbox.open([PREPARED, code, GOOD], "backprop") as session:
        answers = session.calls("target", [Request((x,)) for x in INPUTS])
        outcomes = session.calls("good", [Request((x,)) for x in INPUTS])
        report = session.calls("report", [Request((0,))])[0]
    assert time.monotonic() - start < MOST_SECONDS
    for x, outcome in zip(INPUTS, outcomes, strict=True):
        assert outcome.error is None, outcome
        assert type(outcome.value) is np.ndarray
        np.testing.assert_array_equal(outcome.value, [x + 1, 2 * x + 1])
    assert report.error is not None or report.value == []
    assert outside.untouched()
    return answers


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_contained(name, sandbox, outside):
    if name.startswith(WEAK_SPOTS.get(sandbox.level, {"forbidden": ()})["forbidden"]):
        pytest.skip(f"not contained at level {sandbox.level}")
    answers = attacked(sandbox, name, outside)
    for answer in answers:
        came_to = answer.error.kind if answer.error else answer.value
        assert name not in ANSWERS or came_to == ANSWERS[name]


def weakened(*without):
    with Sandbox(limits=SHORT, without=("landlock", "namespaces", *without)) as made:
        if made.level != "reduced":
            pytest.skip("this machine is too weak for it")
        yield made


@pytest.fixture(scope="module")
def reduced():
    yield from weakened()


@pytest.fixture(scope="module")
def sealed():
    yield from weakened("chroot")


OUTWARD = [
    name for name in ATTACKS if name.startswith(("files_", "process_", "network_", "memory_of", "signal_", "escape"))
]


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_contained_without_landlock(name, reduced, outside):
    attacked(reduced, name, outside)


@pytest.mark.parametrize("name", OUTWARD)
def test_attack_is_contained_where_no_file_can_be_opened(name, sealed, outside):
    attacked(sealed, name, outside)


@pytest.mark.parametrize("level", ["sandbox", "reduced", "sealed"])
@pytest.mark.parametrize("path", LEAKS, ids=lambda path: path.stem)
def test_nothing_reaches_the_next_student(path, level, request, outside):
    sandbox = request.getfixturevalue(level)
    if sandbox.level == "weak":
        pytest.skip("not contained at level weak")
    first, _, second = outside.substitute(path.read_text()).partition(NEXT_STUDENT)
    opened = sandbox.open([PREPARED, first, GOOD], "backprop")
    for together in (True, False):
        with sandbox.open([PREPARED, second, GOOD], "backprop") as session:
            assert session.cell_errors == ()
            assert session.calls("report", [Request((0,))])[0].value == []
            np.testing.assert_array_equal(session.calls("good", [Request((3.0,))])[0].value, [4.0, 7.0])
        if together:
            opened.close()
    assert outside.untouched()


def test_there_are_enough_attacks_and_each_says_what_it_tries():
    files = [*FOLDER.glob("*.py"), *LEAKS]
    assert len(files) >= 80
    for path in files:
        first = path.read_text().splitlines()[0]
        assert first.startswith("# Tries to ") and first.endswith("."), path.name
    tried = {path.stem.partition("_")[0] for path in files}
    assert tried >= set("exit hang memory process files network signal wire forged leak time escape text".split())


def test_an_error_does_not_carry_the_inputs_out(sandbox, outside):
    for x, answer in zip(INPUTS, attacked(sandbox, "forged_error", outside), strict=True):
        assert str(x) not in answer.error.message
        assert np.float64(x).tobytes().hex() not in answer.error.message


def test_a_forged_answer_is_only_a_wrong_answer(sandbox, outside):
    for answer in attacked(sandbox, "forged_subclass", outside):
        assert type(answer.value) is np.ndarray
        np.testing.assert_array_equal(answer.value, [-1, -1, -1])


def test_markers_are_not_taken_from_a_worker(sandbox, outside):
    for answer in attacked(sandbox, "wire_smuggled", outside):
        assert isinstance(answer.error, CallError) or answer.value is None


@pytest.mark.parametrize("name", ["process_daemon", "hang_thread", "hang_swallow"])
def test_nothing_is_left_running(name, outside):
    others = descendants(os.getpid(), "bootstrap.py")  # of sandboxes that other tests share
    with Sandbox(limits=SHORT, without=("namespaces", "seccomp")) as weaker:
        attacked(weaker, name, outside) if name != "process_daemon" else _daemon(weaker)
        with weaker.open(["1"], "backprop"):
            ours = set(descendants(os.getpid(), "bootstrap.py")) - set(others)
            assert len(ours) == 2  # the server, and the worker that is open
    assert descendants(os.getpid(), "bootstrap.py") == others


def _daemon(sandbox):
    code = (FOLDER / "process_daemon.py").read_text()
    with sandbox.open([PREPARED, code], "backprop") as session:
        assert session.calls("good", [Request((0,))])[0].error.kind == "Missing"
