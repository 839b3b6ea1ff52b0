# Tries to leave the group of processes that is ended with the worker.
import os

attempt("session", os.setsid)
attempt("group", lambda: os.setpgid(0, 0) or os.setpgid(0, os.getppid()))
attempt("namespaces", lambda: os.setns(3, 0))
