"""Gates: what is asked of a function besides its values. Each is a record that makes requests and judges outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.core import compare
from autograder.core.returns import to_array
from autograder.core.submission import Outcome, Request

Finding = tuple[str, str]  # (mistake name, "one+other" for two, or "", observation)
OUT_OF_RANGE = ("OverflowError", "FloatingPointError", "ZeroDivisionError")  # math.exp(1000), and 0 / 0 after it


@dataclass(frozen=True)
class Gate:
    """One further demand.

    requests : the calls it needs
    judge : from their outcomes to None (passed) or a finding
    points : what it is worth when the function is right in some part
    remark : what to say of outcomes that passed, or ""
    doubts : further calls, made only when the gate finds something; it then judges again, with their outcomes added
    families : by mistake, its family here, where it is not that of its row
    names : the mistakes that it can name
    free : True for what a function passes that hands its arguments back; it has points only beside another gate or step
    place : what a mistake that it names is made in, where that is not what the gate is called
    explains : whether what it names accounts for the whole result, so that nothing else is named beside it
    """

    name: str
    title: str
    points: float
    requests: tuple[Request, ...]
    judge: Callable[[Sequence[Outcome]], Finding | None]
    remark: Callable[[Sequence[Outcome]], str] = lambda outcomes: ""
    doubts: tuple[Request, ...] = ()
    families: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    free: bool = False
    explains: bool = False
    place: str = ""


def extremes(
    cases: Sequence[tuple[Request, object]],
    *,
    title: str,
    points: float = 1,
    singles: Sequence[Request] = (),
    vanishing: bool = False,
    cut: tuple[str, Callable[[np.ndarray], bool]] = ("", bool),
    asked: bool = True,
) -> Gate:
    """Returns the gate that asks for right, finite values at extreme inputs.

    cases : (request, right value) pairs
    singles : the same inputs one by one, by which a remark tells where numpy warned
    asked : whether the stub asks for them; else values that are not finite are remarked on
    vanishing : whether a finite wrong value, too, comes of a number that became too small on the way
    cut : a mistake, and whether values of the right shape are those of a curve that is cut off before it ends
    """
    requests = (*(request for request, _ in cases), *singles)
    wanted = [np.asarray(value, float) for _, value in cases]

    def judge(outcomes: Sequence[Outcome]) -> Finding | None:
        outcomes = outcomes[: len(wanted)]
        for outcome in outcomes:
            if outcome.error:
                name = "overflow_at_extremes" if outcome.error.kind in OUT_OF_RANGE else ""
                return name, f"At the extremes your function raises {outcome.error.kind}: {outcome.error.message}."
            _, problem = to_array(outcome.value)
            if problem:
                return "overflow_at_extremes" if "finite" in problem else "", f"At the extremes the result {problem}"
        usual = "overflow_at_extremes" if vanishing else ""
        pairs = zip((to_array(outcome.value)[0] for outcome in outcomes), wanted, strict=True)
        return next(filter(None, (_unlike(got, want, usual, cut) for got, want in pairs)), None)

    def remark(outcomes: Sequence[Outcome]) -> str:
        lost = "" if asked else (judge(outcomes) or ("", ""))[1]
        if lost:
            return f"Right for ordinary inputs, which is what is asked. {lost} What is exp(1000) in floating point?"
        return _warnings(outcomes, requests)

    if not asked:
        return Gate("extremes", title, 0, requests, lambda outcomes: None, remark)
    return Gate("extremes", title, points, requests, judge, remark,
                names=("overflow_at_extremes", *filter(None, cut[:1])))  # fmt: skip


def _warnings(outcomes: Sequence[Outcome], requests: Sequence[Request]) -> str:
    """Returns the remark on right results that numpy warned of, with the smallest input that shows it."""
    warned = [(o.warned[0], request) for o, request in zip(outcomes, requests, strict=True) if o.warned]
    if not warned:
        return ""
    kind, request = min(warned, key=lambda pair: np.size(pair[1].args[0]))
    return (
        f"With {_short(request.args[0])} the result is right, but numpy warns on the way ({kind}). "
        "Which number in your formula grows too large, or becomes zero, before the answer is formed?"
    )


def _unlike(got: np.ndarray, want: np.ndarray, usual: str, cut: tuple) -> Finding | None:
    """Returns the finding of a finite result at the extremes that is not the right one.

    usual : what a wrong value is called, unless it is one of a curve that is `cut` off
    """
    if got.shape != want.shape and (want.shape or got.size != 1):  # a number's axes are remarked on elsewhere
        return "", f"At the extremes the result has shape {got.shape} where {want.shape} is asked."
    got = got.reshape(want.shape)
    if np.allclose(got, want, rtol=1e-6, atol=1e-9):
        return None
    name = cut[0] if cut[0] and cut[1](got) else usual
    return name, f"At the extremes the result is {_short(got)} where {_short(want)} is right."


def whole_numbers(request: Request, want, *, asked: bool = False) -> Gate:
    """Returns the gate that remarks on integer inputs for which a function that is right for floats is not.

    It takes no points: the exercises ask for float64, and `np.zeros_like` of what is given is right for that.

    asked : whether the stub promises whole numbers as well; then fractions that are cut off fail
    """
    want = np.asarray(want, float)
    as_floats = Request(tuple(np.asarray(argument, float) for argument in request.args))

    def right(value) -> bool:
        got, problem = to_array(value)
        return not problem and got.size == want.size and compare.matches(got.reshape(want.shape), want)

    def judge(outcomes: Sequence[Outcome]) -> Finding | None:
        whole, floats = outcomes
        if not asked or floats.error or whole.error or not right(floats.value) or right(whole.value):
            return None
        got, problem = to_array(whole.value)
        cut = not problem and compare.matches(got, np.trunc(want))
        seen = problem or f"is {_short(got)} where {_short(want)} is right."
        return "integers_truncated" if cut else "", f"With integers the result {seen}"

    def remark(outcomes: Sequence[Outcome]) -> str:
        whole, floats = outcomes
        if floats.error or not right(floats.value):
            return ""
        if whole.error:
            return f"With integers it raises {whole.error.kind}. Which dtype does it write its fractions into?"
        if right(whole.value):
            return ""
        got, problem = to_array(whole.value)
        seen = f"the result {problem}" if problem else f"it gives {_short(got)} where {_short(want)} is right."
        return f"Right for float64, as is asked; with integers {seen} Which dtype has the array that it writes into?"

    return Gate(
        "integers", "whole-number inputs", 0, (request, as_floats), judge, remark, names=("integers_truncated",)
    )


def pure(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when any call changed its arguments."""
    changed = sorted({name for outcome in outcomes for name in outcome.changed})
    return (
        ("arguments_changed", f"After the call, {_listing(changed)} no longer holds what you were given.")
        if changed
        else None
    )


def repeatable(first: Outcome, again: Outcome) -> Finding | None:
    """Returns a finding when the same request gave different results."""
    if again.error or not same(first.value, again.value):
        return "results_change_between_calls", "Called twice with the same arguments, it gave two different results."
    return None


def same(a, b) -> bool:
    """Returns True when two returned values are equal, nan for nan, all the way down."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    try:
        x, y = np.array(a, subok=False), np.array(b, subok=False)
        return x.shape == y.shape and bool(np.array_equal(x, y, equal_nan=x.dtype.kind == "f"))
    except Exception:  # an object that is asked for its array may raise anything
        return type(a) is type(b)


def _listing(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _short(array: np.ndarray) -> str:
    values = np.ravel(array)
    text = ", ".join(f"{v:.4g}" for v in values[:4])
    return text if values.size == 1 else f"[{text}{', …' if values.size > 4 else ''}]"
