# Tries to return more than it has: an array that reaches beyond its own memory.
import numpy as np


def target(x):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 28,), (8,))
