# Tries to break every encoder: halves of characters, in errors, names, prints and results.
import sys

print("\ud800", "\udfff")
sys.stdout.buffer.write(b"\xff\xfe\x00")


def target(x):
    if x > 0:
        raise ValueError("\ud800 \udcff \ufffe \U0010ffff")
    return {"\ud800": "\udfff"}


raise type("\u0130\u202e", (Exception,), {})("\udc80")
