# Tries to start threads until there is no room for another.
import threading

gate = threading.Event()
kept = []
try:
    for _ in range(20_000):
        kept.append(threading.Thread(target=gate.wait, daemon=True))
        kept[-1].start()
except (RuntimeError, MemoryError):
    pass
finally:
    gate.set()
