# Tries to return an array whose bytes lie anywhere in memory.
import numpy as np


class Pointer:
    __array_interface__ = {"shape": (8,), "typestr": "<f8", "data": (0x10, True), "version": 3}


def target(x):
    return np.asarray(Pointer())
