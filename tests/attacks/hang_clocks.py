# Tries to confuse whoever looks at a clock.
import signal
import time

time.time = time.monotonic = time.perf_counter = lambda: 0.0
signal.setitimer = lambda *unused: (0.0, 0.0)


def target(x):
    while True:
        pass
