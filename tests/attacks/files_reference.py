# Tries to read the course's own files: answers, exercises, checks.
import glob
import os

for path in (
    "solutions/backprop.py",
    "autograder/exercises/backprop.py",
    "autograder/isolate/worker.py",
    "figures/style.py",
):
    attempt(path, lambda path=path: open(os.path.join("@COURSE@", path)).read())
attempt("list", lambda: os.listdir("@COURSE@/solutions"))
attempt("glob", lambda: glob.glob("@COURSE@/solutions/*.py")[0])
