# Tries to wait for a lock that it holds, and to catch what wakes it.
import threading

lock = threading.Lock()
lock.acquire()


def target(x):
    while True:
        try:
            lock.acquire()
        except BaseException:
            continue
