# Tries to carry the hidden inputs out in words: digits spelt, hidden, split.
import numpy as np

WORDS = "zero one two three four five six seven eight nine".split()


def target(x):
    bits = np.float64(x).tobytes()
    spelt = " ".join(WORDS[int(c)] for c in str(abs(x)) if c.isdigit())
    unseen = "".join("\u200b" if byte & 1 << k else "\u200c" for byte in bits for k in range(8))
    raise ValueError(f"{spelt}{unseen} {'.'.join(str(x))} {bits.hex(' ')}")
