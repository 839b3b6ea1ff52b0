"""Chapter 02: the forward pass. A network on the way forward is a list of steps, layer by layer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import Gate
from autograder.core.compound import compounds
from autograder.core.exercise import Case, Chapter, Exercise, Step, Variant
from autograder.core.probe import SIZES, SQUARES, accepted, no_tiny_entries, normal
from autograder.core.submission import Request
from autograder.exercises.classes import SOFTMAX, shifted
from autograder.exercises.cross_entropy import CROSS_ENTROPY
from autograder.exercises.initial import INITIAL_GATES
from autograder.exercises.network import draw_network
from autograder.exercises.steps import SLOPE_OF_Z


def _dense_case(rng, sizes) -> Case:
    def draw(rng):
        return {
            "X": normal(rng, sizes["N"], sizes["d_in"], margin=0.1),
            "W": normal(rng, sizes["d_in"], sizes["d_out"], margin=0.1),
            "b": normal(rng, sizes["d_out"], margin=0.2),
        }

    given = accepted(rng, draw, lambda g: no_tiny_entries({"Z": g["X"] @ g["W"] + g["b"]}))
    return Case(Request((given["X"], given["W"], given["b"])), given, {k: sizes[k] for k in ("N", "d_in", "d_out")})


def sum_rules(x, w, b) -> dict:
    """Returns the wrong rules for Z = X @ W + b; each argument is a function of (c, v)."""
    return {
        "bias_omitted": lambda c, v: x(c, v) @ w(c, v),
        "bias_subtracted": lambda c, v: x(c, v) @ w(c, v) - b(c, v),
        "bias_added_before_the_sum": lambda c, v: x(c, v) @ (w(c, v) + b(c, v)),
        "bias_added_before_the_sum@in the loop": lambda c, v: x(c, v) @ w(c, v) + len(w(c, v)) * b(c, v),
        "bias_added_to_the_examples": lambda c, v: x(c, v) @ w(c, v) + b(c, v)[:, None],
        "bias_added_twice": lambda c, v: x(c, v) @ w(c, v) + 2 * b(c, v),
        "product_transposed@result, then the bias": lambda c, v: (x(c, v) @ w(c, v)).T + b(c, v),
        "product_transposed": lambda c, v: x(c, v) @ w(c, v).T + b(c, v),
        "product_transposed@reshaped": lambda c, v: x(c, v) @ w(c, v).reshape(w(c, v).shape[::-1]) + b(c, v),
        "product_transposed@other way round": lambda c, v: w(c, v) @ x(c, v) + b(c, v),
        "product_transposed@other way round, turned": lambda c, v: w(c, v).T @ x(c, v) + b(c, v),
        "product_transposed@result": lambda c, v: (x(c, v) @ w(c, v) + b(c, v)).T,
        "product_transposed@inputs": lambda c, v: x(c, v).reshape(x(c, v).shape[::-1]).T @ w(c, v) + b(c, v),
        "argument_returned_unchanged": lambda c, v: x(c, v),
        "product_elementwise": lambda c, v: x(c, v).sum(axis=1, keepdims=True) * w(c, v).sum(axis=0) + b(c, v),
        "product_elementwise@entries": lambda c, v: x(c, v) * w(c, v) + b(c, v),
        "never_filled_in": lambda c, v: 0 * (x(c, v) @ w(c, v)),
    }


PRODUCTS = {
    "right": lambda X, W: X @ W,
    "product_transposed": lambda X, W: X @ W.T,
    "product_transposed@other way round": lambda X, W: W @ X,
    "product_transposed@other way round, turned": lambda X, W: W.T @ X,
    "product_transposed@reshaped": lambda X, W: X @ W.reshape(W.shape[::-1]),
    "product_transposed@scrambled": lambda X, W: X @ W.reshape(W.shape[::-1]).T,
    "product_transposed@result reshaped": lambda X, W: (X @ W).T.reshape(len(X), -1),
    "product_elementwise": lambda X, W: X.sum(axis=1, keepdims=True) * W.sum(axis=0),
    "product_elementwise@entries": lambda X, W: X * W,
    "inputs_averaged": lambda X, W: X @ W / len(W),
    "only_one_input": lambda X, W: np.outer(X[:, -1], W[-1]),
    "rows_added_together": lambda X, W: X.sum(axis=0)[:, None] * W,
}
BIASES = {
    "right": lambda product, b: product + b,
    "bias_omitted": lambda product, b: product,
    "bias_subtracted": lambda product, b: product - b,
    "bias_added_twice": lambda product, b: product + 2 * b,
    "bias_summed_first": lambda product, b: product + b.sum(),
    "bias_summed_first@first": lambda product, b: product + b[0],
    "bias_summed_first@mean": lambda product, b: product + b.mean(),
    "bias_multiplied_in": lambda product, b: product * b,
    "bias_in_one_row": lambda product, b: product + b * (np.arange(len(product)) == 0)[:, None],
    "bias_added_before_the_sum@in every row": lambda product, b: product + len(product) * b,
}
AFTERWARDS = {"right": lambda Z: Z} | {
    f"activation_not_asked_for@{kind}": ref.ACTIVATIONS[kind] for kind in ("sigmoid", "tanh", "relu", "softmax")
}


def _dense_rules() -> dict:
    """Returns the wrong rules of a dense layer, alone and in pairs: of the product, the bias and what comes after."""
    rules = compounds(
        lambda c, v, product, bias, after: after(bias(product(c.X, c.W), c.b)),
        {"product": PRODUCTS, "bias": BIASES, "after": AFTERWARDS},
        alike=lambda first, second: (
            first.startswith("bias_summed") and second.endswith("softmax")
        ),  # which a shift leaves alone
    )
    for kind in ("sigmoid", "tanh", "relu", "softmax"):
        f = ref.ACTIVATIONS[kind]
        rules[f"activation_not_asked_for+bias_after_activation@{kind}"] = lambda c, v, f=f: f(c.X @ c.W) + c.b
    return rules | sum_rules(lambda c, v: c.X, lambda c, v: c.W, lambda c, v: c.b)


DENSE = Exercise(
    "dense", "forward", "A dense layer", ("X", "W", "b"),
    (Variant("", (Step("Z", "the weighted sums", lambda c, v: c.X @ c.W + c.b, _dense_rules(), scalable=False),),
             _dense_case, SIZES, squares=SQUARES),),
    "Z",
)  # fmt: skip

INIT_PARAMS = Exercise("init_params", "forward", "The weights to start with", ("sizes", "rng"), (), {}, INITIAL_GATES)


def _layer_steps(layer: int, kind: str, hidden: str) -> tuple[Step, Step]:
    W, b, below = f"W{layer}", f"b{layer}", f"A{layer - 1}"
    wrong = sum_rules(lambda c, v: v[below], lambda c, v: c.params[W], lambda c, v: c.params[b])
    wrong["product_transposed+bias_omitted"] = lambda c, v: v[below] @ c.params[W].T
    if layer > 1:
        wrong["input_not_updated"] = lambda c, v: v[f"Z{layer - 1}"] @ c.params[W] + c.params[b]
        sums = sum_rules(lambda c, v: v[f"Z{layer - 1}"], lambda c, v: c.params[W], lambda c, v: c.params[b])
        wrong |= {f"input_not_updated+{name}": sums[name] for name in ("bias_omitted", "bias_subtracted")}
        wrong["first_weights_again"] = lambda c, v: v[below] @ c.params["W1"] + c.params["b1"]
        wrong["first_weights_again@weights"] = lambda c, v: v[below] @ c.params["W1"] + c.params[b]
        wrong["first_weights_again@bias"] = lambda c, v: v[below] @ c.params[W] + c.params["b1"]
        wrong["first_input_again"] = lambda c, v: v["A0"] @ c.params[W] + c.params[b]
    stored = {"never_filled_in@stored": wrong["never_filled_in"]}
    if kind != "identity":
        stored["activation_written_into_sums" if kind == "relu" else "cache_holds_activation"] = lambda c, v: (
            ref.ACTIVATIONS[kind](v[below] @ c.params[W] + c.params[b])
        )
    Z = Step(f"Z{layer}", f"Z{layer}, the weighted sums of layer {layer}",
             lambda c, v: v[below] @ c.params[W] + c.params[b], wrong | stored, uses=(below,), scalable=False,
             aside=tuple(stored))  # fmt: skip
    return Z, _activation_step(layer, kind, hidden)


def _activation_step(layer: int, kind: str, hidden: str) -> Step:
    Z, f = f"Z{layer}", ref.ACTIVATIONS[kind]
    wrong = {
        "never_filled_in": lambda c, v: 0 * v[Z],
        "never_filled_in@stored": lambda c, v: 0 * v[Z],
    } | {
        f"other_activation@{other}": lambda c, v, g=g: g(v[Z])
        for other, g in ref.ACTIVATIONS.items() if other not in (kind, "identity")
    }  # fmt: skip
    if kind not in (hidden, "identity"):
        wrong["activation_twice@hidden first"] = lambda c, v: f(ref.ACTIVATIONS[hidden](v[Z]))
    if kind != "identity":
        wrong["activation_missing"] = lambda c, v: v[Z]
    if kind in ("sigmoid", "tanh"):
        wrong["slope_for_value"] = lambda c, v: SLOPE_OF_Z[kind](v[Z])
    if kind == "relu":
        wrong["slope_for_value@step"] = lambda c, v: (v[Z] > 0) * 1.0
        wrong["leaky_for_relu"] = lambda c, v: np.where(v[Z] > 0, v[Z], 0.01 * v[Z])
        wrong["leaky_for_relu@0.1"] = lambda c, v: np.where(v[Z] > 0, v[Z], 0.1 * v[Z])
        wrong["absolute_for_relu"] = lambda c, v: np.abs(v[Z])
        wrong["relu_inverted"] = lambda c, v: np.minimum(v[Z], 0)
    if kind == "sigmoid":
        wrong["exponent_sign_reversed"] = lambda c, v: f(-v[Z])
    if kind != "identity" and kind != "relu":
        wrong["activation_twice"] = lambda c, v: f(f(v[Z]))
    if kind == "softmax":
        wrong["softmax_over_examples"] = lambda c, v: ref.softmax(v[Z].T).T
        wrong["softmax_over_examples@shifted"] = lambda c, v: shifted(v[Z]) / shifted(v[Z]).sum(axis=0)
        wrong["softmax_over_everything"] = lambda c, v: ref.softmax(v[Z].reshape(1, -1)).reshape(v[Z].shape)
        wrong["softmax_over_everything@shifted"] = lambda c, v: shifted(v[Z]) / shifted(v[Z]).sum()
        wrong["softmax_unnormalised"] = lambda c, v: np.exp(v[Z])
        wrong["softmax_unnormalised@shifted"] = lambda c, v: shifted(v[Z])
    return Step(f"A{layer}", f"A{layer}, the activations of layer {layer}", lambda c, v: f(v[Z]), wrong, uses=(Z,),
                scalable=False, aside=("never_filled_in@stored",))  # fmt: skip


def _shelved_one_off(step: Step, depth: int) -> Step:
    """Returns the step of an activation that may also stand under the name of the layer below."""
    above = f"A{int(step.name[1:]) + 1}"
    if step.name == f"A{depth}":
        return step
    wrong = {**step.wrong, "cache_one_layer_off": lambda c, v: c.cache[above]}
    return replace(step, wrong=wrong, aside=(*step.aside, "cache_one_layer_off"))


def _network_variant(name: str, depth: int, hidden: str, output: str) -> Variant:
    steps = [Step("A0", "A0, the input", lambda c, v: c.cache["A0"], scalable=False, free=True)]
    for layer in range(1, depth + 1):
        steps += _layer_steps(layer, output if layer == depth else hidden, hidden)
    steps = [_shelved_one_off(step, depth) if step.name[0] == "A" else step for step in steps]
    last = f"A{depth}"
    steps.append(Step("Y_hat", "Y_hat, the prediction", lambda c, v: v[last], ({
        "weighted_sums_returned": lambda c, v: v[f"Z{depth}"],
        "activation_twice": lambda c, v: ref.ACTIVATIONS[output](v[last]),
    } if output != "identity" else {}) | {
        f"hidden_layer_returned@{layer}": lambda c, v, layer=layer: c.cache[f"A{layer}"] for layer in range(depth)
    }, uses=(last,), scalable=False))  # fmt: skip

    def draw(rng, sizes) -> Case:
        case = draw_network(rng, sizes, depth, (hidden, output), keywords=True, shown=lambda case: case.cache)
        return Case(Request((case.params, case.cache["A0"]), case.request.kwargs), case.given, case.sizes)

    return Variant(name, tuple(steps), draw, SIZES, squares=SQUARES,
                   oracle=lambda c: {**ref.forward(c.params, c.cache["A0"], hidden, output),
                                     "Y_hat": ref.forward(c.params, c.cache["A0"], hidden, output)[last]})  # fmt: skip


def _prediction_and_cache(variant: Variant) -> tuple:
    return "Y_hat", {step.name: step.name for step in variant.observed if step.name != "Y_hat"}


SMALL = {"W1": np.eye(2), "b1": np.ones(2), "W2": np.ones((2, 1)), "b2": np.zeros(1)}
UNKNOWN = tuple(Request((SMALL, np.ones((3, 2))), {role: "swish"}) for role in ("hidden", "output"))


def _taken_in_silence(outcomes) -> str:
    """Returns the remark on a function that gives a result for an activation that is not in the list."""
    taken = [request for request, o in zip(UNKNOWN, outcomes, strict=True) if o.error is None and o.value is not None]
    if not taken:
        return ""
    role = next(iter(taken[0].kwargs))
    return (
        f"With {role}='swish', which is not in the list, it gives a result where the docstring promises a ValueError. "
        "What would a name with a typing slip do to a network?"
    )


FORWARD = Exercise(
    "forward", "forward", "The forward pass", ("params", "X", "hidden", "output"),
    (_network_variant("two sigmoid layers", 2, "sigmoid", "sigmoid"),
     _network_variant("three layers, tanh, identity", 3, "tanh", "identity"),
     _network_variant("two layers, ReLU, softmax", 2, "relu", "softmax")),
    _prediction_and_cache,
    (Gate("unknown", "an activation that is not in the list", 0, UNKNOWN, lambda outcomes: None, _taken_in_silence),),
    shares={"two sigmoid layers": 2, "three layers, tanh, identity": 1, "two layers, ReLU, softmax": 1},
    implied={
        "activation_written_into_sums": "cache_holds_activation",
        "other_activation": "activation_twice layers_left_out",
        "activation_missing": "layers_left_out",  # the last layer that is there bends as the network's last one does
        "hidden_layer_returned": "layers_left_out",
    },
)  # fmt: skip


CHAPTER = Chapter("forward", "02", "The forward pass", (DENSE, INIT_PARAMS, SOFTMAX, CROSS_ENTROPY, FORWARD))
