# Tries to end the program politely, in a cell and in a function.
import sys


def target(x):
    sys.exit(0)


sys.exit(0)
