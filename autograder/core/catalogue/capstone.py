"""Mistakes in judging a trained network, and in comparing two sets of gradients."""

from autograder.core.mistakes import Mistake

_RETURN = "Look at the number that you return beside the parameters."
_WORST = "Look at how one number is made of many tensors."
_SIZE = "Look at what the difference is divided by."

ROWS = (
    Mistake(
        "pixels_on_another_scale",
        "data_pipeline",
        "It reads well when the pixels are given on another scale than the one agreed on.",
        "Which numbers went into your first layer in training, and which will arrive there?",
        (
            "Look at what is done to X before training.",
            "Right network, for other inputs.",
            "A layer can do the scaling itself: what would W1 and b1 have to be?",
        ),
        "Trained on raw, centred or standardised pixels; the forward pass of the protocol gets X from 0 to 1.",
    ),
    Mistake(
        "labels_shifted",
        "data_pipeline",
        "Nearly every digit is read as its neighbour, as when classes are counted from 1.",
        "Which column of the output belongs to the digit 0?",
        ("Look at what is done to y.", "Right network, other names for the classes.", "Print y and a prediction."),
        "Labels off by one.",
    ),
    Mistake(
        "percent_for_share",
        "constant_factor",
        "That looks like per cent, where a share between 0 and 1 is asked.",
        "Which number is `all of them`?",
        (_RETURN, "A factor 100.", "Read what the docstring asks for."),
        "Accuracy in per cent.",
    ),
    Mistake(
        "count_for_share",
        "batch_average",
        "That looks like how many are right, not which share of them.",
        "What would your number be for twice as many pictures of the same kind?",
        (_RETURN, "A division is absent.", "Sum, or mean?"),
        "Number of right answers.",
    ),
    Mistake(
        "errors_for_accuracy",
        "loss_formula",
        "That looks like the share that is read wrongly.",
        "Should your number rise or fall as the network learns?",
        (_RETURN, "The other of two shares.", "Count what is right in a list of three."),
        "Error rate instead of accuracy.",
    ),
    Mistake(
        "accuracy_of_training_rows",
        "data_pipeline",
        "Rows that the network was trained on seem to be counted.",
        "What does a network that has learned its rows by heart score on them?",
        (_RETURN, "Right measure, wrong rows.", "Which rows has the network never seen?"),
        "Accuracy measured on training rows, or on all.",
    ),
    Mistake(
        "divided_by_ours",
        "wrong_tensor",
        "The size of your own gradients seems to enter the divisor.",
        "If ours were all zero, or huge, what would your measure say?",
        (_SIZE, "A witness and the one who is judged.", "Which of the two is trusted here?"),
        "Divides by |ours|, or by a combination of both.",
    ),
    Mistake(
        "one_size_for_all_tensors",
        "wrong_tensor",
        "One size seems to serve all tensors, so that a wrong small one disappears beside a large one.",
        "A bias gradient of 0.001 that is wrong altogether: does your number show it?",
        (_SIZE, "Too large a crowd.", "Divide first, then look for the worst."),
        "Largest difference over all tensors, divided by the largest entry of all.",
    ),
    Mistake(
        "tensors_averaged",
        "loss_formula",
        "The tensors seem to be averaged or added, so that good ones hide a bad one.",
        "Nine tensors are perfect and one is wrong: what should be said?",
        (_WORST, "A mean where the worst is asked.", "Read what the docstring asks for."),
        "Mean or sum over tensors instead of the maximum.",
    ),
    Mistake(
        "one_tensor_compared",
        "wrong_tensor",
        "Some tensors do not seem to take part.",
        "Does your result change when only b1 is wrong?",
        (_WORST, "A loop that forgets, or stops.", "Follow the loop: what is kept from one key to the next?"),
        "Only the first, the last, or only the weights compared.",
    ),
    Mistake(
        "best_tensor_for_worst",
        "loss_formula",
        "This looks like the tensor that agrees best.",
        "Nine tensors are perfect and one is wrong: what should be said?",
        (_WORST, "The other end.", "Read what the docstring asks for."),
        "Minimum over tensors.",
    ),
    Mistake(
        "size_keeps_sign",
        "loss_formula",
        "The size of a tensor seems to be its largest entry with its sign.",
        "How large is a tensor whose entries are all negative?",
        (_SIZE, "An absolute value is absent.", "What is the largest of −3 and 1, and which is larger in size?"),
        "theirs.max() instead of abs(theirs).max().",
    ),
    Mistake(
        "nan_overlooked",
        "loss_formula",
        "A comparison with nan is never true, so the largest number so far stays.",
        "What is max(0.0, nan) in your Python, and what is max(nan, 0.0)?",
        (_WORST, "An entry that is not a number.", "Before comparing, how can you ask whether all entries are finite?"),
        "Python's max, or nanmax, loses nan.",
    ),
    Mistake(
        "shapes_not_compared",
        "broadcast_shape",
        "Broadcasting seems to make a table of differences out of a row and a column.",
        "What is the shape of the difference of arrays of shapes (2,) and (2, 1)?",
        ("Look at what happens before the subtraction.", "Two shapes that differ.", "Ask for the shapes first."),
        "Shapes not checked; broadcast silently.",
    ),
    Mistake(
        "keys_not_compared",
        "wrong_tensor",
        "A gradient that is not there seems to go unnoticed.",
        "Whose keys does your loop go through?",
        ("Look at the loop over the keys.", "Two sets of keys.", "Take one key away from either side."),
        "Iterates over the keys of one dict only.",
    ),
)
