"""From a source to its notebooks, and what is said when that cannot be done."""

from __future__ import annotations

import nbformat
import pytest

from autograder.make_notebooks import Chapter, SourceError, main
from autograder.make_notebooks.placeholders import pieces
from tests.make_notebooks.conftest import MODULE, SOURCE

KNOWN = {"double"}


def chapter(course) -> Chapter:
    return Chapter(course.root / "source" / "01_toy.md", course.root / "solutions", KNOWN)


def tagged(notebook, tag: str) -> list[str]:
    return [cell.source for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def test_a_stub_is_signature_and_docstring(course):
    notebook = chapter(course).notebook(solved=False)
    assert tagged(notebook, "exercise") == [
        'def double(x):\n    """Returns x, doubled."""\n    raise NotImplementedError'
    ]
    assert tagged(notebook, "check") == ["double = check(double)"]


def test_a_solved_cell_brings_its_helpers_and_imports(course):
    notebook = chapter(course).notebook(solved=True)
    cell = tagged(notebook, "exercise")[0]
    assert cell.index("FACTOR = 2") < cell.index("def _times") < cell.index("def double")
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert first.source.startswith("import numpy as np\n")


def test_markers_leave_the_rest_of_the_body_in_the_stub(course):
    body = "    x = np.asarray(x)\n    ### BEGIN SOLUTION\n    answer = _times(x, FACTOR)\n    ### END SOLUTION\n    return answer\n"
    course.write(module=MODULE[: MODULE.index("    answer =")] + body)
    stub = tagged(chapter(course).notebook(solved=False), "exercise")[0]
    assert stub.endswith("    x = np.asarray(x)\n    raise NotImplementedError\n    return answer")
    solved = tagged(chapter(course).notebook(solved=True), "exercise")[0]
    assert "SOLUTION" not in solved
    assert "answer = _times(x, FACTOR)" in solved


def test_hints_and_quiz_are_folded_and_every_option_explained(course):
    notebook = chapter(course).notebook(solved=False)
    assert tagged(notebook, "hints")[0].count("<details") == 3
    quiz = tagged(notebook, "quiz")[0]
    assert quiz.startswith("**Question 1.** What is `2 * 3`?")
    assert "No. That is 2 + 3." in quiz
    assert "Yes. Three and three." in quiz


def test_the_solved_notebook_has_labels_and_a_title_of_its_own(course):
    text = "\n".join(cell.source for cell in chapter(course).notebook(solved=True).cells)
    assert "(eq-double-solved)" in text
    assert "{eq}`eq-double-solved`" in text
    assert "# Doubling, solved" in text


def test_ids_are_stable_and_distinct(course):
    first, again = chapter(course).notebook(solved=False), chapter(course).notebook(solved=False)
    ids = [cell.id for cell in first.cells]
    assert ids == [cell.id for cell in again.cells]
    assert len(set(ids)) == len(ids)


def test_making_twice_gives_the_same_bytes_and_check_is_content(course, capsys):
    assert main([], root=course.root, known=KNOWN) == 0
    assert course.made == ["chapters/01_toy.ipynb", "solutions/01_toy.ipynb"]
    before = [(course.root / name).read_bytes() for name in course.made]
    assert main([], root=course.root, known=KNOWN) == 0
    assert [(course.root / name).read_bytes() for name in course.made] == before
    assert main(["--check"], root=course.root, known=KNOWN) == 0
    stored = nbformat.read(course.root / "chapters" / "01_toy.ipynb", as_version=4)
    assert all("execution" not in cell.metadata for cell in stored.cells)
    course.write(module=MODULE.replace("FACTOR = 2", "FACTOR = 2.0"))
    assert main(["--check"], root=course.root, known=KNOWN) == 1
    assert "out of date" in capsys.readouterr().err


def test_check_tells_missing_and_unexecuted_notebooks(course, capsys):
    assert main(["--check"], root=course.root, known=KNOWN) == 1
    assert "missing" in capsys.readouterr().err
    for folder, solved in (("chapters", False), ("solutions", True)):
        (course.root / folder).mkdir(exist_ok=True)
        nbformat.write(chapter(course).notebook(solved=solved), course.root / folder / "01_toy.ipynb")
    assert main(["--check"], root=course.root, known=KNOWN) == 1
    assert "not executed" in capsys.readouterr().err


def test_a_failing_cell_is_named_and_nothing_is_written(course, capsys):
    course.write(source=SOURCE.replace('    print("checked", function.__name__)\n', "    raise KeyError('lost')\n"))
    assert main([], root=course.root, known=KNOWN) == 1
    assert "KeyError" in capsys.readouterr().err
    assert course.made == []


def test_a_path_in_an_output_is_refused(course, capsys):
    course.write(source=SOURCE.replace('print("checked", ', "print(__import__('os').getcwd(), "))
    assert main([], root=course.root, known=KNOWN) == 1
    assert "of this machine" in capsys.readouterr().err
    assert course.made == []


def test_an_unknown_name_on_the_command_line(course, capsys):
    assert main(["07"], root=course.root, known=KNOWN) == 1
    assert "no source is called '07'" in capsys.readouterr().err


def test_a_chapter_is_chosen_by_number_key_or_both(course):
    for name in ("01", "toy", "01_toy"):
        assert main([name, "--check"], root=course.root, known=set(KNOWN)) == 1


def test_a_notebook_without_a_source_is_told(course, capsys):
    assert main([], root=course.root, known=KNOWN) == 0
    (course.root / "chapters" / "09_gone.ipynb").write_text("{}", encoding="utf-8")
    assert main(["--check"], root=course.root, known=KNOWN) == 1
    assert "chapters/09_gone.ipynb: has no source any more" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("import warnings; warnings.warn('careful')", "writes to stderr"),
        ("print(object())", "which is of this machine only"),
        ("print('/home/someone/course')", "shows '/home/someone/course'"),
        ("print('return np.multiply(x, factor)')", "of the answer to double stands in the student's notebook"),
    ],
)
def test_an_output_that_would_differ_or_tell_is_refused(course, capsys, statement, message):
    course.write(source=SOURCE.replace('    print("checked", function.__name__)', f"    {statement}"))
    if "multiply" in statement:  # in two parts, so that only the output holds the line
        course.write(
            source=SOURCE.replace('"checked", function.__name__', "'return np.multiply', '(x, factor)', sep=''")
        )
    assert main([], root=course.root, known=KNOWN) == 1
    assert message in capsys.readouterr().err
    assert course.made == []


