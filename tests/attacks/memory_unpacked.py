# Tries to fill the memory with what unpacks to a thousand times its size.
import zlib

bomb = zlib.compress(bytes(1 << 26), 9)


def target(x):
    return len(b"".join(zlib.decompress(bomb) for _ in range(1_000)))
