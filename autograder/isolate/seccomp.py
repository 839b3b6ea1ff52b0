"""A seccomp filter, assembled by hand from the tables of `syscalls.py`: an allow-list that needs no privilege."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
import struct

from autograder.isolate.syscalls import ALLOWED, CHECKED, OWN_PID, PATH_CALLS, REFUSED, TESTS, Test, numbers

# Classic BPF: load a word of the call's record, compare, mask, return (linux/filter.h, linux/seccomp.h).
LOAD, EQUAL, AT_LEAST, AND, JUMP, RETURN = 0x20, 0x15, 0x35, 0x54, 0x05, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
X32_CALLS = 0x40000000  # x86-64's second set of numbers, which no table covers
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7), "arm64": (1, 0xC00000B7)}
ANY_PID = 0x7EA5F00D  # larger than any process id, and nothing else in the filter
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
FILTERING, SET_MODE_FILTER, FLAG_ALL_THREADS = "seccomp:317:277", 1, 1


def install(program: bytes, all_threads: bool = False) -> None:
    """Returns nothing: from here on the process may only make the program's calls. NO_NEW_PRIVS must be set.

    all_threads : whether threads that run already are held to it too; those started later always are

    Raises OSError where the kernel does not let it.
    """

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]

    buffer = ctypes.create_string_buffer(program, len(program))
    record = Program(len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if all_threads:
        number = numbers(FILTERING, MACHINES[platform.machine()][0])["seccomp"]
        done = libc.syscall(number, SET_MODE_FILTER, FLAG_ALL_THREADS, ctypes.byref(record))
    else:
        done = libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(record), 0, 0)
    if done != 0:  # a positive number is that of a thread which cannot be held to it
        raise OSError(ctypes.get_errno(), "seccomp: " + os.strerror(ctypes.get_errno()))


def program(pid: int, sealed: bool = False) -> bytes:
    """Returns the filter for a worker with this process id.

    sealed : whether no file may be opened, made, renamed or removed at all

    Raises OSError on a machine whose calls are not in the tables.
    """
    return template(sealed).replace(struct.pack("<I", ANY_PID), struct.pack("<I", pid))


@functools.cache
def template(sealed: bool) -> bytes:
    """Returns the filter with `ANY_PID` where the worker's process id belongs."""
    machine = platform.machine()
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    column, architecture = MACHINES[machine]
    closed = PATH_CALLS if sealed else frozenset()
    code = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), _give(KILL), (LOAD, 0, 0, NUMBER)]
    if column == 0:
        code += [(AT_LEAST, 0, 1, X32_CALLS), _give(KILL)]
    for name, number in numbers(ALLOWED, column).items():
        code += _when(number, [_give(REFUSE | errno.ENOENT if name in closed else ALLOW)])
    for name, number in numbers(CHECKED, column).items():
        body = [_give(REFUSE | errno.ENOENT)] if name in closed else _checked(TESTS[name])
        code += _when(number, body)
    for number in numbers(REFUSED, column).values():
        code += _when(number, [_give(REFUSE | errno.EPERM)])
    code.append(_give(REFUSE | errno.ENOSYS))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


def _give(value):
    return RETURN, 0, 0, value


def _when(number, body):
    """The accumulator holds the call's number here; `body` must return."""
    return [(EQUAL, 0, len(body), number), *body]


def _checked(tests: tuple[Test, ...]):
    body = []
    for test in tests:
        body += _pointer_is_null(test) if test.pointer else _word(test)
    return [*body, _give(ALLOW)]


def _word(test):
    """Falls through when the test holds, otherwise refuses."""
    values = [ANY_PID if value == OWN_PID else value for value in test.values]
    code = [(LOAD, 0, 0, ARGUMENTS + 8 * test.argument), (AND, 0, 0, test.mask)]  # little-endian: the low word is first
    # A match jumps over the other comparisons and one instruction more: the refusal, or the jump around it.
    code += [(EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)]
    if test.negate:
        code.append((JUMP, 0, 0, 1))
    return [*code, _give(REFUSE | errno.EPERM)]


def _pointer_is_null(test):
    low = ARGUMENTS + 8 * test.argument
    refuse = _give(REFUSE | errno.EPERM)
    return [(LOAD, 0, 0, low), (EQUAL, 1, 0, 0), refuse, (LOAD, 0, 0, low + 4), (EQUAL, 1, 0, 0), refuse]
