"""Mistakes of the backward pass: the gradient on its way down through the weights."""

from autograder.core.mistakes import Mistake

ROWS = (
    Mistake(
        "weights_not_transposed",
        "transpose_orientation",
        "On its way down the gradient seems to pass through W as it is.",
        "dZ has one column a unit of this layer: which axis of W counts those?",
        (
            "Look at the line that sends the gradient to the layer below.",
            "Right matrix, wrong arrangement.",
            "Write the entry (n, i) of dA as a sum over this layer's units, then pick the product.",
        ),
        "W used where W.T is needed; crashes unless W is square.",
    ),
    Mistake(
        "weights_missing_on_the_way_down",
        "wrong_tensor",
        "The gradient reaches the layer below without having passed through the weights.",
        "A hidden unit with an outgoing weight of zero: can it change the loss?",
        (
            "Look at the line that sends the gradient to the layer below.",
            "A factor is absent.",
            "Differentiate z = a w with respect to a.",
        ),
        "Sends dZ down without multiplying by W.",
    ),
    Mistake(
        "weights_of_another_layer",
        "wrong_tensor",
        "The gradient seems to pass through the weights of another layer.",
        "Which matrix did the numbers pass through between these two layers, on the way forward?",
        (
            "Look at the line that sends the gradient to the layer below.",
            "Right operation on the wrong matrix.",
            "Write the forward line of the layer above, and differentiate it with respect to what it received.",
        ),
        "Sends the gradient through W of another layer.",
    ),
    Mistake(
        "weights_of_magnitude_only",
        "sign_or_update_rule",
        "The gradient passes through the size of the weights, without their sign.",
        "If an outgoing weight is negative, which way should its unit move?",
        (
            "Look at the line that sends the gradient to the layer below.",
            "A sign is lost.",
            "Differentiate z = a w with respect to a, for w = −2.",
        ),
        "Uses |W| on the way down.",
    ),
    Mistake(
        "weights_already_updated",
        "updated_weights_in_backprop",
        "The matrix that the gradient passed through is not the one of the forward pass.",
        "Is any parameter changed before the last gradient is computed?",
        (
            "Look at what happens between two layers.",
            "The matrix differs from the forward pass.",
            "All derivatives are taken at the same parameters: check the order of statements.",
        ),
        "W updated before the gradient was sent through it.",
    ),
    Mistake(
        "weights_elementwise",
        "elementwise_vs_matmul",
        "Rows and weights seem to be combined entry by entry and then added, not by a matrix product.",
        "Each hidden unit feeds every unit above: does your line add over all of them, weighted?",
        (
            "Look at the line that sends the gradient to the layer below.",
            "* where @ is meant.",
            "Write the entry (n, i) of dA as a sum, then pick the operation that gives it.",
        ),
        "Element-wise product (sums separated) instead of a matrix product.",
    ),
    Mistake(
        "slope_not_sent_down",
        "output_derivative",
        "The gradient that goes on to the layer below seems to be dA, from before the slope was applied.",
        "Which of dA and dZ does W meet on the way back?",
        (
            "Look at the line that sends the gradient to the layer below.",
            "The gradient of the wrong side of the activation.",
            "Draw x → z → a and write the gradient that belongs under each: W stands between x and z.",
        ),
        "Sends dA through W instead of dZ: the slope enters this layer's own gradients only.",
    ),
    Mistake(
        "weight_gradient_for_weights",
        "wrong_tensor",
        "The gradient seems to pass through the gradient of the weights, not through the weights.",
        "On the way forward, did the numbers pass through W or through dW?",
        (
            "Look at the line that sends the gradient to the layer below.",
            "Right operation on the wrong matrix.",
            "Differentiate z = a w with respect to a: which letters are left?",
        ),
        "dZ @ dW.T instead of dZ @ W.T.",
    ),
)
