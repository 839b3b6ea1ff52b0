"""The wire carries plain values exactly, and nothing that a worker sends can do more than raise its own error."""

from __future__ import annotations

import json
import math
import random
from collections import OrderedDict, namedtuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from autograder.core.submission import Named, Rng
from autograder.isolate import wire
from autograder.isolate.wire import DTYPES, PREFIX, Unencodable, WireError, pack, unpack

RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
FUZZED_FRAMES = 4_000


def there_and_back(value):
    return split_unpack(pack("value", 7, value)).value


def split_unpack(data: bytes):
    header_length, body_length = PREFIX.unpack(data[: PREFIX.size])
    header = data[PREFIX.size : PREFIX.size + header_length]
    assert len(data) == PREFIX.size + header_length + body_length
    return unpack(header, data[PREFIX.size + header_length :])


def equal(a, b) -> bool:
    """Bit for bit, types included."""
    if isinstance(a, np.ndarray | np.generic):
        return type(a) is type(b) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(equal(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, complex):
        return equal(a.real, b.real) and equal(a.imag, b.imag)
    if isinstance(a, float):
        return math.copysign(1, a) == math.copysign(1, b) if a == b else math.isnan(a) and math.isnan(b)
    return a == b


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
numbers = st.one_of(st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.complex_numbers())
arrays = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda dtype: arrays_of.arrays(np.dtype(dtype), arrays_of.array_shapes(min_dims=0, min_side=0, max_side=4))
)
leaves = st.one_of(
    st.none(), numbers, texts, arrays, st.builds(Rng, st.integers(0, 2**62)), st.builds(Named, texts, texts)
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(texts, st.integers(0, 9), st.none()), inner, max_size=4),
    ),
    max_leaves=12,
)


@RELAXED
@given(values)
def test_what_goes_in_comes_out(value):
    assert equal(there_and_back(value), value)


@RELAXED
@given(st.binary(max_size=200), st.binary(max_size=64))
def test_random_bytes_raise_only_wire_errors(header, body):
    with pytest.raises(WireError):
        unpack(header, body)


json_trees = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("aslrtdfcnkiv"), inner, max_size=2)
    ),
    max_leaves=10,
)


@RELAXED
@given(json_trees, json_trees, st.binary(max_size=32))
def test_well_formed_json_is_read_or_refused(tree, specs, body):
    for array_list in (specs, []):
        header = json.dumps({"k": "value", "i": 1, "v": tree, "a": array_list}).encode()
        try:
            unpack(header, body)
        except WireError:
            continue


def test_damaged_frames_are_read_or_refused():
    chance = random.Random(5)
    frame = pack("value", 3, {"W1": np.eye(3), "b": [1.5, "text", (None, True, 2j)], "n": math.nan})
    length = PREFIX.unpack(frame[: PREFIX.size])[0]
    for _ in range(FUZZED_FRAMES):
        damaged = bytearray(frame)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(PREFIX.size, len(damaged))] = chance.randrange(256)
        end = PREFIX.size + length + chance.choice((0, 0, 0, -1, 1))
        try:
            unpack(bytes(damaged[PREFIX.size : end]), bytes(damaged[PREFIX.size + length :]))
        except WireError:
            continue


class Shouting(np.ndarray):
    def __array_function__(self, *unused, **unused_too):
        raise AssertionError

    def __array_finalize__(self, other):
        self.extra = "x"


class Arraylike:
    def __array__(self, *unused, **unused_too):
        return np.arange(3.0)


Pair = namedtuple("Pair", "first second")


@pytest.mark.parametrize(
    ("given_value", "received"),
    [
        (np.arange(3.0).view(Shouting), np.arange(3.0)),
        (np.array([[1, 2]]).view(np.matrix), np.array([[1, 2]])),
        (np.ma.array([1.0, 2.0], mask=[True, False]), np.array([1.0, 2.0])),
        (np.arange(3, dtype=">f8"), np.arange(3.0)),
        (np.arange(3, dtype=np.longdouble), np.arange(3.0)),
        (np.arange(6.0).reshape(2, 3).T, np.arange(6.0).reshape(2, 3).T.copy()),
        (np.arange(6.0)[::-2], np.arange(6.0)[::-2].copy()),
        (np.float64(1.5), np.float64(1.5)),
        (np.bool_(True), np.bool_(True)),
        (np.str_("relu"), "relu"),
        (np.array(2.0), np.array(2.0)),
        (Arraylike(), np.arange(3.0)),
        (Pair(1, 2.0), (1, 2.0)),
        (OrderedDict(a=1), {"a": 1}),
        ({np.int64(3): 1, np.str_("a"): 2}, {3: 1, "a": 2}),
        ({math.inf: 1}, {math.inf: 1}),
    ],
)
def test_relatives_of_plain_values_become_plain(given_value, received):
    assert equal(there_and_back(given_value), received)


