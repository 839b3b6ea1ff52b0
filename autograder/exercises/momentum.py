"""A step that keeps a part of the speed of the one before."""

from __future__ import annotations

import numpy as np

from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import accepted, network, no_tiny_entries, normal
from autograder.core.submission import Request

KEYS = ("W1", "b1", "W2", "b2")
SETTINGS = (
    {"widths": (3, 5, 4), "rate": 0.3, "momentum": 0.8},
    {"widths": (4, 2, 3), "rate": 0.7, "momentum": 0.6},
    {"widths": (2, 3, 5), "rate": 0.15, "momentum": 0.95},
)


def _moving(rng, sizes) -> Case:
    def draw(rng):
        params = network(rng, sizes["widths"])
        grads, velocity = ({key: normal(rng, *value.shape, margin=0.2) for key, value in params.items()} for _ in "gv")
        return {"params": params, "grads": grads, "old": velocity, "rate": sizes["rate"], "momentum": sizes["momentum"]}

    def accept(given):
        return no_tiny_entries({key: given["momentum"] * given["old"][key] - given["rate"] * given["grads"][key]
                                for key in KEYS})  # fmt: skip

    given = accepted(rng, draw, accept)
    keywords = {"learning_rate": sizes["rate"], "momentum": sizes["momentum"]}
    return Case(Request((given["params"], given["old"], given["grads"]), keywords), given, {})


OF_VELOCITY = {
    "gradient_added_to_velocity": lambda u, g, r, m: m * u + r * g,
    "learning_rate_outside_velocity": lambda u, g, r, m: m * u + g,
    "learning_rate_outside_velocity@minus": lambda u, g, r, m: m * u - g,
    "velocity_as_running_average": lambda u, g, r, m: m * u + (1 - m) * g,
    "velocity_as_running_average@minus": lambda u, g, r, m: m * u - (1 - m) * g,
    "velocity_as_running_average@rate": lambda u, g, r, m: m * u - (1 - m) * r * g,
    "momentum_turned_round": lambda u, g, r, m: (1 - m) * u - r * g,
    "momentum_left_out": lambda u, g, r, m: -r * g,
    "momentum_left_out@gradient": lambda u, g, r, m: g,
    "velocity_never_fades": lambda u, g, r, m: u - r * g,
    "momentum_at_the_gradient": lambda u, g, r, m: u - m * r * g,
    "momentum_on_both": lambda u, g, r, m: m * (u - r * g),
    "momentum_and_rate_exchanged": lambda u, g, r, m: r * u - m * g,
    "learning_rate_on_both": lambda u, g, r, m: r * (m * u - g),
    "gradient_left_out": lambda u, g, r, m: m * u,
    "learning_rate_divides": lambda u, g, r, m: m * u - g / r,
    "momentum_turned_round+velocity_as_running_average": lambda u, g, r, m: (1 - m) * (u - r * g),
    "old_velocity_reversed": lambda u, g, r, m: -m * u - r * g,
    "gradient_squared": lambda u, g, r, m: m * u - r * g**2,
    **{f"momentum_fixed@{fixed}": lambda u, g, r, m, fixed=fixed: fixed * u - r * g for fixed in (0.9, 0.99, 0.5)},
    **{
        f"learning_rate_fixed@{fixed}": lambda u, g, r, m, fixed=fixed: m * u - fixed * g
        for fixed in (0.1, 0.01, 0.001)
    },
}
FROM_VELOCITY = {
    "velocity_subtracted": lambda w, u, g, n, r, m: w - n,
    "old_velocity_used": lambda w, u, g, n, r, m: w + u,
    "old_velocity_used@faded": lambda w, u, g, n, r, m: w + m * u,
    "learning_rate_twice": lambda w, u, g, n, r, m: w + r * n,
    "learning_rate_in_the_step": lambda w, u, g, n, r, m: w - r * n,
    "gradient_counted_twice": lambda w, u, g, n, r, m: w + n - r * g,
    "gradient_counted_twice+velocity_subtracted": lambda w, u, g, n, r, m: w - n - r * g,
    "plain_step": lambda w, u, g, n, r, m: w - r * g,
    "look_ahead": lambda w, u, g, n, r, m: w + m * n - r * g,
    "momentum_in_the_step": lambda w, u, g, n, r, m: w + m * n,
    "step_returned_for_params": lambda w, u, g, n, r, m: n,
    "results_exchanged": lambda w, u, g, n, r, m: n - w if np.allclose(n, w + m * u - r * g) else np.nan * w,
    "parameters_not_updated": lambda w, u, g, n, r, m: w,
    "never_filled_in": lambda w, u, g, n, r, m: 0 * w,
}


def _speed(key: str) -> Step:
    def rule(new):
        return lambda c, v: new(c.old[key], c.grads[key], c.rate, c.momentum)

    wrong = {name: rule(new) for name, new in OF_VELOCITY.items()}
    wrong["results_exchanged"] = lambda c, v: c.params[key] + c.momentum * c.old[key] - c.rate * c.grads[key]
    wrong["velocity_not_kept"] = rule(lambda u, g, r, m: u)
    wrong["never_filled_in"] = rule(lambda u, g, r, m: 0 * u)
    wrong["parameter_for_velocity"] = lambda c, v: c.momentum * c.params[key] - c.rate * c.grads[key]
    return Step(_name(key), f"the new velocity of {key}", rule(lambda u, g, r, m: m * u - r * g), wrong,
                scalable=False, aside=("velocity_not_kept",), points=0.5)  # fmt: skip


def _place(key: str) -> Step:
    def rule(new):
        return lambda c, v: new(c.params[key], c.old[key], c.grads[key], v[_name(key)], c.rate, c.momentum)

    return Step(key, f"{key} after the step", rule(lambda w, u, g, n, r, m: w + n),
                {name: rule(new) for name, new in FROM_VELOCITY.items()}, uses=(_name(key),), scalable=False,
                blind=("never_filled_in", "parameters_not_updated", "plain_step"), points=0.5)  # fmt: skip


def _name(key: str) -> str:
    return f"the velocity of {key}"


MOMENTUM_STEP = Exercise(
    "momentum_step", "gradient_descent", "A step with a memory",
    ("params", "velocity", "grads", "learning_rate=", "momentum="),
    (Variant("", tuple(make(key) for key in KEYS for make in (_speed, _place)), _moving, SETTINGS),),
    ({key: key for key in KEYS}, {key: _name(key) for key in KEYS}),
    together={
        ("gradient_added_to_velocity", "velocity_subtracted"): "velocity_of_other_sign",
        ("velocity_not_kept", "plain_step"): "momentum_left_out",
        ("results_exchanged", "step_returned_for_params"): "parameters_returned_twice",
    },
    implied={"learning_rate_in_the_step": "learning_rate_outside_velocity"},  # the same convention, from its other end
)  # fmt: skip
