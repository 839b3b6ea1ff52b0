# Tries to plant what Python or a test runner imports on its own.
import os
import site
import sys
import sysconfig

folders = {*sys.path, *site.getsitepackages(), sysconfig.get_path("stdlib"), "@COURSE@", "@COURSE@/tests", "/tmp", "/"}
for folder in folders - {os.getcwd(), os.environ.get("HOME")}:
    for name in ("sitecustomize.py", "usercustomize.py", "conftest.py", "planted.pth", "numpy.py"):
        path = os.path.join(folder, name)
        attempt(path, lambda path=path: open(path, "a").close())
