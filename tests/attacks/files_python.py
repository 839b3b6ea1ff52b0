# Tries to change a module that the next submission will import.
import colorsys
import os

attempt("write", lambda: open(colorsys.__file__, "a"))
attempt("truncate", lambda: os.open(colorsys.__file__, os.O_RDONLY | os.O_TRUNC))
attempt("beside", lambda: open(os.path.join(os.path.dirname(colorsys.__file__), "planted.py"), "w"))
attempt("remove", lambda: os.remove(colorsys.__file__))
