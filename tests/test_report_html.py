"""Feedback pages: everything is there, nothing is loaded, nothing a student wrote is markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from autograder.grade import CellFault
from autograder.report.html import feedback_page, index_page
from autograder.report.naming import page_names
from tests.marking_fakes import HOSTILE, hostile, marked, partly, unmarked

VOID = {"meta", "br", "wbr", "img", "link", "hr", "input"}


class Page(HTMLParser):
    """Collects elements and text, and checks that elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.words, self._open = [], [], [], []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def index(*results) -> str:
    return index_page(
        results, {file: f"feedback/{name}.html" for file, name in page_names(results).items()}, "Isolation: full."
    )


PAGES = {
    "marked": feedback_page(marked()),
    "unmarked": feedback_page(unmarked()),
    "partly": feedback_page(partly()),
    "hostile": feedback_page(hostile()),
    "index": index(marked(), unmarked(), partly(), hostile()),
    "nobody": index(),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_pages_load_nothing_run_nothing_and_are_well_formed(page):
    parsed = Page(page)
    assert not {"script", "link", "img", "iframe", "object"} & set(parsed.tags)
    assert not [name for name, _ in parsed.attributes if name.startswith("on") or name == "src"]
    assert not re.search(r"https?:|url\(|@import", page)
    assert "default-src 'none'" in page
    assert 'name="viewport"' in page
    for feature in ("prefers-color-scheme: dark", "@media print"):
        assert feature in page
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_a_students_page_says_what_happened():
    text = Page(feedback_page(marked(late=True, cell_faults=(CellFault(4, "y = x", "NameError", "no x", 2),)))).text
    assert "3.5 / 8" in text
    assert "late" in text
    assert "Code cell 4, line 2, which begins y = x, stopped with NameError: no x." in text
    assert "not attempted" in text
    assert "1/N is missing" not in text  # the instructor's note


def test_what_follows_from_an_open_stub_or_from_marking_is_one_quiet_line():
    open_stub = CellFault(4, "y = f(x)", "NameError", "no f", 1, "NotImplementedError")
    left_out = CellFault(6, "np.array(axes)", "NotWhileMarking", "figures compute nothing", 1, "NotWhileMarking")
    own = CellFault(8, "z = 1 / 0", "ZeroDivisionError", "division by zero", 1, "ZeroDivisionError")
    text = Page(feedback_page(marked(cell_faults=(open_stub, left_out)))).text
    assert "2 code cells wait for an exercise left open" in text
    assert "When the notebook ran" not in text and "NameError" not in text
    text = Page(feedback_page(marked(cell_faults=(open_stub, own)))).text
    assert "1 code cell waits" in text and "ZeroDivisionError" in text and "NameError" not in text


def test_pages_of_what_was_not_marked_say_why():
    assert "This submission could not be marked. The file is empty." in Page(PAGES["unmarked"]).text
    text = Page(PAGES["partly"]).text
    assert "partly marked" in text
    assert "The grader failed." in text


def test_whatever_a_student_writes_is_text():
    for name in ("hostile", "index"):
        assert HOSTILE in Page(PAGES[name]).text
        assert "<script" not in PAGES[name]


def test_the_index_lists_the_class_and_its_mistakes():
    text = Page(PAGES["index"]).text
    assert "2 of 4 submissions marked" in text
    assert "2 to look at by hand. Isolation: full." in text
    assert "dense_backward: mean missing (dW)" in text
    assert "1/N missing, doubled, squared" in text  # the family, in words
    assert "?" in text  # the points of a grader error
    assert "feedback/ada.html" in PAGES["index"]
    assert "backward: Not attempted yet." in text
    assert "0 of 0 submissions marked." in Page(PAGES["nobody"]).text


def test_links_to_pages_are_quoted():
    result = marked("a b#?", file="class/a b#?.ipynb")
    assert "href='feedback/p%23.html'" in index_page([result], {result.file: "feedback/p#.html"})


@pytest.mark.parametrize(
    ("students", "names"),
    [
        (["ada", "Ada", "ADA"], ["ada_05", "Ada_05_2", "ADA_05_3"]),
        (["a/b\\c:d", "..", "con", "nul.x"], ["a_b_c_d_05", "05", "con_05", "_nul.x_05"]),
        (["index.", "小明", "é"], ["_index._05", "小明_05", "é_05"]),
        (["05_b"], ["05_b_05"]),
        (["0"], ["05"]),
        (["x" * 300], ["x" * 80]),
        (["::/"], ["05"]),
    ],
)
def test_file_names_are_safe_on_every_system(students, names):
    results = [marked(student, file=f"{number}/05.ipynb") for number, student in enumerate(students)]
    assert list(page_names(results).values()) == names


def test_a_file_name_that_is_nothing_but_signs_gets_one():
    assert page_names([marked("?", file="?.ipynb")]) == {"?.ipynb": "submission"}
