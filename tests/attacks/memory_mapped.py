# Tries to take a terabyte of address space.
import mmap

import numpy as np

attempt("anonymous", lambda: mmap.mmap(-1, 1 << 40))
attempt("array that is not touched", lambda: np.empty(1 << 40, np.uint8))
attempt("sparse file", lambda: np.memmap("sparse", np.uint8, "w+", shape=(1 << 40,)))