def test_an_id_outlives_cells_added_before_its_exercise(course):
    before = {cell.source: cell.id for cell in chapter(course).notebook(solved=False).cells}
    course.write(source=SOURCE.replace("Write {eq}", "```{code-cell} ipython3\nx = 1\n```\n\nWrite {eq}"))
    after = {cell.source: cell.id for cell in chapter(course).notebook(solved=False).cells}
    kept = [source for source in before if source.startswith(("def double", "double = ", "**Question"))]
    assert len(kept) == 3
    assert all(before[source] == after[source] for source in kept)


def test_the_student_is_told_how_to_install_and_the_website_leaves_it_out(course):
    cells = chapter(course).notebook(solved=False).cells
    install = next(cell for cell in cells if "install" in cell.metadata.get("tags", []))
    assert "remove-cell" in install.metadata.tags
    assert cells[cells.index(install) + 1].cell_type == "code"
    assert tagged(chapter(course).notebook(solved=True), "install") == []


def test_figure_metadata_and_tags_are_kept(course):
    figure = "---\nmystnb: {figure: {caption: Seen., name: fig-a}, image: {alt: A line.}}\ntags: [hide-input]\n---\n"
    course.write(source=SOURCE.replace("ipython3\ndef check", f"ipython3\n{figure}def check"))
    for solved, name in ((False, "fig-a"), (True, "fig-a-solved")):
        cell = next(cell for cell in chapter(course).notebook(solved=solved).cells if cell.cell_type == "code")
        assert cell.metadata.tags == ["hide-input"]
        assert cell.metadata.mystnb == {"figure": {"caption": "Seen.", "name": name}, "image": {"alt": "A line."}}


def test_imports_that_a_stub_needs_go_into_the_first_cell(course):
    course.write(module=MODULE.replace("def double(x)", "def double(x: np.ndarray)"))
    first = next(cell for cell in chapter(course).notebook(solved=False).cells if cell.cell_type == "code")
    assert first.source.startswith("import numpy as np\ndef check")


def test_an_option_keeps_its_code_and_emphasis(course):
    course.write(source=SOURCE.replace("] 5", "] `a < 5` or *less*"))
    quiz = tagged(chapter(course).notebook(solved=False), "quiz")[0]
    assert "<summary>A. <code>a &lt; 5</code> or <em>less</em></summary>" in quiz


def test_an_option_may_hold_mathematics(course):
    course.write(source=SOURCE.replace("] 5", "] $a < \\frac{1}{2}$ or less"))
    quiz = tagged(chapter(course).notebook(solved=False), "quiz")[0]
    assert r'<summary>A. <span class="math inline">\(a &lt; \frac{1}{2}\)</span> or less</summary>' in quiz


def replaced(old: str, new: str) -> dict:
    return {"source": SOURCE.replace(old, new)}


def marked(*body: str) -> dict:
    return {"module": MODULE[: MODULE.index("    answer =")] + "\n".join(body) + "\n"}


