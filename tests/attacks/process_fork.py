# Tries to fork again and again.
import os


def fork():
    if os.fork() == 0:
        os._exit(0)


for _ in range(20):
    attempt("fork", fork)
