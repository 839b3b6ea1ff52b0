# Tries to answer with markers that only the checker may send.
from types import SimpleNamespace


def target(x):
    import gc

    for thing in gc.get_objects():
        if isinstance(thing, type) and thing.__name__ == "Named":
            return [thing("os", "system")]
