# Tries to print for ever.
while True:
    print("x" * 10**6)
