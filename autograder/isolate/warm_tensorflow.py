"""What TensorFlow needs before a worker is locked in, as it reads files late that no worker can open. Zygote's side."""

from __future__ import annotations

import json
import os
import sys

TRIAL_BYTES = 1 << 20


def imported() -> bool:
    """Returns whether this process has imported TensorFlow."""
    return "tensorflow" in sys.modules


def prepare() -> None:
    """Returns nothing: TensorFlow has looked its operations up, and has started no thread.

    The first look-up reads the program's own name from /proc and aborts where it cannot, as it could not in a worker.
    """
    from tensorflow.python.framework import kernels

    kernels.get_registered_kernels_for_op("Const")


def start() -> None:
    """Returns nothing: TensorFlow's threads run, and the file that it seeds its random numbers from has been read.

    Only for a worker that will be able to open no file at all: it has to come before that, and after all else. Tapes
    and operations then work there; training by Keras does not, as it reads that file again.
    """
    import tensorflow

    tensorflow.constant(0.0)


def imported_late() -> list[str]:
    """Returns the modules that a small lesson imports while it runs, found out by running one in a forked child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before = set(sys.modules)
            _lesson()
            os.write(writer, json.dumps(sorted(set(sys.modules) - before)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read(TRIAL_BYTES)
    os.waitpid(child, 0)
    return json.loads(said) if said else []


def _lesson():
    import keras
    import numpy as np
    import tensorflow as tf

    with tf.GradientTape() as tape:
        weights = tf.Variable(np.ones((2, 2)), dtype=tf.float64)
        loss = tf.reduce_mean(tf.nn.softmax(tf.sigmoid(weights)) ** 2)
    tape.gradient(loss, {"W": weights})
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "relu"), keras.layers.Dense(2, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(np.ones((4, 2)), np.zeros(4), epochs=1, verbose=0, validation_data=(np.ones((2, 2)), np.zeros(2)))
    model.predict(np.ones((1, 2)), verbose=0)
    tf.function(lambda x: x * 2)(tf.constant(1.0))
    str(model.summary(print_fn=lambda *unused, **unused_too: None))
