"""What is asked of a training run whose batches are drawn: whatever order the rows come in, these things hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import Finding, Gate, same
from autograder.core.crash import explain_error
from autograder.core.probe import network, normal
from autograder.core.returns import unpack
from autograder.core.submission import Outcome, Request, Rng

# One weight a row, and steps so small that the prediction stays 0: what a weight has moved by tells how often its row
# was used, and in how large a batch, whatever the order was.
TINY_RATE = 1e-6
ONCE = {"N": 6, "batch": 3, "epochs": 1}
OFTEN = {"N": 5, "batch": 4, "epochs": 30}  # one row is alone in its batch: a different one each time
CLOSE, FAR = 1e-3, 10.0


def _identity_run(N: int, batch: int, epochs: int, seed: int = 4) -> Request:
    params = {"W1": np.zeros((N, 1)), "b1": np.zeros(1)}
    settings = {"learning_rate": TINY_RATE, "epochs": epochs, "batch_size": batch, "rng": Rng(seed)}
    return Request((params, np.eye(N), _targets(N)), {**settings, "output": "identity"})


def _targets(N: int) -> np.ndarray:
    return np.arange(1.0, N + 1)[:, None] ** 2


def _ordinary_run(batch: int, epochs: int, seed: int, rate: float = 0.3) -> Request:
    rng = np.random.default_rng(12)
    X, params = normal(rng, 12, 3, margin=0.1), network(rng, (3, 4, 2))
    Y = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]], axis=1)
    settings = {"learning_rate": rate, "epochs": epochs, "batch_size": batch, "rng": Rng(seed)}
    return Request((params, X, Y), {**settings, "hidden": "tanh", "output": "identity"})


def _read(outcome: Outcome, keys: Sequence[str]) -> dict[str, np.ndarray] | Finding:
    """Returns the parameters and "losses", or the finding that says what is in the way."""
    if outcome.error:
        return "", explain_error("train", outcome.error)
    found = unpack(({key: key for key in keys}, "losses"), outcome.value)
    return found.tensors if not found.problems else ("", found.problems[0].text)


def _uses(outcome: Outcome, N: int) -> np.ndarray | Finding:
    """Returns how far each row's weight has moved, as a multiple of one use in a batch of one row."""
    read = _read(outcome, ("W1", "b1"))
    if isinstance(read, tuple):
        return read
    if read["W1"].shape != (N, 1):
        return "", f"W1 has shape {read['W1'].shape} where {(N, 1)} is asked."
    return read["W1"][:, 0] / (2 * TINY_RATE)


