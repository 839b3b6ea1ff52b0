"""`autograder gradescope`: build the zip file for an assignment, and mark one submission inside Gradescope."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

from autograder.archive import Archives
from autograder.collect import HandIn, collect
from autograder.core.exercise import Chapter
from autograder.errors import CollectError, NotebookError, UsageError
from autograder.grade import Course, Status, SubmissionResult, the_course
from autograder.gradebook import Settings, carry_out, hire, plan
from autograder.gradescope_bundle import build
from autograder.isolate import SandboxError
from autograder.notebook import parse_notebook
from autograder.report.folder import write
from autograder.report.gradescope import gradescope_results

_SEVERAL = "There are several notebooks in what was handed in ({names}). Hand in one: that of {title}."


def run_build(key: str, out: Path, allow_weak: bool) -> None:
    """Returns nothing; writes the zip file and says what to do with it. Raises UsageError for an unknown chapter."""
    chapter = _chapter(the_course(), key)
    members = build(chapter, out, allow_weak)
    print(f"{out}: {len(members)} files, {out.stat().st_size / 1e6:.1f} MB, marks {chapter.stem}.")
    print("In Gradescope: Configure Autograder, Zip file upload, then Update Autograder.")


def run_in_gradescope(root: Path, key: str, allow_weak: bool) -> bool:
    """Returns whether root/submission was marked; root/results/results.json is written either way.

    Where the sandbox does not work there is no score in it: Gradescope then reports a failed autograder, and no zero.
    """
    settings = Settings(chapter=key, minimum="weak" if allow_weak else "reduced")
    course = the_course()
    out = root / "results" / "results.json"
    try:
        result = _mark(root / "submission", course, settings)
    except SandboxError as error:
        said = f"The grader could not run this submission. This costs nothing; please tell the staff. ({error})"
        _write(out, {"output": said, "output_format": "text", "visibility": "visible"})
        print(said, file=sys.stderr)
        return False
    _write(out, gradescope_results(result))
    return result.status in (Status.MARKED, Status.UNMARKED)


def _mark(folder: Path, course: Course, settings: Settings) -> SubmissionResult:
    chapter = _chapter(course, settings.chapter)
    try:
        hand_in = _the_one(collect([folder]), course, chapter)
    except (CollectError, NotebookError) as error:
        return SubmissionResult("", "", Status.UNMARKED, chapter.stem, chapter.title, reason=str(error))
    (result,) = carry_out(plan([hand_in], course, settings), partial(hire, settings))
    return result


def _the_one(hand_ins: list[HandIn], course: Course, chapter: Chapter) -> HandIn:
    """Returns the notebook to mark: the only one, or the only one of this chapter. Raises NotebookError."""
    if len(hand_ins) == 1:
        return hand_ins[0]
    own = []
    with Archives() as archives:
        for hand_in in hand_ins:
            try:
                found = course.infer(parse_notebook(hand_in.read(archives)))
            except NotebookError:
                continue
            if found and found.stem == chapter.stem:
                own.append(hand_in)
    if len(own) != 1:
        names = ", ".join(hand_in.file for hand_in in hand_ins)
        raise NotebookError(_SEVERAL.format(names=names, title=f"{chapter.number} {chapter.title}"))
    return own[0]


def _chapter(course: Course, key: str) -> Chapter:
    chapter = course.chapter(key)
    if chapter is None:
        known = ", ".join(chapter.stem for chapter in course.chapters)
        raise UsageError(f"There is no chapter {key!r}. There are: {known}.")
    return chapter


def _write(path: Path, data: dict) -> None:
    write(path, json.dumps(data, indent=2, ensure_ascii=False) + "\n")
