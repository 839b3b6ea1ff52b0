# Tries to leave a changed root the classical way.
import os

for name in ("way", "out"):
    try:
        os.mkdir(name)
    except OSError:
        pass
up = "../" * 40
attempt("chroot", lambda: os.chroot("way"))
attempt("up", lambda: os.listdir(up + "proc"))
attempt("secret from above", lambda: open(up + "@SECRET@"[1:]).read())
of = "/proc/{}/{}@SECRET@".format  # what a process takes for the root of all folders
attempt("through its own root", lambda: open(of("self", "root")).read())
attempt("through its parent's", lambda: open(of(os.getppid(), "root")).read())
attempt("pivot", lambda: kernel(155, 41, b".", b"way"))
