"""What an exercise is: the steps of its computation with their right and wrong rules, and the cases it is tried on.

A *step* is one quantity on the way to the answer, such as dZ2 or dW2. Its rules take the case (the inputs) and the
values of earlier steps and return an array. One rule is right; each of the others is the work of one mistake.
A step is *observed* when the learner's function returns it, else *latent*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np

from autograder.core.own_loss import OwnLoss
from autograder.core.submission import Request

Rule = Callable[["Case", Mapping[str, np.ndarray]], np.ndarray]
RIGHT = "right"
NAMELESS = "nameless"  # a rule that unlike mistakes follow alike: it explains the numbers and is never named


@cache
def mistakes_of_rule(key: str) -> tuple[str, ...]:
    """Returns the mistakes that a wrong rule makes, none for one that unlike mistakes follow alike.

    key : "name", "name@setting" where one mistake has several settings, or "one+other" for two in a single number
    """
    names = key.partition("@")[0].split("+")
    return () if names == [NAMELESS] else tuple(names)


@dataclass(frozen=True)
class Case:
    """One set of inputs a function is tried on.

    request : the call to make
    given : the inputs by the symbols that rules use; read as attributes
    sizes : the numbers that named scales are made of: N, d_in, d_out, …
    """

    request: Request
    given: Mapping[str, object]
    sizes: Mapping[str, float]

    def __getattr__(self, symbol: str):
        try:
            return self.__dict__["given"][symbol]
        except KeyError:
            raise AttributeError(symbol) from None


@dataclass(frozen=True)
class Step:
    """One quantity on the way to the answer.

    name : what the learner calls it, such as "dW2"
    title : how a verdict card calls it
    right : its rule
    wrong : by mistake name, the rule that makes that mistake
    uses : the earlier steps that the rules read
    latent : True when the function does not return it
    scalable : whether a result off by a constant factor is looked for
    scales : by scale name, the mistakes it means here, where they differ from `scales.SCALES`
    blind : mistakes whose result says nothing about the steps it uses
    reads : by mistake, the steps its rule reads where they are not those that the right rule uses
    families : by mistake, its family at this step, where it is not that of its row
    aside : mistakes in what is returned only: the function itself goes on with the right value
    listed : True when a list is asked for, which needs no remark
    free : True for what comes of handing an argument back; it has points only beside another right step
    empties : mistakes that leave nothing to be shown by what is computed from this step
    """

    name: str
    title: str
    right: Rule
    wrong: Mapping[str, Rule] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    latent: bool = False
    scalable: bool = True
    scales: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blind: tuple[str, ...] = ("never_filled_in",)
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    listed: bool = False
    free: bool = False
    empties: tuple[str, ...] = ()
    points: float = 1

    def rule(self, name: str) -> Rule:
        """Returns the right rule or that of a mistake."""
        return self.right if name == RIGHT else self.wrong[name]

    def read_by(self, name: str) -> tuple[str, ...]:
        """Returns the steps that the rule of this name depends on."""
        return () if name in self.blind else self.reads.get(name, self.uses)

    def rules(self) -> list[tuple[str, Rule]]:
        """Returns all rules, the right one first."""
        return [(RIGHT, self.right), *self.wrong.items()]


def right_values(steps: Sequence[Step], case: Case) -> dict[str, np.ndarray]:
    """Returns what the right rules give for every observed step."""
    values: dict[str, np.ndarray] = {}
    for step in steps:
        values[step.name] = np.asarray(step.right(case, values))
    return {step.name: values[step.name] for step in steps if not step.latent}


@dataclass(frozen=True)
class Misreading:
    """One way to start from other inputs than those given, tried when no wrong step explains an answer.

    name : its mistake in the catalogue
    where : the quantity that is another one
    case : from a case to the one that such a function works on
    answer : from a case and what was returned to what such a function had before it returned
    """

    name: str
    where: str
    case: Callable[[Case], Case] = lambda case: case
    answer: Callable[[Case, dict], dict] = lambda case, answer: answer


@dataclass(frozen=True)
class Variant:
    """One setting in which a function is tried, such as one kind of activation or one depth of network.

    draw : makes a case from a generator and the sizes asked for
    sizes : one mapping a case that is judged; pairwise distinct numbers, so that no mistake hides
    squares : sizes for a function that crashes on distinct ones, such as one with a transpose too many:
        groups of two cases, from the one that tells most apart to the one in which every product fits
    oracle : the right value of each observed step, from a trusted source other than the steps; None means the steps
    misreadings : other inputs that the function may have read
    """

    name: str
    steps: tuple[Step, ...]
    draw: Callable[[np.random.Generator, Mapping], Case]
    sizes: tuple[Mapping, ...]
    squares: tuple[tuple[Mapping, ...], ...] = ()
    oracle: Callable[[Case], Mapping[str, np.ndarray]] | None = None
    seed: int = 0
    misreadings: tuple[Misreading, ...] = ()

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases that are judged."""
        return self._draw(self.sizes, 0)

    @cached_property
    def fresh_cases(self) -> tuple[Case, ...]:
        """Cases of other numbers, on which a named mistake must reproduce the learner's results."""
        return self._draw(self.sizes, 1000)

    @cached_property
    def square_cases(self) -> tuple[tuple[Case, ...], ...]:
        """The groups of cases with equal sizes."""
        return tuple(self._draw(sizes, 2000 + number) for number, sizes in enumerate(self.squares))

    @cached_property
    def expected(self) -> tuple[Mapping[str, np.ndarray], ...]:
        """The right value of every observed step, one mapping a judged case."""
        return tuple(self.expect(case) for case in self.cases)

    def expect(self, case: Case) -> Mapping[str, np.ndarray]:
        """Returns the right value of every observed step of one case."""
        return self.oracle(case) if self.oracle is not None else right_values(self.steps, case)

    @property
    def observed(self) -> tuple[Step, ...]:
        """The steps that the function returns."""
        return tuple(step for step in self.steps if not step.latent)

    def _draw(self, sizes, offset) -> tuple[Case, ...]:
        return tuple(
            self.draw(np.random.default_rng([self.seed, offset, number]), size) for number, size in enumerate(sizes)
        )


