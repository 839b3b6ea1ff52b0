# Tries to leave a socket that the next student can talk to.
import socket

kept = []
for name in ("\0planted", "planted", "/tmp/planted"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            kept.append(socket.socket(socket.AF_UNIX, kind))
            kept[-1].bind(name)
            kept[-1].listen()
        except OSError:
            pass
# --- the next student
import socket

for name in ("\0planted", "planted", "/tmp/planted"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        attempt(name, lambda name=name, kind=kind: socket.socket(socket.AF_UNIX, kind).connect(name))
