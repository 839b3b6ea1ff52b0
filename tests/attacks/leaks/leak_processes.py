# Tries to stay alive, in processes and threads, and to meet the next student.
import os
import subprocess
import sys
import threading

for start in (os.fork, lambda: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])):
    try:
        if start() == 0:
            os._exit(0)
    except OSError:
        pass
threading.Thread(target=threading.Event().wait).start()
# --- the next student
import os

for name in map(str, range(1, 200)):
    attempt(name, lambda name=name: open(f"/proc/{name}/environ", "rb").read())
    if int(name) != os.getpid():
        attempt("signal " + name, lambda name=name: os.kill(int(name), 0))
