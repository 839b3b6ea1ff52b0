# Tries to ask for an array of 8 terabytes.
import numpy as np

np.ones((10**6, 10**6))
