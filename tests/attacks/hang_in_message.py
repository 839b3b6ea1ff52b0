# Tries to raise an error whose text is never ready.
class Slow(Exception):
    def __str__(self):
        while True:
            pass


def target(x):
    raise Slow
