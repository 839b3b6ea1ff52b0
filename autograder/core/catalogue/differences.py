"""Further mistakes in numerical gradients and in the distance of two arrays."""

from autograder.core.mistakes import Mistake

_DIVISION = "Look at the line that divides."
_MEASURE = "Put a = [3, 4] and b = [3, −4] into your formula by hand."

ROWS = (
    Mistake(
        "step_too_often_in_divisor",
        "numerical_gradient_error",
        "The step seems to enter the divisor twice.",
        "What should happen to your result when eps is halved?",
        (_DIVISION, "A factor eps too many.", "The change of f is about slope times the distance: which distance?"),
        "Divides by eps squared.",
    ),
    Mistake(
        "another_difference",
        "numerical_gradient_error",
        "The slopes are good ones, from other points than the two that are asked.",
        "At which two points does this exercise want f, and how far apart are they?",
        (
            "Look at where f is called.",
            "A right derivative by another formula, or with another step.",
            "Mark the points at which you call f on a line, with x and eps.",
        ),
        "Five-point stencil, half step, or a step relative to the entry, each divided rightly.",
    ),
    Mistake(
        "slopes_all_zero",
        "numerical_gradient_error",
        "Both values of f seem to be taken at the same place, or the result is never assigned.",
        "Print both values for one entry: do they differ?",
        (
            "Look at what is moved up and what is moved down.",
            "Two names of one array, or an array that is not filled in.",
            "After up = x, what does up[0] += 1 do to x?",
        ),
        "Zero gradient: aliased up and down, or nothing stored.",
    ),
    Mistake(
        "slope_size_only",
        "numerical_gradient_error",
        "Slopes that fall seem to come out as rising ones of the same size.",
        "Can a slope be negative?",
        (_DIVISION, "A sign is lost.", "Measure the slope of f(x) = −x by hand."),
        "abs() around the difference.",
    ),
    Mistake(
        "default_step",
        "numerical_gradient_error",
        "The step that is used when none is given seems to be missing, too large or too small.",
        "Which default does the signature of the exercise give to eps?",
        ("Look at the first line of your function.", "A default value.", "Where does the valley of errors lie?"),
        "eps has no default, or one far from 1e-5.",
    ),
    Mistake(
        "step_drowned_in_rounding",
        "dtype_truncation",
        "In float32 a small step is lost in rounding.",
        "How many digits of f(x + eps) and f(x − eps) differ when there are only seven?",
        ("Look at the dtype of the array that you move.", "Too few digits.", "Halve the step in float32, and watch."),
        "Computes in float32 with a step of 1e-5.",
    ),
    Mistake(
        "divisor_of_another_kind",
        "numerical_gradient_error",
        "The two norms seem to be put together in another way than by adding them.",
        "What should come out for a = [1] and b = [−1]?",
        (_MEASURE, "Right numbers, combined otherwise.", "Read again what stands below the line."),
        "Root of the sum of squares, or the geometric mean, of the two norms.",
    ),
    Mistake(
        "norms_of_two_kinds",
        "numerical_gradient_error",
        "Above and below the line, the arrays seem to be measured in two ways.",
        "If all entries double, does your result stay the same?",
        (_MEASURE, "Two measures in one formula.", "Name the measure above the line, then the one below."),
        "Numerator squared, a maximum or a mean, denominator a norm, or the reverse.",
    ),
    Mistake(
        "arrays_added_up",
        "numerical_gradient_error",
        "The arrays seem to be added where their difference is meant.",
        "What does your measure say of two equal arrays?",
        (_MEASURE, "A sign.", "How far apart are two equal arrays?"),
        "norm(a + b) in the numerator.",
    ),
    Mistake(
        "similarity_for_distance",
        "numerical_gradient_error",
        "This looks like 1 minus the distance.",
        "What does your measure say of two equal arrays?",
        (_MEASURE, "The opposite question.", "Should equal arrays give 0 or 1 here?"),
        "1 − relative error.",
    ),
    Mistake(
        "norm_of_each_column",
        "broadcast_shape",
        "There seems to be one distance for each column, or row.",
        "How many numbers is the norm of a whole array?",
        (_MEASURE, "An axis that should not be there.", "Over which entries are the squares added?"),
        "norm(..., axis=...).",
    ),
    Mistake(
        "verdict_turned_round",
        "numerical_gradient_error",
        "Right layers are rejected and wrong ones accepted.",
        "For a layer that is right, is your comparison true or false?",
        ("Look at the last comparison.", "Its direction.", "Which layers have the small error?"),
        "> in place of <.",
    ),
    Mistake(
        "integers_truncated",
        "dtype_truncation",
        "With whole-number inputs the fractions are cut off.",
        "Which dtype does np.zeros_like give for an array of integers?",
        (
            "Look at how the result array is created.",
            "The result inherits an integer type.",
            "Print the dtype of each array for an integer input.",
        ),
        "Result array inherits an integer dtype.",
    ),
)
