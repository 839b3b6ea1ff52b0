"""Every gradient of the solutions against tf.GradientTape, in float64, to 1e-12 of the tensor's largest entry."""

from __future__ import annotations

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
tf = pytest.importorskip("tensorflow", exc_type=ImportError)

from solutions import backprop, forward, neuron  # noqa: E402  after the settings that TensorFlow reads at import

RELATIVE = 1e-12
ACTIVATIONS = {"sigmoid": tf.sigmoid, "tanh": tf.tanh, "relu": tf.nn.relu, "identity": tf.identity}


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def agree(ours, theirs) -> None:
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=RELATIVE * np.abs(theirs).max())


def taped(loss, *arrays):
    """Returns the gradients of loss(*tensors) at these arrays."""
    tensors = [tf.Variable(array, dtype=tf.float64) for array in arrays]
    with tf.GradientTape() as tape:
        value = loss(*tensors)
    return tape.gradient(value, tensors)


def cross_entropy(Z, y):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=Z))


def network_loss(keys, X, Y, hidden, output):
    """Returns the loss of a network as a function of its parameters, in TensorFlow's own operations."""

    def loss(*tensors):
        params, A = dict(zip(keys, tensors, strict=True)), tf.constant(X)
        depth = len(keys) // 2
        for layer in range(1, depth + 1):
            Z = A @ params[f"W{layer}"] + params[f"b{layer}"]
            if layer == depth and output == "softmax":
                return cross_entropy(Z, Y)
            A = ACTIVATIONS[output if layer == depth else hidden](Z)
        return tf.reduce_mean((A - Y) ** 2)

    return loss


def test_neuron_grad(rng):
    X, w, b, y = rng.standard_normal((9, 4)), rng.standard_normal(4), np.array(0.3), rng.random(9)
    theirs = taped(lambda w, b: tf.reduce_mean((tf.sigmoid(tf.linalg.matvec(X, w) + b) - y) ** 2), w, b)
    for ours, their in zip(neuron.neuron_grad(X, w, b, y), theirs, strict=True):
        agree(ours, their)


def test_mse_grad(rng):
    Y_hat, Y = rng.standard_normal((6, 3)), rng.standard_normal((6, 3))
    agree(backprop.mse_grad(Y_hat, Y), taped(lambda t: tf.reduce_mean((t - Y) ** 2), Y_hat)[0])


def test_dense_backward(rng):
    X, W, b, dZ = (rng.standard_normal(shape) for shape in ((6, 3), (3, 5), (5,), (6, 5)))
    theirs = taped(lambda X, W, b: tf.reduce_sum(dZ * (X @ W + b)), X, W, b)
    for ours, their in zip(backprop.dense_backward(dZ, X, W), theirs, strict=True):
        agree(ours, their)


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_activation_backward(rng, kind):
    dA, Z = rng.standard_normal((6, 3)), rng.standard_normal((6, 3))
    agree(backprop.activation_backward(dA, Z, kind), taped(lambda Z: tf.reduce_sum(dA * ACTIVATIONS[kind](Z)), Z)[0])


def test_softmax_cross_entropy_and_its_gradient(rng):
    Z, y = 3 * rng.standard_normal((7, 4)), rng.integers(0, 4, 7)
    agree(forward.softmax(Z), tf.nn.softmax(Z))
    agree(forward.cross_entropy(Z, y), cross_entropy(Z, y))
    agree(backprop.softmax_cross_entropy_grad(Z, y), taped(lambda Z: cross_entropy(Z, y), Z)[0])


@pytest.mark.parametrize(
    ("sizes", "hidden", "output"),
    [
        ((3, 5, 2), "sigmoid", "sigmoid"),
        ((3, 5, 4, 2), "tanh", "identity"),
        ((3, 6, 5, 4), "relu", "softmax"),
        ((4, 3), "sigmoid", "tanh"),
        ((2, 3, 4, 5, 2), "identity", "relu"),
    ],
)
def test_forward_and_backward(rng, sizes, hidden, output):
    params = {
        key: value + 0.1 * rng.standard_normal(value.shape) for key, value in forward.init_params(sizes, rng).items()
    }
    X = rng.standard_normal((8, sizes[0]))
    Y = rng.integers(0, sizes[-1], 8) if output == "softmax" else rng.standard_normal((8, sizes[-1]))
    _, cache = forward.forward(params, X, hidden, output)
    ours = backprop.backward(params, cache, Y, hidden, output)
    theirs = taped(network_loss(list(params), X, Y, hidden, output), *params.values())
    for key, their in zip(params, theirs, strict=True):
        agree(ours[key], their)


def test_two_layer_backward(rng):
    params = {"W1": rng.standard_normal((2, 4)), "b1": rng.standard_normal(4), "W2": rng.standard_normal((4, 1)),
              "b2": rng.standard_normal(1)}  # fmt: skip
    X, Y = rng.random((5, 2)), rng.random((5, 1))
    ours = backprop.two_layer_backward(params, forward.forward(params, X)[1], Y)
    theirs = taped(network_loss(list(params), X, Y, "sigmoid", "sigmoid"), *params.values())
    for key, their in zip(params, theirs, strict=True):
        agree(ours[key], their)
