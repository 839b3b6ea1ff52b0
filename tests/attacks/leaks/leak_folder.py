# Tries to leave files for the next student: in the home, the temporary folder, the current one, with names that import.
import os
import tempfile

for folder in {os.getcwd(), os.environ["HOME"], tempfile.gettempdir(), "..", "/tmp", "/var/tmp"}:
    for name in ("planted.txt", "sitecustomize.py", "numpy.py", "planted.py", ".matplotlib/matplotlibrc"):
        try:
            open(os.path.join(folder, name), "w").write("planted = True")
        except OSError:
            pass
# --- the next student
import os
import tempfile

for folder in {os.getcwd(), os.environ["HOME"], tempfile.gettempdir(), "/tmp", "/var/tmp"}:
    attempt(folder, lambda folder=folder: os.stat(os.path.join(folder, "planted.txt")))
attempt("imported", lambda: __import__("planted"))
