# Tries to read what others handed in, and the marks.
import glob
import os

for pattern in (
    "@COURSE@/examples/class/*/*",
    "/tmp/*",
    os.path.expanduser("~root/*"),
    "/home/*",
    "@COURSE@/*.sqlite",
    "../*",
    "../../*/*/*",
):
    for path in glob.glob(pattern):
        attempt(path, lambda path=path: open(path, "rb").read(1))
attempt("class", lambda: os.listdir("@COURSE@/examples/class/canvas"))
