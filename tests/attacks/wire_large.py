# Tries to announce a frame of four gigabytes.
import os

os.write(3, b"\xff" * 8)
