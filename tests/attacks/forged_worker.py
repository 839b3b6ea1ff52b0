# Tries to patch the worker itself, found through the stack.
import sys

frame = sys._getframe()
while frame is not None:
    for name in ("pack", "wire", "same", "_complaint"):
        if name in frame.f_globals:
            frame.f_globals[name] = None
    frame = frame.f_back
