# Tries to patch NumPy inside the worker alone, where results are packed.
import gc
import types

for thing in gc.get_objects():
    if (
        type(thing) is dict
        and thing.get("__name__", "").__class__ is str
        and "PREFIX" in thing
        and "WireError" in thing
    ):
        thing["MAX_TEXT"] = thing["MAX_NODES"] = 10**9
        thing["DTYPES"] = frozenset({"|O8", "<f8", "<i8", "<c16", "|b1"})


def target(x):
    return ["x" * 10**6] * 1_000
