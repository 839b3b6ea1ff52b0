# Tries to command the server that forks workers.
import json
import os
import socket

for number in (0, 1, 2, *range(4, 200)):
    order = json.dumps({"do": "spawn", "id": 1, "modules": ["backprop"]}).encode()
    attempt(f"send {number}", lambda number=number: socket.socket(fileno=os.dup(number)).send(order))
attempt("its folder", lambda: os.listdir(f"/proc/{os.getppid()}/fd"))
attempt("trace it", lambda: kernel(101, 117, 16, os.getppid(), 0, 0))
attempt("its descriptors", lambda: kernel(438, 438, kernel(434, 434, os.getppid(), 0), 5, 0))
