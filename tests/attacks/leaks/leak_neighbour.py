# Tries to read and to fill the folder of a student who is being marked at the same time.
open("answer.py", "w").write("def good(x): return 'copied'")
# --- the next student
import glob
import os

here = os.getcwd()
parts = here.strip("/").split("/")
for slot in range(4):
    there = "/" + "/".join([*parts[:-2], str(slot), parts[-1]])
    if there != here:
        attempt(there, lambda there=there: os.listdir(there))
        attempt(there, lambda there=there: open(there + "/answer.py").read())
        attempt(there, lambda there=there: open(there + "/numpy.py", "w"))
for path in glob.glob("../../*/*/answer.py") + glob.glob("/tmp/marking-*/slots/*/files/answer.py"):
    if not path.startswith(here):
        attempt(path, lambda path=path: open(path).read())
