"""Mistakes in what a softmax and a cross-entropy make of scores and labels."""

from autograder.core.mistakes import Mistake

_ROW = "Work out the scores 0, 1 and 3 by hand, and set your values beside them."
_PRICE = "Work out the price of one row with the scores 0 and 1, for each of its two labels."

ROWS = (
    Mistake(
        "shift_differs_within_a_row",
        "softmax_numerics",
        "The classes of one row seem to be moved by different numbers, such as the largest of each column.",
        "Which numbers may be taken away from a row without a change of its probabilities?",
        (_ROW, "Right step along the wrong axis.", "What must be the same for all classes of a row?"),
        "Z - Z.max(axis=0): one number a class, not one a row.",
    ),
    Mistake(
        "scores_divided_by_largest",
        "softmax_numerics",
        "The scores seem to be divided by the largest one.",
        "The ratio of two probabilities is exp of what, of their two scores?",
        (_ROW, "Another operation.", "Which change of all scores of a row leaves their differences alone?"),
        "exp(Z / Z.max()) in place of exp(Z - Z.max()).",
    ),
    Mistake(
        "shift_in_one_term",
        "loss_formula",
        "The largest score of the row seems to be taken out of one of the two terms only.",
        "If every score of a row grows by 1, should the loss change?",
        (_PRICE, "Two terms that do not belong together.", "Move all scores by m: what becomes of each of the terms?"),
        "log sum exp(Z - m) - Z[y], or the reverse: m is not given back.",
    ),
    Mistake(
        "mean_before_log",
        "loss_formula",
        "The mean seems to be taken before the logarithm.",
        "With probabilities 1 and 1/4 for two right classes, what is the mean of the two prices?",
        (_PRICE, "Right parts, wrong order.", "What is averaged: probabilities or prices?"),
        "-log(mean p) in place of -mean(log p).",
    ),
    Mistake(
        "highest_class_for_label",
        "wrong_tensor",
        "The class with the highest score seems to be priced, whatever the label.",
        "Should the loss change when the label changes?",
        (_PRICE, "Another entry of each row.", "Which class is right: the one with the highest score?"),
        "Uses the row's maximum instead of the labelled class.",
    ),
    Mistake(
        "every_class_counted",
        "loss_formula",
        "Every class of a row seems to be priced, whatever the label.",
        "Of the K probabilities of a row, how many enter its loss?",
        (_PRICE, "Entries that should not count.", "Where in your formula does the label enter?"),
        "Sums or averages log p over all classes.",
    ),
    Mistake(
        "labels_multiplied_in",
        "loss_formula",
        "The class numbers seem to be multiplied in, as if they were amounts.",
        "What would a row of class 0 contribute?",
        (_PRICE, "A number used as a factor that is meant as a place.", "What does a label say about a row?"),
        "y * log p with integer labels; the formula is for one-hot rows.",
    ),
    Mistake(
        "scores_taken_as_probabilities",
        "wrong_tensor",
        "The scores seem to go into the logarithm as they are, as if they were probabilities.",
        "What does a row of your numbers add up to before the logarithm?",
        (_PRICE, "A step is absent.", "Which function makes probabilities of scores?"),
        "-log(Z[y]): nan for a negative score.",
    ),
    Mistake(
        "winner_takes_all",
        "softmax_numerics",
        "The highest score of a row gets all of the probability.",
        "What should two equal scores get, and two that differ by little?",
        (_ROW, "A choice in the place of shares.", "How much more than score 0 does score 1 get?"),
        "A one-hot row of the argmax.",
    ),
    Mistake(
        "largest_error_only",
        "loss_formula",
        "Only the largest error seems to count.",
        "Should the loss change when another error shrinks?",
        ("Look at how many numbers become one.", "Another summary.", "Read the name letter by letter."),
        "max in place of mean.",
    ),
    Mistake(
        "square_of_one_term",
        "loss_formula",
        "Only one of prediction and target seems to be squared, for want of brackets.",
        "What is the loss of a prediction of 2 for a target of 2?",
        ("Look at what the square belongs to.", "Brackets.", "Which is done first in 3 - 1 ** 2?"),
        "Y_hat - Y ** 2.",
    ),
)
