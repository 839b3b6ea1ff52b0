"""Exercises and cells that run in the page: their buttons, and all that the scripts in `live/` are told.

The pages stay what they are: without JavaScript a reader sees the stub, the hints, and where else to do the exercise.
Python itself comes from _build/browser-python (see `book/browser_python.py`); without it the buttons are left out.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from functools import cache
from html import escape
from pathlib import Path, PurePosixPath

from docutils import nodes
from page_cells import DEMONSTRATION, EXERCISE, page_data

BOOK = Path(__file__).resolve().parents[1]
PYTHON = BOOK.parent / "_build" / "browser-python"
MADE_HERE = ("forward_and_back.whl", "datasets.zip")
FROM_HERE = ("*.mjs", "session.py", "vendor/*")
SWITCH = (  # before anything is drawn, so that nothing moves: does this browser run the page's Python?
    'if(location.protocol!=="file:"&&"noModule" in HTMLScriptElement.prototype&&"WebAssembly" in window)'
    'document.documentElement.classList.add("live")'
)
BUTTONS = (
    ("check", "Check", "Run your code and see the verdict (Ctrl+Enter)"),
    ("run", "Run", "Run your code and see what it prints (Shift+Enter)"),
    ("hint", "Hint", "Open the next hint"),
    ("reset", "Reset", "Put the stub back"),
    ("solve", "Show solution", "Open the worked function"),
    ("stop", "Stop", "End what runs"),
)
QUESTION = re.compile(r'"\*\*Question \d+\.\*\* ')  # as every cell of a quiz begins, in a notebook's text
HIDDEN_AT_FIRST = ("reset", "solve", "stop")


def page_of(app, docname: str) -> dict | None:
    """Returns what is known of a chapter's page, or None for every other page."""
    path = PurePosixPath(docname)
    notebook = Path(app.srcdir) / f"{docname}.ipynb"
    if path.parent.name != "chapters" or not notebook.exists():
        return None
    return _data(notebook, notebook.stat().st_mtime_ns)


@cache
def _data(notebook: Path, _changed: int) -> dict:
    return page_data(notebook, notebook.parents[1] / "solutions" / notebook.name)


def python_is_here() -> bool:
    """Returns whether the Python for the page has been fetched."""
    return all((PYTHON / name).exists() for name in ("pyodide-lock.json", *MADE_HERE))


def add_buttons(app, doctree: nodes.document, docname: str) -> None:
    """Puts buttons into the cells of a chapter, and its exercises the sentence for readers who cannot use them."""
    page = page_of(app, docname) if app.builder.format == "html" else None
    if page is None:
        return
    rows = {row["index"]: row for row in page["cells"]}
    for cell in list(doctree.findall(nodes.container)):
        row = rows.get(cell.get("cell_index"))
        if cell.get("nb_element") != "cell_code" or row is None:
            continue
        if row["kind"] == EXERCISE:
            cell += nodes.raw("", _exercise_bar(row, page) + _otherwise(row, page), format="html")
        elif row["kind"] == DEMONSTRATION and python_is_here():
            cell.insert(1, nodes.raw("", _cell_bar(row), format="html"))
    if any(row["kind"] == EXERCISE for row in page["cells"]):
        doctree += nodes.raw("", _work_panel(page, _asks(app, docname)), format="html")


def _exercise_bar(row: dict, page: dict) -> str:
    if row["lacks"] or not python_is_here():
        return ""
    name = escape(row["name"])
    buttons = "".join(
        f'<button type="button" data-do="{do}" title="{escape(title)}"{" hidden" if do in HIDDEN_AT_FIRST else ""}>'
        f"{label}</button>"
        for do, label, title in BUTTONS
    )
    return (
        f'<div class="live-bar" role="group" aria-label="Exercise {name}" data-cell="{row["index"]}" '
        f'data-name="{name}">{buttons}<span class="live-status" role="status"></span>'
        '<span class="live-loaded" aria-hidden="true"></span>'
        '<progress class="live-progress" max="1" value="0" aria-label="Loading Python" hidden></progress></div>'
    )


def _cell_bar(row: dict) -> str:
    if row["lacks"]:
        return f'<p class="live-lacks">Needs {row["lacks"]}, which a browser cannot run: try it in the notebook.</p>'
    return (
        f'<div class="live-cell-bar" role="group" aria-label="Code cell" data-cell="{row["index"]}">'
        '<button type="button" data-do="run" title="Run this cell, and those it rests on">Run</button>'
        '<button type="button" data-do="edit" title="Change the code of this cell">Edit</button>'
        '<button type="button" data-do="reset" title="Put the code back" hidden>Reset</button>'
        '<button type="button" data-do="stop" title="End what runs" hidden>Stop</button>'
        '<span class="live-status" role="status"></span></div>'
    )


def _otherwise(row: dict, page: dict) -> str:
    """Returns how to do an exercise without the page's Python; styles hide it where that runs."""
    notebook = f"../_sources/chapters/{page['stem']}.ipynb"
    if row["lacks"]:
        why, always = f"This exercise needs {row['lacks']}, which does not run in a browser.", " live-always"
    elif not python_is_here():
        why, always = "This copy of the site was built without Python in its pages.", " live-always"
    else:
        why = "To check your code in the page, open it over http (<code>make serve</code>) with JavaScript on."
        always = ""
    return (
        f'<p class="live-otherwise{always}">{why} In a notebook: <a href="{notebook}" download>download this chapter'
        "</a>, fill in the stub, run the cell below it, and read the same verdict.</p>"
    )


