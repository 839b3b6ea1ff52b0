"""placeholder"""
from __future__ import annotations
import os, signal, resource
def detach(descriptor, target):
    os.dup2(descriptor, target)
    null = os.open("/dev/null", os.O_RDWR)
    for s in (0, 1, 2): os.dup2(null, s)
    os.closerange(4, 4096)
    os.setsid()
    for s in (signal.SIGTERM, signal.SIGHUP): signal.signal(s, signal.SIG_DFL)
    os.environ.clear(); os.environ.update(PATH="/usr/bin:/bin", LANG="C.UTF-8", OPENBLAS_NUM_THREADS="1", MPLBACKEND="Agg")
def lock_in(plan, folder, limits): pass
def kill_orphans(keep): pass
