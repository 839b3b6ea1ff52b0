"""What the class writes into the stubs of chapter 01: bodies by exercise, right ones and wrong ones.

A wrong one is what learners do: a sign, a missing mean, a missing slope, a sum over the wrong rows. Every right one
must get full marks from every grader, every wrong one must lose some; none calls another, so that a slip stays in its
place.
"""

SIGNATURES = {
    "sigmoid": "z",
    "neuron": "X, w, b",
    "mse": "Y_hat, Y",
    "neuron_grad": "X, w, b, y",
    "relu": "z",
}
RIGHT = {
    "sigmoid": (
        "z = np.asarray(z, dtype=float)\nsmall = np.exp(-np.abs(z))\nreturn np.where(z >= 0, 1, small) / (1 + small)",
        "return 0.5 * (1 + np.tanh(0.5 * np.asarray(z, dtype=float)))",
    ),
    "neuron": (
        "return 1 / (1 + np.exp(-(X @ w + b)))",
        "a = []\nfor row in X:\n    a.append(1 / (1 + np.exp(-np.sum(row * w) - b)))\nreturn np.array(a)",
    ),
    "mse": (
        "return float(np.mean((Y_hat - Y) ** 2))",
        "error = Y_hat - Y\nreturn np.sum(error * error) / error.size",
    ),
    "neuron_grad": (
        "a = 1 / (1 + np.exp(-(X @ w + b)))\ndz = 2 * (a - y) / y.size * a * (1 - a)\nreturn X.T @ dz, dz.sum()",
        "N = len(X)\na = 1 / (1 + np.exp(-(X @ w + b)))\ndw, db = np.zeros(len(w)), 0.0\nfor n in range(N):\n"
        "    slope = 2 * (a[n] - y[n]) * a[n] * (1 - a[n])\n    dw += slope * X[n] / N\n    db += slope / N\n"
        "return dw, db",
    ),
    "relu": ("return np.maximum(z, 0)", "return np.where(z > 0, z, 0.0)"),
}
WRONG = {
    "sigmoid": ("return 1 / (1 + np.exp(z))", "return np.tanh(z)"),
    "neuron": ("return 1 / (1 + np.exp(-(X @ w)))", "return X @ w + b"),
    "mse": ("return float(np.sum((Y_hat - Y) ** 2))", "return float(np.mean(Y_hat - Y))"),
    "neuron_grad": (
        "a = 1 / (1 + np.exp(-(X @ w + b)))\ndz = 2 * (a - y) * a * (1 - a)\nreturn X.T @ dz, dz.sum()",
        "a = 1 / (1 + np.exp(-(X @ w + b)))\ndz = 2 * (a - y) / y.size\nreturn X.T @ dz, dz.sum()",
        "a = 1 / (1 + np.exp(-(X @ w + b)))\ndz = 2 * (y - a) / y.size * a * (1 - a)\nreturn X.T @ dz, dz.sum()",
        "a = 1 / (1 + np.exp(-(X @ w + b)))\ndz = 2 * (a - y) / y.size * a * (1 - a)\nreturn X.T @ dz, dz.mean()",
    ),
    "relu": ("return np.abs(z)", "return (z > 0) * 1.0"),
}
OPEN = "raise NotImplementedError"
PLOT = (
    "import matplotlib.pyplot as plt\nz = np.linspace(-6, 6, 200)\nplt.plot(z, sigmoid(z), label='sigmoid')\n"
    "plt.plot(z, relu(z), label='relu')\nplt.legend()\nplt.xlabel('z')\nplt.show()"
)
