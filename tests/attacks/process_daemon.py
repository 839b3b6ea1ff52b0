# Tries to leave a process behind that outlives the marking.
import os
import time


def leave():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)


attempt("daemon", leave)
