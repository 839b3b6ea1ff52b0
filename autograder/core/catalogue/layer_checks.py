"""Mistakes of a function that judges layers. They show in which layers it accepts and which it rejects."""

from autograder.core.mistakes import Mistake

_COMPARISON = "Look at the line that compares the two gradients."
_WEIGHTS = "Look at the number whose slope you measure."

ROWS = (
    Mistake(
        "verdict_always_the_same",
        "numerical_gradient_error",
        "So the verdict does not depend on the layer.",
        "Which line of yours would make it different for another backward?",
        (_COMPARISON, "Its outcome never changes.", "Print what it compares, for one right and one wrong layer."),
        "Returns True, or False, whatever the layer.",
    ),
    Mistake(
        "number_for_verdict",
        "numerical_gradient_error",
        "A verdict is one answer, yes or no.",
        "From which relative error on would you call a layer wrong?",
        (
            "Look at the return line.",
            "A measure where a decision is meant.",
            "What should `if check_layer(…):` do with your result?",
        ),
        "Returns the error, or an array of comparisons, instead of True or False.",
    ),
    Mistake(
        "ones_for_upstream",
        "upstream_gradient_dropped",
        "These are the verdicts of a check that sends ones down in place of dZ.",
        "Which wrong layers would be right if every entry of dZ were 1?",
        (
            "Look at where dZ enters.",
            "An argument that does not take part.",
            "A layer can drop a factor that is 1: with which dZ does that show?",
        ),
        "Uses ones in place of dZ, or sums forward(x) and calls backward with ones.",
    ),
    Mistake(
        "upstream_missing_in_numerical",
        "upstream_gradient_dropped",
        "These are the verdicts of a check whose two sides measure different things: dZ enters only one of them.",
        "Of which single number is backward(dZ, x) the gradient?",
        (_WEIGHTS, "A factor is absent on one side.", "Differentiate sum(dZ * Z) with respect to one entry of Z."),
        "Numerical gradient of sum(forward(x)) compared with backward(dZ, x).",
    ),
    Mistake(
        "tolerance_too_loose",
        "numerical_gradient_error",
        "It seems to let through what is only nearly right.",
        "How small is the relative error of a right layer, and of one that is 1 % off?",
        (
            "Look at the number that the error is compared with.",
            "A limit too generous.",
            "Print the relative error of each layer: where is the gap?",
        ),
        "Tolerance so large that errors of one or a few per cent pass.",
    ),
    Mistake(
        "tolerance_too_strict",
        "numerical_gradient_error",
        "It seems to ask for more digits than a numerical gradient has.",
        "How small is the relative error of a layer that you know to be right?",
        (
            _COMPARISON,
            "A limit too narrow, or a test for equality.",
            "Subtracting two nearly equal values costs digits: how many are left at eps = 1e-5?",
        ),
        "Exact comparison, or a tolerance below the rounding of a central difference.",
    ),
    Mistake(
        "tolerance_not_relative",
        "numerical_gradient_error",
        "The limit seems to be the same for large and for small gradients.",
        "Is 0.001 a large error for a gradient of 10⁷, and for one of 10⁻⁶?",
        (_COMPARISON, "A distance that is not set in relation to anything.", "Which of your functions does that?"),
        "Absolute tolerance: rejects large right gradients, or accepts small wrong ones.",
    ),
    Mistake(
        "norms_compared",
        "numerical_gradient_error",
        "Gradients of the same length seem to be accepted, wherever they point.",
        "How far apart are [1, 0] and [0, 1]?",
        (_COMPARISON, "Sizes where the arrays themselves are meant.", "Subtract first, or take the norm first?"),
        "Compares norms.",
    ),
    Mistake(
        "directions_compared",
        "numerical_gradient_error",
        "Gradients of the same direction seem to be accepted, however long they are.",
        "Would you notice a factor 2 that is missing?",
        (_COMPARISON, "The direction alone.", "Compare a gradient with twice itself: what does your measure say?"),
        "Compares directions (cosine), so scale errors pass.",
    ),
    Mistake(
        "one_entry_compared",
        "numerical_gradient_error",
        "A single entry seems to decide.",
        "Which entries of dx take part in your comparison?",
        (_COMPARISON, "One entry stands for all.", "Spoil another entry than the one you look at: what happens?"),
        "Only the first or the last entry is compared.",
    ),
    Mistake(
        "any_entry_suffices",
        "numerical_gradient_error",
        "One entry that agrees seems to be enough.",
        "How many entries of a right gradient are allowed to be wrong?",
        (_COMPARISON, "Any where all is meant.", "Put into words what must hold, and for which entries."),
        "np.any of the comparisons instead of np.all.",
    ),
    Mistake(
        "differences_cancel",
        "numerical_gradient_error",
        "Differences seem to keep their signs, so that those of one sign go unnoticed or make up for others.",
        "What does your measure say of the differences +1 and −1?",
        (_COMPARISON, "A sign is kept where only the size matters.", "Try it on a = [1, 2] and b = [2, 1]."),
        "Sums signed differences, or takes their maximum without an absolute value.",
    ),
    Mistake(
        "shape_not_compared",
        "broadcast_shape",
        "A dx in another shape seems to slip through.",
        "What does numpy make of a (4, 1) array minus a (4, 3) array?",
        (_COMPARISON, "Right numbers, wrong shape.", "What must be the same about dx and x before any number is?"),
        "Broadcasting hides a dx of another shape.",
    ),
    Mistake(
        "step_too_large",
        "numerical_gradient_error",
        "The steps seem to be so large that a bend, or the kink of a ReLU, lies within them.",
        "Which way does x move, and across what, for an entry of 0.0015?",
        (
            "Look at the step of the numerical gradient.",
            "Right formula, measured too coarsely.",
            "How does the error of a central difference grow with eps?",
        ),
        "eps of 0.01 or more: curvature and kinks spoil the numerical gradient.",
    ),
)
