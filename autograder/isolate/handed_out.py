"""Worked functions, each as a module of its own: that function and what it needs, and nothing else of its chapter.

They stand in for exercises that a submission has been judged on already, so that one slip costs once. Trusted side.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Sequence
from importlib.util import find_spec

from autograder.exercises import CHAPTERS


def stand_alone(chapter_key: str, names: Sequence[str]) -> dict[str, str]:
    """Returns the text of a module for each named exercise of a chapter that has a worked function.

    Raises ValueError where one needs an exercise that comes after all of them: its answer would be handed out, too.
    """
    exercises = [e.name for chapter in CHAPTERS if chapter.key == chapter_key for e in chapter.exercises]
    last = max((exercises.index(name) for name in names), default=-1)
    texts = {}
    for name in names:
        texts[name], bound = _module(chapter_key, name)
        later = bound & set(exercises[last + 1 :])
        if later:
            raise ValueError(f"{name} needs {', '.join(sorted(later))}, which comes after it")
    return texts


@functools.cache
def _module(chapter_key: str, name: str) -> tuple[str, frozenset[str]]:
    """Returns the text of one function's module, and the names that it binds."""
    with open(find_spec(f"solutions.{chapter_key}").origin, encoding="utf-8") as file:
        statements = ast.parse(file.read()).body
    makers = {bound: statement for statement in statements for bound in _binds(statement)}
    needed, open_names = {}, [name]
    while open_names:
        statement = makers.get(open_names.pop())
        if statement is not None and id(statement) not in needed:
            needed[id(statement)] = statement
            open_names += [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
    kept = [s for s in statements if id(s) in needed or isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    return "\n\n\n".join(map(ast.unparse, kept)) + "\n", frozenset(b for s in needed.values() for b in _binds(s))


def _binds(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [node.id for target in targets if target for node in ast.walk(target) if isinstance(node, ast.Name)]
