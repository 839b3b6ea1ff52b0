# Tries to open files by handles, trees and paths that other rules may have forgotten.
AT_FDCWD, ROOT = -100, b"/"

attempt("name_to_handle_at", lambda: kernel(303, 264, AT_FDCWD, ROOT, bytes([128, 0, 0, 0]) + bytes(140), bytes(4), 0))
attempt("open_by_handle_at", lambda: kernel(304, 265, 3, bytes(16), 0))
attempt("open_tree", lambda: kernel(428, 428, AT_FDCWD, ROOT, 1))
attempt("openat2", lambda: kernel(437, 437, AT_FDCWD, b"@SECRET@", bytes(24), 24))
attempt("fsopen", lambda: kernel(430, 430, b"tmpfs", 0))
attempt("mount_setattr", lambda: kernel(442, 442, AT_FDCWD, ROOT, 0, bytes(32), 32))
attempt("quotactl", lambda: kernel(179, 60, 0, ROOT, 0, 0))
