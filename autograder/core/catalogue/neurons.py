"""Mistakes in a neuron's sum and curve, and in a network of such neurons on the way forward."""

from autograder.core.mistakes import Mistake

_AT = "Work it out by hand at z = −2, 0 and 2, and set your values beside it."

ROWS = (
    Mistake(
        "step_for_sigmoid",
        "activation_or_derivative_formula",
        "This is 0 or 1, as a step: nothing lies between.",
        "What should come out at z = 0.1, and at z = 0.2?",
        (_AT, "Another curve: one that jumps.", "How fast does your curve rise at z = 1?"),
        "A threshold, or the sigmoid rounded.",
    ),
    Mistake(
        "sign_of_argument_lost",
        "activation_or_derivative_formula",
        "The two sides of 0 come out alike, as if z had lost its sign.",
        "Which of z = −2 and z = 2 should give the larger result?",
        (_AT, "A size where the number itself is meant.", "Which of your lines treat z < 0 and z > 0 apart?"),
        "sigmoid(|z|): the abs of the stable form without its second branch.",
    ),
    Mistake(
        "argument_cut_off",
        "activation_or_derivative_formula",
        "The curve seems to stop at a bound that z was kept within, while it still rises.",
        "How far from 0 is the sigmoid at z = −3, and how far at z = −30?",
        ("Look at what bounds z.", "A limit that is too narrow.", "From which z on does exp(−z) overflow?"),
        "np.clip with a bound that shows in the result.",
    ),
    Mistake(
        "largest_of_all_for_maximum",
        "activation_or_derivative_formula",
        "Only the largest number along an axis seems to be left.",
        "How many numbers go into the function, and how many should come out?",
        (_AT, "A function of a whole axis where one of each entry is meant.", "What does the second argument mean?"),
        "np.max(z, 0): axis 0, not a comparison with 0. np.maximum is meant.",
    ),
    Mistake(
        "entries_left_out",
        "broadcast_shape",
        "The entries that should become 0 seem to have been left out.",
        "How many numbers go into the function, and how many should come out?",
        (_AT, "Entries are absent.", "What is the shape of z[z > 0]?"),
        "Returns z[z > 0].",
    ),
    Mistake(
        "inputs_averaged",
        "batch_average",
        "The products of a row seem to be averaged, where a weighted sum adds them.",
        "If every input were given twice, each time with half of its weight, should the sum change?",
        ("Look at how the products of one row become one number.", "A mean for a sum.", "Write z for two inputs."),
        "np.mean(X * w, axis=1), or a division by the number of inputs.",
    ),
    Mistake(
        "rows_added_together",
        "elementwise_vs_matmul",
        "The sum seems to run over the examples, which have nothing to do with each other.",
        "For two examples, how many answers should come out?",
        ("Look at the axis of the sum.", "A sum over the wrong index.", "Which index do a row and the weights share?"),
        "np.sum(X * w) without axis=1, or with axis=0.",
    ),
    Mistake(
        "weighted_sums_returned",
        "wrong_tensor",
        "The weighted sums of the last layer come back as the prediction, though its activations are in the cache.",
        "Which of your variables holds the last activation?",
        ("Look at the return line.", "One step too early.", "Between which bounds does your prediction lie?"),
        "Returns Z_L in place of A_L.",
    ),
    Mistake(
        "layers_left_out",
        "wrong_tensor",
        "The last layers of the network do not seem to be computed.",
        "How many layers do the keys W1, W2, … of params describe, and how many does your code go through?",
        ("Look at where the number of layers comes from.", "Too few rounds.", "Which numbers does your loop visit?"),
        "Depth fixed at two, or a loop that stops one layer early.",
    ),
)
