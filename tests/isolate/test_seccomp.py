"""The filter of system calls, run by a small interpreter: for both machines, whatever machine this is."""

from __future__ import annotations

import errno
import os
import platform
import re
import struct
from pathlib import Path

import pytest

from autograder.isolate import seccomp, syscalls

PID = 4711
ALLOWED, EPERM, ENOSYS, ENOENT = "allowed", errno.EPERM, errno.ENOSYS, errno.ENOENT
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
TABLES = {
    **syscalls.numbers(syscalls.ALLOWED, 0),
    **syscalls.numbers(syscalls.CHECKED, 0),
    **syscalls.numbers(syscalls.REFUSED, 0),
}


@pytest.fixture(params=sorted(MACHINES))
def machine(request, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: request.param)
    seccomp.template.cache_clear()
    yield request.param
    seccomp.template.cache_clear()


def decide(program: bytes, architecture: int, number: int, *arguments: int):
    """Returns what the kernel would do with a call: `ALLOWED`, "killed" or an error's number."""
    filled = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, architecture, 0, *[value & (2**64 - 1) for value in filled])
    code = list(struct.iter_unpack("<HBBI", program))
    place = accumulator = 0
    while True:
        operation, yes, no, k = code[place]
        place += 1
        if operation == seccomp.LOAD:
            accumulator = struct.unpack_from("<I", data, k)[0]
        elif operation == seccomp.AND:
            accumulator &= k
        elif operation == seccomp.JUMP:
            place += k
        elif operation == seccomp.EQUAL:
            place += yes if accumulator == k else no
        elif operation == seccomp.AT_LEAST:
            place += yes if accumulator >= k else no
        elif operation == seccomp.RETURN:
            return {seccomp.ALLOW: ALLOWED, seccomp.KILL: "killed"}.get(k, k & 0xFFFF)


def number_of(name, column):
    tables = (syscalls.ALLOWED, syscalls.CHECKED, syscalls.REFUSED)
    return next((found[name] for table in tables if name in (found := syscalls.numbers(table, column))), None)


THREAD = 0x3D0F00  # what the C library asks for when it starts a thread
# One row: the call, its arguments, the decision.
CASES = [
    ("read", (), ALLOWED),
    ("clone", (THREAD,), ALLOWED),
    ("clone", (17,), EPERM),
    ("clone", (THREAD | 0x10000000,), EPERM),
    ("fork", (), EPERM),
    ("execve", (), EPERM),
    ("kill", (PID, 9), ALLOWED),
    ("kill", (1, 9), EPERM),
    ("kill", (-1, 9), EPERM),
    ("kill", (-PID, 9), EPERM),
    ("tgkill", (PID, 1, 9), ALLOWED),
    ("tgkill", (PID + 1, 1, 9), EPERM),
    ("prctl", (15,), ALLOWED),
    ("prctl", (1, 0), EPERM),
    ("prlimit64", (0, 7), ALLOWED),
    ("prlimit64", (PID, 7), EPERM),
    ("ioctl", (3, 0x5401), ALLOWED),
    ("ioctl", (3, 0x5412), EPERM),
    ("fcntl", (3, 4), ALLOWED),
    ("fcntl", (3, 8, 1), EPERM),
    ("fcntl", (3, 10, 9), EPERM),
    ("socketpair", (1, 1 | 0o2000000), ALLOWED),
    ("socketpair", (1, 2), EPERM),
    ("socketpair", (2, 1), EPERM),
    ("sendto", (3, 0x1000, 5, 0, 0, 0), ALLOWED),
    ("sendto", (3, 0x1000, 5, 0, 0x7F0000000000, 110), EPERM),
    ("sendto", (3, 0x1000, 5, 0, 0x7F, 110), EPERM),
    ("openat", (-100, 0x1000, os.O_RDONLY), ALLOWED),
    ("openat", (-100, 0x1000, os.O_WRONLY | os.O_CREAT | 0o1000), ALLOWED),
    ("openat", (-100, 0x1000, os.O_RDONLY | 0o1000), EPERM),
    ("open", (0x1000, os.O_RDONLY | 0o1000), EPERM),
    ("socket", (2, 1), EPERM),
    ("chmod", (), EPERM),
    ("fchmodat", (), EPERM),
    ("ptrace", (), EPERM),
    ("memfd_create", (), EPERM),
]


@pytest.mark.parametrize(("name", "arguments", "decision"), CASES)
def test_decisions(machine, name, arguments, decision):
    column, architecture = MACHINES[machine]
    number = number_of(name, column)
    if number is None:
        pytest.skip(f"{machine} has no {name}")
    assert decide(seccomp.program(PID), architecture, number, *arguments) == decision


def test_unknown_calls_do_not_exist(machine):
    column, architecture = MACHINES[machine]
    for number in (435, 437, 600, 9999):  # clone3, openat2, and none
        assert decide(seccomp.program(PID), architecture, number) == ENOSYS


def test_another_machine_s_calls_end_the_process(machine):
    assert decide(seccomp.program(PID), 0x40000003, 0) == "killed"


def test_the_second_set_of_numbers_ends_the_process(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    seccomp.template.cache_clear()
    assert decide(seccomp.program(PID), 0xC000003E, 0x40000000 | 59) == "killed"


@pytest.mark.parametrize("name", sorted(syscalls.PATH_CALLS))
def test_a_sealed_worker_can_open_nothing(machine, name):
    column, architecture = MACHINES[machine]
    number = number_of(name, column)
    if number is None:
        pytest.skip(f"{machine} has no {name}")
    assert decide(seccomp.program(PID, sealed=True), architecture, number) == ENOENT


def test_a_machine_without_a_table_is_told(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    seccomp.template.cache_clear()
    with pytest.raises(OSError, match="riscv64"):
        seccomp.program(PID)
    seccomp.template.cache_clear()


def test_no_call_is_in_two_tables_and_no_number_twice():
    for column in (0, 1):
        rows = [syscalls.numbers(table, column) for table in (syscalls.ALLOWED, syscalls.CHECKED, syscalls.REFUSED)]
        numbers = [number for table in rows for number in table.values()]
        assert len(set(numbers)) == len(numbers)
    assert set(syscalls.numbers(syscalls.CHECKED, 0)) == set(syscalls.TESTS)


HEADERS = {0: "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", 1: "/usr/include/asm-generic/unistd.h"}
RENAMED = {"fstatat": "newfstatat"}


@pytest.mark.parametrize("column", HEADERS)
def test_numbers_are_the_kernel_s(column):
    header = Path(HEADERS[column])
    if not header.exists():
        pytest.skip("no kernel headers here")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    kernel = {RENAMED.get(name, name): int(number) for name, number in found}
    for table in (syscalls.ALLOWED, syscalls.CHECKED, syscalls.REFUSED):
        for name, number in syscalls.numbers(table, column).items():
            assert kernel.get(name) == number, name
