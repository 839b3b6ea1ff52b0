# Tries to end the worker when an object is thrown away, after the call that made it.
import os


class Bomb:
    def __del__(self):
        os._exit(0)


def target(x):
    Bomb.kept = Bomb()
    del Bomb.kept
    return x
