# Tries to stop or kill the checker and the server it forks from.
import os
import signal

for pid in {int("@PID@"), os.getppid(), int("@VICTIM@")} - {0}:
    for number in (signal.SIGSTOP, signal.SIGKILL):
        attempt(f"{number.name} {pid}", lambda pid=pid, number=number: os.kill(pid, number))
