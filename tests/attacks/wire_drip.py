# Tries to send an answer at one byte a while.
import os
import time


def target(x):
    os.write(3, b"\x00\x00\x10\x00\x00\x00\x00\x00")
    while True:
        try:
            os.write(3, b" ")
            time.sleep(0.02)
        except:
            pass
