"""Chapter 08: a way to call dropout as training does, several times with one generator."""

from __future__ import annotations


def twice(function, A, keep, rng):
    """Returns what a function gives in two calls that share their generator."""
    return [function(A, keep, rng), function(A, keep, rng)]
