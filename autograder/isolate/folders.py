"""Removing what a learner's code has left in a folder, and finding where packages are."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys


def remove_tree(folder: str) -> None:
    """Returns when the folder is gone, however deep its tree and whatever its permissions."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.isdir(folder) and os.name == "posix":  # too deep for Python, or folders that may not be written to
        for tool in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            with contextlib.suppress(OSError):
                subprocess.run([*tool, "--", folder], check=False, stdin=subprocess.DEVNULL, capture_output=True)


def package_folder(name: str) -> str:
    """Returns the folder of an importable package, or "" when it is not installed."""
    found = sys.modules.get(name) or importlib.util.find_spec(name)
    paths = getattr(found, "__path__", None) or getattr(found, "submodule_search_locations", None) or [""]
    return os.path.realpath(next(iter(paths))) if next(iter(paths)) else ""
