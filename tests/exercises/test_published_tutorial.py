"""Chapter 09: whichever of the tutorial's slips are repaired, the check names exactly those that remain."""

from __future__ import annotations

import inspect
from itertools import combinations

import numpy as np
import pytest

from autograder import Verdict, evaluate
from autograder.materials import tensorflow as materials
from solutions.tensorflow import find_the_bugs
from tests.exercises.planted import compiled, demand_full_marks, named

REPAIRS = {
    "sign_reversed": ("2 * (Y - y_hat)", "2 * (y_hat - Y)"),
    "mean_missing": ("# backward pass", "params = params; scale = 1 / Y.size"),
    "output_slope_missing": ("d_W2 = a1.T", "d_pred = d_pred * y_hat * (1 - y_hat); d_W2 = a1.T"),
    "bias_summed_over_all": ("np.sum(d_pred)", "np.sum(d_pred, axis=0)"),
    "weights_not_transposed": ("(d_pred @ W2)", "(d_pred @ W2.T)"),
}
PRINTED = inspect.getsource(materials.published_backward)


def repaired(repairs) -> str:
    """Returns the tutorial's source with some of its slips repaired."""
    source = PRINTED
    for name in repairs:
        old, new = REPAIRS[name]
        assert source.count(old) == 1
        source = source.replace(old, new)
    if "mean_missing" in repairs:
        source = source.replace("d_pred = 2 *", "d_pred = 2 * scale *")
    return source


SETS = [chosen for count in range(len(REPAIRS) + 1) for chosen in combinations(REPAIRS, count)]


@pytest.mark.parametrize("repairs", SETS, ids=["+".join(chosen) or "as printed" for chosen in SETS])
def test_the_slips_that_remain_are_named(repairs):
    result = evaluate(compiled(repaired(repairs), "published_backward"), "find_the_bugs")
    assert named(result) == REPAIRS.keys() - set(repairs)
    if len(repairs) == len(REPAIRS):
        demand_full_marks(result)


def test_the_printed_code_earns_little_and_every_repair_adds():
    printed = evaluate(materials.published_backward, "find_the_bugs")
    assert (printed.verdict, printed.points <= 1) == (Verdict.FAILED, True)
    for name in ("bias_summed_over_all", "weights_not_transposed"):
        assert evaluate(compiled(repaired([name]), "published_backward"), "find_the_bugs").points > printed.points


def test_the_repaired_code_gives_the_worked_gradient():
    rng = np.random.default_rng(3)
    params = {
        "W1": rng.normal(size=(2, 4)),
        "b1": rng.normal(size=4),
        "W2": rng.normal(size=(4, 1)),
        "b2": rng.normal(size=1),
    }
    X, Y = rng.random((100, 2)), rng.random((100, 1))
    ours, theirs = compiled(repaired(REPAIRS), "published_backward")(params, X, Y), find_the_bugs(params, X, Y)
    assert all(np.allclose(ours[key], theirs[key], rtol=1e-12) for key in theirs)


def test_the_printed_training_stops_at_two_dtypes_and_then_at_none():
    tf = pytest.importorskip("tensorflow", exc_type=ImportError)
    with pytest.raises(tf.errors.InvalidArgumentError):
        exec(materials.PUBLISHED_TRAINING, {"np": np, "tf": tf})
    mended = materials.PUBLISHED_TRAINING.replace("rng.random((100, 2))", "np.float32(rng.random((100, 2)))")
    mended = mended.replace("rng.random((100, 1))", "np.float32(rng.random((100, 1)))")
    with pytest.raises(ValueError, match="[Nn]o gradients"):
        exec(mended, {"np": np, "tf": tf})


def test_where_there_is_no_tensorflow_it_is_said_and_nothing_is_judged():
    def tf_gradients(params, X, Y):
        raise ModuleNotFoundError("No module named 'tensorflow'")

    result = evaluate(tf_gradients)
    assert (result.verdict, result.points, result.diagnosis) == (Verdict.SKIPPED, 0, ())
    assert "`tensorflow` is not here" in result.message


def test_another_missing_module_is_the_learners_error():
    def tf_gradients(params, X, Y):
        raise ModuleNotFoundError("No module named 'tenserflow'")

    assert evaluate(tf_gradients).verdict is Verdict.FAILED


def test_a_loss_that_no_table_lists_is_not_taken_for_another_on_the_tape():
    source = """
        def tf_gradients(params, X, Y):
            import tensorflow as tf
            v = {key: tf.Variable(value) for key, value in params.items()}
            with tf.GradientTape() as tape:
                A1 = tf.sigmoid(X @ v["W1"] + v["b1"])
                loss = tf.reduce_mean((tf.sigmoid(A1 @ v["W2"] + v["b2"]) - Y) ** 4)
            return {key: grad.numpy() for key, grad in tape.gradient(loss, v).items()}
    """
    result = evaluate(compiled(source, "tf_gradients"))
    assert (result.verdict, result.diagnosis) == (Verdict.FAILED, ())
