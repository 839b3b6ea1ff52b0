"""What a function may return, what is said of the rest, and how shapes in an error become a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.core.crash import explain_error, explain_message
from autograder.core.returns import squeeze_to, to_array, unpack
from autograder.core.submission import CallError


class Liar(np.ndarray):
    """An array that claims to equal everything."""

    def __array_ufunc__(self, *args, **kwargs):
        return True

    def __eq__(self, other):
        return True


@pytest.mark.parametrize(
    "value",
    [
        1,
        1.5,
        True,
        [1, 2],
        (1.0, 2.0),
        [[1], [2]],
        np.float32(3),
        np.arange(3),
        np.ones(2).view(Liar),
    ],
    ids=repr,
)
def test_numbers_in_any_wrapping_become_a_plain_array(value):
    array, problem = to_array(value)
    assert problem is None
    assert type(array) is np.ndarray
    assert array.dtype.kind == "f"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "is None"),
        (len, "is a function"),
        ("text", "no plain numbers"),
        (np.array([None]), "no plain numbers"),
        ([[1], [2, 3]], "rectangular"),
        (np.array([1j]), "complex"),
        (np.array([1.0, np.nan, np.inf]), "2 of 3 entries that are not finite"),
        ({"a": 1}, "no plain numbers"),
        (object(), "no plain numbers"),
    ],
)
def test_what_is_no_array_of_numbers_is_told(value, said):
    array, problem = to_array(value)
    assert array is None
    assert said in problem


def test_a_masked_array_loses_its_mask_and_a_liar_its_tongue():
    array, _ = to_array(np.zeros(3).view(Liar))
    assert not (array == 1).any()


TEMPLATE = ("Y_hat", {"Z1": "Z1"})


def test_a_template_finds_its_parts_also_in_a_list_with_more_keys():
    found = unpack(TEMPLATE, [np.ones(2), {"Z1": np.zeros(3), "extra": 1}])
    assert set(found.tensors) == {"Y_hat", "Z1"}
    assert not found.problems


@pytest.mark.parametrize(
    ("template", "value", "said"),
    [
        (("a", "b"), None, "Is there a `return` line?"),
        (("a", "b"), 3.0, "the tuple (a, b) is asked"),
        (("a", "b"), (1, 2, 3), "3 values where 2 are asked"),
        ({"W1": "dW1"}, None, "None where a dict"),
        ({"W1": "dW1"}, (1, 2), "a tuple of 2 where a dict"),
        ({"W1": "dW1", "b1": "db1"}, {"dW1": 1}, "keys 'W1', 'b1' are missing from the dict. It has 'dW1'"),
        ({"W1": "dW1"}, {}, "It has no keys"),
        (TEMPLATE, (1.0, 2.0), "a float where a dict"),
    ],
)
def test_another_structure_is_told_with_what_is_asked(template, value, said):
    assert said in " ".join(problem.text for problem in unpack(template, value).problems)


def test_a_list_in_the_order_of_the_layers_is_read_and_told():
    found = unpack({"b1": "db1", "W1": "dW1"}, [np.ones(2), np.zeros(1)])
    assert {name: array.shape for name, array in found.tensors.items()} == {"dW1": (2,), "db1": (1,)}
    assert found.conventions["dW1"].text == "It is a list of 2 where a dict with the keys W1, b1 is asked."
    assert not found.problems


@pytest.mark.parametrize(
    ("shape", "asked", "fits"),
    [((1, 4), (4,), True), ((4, 1), (4,), True), ((1, 1), (), True), ((4,), (4, 1), True), ((4,), (4,), False),
     ((2, 4), (4,), False), ((4, 2), (2, 4), False)],
)  # fmt: skip
def test_only_axes_of_length_one_may_be_dropped(shape, asked, fits):
    squeezed = squeeze_to(np.ones(shape), asked)
    assert (squeezed is not None) == fits
    assert squeezed is None or squeezed.shape == asked


def message_of(operation) -> str:
    with pytest.raises((ValueError, TypeError, IndexError)) as error:
        operation()
    return str(error.value)


def test_a_matrix_product_that_does_not_fit_is_told_by_its_sizes():
    said = explain_message(message_of(lambda: np.ones((7, 4)) @ np.ones((5, 3))))
    assert "4 columns" in said
    assert "5 rows" in said


def test_a_dot_that_does_not_fit_is_told_by_its_shapes():
    assert "(7,4) and (5,3)" in explain_message(message_of(lambda: np.dot(np.ones((7, 4)), np.ones((5, 3)))))


def test_arrays_that_do_not_broadcast_are_told_by_their_shapes():
    said = explain_message(message_of(lambda: np.ones((7, 4)) + np.ones(5)))
    assert said == "Arrays of shapes (7,4) and (5,) cannot be combined entry by entry."


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda: ~np.ones(2), "`~` is for True and False"),
        (lambda: np.ones(2) & np.ones(2), "`&` is for True and False"),
        (lambda: np.ones(2) | np.ones(2), "`|` is for True and False"),
        (lambda: np.ones(2)[np.ones(2)], "An index is made of whole numbers"),
    ],
)
def test_truths_and_places_made_of_other_numbers_are_told_in_plain_words(attempt, said):
    assert explain_message(message_of(attempt)).startswith(said)


@pytest.mark.parametrize(("message", "said"), [("", ""), ("odd", "odd."), ("Why?", "Why?")])
def test_any_other_message_is_made_a_sentence(message, said):
    assert explain_message(message) == said


def test_a_list_stands_for_a_dict_of_layers_and_for_no_other():
    found = unpack({"W1": "dW1", "b1": "db1"}, [np.ones((2, 3)), np.zeros(3)])
    assert (found.tensors["dW1"].shape, found.tensors["db1"].shape, found.problems) == ((2, 3), (3,), [])
    found = unpack({"L": "dL", "x": "dx"}, [1.0, 2.0])  # of nodes, nobody knows the order
    assert (found.tensors, len(found.problems)) == ({}, 1)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CallError("Missing", ""), "no function called `f`"),
        (CallError("NotCallable", "it is None"), "`f` is not a function: it is None."),
        (CallError("NotImplementedError", ""), "not attempted yet"),
        (CallError("TimeLimit", ""), "loop that never ends"),
        (CallError("Killed", ""), "ended its process"),
        (CallError("SystemExit", "0"), "leaves Python"),
        (CallError("Unreadable", "an object"), "not made of numbers: an object."),
        (CallError("KeyError", "'W3'", 4), "`f` raised KeyError on line 4: 'W3'."),
        (CallError("AssertionError", ""), "`f` raised AssertionError."),
    ],
)
def test_every_kind_of_error_has_its_words(error, said):
    assert said in explain_error("f", error)
