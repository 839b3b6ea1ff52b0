# Tries to connect to a server on this machine, or be one.
import socket

attempt("connect", lambda: socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=1))
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
