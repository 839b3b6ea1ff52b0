# Tries to have others start processes: forkserver, spawn, subprocess, an executor.
import concurrent.futures
import multiprocessing
import subprocess
import sys

for way in ("forkserver", "spawn"):
    attempt(way, lambda way=way: multiprocessing.get_context(way).Process(target=abs, args=(1,)).start())
attempt("run", lambda: subprocess.run([sys.executable, "-c", "1"], check=True))
attempt("vfork", lambda: subprocess.run(["/bin/true"], close_fds=False, check=True))
attempt("executor", lambda: concurrent.futures.ProcessPoolExecutor(1).submit(abs, 1).result(1))
