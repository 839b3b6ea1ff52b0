# Tries to answer with ten thousand brackets.
import os
import struct


def target(x):
    header = b"[" * 10000
    os.write(3, struct.pack("!II", len(header), 0) + header)
