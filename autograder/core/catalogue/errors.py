"""Mistakes of the error at the output, where the gradient begins: brackets, labels, and another loss's error."""

from autograder.core.mistakes import Mistake

_OUTPUT = "Look at the first quantity of the backward pass, at the output."
_LABELS = "Look at the line where the labels come in."

ROWS = (
    Mistake(
        "error_brackets_missing",
        "loss_formula",
        "The factors in front and below seem to reach only one of the prediction and the target, for want of brackets.",
        "What is 2 * 3 − 1 / 4, and what was meant?",
        (_OUTPUT, "Brackets.", "Set the prediction equal to the target: what should be left?"),
        "2 * Y_hat - Y / N, or Y_hat - Y / N.",
    ),
    Mistake(
        "gradient_of_root",
        "loss_formula",
        "This looks like the gradient of the square root of the loss.",
        "Twice the errors: should each entry of the gradient double, or stay as it was?",
        (_OUTPUT, "The derivative of another loss.", "Write down the loss first: is there a root in it?"),
        "Gradient of the RMSE.",
    ),
    Mistake(
        "labels_added",
        "loss_formula",
        "The entry of the right class seems to have grown by the label, where it should shrink.",
        "Does a higher score of the right class raise the loss?",
        (_LABELS, "A sign is turned, of one term only.", "Add up one row of your result: what should it give?"),
        "P + Y instead of P - Y.",
    ),
    Mistake(
        "label_numbers_subtracted",
        "broadcast_shape",
        "The number of the class itself seems to be subtracted from every entry, as if 3 were more than 2.",
        "In the row of class 2 of four classes, which entries should change, and by how much?",
        (_LABELS, "A class number where a mark in one column is meant.",
         "Write the target of a row of class 2 as probabilities of the four classes."),
        "P - y[:, None] instead of P minus the one-hot labels.",
    ),
    Mistake(
        "rows_picked_by_labels",
        "wrong_tensor",
        "The labels seem to pick whole rows, where each row has one entry to change.",
        "For y = [2, 0], which two entries of P should change?",
        (_LABELS, "A column number in the place of a row number.", "Which axis of P counts the classes?"),
        "P[y] -= 1: class numbers as row indices.",
    ),
    Mistake(
        "probability_of_true_class_only",
        "broadcast_shape",
        "Only the one number that was picked of each row seems to have been kept.",
        "Which shape does Z have, and which shape has your result?",
        (_LABELS, "A part where the whole is meant.", "A push of a wrong class's score moves the loss: where is it?"),
        "dZ = P[range(N), y] - 1 instead of changing P in place.",
    ),
    Mistake(
        "gradient_of_cross_entropy",
        "loss_formula",
        "This looks like the gradient of a cross-entropy of yes-or-no answers.",
        "What does your formula give for a prediction of exactly 1, and what should a square give?",
        (_OUTPUT, "The derivative of another loss.", "Write down the loss first, then differentiate that."),
        "(Y_hat - Y) / (Y_hat (1 - Y_hat)).",
    ),
    Mistake(
        "largest_over_columns",
        "softmax_numerics",
        "The number taken off the scores seems to be the largest of a column, another one for each entry of a row.",
        "What may be taken off the scores of one row without a change of its probabilities?",
        ("Look at the axis of the maximum.", "Right idea along the wrong axis.",
         "Write e^(z − m) / Σ e^(z − m): which m may stand in all terms of the sum?"),
        "Z - Z.max(axis=0) inside the softmax.",
    ),
    Mistake(
        "prediction_missing",
        "loss_formula",
        "The prediction does not seem to enter.",
        "If the prediction is already right, what should its gradient be?",
        (_OUTPUT, "A term is absent.", "Differentiate (p − y)² with respect to p and keep both terms."),
        "-2 Y / size.",
    ),
    Mistake(
        "probabilities_missing",
        "loss_formula",
        "Only the labels are left: the probabilities do not enter.",
        "Does a wrong class get any push from the loss?",
        (_OUTPUT, "A term is absent.", "Differentiate −z_y + log Σ exp(z): what does the second term give?"),
        "Only the one-hot labels.",
    ),
    Mistake(
        "true_entry_replaced",
        "loss_formula",
        "The entry of the right class seems to have been replaced by a number, where one was to be taken off.",
        "If the right class has probability 1 already, what should be left in its entry?",
        (_LABELS, "An assignment where a subtraction is meant.", "What does = do to a number, and what does -= do?"),
        "P[range(N), y] = -1.",
    ),
    Mistake(
        "true_entry_turned",
        "loss_formula",
        "The entry of the right class has the right size and the wrong sign.",
        "Does a higher score of the right class raise the loss?",
        (_LABELS, "A sign is turned, in one entry of each row.", "Add up one row of your result: what should it give?"),
        "1 - P in the entry of the right class.",
    ),
)  # fmt: skip
