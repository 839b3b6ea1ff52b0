# Tries to loosen the rules that it is held by.
attempt("new rules", lambda: kernel(446, 446, 4, 0))
attempt("another filter", lambda: kernel(317, 277, 1, 0, bytes(16)))
attempt("no filter", lambda: kernel(157, 167, 22, 0, 0, 0, 0))
attempt("dumpable", lambda: kernel(157, 167, 4, 1, 0, 0, 0))
attempt("traced by anyone", lambda: kernel(157, 167, 0x59616D61, -1, 0, 0, 0))
attempt("personality", lambda: kernel(135, 92, 0x0040000))
