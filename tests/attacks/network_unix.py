# Tries to talk to a service through its socket in the file system, or through a pair that is turned round.
import socket

attempt("connect", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", "@SOCKET@"))
attempt("pair", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", "@SOCKET@"))
attempt("stream pair", lambda: socket.socketpair()[0].sendto(b"x", "@SOCKET@"))
attempt("abstract", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", "\0@SOCKET@"))
