# Tries to reach memory and terminals through device files.
import os

for path in ("/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/ptmx", "/dev/shm/planted", "/dev/fuse", "/proc/sysrq-trigger"):
    attempt(path, lambda path=path: os.open(path, os.O_RDWR | os.O_CREAT))
