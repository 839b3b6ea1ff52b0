"""Which files a worker may read: Python, its packages, shared libraries, fonts; never the course's own files.

Landlock can only allow, and what it allows it allows for a whole subtree. So a tree in which the course is installed is
given folder by folder, leaving the course out.
"""

from __future__ import annotations

import os
import shutil
import site
import sys
import sysconfig

from autograder.isolate.kernel import READ_DIR, READ_FILE, READING, WRITE_FILE

SYSTEM = (
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
    "/usr/local/lib",
    "/usr/share/fonts",
    "/usr/share/zoneinfo",
    "/usr/share/tcltk",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/localtime",
    "/etc/mime.types",
)
DEVICES = {"/dev/null": READ_FILE | WRITE_FILE, "/dev/zero": READ_FILE, "/dev/urandom": READ_FILE}

# Where Landlock is missing nothing outside a small copy can be read, so what notebooks commonly import comes first.
NEEDED_WITHOUT_FILES = (
    "numpy.fft numpy.ma numpy.polynomial numpy.random numpy.testing matplotlib.animation matplotlib.cm "
    "matplotlib.colors matplotlib.gridspec matplotlib.lines matplotlib.patches matplotlib.ticker mpl_toolkits.mplot3d "
    "sklearn.linear_model sklearn.metrics sklearn.model_selection sklearn.preprocessing scipy.special scipy.optimize "
    "pandas abc argparse array base64 bisect builtins calendar cmath collections.abc colorsys concurrent.futures copy "
    "csv dataclasses datetime decimal difflib doctest enum fractions functools glob gzip hashlib heapq html inspect io "
    "itertools json keyword locale logging math numbers operator pathlib pickle platform pprint random re secrets "
    "shutil statistics string struct tempfile textwrap threading time timeit traceback typing unittest uuid zlib "
    "bz2 ctypes email.mime.text http.client lzma socket sqlite3 ssl urllib.request xml.etree.ElementTree zipfile "
    "asyncio"
).split()
COPIED_PACKAGES = ("sklearn/datasets", "matplotlib/mpl-data")
NOT_COPIED = tuple("site-packages dist-packages test tests idlelib ensurepip lib2to3 config-* __pycache__".split())
RANDOM_BYTES = 1 << 12
FOLDER_MODE, FILE_MODE = 0o555, 0o444  # a worker may own them and still may not change them


def python_folders() -> list[str]:
    """Returns the folders that this Python imports from, and those of its own library."""
    named = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    bases = [os.path.join(base, "lib") for base in {sys.base_prefix, sys.base_exec_prefix}]
    return [path for path in [*sys.path, *named, *bases] if path and os.path.isdir(path)]


def rights(hidden: list[str]) -> dict[str, int]:
    """Returns Landlock rights by path: everything that Python needs, except what is in one of the hidden folders."""
    hidden = [os.path.realpath(path) for path in hidden if path]
    allowed: dict[str, int] = {}
    for tree in [*python_folders(), *SYSTEM]:
        tree = os.path.realpath(tree)
        if os.path.exists(tree):
            _carve(tree, hidden, allowed)
    for path in {os.path.realpath(path) for path in sys.path}:
        if os.path.isdir(path):
            allowed.setdefault(path, READ_DIR)  # importing lists the folder; that gives names, not contents
    return {**allowed, **DEVICES}


def _carve(tree, hidden, allowed):
    if any(_within(tree, folder) for folder in hidden):
        return
    if not any(_within(folder, tree) for folder in hidden):
        allowed[tree] = READING
        return
    with os.scandir(tree) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _carve(entry.path, hidden, allowed)
            elif entry.is_file(follow_symlinks=False):
                allowed[entry.path] = READING


def _within(path, folder):
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def copy_library(jail: str) -> None:
    """Returns nothing: `jail` holds, at the same paths, Python's own library and what plots and lessons read."""
    library = os.path.realpath(sysconfig.get_path("stdlib"))
    _copy(library, jail + library)
    os.makedirs(f"{jail}/dev", exist_ok=True)
    with open(f"{jail}/dev/urandom", "wb") as file:  # what TensorFlow seeds itself from; Python asks the kernel
        file.write(os.urandom(RANDOM_BYTES))
    os.chmod(file.name, FILE_MODE)
    for folder in {*site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for package in COPIED_PACKAGES:
            source = os.path.join(folder, package)
            if os.path.isdir(source) and not os.path.isdir(jail + source):
                _copy(source, jail + source)


def _copy(source, target):
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True, dirs_exist_ok=True)
    for folder, _, files in os.walk(target, topdown=False):
        for name in files:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                os.chmod(path, FILE_MODE)
        os.chmod(folder, FOLDER_MODE)
