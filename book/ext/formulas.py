"""Sets the formulas of every page while the site is built, so that no page moves when it shows them.

MathJax in a page sets formulas after the page stands: text below a formula moves, and a page that is opened in its
middle moves most. Here the same MathJax runs once, in the V8 of the package mini-racer, and pages hold what it makes:
HTML for the eye, MathML for a screen reader, and the TeX as `data-tex` for those who copy (copy_tex.js). A page's own
style sheet comes with it, with the signs it uses; each has its width there, so that a font that comes late moves
nothing. No page loads MathJax, and formulas need no script. A formula that MathJax refuses ends the build.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from importlib.metadata import distribution
from pathlib import Path

from py_mini_racer import MiniRacer
from sphinx.errors import ExtensionError

AFTER_EVERYONE = 998  # and before light_pages, which reads pages as they will be
PARTS = (  # of MathJax, in the order in which they rest on each other
    "loader.js",
    "core.js",
    "adaptors/liteDOM.js",
    "input/tex-base.js",
    "input/tex/extensions/ams.js",
    "input/tex/extensions/color.js",
    "output/chtml.js",
    "output/chtml/fonts/tex.js",
    "a11y/assistive-mml.js",
)
FONTS = "output/chtml/fonts/woff-v2/"
HERE = "_static/mathjax/"
FORMULA = re.compile(
    r'<(?P<tag>span|div)(?P<given> class="math[ "][^>]*)>(?P<number>\s*<span class="eqno">.*?</span>)?'
    r"\s*(?P<tex>(?!<|\s).*?)\s*</(?P=tag)>",
    re.DOTALL,
)
FENCES = ((r"\(", r"\)"), (r"\[", r"\]"))
SPACE = re.compile(r"\s*\n\s*")


class Typesetter:
    """MathJax in an engine of its own, started once for all pages: `with Typesetter() as typesetter`."""

    def __init__(self) -> None:
        package = distribution("sphinx-mathjax-offline")
        files = {file.as_posix().partition("/static/mathjax/")[2]: file for file in package.files or []}
        self.fonts = [package.locate_file(file) for name, file in files.items() if name.startswith(FONTS)]
        self._engine = MiniRacer()
        self._engine.eval("globalThis.MathJax = { config: {} }; 0")
        for script in [*(Path(package.locate_file(files[part])) for part in PARTS), Path(__file__).with_suffix(".js")]:
            self._engine.eval(script.read_text(encoding="utf-8") + "\n0")  # nothing to be brought back

    def __enter__(self) -> Typesetter:
        return self

    def __exit__(self, *problem) -> None:
        self._engine.close()  # else its thread would keep the process alive

    def page(self, text: str, root: str = "") -> str:
        """Returns a page with its formulas set. Raises ExtensionError with those that MathJax refuses.

        root : from the page to the site's first folder, such as "../"
        """
        found = list(FORMULA.finditer(text))
        if not found:
            return text
        asked = [(_bare(formula), formula["tag"] == "div") for formula in found]
        answer = json.loads(self._engine.call("setFormulas", json.dumps(asked)))
        problems = [
            f"{one['problem']}: {tex}" for one, (tex, _) in zip(answer["set"], asked, strict=True) if "problem" in one
        ]
        if problems:
            raise ExtensionError("MathJax refuses\n" + "\n".join(problems))
        made = (
            f'<{formula["tag"]}{formula["given"]} data-tex="{html.escape(tex)}">'
            f"{formula['number'] or ''}{one['html']}</{formula['tag']}>"
            for formula, (tex, _), one in zip(found, asked, answer["set"], strict=True)
        )
        style = SPACE.sub("", answer["style"]).replace("FONTS", root + HERE + FONTS.rstrip("/"))
        return FORMULA.sub(lambda _: next(made), text).replace("</head>", f"<style>{style}</style>\n</head>", 1)


def _bare(formula: re.Match) -> str:
    """Returns the TeX of a formula in a page, without the signs around it."""
    tex = html.unescape(formula["tex"])
    for opening, closing in FENCES:
        if tex.startswith(opening) and tex.endswith(closing):
            return tex[len(opening) : -len(closing)].strip()
    return tex


def drop_mathjax(app, pagename, templatename, context, doctree) -> None:
    """Takes MathJax out of what a page loads."""
    kept = []
    for asset in context.get("script_files", []):
        body = getattr(asset, "attributes", {}).get("body") or ""
        if "mathjax" not in f"{getattr(asset, 'filename', '')}{body}".lower():
            kept.append(asset)
    context["script_files"] = kept


def set_formulas(app, error) -> None:
    """Sets the formulas of the built pages, and copies MathJax's fonts beside them."""
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    with Typesetter() as typesetter:
        (out / HERE / FONTS).mkdir(parents=True, exist_ok=True)
        for font in typesetter.fonts:
            shutil.copyfile(font, out / HERE / FONTS / font.name)
        for page in out.rglob("*.html"):
            _set_page(typesetter, page, page.relative_to(out))


def _set_page(typesetter: Typesetter, page: Path, name: Path) -> None:
    text = page.read_text(encoding="utf-8")
    try:
        done = typesetter.page(text, "../" * (len(name.parts) - 1))
    except ExtensionError as problem:
        raise ExtensionError(f"{name.as_posix()}: {problem}") from None
    if done != text:
        page.write_text(done, encoding="utf-8")


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("html-page-context", drop_mathjax, priority=AFTER_EVERYONE)
    app.connect("build-finished", set_formulas, priority=AFTER_EVERYONE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
