"""The seeded inputs a function is tried on, drawn so that mistakes show.

Sizes are pairwise distinct, biases are not zero, upstream gradients are random, nothing sits on a kink, and no
probability is close to 0 or 1. Each of these hides mistakes when it is otherwise: of 1,188 wrong gradients 252 look
right for N = 1, 77 for square weights, 72 for zero biases, 54 for one output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

KINK_MARGIN = 0.05  # smallest |z| of a ReLU input: far from rounding, small beside typical values
PROBABILITY_MARGIN = 0.03  # keeps an epsilon of 1e-7 inside a formula below the tolerance
TRIES = 2000
SMALLEST_SHARE = 0.01  # of the largest entry: an error of 0.1 % in an entry this small still exceeds the tolerance

# pairwise distinct within a row; N > 1, d_out > 1
SIZES = (
    {"N": 7, "d_in": 3, "hidden": 5, "d_out": 4},
    {"N": 5, "d_in": 4, "hidden": 3, "d_out": 2},
)
# first every matrix is square, then the batch has its size too; two numbers in a group, so that no factor is constant
SQUARES = (
    ({"N": 7, "d_in": 5, "hidden": 5, "d_out": 5}, {"N": 6, "d_in": 4, "hidden": 4, "d_out": 4}),
    ({"N": 5, "d_in": 5, "hidden": 5, "d_out": 5}, {"N": 4, "d_in": 4, "hidden": 4, "d_out": 4}),
)


def normal(rng: np.random.Generator, *shape: int, margin: float = 0.0) -> np.ndarray:
    """Returns standard normal numbers, none closer to zero than the margin."""
    x = rng.standard_normal(shape)
    return np.where(np.abs(x) < margin, np.copysign(margin + np.abs(x), x), x)


def accepted(rng: np.random.Generator, draw: Callable, accept: Callable[[Mapping], bool]) -> Mapping:
    """Returns the first draw that is accepted.

    Raises RuntimeError when none of 2,000 is: the demands contradict each other.
    """
    for _ in range(TRIES):
        given = draw(rng)
        if accept(given):
            return given
    raise RuntimeError(f"no draw of {draw} was accepted in {TRIES} tries")


def network(rng: np.random.Generator, widths: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Returns parameters W1, b1, … of a network with these widths, biases not zero."""
    params = {}
    for layer, (fan_in, fan_out) in enumerate(zip(widths, widths[1:], strict=False), start=1):
        params[f"W{layer}"] = normal(rng, fan_in, fan_out, margin=0.1) * 1.2 / np.sqrt(fan_in)
        params[f"b{layer}"] = normal(rng, fan_out, margin=0.1) * 0.5
    return params


def labels(rng: np.random.Generator, N: int, K: int) -> np.ndarray:
    """Returns N integer labels below K; every row's label is random and at least two classes occur."""
    y = rng.integers(0, K, N)
    y[0] = (y[1] + 1) % K
    return y


def moderate(P: np.ndarray) -> bool:
    """Returns True when no probability is close to 0 or 1."""
    return bool(P.min() > PROBABILITY_MARGIN and P.max() < 1 - PROBABILITY_MARGIN)


def no_tiny_entries(tensors: Mapping[str, np.ndarray]) -> bool:
    """Returns True when every entry that is not zero is at least one per cent of its tensor's largest."""
    sizes = [np.abs(t) for t in tensors.values()]
    return all(size[size > 0].min(initial=np.inf) >= SMALLEST_SHARE * size.max() for size in sizes)
