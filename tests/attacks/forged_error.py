# Tries to put the inputs into an error's text.
import numpy as np


def target(x):
    raise ValueError(f"inputs were {x!r} = {np.asarray(x, float).tobytes().hex()} = {float(x) + 0.123456789}")
