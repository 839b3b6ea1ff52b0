"""Mistakes of dropout, on its way forward and back."""

from autograder.core.mistakes import Mistake

_MASK = "Look at the line that makes the mask."
_SCALE = "Look at what the entries that stay are multiplied with."
_MEAN = "An entry a stays with probability keep. What is the mean of what comes out?"

ROWS = (
    Mistake(
        "dropout_not_rescaled",
        "dropout",
        "What stays does not seem to be made larger.",
        "With half of the units gone, what does the next layer receive on average?",
        (_SCALE, "A factor is absent.", _MEAN),
        "Mask applied without the division by keep.",
    ),
    Mistake(
        "scaled_the_wrong_way",
        "dropout",
        "What stays seems to be made smaller, by keep.",
        "With half of the units gone, what does the next layer receive on average?",
        (_SCALE, "A product in place of a quotient.", _MEAN),
        "Multiplies by keep.",
    ),
    Mistake(
        "scaled_by_the_dropped_share",
        "dropout",
        "The factor seems to be made of 1 − keep, the share that is dropped.",
        "If nothing is dropped, by what does your line divide?",
        (_SCALE, "The other of two shares.", _MEAN),
        "Divides or multiplies by 1 − keep.",
    ),
    Mistake(
        "dropout_scaled_twice",
        "dropout",
        "The scale does not seem to be keep to the first power.",
        "In how many lines does keep enter?",
        (_SCALE, "An exponent other than one.", _MEAN),
        "Divides by keep twice, or by its root.",
    ),
    Mistake(
        "scaled_by_what_stayed",
        "dropout",
        "The scale seems to be the share that happened to stay, which differs from call to call.",
        "Is the number that you divide by known before the mask is drawn?",
        (_SCALE, "A sample in place of a probability.", _MEAN),
        "Divides by mask.mean().",
    ),
    Mistake(
        "nothing_dropped",
        "dropout",
        "Nothing seems to be dropped.",
        "How many zeros are in what you return?",
        (_MASK, "A mask without effect.", "Print a small mask, and what comes out."),
        "Returns A as it was.",
    ),
    Mistake(
        "mask_not_applied",
        "dropout",
        "Everything is scaled, and nothing is set to zero.",
        "How many zeros are in what you return?",
        ("Look at where the mask meets A.", "A factor is absent.", "Print a small mask, and what comes out."),
        "A / keep.",
    ),
    Mistake(
        "mask_turned_round",
        "dropout",
        "Zeros seem to stand where the mask says that an entry stays.",
        "Does a 1 in your mask mean `stays` or `is dropped`?",
        (_MASK, "A mask and its opposite.", "Multiply a small array by your mask by hand."),
        "Mask marks what is dropped, or 1 − mask is applied.",
    ),
    Mistake(
        "random_numbers_for_mask",
        "dropout",
        "These look like the random numbers themselves, before any decision.",
        "What turns a random number into yes or no?",
        (_MASK, "A comparison is absent.", "How often is a number from [0, 1) below keep?"),
        "Uniform numbers used as mask.",
    ),
    Mistake(
        "mask_holds_the_scale",
        "dropout",
        "The division by keep seems to be in the mask already; here the mask says only what stays.",
        "The way back divides by keep as well: what would it do with your mask?",
        (_MASK, "Another convention, right in itself.", "Read what the docstring asks for the mask."),
        "Mask of 0 and 1/keep: the common alternative convention.",
    ),
    Mistake(
        "keep_and_drop_swapped",
        "dropout",
        "keep seems to be taken for the share that is dropped.",
        "With keep = 1, what should happen to the activations?",
        (_MASK, "The other of two shares.", "How often is a number from [0, 1) below keep?"),
        "Keeps with probability 1 − keep.",
    ),
    Mistake(
        "mask_shared",
        "dropout",
        "Whole rows or columns seem to be dropped together.",
        "How many random numbers does a mask for 40 rows and 50 units need?",
        (_MASK, "Too few random numbers, spread by broadcasting.", "Which shape is the mask drawn in?"),
        "One mask for all rows or all columns.",
    ),
    Mistake(
        "second_mask_drawn",
        "dropout",
        "The mask that is returned seems to be another than the one that was applied.",
        "How often does your function draw?",
        (_MASK, "Two draws where one is meant.", "The way back must drop what the way forward dropped."),
        "Draws a new mask for the return value.",
    ),
    Mistake(
        "mask_not_drawn_anew",
        "dropout",
        "The mask seems to be drawn once for all, so the same units are missing for ever.",
        "What differs between a network without these units and yours?",
        (_MASK, "A mask that is kept.", "In which line does your generator move on?"),
        "Mask cached, or generator copied, between calls.",
    ),
    Mistake(
        "mask_not_reused",
        "dropout",
        "The mask of the way forward does not seem to decide where the gradient stops.",
        "An entry that was set to zero: can it change the loss?",
        (
            "Look at where the mask enters on the way back.",
            "Another mask, or none.",
            "Differentiate a * m / keep with respect to a, for m = 0 and m = 1.",
        ),
        "Backward pass without the mask, or with a fresh one.",
    ),
)
