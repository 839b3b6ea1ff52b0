"""Mistakes of chapter 09, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises import rows_backprop, rows_values
from tests.exercises.rows import Row

STUDENTS = {
    "tf_gradients": """
        def tf_gradients(params, X, Y):
            import tensorflow as tf
            exp = tf.exp
            dtype = tf.float64
            X = tf.cast(X, dtype)
            Y = tf.cast(Y, dtype)
            v = {k: tf.Variable(p, dtype=dtype) for k, p in params.items()}
            with tf.GradientTape() as tape:
                a1 = 1 / (1 + exp(-(X @ v["W1"] + v["b1"])))
                a2 = 1 / (1 + tf.exp(-(a1 @ v["W2"] + v["b2"])))
                loss = tf.reduce_mean(tf.square(a2 - Y))
            grads = tape.gradient(loss, v)
            return {k: g.numpy() for k, g in grads.items()}
    """,
    "find_the_bugs": """
        def find_the_bugs(params, X, Y):
            W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
            A0 = X
            Z1 = X @ W1 + b1
            A1 = 1 / (1 + np.exp(-Z1))
            Z2 = A1 @ W2 + b2
            A2 = 1 / (1 + np.exp(-Z2))
            dA2 = 2 * (A2 - Y) / Y.size
            dZ2 = dA2 * A2 * (1 - A2)
            dW2 = A1.T @ dZ2
            db2 = dZ2.sum(axis=0)
            dA1 = dZ2 @ W2.T
            dZ1 = dA1 * A1 * (1 - A1)
            dW1 = A0.T @ dZ1
            db1 = dZ1.sum(axis=0)
            return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    """,
}

_NUMPY = "{k: g.numpy() for k, g in grads.items()}"
_VARIABLE = "tf.Variable(p, dtype=dtype)"
_LOSS = "loss = tf.reduce_mean(tf.square(a2 - Y))"
TAPES = tuple(
    Row("tf_gradients", edits, names, near)
    for edits, names, near in (
        (f"{_NUMPY} => {{k: tape.gradient(loss, v[k]).numpy() for k in v}}", "tape_used_twice",
         f"GradientTape() => GradientTape(persistent=True) ;; "
         f"{_NUMPY} => {{k: tape.gradient(loss, v[k]).numpy() for k in v}}"),
        (f"{_LOSS} => loss = np.mean((a2 - Y) ** 2)", "left_the_tape",
         f"{_LOSS} => loss = tf.reduce_mean((a2 - Y) ** 2)"),
        ("exp = tf.exp => exp = lambda t: np.exp(t.numpy())", "left_the_tape", "exp = tf.exp => exp = tf.math.exp"),
        (f"exp = tf.exp => exp = lambda t: np.exp(t.numpy()) ;; {_NUMPY} => grads", "left_the_tape tensors_for_arrays",
         f"{_NUMPY} => dict(zip(grads, [g.numpy() for g in grads.values()]))"),
        (f"{_LOSS} => loss = tf.constant(np.mean((a2.numpy() - Y) ** 2)) ;; {_NUMPY} => "
         "{k: np.array(g) for k, g in grads.items()}", "left_the_tape",
         f"{_LOSS} => loss = tf.reduce_mean((Y - a2) ** 2)"),
        (f"{_NUMPY} => [g.numpy() for g in grads.values()]", "list_for_dict",
         f"{_NUMPY} => dict(zip(v, [g.numpy() for g in grads.values()]))"),
        (f"{_VARIABLE} => tf.constant(p, dtype=dtype)", "left_the_tape", f"{_VARIABLE} => tf.Variable(p)"),
        ("a1 = 1 / (1 + exp(-(X @ v[\"W1\"] + v[\"b1\"]))) => a1 = tf.tanh(X @ v[\"W1\"] + v[\"b1\"])",
         "other_activation", f"{_LOSS} => loss = tf.reduce_mean(abs(a2 - Y))"),
        ("a2 = 1 / (1 + tf.exp(-(a1 @ v[\"W2\"] + v[\"b2\"]))) => a2 = a1 @ v[\"W2\"] + v[\"b2\"]",
         "other_activation", f"{_LOSS} => loss = tf.reduce_sum(tf.square(a2 - Y))"),
        ("a1 = 1 / (1 + exp(-(X @ v[\"W1\"] + v[\"b1\"]))) => a1 = tf.tanh(X @ v[\"W1\"] + v[\"b1\"]) ;; "
         "tf.reduce_mean => tf.reduce_sum", "other_activation mean_missing", "tf.reduce_mean => tf.math.reduce_mean"),
        (" + v[\"b1\"]))) => )))", "bias_omitted", " + v[\"b1\"]))) =>  + v[\"b1\"] + 0)))"),
        (" + v[\"b1\"]))) => ))) ;; tape.gradient(loss, v) => "
         "tape.gradient(loss, v, unconnected_gradients=tf.UnconnectedGradients.ZERO)", "bias_omitted",
         "tape.gradient(loss, v) => tape.gradient(loss, v, unconnected_gradients=tf.UnconnectedGradients.ZERO)"),
        (" + v[\"b2\"]))) =>  - v[\"b2\"])))", "bias_subtracted", " + v[\"b2\"]))) =>  - -v[\"b2\"])))"),
        (f"{_VARIABLE} => (tf.Variable if 'W' in k else tf.constant)(p, dtype=dtype)", "left_the_tape",
         " + v[\"b2\"]))) => )))"),
        (f"{_LOSS} => loss = -tf.reduce_mean(Y * tf.math.log(a2) + (1 - Y) * tf.math.log(1 - a2))",
         "cross_entropy_for_squared_error",
         f"{_LOSS} => loss = tf.reduce_mean(tf.math.exp(2 * tf.math.log(abs(a2 - Y))))"),
        (f"{_LOSS} => loss = tf.reduce_mean(abs(a2 - Y))", "absolute_for_square",
         f"{_LOSS} => loss = tf.reduce_mean(abs(a2 - Y) ** 2)"),
        (f"{_LOSS} => loss = tf.sqrt(tf.reduce_mean((a2 - Y) ** 2))", "square_root_taken",
         f"{_LOSS} => loss = tf.reduce_mean(tf.sqrt((a2 - Y) ** 4))"),
        (f"{_LOSS} => loss = tf.reduce_mean(tf.square(tf.sigmoid(a2) - Y))", "activation_twice",
         f"{_LOSS} => loss = tf.reduce_mean(tf.square(a2 - Y))"),
        (f"        {_LOSS} =>     {_LOSS}", "left_the_tape", f"{_LOSS} => loss = tf.reduce_mean((Y - a2) ** 2)"),
        (f"{_VARIABLE} => tf.Variable(p, dtype=tf.float32)", "dtypes_mixed", "dtype = tf.float64 => dtype = 'float64'"),
        ("X = tf.cast(X, dtype) => X = tf.cast(X, tf.float32)", "dtypes_mixed", "tf.cast(X, dtype) => tf.constant(X)"),
        ("dtype = tf.float64 => dtype = tf.float32", "gradients_in_single_precision",
         "dtype = tf.float64 => dtype = np.float64"),
        (f"{_NUMPY} => grads", "tensors_for_arrays", f"{_NUMPY} => {{k: np.array(g) for k, g in grads.items()}}"),
        ("tf.reduce_mean => tf.reduce_sum", "mean_missing", "tf.reduce_mean => tf.math.reduce_mean"),
        (f"{_LOSS} => {_LOSS} / 2", "factor_two_missing", f"{_LOSS} => {_LOSS} / 1"),
        ("g.numpy() => -g.numpy()", "sign_reversed", "g.numpy() => +g.numpy()"),
    )
)  # fmt: skip
REPAIRS = tuple(
    Row("find_the_bugs", *row[1:])
    for row in (
        Row("", "(A2 - Y) => (Y - A2)", "sign_reversed", "(A2 - Y) => -(Y - A2)"),
        Row("", " / Y.size => ", "mean_missing", " / Y.size => / A2.size"),
        Row("", " / Y.size => / len(Y)", "output_mean_missing", " / Y.size => / len(Y) / Y.shape[1]"),
        Row("", "dA2 * A2 * (1 - A2) => dA2", "output_slope_missing", "dA2 * A2 * (1 - A2) => dA2 * (A2 - A2 ** 2)"),
        Row("", "dZ2.sum(axis=0) => dZ2.sum()", "bias_summed_over_all", "dZ2.sum(axis=0) => sum(dZ2)"),
        Row("", "dZ2 @ W2.T => dZ2 @ W2", "weights_not_transposed", "dZ2 @ W2.T => (W2 @ dZ2.T).T"),
        Row("", "dA2 * A2 * (1 - A2) => dA2 * (1 - A2 ** 2)", "other_activations_slope", "(A2 - Y) => (A2 - 1 * Y)"),
    )
)  # fmt: skip
ROWS = (*TAPES, *REPAIRS)
# the step table is that of chapter 05, whose students make every one of its mistakes
SHOWN = tuple(
    row._replace(exercise=name)
    for row in (*rows_backprop.ROWS, *rows_values.ROWS, *ROWS)
    for name in STUDENTS
    if row.exercise in ("two_layer_backward", "backward", *STUDENTS)
)

STYLES = (
    ("tf_gradients", "exp = tf.exp => exp = lambda t: 1 / tf.sigmoid(t) - 1; exp = tf.exp"),
    ("tf_gradients", f"{_LOSS} => loss = tf.reduce_sum((a2 - Y) ** 2) / tf.size(Y, out_type=tf.int64).numpy()"),
    ("tf_gradients",
     "a1 = 1 / (1 + exp(-(X @ v[\"W1\"] + v[\"b1\"]))) => a1 = tf.nn.sigmoid(X @ v[\"W1\"] + v[\"b1\"])"),
    ("tf_gradients", "tf.GradientTape() => tf.GradientTape(persistent=True)"),
    ("tf_gradients", "grads = tape.gradient(loss, v) => grads = dict(zip(v, tape.gradient(loss, list(v.values()))))"),
    ("tf_gradients", f"{_VARIABLE} => tf.constant(p, dtype=dtype) ;; as tape: => as tape:\n        tape.watch(v)"),
    ("find_the_bugs", "2 * (A2 - Y) / Y.size => -2 * (Y - A2) / Y.size"),
    ("find_the_bugs",
     "(A2 - Y) / Y.size => (A2 - Y) ;; A0 = X => A0 = X / Y.size ;; "
     "dZ1.sum(axis=0) => dZ1.mean(axis=0) / Y.shape[1] ;; "
     "A1.T @ dZ2 => A1.T @ dZ2 / Y.size ;; dZ2.sum(axis=0) => dZ2.sum(axis=0) / Y.size"),
    ("find_the_bugs", "dA2 * A2 * (1 - A2) => dA2 * np.exp(-Z2) / (1 + np.exp(-Z2)) ** 2"),
    ("find_the_bugs", "dZ2 @ W2.T => np.einsum('nk,jk->nj', dZ2, W2)"),
)  # fmt: skip
