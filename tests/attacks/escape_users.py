# Tries to become another user, or to get a privilege.
import os

attempt("user", lambda: os.setresuid(0, 0, 0) or os.seteuid(0) or got.append(os.getuid()))
attempt("group", lambda: os.setresgid(0, 0, 0))
attempt("groups", lambda: os.setgroups([0]))
attempt("privileges", lambda: kernel(126, 91, bytes([0x22, 5, 8, 0x20, 0, 0, 0, 0]), b"\xff" * 24))
attempt("keep them", lambda: kernel(157, 167, 8, 1, 0, 0, 0))
attempt("file system's user", lambda: kernel(122, 151, 0))