def _rows(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when one epoch does not use every row once, with its own target."""
    N, batch = ONCE["N"], ONCE["batch"]
    moved = _uses(outcomes[0], N)
    if isinstance(moved, tuple):
        return moved
    targets = _targets(N)[:, 0]
    uses = moved * batch / targets
    steps = abs(moved.sum() * batch / targets.sum())
    if not 1 / FAR < steps < FAR or np.abs(uses - uses.mean()).max() < CLOSE * np.abs(uses).max():
        return None  # all alike, or not tiny: how large the steps are is judged elsewhere
    permuted = np.abs(np.sort(moved) / np.sort(moved).sum() - targets / targets.sum()).max() < CLOSE
    others = np.abs(moved[:, None] * batch / targets - 1).min(axis=1).max() < CLOSE  # one of the targets each
    if permuted or others:
        return "rows_and_targets_apart", "In one epoch, a row of X was used with the target of another row."
    idle = int((np.abs(uses) < CLOSE).sum())
    busy = uses[np.abs(uses) >= CLOSE]
    if idle == N - batch and np.ptp(busy) < CLOSE < busy[0] - 1:
        return "same_rows_every_step", f"In one epoch, {batch} of {N} rows were used {busy[0]:.0f} times each."
    if idle and (uses > 1 + CLOSE).any():
        return "rows_drawn_more_than_once", f"In one epoch, {idle} of {N} rows were not used, and others repeatedly."
    if idle:
        return "batches_skipped", f"In one epoch, {idle} of {N} rows were not used."
    return "", "In one epoch, the rows do not have the same say."


def _fresh(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the batches of all epochs are the same."""
    N, epochs = OFTEN["N"], OFTEN["epochs"]
    moved = _uses(outcomes[0], N)
    if isinstance(moved, tuple):
        return moved
    share = moved / _targets(N)[:, 0]
    if not np.abs(share).max() > 0:
        return "", "No weight has moved."
    steps = epochs * -(-N // OFTEN["batch"])
    if np.abs(share * N / steps - 1).max() < CLOSE:
        return "batches_of_all_rows", f"In {epochs} epochs, every row had the same say in every step."
    share = share / share.max()
    alone = np.isclose(share, 1, atol=0.02) & np.isclose(np.delete(share, share.argmax()).max(), 1 / OFTEN["batch"],
                                                         atol=0.02)  # fmt: skip
    if not alone.any():
        return None
    row = int(share.argmax())
    name = "batches_in_row_order" if row == N - 1 else "shuffled_once"
    others = [_uses(outcome, N) for outcome in outcomes[1:]]  # of other seeds
    if name == "shuffled_once" and others and all(same(moved, other) for other in others):
        name = "order_not_from_rng"  # drawn anew each time, by a generator that starts anew
    return name, f"In each of {epochs} epochs it was row {row} that came alone in the smaller batch."


def _decided(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the generator does not decide the run."""
    keys = ("W1", "b1", "W2", "b2")
    runs = [_read(outcome, keys) for outcome in outcomes]
    problem = next((run for run in runs if isinstance(run, tuple)), None)
    if problem:
        return problem
    first, again, other = runs
    if all(same(first[key], DRAWN.args[0][key]) for key in keys):
        return "", "No parameter has moved."
    if not same(first, again):
        return "order_not_from_rng", "Two generators of the same seed gave different parameters."
    if same(first["W1"], other["W1"]):
        return "order_not_from_rng", "Two generators of different seeds gave the same parameters."
    return None


def _loss(outcome: Outcome, request: Request) -> tuple[float, float] | Finding:
    """Returns the last loss that was returned, and the loss of all rows at the parameters that were returned."""
    params, X, Y = request.args
    read = _read(outcome, tuple(params))
    if isinstance(read, tuple):
        return read
    if read["losses"].ndim != 1 or not read["losses"].size:
        return "", f"The losses have shape {read['losses'].shape} where one number an epoch is asked."
    if any(read[key].shape != params[key].shape for key in params):
        return "", "The parameters do not have the shapes that they started with."
    return float(read["losses"][-1]), float(ref.loss(read, X, Y, request.kwargs["hidden"], request.kwargs["output"]))


def _all_rows(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the loss of an epoch is right for one batch that holds all rows, and else is not."""
    whole, drawn, rising = (_loss(o, r) for o, r in zip(outcomes, (WHOLE, DRAWN, RISING), strict=True))
    if isinstance(drawn[0], str):
        return drawn
    if isinstance(whole[0], str) or not np.isclose(*whole, rtol=1e-5):
        return None  # wrong for other reasons
    if np.isclose(*drawn, rtol=1e-5):
        return _of_another_epoch(outcomes[2], rising)
    said, true = f"{drawn[0]:.4g}", f"{drawn[1]:.4g}"
    text = f"With the parameters you return, the loss of all rows is {true}; the last loss that you return is {said}."
    far = not np.isclose(*drawn, rtol=OF_OTHER_ROWS)
    return "loss_not_of_all_rows" if far else "", text


def _of_another_epoch(outcome: Outcome, rising) -> Finding | None:
    """Returns a finding when the parameters of a run whose loss rises are not those of its last epoch."""
    if isinstance(rising[0], str) or np.isclose(*rising, rtol=1e-5):
        return None
    kept = _read(outcome, tuple(RISING.args[0]))["losses"]
    text = f"At a large rate, the losses are {', '.join(f'{loss:.3g}' for loss in kept)}; that of the parameters "
    return "best_parameters_returned" if np.isclose(
        rising[1], kept.min()
    ) else "", f"{text}you return is {rising[1]:.3g}."


def _falls(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when training does not help."""
    read = _read(outcomes[0], ("W1", "b1", "W2", "b2"))
    if isinstance(read, tuple):
        return read
    values = np.ravel(read["losses"])
    if len(values) > 1 and values[-1] < FALLEN * values[0]:
        return None
    return (
        "",
        f"After {LONG.kwargs['epochs']} epochs the loss is {values[-1]:.4g}; after the first it was {values[0]:.4g}.",
    )


LARGE_RATE = 1.0
OF_OTHER_ROWS = 1e-2  # the loss of a part of the rows differs by more; a slip in the parameters may differ by less
FALLEN = 0.6  # a right run on these rows ends at a fifth of its first loss, or lower
WHOLE, DRAWN, LONG = _ordinary_run(12, 3, 1), _ordinary_run(5, 3, 1), _ordinary_run(5, 60, 1)
RISING = _ordinary_run(12, 4, 1, rate=LARGE_RATE)  # its last loss is not its lowest
RUN_GATES = (
    Gate("rows", "one epoch uses every row once, with its own target", 1, (_identity_run(**ONCE),), _rows,
         names=("rows_and_targets_apart", "same_rows_every_step", "rows_drawn_more_than_once", "batches_skipped")),
    Gate("fresh", "every epoch cuts the rows into other batches", 0.5,
         (_identity_run(**OFTEN),), _fresh, doubts=tuple(_identity_run(**OFTEN, seed=seed) for seed in (5, 6, 7)),
         names=("batches_in_row_order", "shuffled_once", "batches_of_all_rows")),
    Gate("decided", "the generator decides the run", 0.5, (DRAWN, replace(DRAWN), _ordinary_run(5, 3, 2)), _decided,
         names=("order_not_from_rng",)),
    Gate("all rows", "the loss of an epoch is that of all rows", 0.5, (WHOLE, DRAWN, RISING), _all_rows,
         names=("loss_not_of_all_rows", "best_parameters_returned"), place="losses"),
    Gate("falls", "the loss falls", 0.5, (LONG,), _falls),
)  # fmt: skip
