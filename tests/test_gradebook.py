"""Many submissions: planned, marked by several processes, stored, resumed; nothing stops the class."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from autograder.collect import collect
from autograder.errors import UsageError
from autograder.grade import Status
from autograder.gradebook import (
    LEVELS,
    Marker,
    Settings,
    carry_out,
    in_order,
    mistakes_of,
    plan,
)
from autograder.notebook import parse_notebook
from autograder.store import Store, from_json, to_json, version_of
from tests.marking_fakes import (
    CHAPTERS,
    COURSE,
    FakeSandbox,
    hostile,
    marked,
    notebook,
    partly,
    unmarked,
)

hire = partial(Marker, COURSE, FakeSandbox)
PLAIN = Settings()
RIGHT = notebook("def mse_grad(a): return 'right'", "def backward(a): return 'right'")


def put(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.ipynb").write_bytes(data)
    return folder


def run(folder: Path, settings: Settings = PLAIN, store: Store | None = None, jobs: int = 1):
    made = plan(collect([folder]), COURSE, settings, store)
    return {result.student: result for result in in_order(list(carry_out(made, hire, jobs, store)))}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_class_is_marked_whatever_is_in_it(tmp_path, jobs):
    folder = put(tmp_path / "class", ada=RIGHT, bob=b"", cy=notebook("break"), dan=notebook("x = 1"))
    results = run(folder, jobs=jobs)
    assert {student: str(result.status) for student, result in results.items()} == {
        "ada": "marked",
        "bob": "could not be marked",
        "cy": "grader error",
        "dan": "marked",
    }
    assert results["ada"].points == 5
    assert results["ada"].file == "class/ada.ipynb"
    assert "was not found" in results["dan"].exercises[0].message  # of the chapter that most of the class hands in


def test_a_marking_process_that_dies_costs_its_submission_only(tmp_path):
    folder = put(tmp_path / "class", ada=RIGHT, bob=notebook("die"), cy=RIGHT, dan=RIGHT)
    results = run(folder, jobs=2)
    assert [str(result.status) for result in results.values()] == ["marked", "grader error", "marked", "marked"]
    assert "the marking process died twice" in results["bob"].reason


def test_a_broken_sandbox_is_replaced(tmp_path):
    folder = put(tmp_path / "class", ada=RIGHT)
    (hand_in,) = collect([folder])
    with hire() as marker:
        marker._sandbox.closed = True
        made = plan([hand_in], COURSE, Settings())
        assert marker.mark(made.tasks[0]).status is Status.MARKED
        assert (marker.level, marker.why) == ("full", "nothing is run at all")


def test_a_file_that_goes_away_between_planning_and_marking_is_reported(tmp_path):
    folder = put(tmp_path / "class", ada=RIGHT)
    made = plan(collect([folder]), COURSE, Settings())
    (folder / "ada.ipynb").unlink()
    (result,) = carry_out(made, hire)
    assert (result.status, result.reason) == (Status.UNMARKED, "The file does not exist.")


def test_what_nobody_foresaw_costs_one_submission(tmp_path, monkeypatch):
    folder = put(tmp_path / "class", ada=RIGHT, bob=notebook("out of memory"))

    def parse(data):
        if b"memory" in data:
            raise MemoryError("too much")
        return parse_notebook(data)

    monkeypatch.setattr("autograder.gradebook.parse_notebook", parse)
    results = run(folder)
    assert [str(result.status) for result in results.values()] == ["marked", "grader error"]
    assert "MemoryError: too much" in results["bob"].reason


def test_an_unknown_chapter_is_bad_usage_and_an_unknowable_one_is_a_reason(tmp_path):
    folder = put(tmp_path / "class", ada=notebook("x = 1"))
    with pytest.raises(UsageError, match="There is no chapter '9'. There are: 01_neuron, 05_backprop."):
        plan(collect([folder]), COURSE, Settings(chapter="9"))
    assert "not known which chapter" in run(folder)["ada"].reason
    assert run(folder, Settings(chapter="01"))["ada"].chapter == "01_neuron"


def test_a_stopped_run_goes_on_and_repeats_nothing(tmp_path):
    folder = put(tmp_path / "class", ada=RIGHT, bob=RIGHT, cy=RIGHT)
    with Store(tmp_path / "book.sqlite") as store:
        made = plan(collect([folder]), COURSE, Settings(), store)
        with closing(carry_out(made, hire, 1, store)) as marking:
            next(marking)
        made = plan(collect([folder]), COURSE, Settings(), store)
        assert (len(made.done), len(made.tasks)) == (1, 2)
        list(carry_out(made, hire, 1, store))
    with Store(tmp_path / "book.sqlite") as store:
        made = plan(collect([folder]), COURSE, Settings(), store)
        assert (len(made.done), made.tasks) == (3, [])
        assert [result.student for result in carry_out(made, hire)] == ["ada", "bob", "cy"]
        store.forget()
        assert len(plan(collect([folder]), COURSE, Settings(), store).tasks) == 3


def test_what_changed_is_marked_again(tmp_path):
    folder = put(tmp_path / "class", ada=RIGHT)
    with Store(tmp_path / "book.sqlite") as store:
        run(folder, store=store)
        assert plan(collect([folder]), COURSE, Settings(call_seconds=9), store).tasks
        put(folder, ada=RIGHT.replace(b"right", b"wrong"))
        assert plan(collect([folder]), COURSE, Settings(), store).tasks


class Reduced(FakeSandbox):
    level = "reduced"


def test_what_was_marked_under_weaker_isolation_is_marked_again(tmp_path):
    folder = put(tmp_path / "class", ada=RIGHT)
    with Store(tmp_path / "book.sqlite") as store:
        made = plan(collect([folder]), COURSE, Settings(minimum="weak"), store)
        list(carry_out(made, partial(Marker, COURSE, Reduced), 1, store))
        tasks = [len(plan(collect([folder]), COURSE, Settings(minimum=m), store).tasks) for m in LEVELS]
        assert tasks == [0, 0, 1]


def test_grader_errors_are_tried_again(tmp_path):
    folder = put(tmp_path / "class", ada=notebook("break", chapter="05"))
    with Store(tmp_path / "book.sqlite") as store:
        assert run(folder, store=store)["ada"].status is Status.GRADER_ERROR
        assert plan(collect([folder]), COURSE, Settings(), store).tasks


def test_versions_follow_exercises_and_limits():
    neuron, backprop = CHAPTERS
    assert version_of(neuron, {}) == version_of(neuron, {})
    assert len({version_of(neuron, {}), version_of(backprop, {}), version_of(neuron, {"call_seconds": 1})}) == 3


@pytest.mark.parametrize("result", [marked(), hostile(), unmarked(), partly()])
def test_results_survive_storing(result):
    assert from_json(to_json(result)) == result


def test_what_another_version_stored_counts_as_nothing(tmp_path):
    with Store(tmp_path / "book.sqlite") as store:
        store.put(marked(), "v")
        assert store.get("class/ada.ipynb", "0" * 64, "v") == marked()
        for change in ({"status": "?"}, {"new_field": 1}, {"exercises": [{"checks": [], "diagnosis": [], "extra": 1}]}):
            text = json.dumps({**json.loads(to_json(marked())), **change})
            store._database.execute("UPDATE marks SET result = ?", (text,))
            assert store.get("class/ada.ipynb", "0" * 64, "v") is None


def test_a_file_that_is_no_gradebook_is_told_so(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    path.write_text("my notes, long enough not to be an empty database " * 20)
    with pytest.raises(UsageError, match="gradebook.sqlite in the output folder is not a gradebook"):
        Store(path)


def test_named_mistakes_are_listed():
    assert mistakes_of(marked()) == [("dense_backward", "mean_missing", "batch_average")]


def test_a_large_class_shares_what_is_equal(tmp_path):
    folder = put(tmp_path / "class", ada=RIGHT, bob=RIGHT)
    with Store(tmp_path / "marks.sqlite") as store:
        for _ in range(2):  # marked, then known already
            made = plan(collect([folder]), COURSE, PLAIN, store)
            ada, bob = carry_out(made, partial(Marker, COURSE, FakeSandbox), store=store)
            assert ada.student != bob.student
            assert len(ada.exercises) == 2
            assert all(one is other for one, other in zip(ada.exercises, bob.exercises, strict=True))
