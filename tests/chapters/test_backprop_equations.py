"""Every displayed equation of chapter 05: both sides in numbers, slopes found by a complex step."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from solutions import backprop
from solutions.backprop import activation_backward, dense_backward, mse_grad, two_layer_backward
from solutions.forward import forward, init_params, softmax

SOURCE = (Path(__file__).parents[2] / "source" / "05_backprop.md").read_text(encoding="utf-8")

N, D_IN, D_OUT = 7, 3, 4
RNG = np.random.default_rng(8)
X, W, B = RNG.normal(size=(N, D_IN)), RNG.normal(size=(D_IN, D_OUT)), RNG.normal(size=D_OUT)
Z, Y = X @ W + B, RNG.normal(size=(N, D_OUT))
LABELS = RNG.integers(0, D_OUT, N)
ONE_HOT = np.eye(D_OUT)[LABELS]
PARAMS = {key: value + 0.1 * RNG.normal(size=value.shape) for key, value in init_params([3, 5, 4], RNG).items()}
DEEP = {key: value + 0.1 * RNG.normal(size=value.shape) for key, value in init_params([3, 5, 6, 4], RNG).items()}
TINY = 1e-30  # the push of a complex step: nothing is subtracted, so nothing is lost by making it this small

# Equations: each function returns the two sides, from the course's code or from slopes found by a complex step


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gradient(function, point):
    """Returns the slope of `function` in each entry of an array, exact to rounding."""
    slopes = np.empty(np.shape(point))
    for entry in np.ndindex(slopes.shape):
        pushed = np.array(point, dtype=complex)
        pushed[entry] += 1j * TINY
        slopes[entry] = np.imag(function(pushed)) / TINY
    return slopes


def mean_square(Y_hat):
    return np.sum((Y_hat - Y) ** 2) / Y.size


def loss_of_sums(Z):
    return mean_square(sigmoid(Z))


def price(Z):
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(N), LABELS])


def run(params, A):
    """Returns the last activations of a sigmoid network, for complex numbers too."""
    for layer in range(1, len(params) // 2 + 1):
        A = sigmoid(A @ params[f"W{layer}"] + params[f"b{layer}"])
    return A


def slopes_of(params):
    """Returns the gradient of the MSE in every parameter, by a complex step."""
    return {
        key: gradient(lambda value, key=key: mean_square(run({**params, key: value}, X)), params[key]) for key in params
    }


def from_sums(params, layer):
    """Returns the loss as a function of the weighted sums of one layer."""
    above = [key for key in params if int(key[1:]) > layer]
    rest = {f"{key[0]}{int(key[1:]) - layer}": params[key] for key in above}
    return lambda Z: mean_square(run(rest, sigmoid(Z)))


def flat(*arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


def meaning():
    dZ, spot = gradient(loss_of_sums, Z), np.zeros(Z.shape)
    spot[2, 1] = 1
    along = gradient(lambda h: loss_of_sums(Z + h * spot), 0.0)  # per unit of h, as h goes to 0
    return along, dZ[2, 1]


def neuron():
    x, w, b, y = X[0], W[:, 0], B[0], 1.0
    z = sum(x[i] * w[i] for i in range(D_IN)) + b
    Y_hat, _ = forward({"W1": w[:, None], "b1": B[:1]}, x[None])
    return (Y_hat[0, 0] - y) ** 2, (sigmoid(z) - y) ** 2


def one():
    x, w, b, y = X[0], W[:, 0], B[0], 1.0
    a = sigmoid(x @ w + b)
    dz = 2 * (a - y) * a * (1 - a)
    pushed = (
        gradient(lambda z: (sigmoid(z) - y) ** 2, x @ w + b),
        gradient(lambda w: (sigmoid(x @ w + b) - y) ** 2, w),
        gradient(lambda b: (sigmoid(x @ w + b) - y) ** 2, b),
        gradient(lambda x: (sigmoid(x @ w + b) - y) ** 2, x),
    )
    return flat(*pushed), flat(dz, x * dz, dz, w * dz)


def start():
    pushed = gradient(mean_square, Z)
    return flat(pushed, mse_grad(Z, Y)), flat(2 / (N * D_OUT) * (Z - Y), pushed)


def tensor():
    pairs = [(n, k) for n in range(N) for k in range(D_OUT)]
    pushed = [gradient(lambda W, n=n, k=k: (X @ W + B)[n, k], W) for n, k in pairs]
    return pushed, [np.outer(X[n], np.eye(D_OUT)[k]) for n, k in pairs]


DZ = gradient(loss_of_sums, Z)
DW = gradient(lambda W: loss_of_sums(X @ W + B), W)
DB = gradient(lambda b: loss_of_sums(X @ W + b), B)
DX = gradient(lambda X: loss_of_sums(X @ W + B), X)


def weight_entries():
    slopes = np.einsum("ni,kj->nkij", X, np.eye(D_OUT))
    long = [[np.sum(DZ * slopes[:, :, i, j]) for j in range(D_OUT)] for i in range(D_IN)]
    short = [[sum(X[n, i] * DZ[n, j] for n in range(N)) for j in range(D_OUT)] for i in range(D_IN)]
    return flat(DW, DW), flat(long, short)


def weights():
    return flat(DW, dense_backward(DZ, X, W)[1]), flat(X.T @ DZ, DW)


def outer_products():
    return DW, sum(X[n : n + 1].T @ DZ[n : n + 1] for n in range(N))


def biases():
    return flat(DB, DB, dense_backward(DZ, X, W)[2]), flat(
        [sum(DZ[n, j] for n in range(N)) for j in range(D_OUT)], sum(DZ[n] for n in range(N)), DB
    )


def inputs():
    entries = [[sum(DZ[n, k] * W[i, k] for k in range(D_OUT)) for i in range(D_IN)] for n in range(N)]
    return flat(DX, DX, dense_backward(DZ, X, W)[0]), flat(entries, DZ @ W.T, DX)


def bend():
    dA, slope = gradient(mean_square, sigmoid(Z)), gradient(lambda Z: sigmoid(Z).sum(), Z)
    return flat(DZ, activation_backward(dA, Z, "sigmoid")), flat(dA * slope, DZ)


def slopes():
    A, T, ones = sigmoid(Z), np.tanh(Z), np.ones(Z.shape)
    pushed = [gradient(lambda Z, f=f: f(Z).sum(), Z) for f in (sigmoid, np.tanh)]
    ours = [activation_backward(ones, Z, kind) for kind in ("sigmoid", "tanh")]
    return flat(*pushed, *ours), flat(A * (1 - A), 1 - T * T, *pushed)


def straight_slopes():
    relu, ones = gradient(lambda Z: np.where(Z.real > 0, Z, 0).sum(), Z), np.ones(Z.shape)
    ours = [activation_backward(ones, Z, kind) for kind in ("relu", "identity")]
    return flat(relu, gradient(np.sum, Z), *ours), flat(Z > 0, ones, relu, ones)


def softmax_slope():
    P, E, eye = softmax(Z), np.exp(Z), np.eye(D_OUT)
    S, pairs = E.sum(axis=1), [(n, k) for n in range(N) for k in range(D_OUT)]
    pushed = [gradient(lambda z, k=k: np.exp(z[k]) / np.exp(z).sum(), Z[n]) for n, k in pairs]
    quotient = [(eye[k] * E[n, k] * S[n] - E[n, k] * E[n]) / S[n] ** 2 for n, k in pairs]
    return flat(*pushed, *quotient), flat(*quotient, *[P[n, k] * (eye[k] - P[n]) for n, k in pairs])


def softmax_long():
    P, eye = softmax(Z), np.eye(D_OUT)
    long = np.array([
        [sum(-ONE_HOT[n, k] / (N * P[n, k]) * P[n, k] * (eye[k, j] - P[n, j]) for k in range(D_OUT))
         for j in range(D_OUT)] for n in range(N)
    ])  # fmt: skip
    dP = gradient(lambda P: -np.sum(ONE_HOT * np.log(P)) / N, P)
    right = (P * ONE_HOT.sum(axis=1, keepdims=True) - ONE_HOT) / N
    return flat(gradient(price, Z), long, dP), flat(long, right, -ONE_HOT / (N * P))


def softmax_short():
    pushed = gradient(price, Z)
    return flat(pushed, backprop.softmax_cross_entropy_grad(Z, LABELS)), flat((softmax(Z) - ONE_HOT) / N, pushed)


def price_of_a_row():
    middle = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True) - ONE_HOT
    return flat(N * gradient(price, Z), middle), flat(middle, softmax(Z) - ONE_HOT)


CACHE = forward(PARAMS, X)[1]
SLOPES = slopes_of(PARAMS)
DZ2 = gradient(from_sums(PARAMS, 2), CACHE["Z2"])
DZ1 = gradient(from_sums(PARAMS, 1), CACHE["Z1"])


def output():
    A2 = CACHE["A2"]
    return DZ2, 2 / (N * D_OUT) * (A2 - Y) * A2 * (1 - A2)


def upper():
    ours = two_layer_backward(PARAMS, CACHE, Y)
    right = CACHE["A1"].T @ DZ2, DZ2.sum(axis=0), SLOPES["W2"], SLOPES["b2"]
    return flat(SLOPES["W2"], SLOPES["b2"], ours["W2"], ours["b2"]), flat(*right)


def down():
    A1 = CACHE["A1"]
    dA1 = gradient(lambda A: mean_square(sigmoid(A @ PARAMS["W2"] + PARAMS["b2"])), A1)
    return flat(dA1, DZ1), flat(DZ2 @ PARAMS["W2"].T, dA1 * A1 * (1 - A1))


def hidden():
    ours = two_layer_backward(PARAMS, CACHE, Y)
    right = X.T @ DZ1, DZ1.sum(axis=0), SLOPES["W1"], SLOPES["b1"]
    return flat(SLOPES["W1"], SLOPES["b1"], ours["W1"], ours["b1"]), flat(*right)


def deep_sums():
    cache = forward(DEEP, X)[1]
    return cache, {layer: gradient(from_sums(DEEP, layer), cache[f"Z{layer}"]) for layer in (1, 2, 3)}


def recursion():
    (cache, dZ), pushed, ours = deep_sums(), slopes_of(DEEP), backprop.backward(DEEP, forward(DEEP, X)[1], Y)
    left, right = [], []
    for layer in (3, 2, 1):
        left += [pushed[f"W{layer}"], pushed[f"b{layer}"], ours[f"W{layer}"], ours[f"b{layer}"]]
        right += [cache[f"A{layer - 1}"].T @ dZ[layer], dZ[layer].sum(axis=0), *left[-4:-2]]
        W, b = DEEP[f"W{layer}"], DEEP[f"b{layer}"]
        loss = from_sums(DEEP, layer)
        left.append(gradient(lambda A, W=W, b=b, loss=loss: loss(A @ W + b), cache[f"A{layer - 1}"]))
        right.append(dZ[layer] @ W.T)
    return flat(*left), flat(*right)


def recursion_through_bends():
    cache, dZ = deep_sums()
    bends = [cache[f"A{layer - 1}"] * (1 - cache[f"A{layer - 1}"]) for layer in (3, 2)]
    right = [dZ[layer] @ DEEP[f"W{layer}"].T * bend for layer, bend in zip((3, 2), bends, strict=True)]
    return flat(dZ[2], dZ[1]), flat(*right)


def depth():
    w, b, z = (1.3, -0.7, 2.1), (-0.4, 0.5, 0.1), [0.6]  # w[0] and b[0] belong to layer 2

    def loss(z, layer):
        for weight, bias in list(zip(w, b, strict=True))[layer - 1 :]:
            z = sigmoid(z) * weight + bias
        return (sigmoid(z) - 1) ** 2

    for weight, bias in zip(w, b, strict=True):
        z.append(sigmoid(z[-1]) * weight + bias)
    bends = [sigmoid(below) * (1 - sigmoid(below)) for below in z[:-1]]
    return gradient(lambda z: loss(z, 1), z[0]), gradient(lambda z: loss(z, 4), z[3]) * np.prod(w) * np.prod(bends)


def central():
    """The two sides differ by what falls with h squared: from h to h/2 the difference falls to a quarter."""
    spot = np.zeros(W.shape)
    spot[1, 3] = 1

    def apart(h):
        return (loss_of_sums(X @ (W + h * spot) + B) - loss_of_sums(X @ (W - h * spot) + B)) / (2 * h) - DW[1, 3]

    assert abs(apart(1e-5)) < 1e-9
    return round(apart(0.01) / apart(0.005), 2), 4.0


EQUATIONS = {
    "meaning": meaning, "neuron": neuron, "one": one, "mse": start, "tensor": tensor, "dw-entry": weight_entries,
    "dw": weights, "outer": outer_products, "db": biases, "dx": inputs, "activation": bend, "slopes": slopes,
    "flat": straight_slopes,
    "softmax-slope": softmax_slope, "softmax-long": softmax_long, "softmax": softmax_short, "price": price_of_a_row,
    "output": output, "upper": upper, "down": down, "hidden": hidden, "recursion": recursion,
    "recursion-bend": recursion_through_bends, "depth": depth, "central": central,
}  # fmt: skip


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-9, atol=1e-13)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-backprop-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)
