"""Mistakes in handing a computation to TensorFlow's tape."""

from autograder.core.mistakes import Mistake

ROWS = (
    Mistake(
        "left_the_tape",
        "framework_graph_break",
        "Something on the way from the variables to the loss was not recorded by the tape.",
        "Which of your lines call NumPy, stand outside the `with`, or start from something that is no variable?",
        (
            "Follow the computation from each variable to the loss, line by line.",
            "A link that the tape has not seen.",
            "Print type(…) of every intermediate result: where does it stop being a tensor?",
        ),
        "NumPy inside the tape, a constant in place of a variable, or the loss computed outside the tape.",
    ),
    Mistake(
        "dtypes_mixed",
        "dtype_truncation",
        "Two dtypes seem to meet in one operation, which TensorFlow does not convert by itself.",
        "Which dtype does TensorFlow give to what you made without saying one, and which has X?",
        (
            "Look at where variables and constants are made.",
            "Two precisions in one operation.",
            "Print the dtype of every tensor before the first product.",
        ),
        "float32 variables with float64 data.",
    ),
    Mistake(
        "gradients_in_single_precision",
        "dtype_truncation",
        "The computation seems to run in float32, which is TensorFlow's default.",
        "Where can you say which precision a variable is to have?",
        (
            "Look at where variables and constants are made.",
            "Right numbers, half of the digits.",
            "Print the dtype of every tensor.",
        ),
        "float32 gradients where float64 is asked.",
    ),
    Mistake(
        "tensors_for_arrays",
        "framework_graph_break",
        "The numbers may be right; arrays of NumPy are asked.",
        "Which method of a tensor gives its numbers?",
        ("Look at the return line.", "Right numbers, another wrapping.", "What does type(…) of a gradient say?"),
        "Returns tf.Tensor instead of np.ndarray.",
    ),
    Mistake(
        "cross_entropy_for_squared_error",
        "loss_formula",
        "The loss that is differentiated looks like a cross-entropy.",
        "Which loss is asked for, and which function of TensorFlow computes it?",
        (
            "Look at the line that makes one number of outputs and targets.",
            "Another loss.",
            "Write both losses for p = 0.9 and a target of 1.",
        ),
        "Mean binary cross-entropy of the outputs in place of the MSE.",
    ),
    Mistake(
        "tape_used_twice",
        "framework_graph_break",
        "The tape seems to be asked more than once, and it forgets what it recorded after the first time.",
        "How many times does your code call `gradient`?",
        (
            "Look at the lines after the `with`.",
            "One question too many.",
            "What does `gradient` take as its second argument: one variable only?",
        ),
        "tape.gradient in a loop without persistent=True.",
    ),
)
