# Tries to end the worker through the hooks that Python calls on errors.
import os
import sys
import threading

sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *unused: os._exit(0)


class Unraisable:
    def __del__(self):
        raise ValueError


def target(x):
    Unraisable()
    return x
