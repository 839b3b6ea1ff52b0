"""Runs a learner's notebook in another process and calls its functions there; nothing but plain values comes back.

    from autograder.core.submission import Request
    from autograder.isolate import Limits, Sandbox

    with Sandbox(limits=Limits(call_seconds=2.0)) as sandbox:  # one a process; starts a warm server (about 2 s)
        print(sandbox.level, sandbox.why)  # "full" | "reduced" | "weak", and a sentence
        with sandbox.open(cells, "backprop") as session:  # cells: list[str], code cells in order
            for error in session.cell_errors:  # CellError(index, first_line, kind, message, line)
                print(error.index, error.kind, error.message)
            outcomes = session.calls("dense_backward", [Request(args=(dZ, X, W))])
            print(outcomes[0].value, outcomes[0].error, outcomes[0].changed)

`session` is a `Submission` (autograder.core.submission): hand it to `evaluate_submission`. `calls` never raises for
what a learner's code does; kinds of `CallError` made here, besides the learner's own exceptions:
"Missing" (no such name), "NotCallable" ("it is None"), "TimeLimit", "Killed" (the call ended its process),
"Unreadable" (a result that is not arrays, numbers, text, or lists, tuples and dicts of them).
`CellError.root` tells a failure that follows from an open stub ("NotImplementedError") or from a part of the course
that marking does without ("NotWhileMarking") from a mistake of the learner's.

A notebook that imports TensorFlow or Keras is run from a second server, which has imported them (once, some 5 s) and
whose submissions may use more time and memory; the level is the same. At the level that can open no file at all, tapes
and operations work and training by Keras does not.

A submission has a time for everything, `Limits.submission_seconds`. `session.clock` tells whether it is up, and goes
with further sessions of the same submission: `sandbox.open(…, clock=session.clock)`.

A session may stay open while others are opened. A `Sandbox` belongs to the thread that made it; for parallel marking,
make one in each process. `Sandbox(minimum="full")` raises `SandboxError` where only a weaker level works.

What is left to code that means harm, at every level: time on the processors up to its limits, the names and sizes of
files whose paths it knows, and what it can say in error texts of 200 characters without numbers; a fault in the kernel
itself. Where that matters, mark in a virtual machine.
"""

from autograder.isolate.clock import Clock
from autograder.isolate.sandbox import Limits, Sandbox, SandboxError
from autograder.isolate.session import CellError, Session

__all__ = ["CellError", "Clock", "Limits", "Sandbox", "SandboxError", "Session"]
