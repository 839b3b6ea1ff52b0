# Tries to end the worker from a function.
import os


def target(x):
    os._exit(0)