def _work_panel(page: dict, questions: int) -> str:
    if not python_is_here():
        return ""
    return (
        '<section class="live-work" aria-labelledby="your-work"><h2 id="your-work">Your work on this chapter</h2>'
        '<p class="live-work-where">It is kept in this browser and is sent nowhere.</p><ul class="live-work-list">'
        f"{_work_list(page, questions)}</ul>"
        '<p class="live-work-bar"><button type="button" data-do="export">Save as notebook</button>'
        '<button type="button" data-do="import">Load a notebook</button>'
        '<input type="file" accept=".ipynb,application/json" aria-label="A notebook to load" hidden>'
        '<span class="live-status" role="status"></span></p></section>'
    )


def _work_list(page: dict, questions: int) -> str:
    """Returns the chapter's exercises and its quiz, nothing done yet, so that progress.mjs moves nothing."""
    names = [row["name"] for row in page["cells"] if row["kind"] == EXERCISE]
    lines = [(f"exercise-{name.replace('_', '-')}", f"<code>{escape(name)}</code>") for name in names]
    lines += [("quiz", "Quiz")] if questions else []
    mark = '<span class="live-mark" role="img" aria-label="open">○</span>'
    return "".join(f'<li>{mark} <a href="#{address}">{text}</a></li>' for address, text in lines)


def add_scripts(app, pagename, templatename, context, doctree) -> None:
    """Gives every page its settings, and the one small script that begins everything else."""
    if not python_is_here():
        return
    settings = json.dumps(_settings(app, pagename, context), separators=(",", ":")).replace("<", "\\u003c")
    app.add_js_file(None, body=SWITCH, priority=1)
    app.add_js_file(None, body=settings, type="application/json", id="live-settings", priority=900)
    app.add_js_file("live/start.mjs", type="module", priority=901)


def _settings(app, pagename: str, context: dict) -> dict:
    pins = _pins()
    packages = {name: pins["sizes"][row["file_name"]] for name, row in pins["lock"]["packages"].items()}
    made = sum((PYTHON / name).stat().st_size for name in MADE_HERE)
    core = sum(row["size"] for row in pins["core"].values())
    chapters = sorted((Path(app.srcdir) / "chapters").glob("[0-9][0-9]_*.ipynb"))
    pyodide, course = f"python/{pins['version']}/", f"python/{_course_version()}/"
    first = [*pins["core"], "pyodide-lock.json", pins["lock"]["packages"]["numpy"]["file_name"]]
    return {
        "root": context["content_root"],
        "page": PurePosixPath(pagename).name if pagename.startswith("chapters/") else "",
        "python": pyodide,
        "wheels": course,
        "files": [*(pyodide + name for name in first), *(course + name for name in MADE_HERE)],
        "bytes": {"python": core + made + packages["numpy"], "drawing": sum(packages.values()) - packages["numpy"]},
        "course": {path.stem: _exercises(app, path.stem) for path in chapters},
        "quiz": {path.stem: _asks(app, f"chapters/{path.stem}") for path in chapters},
    }


def _exercises(app, stem: str) -> list[str]:
    return [row["name"] for row in page_of(app, f"chapters/{stem}")["cells"] if row["kind"] == EXERCISE]


def _asks(app, docname: str) -> int:
    notebook = Path(app.srcdir) / f"{docname}.ipynb"
    return _questions(notebook, notebook.stat().st_mtime_ns)


@cache
def _questions(notebook: Path, _changed: int) -> int:
    """Returns how many quiz questions a chapter asks."""
    return len(QUESTION.findall(notebook.read_text(encoding="utf-8")))


@cache
def _pins() -> dict:
    return json.loads((BOOK / "live" / "python-files.json").read_text(encoding="utf-8"))


@cache
def _course_version() -> str:
    """Returns a name that changes with the course's code or data sets, so that no browser keeps an old one."""
    content = b"".join((PYTHON / name).read_bytes() for name in MADE_HERE)
    return f"course-{hashlib.sha256(content).hexdigest()[:12]}"


def copy_everything(app, error) -> None:
    """Copies scripts, Python and what each chapter's script must know into the built site."""
    if error is not None or app.builder.format != "html" or not python_is_here():
        return
    out = Path(app.outdir)
    for file in (file for pattern in FROM_HERE for file in (BOOK / "live").glob(pattern)):
        _copy(file, out / "_static" / "live" / file.relative_to(BOOK / "live"))
    versions = {"@PYODIDE@": _pins()["version"], "@COURSE@": _course_version()}
    shutil.rmtree(out / "python", ignore_errors=True)
    for file in PYTHON.iterdir():
        version = versions["@COURSE@" if file.name in MADE_HERE else "@PYODIDE@"]
        _copy(file, out / "python" / version / file.name)
    worker = (BOOK / "live" / "offline.js").read_text(encoding="utf-8")
    for place, version in versions.items():
        worker = worker.replace(place, version)
    (out / "offline.js").write_text(worker, encoding="utf-8")
    for docname in app.env.found_docs:
        page = page_of(app, docname)
        if page is not None:
            target = out / "_static" / "live" / "chapters" / f"{page['stem']}.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(page), encoding="utf-8")


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("doctree-resolved", add_buttons)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", copy_everything)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