def nested(depth):
    value = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (object(), "an object"),
        ({1, 2}, "a set"),
        ((number for number in ()), "a generator"),
        (len, "a builtin_function_or_method"),
        (np.array([object()]), "dtype object"),
        (np.array(["a"]), "dtype <U1"),
        (np.array(["2020-01-01"], "M8[D]"), "dtype datetime64"),
        (np.zeros(2, [("a", float)]), "not of numbers"),
        (np.broadcast_to(0.0, (10**6, 10**6)), "(1000000, 1000000)"),
        (nested(wire.MAX_DEPTH + 2), "too deeply"),
        ([0] * (wire.MAX_NODES + 1), "more than 20,000 parts"),
        ([np.zeros(0)] * (wire.MAX_ARRAYS + 1), "more than 2,000 arrays"),
        ("x" * (wire.MAX_TEXT + 1), "10,001 characters"),
        (["x" * wire.MAX_TEXT] * 200, "too much text"),
        (2**63, "more than 64 bits"),
        ({(1, 2): 3}, "one of its keys is a tuple"),
        ({"a": {b"x": 1}}, "one of its keys is a bytes"),
    ],
)
def test_what_cannot_travel_is_named(value, words):
    with pytest.raises(Unencodable, match=".*"):
        pack("value", 1, value)
    try:
        pack("value", 1, value)
    except Unencodable as error:
        assert words in str(error)


def test_a_list_in_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(Unencodable):
        pack("value", 1, value)


GOOD_SPEC = '[["<f8",[1]]]'
FRAMES = {
    "not an object": (b"[]", b""),
    "no kind": (b'{"i":1,"v":null,"a":[]}', b""),
    "no id": (b'{"k":"x","v":null,"a":[]}', b""),
    "a large id": (b'{"k":"x","i":%d,"v":null,"a":[]}' % 2**70, b""),
    "infinity": (b'{"k":"x","i":1,"v":Infinity,"a":[]}', b""),
    "a large integer": (b'{"k":"x","i":1,"v":%d,"a":[]}' % 2**70, b""),
    "an integer of a million digits": (b'{"k":"x","i":1,"v":' + b"1" * 10**6 + b',"a":[]}', b""),
    "an unknown tag": (b'{"k":"x","i":1,"v":{"z":1},"a":[]}', b""),
    "two tags": (b'{"k":"x","i":1,"v":{"l":[],"t":[]},"a":[]}', b""),
    "deep JSON": (b'{"k":"x","i":1,"v":' + b"[" * 100_000, b""),
    "deep lists": (b'{"k":"x","i":1,"v":' + b'{"l":[' * 30 + b"1" + b"]}" * 30 + b',"a":[]}', b""),
    "an array that is not there": (b'{"k":"x","i":1,"v":{"a":0},"a":[]}', b""),
    "an array twice": (f'{{"k":"x","i":1,"v":{{"l":[{{"a":0}},{{"a":0}}]}},"a":{GOOD_SPEC}}}'.encode(), bytes(8)),
    "an array not used": (f'{{"k":"x","i":1,"v":null,"a":{GOOD_SPEC}}}'.encode(), bytes(8)),
    "too few bytes": (f'{{"k":"x","i":1,"v":{{"a":0}},"a":{GOOD_SPEC}}}'.encode(), bytes(7)),
    "too many bytes": (f'{{"k":"x","i":1,"v":{{"a":0}},"a":{GOOD_SPEC}}}'.encode(), bytes(9)),
    "an object dtype": (b'{"k":"x","i":1,"v":{"a":0},"a":[["|O8",[1]]]}', bytes(8)),
    "a negative shape": (b'{"k":"x","i":1,"v":{"a":0},"a":[["<f8",[-1]]]}', bytes(8)),
    "a huge shape": (b'{"k":"x","i":1,"v":{"a":0},"a":[["<f8",[67108864,67108864,67108864]]]}', b""),
    "a huge shape of nothing": (b'{"k":"x","i":1,"v":{"a":0},"a":[["<f8",[%d,0]]]}' % 2**62, b""),
    "a true shape": (b'{"k":"x","i":1,"v":{"a":0},"a":[["<f8",[true]]]}', bytes(8)),
    "many axes": (b'{"k":"x","i":1,"v":{"a":0},"a":[["<f8",%s]]}' % json.dumps([1] * 65).encode(), bytes(8)),
    "a scalar with axes": (f'{{"k":"x","i":1,"v":{{"s":0}},"a":{GOOD_SPEC}}}'.encode(), bytes(8)),
    "a key that is a list": (b'{"k":"x","i":1,"v":{"d":[[{"l":[]},1]]},"a":[]}', b""),
    "a negative seed": (b'{"k":"x","i":1,"v":{"r":-1},"a":[]}', b""),
    "a name of numbers": (b'{"k":"x","i":1,"v":{"n":[1,2]},"a":[]}', b""),
    "a long text": (b'{"k":"x","i":1,"v":"%s","a":[]}' % (b"x" * (wire.MAX_TEXT + 1)), b""),
}


@pytest.mark.parametrize("what", FRAMES)
def test_a_malformed_frame_is_refused(what):
    with pytest.raises(WireError):
        unpack(*FRAMES[what])


def test_bytes_of_a_bool_array_become_true_or_false():
    header = b'{"k":"x","i":1,"v":{"a":0},"a":[["|b1",[3]]]}'
    value = unpack(header, bytes([0, 1, 200])).value
    assert value.view(np.uint8).tolist() == [0, 1, 1]


def test_lone_surrogates_do_not_come_through():
    assert unpack(rb'{"k":"x","i":1,"v":"a\ud800b","a":[]}', b"").value == "a?b"


def test_arrays_own_their_memory():
    value = there_and_back({"W": np.ones(3)})["W"]
    value += 1
    assert value.flags.owndata or value.base.flags.owndata
    assert value.tolist() == [2, 2, 2]
