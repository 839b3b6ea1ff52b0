"""From a submission to its marks: what earns points, and what does not."""

from __future__ import annotations

from autograder import evaluate


def test_handing_an_argument_back_earns_nothing():
    def forward(params, X, hidden="sigmoid", output="sigmoid"):
        return X, {"A0": X}

    assert evaluate(forward).points == 0
