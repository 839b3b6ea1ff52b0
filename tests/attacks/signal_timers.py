# Tries to have signals sent later, and to all of its group.
import fcntl
import os

attempt("timer", lambda: kernel(222, 107, 0, 0, bytes(8)))
attempt("group", lambda: os.kill(-os.getpgrp(), 9) if os.getpgrp() != os.getpid() else os.kill(-1, 9))
attempt("lease", lambda: fcntl.fcntl(os.open("/dev/null", os.O_RDONLY), 1024, 0))
attempt("directory notices", lambda: fcntl.fcntl(os.open(".", os.O_RDONLY), 1026, 0xFF))
