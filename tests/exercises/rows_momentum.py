"""Mistakes in a step with momentum, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "momentum_step": """
        def momentum_step(params, velocity, grads, *, learning_rate, momentum):
            new, speed = {}, {}
            for key in params:
                w, u, g = params[key], velocity[key], grads[key]
                v = momentum * u - learning_rate * g
                speed[key] = v
                new[key] = w + v
            return new, speed
    """
}

_V, _MOVE, _KEPT = "momentum * u - learning_rate * g", "w + v", "speed[key] = v"
ROWS = tuple(
    Row("momentum_step", edits, names, near)
    for edits, names, near in (
        (f"{_V} => momentum * u + learning_rate * g", "gradient_added_to_velocity",
         f"{_V} => momentum * u + learning_rate * -g"),
        (f"{_V} => momentum * u + learning_rate * g ;; {_MOVE} => w - v",
         "velocity_of_other_sign",
         f"{_V} => -(learning_rate * g - momentum * u)"),
        (f"{_V} => momentum * u + g ;; {_MOVE} => w - learning_rate * v",
         "learning_rate_outside_velocity",
         f"{_V} => learning_rate * (momentum * u / learning_rate - g)"),
        (f"{_V} => momentum * u - (1 - momentum) * learning_rate * g", "velocity_as_running_average",
         f"{_V} => momentum * u - (1 - 0) * learning_rate * g"),
        (f"{_V} => -learning_rate * g", "momentum_left_out", f"{_V} => -learning_rate * g + momentum * u"),
        (f"{_V} => u - learning_rate * g", "velocity_never_fades", f"{_V} => u * momentum - learning_rate * g"),
        (f"{_V} => u - momentum * learning_rate * g", "momentum_at_the_gradient",
         f"{_V} => u - (1 - momentum) * u - learning_rate * g"),
        (f"{_V} => momentum * (u - learning_rate * g)", "momentum_on_both",
         f"{_V} => (momentum * u) - learning_rate * g"),
        (f"{_V} => learning_rate * u - momentum * g", "momentum_and_rate_exchanged",
         f"{_V} => u * momentum - g * learning_rate"),
        (f"{_V} => learning_rate * (momentum * u - g)", "learning_rate_on_both",
         f"{_V} => momentum * u - (learning_rate * g)"),
        (f"{_V} => momentum * u", "gradient_left_out", f"{_V} => momentum * u - learning_rate * grads[key]"),
        (f"{_V} => momentum * u - g / learning_rate", "learning_rate_divides",
         f"{_V} => momentum * u - g / (1 / learning_rate)"),
        (f"{_KEPT} => speed[key] = u", "velocity_not_kept", f"{_KEPT} => speed[key] = v.copy()"),
        (f"{_MOVE} => w - v", "velocity_subtracted", f"{_MOVE} => w - (-v)"),
        (f"{_MOVE} => w + u", "old_velocity_used", f"{_MOVE} => w + speed[key]"),
        (f"{_MOVE} => w + learning_rate * v", "learning_rate_twice", f"{_MOVE} => w + 1.0 * v"),
        (f"{_MOVE} => w - learning_rate * v", "learning_rate_in_the_step", f"{_MOVE} => w - -1 * v"),
        (f"{_MOVE} => w + v - learning_rate * g", "gradient_counted_twice",
         f"{_MOVE} => w + momentum * u - learning_rate * g"),
        (f"{_MOVE} => w - learning_rate * g", "plain_step", f"{_MOVE} => w - learning_rate * g + momentum * u"),
        (f"{_MOVE} => w + momentum * v - learning_rate * g", "look_ahead",
         f"{_MOVE} => momentum * u + w - learning_rate * g"),
        (f"{_MOVE} => v", "step_returned_for_params", f"{_MOVE} => v + w"),
        ("return new, speed => return speed, new", "results_exchanged", "return new, speed => return (new, *[speed])"),
        (f"{_MOVE} => w", "parameters_not_updated", f"{_MOVE} => w * 1 + v"),
        (f"{_MOVE} => 0 * w", "never_filled_in", f"{_MOVE} => 0 * w + w + v"),
        (f"{_KEPT} => velocity[key] *= momentum; velocity[key] -= learning_rate * g; speed[key] = v",
         "arguments_changed",
         f"{_KEPT} => speed[key] = momentum * velocity[key]; speed[key] -= learning_rate * g"),
    )
)  # fmt: skip
STYLES = (
    ("momentum_step", f"{_MOVE} => w + momentum * u - learning_rate * g"),
    ("momentum_step", f"{_V} => u.copy(); v *= momentum; v -= learning_rate * g"),
    ("momentum_step", "return new, speed => return [new, speed]"),
    ("momentum_step",
     "return new, speed => return tuple({k: a.astype(np.float32) for k, a in d.items()} for d in (new, speed))"),
    ("momentum_step", "*, learning_rate, momentum) => learning_rate=0.01, momentum=0.9)"),
)  # fmt: skip
