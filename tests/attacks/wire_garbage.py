# Tries to write garbage where answers are expected.
import os

os.write(3, os.urandom(4096))
