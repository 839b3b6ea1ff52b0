# Tries to read a file of the checker's user.
attempt("read", lambda: open("@SECRET@").read())
attempt("link", lambda: __import__("os").symlink("@SECRET@", "link") or open("link").read())
