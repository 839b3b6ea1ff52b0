# Tries to fill the disk.
def fill():
    for number in range(100):
        with open(f"part{number}", "wb") as file:
            for _ in range(15):
                file.write(bytes(1 << 20))


attempt("1.5 GB", fill)
attempt("one large file", lambda: open("large", "wb").write(bytes(64 << 20)))
