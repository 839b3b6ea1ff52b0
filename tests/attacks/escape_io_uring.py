# Tries to have the kernel do by a queue what may not be done by a call.
attempt("io_uring_setup", lambda: kernel(425, 425, 8, bytes(120)))
attempt("io_uring_enter", lambda: kernel(426, 426, 3, 1, 0, 0, 0, 0))
attempt("io_setup", lambda: kernel(206, 0, 8, bytes(8)))
