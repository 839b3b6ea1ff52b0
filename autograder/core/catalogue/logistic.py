"""Mistakes in the cross-entropy of sigmoid outputs."""

from autograder.core.mistakes import Mistake

_TWO = "Compute the loss of one entry by hand: z = 1 with target 1, then z = 1 with target 0."

ROWS = (
    Mistake(
        "zeros_cost_nothing",
        "loss_formula",
        "Entries whose target is 0 seem to cost nothing.",
        "What does your loss say of p = 0.99 where the target is 0?",
        (_TWO, "A term is absent.", "Which outcome has the probability 1 − p?"),
        "−mean(Y log A): the term of the zeros is missing.",
    ),
    Mistake(
        "ones_cost_nothing",
        "loss_formula",
        "Entries whose target is 1 seem to cost nothing.",
        "What does your loss say of p = 0.01 where the target is 1?",
        (_TWO, "A term is absent.", "Which outcome has the probability p?"),
        "−mean((1 − Y) log(1 − A)): the term of the ones is missing.",
    ),
    Mistake(
        "terms_subtracted",
        "loss_formula",
        "One of the two terms seems to enter with the wrong sign.",
        "Can an entry of yours cost less than nothing?",
        (
            _TWO,
            "A sign at one term.",
            "The logarithm of a probability is never positive: what sign does each term need?",
        ),
        "Only one of the two terms carries the minus sign.",
    ),
    Mistake(
        "targets_exchanged",
        "loss_formula",
        "The targets 0 and 1 seem to have changed places.",
        "What does p = 0.99 cost in yours where the target is 1?",
        (_TWO, "Two terms exchanged.", "Which of p and 1 − p should be large where the target is 1?"),
        "Y multiplies log(1 − A), or the sigmoid is of −Z.",
    ),
    Mistake(
        "sigmoid_twice",
        "extra_or_double_activation",
        "The sigmoid seems to have been applied twice.",
        "Does this function receive logits or probabilities, and does it know?",
        (_TWO, "An activation too many.", "What is the sigmoid of a number between 0 and 1 at least?"),
        "σ(σ(Z)).",
    ),
    Mistake(
        "softmax_for_sigmoid",
        "activation_or_derivative_formula",
        "The entries of a row seem to share one softmax.",
        "Can two outputs of one row both be near 1 here?",
        (_TWO, "Another activation.", "Does one output compete with its neighbour?"),
        "Softmax across the outputs.",
    ),
    Mistake(
        "softplus_missing",
        "loss_formula",
        "Only the product of target and logit seems to be left.",
        "What does an entry with target 0 cost in yours?",
        (_TWO, "A term is absent.", "Write −log p with p as a function of z, and keep every part of it."),
        "−mean(Y * Z).",
    ),
    Mistake(
        "targets_left_out",
        "loss_formula",
        "The targets do not seem to take part.",
        "Does your loss change when a target does?",
        (_TWO, "A term is absent.", "Which term of the loss holds the target?"),
        "mean(log(1 + exp(Z))): the term Z * Y is missing.",
    ),
    Mistake(
        "target_sign_reversed",
        "loss_formula",
        "The product of logit and target seems to be added where it should lower the loss.",
        "When the target is 1, should a larger logit cost more?",
        (_TWO, "A sign.", "Let the target be 1 and the logit grow: where should the loss go?"),
        "softplus(Z) + Z * Y.",
    ),
    Mistake(
        "columns_not_averaged",
        "batch_average",
        "There is still more than one number.",
        "Over which axes is the mean to be taken?",
        ("Look at the return line.", "A mean is absent.", "Write the shape of each quantity under its name."),
        "Mean over one axis only, or none.",
    ),
    Mistake(
        "loss_capped",
        "softmax_numerics",
        "Something seems to keep the logarithm from growing, such as a small number added inside it.",
        "What does a logit of −1000 cost where the target is 1?",
        (
            "Look at how you avoid the logarithm of 0.",
            "A repair that caps the loss.",
            "Write the loss as a function of z alone, and simplify before you compute.",
        ),
        "log(A + eps) or clipped probabilities: the loss stops growing at −log(eps).",
    ),
)