@dataclass(frozen=True)
class Exercise:
    """One function that a learner writes.

    name : the function's name, by which its check is found
    chapter : the module of `solutions` that holds the worked answer
    arguments : the names of its arguments; "rng=" is one that is passed by its name
    returns : how the returned object splits into observed steps (see `autograder.core.returns`)
    gates : further checks: extremes, purity, … (see `autograder.core.checks`)
    shares : by variant name, what the variant's steps are worth together
    loss : the loss that a gradient belongs to, where the learner's notebook may hold one of their own
    implied : mistakes that are not named beside another one, which says as much: what is left out -> what stays,
        or several names with spaces between them
    together : mistakes that are one when they are made together, and the name of that one
    needs : modules that a right function imports, and that not every place has, such as TensorFlow
    repeats : whether the same arguments must give the same result; not where any of several results will do, or where
        a gate sees to it
    patience : how many times as long as usual a call may take while marking
    """

    name: str
    chapter: str
    title: str
    arguments: tuple[str, ...]
    variants: tuple[Variant, ...]
    returns: object
    gates: tuple = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    loss: OwnLoss | None = None
    implied: Mapping[str, str] = field(default_factory=dict)
    together: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    repeats: bool = True
    patience: int = 1
    version: int = 1

    @cached_property
    def points(self) -> float:
        """The most this exercise can give."""
        return sum(self.share(variant) for variant in self.variants) + sum(gate.points for gate in self.gates)

    @cached_property
    def places_apart(self) -> bool:
        """Whether each variant has steps of its own, so that one mistake may be made in several of them."""
        names = [step.name for variant in self.variants for step in variant.steps]
        return len(set(names)) == len(names)

    def share(self, variant: Variant) -> float:
        """Returns what one variant is worth: its steps' points unless a share is set."""
        return self.shares.get(variant.name, sum(step.points for step in variant.steps))


@dataclass(frozen=True)
class Chapter:
    """The exercises of one chapter, in the order of the page."""

    key: str
    number: str
    title: str
    exercises: tuple[Exercise, ...]

    @property
    def stem(self) -> str:
        """The file name of its notebooks, without the ending."""
        return f"{self.number}_{self.key}"

    @property
    def points(self) -> float:
        """The most this chapter can give."""
        return sum(exercise.points for exercise in self.exercises)
