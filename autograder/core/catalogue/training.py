"""Mistakes of a training run: which rows are used when, and which losses are kept."""

from autograder.core.mistakes import Mistake

_LOOP = "Look at the loops over epochs and batches."
_RECORD = "Look at the line that records the loss."

ROWS = (
    Mistake(
        "gradients_not_recomputed",
        "state_and_aliasing",
        "Every step seems to use the gradient of the first parameters.",
        "After a step the parameters are others: which line works out their gradient?",
        (_LOOP, "Something is worked out once that changes with every step.", "Write down what is inside each loop."),
        "Forward or backward pass outside the loop, or on the parameters that training started from.",
    ),
    Mistake(
        "one_update_an_epoch",
        "sign_or_update_rule",
        "There seems to be one update an epoch, though an epoch has several batches.",
        "For seven rows in batches of three, how many steps does an epoch take?",
        (_LOOP, "Steps are missing.", "Check the indentation of the line that makes a step."),
        "A single update an epoch: one batch only, or gradients added up over the batches.",
    ),
    Mistake(
        "epochs_off_by_one",
        "data_pipeline",
        "The number of epochs is off by one.",
        "For epochs=1, how often is each row used?",
        ("Look at the range of the outer loop.", "One turn too few or too many.", "Follow it by hand for epochs=1."),
        "One epoch too few or too many.",
    ),
    Mistake(
        "averaged_over_the_whole_set",
        "batch_average",
        "The gradient of a batch seems to be divided by the number of all rows.",
        "A batch has a mean of its own: over how many rows?",
        (
            "Look at what the gradient of a batch is divided by.",
            "The steps shrink with the size of the whole set.",
            "If the set has twice as many rows, should a step on one batch change?",
        ),
        "Divides by N instead of the size of the batch.",
    ),
    Mistake(
        "rows_added_up",
        "batch_average",
        "The gradients of the rows of a batch seem to be added up, not averaged.",
        "If a batch holds the same row twice, should its step be longer?",
        (
            "Look at what happens to the gradient of a batch.",
            "The steps grow with the batch.",
            "Is the loss of a batch a sum or a mean?",
        ),
        "Steps along the sum of the rows' gradients.",
    ),
    Mistake(
        "loss_recorded_before_the_step",
        "loss_formula",
        "The losses seem to be recorded before the epoch's steps, not after them.",
        "Which parameters belong to the last loss you return?",
        (_RECORD, "Right values, one epoch early.", "For epochs=1: which parameters is the one loss of?"),
        "Loss recorded at the start of each epoch.",
    ),
    Mistake(
        "starting_loss_included",
        "loss_formula",
        "The loss before training seems to be there as well.",
        "For epochs=1, how many losses are asked?",
        (_RECORD, "One value too many.", "Read in the docstring when the first loss is taken."),
        "epochs + 1 losses: the starting loss is included.",
    ),
    Mistake(
        "only_last_loss",
        "loss_formula",
        "Only the last loss has been kept.",
        "In a loop, does each turn add to your list or replace it?",
        (_RECORD, "The earlier ones are lost.", "For epochs=3, how many losses are asked?"),
        "Returns one loss instead of one an epoch.",
    ),
    Mistake(
        "loss_recorded_every_step",
        "loss_formula",
        "There seems to be a loss for every step, where one for every epoch is asked.",
        "For two epochs of three batches, how many losses are asked?",
        (_RECORD, "Recorded in the inner loop.", "Check the indentation of that line."),
        "Loss recorded after every batch.",
    ),
    Mistake(
        "squared_error_for_cross_entropy",
        "loss_formula",
        "These look like squared errors of the probabilities.",
        "Which loss belongs to a softmax output in this course?",
        (_RECORD, "Another loss.", "Which loss does `backward` differentiate when the output is a softmax?"),
        "Records the mean squared error with a softmax output.",
    ),
    Mistake(
        "loss_not_of_all_rows",
        "loss_formula",
        "With several batches, the loss that is kept seems to be that of other rows or other parameters.",
        "Over which rows, and at which moment, is the loss of an epoch taken?",
        (
            _RECORD,
            "Right for one batch, not for several.",
            "What is still in your variables when the inner loop has ended?",
        ),
        "Records the loss of the last batch, or a mean over the batches while the parameters still move.",
    ),
    Mistake(
        "batches_skipped",
        "data_pipeline",
        "Some rows never take part.",
        "Does every batch of an epoch lead to a step?",
        (_LOOP, "Batches are skipped.", "For six rows in batches of three: how many steps does an epoch take?"),
        "Some batches are never used.",
    ),
    Mistake(
        "rows_and_targets_apart",
        "data_pipeline",
        "Inputs and targets seem to have been shuffled apart.",
        "Which row numbers pick the inputs of a batch, and which ones its targets?",
        (
            "Look at how X and Y are cut.",
            "Two orders where one is meant.",
            "Print the first row of a batch with its target, and look for the pair in the data.",
        ),
        "X and Y shuffled independently, or only one of them shuffled.",
    ),
    Mistake(
        "shuffled_once",
        "data_pipeline",
        "The batches seem to be cut once and used again in every epoch.",
        "In which loop are the batches made?",
        (_LOOP, "Right operation, too early.", "Which rows share a batch in the second epoch?"),
        "Batches drawn before the epoch loop, or from a generator that is made anew each epoch.",
    ),
)
