"""The house rules: which way imports point, how long files are, what every folder says, what no file may hold."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
FILES = [ROOT / name for name in TRACKED if name and (ROOT / name).is_file()]
MODULES = [path for path in FILES if path.suffix == ".py"]
PACKAGE = [path for path in MODULES if path.is_relative_to(ROOT / "autograder")]
LONGEST_FILE, LONGEST_FUNCTION = 300, 40  # a docstring does not count
LEVELS = {  # a module imports only from its own level or a lower one
    "core": 0, "materials": 0, "errors": 0, "exercises": 1, "feedback": 1, "isolate": 1, "notebook": 1, "archive": 1,
    "gradescope_export": 1, "live": 2, "collect": 2, "grade": 2, "make_notebooks": 2, "store": 3, "crew": 3,
    "gradebook": 3, "report": 4, "carried": 1, "roster": 3, "remark": 3, "cluster": 4, "gradescope_bundle": 3,
    "cli_grade": 5, "cli_remark": 5, "sole_use": 3, "cli_gradescope": 5, "cli_catalogue": 5, "cli_doctor": 5,
    "cli": 6, "__main__": 7, "__init__": 3,
}  # fmt: skip
MOST_POSITIONAL = 4
# Rows of a table and parts of a drawing, where each parameter is a column; this set only becomes smaller.
TAKE_MORE = {"loss", "says", "slope_rules", "_draw_connections", "_label_connection", "_draw_cells"}
# named in pieces, so that this file does not hold them itself
HOSTS = [
    "".join(parts)
    for parts in (("pypi", ".org"), ("python", "hosted.org"), ("registry.", "npmjs.org"), ("deb.", "debian.org"))
]
TEXT = {".py", ".md", ".txt", ".toml", ".yml", ".yaml", ".json", ".ipynb", ".css", ".svg", ".csv", ".js", ""}


def unit(path: Path) -> str:
    """Returns the part of the package a module belongs to: its folder, or its own name at the top."""
    parts = path.relative_to(ROOT / "autograder").parts
    return parts[0] if len(parts) > 1 else path.stem


def imports(path: Path, *, deep: bool = True) -> set[str]:
    """Returns the full names a module imports; without `deep`, only those it imports as soon as it is imported."""
    names, tree = set(), ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if deep else tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", PACKAGE, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path):
    own = LEVELS[unit(path)]
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "autograder" and len(parts) > 1 and parts[1] in LEVELS:
            assert LEVELS[parts[1]] <= own or parts[1] == unit(path), f"{unit(path)} imports {name}"


def test_core_and_what_the_browser_loads_need_numpy_alone():
    allowed = {"numpy", "autograder", "solutions"}
    for path in PACKAGE:
        if unit(path) in ("core", "exercises", "materials", "feedback", "live"):
            outside = {name.partition(".")[0] for name in imports(path)} - allowed - sys.stdlib_module_names
            assert not outside, f"{path.name} imports {outside}"


def test_only_tests_and_chapter_09_import_tensorflow():
    for path in MODULES:
        if not path.is_relative_to(ROOT / "tests") and "tensorflow" not in path.name:
            assert not any(name.split(".")[0] in ("tensorflow", "keras") for name in imports(path)), path


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_and_its_functions_are_short_enough_to_read(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0].end_lineno - node.body[0].lineno + 1 if ast.get_docstring(node) else 0
            assert node.end_lineno - node.lineno - docstring < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", PACKAGE, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_public_function_says_what_it_returns(path):
    if unit(path) == "materials":
        return  # what these functions do is for the learner to find out
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_every_folder_says_what_it_is():
    folders = {parent for path in FILES for parent in path.parents if parent.is_relative_to(ROOT)}
    said = {path.parent for path in FILES if path.name.lower().startswith("readme") or _has_docstring(path)}
    silent = {f.relative_to(ROOT).as_posix() for f in folders - said if not _needs_none(f)}
    assert not silent


def _has_docstring(path: Path) -> bool:
    return path.name == "__init__.py" and bool(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))


def _needs_none(folder: Path) -> bool:
    """Returns True for hidden folders and for those whose parent's README speaks for them."""
    parts = folder.relative_to(ROOT).parts
    return any(part.startswith(".") for part in parts) or parts[:2] == ("examples", "class") or parts[:2] in (
        ("book", "static"), ("book", "images"),
    )  # fmt: skip


def test_no_file_names_a_registry_or_a_path_of_this_machine():
    for path in FILES:
        if path.suffix in TEXT and not path.name.startswith("OFL"):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [host for host in HOSTS if host in text], path
            assert str(ROOT) + "/" not in text, path


def test_requirements_are_pinned_and_carry_both_tensorflows():
    lines = [line for line in (ROOT / "requirements.txt").read_text().split("\n") if line and not line.startswith("#")]
    assert all("==" in line for line in lines)
    assert {line.partition("==")[0] for line in lines} >= {"tensorflow", "tensorflow-cpu", "jupyter-book", "numpy"}


def test_no_modules_import_each_other_in_a_circle():
    paths = [path for path in MODULES if path.relative_to(ROOT).parts[0] in ("autograder", "solutions", "figures")]
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}
    graph = {}
    for name, path in names.items():
        found = imports(path, deep=False) & names.keys() - {name}
        # `from package import module` is of the module; that its package comes with it makes no circle
        graph[name] = {other for other in found if not any(more.startswith(f"{other}.") for more in found)}
    list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


def test_functions_take_few_arguments_by_position():
    for path in MODULES:
        if path.relative_to(ROOT).parts[0] in ("autograder", "figures", "tasks.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and node.name not in TAKE_MORE:
                    arguments = [a for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
                    assert len(arguments) <= MOST_POSITIONAL, f"{path.name}: {node.name}"


def test_names_say_what_a_file_is():
    vague = {"utils", "util", "helpers", "misc", "common"}
    assert not [path for path in FILES if vague & set(path.relative_to(ROOT).with_suffix("").parts)]


def test_every_requirement_is_pinned_within_its_range():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    wanted = [*project["dependencies"], *(row for rows in project["optional-dependencies"].values() for row in rows)]
    for requirement in map(Requirement, wanted):
        versions = [next(iter(pin.specifier)).version for pin in pins if pin.name == requirement.name]
        assert versions and all(version in requirement.specifier for version in versions), requirement
