# Tries to kill every process that may be killed.
import os
import signal

attempt("all", lambda: os.kill(-1, signal.SIGKILL))
attempt("group", lambda: os.killpg(0, signal.SIGTERM))
