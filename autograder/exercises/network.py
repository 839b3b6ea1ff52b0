"""A whole network on the way back: its steps from the output down, its probes, and its exact gradients."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.core import reference as ref
from autograder.core.exercise import NAMELESS, Case, Step
from autograder.core.numdiff import gradients
from autograder.core.probe import KINK_MARGIN, accepted, labels, moderate, network, no_tiny_entries, normal
from autograder.core.submission import Request
from autograder.exercises.steps import (
    LEARNING_RATES,
    SLOPE_OF_A,
    SLOPE_OF_Z,
    TURNED,
    bias_gradient,
    mse_error_rules,
    sent_down,
    slope_rules,
    weight_gradient,
)


def draw_network(rng, sizes, depth: int, kinds: tuple[str, str], *, keywords: bool, shown) -> Case:
    """Returns a case (params, cache, Y) of a network whose widths are pairwise distinct.

    kinds : the hidden and the output activation
    keywords : whether the activations are passed on
    shown : function of a case that gives the tensors in which a small error must show in every entry
    """
    hidden, output = kinds
    widths = (sizes["d_in"], *_hidden_widths(sizes, depth), sizes["d_out"])

    def draw(rng):
        params = network(rng, widths)
        X = normal(rng, sizes["N"], sizes["d_in"], margin=0.1)
        Y = labels(rng, sizes["N"], widths[-1]) if output == "softmax" else normal(rng, sizes["N"], widths[-1])
        given = {"params": params, "cache": ref.forward(params, X, hidden, output)}
        return given | ({"y": Y, "Y": np.eye(widths[-1])[Y]} if output == "softmax" else {"Y": Y})

    def accept(given):
        cache = given["cache"]
        if output in ("sigmoid", "softmax") and not moderate(cache[f"A{depth}"]):
            return False
        if hidden == "relu" and not _relu_is_lively(cache, depth):
            return False
        return no_tiny_entries(shown(Case(Request(), given, {})))

    given = accepted(rng, draw, accept)
    args = (given["params"], given["cache"], given.get("y", given["Y"]))
    kwargs = {"hidden": hidden, "output": output} if keywords else {}
    return Case(Request(args, kwargs), given, {key: sizes[key] for key in ("N", "d_in", "hidden", "d_out")})


def _hidden_widths(sizes, depth: int) -> tuple[int, ...]:
    if depth == 2:
        return (sizes["hidden"],)
    square = sizes["hidden"] == sizes["d_in"]
    return (sizes["hidden"], *(sizes["hidden"] + (0 if square else 3 + layer) for layer in range(depth - 2)))


def _relu_is_lively(cache, depth: int) -> bool:
    """Returns True when no sum is at a kink, every unit is on for some row, and every row has units on and off."""
    for layer in range(1, depth):
        on = cache[f"Z{layer}"] > 0
        lively = on.any(axis=0).all() and (~on).any() and (on.sum(axis=1) >= 1).all()
        if np.abs(cache[f"Z{layer}"]).min() < KINK_MARGIN or not lively:
            return False
    return True


def network_oracle(case: Case, hidden: str, output: str) -> dict:
    """Returns the exact gradient of every parameter, by complex step through the trusted forward pass."""
    target = case.y if output == "softmax" else case.Y
    exact = gradients(lambda params: ref.loss(params, case.cache["A0"], target, hidden, output), case.params)
    return {f"d{key}": value for key, value in exact.items()}


def _exact(c, L: int, kinds: tuple[str, str]) -> dict:
    """Returns the gradient of every parameter in closed form, which is faster than by complex step."""
    hidden, output = kinds
    A = c.cache[f"A{L}"]
    dZ = (A - c.Y) / len(A) if output == "softmax" else 2 * (A - c.Y) / A.size * ref.SLOPES[output](c.cache[f"Z{L}"], A)
    found = {}
    for layer in range(L, 0, -1):
        below = c.cache[f"A{layer - 1}"]
        found |= {f"dW{layer}": below.T @ dZ, f"db{layer}": dZ.sum(axis=0)}
        if layer > 1:
            dZ = dZ @ c.params[f"W{layer}"].T * ref.SLOPES[hidden](c.cache[f"Z{layer - 1}"], below)
    return found


def network_steps(depth: int, hidden: str, output: str, softmax_rules=None) -> tuple[Step, ...]:
    """Returns the steps of a backward pass, from the output down."""
    steps = list(_output_steps(depth, (hidden, output), softmax_rules))
    for layer in range(depth, 0, -1):
        kind = output if layer == depth else hidden
        sloped = kind not in ("identity", "softmax")
        steps += _parameter_steps(layer, depth, (hidden, output), sloped=sloped, cancels=kind == "softmax")
        if layer > 1:
            steps += _steps_down(layer, depth, hidden, sloped=sloped, cancels=kind == "softmax")
    return tuple(steps)


def _output_steps(L: int, kinds: tuple[str, str], softmax_rules) -> tuple[Step, ...]:
    hidden, output = kinds
    title = f"dZ{L}, the error at the output"
    if output == "softmax":
        rules = softmax_rules(lambda c, v: c.cache[f"Z{L}"])
        right = lambda c, v: (c.cache[f"A{L}"] - c.Y) / len(c.Y)  # noqa: E731
        return (Step(f"dZ{L}", title, right, rules, latent=True),)
    error = {"y_hat": lambda c, v: c.cache[f"A{L}"], "y": lambda c, v: c.Y}
    parts = _activation_parts(L)
    dA = Step(
        f"dA{L}",
        f"dA{L}, the gradient at the prediction",
        lambda c, v: 2 * (c.cache[f"A{L}"] - c.Y) / c.Y.size,
        mse_error_rules(**error) | _other_answers(L, output),
        latent=True,
    )
    rules = (
        slope_rules(output, *parts, missing="output_slope_missing")
        | _by_product(L, output)
        | _other_layers_slope(L, L - 1, output)
    )
    if hidden != output:  # by another name than that of an activation which no layer has
        rules = {
            key.replace(f"other_activations_slope@{hidden}", "hidden_slope_at_output@"): r for key, r in rules.items()
        }
        rules["hidden_slope_at_output"] = lambda c, v: (
            v[f"dA{L}"] * ref.SLOPES[hidden](c.cache[f"Z{L}"], ref.ACTIVATIONS[hidden](c.cache[f"Z{L}"]))
        )
    right = lambda c, v: v[f"dA{L}"] * ref.SLOPES[output](c.cache[f"Z{L}"], c.cache[f"A{L}"])  # noqa: E731
    return dA, Step(f"dZ{L}", title, right, rules, uses=(f"dA{L}",), latent=True, blind=("upstream_ignored",))


def _other_answers(L: int, output: str) -> dict:
    """Returns the rules of an error that is taken at something else than the network's answer."""
    if output == "identity":
        return {}
    return {
        "logits_for_probabilities": lambda c, v: 2 * (c.cache[f"Z{L}"] - c.Y) / c.Y.size,
        "activation_twice": lambda c, v: 2 * (ref.ACTIVATIONS[output](c.cache[f"A{L}"]) - c.Y) / c.Y.size,
    }


