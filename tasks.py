"""The commands behind the Makefile, in one place that also runs without make: `python tasks.py course`.

Needs Python 3.11 or newer and nothing else; everything is installed into `.venv` beside this file.
"""

from __future__ import annotations

import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BUILD = ROOT / "_build"
SITE = BUILD / "html"
CLASS = BUILD / "class"
PORT = int(os.environ.get("PORT", "8000"))
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
NOT_FOR_TEST = ["-m", "not browser and not soak"]
COURSE = ("autograder/**/*.py", "solutions/*.py", "figures/*.py", "requirements.txt")
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "OPENBLAS_NUM_THREADS": "1",  # two processes with two threads each wait for one another on two cores
}


def main(argv: Sequence[str]) -> int:
    """Returns the exit code of the tasks named on the command line."""
    unknown = [name for name in argv if name not in TASKS]
    if unknown or not argv:
        print(f"usage: python tasks.py {{{'|'.join(TASKS)}}}", file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036  an older one may be tried
        print(f"This course needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    try:
        for name in argv:
            TASKS[name]()
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


class Failure(Exception):
    """A step that did not succeed; the text says which, and shows the end of what it printed."""


def course() -> None:
    """Makes the environment and the website, marks the sample class, and says where to look."""
    environment()
    site()
    mark_sample_class()
    print(f"""
Read    the website: {SITE.relative_to(ROOT) / "index.html"}
        (`make serve` shows it on http://localhost:{PORT})
Do      the student notebooks: chapters/*.ipynb
Mark    the sample class: {CLASS.relative_to(ROOT) / "index.html"}, with marks.csv, class.html
        and a page for every student in feedback/ beside it""")


def environment() -> None:
    """Makes .venv and installs the pinned requirements, unless that is done already."""
    stamp, wanted = VENV / ".installed", _digest([ROOT / "requirements.txt", ROOT / "pyproject.toml"])
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    stamp.unlink(missing_ok=True)
    try:
        import ensurepip  # noqa: F401  Debian's Python comes without it
    except ImportError:
        raise Failure(
            "Python's venv module is incomplete here. On Debian or Ubuntu: apt install python3-venv"
        ) from None
    if not PYTHON.exists():
        run("make .venv", [sys.executable, "-m", "venv", str(VENV)])
    pip = [PYTHON, "-m", "pip", "install", "--quiet"]
    run("install the requirements (about 700 MB, once)", [*pip, "-r", "requirements.txt"])
    run("install the course itself", [*pip, "--no-deps", "--editable", "."])
    stamp.write_text(wanted)


def site() -> None:
    """Builds the website, strictly: a warning is an error."""
    python = browser_python()
    stamp, wanted = BUILD / ".site", _digest(_site_inputs()) + python
    if stamp.exists() and stamp.read_text() == wanted and SITE.exists():
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    run("build the website", [BIN / "jupyter-book", "build", "-W", "-n", "--keep-going", "."])
    stamp.write_text(wanted)


def browser_python() -> str:
    """Brings the Python of the pages' exercises, once. Where that fails, says so loudly; in CI, raises Failure.

    Returns what the site's pages hold: the digest of what it was made from, or an empty string for none.
    """
    stamp, wanted = (
        BUILD / ".browser-python",
        _digest(_files("book/browser_python.py", "book/live/*.json", "book/live/datasets.py", *COURSE)),
    )
    if stamp.exists() and stamp.read_text() == wanted:
        return wanted
    stamp.unlink(missing_ok=True)
    try:
        run("bring Python for the pages (106 MB, once)", [PYTHON, "book/browser_python.py"])
    except Failure as failure:
        if os.environ.get("CI"):
            raise
        print(f"\n{failure}\n\nNO PYTHON IN THE PAGES: their exercises can be read but not run.\n", file=sys.stderr)
        (BUILD / "browser-python" / "forward_and_back.whl").unlink(missing_ok=True)
        return ""
    stamp.write_text(wanted)
    return wanted


def mark_sample_class() -> None:
    """Marks examples/class, as an instructor would."""
    out = str(CLASS.relative_to(ROOT))
    command = [PYTHON, "-m", "autograder", "grade", "examples/class", "--out", out, "--allow-weak"]
    print("\nmark the sample class: autograder grade examples/class --out _build/class", flush=True)
    code = subprocess.run([str(part) for part in command], cwd=ROOT).returncode
    if code not in (0, 3):  # 3: some could not be marked, and three files of the sample class are broken on purpose
        raise Failure("marking the sample class failed")


def notebooks() -> None:
    """Makes and executes the notebooks again from source/ and solutions/, and the sample class from chapter 05."""
    environment()
    run("make the notebooks", [PYTHON, "-m", "autograder", "make-notebooks"], show=True)
    run("hand in the sample class", [PYTHON, "examples/make_class.py"])


def test() -> None:
    """Checks everything that CI checks."""
    environment()
    pytest = [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    split = ["-n", "2", "--dist", "loadfile"]
    run("lint", [PYTHON, "-m", "ruff", "check", "."])
    run("layout of the code", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."])
    run("spelling", [PYTHON, "-m", "codespell_lib"])
    run("notebooks are up to date", [PYTHON, "-m", "autograder", "make-notebooks", "--check"])
    run("tests", [*pytest, *split, *NOT_FOR_TEST, "tests"], show=True)
    nbval = ["--nbval", "-o", "filterwarnings=", "--override-ini=testpaths=", "-n", "2", "--dist", "loadscope"]
    run("every notebook runs and repeats (nbval)", [*pytest, *nbval, "chapters", "solutions"], show=True)
    site()
    browser()
    run("tests in a browser", [*pytest, "-n", "2", "-m", "browser and not soak", "tests/site"], show=True)


def soak() -> None:
    """Runs what takes long."""
    environment()
    site()
    browser()
    run("long tests", [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "soak", "tests"], show=True)


def bench() -> None:
    """Measures, and prints the figures that README quotes."""
    environment()
    for script in sorted((ROOT / "benchmarks").glob("*.py")):
        run(f"measure: {script.stem}", [PYTHON, script], show=True)


def find_browser() -> str | None:
    """Returns where the system's Chromium or Chrome is, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def browser() -> None:
    """Installs a Chromium where that can be done. Where there is none, says so loudly; in CI, raises Failure."""
    if find_browser() is None and shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        try:
            run("look for Chromium among the system's packages", [*root, "apt-get", "update", "-qq"])
            run("install Chromium", [*root, "apt-get", "install", "-y", "-qq", "chromium"])
        except (Failure, OSError) as failure:
            print(failure, file=sys.stderr)
    if find_browser() is None:
        message = "NO BROWSER: without Chromium or Chrome, no page of the website is tested. Install one."
        if os.environ.get("CI"):
            raise Failure(message)
        print(f"\n{message}\n", file=sys.stderr)


def serve() -> None:
    """Serves the built site on this machine only."""
    environment()
    site()
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=SITE)
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), handler)
    except OSError as error:
        raise Failure(f"Port {PORT} cannot be used ({error.strerror}). Choose another: PORT=8001 make serve") from None
    with server:
        print(f"http://localhost:{PORT} (Ctrl+C stops)", flush=True)
        server.serve_forever()


def lite() -> None:
    """Adds a JupyterLite with the notebooks to the site, an extra for free exploration."""
    environment()
    site()
    run("build JupyterLite", [PYTHON, "book/lite/build.py"])


def pdf() -> None:
    """Prints the whole course as one file, _build/forward_and_back.pdf."""
    environment()
    site()
    browser()
    if find_browser() is None:
        raise Failure("Printing needs Chromium or Chrome.")
    run("print the course", [PYTHON, "book/pdf.py", find_browser()], show=True)


def requirements() -> None:
    """Compiles requirements.txt from the ranges in pyproject.toml, for every system and Python."""
    environment()
    run("install uv", [PYTHON, "-m", "pip", "install", "--quiet", "uv"])
    head = "# Compiled by `make requirements` from the ranges in pyproject.toml; not edited by hand.\n"
    command = "pip compile --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --all-extras"
    out = BUILD / "requirements.txt"
    BUILD.mkdir(exist_ok=True)
    uv = [PYTHON, "-m", "uv", *command.split(), "--upgrade", "pyproject.toml", "-o", str(out)]
    run("compile requirements.txt", uv)
    (ROOT / "requirements.txt").write_text(head + out.read_text(encoding="utf-8"), encoding="utf-8")


def clean() -> None:
    """Removes everything that can be made again, .venv included."""
    for path in (BUILD, VENV):
        shutil.rmtree(path, ignore_errors=True)


def run(title: str, command: Sequence, *, show: bool = False) -> None:
    """Runs one step with a line of progress. Raises Failure with the end of its output when it fails.

    show : let the step's own output through
    """
    print(f"{title} …", end="\n" if show else " ", flush=True)
    start = time.monotonic()
    streams = {} if show else {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    environ = {**os.environ, **QUIET}
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environ, text=True, errors="replace", **streams
    )
    if done.returncode:
        tail = "\n".join((done.stdout or "").splitlines()[-40:])
        raise Failure(f"{title}: failed\n{tail}".rstrip())
    print(f"{title}: " if show else "", f"{time.monotonic() - start:.0f} s", sep="", flush=True)


def _site_inputs() -> list[Path]:
    """Returns what the pages are made of; a page also shows verdicts and diagrams, made while it is built."""
    return _files("_config.yml", "_toc.yml", "*.md", "chapters/*.ipynb", "solutions/*.ipynb", "book/**/*", *COURSE)


def _files(*patterns: str) -> list[Path]:
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _digest(paths: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


TASKS = {
    task.__name__: task
    for task in (course, serve, notebooks, pdf, lite, test, soak, bench, requirements, clean, environment)
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
