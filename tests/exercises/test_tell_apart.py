"""The probes of every exercise tell its mistakes apart, from each other and from the right answer."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from autograder.core import compare, scales
from autograder.core.exercise import NAMELESS, RIGHT
from autograder.core.replay import compute
from autograder.exercises import CHAPTERS

VARIANTS = {
    f"{exercise.name}-{variant.name}".rstrip("-"): variant
    for chapter in CHAPTERS
    for exercise in chapter.exercises
    for variant in exercise.variants
}
variants = pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)


def base(name: str) -> str:
    return name.partition("@")[0]


def run(variant, cases, slip: tuple[str, str] | None = None) -> dict[str, list]:
    """Returns every step's values, one a case, when one step follows another rule than the right one."""
    values = [{} for _ in cases]
    for step in variant.steps:
        rule = slip[1] if slip and slip[0] == step.name else RIGHT
        results = compute(step.rule(rule), cases, values)
        if results is None:
            return {}
        going_on = compute(step.right, cases, values) if rule in step.aside else results
        values = [{**known, step.name: result} for known, result in zip(values, going_on, strict=True)]
        for known, result in zip(values, results, strict=True):
            known[f"shown {step.name}"] = result
    return {step.name: [known[f"shown {step.name}"] for known in values] for step in variant.steps}


def differ(one: list, other: list) -> bool:
    """Returns True when two lists of arrays differ clearly, by ten times what a fit allows."""
    return not all(compare.fits(a, b, 10 * compare.RELATIVE) for a, b in zip(one, other, strict=True))


def glances(arrays) -> list[tuple]:
    """Returns, of each array, its shape, its first entry and its largest: of two answers, most differ there."""
    return [(a.shape, float(a.flat[0]) if a.size else 0.0, float(np.abs(a).max(initial=0))) for a in arrays]


def unlike(one, other) -> bool:
    """Returns True when a glance shows that two arrays differ, by far more than `differ` asks."""
    return one[0] != other[0] or abs(one[1] - other[1]) > 1e-3 * max(one[2], other[2])


def trials(variant):
    """Returns the judged cases and, where a rule only applies to square sizes, the square ones."""
    return [variant.cases, *variant.square_cases]


@variants
def test_two_rules_of_one_step_never_agree_on_all_probes(variant):
    alike = []
    for step in variant.steps:
        given = {name: [run(variant, c, (step.name, name)) for c in trials(variant)] for name, _ in step.rules()}
        for one, other in combinations(given, 2):
            if base(one) == base(other) or NAMELESS in (base(one), base(other)):
                continue
            results = list(zip(given[one], given[other], strict=True))
            seen = [(a[step.name], b[step.name]) for a, b in results if a and b]
            told_apart = any(differ(a, b) for a, b in seen) or any(bool(a) != bool(b) for a, b in results)
            if not told_apart:
                alike.append((step.name, one, other))
    assert alike == []


@variants
def test_every_rule_applies_to_some_probe(variant):
    names = [(step.name, name) for step in variant.steps for name in step.wrong]
    assert [slip for slip in names if not any(run(variant, cases, slip) for cases in trials(variant))] == []


@variants
def test_two_single_mistakes_never_give_the_same_answer(variant):
    """Over all steps: what a learner who makes one mistake returns is returned by no one who makes another."""
    shown, alike = {}, []
    for step in variant.steps:
        for name, _ in step.rules():
            if base(name) == NAMELESS or (name == RIGHT and step is not variant.steps[0]):
                continue
            values = run(variant, variant.cases, (step.name, name))
            if values:
                shown[step.name, name] = [value for part in variant.observed for value in values[part.name]]
    looks = {key: glances(values) for key, values in shown.items()}
    for (one, first), (other, second) in combinations(shown.items(), 2):
        if base(one[1]) == base(other[1]) or any(map(unlike, looks[one], looks[other])):
            continue
        if not differ(first, second):
            alike.append((one, other))
    assert alike == []


@variants
def test_no_rule_is_a_scaled_right_answer_under_another_name(variant):
    """A rule that is the right one times a number would be named twice over."""
    alike = []
    for step in variant.steps:
        if not step.scalable:
            continue
        right = run(variant, variant.cases)[step.name]
        for name in step.wrong:
            values = run(variant, variant.cases, (step.name, name)).get(step.name)
            ratios = [compare.ratio(v, r) for v, r in zip(values, right, strict=True)] if values else [None]
            if None in ratios:
                continue
            scale = scales.name_scale(ratios, [case.sizes for case in variant.cases], 1e-6)
            if scale and not scale.startswith(scales.CONSTANT):
                alike.append((step.name, name, scale))
    assert alike == []


@variants
def test_scales_that_mean_different_mistakes_differ_on_some_probe(variant):
    sizes = [case.sizes for case in variant.cases]
    known = [scale for scale in scales.SCALES if all(key in sizes[0] for key in scale.needs)]
    alike = [
        (one.name, other.name)
        for one, other in combinations(known, 2)
        if set(one.mistakes) != set(other.mistakes) and all(np.isclose(one.value(s), other.value(s)) for s in sizes)
    ]
    assert alike == []


@variants
def test_the_steps_right_rules_agree_with_the_oracle(variant):
    for cases in (*trials(variant), variant.fresh_cases):
        values = run(variant, cases)
        for number, case in enumerate(cases):
            for name, want in variant.expect(case).items():
                np.testing.assert_allclose(values[name][number], want, rtol=1e-9, atol=1e-15)
