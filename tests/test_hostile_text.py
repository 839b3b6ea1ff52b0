"""What a student wrote, through the sandbox and the command into every report: text, and nothing but text."""

from __future__ import annotations

import csv
import re
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder import cli
from tests.marking_fakes import notebook

ATTACKS = Path(__file__).parent / "attacks"
OURS = set(
    "html head meta title style body main header footer h1 h2 h3 h4 p span strong a table thead tbody tr th td caption "
    "section ul ol li code pre kbd div details summary wbr br hr em b i sub sup article blockquote svg rect dl dt "
    "dd".split()
)
NAMES = {
    "markup": "<script>alert(1)<",
    "terminal": "\x1b[2J\x1b]0;title\x07[red]",
    "formula": "=HYPERLINK(1)",
    "surrogates": "'; DROP TABLE marks; --",
}


class Tags(HTMLParser):
    """Collects the elements of a page, and what could run or fetch something."""

    def __init__(self):
        super().__init__()
        self.tags, self.actions = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.actions += [
            (tag, name, value) for name, value in attrs if name.startswith("on") or "javascript:" in str(value)
        ]


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
def test_what_a_student_wrote_stays_text_everywhere(tmp_path, capsys):
    folder = tmp_path / "class"
    folder.mkdir()
    for kind, name in NAMES.items():
        attack = (ATTACKS / f"text_{kind}.py").read_text()
        cells = (attack, attack.replace("def target(x)", "def relu(z, x=1.0)"), "def mse(a, b): return '<b>=1'")
        (folder / f"{name}.ipynb").write_bytes(notebook(*cells))
    out = tmp_path / "out"
    assert cli.main(["grade", str(folder), "--out", str(out), "--chapter", "01", "--jobs", "1", "--allow-weak"]) == 0
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", capsys.readouterr().out)
    pages = [*out.glob("*.html"), *(out / "feedback").iterdir()]
    assert len(pages) == len(NAMES) + 2
    for page in pages:
        found = Tags()
        found.feed(page.read_text("utf-8"))
        assert (found.tags - OURS, found.actions) == (set(), [])
    for row in csv.reader((out / "marks.csv").read_text("utf-8-sig").splitlines()):
        assert not [value for value in row if value.startswith(("=", "+", "-", "@", "\t"))]
    suites = ET.parse(out / "junit.xml").getroot()
    assert len(suites) == len(NAMES)
    assert sorted(path.parent.name for path in out.rglob("*.json")) == ["gradescope"] * len(NAMES)
    assert [path for path in tmp_path.iterdir() if path not in (folder, out)] == []
