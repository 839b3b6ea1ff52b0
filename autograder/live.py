"""`check(...)` in a notebook or a web page: the learner's function in, a verdict shown, a working function out."""

from __future__ import annotations

import copy
import importlib
import inspect
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from autograder import feedback
from autograder.core.checks import same
from autograder.core.evaluate import evaluate_submission
from autograder.core.exercise import Exercise
from autograder.core.plain import plain
from autograder.core.result import ExerciseResult, Verdict
from autograder.core.submission import CallError, Named, Outcome, Request, Rng
from autograder.core.told import told
from autograder.exercises import by_chapter, by_name


@dataclass(frozen=True)
class LiveSubmission:
    """A submission that calls one function of the running session, on copies of the arguments.

    name : the exercise that the function is for, whatever the function itself is called
    """

    function: Callable
    name: str = ""

    def calls(self, name: str, requests: list[Request]) -> list[Outcome]:
        """Returns one outcome a request. Whatever the function does is an outcome, never an exception.

        name : the exercise; any other name is looked up where the learner's function was written
        """
        function = self.function
        if self.name and name != self.name:
            function = getattr(function, "__globals__", {}).get(name)
            if not callable(function):
                return [Outcome(error=CallError("Missing", f"there is no {name}")) for _ in requests]
        return [self._call(function, request) for request in requests]

    def _call(self, function: Callable, request: Request) -> Outcome:
        args, kwargs = ready(request.args), ready(request.kwargs)
        function = function if request.through is None else partial(ready(request.through), function)
        before, warned = copy.deepcopy((args, kwargs)), {}
        heard = dict.fromkeys(("over", "divide", "invalid"), "call")
        try:
            with warnings.catch_warnings(), np.errstate(**heard, under="ignore", call=warned.setdefault):
                warnings.simplefilter("ignore")
                value = plain(function(*args, **kwargs))
                changed = self._changed(before, args, kwargs)
        except KeyboardInterrupt:  # stays the learner's
            raise
        except BaseException as error:  # the learner's error is an outcome, and so is exit()
            return Outcome(error=CallError(type(error).__name__, told(_text(error)), _line(error)))
        return Outcome(value, changed, warned=tuple(warned))

    def _changed(self, before, args, kwargs) -> tuple[str, ...]:
        names = [*inspect.signature(self.function).parameters] if callable(self.function) else []
        changed = [i for i, (old, new) in enumerate(zip(before[0], args, strict=True)) if not unchanged(old, new)]
        labels = [names[i] if i < len(names) else f"argument {i + 1}" for i in changed]
        return (*labels, *(key for key in kwargs if not unchanged(before[1][key], kwargs[key])))


