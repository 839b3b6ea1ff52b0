# Tries to leave something in the interpreter: patched modules, environment, hooks, builtins.
import builtins
import os
import random
import sys

import numpy as np

np.planted = builtins.planted = random.planted = True
np.exp = np.allclose = lambda *unused: 0.0
os.environ["PLANTED"] = os.environ["PYTHONPATH"] = "planted"
sys.path.append("planted")
sys.meta_path.append("planted")
sys.modules["planted"] = sys
sys.setrecursionlimit(77)
# --- the next student
import builtins
import os
import random
import sys

import numpy as np

for thing in (np, builtins, random):
    attempt(str(thing), lambda thing=thing: thing.planted)
if np.exp(0.0) != 1.0 or "planted" in (*sys.path, *sys.meta_path, *sys.modules) or sys.getrecursionlimit() == 77:
    got.append("interpreter")
if {"PLANTED", "PYTHONPATH"} & set(os.environ):
    got.append("environment")
