# Tries to get hold of page faults, counters and programs in the kernel.
attempt("userfaultfd", lambda: kernel(323, 282, 0))
attempt("userfaultfd for itself", lambda: kernel(323, 282, 1))
attempt("bpf", lambda: kernel(321, 280, 0, bytes(64), 64))
attempt("perf", lambda: kernel(298, 241, bytes(112), 0, -1, -1, 0))
attempt("fanotify", lambda: kernel(300, 262, 0, 0))
attempt("inotify", lambda: kernel(294, 26, 0))
