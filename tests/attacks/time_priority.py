# Tries to take more of the processors than its share.
import os

attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -10))
attempt("scheduler", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10)))