def _other_layers_slope(layer: int, other: int, kind: str) -> dict:
    """Returns the rules that take a layer's slope at another layer's values, whose widths differ but on a square."""
    if kind == "relu" and layer < other:
        return {"slope_of_another_layer@mask": lambda c, v: v[f"dA{layer}"] * (c.cache[f"A{layer - 1}"] > 0)}
    if kind not in SLOPE_OF_A:
        return {}
    f, g, dA = SLOPE_OF_A[kind], SLOPE_OF_Z[kind], f"dA{layer}"
    return {
        "slope_of_another_layer@A": lambda c, v: v[dA] * f(c.cache[f"A{other}"]),
        "slope_of_another_layer@Z": lambda c, v: v[dA] * g(c.cache[f"Z{other}"]),
    }


def _another_layers_delta(layer: int) -> tuple[dict, dict, tuple[str, ...]]:
    """Returns the rules of a dW and a db that take dZ of the layer above, and what they read."""
    name, above = "delta_of_another_layer", f"dZ{layer + 1}"
    weights = {name: lambda c, v: c.cache[f"A{layer - 1}"].T @ v[above]}
    return weights, {name: lambda c, v: v[above].sum(axis=0)}, (above,)


def _by_product(layer: int, kind: str) -> dict:
    """Returns the rules that apply a layer's slope by a matrix product, on the inputs whose sizes allow it."""
    if kind == "identity":
        return {}
    slope = lambda c: ref.SLOPES[kind](c.cache[f"Z{layer}"], c.cache[f"A{layer}"])  # noqa: E731
    return {
        "slope_by_matrix_product": lambda c, v: v[f"dA{layer}"] @ slope(c),
        "slope_by_matrix_product@turned": lambda c, v: v[f"dA{layer}"] @ slope(c).T,
    }


def _activation_parts(layer: int) -> tuple:
    return (
        lambda c, v: v[f"dA{layer}"],
        lambda c, v: c.cache[f"Z{layer}"],
        lambda c, v: c.cache[f"A{layer}"],
    )


