# Tries to return more than the wire may carry.
import numpy as np


def target(x):
    return np.broadcast_to(np.float64(0), (10**6, 10**6))
