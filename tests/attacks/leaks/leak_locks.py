# Tries to lock a file that every student's Python reads.
import colorsys
import fcntl

kept = []
for kind in (fcntl.flock, fcntl.lockf):
    try:
        kept.append(open(colorsys.__file__, "rb"))
        kind(kept[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        pass
# --- the next student
import colorsys

if not hasattr(colorsys, "hsv_to_rgb"):
    got.append("library")
