"""Adds a JupyterLite with the student notebooks to the built site: `make lite`.

    python book/lite/build.py

Needs the site, and the Pyodide that book/browser_python.py has brought. What runs in it comes from that Pyodide and
from the wheels of wheels.txt, entered into one lock, so that the kernel finds everything beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "_build"
SITE, PYTHON = BUILD / "html", BUILD / "browser-python"
OUT, LITE, TOOLS, WHEELS = SITE / "lite", BUILD / "lite", BUILD / "lite-tools", BUILD / "lite-wheels"
PIP = ["-m", "pip", "--disable-pip-version-check", "--quiet"]
PYTHON_INSIDE = "3.14"
OURS = {  # what book/browser_python.py makes: its file, the name that the lock asks for, what is in it, what it needs
    "forward-and-back": (
        "forward_and_back.whl",
        "forward_and_back-0-py3-none-any.whl",
        ["autograder", "solutions", "figures"],
        ["numpy", "matplotlib"],
    ),
    "scikit-learn": ("datasets.zip", "datasets.zip", ["sklearn"], ["numpy"]),
}
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "Forward and Back",
        "exposeAppInBrowser": False,
        "litePluginSettings": {KERNEL: {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": ["micropip"]}}},
    },
}


def tools() -> Path:
    """Returns the Python of the environment that builds JupyterLite, made once."""
    python = TOOLS / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, wanted = TOOLS / ".installed", (HERE / "jupyterlite.txt").read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(TOOLS)], check=True)
        subprocess.run([str(python), *PIP, "install", "-r", str(HERE / "jupyterlite.txt")], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def wheels() -> list[Path]:
    """Returns the wheels that run inside, fetched once."""
    fetch = [
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--python-version",
        PYTHON_INSIDE,
        "--implementation",
        "py",
    ]
    asked = [str(HERE / "wheels.txt"), "--dest", str(WHEELS), "--abi", "none", "--platform", "any"]
    subprocess.run([sys.executable, *PIP, *fetch, "-r", *asked], check=True)
    return sorted(WHEELS.glob("*.whl"))


def entry(name: str, path: Path, imports: list[str], depends: list[str]) -> dict:
    """Returns a package's entry in the lock."""
    return {
        "name": name,
        "version": "1",
        "file_name": path.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": imports,
        "depends": depends,
        "unvendored_tests": False,
    }


def entry_of_wheel(path: Path, known: set[str]) -> dict:
    """Returns the entry of a wheel; it depends on those of its requirements that are known and always needed."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    needed = re.findall(r"^Requires-Dist: ([A-Za-z0-9_.-]+)(?!.*extra ==)", metadata, re.M)
    tops = sorted({name.partition("/")[0].removesuffix(".py") for name in names if ".dist-info/" not in name})
    depends = sorted({normal(name) for name in needed} & known)
    return entry(normal(path.name.partition("-")[0]), path, tops, depends)


def normal(name: str) -> str:
    """Returns a package's name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lay_out() -> None:
    """Fills the folder that JupyterLite is built from: Pyodide under its lock, the settings."""
    pyodide = LITE / "static" / "pyodide"
    shutil.rmtree(LITE, ignore_errors=True)
    shutil.copytree(PYTHON, pyodide)
    lock = json.loads((PYTHON / "pyodide-lock.json").read_text(encoding="utf-8"))
    inside = wheels()
    known = {normal(path.name.partition("-")[0]) for path in inside} | set(lock["packages"])
    for path in inside:
        shutil.copyfile(path, pyodide / path.name)
        made = entry_of_wheel(path, known)
        lock["packages"][made["name"]] = made
    for name, (made_as, asked_as, imports, depends) in OURS.items():
        (pyodide / made_as).rename(pyodide / asked_as)
        lock["packages"][name] = entry(name, pyodide / asked_as, imports, depends)
    (pyodide / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    (LITE / "jupyter-lite.json").write_text(json.dumps(SETTINGS, indent=1), encoding="utf-8")


def build() -> None:
    """Builds JupyterLite into the site."""
    notebooks = LITE / "notebooks"
    notebooks.mkdir()
    for path in sorted((ROOT / "chapters").glob("[0-9][0-9]_*.ipynb")):
        shutil.copyfile(path, notebooks / path.name)
    shutil.rmtree(OUT, ignore_errors=True)
    options = ["--lite-dir", str(LITE), "--output-dir", str(OUT), "--contents", str(notebooks), "--no-sourcemaps"]
    subprocess.run([str(tools()), "-m", "jupyterlite_core", "build", *options], check=True, cwd=LITE)


def main() -> int:
    """Returns 0, or 1 with a sentence when something it needs is not there."""
    if not (SITE / "index.html").exists() or not (PYTHON / "pyodide-lock.json").exists():
        print("This needs the built site and its Python: run `make course` first.", file=sys.stderr)
        return 1
    lay_out()
    build()
    size = sum(path.stat().st_size for path in OUT.rglob("*") if path.is_file())
    print(f"{OUT.relative_to(ROOT)}/lab/index.html: {size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
