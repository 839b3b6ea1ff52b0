"""Tests of the course and its autograder, in the same arrangement as what they test."""
