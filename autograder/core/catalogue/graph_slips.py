"""Further mistakes in computation graphs."""

from autograder.core.mistakes import Mistake

_BRANCH = "Look at the line of this one operation."

ROWS = (
    Mistake(
        "number_for_tuple",
        "broadcast_shape",
        "The number may be right; a tuple is asked also when it holds one number only.",
        "What does a loop over your result do?",
        ("Look at the return line.", "A wrapping is absent.", "What makes (1) and (1,) differ?"),
        "A bare number where a tuple of one is asked.",
    ),
    Mistake(
        "power_missing_in_slope",
        "activation_or_derivative_formula",
        "Only the logarithm seems to be there, without the power itself.",
        "For 2ᵇ at b = 3 and at b = 4: is the slope the same?",
        (_BRANCH, "A factor is absent.", "Write 2ᵇ as e to some power, and differentiate that."),
        "log(a) in place of a ** b * log(a).",
    ),
    Mistake(
        "another_operations_slope",
        "activation_or_derivative_formula",
        "This looks like the slope of another operation.",
        "Which function did you differentiate last, and which one is on this line?",
        (_BRANCH, "A right slope, of another function.", "Measure the slope from two nearby values, then derive it."),
        "The slope of exp for log, of tanh for exp, and so on.",
    ),
    Mistake(
        "differentiated_twice",
        "activation_or_derivative_formula",
        "This looks like the slope of the slope.",
        "Which function did you differentiate last?",
        (_BRANCH, "A derivative too many.", "Measure the slope from two nearby values, then derive it."),
        "Second derivative.",
    ),
    Mistake(
        "sign_for_step",
        "activation_or_derivative_formula",
        "Below zero the slope seems to be −1, or a small number, where the result does not change at all.",
        "If a = −2 moves by 0.01, by how much does the rectifier's result move?",
        (_BRANCH, "The slope on one side of a kink.", "Draw the function, and read its slope left of 0."),
        "np.sign, or a leaky slope, for relu.",
    ),
    Mistake(
        "nothing_arrived",
        "graph_order",
        "Nothing seems to have reached this node when its turn came, or nothing was sent on.",
        "Which node is dealt with first in yours, and what does it have to send?",
        (
            "Look at the order in which nodes are dealt with.",
            "A node sends before it has received.",
            "Print each node and its gradient at the moment when it sends.",
        ),
        "Order of computation not reversed; only the output's own inputs get a gradient.",
    ),
    Mistake(
        "told_apart_by_name",
        "graph_order",
        "Nodes seem to be told apart by a name, an operation or a printed text, which several of them share.",
        "What is the name of a node that nobody has named?",
        (
            "Look at what your function remembers of the nodes that it has seen.",
            "Different nodes count as one.",
            "When are two nodes the same?",
        ),
        "seen holds node.name, node.op or repr(node).",
    ),
    Mistake(
        "names_for_nodes",
        "graph_order",
        "Names or values of nodes seem to stand where the nodes themselves are asked.",
        "What is the name of a node that nobody has named?",
        (
            "Look at what your function puts into its result.",
            "A part of a node where the node is meant.",
            "What can be asked of a node, and not of its name?",
        ),
        "node.name or node.value in the list, or as a key.",
    ),
    Mistake(
        "only_inputs_reported",
        "graph_order",
        "Only the numbers that were put in have a gradient in your dict.",
        "Which nodes does the docstring want as keys?",
        (
            "Look at the line that makes your result.",
            "A part of what was computed is kept.",
            "How many nodes has x * y + x, the constants included?",
        ),
        "The dict is cut down to the nodes without inputs.",
    ),
    Mistake(
        "first_operand_only",
        "upstream_gradient_dropped",
        "Only the first operand of every operation seems to hear something.",
        "For L = x · y: how many nodes does L send to?",
        (
            "Look at the loop over a node's inputs.",
            "It ends too soon.",
            "Follow it by hand for a product: how many turns has it?",
        ),
        "A return or break in the loop, or inputs[0].",
    ),
    Mistake(
        "value_in_the_chain",
        "wrong_tensor",
        "The value of a node seems to be multiplied in, where only slopes belong.",
        "If p moves twice as fast as x, and L three times as fast as p: does it matter how large p is?",
        (
            "Look at the product that is sent down.",
            "A value among slopes.",
            "Take L = tanh(p), p = 2x: which two numbers make dx?",
        ),
        "node.value or source.value as a factor.",
    ),
    Mistake(
        "walk_never_begun",
        "graph_order",
        "Nothing seems to have been visited.",
        "Which line of yours makes the first visit?",
        ("Look below your inner function.", "A call is absent.", "Print a line at each visit: how many are there?"),
        "The inner function is defined and never called.",
    ),
)