BEGIN, END, LINE = "    ### BEGIN SOLUTION", "    ### END SOLUTION", "    return _times(x, FACTOR)"
SECOND = "```{exercise} double\nWhere: a\nKind: b\nDerive: c\n```\n\n```{quiz}"
IN_A_NOTE = ":::{note}\n```{exercise} double\n```\n:::\n\n```{quiz}"
IN_A_LIST = "- item\n\n  ```{quiz}\n  ```\n\n```{quiz}"
INNER = ("    if x is None:", "        ### BEGIN SOLUTION", "        x = 0", "        ### END SOLUTION", LINE)
WRONG = {
    "unknown exercise": (replaced("} double", "} triple"), "01_toy.md:18: there is no exercise called 'triple'"),
    "exercise twice": (replaced("```{quiz}", SECOND), "01_toy.md:24: the exercise 'double' stands here a second time"),
    "two hints": (replaced("Kind: a factor.\n", ""), "01_toy.md:18: exercise double needs three hints"),
    "an empty hint": (replaced("a factor.", ""), "01_toy.md:18: exercise double needs three hints"),
    "no right option": (replaced("- [x] 6", "- [ ] 6"), "01_toy.md:24: a quiz question needs"),
    "two right options": (replaced("- [ ] 5", "- [x] 5"), "01_toy.md:24: a quiz question needs"),
    "one option": (replaced("- [ ] 5 :: That is 2 + 3.\n", ""), "01_toy.md:24: a quiz question needs"),
    "no explanation": (replaced(" :: That is 2 + 3.", ""), "01_toy.md:24: the option '5' needs"),
    "no question": (replaced("What is `2 * 3`?\n", ""), "01_toy.md:24: a quiz question has no text"),
    "inside a note": (replaced("```{quiz}", IN_A_NOTE), "01_toy.md:25: {exercise} must be a fence"),
    "inside a list": (replaced("```{quiz}", IN_A_LIST), "01_toy.md:26: {quiz} must be a fence"),
    "fence of colons": (replaced("```{quiz}", ":::{quiz}\n:::\n\n```{quiz}"), "01_toy.md:24: {quiz} must be a fence"),
    "answer in the prose": (
        replaced("# Doubling\n", "# Doubling\n\n    answer = _times(x, FACTOR)\n"),
        "01_toy.md:8: the line",
    ),
    "helper in a cell": (
        replaced("def check", "def f(x):\n    return np.multiply(x, factor)\n\n\ndef check"),
        "01_toy.md:14: the line",
    ),
    "marker in a source": (
        replaced("def check", "### BEGIN SOLUTION\ndef check"),
        "01_toy.md:13: a source holds no answers",
    ),
    "function missing": (
        {"module": "import numpy as np\n"},
        "01_toy.md:18: solutions/toy.py defines no function double",
    ),
    "not Python": ({"module": "def double(x:\n"}, "toy.py:1: not Python"),
    "docstring only": ({"module": 'def double(x):\n    """Nothing."""\n'}, "toy.py:1: the body of double must begin"),
    "body beside the head": ({"module": "def double(x): return 2 * x\n"}, "toy.py:1: the body of double must begin"),
    "begin without end": (marked(BEGIN, LINE), "toy.py:14: double needs one '### BEGIN SOLUTION'"),
    "end without begin": (marked(LINE, END), "toy.py:15: double needs one '### BEGIN SOLUTION'"),
    "end before begin": (marked(END, LINE, BEGIN), "toy.py:14: double needs one '### BEGIN SOLUTION'"),
    "indented otherwise": (marked(BEGIN, LINE, "    " + END), "toy.py:14: the markers in double must enclose"),
    "nothing inside": (marked(LINE, BEGIN, END), "toy.py:15: the markers in double must enclose"),
    "across a statement": (
        marked(BEGIN, "    if x is None:", "    ### END SOLUTION", "        x = 0", LINE),
        "must enclose",
    ),
    "inside a statement": (marked(*INNER), "toy.py:15: the markers in double must enclose"),
    "outside a function": (
        {"module": MODULE + "\n\n### BEGIN SOLUTION\n"},
        "toy.py:18: a solution marker stands outside",
    ),
    "beside other text": (marked(LINE + "  ### END SOLUTION"), "toy.py:14: a solution marker stands alone on its line"),
    "written otherwise": (marked("    # begin solution", LINE, END), "toy.py:14: a solution marker stands alone"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_file_and_line_and_nothing_is_written(course, capsys, name):
    parts, message = WRONG[name]
    course.write(**parts)
    assert main([], root=course.root, known=KNOWN) == 1
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said
    assert course.made == []


def test_a_placeholder_inside_another_fence_is_prose():
    assert [piece.kind for piece in pieces("````\n```{exercise} double\n```\n````")] == ["prose"]


def test_the_error_carries_file_and_line():
    assert str(SourceError("a.md", 3, "wrong")) == "a.md:3: wrong"
