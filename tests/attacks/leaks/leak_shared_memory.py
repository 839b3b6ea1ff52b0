# Tries to leave shared memory, queues and semaphores.
for number in ((29, 194), (64, 190), (68, 186)):
    try:
        kernel(*number, 0x504C, 16, 0o1666)
    except OSError:
        pass
try:
    open("/dev/shm/planted", "w").write("planted")
except OSError:
    pass
# --- the next student
attempt("memory", lambda: kernel(29, 194, 0x504C, 16, 0))
attempt("semaphores", lambda: kernel(64, 190, 0x504C, 1, 0))
attempt("queue", lambda: kernel(68, 186, 0x504C, 0))
attempt("file", lambda: open("/dev/shm/planted"))
attempt("POSIX queue", lambda: kernel(240, 180, b"planted", 0, 0, 0))
