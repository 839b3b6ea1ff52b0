"""Mistakes that multiply a right result by a number: a mean, a sign, a two."""

from autograder.core.mistakes import Mistake

ROWS = (
    Mistake(
        "batch_mean_missing",
        "batch_average",
        "That looks like a sum over the batch where the loss takes a mean.",
        "What happens to your result if the same rows appear twice in the batch?",
        (
            "Look at the first quantity of the backward pass, at the output.",
            "The direction is right; the size grows with the number of rows.",
            "Write the loss of the whole batch as one formula and differentiate that, not the loss of one row.",
        ),
        "Omits the division by the batch size N.",
    ),
    Mistake(
        "batch_mean_twice",
        "batch_average",
        "That looks like a division by the number of rows once too often.",
        "Where in your code does the batch size enter, and where in the loss?",
        (
            "Find every place that divides by the number of rows or takes a mean.",
            "The direction is right; the size shrinks as the batch grows.",
            "Count how often 1/N stands in the loss, then follow it through each product below.",
        ),
        "Divides by the batch size N twice, or takes a mean of something already averaged.",
    ),
    Mistake(
        "output_mean_missing",
        "batch_average",
        "That looks like a mean over the rows only, where this loss is a mean over every entry.",
        "How many numbers does the loss average over?",
        (
            "Look at the first quantity of the backward pass, at the output.",
            "The direction is right; the size grows with the number of output columns.",
            "Write the mean squared error as a double sum over rows and columns, with its divisor in front.",
        ),
        "Divides by N instead of N * d_out.",
    ),
    Mistake(
        "output_mean_extra",
        "batch_average",
        "That looks like a division by the number of output columns too many.",
        "How many terms does this loss add up before it takes its mean?",
        (
            "Look at where the loss, or its gradient, is divided by a count.",
            "The direction is right; the size shrinks with the number of columns.",
            "Write out the loss for two rows and two columns and count the terms.",
        ),
        "Divides by d_out as well (np.mean over all entries) where only the rows are averaged.",
    ),
    Mistake(
        "mean_missing",
        "batch_average",
        "That looks like a sum over all entries where the loss takes their mean.",
        "What would doubling the batch do to your result, and what to the loss?",
        (
            "Look at the first quantity of the backward pass, at the output.",
            "The direction is right; the size grows with rows and columns alike.",
            "Write the loss with its divisor, then differentiate with respect to one entry.",
        ),
        "Omits the division by N * d_out.",
    ),
    Mistake(
        "mean_twice",
        "batch_average",
        "That looks like a mean taken of something that was a mean already.",
        "How often does the number of entries divide the loss?",
        (
            "Find every mean and every division by a size.",
            "The direction is right; the size shrinks with rows and columns alike.",
            "Follow the one divisor of the loss through your code, from the output down.",
        ),
        "Divides by N * d_out twice.",
    ),
    Mistake(
        "mean_over_wrong_count",
        "batch_average",
        "That looks like a mean with another count as its divisor.",
        "Which axis of the array are you counting, and which one holds the examples?",
        (
            "Look at the number you divide by.",
            "The direction is right; the divisor is a size of another axis.",
            "In this course the batch comes first: what is X.shape[0], and what is X.shape[1]?",
        ),
        "Divides by a size other than the batch's, such as the number of features.",
    ),
    Mistake(
        "sign_reversed",
        "sign_or_update_rule",
        "A sign is turned somewhere: this points uphill where the gradient points downhill, or the reverse.",
        "With prediction 2 and target 1, does raising the prediction raise the loss?",
        (
            "Look at the first quantity of the backward pass, at the output.",
            "Right size, opposite direction.",
            "Take one prediction above its target and decide by hand whether the derivative is positive.",
        ),
        "Sign of the gradient reversed, usually target minus prediction.",
    ),
    Mistake(
        "factor_two_missing",
        "constant_factor",
        "The 2 that comes from differentiating a square may have been left out.",
        "What is the derivative of (p − y)² with respect to p?",
        (
            "Look at the derivative of the loss itself.",
            "The direction is right; the size is half.",
            "Differentiate the loss exactly as this course writes it: there is no ½ in front.",
        ),
        "Factor 2 of the squared error missing (as if the loss had a ½).",
    ),
    Mistake(
        "factor_two_extra",
        "constant_factor",
        "A factor 2 seems to have come in once too often.",
        "Which term of the loss would give this 2?",
        (
            "Look for a 2 in your code, or for a term that is added twice.",
            "The direction is right; the size is double.",
            "Differentiate the loss with respect to one entry and count its factors.",
        ),
        "Factor 2 too many.",
    ),
    Mistake(
        "constant_scale",
        "constant_factor",
        "The direction is right, so some constant factor is too many or missing.",
        "Which constants stand in your formula, and where does each come from?",
        (
            "Look for numbers written into the code.",
            "Everything is right but for one constant factor.",
            "Differentiate once more and carry every constant along.",
        ),
        "Right up to a constant factor that is the same at every size.",
    ),
    Mistake(
        "bias_averaged",
        "bias_reduction",
        "That looks like a mean over the batch where one bias serves every row.",
        "If a bias moves by a little, how many rows move with it?",
        (
            "Look at one bias gradient only; the quantity above it is right.",
            "The rows are combined otherwise than in the loss: the mean is already in the upstream gradient.",
            "One bias is used by all rows: add up its effects.",
        ),
        "Bias gradient averaged over the batch although 1/N is already in dZ.",
    ),
    Mistake(
        "weights_averaged",
        "batch_average",
        "That looks like a second division by the batch size, in the weights only.",
        "Is the 1/N not in the upstream gradient already?",
        (
            "Look at one weight gradient only; the quantity above it is right.",
            "The direction is right; the size shrinks as the batch grows.",
            "Follow the one 1/N of the loss: which quantity carries it first?",
        ),
        "Weight gradient divided by N although 1/N is already in dZ.",
    ),
)
