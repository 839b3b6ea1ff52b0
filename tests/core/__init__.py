"""Tests of what decides: probes, comparisons, the walk, verdicts."""
