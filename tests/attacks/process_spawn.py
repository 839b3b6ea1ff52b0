# Tries to start a program without forking.
import os
import sys

attempt("posix_spawn", lambda: os.posix_spawn(sys.executable, [sys.executable, "-c", "1"], {}))
attempt("posix_spawnp", lambda: os.posix_spawnp("true", ["true"], {}))
