# Tries to use what descriptors were left open.
import os

for number in range(4, 300):
    try:
        where = os.readlink(f"/proc/self/fd/{number}")
        got.append(f"{number}: {where}")
    except OSError:
        pass
for number in range(4, 300):
    attempt(f"descriptor {number}", lambda number=number: os.fstat(number))
