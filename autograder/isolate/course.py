"""What of the course a worker may import: an `autograder` that does nothing, the functions of earlier chapters, the
figures. Their code is read into memory before the worker is locked in; afterwards the course's files are out of reach.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types
from dataclasses import dataclass

PACKAGES = ("autograder", "solutions", "figures")  # every import below these names is answered here, or refused


@dataclass(frozen=True)
class Source:
    """One module of the course, compiled. `is_package` tells whether it may have submodules."""

    code: types.CodeType
    text: str
    is_package: bool


def read_modules(package: str, folder: str, names: tuple[str, ...] | None = None) -> dict[str, Source]:
    """Returns the named modules of a package by dotted name, and the package itself.

    names : the modules to read; None for all that the folder holds
    """
    if not folder or not os.path.isdir(folder):
        return {}
    found = [entry[:-3] for entry in sorted(os.listdir(folder)) if entry.endswith(".py")]
    chosen = {package: Source(compile("", f"<{package}>", "exec"), "", True)}
    for name in found:
        if name == "__init__" and names is None:
            chosen[package] = _read(package, os.path.join(folder, "__init__.py"), True)
        elif name != "__init__" and (names is None or name in names):
            chosen[f"{package}.{name}"] = _read(f"{package}.{name}", os.path.join(folder, f"{name}.py"), False)
    return chosen


def _read(dotted, path, is_package):
    loader = importlib.machinery.SourceFileLoader(dotted, path)  # uses the byte code beside it, if that is fresh
    return Source(loader.get_code(dotted), loader.get_source(dotted), is_package)


class CourseFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers imports of the course's packages from memory, and refuses the rest of them."""

    def __init__(self, modules: dict[str, Source]):
        self._modules = modules

    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        source = self._modules.get(fullname)
        if source is None:
            raise ModuleNotFoundError(f"{fullname} is not available while this chapter is marked", name=fullname)
        return importlib.util.spec_from_loader(fullname, self, is_package=source.is_package)

    def exec_module(self, module):
        exec(self._modules[module.__name__].code, module.__dict__)

    def get_source(self, fullname):
        return self._modules[fullname].text


def install(modules: dict[str, Source]) -> None:
    """Returns nothing: from here on `import` knows only these modules of the course, and the stand-in `autograder`."""
    for name in list(sys.modules):
        if name.partition(".")[0] in PACKAGES:
            del sys.modules[name]
    sys.modules["autograder"] = stand_in()
    sys.meta_path.insert(0, CourseFinder(modules))


def stand_in() -> types.ModuleType:
    """Returns the `autograder` that a marked notebook imports: `check` hands a function back, and shows nothing."""
    module = types.ModuleType("autograder", "Stands in for the autograder while a notebook is being marked.")
    module.check = check
    module.evaluate = evaluate
    return module


def check(function=None, hint=None, **options):
    """Returns the function as it is; `check()` returns None."""
    return function


def evaluate(function=None, exercise=None, **options) -> None:
    """Returns None: the marking happens elsewhere."""


def resolve(module: str, name: str, allowed: frozenset[str] | set[str]):
    """Returns the attribute of a course module that a `Named` argument stands for.

    Raises LookupError when the module is not one of `allowed`, or has no such attribute.
    """
    if module not in allowed:
        raise LookupError(f"{module} is not a module that this chapter's worker may use")
    try:
        return getattr(importlib.import_module(module), name)
    except AttributeError:
        raise LookupError(f"{module} has no {name}") from None
