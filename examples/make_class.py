"""Writes examples/class: 24 submissions to chapter 05 as a class hands them in, and what they deserve.

    python examples/make_class.py            writes the submissions and expected.csv
    python examples/make_class.py --check    says whether they are what this script would write

Students 01 to 16 come as Canvas names files, 17 to 24 as Moodle does. Every name is made up.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from answers import RIGHT
from chapter import chapter_cells, code, fill, is_stub
from slips import EVERYTHING, SLIPS

FOLDER = Path(__file__).parent / "class"
EXERCISES = tuple(RIGHT)
NETWORKS = ("two_layer_backward", "backward")
SLOPE_OF = """
def slope_of(kind, Z):
    \"\"\"my own helper: the derivative of the activation at Z\"\"\"
    if kind == 'sigmoid':
        A = 1 / (1 + np.exp(-Z))
        return A * (1 - A)
    if kind == 'tanh':
        return 1 - np.tanh(Z)**2
    return (Z > 0) * 1.0 if kind == 'relu' else np.ones_like(Z)"""

LOOPS_FOREVER = "while True:\n    pass"
UNCLOSED = "return 2 * (Y_hat - Y / Y.size"
EXITS = "import sys\nsys.exit(0)"
UNREADABLE = "could not be marked"


@dataclass(frozen=True)
class Student:
    """One submission.

    style : the style its right answers are written in
    slips : names of rows in `slips.SLIPS`
    bodies : further bodies by exercise; those in ZERO get no points
    missing : exercises whose cells were deleted
    empty : exercises left as they were
    first, last : cells added after the imports, and at the end
    raw : the whole file, where it is not even a notebook
    """

    about: str
    style: str = "plain"
    slips: tuple[str, ...] = ()
    bodies: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    outputs: bool = False
    nbformat: int = 4
    late: bool = False
    raw: bytes | None = None


STUDENTS = (
    Student("all right", outputs=True),
    Student("all right, loops and lists", "loops", last=("plt.plot(losses)   # did not finish the plot",)),
    Student("all right, einsum, saved by an old Jupyter", "einsum", nbformat=3),
    Student("all right, the mean last, slopes from Z", "late", first=(SLOPE_OF,), outputs=True),
    Student("all right, float32, then exit()", "float32", last=("import sys\nsys.exit()",)),
    Student(
        "all right, target minus output and +=", "target_first", last=("!pip list", "%timeit sum(range(9))"), late=True
    ),
    Student("1/N missing", slips=("mean missing", "mean missing, two layers")),
    Student("the sign", slips=("sign", "sign, two layers"), outputs=True),
    Student("output slope missing", slips=("no output slope", "no output slope, any depth")),
    Student("hidden slope missing", slips=("no hidden slope", "no hidden slope, any depth")),
    Student(
        "the slope at the wrong variable",
        slips=("slope of Z by A's formula", "slope of A by Z's formula"),
        first=(SLOPE_OF,),
    ),
    Student("the bias", slips=("bias not summed", "bias averaged")),
    Student("weights transposed", slips=("transposed",)),
    Student("Z for A, and W of another layer", slips=("Z for A", "W of another layer")),
    Student("a factor 2", slips=("factor two", "factor two, two layers"), late=True),
    Student(
        "two slips at once",
        slips=("two at once", "two at once, two layers"),
    ),
    Student("half empty", empty=NETWORKS, missing=("softmax_cross_entropy_grad",), last=("# TODO the rest",)),
    Student("not a notebook", raw=b"<!DOCTYPE html>\n<title>Sign in to continue</title>\n"),
    Student("an empty file", raw=b""),
    Student("a notebook without cells", raw=b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'),
    Student("a syntax error in one cell", bodies={"mse_grad": UNCLOSED, "backward": RIGHT["backward"]["by_hand"]}),
    Student("an endless loop at top level", first=("n = 0\nwhile n < 10:\n    m = n + 1",), missing=("backward",)),
    Student("an endless loop in an exercise", bodies={"activation_backward": LOOPS_FOREVER, "backward": LOOPS_FOREVER}),
    Student("exit() in an exercise", bodies={"dense_backward": EXITS, "backward": "exit()"}),
)
ZERO = {LOOPS_FOREVER, EXITS, "exit()", UNCLOSED}


def body_of(student: Student, exercise: str) -> str:
    """Returns what the student writes into a stub."""
    styles = RIGHT[exercise]
    body = student.bodies.get(exercise) or styles.get(student.style)
    if body is None or (
        student.slips and exercise == "backward"
    ):  # calling one's own wrong functions would repeat slips
        body = styles["by_hand"]
    for name in student.slips:
        slip = SLIPS[name]
        if slip.exercise == exercise:
            start = RIGHT[exercise][slip.start]
            if slip.old not in start:
                raise ValueError(f"the slip {name!r} no longer fits the answer it starts from")
            body = start.replace(slip.old, slip.new)
    return body


def notebook(student: Student) -> bytes:
    """Returns the submission's file."""
    if student.raw is not None:
        return student.raw
    cells = []
    for cell in chapter_cells():
        source = "".join(cell["source"])
        if any(f"def {name}(" in source or source.startswith(f"{name} = check(") for name in student.missing):
            continue
        name = next((name for name in EXERCISES if is_stub(cell, name)), None)
        cells.append(fill(cell, body_of(student, name)) if name and name not in student.empty else cell)
        if "import numpy as np" in source and not any(cell.get("mine") for cell in cells):
            cells += [{**code(text.strip("\n")), "mine": True} for text in student.first]
    cells += [code(text) for text in student.last]
    for number, cell in enumerate(cells, start=1):
        cell.pop("mine", None)
        if student.outputs and cell["cell_type"] == "code":
            _run(cell, number)
    return _saved(cells, student.nbformat)


