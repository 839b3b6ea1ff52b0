# Tries to leave busy threads behind.
import threading


def busy():
    while True:
        pass


for _ in range(3):
    threading.Thread(target=busy, daemon=True).start()
