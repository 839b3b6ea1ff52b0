"""What a named mistake is, and the families that names belong to. The rows are in `autograder.core.catalogue`."""

from __future__ import annotations

from dataclasses import dataclass

FAMILIES = {
    "batch_average": "1/N missing, doubled, squared, or another count in its place",
    "optimiser_state": "bias correction, momentum or step count kept wrongly",
    "dropout": "mask not reused or not scaled, or keep and drop swapped",
    "loss_formula": "sign, missing term, log of zero, wrong mean",
    "regularisation": "factor, scale, sign or parameter of the penalty",
    "wrong_tensor": "one layer off, Z for A, x for w",
    "output_derivative": "the output activation's slope missing",
    "bias_reduction": "bias gradient not summed over the batch, or summed otherwise",
    "activation_or_derivative_formula": "the formula of an activation or of its slope",
    "softmax_numerics": "overflow or wrong axis",
    "data_pipeline": "rows and labels apart, test rows in training",
    "derivative_wrong_argument": "a slope's formula of A fed with Z, or of Z fed with A",
    "elementwise_vs_matmul": "* for @ or the reverse",
    "sign_or_update_rule": "the gradient's sign, ascent for descent",
    "constant_factor": "2 or ½ missing or extra",
    "extra_or_double_activation": "a slope or an activation too many",
    "state_and_aliasing": "arguments changed in place, results kept between calls",
    "conv_backward": "kernel, padding, stride or axes of a convolution",
    "softmax_jacobian": "only its diagonal, sign, extra term",
    "bias_omitted_or_misplaced": "bias forgotten or added on the wrong axis",
    "broadcast_shape": "an axis of length one kept or lost",
    "transpose_orientation": "a matrix and its transpose",
    "rnn_bptt": "hidden gradient not accumulated, state shifted",
    "hidden_derivative": "the slope of a hidden layer missing",
    "initialisation": "zeros, all equal, scale",
    "updated_weights_in_backprop": "a weight updated before the gradient passed through it",
    "numerical_gradient_error": "divisor, side or restoring of a finite difference",
    "dtype_truncation": "integers or low precision where fractions are meant",
    "upstream_gradient_dropped": "a local derivative returned without the incoming gradient",
    "batchnorm_backward": "the path through mean or variance dropped",
    "graph_order": "a node of a graph visited too early, twice or not at all",
    "framework_graph_break": "a computation that left the tape",
}


@dataclass(frozen=True)
class Mistake:
    """One row of the catalogue. What its result would be stands in the steps of the exercises, under its name.

    suggests : what the observation suggests, hedged unless proven
    question : one thing to try next; never the answer
    hints : where to look, what kind of slip it is, what to derive again
    note : what an instructor reads
    """

    name: str
    family: str
    suggests: str
    question: str
    hints: tuple[str, str, str]
    note: str

    def __post_init__(self):
        if self.family not in FAMILIES:
            raise ValueError(f"mistake {self.name!r} names an unknown family {self.family!r}")
