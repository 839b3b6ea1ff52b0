"""Marks with this course's grader: read, marked in the sandbox, stored in the gradebook, feedback page written."""

from __future__ import annotations

import sys
from pathlib import Path

from line import answer

from autograder.collect import collect
from autograder.core.result import Verdict
from autograder.grade import the_course
from autograder.gradebook import Settings, hire, plan
from autograder.report.folder import write
from autograder.report.html import feedback_page
from autograder.store import Store


def main(folder: Path) -> None:
    """Answers names until there are none."""
    settings = Settings(minimum="weak")
    tasks = {task.hand_in.student: task for task in plan(collect([folder]), the_course(), settings).tasks}
    with Store(folder / "gradebook.sqlite") as store, hire(settings) as marker:
        print(f"our isolation: {marker.level}", file=sys.stderr)

        def mark(student: str) -> list[str]:
            task = tasks[student]
            result = marker.mark(task)
            store.put(result, task.version)
            write(folder / "feedback" / f"{student}.html", feedback_page(result))
            return [exercise.exercise for exercise in result.exercises if exercise.verdict is Verdict.PASSED]

        answer(mark)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
