"""Chapter 08, regularisation: a price for large weights, two ways to pay it, and units that are left out at random.

The penalty is a term of the loss, so its slope joins the gradient. Dropout is a layer, so it has a way back.
"""

from __future__ import annotations

import numpy as np


def l2_penalty(params: dict[str, np.ndarray], lam: float) -> float:
    """Returns what the weights of a network cost: lam / 2 times the sum of
    their squares.

    params : W1, b1, …, WL, bL. The biases cost nothing: they move a curve and
        do not make it steep
    lam : the price, at least 0

    Accuracy: relative 1e-12.

    >>> l2_penalty({"W1": np.array([[1.0, 2.0]]), "b1": np.array([9.0, 9.0])},
    ...     lam=0.5)
    1.25
    """
    return lam / 2 * sum(float(np.sum(value**2)) for key, value in params.items() if key.startswith("W"))


def regularised_grads(params: dict[str, np.ndarray], grads: dict[str, np.ndarray], lam: float) -> dict[str, np.ndarray]:
    """Returns the gradient of loss + l2_penalty(params, lam), given the
    gradient of the loss.

    params : W1, b1, …, WL, bL
    grads : the gradient of the loss alone, with the keys and shapes of `params`
    lam : the price of the weights

    Returns a new dict with the same keys; `params` and `grads` are left as they
    were.

    Accuracy: relative 1e-12.

    >>> params = {"W1": np.array([[2.0]]), "b1": np.array([7.0])}
    >>> grads = {"W1": np.array([[1.0]]), "b1": np.array([1.0])}
    >>> {key: value.tolist() for key,
    ...     value in regularised_grads(params, grads, lam=0.25).items()}
    {'W1': [[1.5]], 'b1': [1.0]}
    """
    return {key: grad + lam * params[key] if key.startswith("W") else grad.copy() for key, grad in grads.items()}


def weight_decay_step(
    params: dict[str, np.ndarray], grads: dict[str, np.ndarray], learning_rate: float, lam: float
) -> dict[str, np.ndarray]:
    """Returns the parameters after one step of gradient descent in which the
    weights also shrink.

    params : W1, b1, …, WL, bL; left as they are
    grads : the gradient of the loss alone, without any penalty, with the keys
        and shapes of `params`
    learning_rate : of the step
    lam : the price of the weights

    Every weight loses the share learning_rate * lam of itself, as it was before
    the step, and moves against its gradient as in `sgd_step`. A bias only
    moves. For plain gradient descent this is the same as `sgd_step` with the
    gradient of loss + l2_penalty(params, lam).

    Accuracy: relative 1e-12.

    >>> params = {"W1": np.array([[2.0]]), "b1": np.array([2.0])}
    >>> grads = {"W1": np.array([[1.0]]), "b1": np.array([1.0])}
    >>> {key: value.tolist() for key,
    ...     value in weight_decay_step(params, grads, 0.5, lam=0.25).items()}
    {'W1': [[1.25]], 'b1': [1.5]}
    """
    decay = {key: learning_rate * lam if key.startswith("W") else 0.0 for key in params}
    return {key: (1 - decay[key]) * value - learning_rate * grads[key] for key, value in params.items()}


def soft_threshold(W: np.ndarray, amount: float) -> np.ndarray:
    """Returns every entry moved towards zero by the same amount; an entry that
    is nearer than that becomes zero.

    W : float64, of any shape; left as it is
    amount : how far to move, at least 0

    This is the step that the penalty amount * |w| asks for: the result is the u
    at which (u - w)^2 / 2 + amount * |u| is smallest, for each entry w.

    Accuracy: relative 1e-12.

    >>> soft_threshold(np.array([[3.0, -3.0, 0.5, -0.5]]),
    ...     1.0).round(4).tolist()
    [[2.0, -2.0, 0.0, 0.0]]
    """
    return W - np.clip(W, -amount, amount)


def dropout_forward(A: np.ndarray, keep: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Returns the activations with some of them set to zero at random and the
    others enlarged, and which ones stayed.

    A : (N, d) float64, activations
    keep : how likely each single entry is to stay, 0 < keep <= 1; the entries
        are drawn independently
    rng : decides which entries stay; every call draws anew

    Returns A_dropped (N, d) = A * mask / keep, and mask (N, d), 1 where an
    entry stayed and 0 where not (or True and False). Division by keep leaves
    the expected value of every entry at what it was.

    >>> A_dropped, mask = dropout_forward(np.ones((2, 4)), 0.5,
    ...     np.random.default_rng(0))
    >>> mask.tolist()
    [[0.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]]
    >>> A_dropped.tolist()
    [[0.0, 2.0, 2.0, 2.0], [0.0, 0.0, 0.0, 0.0]]
    """
    mask = (rng.random(A.shape) < keep).astype(float)
    return A * mask / keep, mask


def dropout_backward(dA: np.ndarray, mask: np.ndarray, keep: float) -> np.ndarray:
    """Returns the gradient at what dropout received, given the gradient at what
    it passed on.

    dA : (N, d) float64, gradient of the loss at A_dropped
    mask : (N, d), the mask that `dropout_forward` returned with A_dropped
    keep : the same as on the way forward

    Accuracy: relative 1e-12.

    >>> dropout_backward(np.array([[1.0, 2.0, 3.0]]),
    ...     np.array([[1.0, 0.0, 1.0]]), keep=0.5).tolist()
    [[2.0, 0.0, 6.0]]
    """
    return dA * mask / keep