def ready(value):
    """Returns an argument as a function receives it: arrays copied, generators and named functions made."""
    if isinstance(value, Rng):
        return value.make()
    if isinstance(value, Named):
        return getattr(importlib.import_module(value.module), value.name)
    if isinstance(value, dict):
        return {key: ready(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(ready(item) for item in value)
    return value.copy() if isinstance(value, np.ndarray) else value


def unchanged(old, new) -> bool:
    """Returns True when an argument still holds what was given; generators are there to be used up."""
    return isinstance(old, np.random.Generator) or callable(old) or same(old, new)


def _text(error: BaseException) -> str:
    """Returns an exception's message, also when the learner's own class cannot give one."""
    try:
        return str(error)
    except Exception:
        return ""


def _line(error: BaseException) -> int | None:
    """Returns the line of the learner's own code that raised, counted within its cell or file."""
    ours = str(Path(__file__).parent)  # this file, and the materials a call may go through
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(ours)]
    return frames[0].lineno if frames else None


def evaluate(function: Callable, exercise: str | Exercise | None = None) -> ExerciseResult:
    """Returns the result of a function, with nothing shown.

    exercise : an exercise or its name; by default the function's own name
    Raises KeyError when there is no exercise of that name.

    >>> evaluate(lambda z: z, "sigmoid").diagnosis[0].name
    'argument_returned_unchanged'
    """
    if not isinstance(exercise, Exercise):
        exercise = by_name(exercise or function.__name__)
    return evaluate_submission(exercise, LiveSubmission(function, exercise.name))


class Card:
    """A verdict that shows itself as plain text, or as a card where HTML is shown."""

    def __init__(self, plain: str, markup: str):
        self.plain, self.markup = plain, markup

    def __repr__(self) -> str:
        return self.plain

    def _repr_html_(self) -> str:
        return self.markup


@dataclass
class Checker:
    """The `check` of one session: remembers the results so far, so that `check()` can show progress."""

    results: dict[str, ExerciseResult] = field(default_factory=dict)

    def __call__(self, function=..., hint: int | None = None):
        """Shows the verdict on a function and returns it when it passes, else the course's own.

        function : the learner's function, found by its name; without it, the chapter's progress is shown
        hint : 1, 2 or 3 shows one step of help in place of the verdict
        """
        if function is ...:
            return self._progress()
        problem = _not_an_exercise(function)
        if problem:
            say(problem)
            return function
        exercise = by_name(function.__name__)
        problem = _signature_problem(function, exercise)
        if problem:
            say(problem)
            return _courses_own(exercise)
        result = evaluate(function)
        self.results[result.exercise] = result
        if hint is None:
            show(Card(feedback.text(result), feedback.html(result)))
        elif hint in (1, 2, 3):
            say(feedback.hint_text(result, hint))
        else:
            say("There are three hints: hint=1, hint=2 and hint=3.")
        return function if result.verdict is Verdict.PASSED else _courses_own(exercise)

    def wrong_turn(self, function: Callable) -> Callable:
        """Shows the verdict on a function that is known to be wrong, and returns what its name held before.

        A decorator: below `@check.wrong_turn` a function of any exercise can be looked at, and neither the name nor
        the progress is spoilt.
        """
        result = evaluate(function)
        show(Card(feedback.text(result), feedback.html(result)))
        return function.__globals__.get(function.__name__, function)

    def _progress(self) -> None:
        if not self.results:
            say("Nothing is checked yet.")
            return
        chapter = by_chapter(list(self.results.values())[-1].chapter)
        results = [self.results.get(exercise.name) for exercise in chapter.exercises]
        rows = list(zip(chapter.exercises, results, strict=True))
        show(Card(feedback.progress_text(chapter, rows), feedback.progress_html(chapter, rows)))


def _not_an_exercise(function) -> str:
    """Returns why this cannot be checked at all, or an empty string."""
    if function is None:
        return "check(None): there is nothing to check. Does the name hold a function, or what one returned?"
    if inspect.isclass(function):
        return f"`{function.__name__}` is a class. This exercise asks for a function: `def name(…):`."
    if not callable(function):
        kind = type(function).__name__
        return f"check(…) takes the function itself, not {kind}. Leave out the call's parentheses."
    name = getattr(function, "__name__", type(function).__name__)
    try:
        by_name(name)
    except KeyError:
        return f"There is no exercise called `{name}`. Does your function still have the name of its stub?"
    return ""


def _signature_problem(function, exercise: Exercise) -> str:
    """Returns what is wrong with the arguments a function takes, or an empty string."""
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):
        return ""
    try:
        positional = [argument for argument in exercise.arguments if not argument.endswith("=")]
        signature.bind(*positional, **{a.removesuffix("="): a for a in exercise.arguments if a.endswith("=")})
    except TypeError:
        asked, has = ", ".join(exercise.arguments), ", ".join(signature.parameters)
        return f"`{exercise.name}` takes ({asked}); yours takes ({has}). Restore the stub's first line."
    return ""


def _courses_own(exercise: Exercise) -> Callable:
    """Returns the worked function of the course, and says so: an open exercise never blocks the next figure."""
    say(f"The page goes on with the course's own `{exercise.name}`.")
    return getattr(importlib.import_module(f"solutions.{exercise.chapter}"), exercise.name)


def say(sentence: str) -> None:
    """Shows one sentence, in which `code` is set as code."""
    show(Card(sentence, f"<p>{feedback.inline(sentence)}</p>"))


def show(card: Card) -> None:
    """Shows a card in the notebook, or prints it elsewhere."""
    display = sys.modules.get("IPython.display")
    shell = sys.modules.get("IPython")
    if display is not None and shell is not None and shell.get_ipython() is not None:
        display.display(card)
    else:
        print(card)
