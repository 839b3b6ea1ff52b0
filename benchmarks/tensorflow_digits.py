"""How long training on the digits takes: the course's own loop beside Keras, for layers of several widths.

Method: both take the same number of steps with batches of 32 (more for wider layers) through a network of 64 inputs,
one hidden layer and 10 outputs, with momentum; Keras in its fastest setting, an epoch in one call, float32, after an
epoch that is not counted. The ratio of the two times, in one run, is what to read.
"""

from __future__ import annotations

import os
import time

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import tensorflow as tf

from autograder.materials.digits import load_digits
from solutions.backprop import backward
from solutions.forward import forward, init_params
from solutions.gradient_descent import momentum_step

SIZES = ((128, 32), (4096, 1024))  # hidden neurons, rows in a batch
ROUNDS = 3


def ours_seconds(width: int, X: np.ndarray, y: np.ndarray, batch: int) -> float:
    """Returns the time of an epoch of the course's loop, in float32 like Keras."""
    params = {k: v.astype(np.float32) for k, v in init_params([64, width, 10], np.random.default_rng(0)).items()}
    velocity = {key: 0 * value for key, value in params.items()}
    start = time.perf_counter()
    for first in range(0, len(X), batch):
        rows = slice(first, first + batch)
        cache = forward(params, X[rows], "relu", "softmax")[1]
        grads = backward(params, cache, y[rows], "relu", "softmax")
        params, velocity = momentum_step(params, velocity, grads, learning_rate=0.01, momentum=0.9)
    return time.perf_counter() - start


def keras_epoch(width: int, X: np.ndarray, y: np.ndarray, batch: int):
    """Returns a function that trains one epoch with Keras and returns its time."""
    Dense = tf.keras.layers.Dense
    network = tf.keras.Sequential([Dense(width, "relu"), Dense(10)])
    price = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    sgd = tf.keras.optimizers.SGD(0.01, momentum=0.9)
    network.compile(sgd, price, steps_per_execution=-(-len(X) // batch))

    def epoch() -> float:
        start = time.perf_counter()
        network.fit(X, y, batch_size=batch, epochs=1, verbose=0)
        return time.perf_counter() - start

    return epoch


def main() -> None:
    X, y = load_digits()
    X, y = np.tile(X, (4, 1)).astype(np.float32), np.tile(y, 4)
    for width, batch in SIZES:
        theirs = keras_epoch(width, X, y, batch)
        theirs()
        pairs = [(ours_seconds(width, X, y, batch), theirs()) for _ in range(ROUNDS)]
        ours, keras = (min(times) for times in zip(*pairs, strict=True))
        print(f"{width:5} neurons, batches of {batch:4}: Keras takes {keras / ours:.2f} times as long")


if __name__ == "__main__":
    main()
