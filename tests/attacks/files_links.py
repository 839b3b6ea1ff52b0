# Tries to reach outside by links in its own folder.
import os

for number, place in enumerate(("@SECRET@", "/etc/passwd", "/proc/self/environ", "@COURSE@/solutions/backprop.py")):
    attempt(place, lambda: os.symlink(place, f"link{number}") or open(f"link{number}").read())
    attempt("hard " + place, lambda: os.link(place, f"hard{number}") or open(f"hard{number}").read())
attempt("write", lambda: os.symlink("@SECRET@.new", "new") or open("new", "w"))
