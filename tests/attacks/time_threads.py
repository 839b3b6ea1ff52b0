# Tries to burn the processors from threads that hold no lock of the interpreter.
import hashlib
import threading

block = bytes(1 << 24)
for _ in range(4):
    threading.Thread(target=lambda: [hashlib.sha256(block) for _ in range(10_000)], daemon=True).start()
