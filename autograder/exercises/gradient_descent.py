"""Chapter 06: gradient descent: batches, one step, the largest stable learning rate, and a training run."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from autograder.core.exercise import Case, Chapter, Exercise, Step, Variant
from autograder.core.probe import network, normal
from autograder.core.submission import Request
from autograder.exercises.batches import BATCH_GATES
from autograder.exercises.momentum import MOMENTUM_STEP
from autograder.exercises.paths import KEYS
from autograder.exercises.runs import RUN_GATES
from autograder.exercises.training import ALIKE, ALL_ROWS, training_variant

MINIBATCHES = Exercise(
    "minibatches", "gradient_descent", "Rows in batches", ("N", "batch_size", "rng"), (), {}, BATCH_GATES
)

RATES = ({"rate": 0.3, "widths": (3, 5, 4)}, {"rate": 1.7, "widths": (4, 2, 3)}, {"rate": 0.01, "widths": (2, 3, 5)})


def _step_case(rng, sizes) -> Case:
    params = network(rng, sizes["widths"])
    grads = {key: normal(rng, *value.shape, margin=0.2) for key, value in params.items()}
    given = {"params": params, "grads": grads, "rate": sizes["rate"]}
    return Case(Request((params, grads, sizes["rate"])), given, {})


# what may multiply the right step, by pairs; a rate that is left out and one that is squared undo each other
FACTORS = {
    "gradient_ascent": lambda rate, g: -1,
    "learning_rate_missing": lambda rate, g: 1 / rate,
    "constant_scale": lambda rate, g: 2,
    "constant_scale@half": lambda rate, g: 0.5,
    "gradient_averaged_again": lambda rate, g: 1 / len(g),
}


def _further(rule) -> dict:
    """Returns further wrong steps, among them those of two mistakes."""
    found = {}
    for (a, first), (b, second) in combinations(FACTORS.items(), 2):
        factor = lambda rate, g, first=first, second=second: first(rate, g) * second(rate, g)  # noqa: E731
        (a, _, one), (b, _, two) = a.partition("@"), b.partition("@")
        if a != b:
            found[f"{a}+{b}@{one}{two}"] = rule(lambda w, g, rate, factor=factor: w - rate * factor(rate, g) * g)
    found |= {
        "gradient_added_up": rule(lambda w, g, rate: w - rate * g.sum()),
        "gradient_added_up@rows": rule(lambda w, g, rate: w - rate * g.sum(axis=0)),
        "gradient_ascent+parameter_for_gradient": rule(lambda w, g, rate: (1 + rate) * w),
    }
    return found


def _updated(key: str) -> Step:
    def rule(new):
        return lambda c, v: new(c.params[key], c.grads[key], c.rate)

    wrong = {
        "gradient_ascent": rule(lambda w, g, rate: w + rate * g),
        "learning_rate_missing": rule(lambda w, g, rate: w - g),
        "learning_rate_twice": rule(lambda w, g, rate: w - rate**2 * g),
        "learning_rate_divides": rule(lambda w, g, rate: w - g / rate),
        "step_returned_for_params": rule(lambda w, g, rate: -rate * g),
        "step_returned_for_params@unsigned": rule(lambda w, g, rate: rate * g),
        "update_reversed": rule(lambda w, g, rate: rate * g - w),
        "parameters_not_updated": rule(lambda w, g, rate: w),
        "weights_multiplied_in": rule(lambda w, g, rate: w * (1 - rate * g)),
        "gradient_sign_only": rule(lambda w, g, rate: w - rate * np.sign(g)),
        "gradient_normalised": rule(lambda w, g, rate: w - rate * g / np.sqrt((g**2).sum())),
        "learning_rate_added": rule(lambda w, g, rate: w - rate - g),
        "learning_rate_added@other sign": rule(lambda w, g, rate: w - (rate - g)),
        "gradient_size_only": rule(lambda w, g, rate: w - rate * np.abs(g)),
        "parameter_scaled_by_rate": rule(lambda w, g, rate: rate * (w - g)),
        "parameter_scaled_by_rate@shrunk": rule(lambda w, g, rate: (1 - rate) * w - rate * g),
        "gradient_left_out": rule(lambda w, g, rate: w - rate),
        "parameter_for_gradient": rule(lambda w, g, rate: (1 - rate) * w),
        **{f"learning_rate_fixed@{fixed}": rule(lambda w, g, rate, fixed=fixed: w - fixed * g)
           for fixed in (0.1, 0.01, 0.001)},
        "gradient_averaged_again@mean": rule(lambda w, g, rate: w - rate * g.mean()),
        "parameter_and_gradient_exchanged": rule(lambda w, g, rate: g - rate * w),
        "gradient_averaged_again": rule(lambda w, g, rate: w - rate * g / len(g)),
        "gradient_averaged_again@size": rule(lambda w, g, rate: w - rate * g / g.size),
        "constant_scale": rule(lambda w, g, rate: w - 2 * rate * g),
        "constant_scale@half": rule(lambda w, g, rate: w - rate * g / 2),
        "never_filled_in": rule(lambda w, g, rate: 0 * w),
    }  # fmt: skip
    wrong |= _further(rule)
    if key.startswith("b"):
        del wrong["gradient_added_up@rows"]
        del wrong["gradient_averaged_again@size"]
        wrong["bias_not_updated"] = wrong.pop("parameters_not_updated")
    return Step(key, f"{key} after the step", rule(lambda w, g, rate: w - rate * g), wrong, scalable=False,
                families={"gradient_left_out": "sign_or_update_rule"}, points=0.5)  # fmt: skip


SGD_STEP = Exercise(
    "sgd_step", "gradient_descent", "One step of gradient descent", ("params", "grads", "learning_rate"),
    (Variant("", tuple(map(_updated, KEYS)), _step_case, RATES),), {key: key for key in KEYS},
    implied={"bias_not_updated": "parameters_not_updated"},
)  # fmt: skip


def _rows_case(rng, sizes) -> Case:
    scales = np.linspace(0.4, 1.9, sizes["d_in"])
    X = normal(rng, sizes["N"], sizes["d_in"]) * scales + np.linspace(1.1, -0.7, sizes["d_in"])
    return Case(Request((X,)), {"X": X, "H": 2 * X.T @ X / len(X)}, {key: sizes[key] for key in ("N", "d_in")})


def _largest(matrix) -> float:
    return np.linalg.eigvalsh(matrix)[-1]


def _of_curvature(curvature):
    """Returns the rule of a limit in which something else stands for the largest curvature."""
    return lambda c, v: np.asarray(2 / curvature(c.H))


def _centred(c, count: int):
    moved = c.X - c.X.mean(axis=0)
    return np.asarray(2 / _largest(2 * moved.T @ moved / count))


def _with_ones(c):
    wider = np.c_[c.X, np.ones(len(c.X))]
    return np.asarray(2 / _largest(2 * wider.T @ wider / len(wider)))


LIMIT_RULES = {
    "smallest_curvature": _of_curvature(lambda H: np.linalg.eigvalsh(H)[0]),
    "sum_of_curvatures": _of_curvature(np.trace),
    "mean_of_curvatures": _of_curvature(lambda H: np.trace(H) / len(H)),
    "norm_for_curvature": _of_curvature(np.linalg.norm),
    "norm_for_curvature@rows": _of_curvature(lambda H: np.abs(H).sum(axis=1).max()),
    "largest_entry_for_curvature": _of_curvature(np.max),
    "curvature_returned": lambda c, v: np.asarray(_largest(c.H)),
    "limit_inverted": lambda c, v: np.asarray(_largest(c.H) / 2),
    "singular_value_not_squared": lambda c, v: np.asarray(len(c.X) / np.linalg.norm(c.X, 2)),
    "singular_value_not_squared@alone": lambda c, v: np.asarray(2 / np.linalg.norm(c.X, 2)),
    "singular_value_not_squared@root of the curvature": lambda c, v: np.asarray(2 / np.sqrt(_largest(c.H))),
    "fastest_rate_for_limit": _of_curvature(lambda H: np.linalg.eigvalsh(H)[[0, -1]].sum()),
    "curvature_out_of_order": _of_curvature(lambda H: np.linalg.eig(H)[0][0]),
    "curvature_out_of_order@last": _of_curvature(lambda H: np.linalg.eig(H)[0][-1]),
    "columns_centred": lambda c, v: _centred(c, len(c.X)),
    "columns_centred@N-1": lambda c, v: _centred(c, len(c.X) - 1),
    "columns_centred@in standard units": lambda c, v: np.asarray(1 / _largest(np.corrcoef(c.X.T))),
    "bias_column_added": lambda c, v: _with_ones(c),
    "mean_over_wrong_count": lambda c, v: np.asarray(2 / _largest(2 * c.X.T @ c.X / c.X.shape[1])),
    "mean_over_wrong_count@size": lambda c, v: np.asarray(2 / _largest(2 * c.X.T @ c.X / c.X.size)),
    "mean_over_wrong_count@N-1": lambda c, v: np.asarray(2 / _largest(2 * c.X.T @ c.X / (len(c.X) - 1))),
    "never_filled_in": lambda c, v: np.zeros(()),
}
HALF, TWICE = "one_over_curvature", "factor_two_of_curvature_missing"
ONCE_TOO_LITTLE, ONCE_TOO_OFTEN = "curvature_not_averaged", "curvature_averaged_twice"
LIMIT_SCALES = {
    "2": (TWICE,),
    "1/2": (HALF,),
    "1/N": (ONCE_TOO_LITTLE,),
    "2/N": (TWICE, ONCE_TOO_LITTLE),
    "1/(2N)": (HALF, ONCE_TOO_LITTLE),
    "N": (ONCE_TOO_OFTEN,),
    "2*N": (TWICE, ONCE_TOO_OFTEN),
    "N/2": (HALF, ONCE_TOO_OFTEN),
    **dict.fromkeys(("-1", "-2", "-1/2", "-N", "-1/N", "1/N**2", "-N/2", "N/d_in", "N/(N-1)"), ("constant_scale",)),
}
MAX_STABLE_LEARNING_RATE = Exercise(
    "max_stable_learning_rate", "gradient_descent", "The largest stable learning rate", ("X",),
    (Variant("", (Step("limit", "the largest stable learning rate", lambda c, v: np.asarray(2 / _largest(c.H)),
                       LIMIT_RULES, scales=LIMIT_SCALES, points=2),),
             _rows_case, ({"N": 7, "d_in": 3}, {"N": 9, "d_in": 4}, {"N": 11, "d_in": 2})),),
    "limit",
)  # fmt: skip

TRAIN = Exercise(
    "train", "gradient_descent", "A training run",
    ("params", "X", "Y", "learning_rate=", "epochs=", "batch_size=", "rng=", "hidden=", "output="),
    (training_variant("all rows in one batch", "all rows", ALL_ROWS, ("sigmoid", "sigmoid")),
     training_variant("rows all alike", "alike", ALIKE, ("tanh", "identity")),
     training_variant("tanh and softmax", "kinds", ALL_ROWS, ("tanh", "softmax"))),
    ({key: key for key in KEYS}, "losses"), RUN_GATES,
    implied={
        "bias_not_updated": "parameters_not_updated",
        "shuffled_once": "every_epoch_starts_anew rows_and_targets_apart",
        "batches_skipped": "one_update_an_epoch",
        "last_batch_dropped": "batches_skipped",  # a full one, too
        "batches_of_all_rows": "one_update_an_epoch",
        "order_not_from_rng": "batches_in_row_order batches_of_all_rows one_update_an_epoch same_rows_every_step",
    },
    shares={"all rows in one batch": 1, "rows all alike": 1, "tanh and softmax": 1},
)  # fmt: skip

CHAPTER = Chapter(
    "gradient_descent",
    "06",
    "Gradient descent",
    (SGD_STEP, MAX_STABLE_LEARNING_RATE, MOMENTUM_STEP, MINIBATCHES, TRAIN),
)
