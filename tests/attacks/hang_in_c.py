# Tries to spend an hour inside one call of the C library, where no signal handler runs.
def target(x):
    return sum(range(10**13))
