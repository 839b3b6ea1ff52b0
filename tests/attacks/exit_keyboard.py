# Tries to raise KeyboardInterrupt, as if somebody had pressed Ctrl-C.
def target(x):
    raise KeyboardInterrupt


raise KeyboardInterrupt
