# Tries to open a socket of every family that there is: netlink, raw packets, virtual machines, the kernel's ciphers.
import socket

for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        attempt(f"{family} {kind}", lambda family=family, kind=kind: socket.socket(family, kind).close())
