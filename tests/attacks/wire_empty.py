# Tries to keep the checker busy with frames that hold nothing.
import os
import struct


def target(x):
    for _ in range(20_000):
        os.write(3, struct.pack("!II", 2, 0) + b"{}")
