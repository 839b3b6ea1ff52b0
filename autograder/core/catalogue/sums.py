"""Mistakes in a sum of the backward pass: terms left out, added too early, or taken from another array."""

from autograder.core.mistakes import Mistake

ROWS = (
    Mistake(
        "first_row_dropped",
        "batch_average",
        "The first example of the batch has left no trace in it.",
        "With which number does your loop begin?",
        (
            "Look at where the loop over the examples begins.",
            "Right terms, one too few.",
            "Count the turns of your loop for a batch of two.",
        ),
        "range(1, N): the first row is missing.",
    ),
    Mistake(
        "averaged_before_the_product",
        "batch_average",
        "The examples seem to be added up or averaged before they are multiplied.",
        "Two examples with inputs 1 and −1 and errors 1 and −1: what is the sum of products, and the product of sums?",
        (
            "Look at the order of the sum and the product.",
            "Right parts in the wrong order.",
            "Write one entry of dW as a sum over the examples.",
        ),
        "np.outer(X.mean(axis=0), dZ.sum(axis=0)).",
    ),
    Mistake(
        "last_unit_only",
        "elementwise_vs_matmul",
        "Only the last neuron above has left a trace in what is sent down.",
        "In the loop over the neurons, does each turn add to the result or replace it?",
        (
            "Look at the innermost line of the loop.",
            "One term where a sum is meant.",
            "Write the entry (n, i) of dX as a sum over the neurons of the layer.",
        ),
        "= for += in the loop over the units.",
    ),
    Mistake(
        "bias_from_another_array",
        "wrong_tensor",
        "The bias gradient seems to be summed up from another array.",
        "What multiplies b in Z = X W + b?",
        (
            "Look at the array that is summed for the bias.",
            "Right operation on the wrong array.",
            "Differentiate Z with respect to b: which of X, W and dZ are left?",
        ),
        "db from dW or from X.",
    ),
    Mistake(
        "rows_already_summed",
        "bias_reduction",
        "The rows seem to be added up already, as only a bias's gradient needs it.",
        "Which shape has Z, and which shape should its gradient have?",
        (
            "Compare the shape of your result with that of Z.",
            "A sum over the examples that comes one step too early.",
            "Each entry of Z belongs to one example: which of them does a push of one entry touch?",
        ),
        "(dA * f'(Z)).sum(axis=0).",
    ),
)
