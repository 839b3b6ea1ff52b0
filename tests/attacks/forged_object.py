# Tries to return an array of objects that are equal to everything.
import numpy as np


class Equal:
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0


def target(x):
    return np.array([Equal()] * 3, dtype=object)
