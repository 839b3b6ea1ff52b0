# Tries to let a descriptor's owner, another process, get its signals.
import fcntl
import os
import signal
import socket

one, other = socket.socketpair()
attempt("signal", lambda: fcntl.fcntl(one, 10, signal.SIGKILL))
attempt("owner", lambda: fcntl.fcntl(one, 8, int("@VICTIM@")))
fcntl.fcntl(one, fcntl.F_SETFL, os.O_ASYNC)
other.send(b"x")
