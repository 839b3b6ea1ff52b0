# Tries to write to the checker from a thread, once its answer has been given.
import os
import threading
import time


def later():
    for _ in range(50):
        time.sleep(0.005)
        os.write(3, b"\xff" * 64)


def target(x):
    threading.Thread(target=later, daemon=True).start()
    return x
