"""What is right and still worth a sentence: full marks, no mistake named, and the sentence in the verdict."""

from __future__ import annotations

import pytest

from autograder import Verdict, evaluate, feedback
from tests.exercises.students import student

_A = "np.where(z >= 0, 1 / (1 + e), e / (1 + e))"
REMARKED = (
    (
        "sigmoid",
        f"{_A} => 1 / (1 + np.exp(-z))",
        "With -1000 the result is right, but numpy warns on the way (overflow).",
    ),
    ("dense", "X @ W + b => (X @ W + b).tolist()", "Z is a list where an array is asked; its numbers are right."),
    (
        "forward",
        "act(f, Z) => act(f if f in ('tanh', 'relu', 'identity', 'softmax') else 'sigmoid', Z)",
        "With hidden='swish', which is not in the list, it gives a result where the docstring promises a ValueError.",
    ),
    ("neuron", "return a => return tuple(a)", "What is 2 * (1, 2)?"),
    ("dense_backward", "dZ.sum(axis=0) => dZ.sum(axis=0, keepdims=True)", "db has shape (1, 4) where (4,) is asked"),
    ("neuron_grad", "dz.sum() => dz.sum(keepdims=True)", "db has shape (1,) where a single number is asked"),
    (
        "softmax",
        "Z - Z.max(axis=1, keepdims=True) => Z.copy(); s -= 1. * Z.max(axis=1, keepdims=True)",
        "With integers it",
    ),
    (
        "sigmoid",
        "dtype=float => dtype=None ;; return a => out = np.empty_like(z); out[...] = a; return out",
        "Right for float64, as is asked; with integers it gives [0, 0, 0] where [0.1192, 0.5, 0.9526] is right.",
    ),
    (
        "sigmoid",
        "dtype=float => dtype=None ;; return a => out = np.zeros_like(z); out[z >= 0] = 1 / (1 + np.exp(-z[z >= 0])); "
        "e = np.exp(z[z < 0]); out[z < 0] = e / (1 + e); return out",
        "Which dtype has the array that it writes into?",
    ),
    (
        "softmax",
        "e / e.sum(axis=1, keepdims=True) => e; P = np.zeros_like(Z); P[...] = soft(Z)",
        "Right for float64",
    ),
    (
        "softmax_cross_entropy_grad",
        "soft(Z) => np.exp(Z) / np.exp(Z).sum(axis=1)[:, None]",
        "Right for ordinary inputs, which is what is asked. At the extremes the result has 6 of 9 entries",
    ),
    ("activation_backward", "act(kind, Z) => 0 * Z", "Where does a misspelt name end up"),
    ("mse", "return loss => return np.reshape(loss, 1)", "loss has shape (1,) where a single number is asked"),
    ("mse", "return loss => return [loss]", "loss has shape (1,) where a single number is asked"),
    ("cross_entropy", "return loss => return np.reshape(loss, (1, 1))", "its value is right"),
)
SILENT = (
    ("sigmoid", f"{_A} => 1 / (1 + np.exp(-np.clip(z, -500, 500)))"),
    ("sigmoid", f"{_A} => 0 * z; np.seterr(over='ignore'); a = 1 / (1 + np.exp(-z))"),
    ("dense_backward", "return dX, dW, db => return [dX, dW, db]"),
    ("mse", "return loss => return float(loss)"),
    ("mse", "return loss => return np.array(loss)"),
    ("relu", "np.maximum(z, 0) => np.maximum(np.zeros_like(z), z)"),
)


@pytest.mark.parametrize(("name", "edit", "said"), REMARKED, ids=[f"{n}-{e[-40:]}" for n, e, _ in REMARKED])
def test_a_remark_takes_no_points(name, edit, said):
    result = evaluate(student(name, *edit.split(" ;; ")))
    assert (result.verdict, result.points, result.diagnosis) == (Verdict.PASSED, result.max_points, ())
    assert said in result.message
    assert feedback.text(result).count(result.message) == 1
    assert feedback.html(result).count('<p class="fb-message">') == 1


@pytest.mark.parametrize(("name", "edit"), SILENT, ids=[f"{n}-{e[-40:]}" for n, e in SILENT])
def test_nothing_is_said_of_what_needs_no_word(name, edit):
    result = evaluate(student(name, edit))
    assert (result.verdict, result.message) == (Verdict.PASSED, "")


def test_a_column_for_a_bias_fails_with_half_of_its_step():
    result = evaluate(student("dense_backward", "dZ.sum(axis=0) => dZ.sum(axis=0)[:, None]"))
    assert (result.verdict, result.points) == (Verdict.FAILED, 2.5)
    assert [diagnosis.name for diagnosis in result.diagnosis] == ["bias_kept_as_row"]
