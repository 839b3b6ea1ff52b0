"""The right answers of the sample class, in the styles that students write: bodies of functions, by exercise.

Every one of these must get full marks.
"""

RIGHT = {
    "mse_grad": {
        "plain": "return 2 * (Y_hat - Y) / Y.size",
        "loops": """
grad = []
for i in range(len(Y)):
    row = []
    for j in range(len(Y[i])):
        row.append(2 * (Y_hat[i][j] - Y[i][j]) / (len(Y) * len(Y[i])))
    grad.append(row)
return grad""",
        "einsum": "return np.einsum(',ij->ij', 2 / Y.size, Y_hat - Y)",
        "late": """
grad = 2 * np.subtract(Y_hat, Y)
N, d_out = Y.shape
return grad / N / d_out""",
        "float32": """
error = Y_hat.astype(np.float32) - Y.astype(np.float32)
return 2 * error / np.float32(error.size)""",
        "target_first": """
error = Y - Y_hat            # target minus output
return -2 * error / error.size""",
    },
    "dense_backward": {
        "plain": """
dX = dZ @ W.T
dW = X.T @ dZ
db = dZ.sum(axis=0)
return dX, dW, db""",
        "loops": """
N, d_in = X.shape
d_out = W.shape[1]
dX = np.zeros((N, d_in))
dW = np.zeros((d_in, d_out))
db = [0.0] * d_out
for n in range(N):
    for j in range(d_out):
        db[j] += dZ[n, j]
        for i in range(d_in):
            dX[n, i] += dZ[n, j] * W[i, j]
            dW[i, j] += X[n, i] * dZ[n, j]
return [dX, dW, db]""",
        "einsum": """
dX = np.einsum('nj,ij->ni', dZ, W)
dW = np.einsum('ni,nj->ij', X, dZ)
db = np.einsum('nj->j', dZ)
return dX, dW, db""",
        "late": """
dW = np.zeros_like(W)
for x, dz in zip(X, dZ):     # one example after the other
    dW = dW + np.outer(x, dz)
return np.matmul(dZ, np.transpose(W)), dW, np.ones(len(dZ)) @ dZ""",
        "float32": """
dZ, X, W = dZ.astype(np.float32), X.astype(np.float32), W.astype(np.float32)
return dZ @ W.T, X.T @ dZ, np.sum(dZ, axis=0)""",
        "target_first": "return np.dot(dZ, W.T), np.dot(X.T, dZ), np.sum(dZ, 0)",
    },
    "activation_backward": {
        "plain": """
if kind == 'sigmoid':
    A = 1 / (1 + np.exp(-Z))
    return dA * A * (1 - A)
if kind == 'tanh':
    return dA * (1 - np.tanh(Z) ** 2)
if kind == 'relu':
    return dA * (Z > 0)
return dA.copy()""",
        "loops": """
import math
dZ = []
for row_dA, row_Z in zip(dA, Z):
    row = []
    for da, z in zip(row_dA, row_Z):
        if kind == 'sigmoid':
            slope = math.exp(-z) / (1 + math.exp(-z)) ** 2
        elif kind == 'tanh':
            slope = 1 / math.cosh(z) ** 2
        elif kind == 'relu':
            slope = 1 if z > 0 else 0
        else:
            slope = 1
        row.append(da * slope)
    dZ.append(row)
return dZ""",
        "einsum": """
s = 1 / (1 + np.exp(-Z))
slopes = {'sigmoid': s * (1 - s), 'tanh': 1 - np.tanh(Z)**2, 'relu': np.heaviside(Z, 0), 'identity': np.ones_like(Z)}
return np.einsum('ij,ij->ij', dA, slopes[kind])""",
        "late": "return dA * slope_of(kind, Z)     # slope_of is in the cell above",
        "float32": """
z = np.asarray(Z, dtype=np.float32)
if kind == 'sigmoid':
    slope = 0.25 / np.cosh(z / 2) ** 2
elif kind == 'tanh':
    slope = 1 - np.tanh(z) ** 2
else:
    slope = (z > 0) if kind == 'relu' else np.ones_like(z)
return (dA * slope).astype(np.float32)""",
        "target_first": """
dZ = np.array(dA, dtype=float)
if kind == 'relu':
    dZ[np.maximum(Z, 0) == 0] = 0    # the mask read from the output
elif kind == 'sigmoid':
    dZ *= np.exp(-Z) / (1 + np.exp(-Z))**2
elif kind == 'tanh':
    dZ *= 1 - np.tanh(Z) * np.tanh(Z)
return dZ""",
    },
    "softmax_cross_entropy_grad": {
        "plain": """
E = np.exp(Z - Z.max(axis=1, keepdims=True))
P = E / E.sum(axis=1, keepdims=True)
P[np.arange(len(y)), y] -= 1
return P / len(y)""",
        "loops": """
N, K = Z.shape
dZ = np.zeros((N, K))
for n in range(N):
    exps = [np.exp(z - max(Z[n])) for z in Z[n]]
    for k in range(K):
        dZ[n, k] = exps[k] / sum(exps) - (1 if y[n] == k else 0)
return dZ / N""",
        "einsum": """
P = np.exp(Z - np.max(Z, axis=1)[:, None])
P = np.einsum('nk,n->nk', P, 1 / P.sum(axis=1))
return np.einsum('nk,->nk', P - np.eye(Z.shape[1])[y], 1 / len(y))""",
        "late": """
P = np.exp(Z - Z.max(1, keepdims=True))
P /= P.sum(1, keepdims=True)
Y = np.zeros_like(Z); Y[range(len(y)), y] = 1
return (P - Y) / len(y)""",
        "float32": """
Z = Z.astype('float32')
E = np.exp(Z - Z.max(axis=1, keepdims=True))
return (E / E.sum(axis=1, keepdims=True) - np.eye(Z.shape[1], dtype='float32')[y]) / np.float32(len(y))""",
        "target_first": """
E = np.exp(Z - Z.max(axis=1, keepdims=True))
one_hot = np.eye(Z.shape[1])[y]
return -(one_hot - E / E.sum(axis=1, keepdims=True)) / len(y)""",
    },
    "two_layer_backward": {
        "plain": """
A0, A1, A2 = cache['A0'], cache['A1'], cache['A2']
dZ2 = 2 * (A2 - Y) / Y.size * A2 * (1 - A2)
dZ1 = dZ2 @ params['W2'].T * A1 * (1 - A1)
return {'W1': A0.T @ dZ1, 'b1': dZ1.sum(axis=0), 'W2': A1.T @ dZ2, 'b2': dZ2.sum(axis=0)}""",
        "loops": """
A = [cache['A0'], cache['A1'], cache['A2']]
W2 = params['W2']
grads = {key: np.zeros(value.shape) for key, value in params.items()}
for n in range(len(Y)):                      # every example on its own
    dz2 = [2 / Y.size * (A[2][n][k] - Y[n][k]) * A[2][n][k] * (1 - A[2][n][k]) for k in range(Y.shape[1])]
    for j in range(W2.shape[0]):
        da = sum(W2[j][k] * dz2[k] for k in range(len(dz2)))
        dz1 = da * A[1][n][j] * (1 - A[1][n][j])
        grads['b1'][j] += dz1
        for i in range(A[0].shape[1]):
            grads['W1'][i][j] += A[0][n][i] * dz1
        for k in range(len(dz2)):
            grads['W2'][j][k] += A[1][n][j] * dz2[k]
    grads['b2'] += dz2
return grads""",
        "einsum": """
A1, A2 = cache['A1'], cache['A2']
dZ2 = np.einsum('nk,nk,nk->nk', A2 - Y, A2, 1 - A2) * 2 / Y.size
dZ1 = np.einsum('nk,jk,nj,nj->nj', dZ2, params['W2'], A1, 1 - A1)
return {'W1': np.einsum('ni,nj->ij', cache['A0'], dZ1), 'b1': np.einsum('nj->j', dZ1),
        'W2': np.einsum('nj,nk->jk', A1, dZ2), 'b2': np.einsum('nk->k', dZ2)}""",
        "late": """
n = Y.size                                   # the mean comes last
d2 = 2 * (cache['A2'] - Y) * slope_of('sigmoid', cache['Z2'])
d1 = (d2 @ params['W2'].T) * slope_of('sigmoid', cache['Z1'])
return {'W2': cache['A1'].T @ d2 / n, 'b2': d2.sum(0) / n, 'W1': cache['A0'].T @ d1 / n, 'b1': d1.sum(0) / n}""",
        "float32": """
X, A1, A2 = (cache[key].astype(np.float32) for key in ('A0', 'A1', 'A2'))
W2 = params['W2'].astype(np.float32)
dZ2 = np.float32(2 / Y.size) * (A2 - Y.astype(np.float32)) * A2 * (1 - A2)
dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
return dict(W1=X.T @ dZ1, b1=dZ1.sum(0), W2=A1.T @ dZ2, b2=dZ2.sum(0))""",
        "target_first": """
grads = {key: np.zeros_like(value) for key, value in params.items()}
error = (Y - cache['A2']) * cache['A2'] * (1 - cache['A2'])
hidden_error = error.dot(params['W2'].T) * cache['A1'] * (1 - cache['A1'])
grads['W2'] += -2 * cache['A1'].T.dot(error) / Y.size
grads['b2'] += -2 * error.sum(axis=0) / Y.size
grads['W1'] += -2 * cache['A0'].T.dot(hidden_error) / Y.size
grads['b1'] += -2 * hidden_error.sum(axis=0) / Y.size
return grads""",
    },
    "backward": {
        "plain": """
L = len(params) // 2
if output == 'softmax':
    dZ = cache[f'A{L}'].copy()
    dZ[np.arange(len(Y)), Y] -= 1
    dZ = dZ / len(Y)
else:
    dZ = activation_backward(mse_grad(cache[f'A{L}'], Y), cache[f'Z{L}'], output)
grads = {}
for l in range(L, 0, -1):
    dA, grads[f'W{l}'], grads[f'b{l}'] = dense_backward(dZ, cache[f'A{l - 1}'], params[f'W{l}'])
    if l > 1:
        dZ = activation_backward(dA, cache[f'Z{l - 1}'], hidden)
return grads""",
        "by_hand": """
def slope(A, kind):
    return {'sigmoid': A * (1 - A), 'tanh': 1 - A ** 2, 'relu': A > 0, 'identity': 1}[kind]

L = len(params) // 2
A = cache[f'A{L}']
if output == 'softmax':
    dZ = (A - np.eye(A.shape[1])[Y]) / len(Y)
else:
    dZ = 2 * (A - Y) / Y.size * slope(A, output)
grads = {}
for l in range(L, 0, -1):
    grads[f'W{l}'] = cache[f'A{l - 1}'].T @ dZ
    grads[f'b{l}'] = dZ.sum(axis=0)
    if l > 1:
        dZ = dZ @ params[f'W{l}'].T * slope(cache[f'A{l - 1}'], hidden)
return grads""",
    },
}
