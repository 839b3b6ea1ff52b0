"""What of the course a worker may import: an `autograder` that does nothing, the functions of earlier chapters, the
figures. Their code is read into memory before the worker is locked in; afterwards the course's files are out of reach.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.abc
import importlib.util
import linecache
import os
import sys
import types
from dataclasses import dataclass

PACKAGES = ("autograder", "solutions", "figures")  # every import below these names is answered here, or refused
MATERIALS = "autograder.materials"  # what exercises hand out, such as functions to differentiate: nothing to hide


BLANK_FIGURES = '''"""Diagrams of the course: they draw nothing while a notebook is being marked."""

from matplotlib.figure import Figure


class NotWhileMarking(Exception):
    """Part of the course that a notebook cannot have while it is being marked."""


class Blank(Figure):
    """Stands for whatever a function of this module returns; good for showing only."""

    def _refuse(self, *arguments):
        raise NotWhileMarking("the course's figures draw and compute nothing while a notebook is marked")

    __getitem__ = __iter__ = __len__ = __call__ = __array__ = __float__ = __lt__ = __gt__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __matmul__ = __neg__ = _refuse

    def __bool__(self):
        return True

    def __getattr__(self, name):
        if name.startswith("_"):  # what libraries ask anything whether it has it
            raise AttributeError(name)
        self._refuse()


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *arguments, **options: Blank()
'''


@dataclass(frozen=True)
class Source:
    """One module of the course. `is_package` tells whether it may have submodules; compiled when first imported."""

    text: str
    is_package: bool = False
    code: types.CodeType | None = None


def read_modules(package: str, folder: str, names: tuple[str, ...]) -> dict[str, Source]:
    """Returns those of the named modules that the package's folder holds, by dotted name, and the bare package."""
    modules = {package: Source("", is_package=True)}
    for name in names:
        with contextlib.suppress(FileNotFoundError), open(os.path.join(folder, f"{name}.py"), encoding="utf-8") as file:
            modules[f"{package}.{name}"] = Source(file.read())
    return modules


def read_package(package: str, folder: str) -> dict[str, Source]:
    """Returns every module of the package by dotted name, compiled, and the package's own code."""
    entries = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    modules = read_modules(package, folder, tuple(entry[:-3] for entry in entries if entry.endswith(".py")))
    own = modules.pop(f"{package}.__init__", None)
    if own is not None:
        modules[package] = dataclasses.replace(own, is_package=True)
    for name, module in modules.items():
        with contextlib.suppress(SyntaxError):  # then it fails where it is imported, and nowhere else
            modules[name] = dataclasses.replace(module, code=_compiled(module, name))
    return modules


def read_figures(folder: str, chapters: list[str]) -> dict[str, Source]:
    """Returns the modules of `figures`, with those of the chapters, which know answers, replaced by blank ones.

    Blank is also what only draws, many times over, for nobody to look.
    """
    modules = read_package("figures", folder)
    blank = Source(BLANK_FIGURES, code=compile(BLANK_FIGURES, "<figures>", "exec"))
    for name, module in modules.items():
        if name.rpartition(".")[2] in (*chapters, "slider") or "solutions" in module.text:
            modules[name] = blank
    return modules


def read_materials(autograder: str) -> dict[str, Source]:
    """Returns the modules of `autograder.materials`, compiled, from the folder of `autograder`."""
    return read_package(MATERIALS, os.path.join(autograder, "materials"))


def _compiled(source, name):
    return source.code or compile(source.text, f"<{name}>", "exec", dont_inherit=True)


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
        source = self._modules[module.__name__]
        text, name = source.text, f"<{module.__name__}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)  # inspect.getsource works
        exec(_compiled(source, module.__name__), module.__dict__)

    def get_source(self, fullname):
        return self._modules[fullname].text


def forget_ourselves() -> None:
    """Returns nothing: from here on `import autograder` finds the stand-in, and nothing else of the course is known.

    What runs already keeps running: functions hold on to their own module's names.
    """
    for name in list(sys.modules):
        if name.partition(".")[0] in PACKAGES:
            del sys.modules[name]
    sys.modules["autograder"] = stand_in()


def allow(modules: dict[str, Source]) -> None:
    """Returns nothing: from here on these modules of the course can be imported, and no others."""
    sys.meta_path.insert(0, CourseFinder(modules))


def stand_in() -> types.ModuleType:
    """Returns the `autograder` that a marked notebook imports: `check` hands a function back, and shows nothing."""
    module = types.ModuleType("autograder", "Stands in for the autograder while a notebook is being marked.")
    module.__path__ = []  # a package, so that its materials can be imported; they are answered from memory
    module.check = check
    module.evaluate = evaluate
    return module


def check(function=None, hint=None, **options):
    """Returns the function as it is; `check()` returns None."""
    return function


def _left_as_it_was(function):
    """Returns what the function's name held before: a solved notebook shows wrong functions, and keeps the right."""
    return function.__globals__.get(function.__name__, function)


check.wrong_turn = _left_as_it_was


def hand_out(texts: dict[str, str]) -> dict[str, types.FunctionType]:
    """Returns the functions of modules that hold one each, by name; from here on `check` hands these back for theirs.

    As a live `check` does with a function that fails, so that what comes after it in the notebook has the right one.
    """
    made = {}
    for name, text in texts.items():
        module, file = types.ModuleType(name), f"<the course's {name}>"
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        exec(compile(text, file, "exec", dont_inherit=True), module.__dict__)
        made[name] = module.__dict__[name]

    def check(function=None, hint=None, **options):
        name = getattr(function, "__name__", None)
        return made.get(name, function) if isinstance(name, str) else function

    check.wrong_turn = _left_as_it_was
    sys.modules["autograder"].check = check
    return made


def evaluate(function=None, exercise=None, **options) -> None:
    """Returns None: the marking happens elsewhere."""


def may_name(module: str, chapters: tuple[str, ...]) -> bool:
    """Returns whether a `Named` argument may be of this module, when these chapters' functions can be imported."""
    ours = module == MATERIALS or module.startswith(f"{MATERIALS}.")
    return ours or module in [f"solutions.{chapter}" for chapter in chapters]


def resolve(module: str, name: str):
    """Returns the attribute of a course module that a `Named` argument stands for. The checker chose the module."""
    return getattr(importlib.import_module(module), name)
