"""What is asked of a network that reads digits. Its accuracy is computed here, from its parameters; what the learner's
function says of it is compared, never believed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import Finding, Gate, same
from autograder.core.crash import explain_error
from autograder.core.returns import to_array
from autograder.core.submission import Named, Outcome, Request
from autograder.materials import digits as materials
from autograder.materials.digits import BLACK, load_digits, split_digits

ASKED = 0.97
CLASSES = 10
LEARNED, GUESSED = 0.99, 0.3  # shares of training rows read rightly: by heart, and hardly better than by chance
PATIENCE = 5  # an honest fit takes ten times as long as the worked one, on a busy machine longer
FIRST, SECOND = Request((1,)), Request((2,))
OTHERS = Request((1,), {}, Named(materials.__name__, "on_other_test_rows"))
AKIN = 0.3  # correlation of first weights: networks that began alike have more, those that did not have none


@cache
def pictures() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Returns X and y of the training rows, then of the test rows."""
    X, y = load_digits()
    train, test = split_digits(y)
    return X[train], y[train], X[test], y[test]


def predictions(params, X, hidden: str = "relu") -> np.ndarray:
    """Returns the digit that a network reads in each row, through the trusted forward pass."""
    with np.errstate(all="ignore"):
        return ref.forward(params, X, hidden, "identity")[f"A{ref.depth(params)}"].argmax(axis=1)


def share(params, X, y, hidden: str = "relu") -> float:
    """Returns the share of rows that are read rightly."""
    return float((predictions(params, X, hidden) == y).mean())


def _read(outcome: Outcome) -> tuple[dict, object] | Finding:
    """Returns (params, accuracy) or the finding that says what is in the way."""
    if outcome.error:
        return "", explain_error("fit_digits", outcome.error)
    if not isinstance(outcome.value, tuple | list) or len(outcome.value) != 2 or not isinstance(outcome.value[0], dict):
        return "", "It does not return the tuple (params, accuracy) with a dict of parameters."
    given, accuracy = outcome.value
    params: dict = {}
    depth = sum(str(key).startswith("W") for key in given)
    for layer in range(1, depth + 1):
        for key in (f"W{layer}", f"b{layer}"):
            array, problem = to_array(given[key]) if key in given else (None, "is missing from the dict.")
            if problem:
                return "", f"{key} {problem}"
            params[key] = array
    problem = _widths_problem(params, depth)
    return problem or (params, accuracy)


def _widths_problem(params: dict, depth: int) -> Finding | None:
    if not depth:
        return "", "The dict of parameters has no key W1."
    width = pictures()[0].shape[1]
    for layer in range(1, depth + 1):
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        if W.ndim != 2 or W.shape[0] != width:
            name = "weights_laid_out_transposed" if W.ndim == 2 and W.shape[1] == width else ""
            return name, f"W{layer} has shape {W.shape}, and {width} numbers come into layer {layer}."
        width = W.shape[1]
        if b.shape == (1, width):  # spreads over the rows as (width,) does
            params[f"b{layer}"] = b[0]
        elif b.shape != (width,):
            return "", f"b{layer} has shape {b.shape} where {(width,)} is asked."
    return None if width == CLASSES else ("", f"The last layer gives {width} numbers where {CLASSES} are asked.")


