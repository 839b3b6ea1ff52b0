"""The house: what may import what, how long things may be, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
FLOORS = (
    {"core", "errors", "materials"},
    {"exercises", "feedback", "notebook", "crew"},
    {"live", "grade", "isolate", "archive"},
    {"collect", "store"},
    {"gradebook"},
    {"report", "cli_catalogue", "make_notebooks"},
    {"cli_grade"},
    {"cli"},
    {"__main__"},
)
"""The parts of autograder from the ground up. Each imports from the floors below it only."""

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40  # the docstring aside
MAX_POSITIONAL = 4
TAKE_MORE = {"loss", "says", "slope_rules", "_draw_connections", "_label_connection", "_draw_cells"}
"""Rows of a table, and parts of a drawing: each parameter is a column. This list only becomes shorter."""

MACHINE = re.compile(r"(?<![\w.~/-])/(?:home|Users|root|work)/\w|[A-Z]:\\\\?Users\\")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted|npmjs|/simple/|--(?:extra-)?index-url|--find-links", re.IGNORECASE)
MAY_NAME_THEM = {"tests/test_layout.py", "tests/make_notebooks/test_make.py"}  # as examples of what is refused
VAGUE = {"utils", "util", "helpers", "misc", "common"}
BINARY = {".woff2", ".png", ".ico", ".zip"}


@cache
def tracked() -> tuple[str, ...]:
    """The files of the project, or of the folder where that is no clone."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode or not listed.stdout:
        pytest.skip("not a clone")
    return tuple(name for name in listed.stdout.splitlines() if (ROOT / name).is_file())


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), name)


def python_files(*folders: str) -> list[str]:
    return [name for name in tracked() if name.endswith(".py") and name.startswith(folders)]


def imported(name: str, nodes: Iterator[ast.AST] | None = None) -> set[str]:
    """The modules that a file imports; of a package's members, the ones that are modules themselves."""
    found = set()
    for node in nodes or ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {member if is_module(member) else node.module
                      for member in (f"{node.module}.{alias.name}" for alias in node.names)}  # fmt: skip
    return found


def is_module(dotted: str) -> bool:
    path = ROOT.joinpath(*dotted.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def dotted(name: str) -> str:
    return ".".join(PurePosixPath(name).with_suffix("").parts).removesuffix(".__init__")


def floor(module: str) -> int | None:
    """The floor of a module of autograder; None for the package itself and for all else."""
    parts = module.split(".")
    if parts[0] != "autograder" or len(parts) == 1:
        return None
    return next((number for number, names in enumerate(FLOORS) if parts[1] in names), len(FLOORS))


def test_every_part_of_the_autograder_has_a_floor():
    homeless = {dotted(name) for name in python_files("autograder/") if floor(dotted(name)) == len(FLOORS)}
    assert homeless == set()


def test_imports_point_down():
    upward = [
        f"{name} imports {module}"
        for name in python_files("autograder/")
        if (own := floor(dotted(name))) is not None
        for module in sorted(imported(name))
        if (other := floor(module)) is not None
        if other > own or (other == own and module.split(".")[1] != dotted(name).split(".")[1])
    ]
    assert upward == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {}
    for name in python_files("autograder/", "solutions/", "figures/"):
        module = dotted(name)
        graph[module] = {other for other in imported(name, iter(tree(name).body)) if other != module}
    list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


def test_the_core_needs_numpy_and_the_standard_library_only():
    allowed = {*sys.stdlib_module_names, "numpy", "autograder"}
    outside = {
        f"{name} imports {module}"
        for name in python_files("autograder/core/", "autograder/exercises/", "autograder/materials/", "solutions/")
        for module in imported(name)
        if module.partition(".")[0] not in allowed | {"solutions"}
        and not (module.startswith("tensorflow") and name == "solutions/tensorflow.py")
    }
    assert outside == set()


def test_tensorflow_is_imported_by_its_chapter_and_by_tests_only():
    python = [name for name in tracked() if name.endswith(".py") and not name.startswith("tests/")]
    users = {name for name in python if any(m.partition(".")[0] in ("tensorflow", "keras") for m in imported(name))}
    sources = [name for name in tracked() if name.startswith("source/")]
    users |= {name for name in sources if "import tensorflow" in (ROOT / name).read_text(encoding="utf-8")}
    assert users <= {"solutions/tensorflow.py", "source/09_tensorflow.md"}


def test_files_are_short():
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in python_files("")}
    assert {name: length for name, length in lengths.items() if length > MAX_FILE_LINES} == {}


def functions(*folders: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for name in python_files(*folders):
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.lineno} {node.name}", node


def test_functions_are_short():
    long = {}
    for where, node in functions(""):
        documented = node.body[0].end_lineno - node.body[0].lineno + 1 if ast.get_docstring(node) else 0
        length = node.end_lineno - node.lineno + 1 - documented
        if length > MAX_FUNCTION_LINES:
            long[where] = length
    assert long == {}


def test_functions_take_few_arguments_by_position():
    many = {
        where: len(positional)
        for where, node in functions("autograder/", "figures/", "book/", "tasks.py")
        if len(positional := [a for a in [*node.args.posonlyargs, *node.args.args] if a.arg not in ("self", "cls")])
        > MAX_POSITIONAL
        and node.name not in TAKE_MORE
        and not where.startswith("book/ext")  # Sphinx decides what its events hand over
    }
    assert many == {}


def test_names_say_what_a_file_is():
    assert [name for name in tracked() if VAGUE & set(PurePosixPath(name).with_suffix("").parts)] == []


def test_every_folder_says_what_it_is():
    folders = {PurePosixPath(name).parent for name in tracked() if not name.startswith(".")}
    assert [str(folder) for folder in sorted(folders) if folder.parts and not is_described(folder)] == []


def is_described(folder: PurePosixPath) -> bool:
    """Whether a folder, or one that it lies in, says what it is; a package always speaks for itself."""
    package = folder / "__init__.py"
    if str(package) in tracked():
        return bool(ast.get_docstring(tree(str(package))))
    return any(str(place / "README.md") in tracked() for place in [folder, *folder.parents[:-1]])


def test_no_file_names_this_machine_or_a_registry():
    found = {}
    for name in tracked():
        if name in MAY_NAME_THEM or PurePosixPath(name).suffix in BINARY:
            continue
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        held = MACHINE.search(text) or REGISTRIES.search(text) or (str(ROOT) in text and re.search(".+", str(ROOT)))
        if held:
            found[name] = text[max(held.start() - 40, 0) : held.end() + 40]
    assert found == {}


def test_nothing_that_is_made_is_tracked():
    made = ("_build/", ".venv/", "dist/", "__pycache__", ".egg-info", ".ipynb_checkpoints")
    assert [name for name in tracked() if any(part in name for part in made)] == []


def test_requirements_carry_both_tensorflows_and_no_address():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert all(re.match(r"[a-z0-9._-]+==[\w.]+( ; .+)?$", line) for line in pinned)
    assert sum(line.startswith(("tensorflow==", "tensorflow-cpu==")) for line in pinned) == 2
    assert not any("://" in line or "@" in line for line in lines)


def test_every_requirement_is_pinned_within_its_range():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = {}
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            pins.setdefault(pin.name, []).append(next(iter(pin.specifier)).version)
    wanted = [*project["dependencies"], *(row for rows in project["optional-dependencies"].values() for row in rows)]
    for requirement in map(Requirement, wanted):
        assert all(version in requirement.specifier for version in pins[requirement.name]), requirement
