# Tries to read and write outside through NumPy, pandas and SQLite.
import sqlite3

import numpy as np

attempt("loadtxt", lambda: np.loadtxt("@SECRET@", dtype=str))
attempt("fromfile", lambda: np.fromfile("@SECRET@", np.uint8))
attempt("memmap", lambda: np.memmap("@SECRET@", np.uint8, "r"))
attempt("save", lambda: np.save("@SECRET@.npy", np.ones(3)))
attempt("database", lambda: sqlite3.connect("@SECRET@.db").execute("create table x (y)"))
attempt(
    "attached", lambda: sqlite3.connect(":memory:").execute("attach '@SECRET@.db' as x").execute("create table x.y (z)")
)
