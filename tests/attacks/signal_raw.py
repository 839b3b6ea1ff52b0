# Tries to signal the checker by every call that can.
import os

for pid in (int("@PID@"), int("@VICTIM@"), os.getppid()):
    attempt(f"tkill {pid}", lambda pid=pid: kernel(200, 130, pid, 9))
    attempt(f"tgkill {pid}", lambda pid=pid: kernel(234, 131, pid, pid, 9))
    attempt(f"sigqueue {pid}", lambda pid=pid: kernel(129, 138, pid, 9, bytes(128)))
    attempt(f"pidfd {pid}", lambda pid=pid: kernel(424, 424, kernel(434, 434, pid, 0), 9, 0, 0))
    attempt(f"limits {pid}", lambda pid=pid: kernel(302, 261, pid, 0, bytes(16), 0))
