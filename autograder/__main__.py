"""Runs the command line: `python -m autograder`."""

import sys

from autograder.cli import main

if __name__ == "__main__":  # the processes that mark import this module again, and must not start a second run
    sys.exit(main())
