# Tries to be given more than its share by the scheduler.
import os

attempt("nice", lambda: os.nice(-5))
attempt("affinity", lambda: os.sched_setaffinity(0, {0}))
attempt("attributes", lambda: kernel(314, 274, 0, bytes(48), 0))
attempt("input and output", lambda: kernel(251, 30, 1, 0, 0x2000))
attempt("locked memory", lambda: kernel(151, 230, 1))
attempt("limits", lambda: __import__("resource").setrlimit(0, (10**6, 10**6)))
