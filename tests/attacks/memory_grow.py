# Tries to fill the memory piece by piece.
kept = []
while True:
    kept.append(bytearray(64 << 20))
