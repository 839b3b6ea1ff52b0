"""What `import autograder` offers: few names, documented, and nothing done before it is asked for."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass
from pathlib import Path

import pytest

import autograder
import autograder.live
from autograder.core.result import Verdict
from autograder.exercises import CHAPTERS, by_chapter, by_name

ROOT = Path(__file__).parents[1]
SURFACE = {
    "CheckResult", "Checker", "Diagnosis", "Evidence", "Exercise", "ExerciseResult", "Verdict", "check", "evaluate",
}  # fmt: skip
RECORDS = [getattr(autograder, name) for name in sorted(SURFACE - {"check", "Checker"})]
RECORDS = [record for record in RECORDS if is_dataclass(record)]


def test_the_public_names():
    assert set(autograder.__all__) == SURFACE
    assert all(getattr(autograder, name) is not None for name in SURFACE)


def test_check_and_evaluate_take_what_the_course_says():
    assert list(inspect.signature(autograder.check).parameters) == ["function", "hint"]
    assert list(inspect.signature(autograder.evaluate).parameters) == ["function", "exercise"]


@pytest.mark.parametrize("name", sorted(SURFACE))
def test_a_public_name_says_what_it_is(name):
    item = getattr(autograder, name)
    assert inspect.getdoc(item if callable(item) else type(item))


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.__name__)
def test_records_are_frozen(record):
    blank = object.__new__(record)
    with pytest.raises(FrozenInstanceError):
        setattr(blank, fields(record)[0].name, 1)


def test_the_verdicts_and_their_words():
    assert [str(verdict) for verdict in Verdict] == ["passed", "failed", "skipped", "not attempted", "grader error"]


def test_the_examples_of_the_docstrings_hold():
    result = doctest.testmod(autograder.live)
    assert result.attempted and not result.failed


AT_IMPORT = """
import sys
import autograder
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted({"solutions", "matplotlib", "scipy", "sklearn", "IPython", "tensorflow"} & loaded))
"""


def test_importing_loads_no_solution_and_nothing_heavy_and_says_nothing():
    ran = subprocess.run([sys.executable, "-c", AT_IMPORT], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ran.stdout, ran.stderr) == ("[]\n", "")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.key)
def test_a_chapter_is_found_by_key_number_and_stem(chapter):
    assert by_chapter(chapter.key) is by_chapter(chapter.number) is by_chapter(chapter.stem) is chapter
    assert 5 <= chapter.points <= 20


def test_an_exercise_is_found_by_name_and_others_are_not():
    exercises = [exercise for chapter in CHAPTERS for exercise in chapter.exercises]
    assert all(by_name(exercise.name) is exercise for exercise in exercises)
    assert len({exercise.name for exercise in exercises}) == len(exercises)
    for find in (by_name, by_chapter):
        with pytest.raises(KeyError):
            find("nothing")


@pytest.mark.parametrize("exercise", [e for c in CHAPTERS for e in c.exercises], ids=lambda exercise: exercise.name)
def test_points_are_the_sum_of_what_is_asked(exercise):
    result = autograder.evaluate(lambda *args, **kwargs: None, exercise)
    assert result.verdict is Verdict.FAILED
    assert sum(check.max_points for check in result.checks) == pytest.approx(exercise.points, abs=0.01)
    assert result.max_points == exercise.points
