# Tries to make random numbers predictable for everyone.
import random

import numpy as np

np.random.default_rng = lambda *a: None
random.random = lambda: 0.5
