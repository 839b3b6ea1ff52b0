"""Mistakes of the backward pass: the slope of an activation."""

from autograder.core.mistakes import Mistake

ROWS = (
    Mistake(
        "output_slope_missing",
        "output_derivative",
        "The slope of the output activation seems to be missing from the chain.",
        "The loss sees A, the weights see Z: what stands between the two?",
        (
            "Look at the error at the output, before any weight gradient.",
            "One link of the chain is absent.",
            "Write dL/dZ for one number: dL/dA times what?",
        ),
        "Output activation's derivative omitted (correct only for cross-entropy).",
    ),
    Mistake(
        "output_slope_extra",
        "extra_or_double_activation",
        "There seems to be a slope of the output too many.",
        "When softmax meets cross-entropy, which factors cancel?",
        (
            "Look at the error at the output.",
            "A slope too many for this loss and this output.",
            "Derive dL/dZ for one sample from the logits, and see what cancels.",
        ),
        "Multiplies the cross-entropy shortcut (P - Y) by the activation's derivative again.",
    ),
    Mistake(
        "hidden_slope_missing",
        "hidden_derivative",
        "The slope of the hidden activation seems to be missing between its output and its input.",
        "a = f(z): what multiplies dL/da to give dL/dz?",
        (
            "Look between a layer's output gradient dA and its input gradient dZ.",
            "A link of the chain is absent.",
            "Write the chain rule through one hidden unit, one factor at a time.",
        ),
        "Hidden activation's derivative omitted.",
    ),
    Mistake(
        "slope_fed_with_activation",
        "derivative_wrong_argument",
        "The slope seems to be computed from A by the formula that wants Z.",
        "At z = 0 a sigmoid has slope 1/4: what does your line give there?",
        (
            "Look at the line that computes the activation's slope.",
            "The right slope of the wrong variable.",
            "Which variable does each form of f' take? Try both at z = 0.",
        ),
        "Formula of f'(Z) applied to A, so the activation is applied twice.",
    ),
    Mistake(
        "slope_fed_with_preactivation",
        "derivative_wrong_argument",
        "The slope seems to use the short formula in terms of the activation, but with Z in it.",
        "At z = 0 the slope of a sigmoid is 1/4: what does your line give there?",
        (
            "Look at the line that computes the activation's slope.",
            "The right formula of the wrong variable.",
            "a(1 − a) and 1 − a² are written in terms of one letter: which array is that?",
        ),
        "Formula in terms of A, such as A(1 - A), applied to Z.",
    ),
    Mistake(
        "slope_squared",
        "extra_or_double_activation",
        "The activation's slope seems to be multiplied in twice.",
        "How many activations stand between this Z and the next layer?",
        (
            "Look for the slope in two places of the same chain.",
            "A link of the chain counted twice.",
            "Draw the path from Z to the loss and write one factor on each arrow.",
        ),
        "Activation derivative applied twice.",
    ),
    Mistake(
        "activation_for_slope",
        "activation_or_derivative_formula",
        "The activation itself seems to stand where its slope is meant.",
        "Is f(z) at a large z close to its slope there?",
        (
            "Look at the factor that turns dA into dZ.",
            "A value where a derivative is meant.",
            "Differentiate the activation once more, and compare at a large z.",
        ),
        "Multiplies by f(Z) instead of f'(Z).",
    ),
    Mistake(
        "other_activations_slope",
        "activation_or_derivative_formula",
        "The slope of another activation seems to be used here.",
        "Which activation does this layer have, and which formula is on this line?",
        (
            "Look at the line that chooses the slope.",
            "A right slope, of another function.",
            "Write f and f' of this layer side by side and test both at z = 0.",
        ),
        "Derivative of sigmoid used for tanh, of tanh for sigmoid, or of either for ReLU.",
    ),
    Mistake(
        "half_of_slope",
        "activation_or_derivative_formula",
        "One of the two factors of the slope seems to be missing.",
        "The slope of a sigmoid is small at both ends: is yours?",
        (
            "Look at the formula of the slope.",
            "A factor of the formula is absent.",
            "Differentiate 1/(1 + e^(−z)) with the quotient rule and rewrite it in a.",
        ),
        "Uses 1 - A instead of A(1 - A).",
    ),
    Mistake(
        "slope_of_another_layer",
        "wrong_tensor",
        "The slope seems to be taken at the values of another layer.",
        "Which layer's input does this slope belong to?",
        (
            "Look at the layer number inside the slope.",
            "Right formula on the wrong array.",
            "Write the shapes of dA and of the slope under each other: they belong to one layer.",
        ),
        "f' evaluated at the neighbouring layer's Z or A; crashes unless the widths agree.",
    ),
    Mistake(
        "sign_inside_slope",
        "activation_or_derivative_formula",
        "The slope seems to have a plus where its formula has a minus.",
        "The curve is flat at both ends: does your slope vanish there?",
        (
            "Look at the formula of the slope.",
            "A sign inside the formula is turned.",
            "Differentiate the activation with the quotient rule, and keep every sign.",
        ),
        "A(1 + A) for sigmoid, or 1 + A**2 for tanh.",
    ),
    Mistake(
        "mask_inverted",
        "activation_or_derivative_formula",
        "The gradient passes where the unit was off and stops where it was on.",
        "If z is positive, does nudging it move the output?",
        (
            "Look at the comparison that makes the mask.",
            "Right idea, opposite side.",
            "Draw the ReLU and mark its slope left and right of zero.",
        ),
        "ReLU mask inverted.",
    ),
    Mistake(
        "mask_from_upstream",
        "wrong_tensor",
        "The mask seems to be made from the incoming gradient and not from the layer's input.",
        "What decided, on the way forward, whether this unit was on?",
        (
            "Look at the array inside the comparison.",
            "Right operation on the wrong array.",
            "Which number went into the ReLU on the way forward?",
        ),
        "ReLU mask taken from dA > 0 instead of Z > 0.",
    ),
)
