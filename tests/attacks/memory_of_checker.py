# Tries to read the checker's memory and environment.
import ctypes
import os

for pid in ("@PID@", str(os.getppid()), "self", "1"):
    for name in ("mem", "environ", "maps", "cmdline"):
        attempt(f"/proc/{pid}/{name}", lambda pid=pid, name=name: open(f"/proc/{pid}/{name}", "rb").read(16))
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(16)


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def refused(result):
    if result < 0:
        raise OSError(ctypes.get_errno())


ours = Piece(ctypes.addressof(buffer), 16)
theirs = Piece(0x400000, 16)
for pid in (int("@PID@"), os.getppid()):
    attempt("ptrace", lambda pid=pid: refused(libc.ptrace(16, pid, None, None)))
    attempt(
        "process_vm_readv",
        lambda pid=pid: refused(libc.process_vm_readv(pid, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0)),
    )