def _run(cell: dict, number: int) -> None:
    """Changes the cell to one that was run: with a count, and with the line that a check prints."""
    cell["execution_count"] = number
    source = "".join(cell["source"])
    if "= check(" in source:
        said = [f"{source.split(' ')[0]} was checked\n"]
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": said}]


def _saved(cells: list[dict], nbformat: int) -> bytes:
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    if nbformat == 3:
        old = [_old_cell(cell) for cell in cells]
        document = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": old}]}
    else:
        cells = [{"id": f"cell-{number:02}", **cell} for number, cell in enumerate(cells)]
        metadata = {"forward_and_back": {"chapter": "05_backprop"}, **kernel}
        document = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _old_cell(cell: dict) -> dict:
    if cell["cell_type"] != "code":
        return {"cell_type": "markdown", "metadata": {}, "source": cell["source"]}
    return {
        "cell_type": "code",
        "collapsed": False,
        "input": cell["source"],
        "language": "python",
        "metadata": {},
        "outputs": [],
    }


def file_of(number: int, student: Student) -> str:
    """Returns where a learning platform would put the submission."""
    if number > 16:
        return f"moodle/student_{number:02}_{3000 + number}_assignsubmission_file_/05_backprop.ipynb"
    late = "_LATE" if student.late else ""
    copy = "-1" if number % 5 == 0 else ""
    return f"canvas/student{number:02}{late}_{1000 + number}_{50000 + 37 * number}_05_backprop{copy}.ipynb"


def expected(student: Student) -> list[tuple[str, str, str, str]]:
    """Returns (exercise, verdict, steps lost, families) for each exercise, or one row for the whole file."""
    if student.raw is not None:
        return [("", UNREADABLE, "", "")]
    rows = []
    for exercise in EXERCISES:
        slip = next((SLIPS[name] for name in student.slips if SLIPS[name].exercise == exercise), None)
        if exercise in student.empty:
            rows.append((exercise, "not attempted", EVERYTHING, ""))
        elif exercise in student.missing or student.bodies.get(exercise) in ZERO:
            rows.append((exercise, "failed", EVERYTHING, ""))
        elif slip:
            rows.append((exercise, "failed", slip.lost, slip.families))
        else:
            rows.append((exercise, "passed", "", ""))
    return rows


def files() -> dict[str, bytes]:
    """Returns every file of the class by its path, expected.csv included."""
    made, buffer = {}, io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(["file", "exercise", "verdict", "lost", "families", "about"])
    for number, student in enumerate(STUDENTS, start=1):
        made[file_of(number, student)] = notebook(student)
        table.writerows((file_of(number, student), *row, student.about) for row in expected(student))
    return {**made, "expected.csv": buffer.getvalue().encode()}


def main(arguments: list[str]) -> int:
    """Returns 0, or 1 when --check finds a file that is not as this script writes it."""
    made = files()
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    stale = sorted(found - set(made)) + [
        name for name, data in made.items() if name not in found or (FOLDER / name).read_bytes() != data
    ]
    if "--check" in arguments:
        print("\n".join(f"stale: {name}" for name in stale) or "examples/class is up to date")
        return 1 if stale else 0
    for name in found - set(made):
        (FOLDER / name).unlink()
    for name, data in made.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(data)
    print(f"{len(STUDENTS)} submissions written to {FOLDER.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
