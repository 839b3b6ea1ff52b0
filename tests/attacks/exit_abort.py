# Tries to abort.
import os

os.abort()
