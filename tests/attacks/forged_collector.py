# Tries to act whenever the memory is tidied up.
import gc


def look(phase, facts):
    for thing in gc.get_objects(0)[:200]:
        if type(thing).__name__ in ("Exercise", "Variant", "ExerciseResult"):
            got.append(type(thing).__name__)


gc.callbacks.append(look)
gc.set_threshold(1)


def target(x):
    gc.collect()
    return -1.0
