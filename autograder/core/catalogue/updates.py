"""Further mistakes in cutting batches and in taking a step."""

from autograder.core.mistakes import Mistake

_CUT = "Write down your batches for N = 7 and a batch size of 3."
_STEP = "Look at the line that makes the new parameter."

ROWS = (
    Mistake(
        "order_not_from_rng",
        "data_pipeline",
        "The generator that was passed in does not seem to decide the order of the rows.",
        "Whose random numbers does your code draw?",
        (
            "Look at every call that draws random numbers.",
            "A generator that is passed in, and not used.",
            "What must happen to the order when only the seed changes?",
        ),
        "np.random, or a generator of the function's own, in place of rng.",
    ),
    Mistake(
        "smaller_batch_not_last",
        "data_pipeline",
        "The sizes are right but for their order: the smaller batch is not the last.",
        "Where do the rows that are left over go?",
        (_CUT, "Right parts in another order.", "Which batch may be smaller here?"),
        "Remainder first.",
    ),
    Mistake(
        "row_at_the_end_missing",
        "data_pipeline",
        "It is always the same row, at one end of the numbers.",
        "Which numbers do N rows have, from the first to the last?",
        (_CUT, "One number too few.", "Count the row numbers that you shuffle."),
        "permutation(N - 1), or arange(1, N).",
    ),
    Mistake(
        "batch_one_row_short",
        "data_pipeline",
        "Every batch seems to stop one row early.",
        "How many entries does a slice [0:3] have?",
        (_CUT, "The end of a slice.", "Does Python's slice include its end?"),
        "Slice end batch_size - 1.",
    ),
    Mistake(
        "batches_overlap",
        "data_pipeline",
        "The first row of a batch seems to be the last of the one before.",
        "How many entries does a slice [0:3] have?",
        (_CUT, "The end of a slice.", "Does Python's slice include its end?"),
        "Slice end one too far.",
    ),
    Mistake(
        "slice_end_not_moved",
        "data_pipeline",
        "Only the first batch seems to hold rows as asked: the others stop where it stopped.",
        "For the second batch, where does your slice begin, and where does it end?",
        (_CUT, "An end that stays where it was.", "Write start and end of each slice."),
        "rows[start:batch_size].",
    ),
    Mistake(
        "learning_rate_added",
        "sign_or_update_rule",
        "The learning rate seems to be added or subtracted, not multiplied.",
        "If the gradient is 0, does your parameter move?",
        (_STEP, "Another operation.", "In 'rate times gradient', which sign stands between the two?"),
        "w − lr − g, or w − (lr − g).",
    ),
    Mistake(
        "gradient_size_only",
        "sign_or_update_rule",
        "Every parameter seems to move down, whatever the sign of its gradient.",
        "If the gradient is negative, should the parameter grow or shrink?",
        (_STEP, "A sign is lost.", "Take a gradient of −1, and follow it to the new parameter."),
        "abs() of the gradient.",
    ),
    Mistake(
        "parameter_scaled_by_rate",
        "sign_or_update_rule",
        "The learning rate seems to multiply the parameter as well.",
        "With a gradient of zero, does your parameter stay where it is?",
        (_STEP, "A factor reaches too far.", "Look at where your parentheses close."),
        "lr * (w − g), or (1 − lr) * w − lr * g.",
    ),
    Mistake(
        "parameter_and_gradient_exchanged",
        "wrong_tensor",
        "Parameter and gradient seem to have changed places.",
        "With a learning rate near 0, which of the two should come back?",
        (_STEP, "Two arrays exchanged.", "Say in words which of the two is moved, and which says how far."),
        "g − lr * w.",
    ),
    Mistake(
        "gradient_averaged_again",
        "batch_average",
        "The gradient seems to be divided by a count, though it is a mean already.",
        "Which rows does len(…) of a weight's gradient count?",
        (_STEP, "A division too many.", "Where has the loss been averaged?"),
        "Divides by len(grad) or another size.",
    ),
    Mistake(
        "bias_not_updated",
        "bias_omitted_or_misplaced",
        "The bias is just where it started.",
        "Do all keys of the parameters take part in your step?",
        (_STEP, "Some parameters are left out.", "List the keys that your loop visits."),
        "Only the weights are updated.",
    ),
    Mistake(
        "bias_column_added",
        "bias_omitted_or_misplaced",
        "This belongs to X with a column of ones, for a bias that this model does not have.",
        "How many weights does the loss of this exercise have?",
        (
            "Look at the matrix whose curvature you take.",
            "A column too many.",
            "Write the loss, and count its unknowns.",
        ),
        "A column of ones appended to X.",
    ),
)
