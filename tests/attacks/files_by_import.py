# Tries to read a file by importing it, tracing it, or asking for its lines.
import importlib.machinery
import linecache
import runpy
import tokenize

if linecache.getlines("@SECRET@"):
    got.append("lines")
attempt("loader", lambda: importlib.machinery.SourceFileLoader("x", "@SECRET@").get_data("@SECRET@"))
attempt("tokens", lambda: tokenize.open("@SECRET@"))
attempt("run", lambda: runpy.run_path("@SECRET@"))
attempt("library", lambda: __import__("ctypes").CDLL("@SECRET@.so"))
