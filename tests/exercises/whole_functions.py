"""Right code of a shape of its own: loops, recursion, the deltas of old books."""

from __future__ import annotations

WHOLE = {
    "neuron_grad, one example at a time": """
        def neuron_grad(X, w, b, y):
            dw, db = np.zeros(len(w)), 0.0
            for x, target in zip(X, y):
                a = 1 / (1 + np.exp(-(x @ w + b)))
                delta = (target - a) * a * (1 - a)
                dw += -2 * delta * x / len(y)
                db += -2 * delta / len(y)
            return dw, db
    """,
    "neuron_grad, column vectors": """
        def neuron_grad(X, w, b, y):
            y = y.reshape(-1, 1)
            a = 1 / (1 + np.exp(-(X @ w.reshape(-1, 1) + b)))
            dz = 2 * (a - y) * a * (1 - a) / y.size
            return (X.T @ dz)[:, 0], dz.sum()
    """,
    "dense_backward, three loops": """
        def dense_backward(dZ, X, W):
            N, d_in = X.shape
            d_out = W.shape[1]
            dX, dW, db = np.zeros((N, d_in)), np.zeros((d_in, d_out)), np.zeros(d_out)
            for n in range(N):
                for j in range(d_out):
                    db[j] += dZ[n, j]
                    for i in range(d_in):
                        dW[i, j] += X[n, i] * dZ[n, j]
                        dX[n, i] += W[i, j] * dZ[n, j]
            return dX, dW, db
    """,
    "softmax, running sums": """
        def softmax(Z):
            rows = []
            for z in np.asarray(Z, float):
                top = max(z)
                total = sum(np.exp(v - top) for v in z)
                rows.append([np.exp(v - top) / total for v in z])
            return rows
    """,
    "forward, by recursion": """
        def forward(params, X, hidden="sigmoid", output="sigmoid"):
            cache, L = {"A0": X}, len(params) // 2
            def layer(l):
                if l > 0:
                    layer(l - 1)
                    cache[f"Z{l}"] = cache[f"A{l - 1}"] @ params[f"W{l}"] + params[f"b{l}"]
                    cache[f"A{l}"] = act(output if l == L else hidden, cache[f"Z{l}"])
            layer(L)
            return cache[f"A{L}"], cache
    """,
    "two_layer_backward, deltas of the old books": """
        def two_layer_backward(params, cache, Y):
            m = Y.shape[0] * Y.shape[1]
            error = Y - cache["A2"]
            delta2 = error * cache["A2"] * (1 - cache["A2"])
            delta1 = delta2.dot(params["W2"].T) * cache["A1"] * (1 - cache["A1"])
            grads = {key: np.zeros_like(value) for key, value in params.items()}
            grads["W2"] += -2 / m * cache["A1"].T.dot(delta2)
            grads["b2"] += -2 / m * delta2.sum(axis=0)
            grads["W1"] += -2 / m * cache["A0"].T.dot(delta1)
            grads["b1"] += -2 / m * delta1.sum(axis=0)
            return grads
    """,
    "two_layer_backward, one example at a time": """
        def two_layer_backward(params, cache, Y):
            grads = {key: 0 * value for key, value in params.items()}
            for n in range(len(Y)):
                x, a1, a2 = cache["A0"][n], cache["A1"][n], cache["A2"][n]
                d2 = 2 * (a2 - Y[n]) / Y.size * a2 * (1 - a2)
                d1 = params["W2"] @ d2 * a1 * (1 - a1)
                for key, grad in (("W1", np.outer(x, d1)), ("b1", d1), ("W2", np.outer(a1, d2)), ("b2", d2)):
                    grads[key] = grads[key] + grad
            return grads
    """,
    "backward, written layer by layer": """
        def backward(params, cache, Y, hidden="sigmoid", output="sigmoid"):
            depth = max(int(key[1:]) for key in params)
            grads, top = {}, cache[f"A{depth}"]
            if output == "softmax":
                delta = top.copy()
                for n, c in enumerate(Y):
                    delta[n, c] -= 1
                delta = delta / len(delta)
            else:
                delta = (top - Y) * 2 / top.size
                if output == "sigmoid":
                    delta = delta * top * (1 - top)
            for layer in reversed(range(1, depth + 1)):
                grads["W%d" % layer] = np.dot(cache["A%d" % (layer - 1)].T, delta)
                grads["b%d" % layer] = np.sum(delta, axis=0)
                below = cache["A%d" % (layer - 1)]
                delta = np.dot(delta, params["W%d" % layer].T)
                if hidden == "sigmoid":
                    delta = delta * below * (1 - below)
                elif hidden == "tanh":
                    delta = delta * (1 - np.square(below))
                elif hidden == "relu":
                    delta = delta * np.where(below > 0, 1.0, 0.0)
            return grads
    """,
}
