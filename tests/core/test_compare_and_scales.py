"""When two tensors are the same answer, and what a factor between them is called."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.core import compare, scales

RNG = np.random.default_rng(3)
WANT = RNG.standard_normal((4, 3))
SIZES = ({"N": 7, "d_in": 3, "hidden": 5, "d_out": 4}, {"N": 5, "d_in": 4, "hidden": 3, "d_out": 2})


@pytest.mark.parametrize("index", list(np.ndindex(WANT.shape)))
def test_a_thousandth_in_any_large_entry_is_seen(index):
    got = WANT.copy()
    got[index] *= 1.001
    assert compare.matches(got, WANT) == (abs(WANT[index]) * 1e-3 < 5e-6 * np.abs(WANT).max())


def test_what_is_right():
    assert compare.matches(WANT, WANT)
    assert compare.matches(WANT + 1e-9, WANT)
    assert compare.matches(WANT.astype(np.float32), WANT)
    assert compare.matches(np.zeros((0, 2)), np.zeros((0, 2)))


def test_what_is_not():
    assert not compare.matches(WANT.T, WANT)
    assert not compare.matches(np.where(WANT > 0, WANT, np.nan), WANT)
    assert not compare.matches(WANT * (1 + 1e-4), WANT)
    assert not compare.matches(WANT[:1], WANT)


def test_a_ratio_is_one_number_for_every_entry_or_none():
    assert compare.ratio(-3 * WANT, WANT) == pytest.approx(-3)
    assert compare.ratio(WANT + 1, WANT) is None
    assert compare.ratio(0 * WANT, WANT) is None
    assert compare.ratio(WANT, 0 * WANT) is None
    assert compare.ratio(WANT, WANT[:2]) is None


def test_the_cosine_of_nothing_is_nothing():
    assert compare.cosine(WANT, 2 * WANT) == pytest.approx(1)
    assert compare.cosine(0 * WANT, WANT) == 0


@pytest.mark.parametrize("scale", scales.SCALES, ids=lambda s: s.name)
def test_every_scale_is_told_from_every_other(scale):
    ratios = [float(scale.value(size)) for size in SIZES]
    assert scales.name_scale(ratios, SIZES, 1e-7) == scale.name
    assert all(scales.value_of(scale.name, size) == pytest.approx(r) for size, r in zip(SIZES, ratios, strict=True))


@pytest.mark.parametrize("scale", scales.SCALES, ids=lambda s: s.name)
def test_the_mistakes_of_a_scale_are_in_the_catalogue(scale):
    from autograder.core.catalogue import catalogue

    assert set(scale.mistakes) <= set(catalogue())


def test_scales_without_a_name():
    assert scales.name_scale([1.0, 1.0], SIZES, 1e-7) == "1"
    assert scales.name_scale([0.3, 0.3], SIZES, 1e-7) == "constant=0.3"
    assert scales.name_scale([0.3, 0.4], SIZES, 1e-7) is None
    assert scales.value_of("constant=0.3", SIZES[0]) == 0.3
    assert scales.mistakes_of("constant=0.3") == ("constant_scale",)


def test_a_size_that_a_case_does_not_have_is_not_asked_for():
    assert scales.name_scale([7.0, 5.0], [{"d_in": 3}, {"d_in": 4}], 1e-7) is None
