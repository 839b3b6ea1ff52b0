"""Factors that a wrong gradient is often off by, each with the mistakes that produce it.

A ratio seen in the numbers is named only when the same expression of the sizes gives it at every probe;
probes have pairwise distinct sizes, so N, d_in and d_out cannot be taken for one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

CONSTANT = "constant"  # the same unlisted number at every probe


@dataclass(frozen=True)
class Scale:
    """One factor: its expression, what it is worth at given sizes, and the mistakes behind it."""

    name: str
    value: Callable[[Mapping], float]
    mistakes: tuple[str, ...]
    needs: tuple[str, ...] = ()


WRONG_COUNTS = {  # what a result is off by when another size stands in the place of N or N * d_out
    ("N", "hidden"): lambda s: s["N"] / s["hidden"],
    ("N", "d_out", "hidden"): lambda s: s["N"] * s["d_out"] / s["hidden"],
    ("d_out", "hidden"): lambda s: s["d_out"] / s["hidden"],
    ("d_out", "d_in"): lambda s: s["d_out"] / s["d_in"],
    ("d_in",): lambda s: 1 / s["d_in"],
    ("d_out", "N"): lambda s: s["d_out"] / s["N"],
}
BESIDE = {  # factors met together with a wrong count
    "": (1.0, ()),
    "-": (-1.0, ("sign_reversed",)),
    "1/2*": (0.5, ("factor_two_missing",)),
    "-1/2*": (-0.5, ("sign_reversed", "factor_two_missing")),
}

WRONG_COUNT = ("mean_over_wrong_count",)
FURTHER = (  # (name, value, mistakes beside the sign, sizes): a mean once too often or too seldom, with the 2 or not
    ("1/d_out", lambda s: 1 / s["d_out"], ("output_mean_extra",), ("d_out",)),
    ("1/(2d_out)", lambda s: 1 / (2 * s["d_out"]), ("factor_two_missing", "output_mean_extra"), ("d_out",)),
    ("1/(2N)", lambda s: 1 / (2 * s["N"]), ("factor_two_missing", "batch_mean_twice"), ("N",)),
    ("2/N", lambda s: 2 / s["N"], ("factor_two_extra", "batch_mean_twice"), ("N",)),
    ("2*N", lambda s: 2 * s["N"], ("factor_two_extra", "batch_mean_missing"), ("N",)),
    ("2*d_out", lambda s: 2 * s["d_out"], ("factor_two_extra", "output_mean_missing"), ("d_out",)),
    ("2*N*d_out", lambda s: 2 * s["N"] * s["d_out"], ("factor_two_extra", "mean_missing"), ("N", "d_out")),
    ("1/(N*d_out)", lambda s: 1 / (s["N"] * s["d_out"]), ("mean_twice",), ("N", "d_out")),
    ("N*d_out/(N+d_out)", lambda s: s["N"] * s["d_out"] / (s["N"] + s["d_out"]), WRONG_COUNT, ("N", "d_out")),
    ("sqrt(N*d_out)", lambda s: (s["N"] * s["d_out"]) ** 0.5, WRONG_COUNT, ("N", "d_out")),
    ("N*d_out/(N*d_out-1)", lambda s: s["N"] * s["d_out"] / (s["N"] * s["d_out"] - 1), WRONG_COUNT, ("N", "d_out")),
    ("1/(2N*d_out)", lambda s: 0.5 / (s["N"] * s["d_out"]), ("factor_two_missing", "mean_twice"), ("N", "d_out")),
)


def _further(listed: tuple[Scale, ...]) -> tuple[Scale, ...]:
    """Returns the further factors of either sign that are not listed yet."""
    known = {scale.name for scale in listed}
    return tuple(
        Scale(name, value, mistakes, needs)
        for name, value, mistakes, needs in (
            *FURTHER,
            *((f"-{n}", _minus(v), ("sign_reversed", *m), k) for n, v, m, k in FURTHER),
        )
        if name not in known
    )


def _minus(value: Callable[[Mapping], float]) -> Callable[[Mapping], float]:
    return lambda s: -value(s)


def _wrong_counts() -> tuple[Scale, ...]:
    return tuple(
        Scale(
            f"{beside}{'*'.join(needs[:-1]) or '1'}/{needs[-1]}",
            lambda s, count=count, factor=factor: factor * count(s),
            (*names, "mean_over_wrong_count"),
            needs,
        )
        for needs, count in WRONG_COUNTS.items()
        for beside, (factor, names) in BESIDE.items()
    )


_LISTED = (
    Scale("-1", lambda s: -1.0, ("sign_reversed",)),
    Scale("2", lambda s: 2.0, ("factor_two_extra",)),
    Scale("1/2", lambda s: 0.5, ("factor_two_missing",)),
    Scale("N", lambda s: s["N"], ("batch_mean_missing",), ("N",)),
    Scale("1/N", lambda s: 1 / s["N"], ("batch_mean_twice",), ("N",)),
    Scale("d_out", lambda s: s["d_out"], ("output_mean_missing",), ("d_out",)),
    Scale("1/d_out", lambda s: 1 / s["d_out"], ("output_mean_extra",), ("d_out",)),
    Scale("N*d_out", lambda s: s["N"] * s["d_out"], ("mean_missing",), ("N", "d_out")),
    Scale("1/(N*d_out)", lambda s: 1 / (s["N"] * s["d_out"]), ("mean_twice",), ("N", "d_out")),
    Scale("N/d_out", lambda s: s["N"] / s["d_out"], ("mean_over_wrong_count",), ("N", "d_out")),
    Scale("N/d_in", lambda s: s["N"] / s["d_in"], ("mean_over_wrong_count",), ("N", "d_in")),
    Scale(
        "N*d_out/d_in", lambda s: s["N"] * s["d_out"] / s["d_in"], ("mean_over_wrong_count",), ("N", "d_in", "d_out")
    ),
    Scale("N/(N-1)", lambda s: s["N"] / (s["N"] - 1), ("mean_over_wrong_count",), ("N",)),
    Scale("1/N**2", lambda s: 1 / s["N"] ** 2, ("batch_mean_twice", "batch_mean_twice"), ("N",)),
    Scale("-2", lambda s: -2.0, ("sign_reversed", "factor_two_extra")),
    Scale("-1/2", lambda s: -0.5, ("sign_reversed", "factor_two_missing")),
    Scale("-N", lambda s: -s["N"], ("sign_reversed", "batch_mean_missing"), ("N",)),
    Scale("-1/N", lambda s: -1 / s["N"], ("sign_reversed", "batch_mean_twice"), ("N",)),
    Scale("-d_out", lambda s: -s["d_out"], ("sign_reversed", "output_mean_missing"), ("d_out",)),
    Scale("-N*d_out", lambda s: -s["N"] * s["d_out"], ("sign_reversed", "mean_missing"), ("N", "d_out")),
    Scale("2*N", lambda s: 2 * s["N"], ("factor_two_extra", "batch_mean_missing"), ("N",)),
    Scale("N/2", lambda s: s["N"] / 2, ("factor_two_missing", "batch_mean_missing"), ("N",)),
    Scale("1/(2N)", lambda s: 1 / (2 * s["N"]), ("factor_two_missing", "batch_mean_twice"), ("N",)),
    Scale("2/N", lambda s: 2 / s["N"], ("factor_two_extra", "batch_mean_twice"), ("N",)),
    Scale("d_out/2", lambda s: s["d_out"] / 2, ("factor_two_missing", "output_mean_missing"), ("d_out",)),
    Scale("2*d_out", lambda s: 2 * s["d_out"], ("factor_two_extra", "output_mean_missing"), ("d_out",)),
    Scale("N*d_out/2", lambda s: s["N"] * s["d_out"] / 2, ("factor_two_missing", "mean_missing"), ("N", "d_out")),
    Scale("2*N*d_out", lambda s: 2 * s["N"] * s["d_out"], ("factor_two_extra", "mean_missing"), ("N", "d_out")),
    Scale("-N/2", lambda s: -s["N"] / 2, ("sign_reversed", "factor_two_missing", "batch_mean_missing"), ("N",)),
    Scale(
        "-d_out/2",
        lambda s: -s["d_out"] / 2,
        ("sign_reversed", "factor_two_missing", "output_mean_missing"),
        ("d_out",),
    ),
    Scale(
        "-N*d_out/2",
        lambda s: -s["N"] * s["d_out"] / 2,
        ("sign_reversed", "factor_two_missing", "mean_missing"),
        ("N", "d_out"),
    ),
    Scale("-N/(N-1)", lambda s: -s["N"] / (s["N"] - 1), ("sign_reversed", "mean_over_wrong_count"), ("N",)),
    Scale("-N/d_in", lambda s: -s["N"] / s["d_in"], ("sign_reversed", "mean_over_wrong_count"), ("N", "d_in")),
    Scale("-N/d_out", lambda s: -s["N"] / s["d_out"], ("sign_reversed", "mean_over_wrong_count"), ("N", "d_out")),
    Scale("N/(2N-2)", lambda s: s["N"] / (2 * s["N"] - 2), ("factor_two_missing", "mean_over_wrong_count"), ("N",)),
    Scale(
        "N/(2d_in)", lambda s: s["N"] / (2 * s["d_in"]), ("factor_two_missing", "mean_over_wrong_count"), ("N", "d_in")
    ),
    *_wrong_counts(),
    Scale("4", lambda s: 4.0, ("constant_scale",)),
    Scale("1/4", lambda s: 0.25, ("constant_scale",)),
)
_RATES = tuple(  # no loss gives these numbers, every training loop has one of them
    Scale(f"{sign}{rate}", lambda s, c=float(f"{sign}{rate}"): c, ("learning_rate_inside",))
    for rate in ("0.1", "0.01", "0.001")
    for sign in ("", "-")
)
SCALES = (*_LISTED, *_further(_LISTED), *_RATES)
BY_NAME = {scale.name: scale for scale in SCALES}


def value_of(name: str, sizes: Mapping) -> float:
    """Returns what a named scale is worth at these sizes; "constant=0.3" is 0.3."""
    if name.startswith(CONSTANT):
        return float(name.partition("=")[2])
    return float(BY_NAME[name].value(sizes))


def name_scale(ratios: list[float], sizes: list[Mapping], tolerance: float) -> str | None:
    """Returns the name that explains one ratio a probe, "1", "constant=…", or None when nothing does."""
    if all(abs(r - 1) <= tolerance for r in ratios):
        return "1"
    worth = [_worth(tuple(case.items())) for case in sizes]
    for name, value in worth[0].items():
        if abs(ratios[0] - value) <= tolerance * abs(value) and all(
            abs(r - known[name]) <= tolerance * abs(known[name]) for r, known in zip(ratios, worth, strict=True)
        ):
            return name
    first = ratios[0]
    if len(ratios) > 1 and all(abs(r - first) <= tolerance * abs(first) for r in ratios):
        return f"{CONSTANT}={first!r}"
    return None


@lru_cache(maxsize=256)
def _worth(sizes: tuple[tuple[str, int], ...]) -> dict[str, float]:
    """Returns what every scale that these sizes allow is worth, in the order of the table; every ratio asks for it."""
    known = dict(sizes)
    return {scale.name: scale.value(known) for scale in SCALES if all(key in known for key in scale.needs)}


def mistakes_of(name: str) -> tuple[str, ...]:
    """Returns the mistakes behind a named scale."""
    if not name.startswith(CONSTANT):
        return BY_NAME[name].mistakes
    return ("sign_reversed", "constant_scale") if value_of(name, {}) < 0 else ("constant_scale",)
