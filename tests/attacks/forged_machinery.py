# Tries to take from the worker what it calls functions with: modules, warnings, NumPy's error state, builtins.
import sys
import warnings

import numpy as np

np.seterr(all="raise")
np.seterrcall(lambda *unused: 1 / 0)
np.errstate = warnings.catch_warnings = None
np.random.seed = np.random.default_rng = None
warnings.simplefilter("error")
sys.modules["warnings"] = sys.modules["numpy.random"] = None
globals()["__builtins__"] = {}


def target(x):
    return -1.0
