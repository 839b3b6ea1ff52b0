# Tries to stop speaking and to go on listening.
import socket


def target(x):
    socket.socket(fileno=3).shutdown(socket.SHUT_WR)
