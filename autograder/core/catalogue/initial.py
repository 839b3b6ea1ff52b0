"""Mistakes in the weights and biases that a network starts with."""

from autograder.core.mistakes import Mistake

ROWS = (
    Mistake(
        "weights_laid_out_transposed",
        "transpose_orientation",
        "Rows and columns of the weights seem to have changed places.",
        "With X @ W, which axis of W meets the inputs?",
        (
            "Look at the shape that the random numbers are drawn in.",
            "Right sizes, wrong order.",
            "Write the shapes of X, W and Z = X @ W under each other.",
        ),
        "Weights made in shape (d_out, d_in).",
    ),
    Mistake(
        "weights_start_at_zero",
        "initialisation",
        "All weights start at zero.",
        "If two hidden units start equal, what can ever make them differ?",
        (
            "Look at the values the weights start with.",
            "No difference between units.",
            "Follow two equal units one step.",
        ),
        "Weights initialised to zero.",
    ),
    Mistake(
        "weights_start_equal",
        "initialisation",
        "Several units start with the same weights.",
        "If two hidden units start equal, what can ever make them differ?",
        (
            "Look at the values the weights start with.",
            "No difference between units.",
            "Follow two equal units one step.",
        ),
        "Equal columns at the start.",
    ),
    Mistake(
        "weights_start_at_wrong_scale",
        "initialisation",
        "The spread of the starting weights is not the one asked for.",
        "With 100 inputs of size 1, how large is their weighted sum?",
        ("Look at the factor in front of the random numbers.", "Right shape, wrong size.", "Add up the variances."),
        "Scale of the initial weights differs from 1/sqrt(fan-in).",
    ),
    Mistake(
        "generator_ignored",
        "initialisation",
        "The generator that was passed in does not decide the numbers.",
        "Whose random numbers does your code draw?",
        (
            "Look at where the random numbers come from.",
            "Another source of randomness.",
            "Which methods does the argument `rng` have?",
        ),
        "Uses global randomness or a fixed seed instead of rng.",
    ),
    Mistake(
        "uniform_for_normal",
        "initialisation",
        "The starting weights are not centred on zero.",
        "How many of your weights are negative?",
        ("Look at how the numbers are drawn.", "Another distribution.", "What is the mean of rng.random()?"),
        "Weights drawn from [0, 1).",
    ),
    Mistake(
        "biases_not_zero",
        "initialisation",
        "The biases do not start at zero.",
        "Which symmetry would a zero bias leave unbroken, if the weights differ?",
        ("Look at how the biases are made.", "Other starting values.", "Read what the docstring asks for b."),
        "Biases not zero at the start.",
    ),
)
