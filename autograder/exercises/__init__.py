"""The exercises of the course, one module a chapter: which functions, on which probes, with which mistakes."""

from __future__ import annotations

from functools import cache

from autograder.core.exercise import Chapter, Exercise
from autograder.exercises import (
    backprop,
    capstone,
    forward,
    gradient_checking,
    gradient_descent,
    graphs,
    neuron,
    overfitting,
    regularisation,
    tensorflow,
)

CHAPTERS: tuple[Chapter, ...] = (
    neuron.CHAPTER,
    forward.CHAPTER,
    gradient_checking.CHAPTER,
    graphs.CHAPTER,
    backprop.CHAPTER,
    gradient_descent.CHAPTER,
    overfitting.CHAPTER,
    regularisation.CHAPTER,
    tensorflow.CHAPTER,
    capstone.CHAPTER,
)


@cache
def _exercises() -> dict[str, Exercise]:
    return {exercise.name: exercise for chapter in CHAPTERS for exercise in chapter.exercises}


def by_name(name: str) -> Exercise:
    """Returns the exercise of a function's name. Raises KeyError when there is none."""
    return _exercises()[name]


def by_chapter(key: str) -> Chapter:
    """Returns a chapter by its key, number or stem: "backprop", "05" or "05_backprop". Raises KeyError."""
    for chapter in CHAPTERS:
        if key in (chapter.key, chapter.number, chapter.stem):
            return chapter
    raise KeyError(key)
