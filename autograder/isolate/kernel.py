"""The Linux calls that Python does not offer, through ctypes: process control, namespaces, mounts, Landlock."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import stat
import struct

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 24, 38
NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NETWORK = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_RECURSIVE, MS_PRIVATE = 2, 4, 0x4000, 0x40000
UNMOUNT_DETACH = 2
CAPABILITY_VERSION_3, MAX_CAPABILITIES = 0x20080522, 64

# Landlock's calls have the same numbers on every machine.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_PATH_BENEATH, ASK_VERSION = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REGULAR, MAKE_SYMLINK = 16, 32, 128, 256, 4096
REFER, TRUNCATE, IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
FIRST_RIGHTS = (1 << 13) - 1
RIGHTS_SINCE = ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEVICE))
NETWORK_SINCE, BIND_AND_CONNECT = 4, 3
SCOPES_SINCE, ABSTRACT_SOCKETS_AND_SIGNALS = 6, 3
READING = EXECUTE | READ_FILE | READ_DIR  # executing is also what mapping a library asks for
WRITING = READ_FILE | READ_DIR | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REGULAR | MAKE_SYMLINK
WRITING_LATER = REFER | TRUNCATE
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE


@functools.cache
def libc() -> ctypes.CDLL:
    """Returns the C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int = 0) -> None:
    """Returns nothing: sets one property of this process. Raises OSError."""
    _check(libc().prctl(option, *map(ctypes.c_ulong, (value, 0, 0, 0))), f"prctl {option}")


def unshare(flags: int) -> None:
    """Returns nothing: this process has new namespaces. Raises OSError."""
    _check(libc().unshare(ctypes.c_int(flags)), "unshare")


def map_own_ids(uid: int, gid: int) -> None:
    """Returns nothing: within a new user namespace this process keeps its ids. Raises OSError."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def make_mounts_private() -> None:
    """Returns nothing: mounts made from here on are seen by this namespace only. Raises OSError."""
    mounted = libc().mount(b"none", b"/", None, ctypes.c_ulong(MS_RECURSIVE | MS_PRIVATE), None)
    _check(mounted, "mount /")


def mount_memory(folder: str, options: str) -> None:
    """Returns nothing: `folder` is a file system in memory. Raises OSError."""
    flags = ctypes.c_ulong(MS_NOSUID | MS_NODEV)
    _check(libc().mount(b"tmpfs", os.fsencode(folder), b"tmpfs", flags, options.encode()), "mount tmpfs")


def unmount(folder: str) -> None:
    """Returns nothing: the file system in memory is gone, with all its files. Raises OSError."""
    _check(libc().umount2(os.fsencode(folder), ctypes.c_int(UNMOUNT_DETACH)), "umount")


def drop_capabilities() -> None:
    """Returns nothing: this process has no privilege left, even as root. Raises OSError."""
    forbid_capabilities()
    header = ctypes.create_string_buffer(struct.pack("Ii", CAPABILITY_VERSION_3, 0), 8)
    _check(libc().capset(header, ctypes.create_string_buffer(24)), "capset")


@functools.cache
def forbid_capabilities() -> None:
    """Returns nothing: no program that this process or a fork of it starts can have a privilege; it keeps its own."""
    for capability in range(MAX_CAPABILITIES):
        if libc().prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break  # the kernel knows no more of them, or there is none to drop


def landlock_version() -> int:
    """Returns Landlock's version, 0 where there is none."""
    return max(0, libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(ASK_VERSION)))


def landlock_rules(readable: dict[str, int], writable: str) -> int:
    """Returns a descriptor of rules that allow only these paths, no network, and no signal to the outside.

    readable : rights by path; writable : a folder in which all may be done but making devices and programs

    Raises OSError where Landlock is missing.
    """
    version = landlock_version()
    rights = FIRST_RIGHTS | sum(right for since, right in RIGHTS_SINCE if version >= since)
    record = struct.pack("Q", rights)
    if version >= NETWORK_SINCE:
        record += struct.pack("Q", BIND_AND_CONNECT)
    if version >= SCOPES_SINCE:
        record += struct.pack("Q", ABSTRACT_SOCKETS_AND_SIGNALS)
    buffer = ctypes.create_string_buffer(record, len(record))
    rules = libc().syscall(CREATE_RULESET, buffer, ctypes.c_size_t(len(record)), ctypes.c_uint32(0))
    _check(rules, "Landlock")
    for path, allowed in {**readable, writable: (WRITING | WRITING_LATER) & rights}.items():
        with contextlib.suppress(FileNotFoundError):
            _allow(rules, path, allowed)
    return rules


def landlock_apply(rules: int) -> None:
    """Returns nothing: the rules hold from here on. NO_NEW_PRIVS must be set. Raises OSError."""
    _check(libc().syscall(RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0)), "Landlock")


def _allow(rules, path, allowed):
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            allowed &= FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, place), 12)
        kind = ctypes.c_int(RULE_PATH_BENEATH)
        _check(libc().syscall(ADD_RULE, ctypes.c_int(rules), kind, rule, ctypes.c_uint32(0)), f"Landlock {path}")
    finally:
        os.close(place)


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
