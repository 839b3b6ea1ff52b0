# Tries to match a pattern that takes longer than the universe has.
import re


def target(x):
    return re.match(r"(a+)+$", "a" * 60 + "b")
