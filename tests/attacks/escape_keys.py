# Tries to leave something in the kernel's keyrings, or to take something out.
attempt("add", lambda: kernel(248, 217, b"user", b"planted", b"x", 1, -3))
attempt("search", lambda: kernel(250, 219, 10, -3, b"user", b"planted", 0))
attempt("session", lambda: kernel(250, 219, 1, b"planted"))
attempt("request", lambda: kernel(249, 218, b"user", b"planted", 0, -3))
