"""Every displayed equation of chapter 03: both sides in numbers, on functions whose higher slopes are known."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from solutions.gradient_checking import numerical_grad, relative_error
from solutions.neuron import relu

SOURCE = (Path(__file__).parents[2] / "source" / "03_gradient_checking.md").read_text(encoding="utf-8")

RNG = np.random.default_rng(7)
STEPS = 0.5 ** np.arange(1, 6)
X = 0.7
EPS = np.finfo(float).eps
VALUE, BEND, TWIST = 0.3, 0.8, 1.7  # |f|, |f''| and |f'''| at some point
MANY = np.geomspace(1e-12, 1e-1, 200001)  # steps among which the best one is looked for
SIGNS = RNG.choice([-1.0, 1.0], size=(50, 6))
G = RNG.normal(size=6)

# A cubic has no terms beyond those that the equations show, so the dots are 0 and both sides must agree.


def cubic(x):
    return 2 - x + 3 * x**2 / 2 + 5 * x**3


D1, D2, D3 = -1 + 3 * X + 15 * X**2, 3 + 30 * X, 30.0


def taylor():
    return cubic(X + STEPS), cubic(X) + STEPS * D1 + STEPS**2 / 2 * D2 + STEPS**3 / 6 * D3


def one_sided():
    dots = STEPS**2 / 6 * D3  # the next term of the series, which the equation leaves to its dots
    return (cubic(X + STEPS) - cubic(X)) / STEPS, D1 + STEPS / 2 * D2 + dots


def down():
    return cubic(X - STEPS), cubic(X) - STEPS * D1 + STEPS**2 / 2 * D2 - STEPS**3 / 6 * D3


def central():
    return (cubic(X + STEPS) - cubic(X - STEPS)) / (2 * STEPS), D1 + STEPS**2 / 6 * D3


def bumpy(x):
    """Returns one number that depends on every entry and on their products."""
    flat = np.ravel(x)
    return np.sin(flat).sum() + (flat[1:] * flat[:-1]).sum()


def entries(h):
    x = np.arange(6.0).reshape(2, 3) / 5
    moves = h * np.eye(6).reshape(6, 2, 3)
    return [(bumpy(x + move) - bumpy(x - move)) / (2 * h) for move in moves], numerical_grad(bumpy, x, h).ravel()


def rounding():
    """The worst that two values can do which are each off by eps |f|, divided by their distance."""
    worst = VALUE * (1 + EPS * np.array([1, -1]))
    off = (VALUE * EPS - -VALUE * EPS) / np.array([STEPS, 2 * STEPS])
    assert worst[0] > VALUE > worst[1]
    return off, [2 * EPS * VALUE / STEPS, EPS * VALUE / STEPS]


def total(h):
    return h / 2 * BEND + 2 * EPS * VALUE / h


def sum_of_both():
    worst = np.abs([h / 2 * BEND for h in STEPS]) + rounding()[1][0]
    return total(STEPS), worst


def best_one_sided():
    step, error = 2 * np.sqrt(EPS * VALUE / BEND), 2 * np.sqrt(EPS * VALUE * BEND)
    flat = BEND / 2 - 2 * EPS * VALUE / step**2
    assert abs(flat) < 1e-12
    assert MANY[total(MANY).argmin()] == pytest.approx(step, rel=1e-3)
    return [total(step), step / 2 * BEND], [error, 2 * EPS * VALUE / step]  # the two terms are equal


def best_central():
    step = np.cbrt(3 * EPS * VALUE / TWIST)

    def both(h):
        return h**2 / 6 * TWIST + EPS * VALUE / h

    assert MANY[both(MANY).argmin()] == pytest.approx(step, rel=1e-3)
    halves = step**2 / 6 * TWIST, EPS * VALUE / step / 2  # the first term is half of the second
    return [both(step), halves[0]], [1.5 * EPS * VALUE / step, halves[1]]


def complex_step():
    pushed = np.imag(cubic(X + 1j * STEPS)) / STEPS
    return [pushed, pushed], [(STEPS * D1 - STEPS**3 / 6 * D3) / STEPS, D1 - STEPS**2 / 6 * D3]


def kink():
    h = 0.5
    z = np.linspace(-h, h, 21)
    slope = (relu(z + h) - relu(z - h)) / (2 * h)
    return [slope, slope], [(z + h) / (2 * h), 0.5 + z / (2 * h)]


def relative():
    a, b = RNG.normal(size=(2, 3, 4))
    size = lambda t: np.sqrt(sum(entry**2 for entry in t.flat))  # noqa: E731
    return relative_error(a, b), size(a - b) / (size(a) + size(b))


def factor():
    c = np.array([0.01, 0.5, 2.0, 569.0])
    return [relative_error(k * G, G) for k in c], np.abs(c - 1) / (c + 1)


def projection():
    h, line = 1e-4, np.linspace(-1, 1, 6)
    slope = [(bumpy(line + h * u) - bumpy(line - h * u)) / (2 * h) for u in SIGNS]
    return slope, SIGNS @ numerical_grad(bumpy, line, 1e-4)


def swap():
    i, j = 1, 4
    claim = G.copy()
    claim[[i, j]] = G[[j, i]]
    u = SIGNS.T
    parts = u[i] * (G[j] - G[i]) + u[j] * (G[i] - G[j])
    return [SIGNS @ (claim - G)] * 2, [parts, (u[j] - u[i]) * (G[i] - G[j])]


W, dZ, POINT = RNG.normal(size=(3, 5)), RNG.normal(size=(4, 5)), RNG.normal(size=(4, 3))


def layer(x):
    return np.tanh(x @ W)


def weighted():
    Z = layer(POINT)
    return (dZ * Z).sum(), sum(dZ[k] * Z[k] for k in np.ndindex(Z.shape))


def vector_jacobian():
    columns = []  # the slope of every Z_k in one entry of x, by a complex step
    for i in np.ndindex(POINT.shape):
        moved = POINT.astype(complex)
        moved[i] += 1e-30j
        columns.append((dZ * layer(moved).imag / 1e-30).sum())
    pushed = numerical_grad(lambda x: (dZ * layer(x)).sum(), POINT, 1e-5).ravel()
    dx = ((dZ * (1 - layer(POINT) ** 2)) @ W.T).ravel()
    assert_allclose(columns, pushed, rtol=1e-7)
    return columns, dx


EQUATIONS = {
    "taylor": taylor, "one-sided": one_sided, "down": down, "central": central, "grad": lambda: entries(0.25),
    "rounding": rounding, "total": sum_of_both, "best-one-sided": best_one_sided, "best-central": best_central,
    "complex": complex_step, "kink": kink, "relative": relative, "factor": factor, "projection": projection,
    "swap": swap, "weighted": weighted, "vjp": vector_jacobian,
}  # fmt: skip
ONLY_ABOUT = {"projection": 1e-7}  # where the text says that the two sides are about equal


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=ONLY_ABOUT.get(label, 1e-9), atol=ONLY_ABOUT.get(label, 1e-13))


def test_the_dots_stand_for_higher_powers_of_the_step():
    """On a function with all terms, what is left out shrinks with the power that the text says."""
    coarse, fine = (
        (
            abs((np.exp(X + h) - np.exp(X)) / h - np.exp(X) - h / 2 * np.exp(X)),
            abs((np.exp(X + h) - np.exp(X - h)) / (2 * h) - np.exp(X) - h**2 / 6 * np.exp(X)),
        )
        for h in (0.02, 0.01)
    )
    assert coarse[0] / fine[0] == pytest.approx(4, rel=0.02)
    assert coarse[1] / fine[1] == pytest.approx(16, rel=0.02)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-checking-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)