def _parameter_steps(
    layer: int, depth: int, kinds: tuple[str, str], *, sloped: bool, cancels: bool
) -> tuple[Step, Step]:
    """Returns dW and db of a layer.

    sloped : whether dA and dZ of this layer are two different quantities
    cancels : whether the entries of a row of dZ add to zero, as they do behind a softmax
    """
    dA, dZ, below = f"dA{layer}", f"dZ{layer}", f"Z{layer - 1}"
    extra, extra_bias, reads = {}, {}, {}
    if sloped:
        reads = {"slope_not_in_weight_gradient": (dA,), "slope_not_in_bias_gradient": (dA,)}
        extra["slope_not_in_weight_gradient"] = lambda c, v: c.cache[f"A{layer - 1}"].T @ v[dA]
        extra_bias["slope_not_in_bias_gradient"] = lambda c, v: v[dA].sum(axis=0)
    if layer > 1:
        extra["preactivation_for_input"] = lambda c, v: c.cache[below].T @ v[dZ]
    for other in (n for n in range(depth + 1) if n != layer - 1):
        extra[f"input_of_another_layer@{other}"] = lambda c, v, other=other: c.cache[f"A{other}"].T @ v[dZ]
    partner = depth + 1 - layer  # the layer whose gradients stand here when the two ends are exchanged
    if layer < depth:
        of_weights, of_bias, reads["delta_of_another_layer"] = _another_layers_delta(layer)
        extra |= of_weights
        extra_bias |= of_bias if partner != layer + 1 else {}
    if partner != layer:
        extra["results_exchanged"] = lambda c, v: _exact(c, depth, kinds)[f"dW{partner}"]
    weights = weight_gradient(
        f"dW{layer}", lambda c, v: c.cache[f"A{layer - 1}"], dZ,
        extra=extra, title=f"dW{layer}, the gradient of the weights of layer {layer}",
    )  # fmt: skip
    bias = bias_gradient(
        f"db{layer}", dZ,
        extra=extra_bias,
        title=f"db{layer}, the gradient of the bias of layer {layer}",
    )  # fmt: skip
    if partner != layer:
        bias = replace(
            bias, wrong={**bias.wrong, "results_exchanged": lambda c, v: _exact(c, depth, kinds)[f"db{partner}"]}
        )
    zero = "bias_summed_over_all@in every entry" if cancels else ""
    rules = {f"{NAMELESS}@{name}" if name == zero else name: rule for name, rule in bias.wrong.items()}
    in_slope = [name for name in reads if name.startswith("slope")]
    slopes = dict.fromkeys(in_slope, "hidden_derivative" if layer < depth else "output_derivative")
    return replace(weights, reads=reads, families=slopes), replace(
        bias, reads=reads, wrong=rules, families={**bias.families, **slopes}
    )


def _filled(dW: np.ndarray) -> np.ndarray:
    """Returns the gradient as it is. Raises ValueError for one of zeros, through which zeros alone come down."""
    if not dW.any():
        raise ValueError("a gradient that was never filled in")
    return dW


def _steps_down(layer: int, depth: int, hidden: str, *, sloped: bool, cancels: bool) -> tuple[Step, Step]:
    """Returns dA and dZ of the layer below.

    sloped : whether dA and dZ of this layer are two different quantities
    cancels : whether the entries of a row of dZ add to zero, as they do behind a softmax
    """
    below, W = layer - 1, f"W{layer}"
    sent = sent_down(f"dA{below}", f"dZ{layer}", lambda c: c.params[W], latent=True)
    summed = ("weights_elementwise", "weights_missing_on_the_way_down") if cancels else ()
    sent_wrong = {f"{NAMELESS}@{n}" if n in summed else n: rule for n, rule in sent.wrong.items()}
    sent_wrong["weight_gradient_for_weights"] = lambda c, v: v[f"dZ{layer}"] @ _filled(v[f"d{W}"]).T
    if sloped:
        sent_wrong["slope_not_sent_down"] = lambda c, v: v[f"dA{layer}"] @ c.params[W].T
    updated = {
        f"weights_already_updated@{rate}": lambda c, v, rate=rate: v[f"dZ{layer}"] @ (c.params[W] - rate * v[f"d{W}"]).T
        for rate in LEARNING_RATES
    }
    others = {
        f"weights_of_another_layer@{other}": lambda c, v, other=other: v[f"dZ{layer}"] @ c.params[f"W{other}"].T
        for other in (below, layer + 1)
        if other <= depth
    } | {"weights_of_another_layer@not transposed": lambda c, v: v[f"dZ{layer}"] @ c.params[f"W{below}"]}
    title = f"dA{below}, the gradient sent down to layer {below}"
    dA = replace(sent, title=title, wrong={**sent_wrong, **updated, **others}, scalable=True,
                 reads={"slope_not_sent_down": (f"dA{layer}",)})  # fmt: skip
    rules = slope_rules(hidden, *_activation_parts(below)) | _other_layers_slope(below, layer, hidden)
    rules |= _by_product(below, hidden)
    right = lambda c, v: v[f"dA{below}"] * ref.SLOPES[hidden](c.cache[f"Z{below}"], c.cache[f"A{below}"])  # noqa: E731
    title = f"dZ{below}, the gradient at the sums of layer {below}"
    return dA, Step(f"dZ{below}", title, right, rules, uses=(dA.name,), latent=True, scales=TURNED,
                    blind=("upstream_ignored",))  # fmt: skip
