# Tries to read every question itself, in a thread that a cell starts and each fresh worker starts again.
import os
import threading


def reader():
    while True:
        os.read(3, 1 << 16)


threading.Thread(target=reader, daemon=True).start()


def target(x):
    return -1.0
