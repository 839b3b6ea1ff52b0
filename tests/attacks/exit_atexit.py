# Tries to run code when the worker ends, and to end it in the middle of everything.
import atexit
import os
import threading

atexit.register(lambda: os.write(3, b"x" * 100))
threading._register_atexit(lambda: os.write(3, b"x" * 100))


def target(x):
    os._exit(0)
