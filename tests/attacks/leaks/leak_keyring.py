# Tries to leave a key in the kernel.
for ring in (-1, -2, -3, -4, -5):
    try:
        kernel(248, 217, b"user", b"planted", b"x", 1, ring)
    except OSError:
        pass
# --- the next student
for ring in (-1, -2, -3, -4, -5):
    attempt(f"ring {ring}", lambda ring=ring: kernel(250, 219, 10, ring, b"user", b"planted", 0))
