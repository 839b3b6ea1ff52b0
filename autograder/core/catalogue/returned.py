"""Mistakes in what is handed back: exchanged, left out, or averaged away."""

from autograder.core.mistakes import Mistake

ROWS = (
    Mistake(
        "entries_averaged_away",
        "batch_average",
        "The mean seems to be taken over the gradient, so that rows or entries are lost.",
        "How does the loss change when one single prediction does?",
        ("Compare the shape of your result with that of the argument.", "A mean over the gradient, not in the loss.",
         "The loss is a mean: which number does that put in front of each entry's slope?"),
        "2 * mean(Y_hat − Y): the mean of the gradient's entries.",
    ),
    Mistake(
        "results_exchanged",
        "wrong_tensor",
        "The numbers are right; two of the results have changed places.",
        "In which order does the docstring ask for them?",
        ("Look at the `return` line.", "Right results in another order.",
         "Does each name on the left hold what the docstring calls so?"),
        "Two returned values swapped.",
    ),
    Mistake(
        "biases_left_out",
        "bias_omitted_or_misplaced",
        "What you return has the weights and none of the biases.",
        "Which keys has the dict that you were given?",
        ("Print the keys of your result.", "A part is not there.", "Does your loop pass over some keys?"),
        "Only the keys W1, W2, … in the result.",
    ),
    Mistake(
        "result_transposed",
        "transpose_orientation",
        "The numbers are right; rows and columns have changed places.",
        "Which axis of what you were given counts the examples?",
        ("Look at the last line.", "Right numbers, turned.", "Write the promised shape beside yours."),
        "The right array, transposed.",
    ),
    Mistake(
        "result_flattened",
        "broadcast_shape",
        "The numbers are right; the axes have been lost.",
        "Which shape does the next line of a network expect?",
        ("Look at the last line.", "Right numbers in one row.", "Write the promised shape beside yours."),
        "The right array, raveled.",
    ),
    Mistake(
        "updated_parameters_returned",
        "sign_or_update_rule",
        "These look like parameters after a step, and not like gradients.",
        "At the bottom of the loss every gradient is 0: what does your function return there?",
        ("Look at the `return` line, and at what was done to the gradients before it.",
         "A step where a slope is meant.",
         "Which function of this course takes gradients and a learning rate, and what is left for this one?"),
        "params - lr * grads.",
    ),
    Mistake(
        "rounded_too_early",
        "dtype_truncation",
        "It looks right but for its last digits, which have been rounded away.",
        "Who reads this number next: a person, or another line of code?",
        ("Look for a call of round.", "Right numbers, with fewer digits.", "When does a program round?"),
        "round(…, 4) or the like inside the function.",
    ),
    Mistake(
        "list_for_dict",
        "broadcast_shape",
        "The numbers may be right; a dict is asked, in which each has its name.",
        "By which name would the next line of a training loop ask for the gradient of W2?",
        ("Look at the `return` line.", "A wrapping without names.", "What do {'W1': a} and [a] have in common?"),
        "A list or tuple of arrays where a dict is asked.",
    ),
)  # fmt: skip
