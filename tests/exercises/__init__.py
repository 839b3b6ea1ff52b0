"""Tests of the exercises: right code passes, wrong code fails, mistakes are called by their names."""
