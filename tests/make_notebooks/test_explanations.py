"""Solutions that explain and wrong turns: in the solved notebook with a real verdict, nowhere in the student's."""

from __future__ import annotations

import nbformat
import pytest

from autograder.make_notebooks import Chapter, SourceError, main
from tests.make_notebooks.conftest import SOURCE

KNOWN = {"double"}
SOLUTION = "````{solution} double\nTwice is $x + x$, see {eq}`eq-double`:\n\n```python\ndouble(2)\n```\n````\n"
TURN = """```{wrong-turn} double
**Squaring.** At 2 nobody can tell.

---
def double(x):
    # a square
    return x**2
```
"""
OTHER = TURN.replace("Squaring", "Adding two").replace("x**2", "x + 2").replace("a square", "a sum")
EXPLAINED = SOURCE.replace("```{quiz}", f"{SOLUTION}\n{TURN}\n{OTHER}\n```{{quiz}}")
CHECK = """class Check:
    def __call__(self, function):
        return function

    def wrong_turn(self, function):
        print("looked at", function(3))
        return function.__globals__[function.__name__]


check = Check()
"""
LAST = "```{code-cell} ipython3\nprint(double.__code__.co_varnames)\n```\n"


def chapter(course) -> Chapter:
    return Chapter(course.root / "source" / "01_toy.md", course.root / "solutions", KNOWN)


def test_the_solved_notebook_explains_under_the_worked_function(course):
    course.write(source=EXPLAINED)
    cells = chapter(course).notebook(solved=True).cells
    at = next(i for i, cell in enumerate(cells) if cell.source.startswith("double = check"))
    explained, turn, looked = cells[at + 1 : at + 4]
    assert explained.source.startswith("Twice is $x + x$, see {eq}`eq-double-solved`:")
    assert explained.source.endswith("```python\ndouble(2)\n```")
    assert turn.source == "**Squaring.** At 2 nobody can tell."
    assert looked.source == "@check.wrong_turn\ndef double(x):\n    # a square\n    return x**2"
    assert looked.metadata.tags == ["wrong-turn"]
    assert cells[at + 4].source.startswith("**Adding two.**")


def test_the_students_notebook_is_as_if_they_were_not_there(course):
    before = chapter(course).notebook(solved=False).cells
    course.write(source=EXPLAINED)
    assert chapter(course).notebook(solved=False).cells == before


def test_cells_keep_distinct_ids_and_those_after_an_explanation_their_own(course):
    before = {cell.source: cell.id for cell in chapter(course).notebook(solved=True).cells}
    course.write(source=EXPLAINED)
    after = chapter(course).notebook(solved=True).cells
    assert len({cell.id for cell in after}) == len(after)
    assert before.items() <= {cell.source: cell.id for cell in after}.items()


def test_a_wrong_turn_runs_and_the_name_keeps_the_right_function(course):
    plain = SOURCE[SOURCE.index("def check") : SOURCE.index("```\n\n```{exercise}")]
    course.write(source=EXPLAINED.replace(plain, CHECK).replace("```{quiz}", f"{LAST}\n```{{quiz}}"))
    assert main([], root=course.root, known=KNOWN) == 0
    stored = nbformat.read(course.root / "solutions" / "01_toy.ipynb", as_version=4)
    printed = [output.text for cell in stored.cells for output in cell.get("outputs", [])]
    assert printed == ["looked at 9\n", "looked at 5\n", "('x', 'answer')\n"]


def explained(old: str, new: str) -> str:
    assert old in EXPLAINED
    return EXPLAINED.replace(old, new, 1)


WRONG = {
    "solution of another": (explained("{solution} double", "{solution} triple"), ":24: {solution} triple must stand"),
    "solution without exercise": (SOURCE.replace("```{exercise}", f"{SOLUTION}\n```{{exercise}}"), ":18: {solution}"),
    "two solutions": (explained(SOLUTION, SOLUTION + "\n" + SOLUTION), ":32: {solution} double must stand"),
    "prose between": (explained(SOLUTION, "Look.\n\n" + SOLUTION), ":26: {solution} double must stand right after"),
    "code between": (
        explained(TURN, f"{LAST}\n{TURN}"),
        ":36: {wrong-turn} double must stand right after the solution",
    ),
    "wrong turn without solution": (explained(SOLUTION, ""), "{wrong-turn} double must stand right after the solution"),
    "wrong turn of another": (explained("{wrong-turn} double", "{wrong-turn} triple"), ":32: {wrong-turn} triple must"),
    "empty solution": (
        explained(SOLUTION, "```{solution} double\n\n```\n"),
        ":24: the solution of double says nothing",
    ),
    "no line between": (explained("---\ndef", "\ndef"), ":32: a wrong turn of double needs prose that begins"),
    "no title": (explained("**Squaring.** At", "At"), ":32: a wrong turn of double needs prose that begins"),
    "not Python": (explained("return x**2", "return x**"), ":38: not Python"),
    "another function": (
        explained("def double(x):\n    # a s", "def half(x):\n    # a s"),
        ":36: below --- stands one",
    ),
    "two functions": (explained("x**2\n", "x**2\n\n\nz = 1\n"), ":36: below --- stands one function called double"),
    "no function": (explained("def double(x):\n    # a square\n    return x**2\n", ""), ":36: below --- stands one"),
    "in a list": (explained("```{quiz}", "- a\n\n  ```{solution} double\n  b\n  ```\n\n```{quiz}"), "must be a fence"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_line(course, name):
    source, message = WRONG[name]
    course.write(source=source)
    with pytest.raises(SourceError, match="01_toy.md") as raised:
        chapter(course).notebook(solved=True)
    assert message in str(raised.value)


@pytest.mark.parametrize("line", ["Twice is $x + x$, see {eq}`eq-double`:", "**Squaring.** At 2 nobody can tell."])
def test_a_line_of_an_explanation_in_the_students_notebook_is_refused(course, line):
    course.write(source=EXPLAINED)
    made = chapter(course)
    notebook = made.notebook(solved=False)
    notebook.cells.append(nbformat.v4.new_markdown_cell(f"Some text.\n{line}\n"))
    with pytest.raises(SourceError, match="of a solution or a wrong turn stands in the student's notebook"):
        made.assert_nothing_survives(notebook)


def test_a_line_that_the_chapter_itself_shows_is_no_secret(course):
    shown = "```{code-cell} ipython3\nsquared = [x**2 for x in range(3)]\n```\n\n```{exercise}"
    turn = TURN.replace("    return x**2", "    squared = [x**2 for x in range(3)]\n    return squared[x]")
    course.write(source=EXPLAINED.replace(TURN, turn).replace("```{exercise}", shown))
    assert chapter(course).notebook(solved=False)
