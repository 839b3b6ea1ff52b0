# Tries to change files outside the private folder.
import os

attempt("write", lambda: open("@SECRET@", "a").write("x"))
attempt("truncate", lambda: os.truncate("@SECRET@", 0))
attempt("read and truncate", lambda: os.open("@SECRET@", os.O_RDONLY | os.O_TRUNC))
attempt("rename", lambda: os.rename("@SECRET@", "@SECRET@.away"))
attempt("remove", lambda: os.remove("@SECRET@"))
attempt("chmod", lambda: os.chmod("@SECRET@", 0o777))
attempt("times", lambda: os.utime("@SECRET@", (0, 0)))
attempt("hard link", lambda: os.link("@SECRET@", "copy"))
attempt("new", lambda: open("@SECRET@.new", "w"))
attempt("folder", lambda: os.mkdir("@SECRET@.folder"))
attempt("owner", lambda: os.chown("@SECRET@", 1, 1))
