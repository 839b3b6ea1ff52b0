"""The script that a worker's process starts from: `python -P bootstrap.py ROLE CHANNEL`.

It gives the course's package bare stand-ins that only know where the files are, so that `autograder.isolate.worker`
can be imported while `autograder/__init__.py`, and through it exercises and references, never is.
"""

import importlib
import os
import sys
import types

ROLES = {"zygote": "autograder.isolate.zygote", "spawned": "autograder.isolate.spawned"}


def bare_packages(root: str) -> None:
    """Returns nothing: makes `autograder`, `.core` and `.isolate` importable without running their own code."""
    for name in ("autograder", "autograder.core", "autograder.isolate"):
        package = types.ModuleType(name)
        package.__path__ = [os.path.join(root, *name.split("."))]
        sys.modules[name] = package


if __name__ == "__main__":
    bare_packages(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    importlib.import_module(ROLES[sys.argv[1]]).main(sys.argv[2])