def _accuracy(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the test rows are not read well enough."""
    found = _read(outcomes[0])
    if isinstance(found[0], str):
        return found
    params, (X_train, y_train, X, y) = found[0], pictures()
    reached = share(params, X, y)
    if reached >= ASKED:
        return None
    text = f"Through the course's forward pass, your network reads {reached:.1%} of the test rows rightly."
    name = _cause(params, X, y)
    if name:
        return name, text
    trained = share(params, X_train, y_train)
    text += f" Of the training rows it reads {trained:.1%}."
    if trained < GUESSED:
        return "", text + " Do rows and labels still belong together, and does the loss fall?"
    if trained >= LEARNED:
        return "", text + " Which remedy of chapters 07 and 08 closes such a gap?"
    return "", text + " What would longer training, or a larger layer, change?"


def _cause(params, X, y) -> str:
    """Returns the mistake that would make this network good enough, or an empty string."""
    if not any(value.any() for key, value in params.items() if key.startswith("W")):
        return "weights_start_at_zero"
    if params["W1"].shape[1] > 1 and np.allclose(params["W1"], params["W1"][:, :1]):
        return "weights_start_equal"
    if any(share(params, X, y, hidden) >= ASKED for hidden in ("tanh", "sigmoid", "identity")):
        return "other_activation"
    if any(share(params, inputs, y) >= ASKED for inputs in _other_scales(X)):
        return "pixels_on_another_scale"
    if any(float((predictions(params, X) == (y + shift) % CLASSES).mean()) >= ASKED for shift in (1, CLASSES - 1)):
        return "labels_shifted"
    return ""


def _other_scales(X) -> list[np.ndarray]:
    X_train = pictures()[0]
    centre, spread = X_train.mean(axis=0), X_train.std(axis=0)
    flat = np.where(spread > 0, spread, 1.0)
    whole = (X - X_train.mean()) / X_train.std()
    return [BLACK * X, BLACK * X / 255, (X - centre) / flat, X - centre, whole, 2 * X - 1]


def _claim(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the accuracy that is returned is not that of the network that is returned."""
    found = _read(outcomes[0])
    if isinstance(found[0], str):
        return "", "There is no network to compare the accuracy with."
    claimed, problem = to_array(found[1])
    if problem or claimed.size != 1:
        return "", f"accuracy {problem or 'is not a single number.'}"
    params, (X_train, y_train, X, y), said = found[0], pictures(), claimed.item()
    right = share(params, X, y)
    text = f"It says {said:.4f}, and its network reads {right:.4f} of the test rows rightly."
    on_train = share(params, X_train, y_train)
    on_all = (on_train * len(y_train) + right * len(y)) / (len(y_train) + len(y))
    meanings = (
        ("", right),
        ("percent_for_share", 100 * right),
        ("count_for_share", len(y) * right),
        ("errors_for_accuracy", 1 - right),
        ("accuracy_of_training_rows", on_train),
        ("accuracy_of_training_rows", on_all),
    )
    for name, value in meanings:
        if abs(said - value) < 1e-4 * max(1, abs(value)):
            return (name, text) if name else None
    return "", text


def _apart(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when other pictures in the test rows lead to another network.

    A third outcome is the first call made once more: where that, too, gives another network, the pictures are cleared.
    """
    first, others, *again = map(_read, outcomes)
    if isinstance(first[0], str):
        return "", "There is no network to compare."
    _, _, X, y = pictures()
    if share(first[0], X, y) < GUESSED:
        return "", "There is no training to judge."
    if again and not same(first[0], again[0][0]):
        return "results_change_between_calls", "Called twice with the same seed, it returned two different networks."
    text = "With other pictures in the test rows, and the same seed, "
    if isinstance(others[0], str):
        return "", text + others[1][0].lower() + others[1][1:]
    if same(first[0], others[0]):
        return None
    one, other = (params["W1"].ravel() for params in (first[0], others[0]))
    akin = one.size == other.size and np.corrcoef(one, other)[0, 1] > AKIN  # else two runs of one seed may differ
    return "test_rows_in_training" if akin else "", text + "it returns another network."


def _seeds(outcomes: Sequence[Outcome]) -> Finding | None:
    first, second = map(_read, outcomes)
    if isinstance(first[0], str) or isinstance(second[0], str):
        return "", "The networks of two seeds cannot be compared."
    if same(first[0], second[0]):
        return "generator_ignored", "Two seeds gave the same network."
    return None


FIT_GATES = (
    Gate("accuracy", "reads 97 % of pictures it has never seen", 4, (FIRST,), _accuracy,
         names=("weights_laid_out_transposed", "weights_start_at_zero", "weights_start_equal", "other_activation",
                "pixels_on_another_scale", "labels_shifted")),
    Gate("claim", "says how good it is, rightly", 1, (SECOND,), _claim,
         names=("percent_for_share", "count_for_share", "errors_for_accuracy", "accuracy_of_training_rows")),
    Gate("seed", "the seed decides", 1, (FIRST, SECOND), _seeds, names=("generator_ignored",)),
    Gate("apart", "the test rows have no say in training", 1, (FIRST, OTHERS), _apart, doubts=(FIRST,),
         names=("results_change_between_calls", "test_rows_in_training")),
)  # fmt: skip
