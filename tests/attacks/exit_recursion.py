# Tries to overflow the stack of the C library.
import sys


def deeper(n):
    return deeper(n + 1)


sys.setrecursionlimit(10**9)
deeper(0)
