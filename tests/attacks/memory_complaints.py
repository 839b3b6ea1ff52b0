# Tries to fill what collects warnings, errors and logs.
import logging
import os
import sys
import warnings

for _ in range(2_000):
    warnings.warn("x" * 10_000, stacklevel=1)
    logging.error("x" * 10_000)
    sys.stderr.write("x" * 10_000)
for descriptor in (1, 2):
    for _ in range(200):
        os.write(descriptor, b"x" * (1 << 20))


def target(x):
    raise ValueError("x" * 10**8)
