"""Frames between checker and worker: a JSON header and raw buffers. Reading one can run nothing.

A frame is two big-endian uint32 (length of header, length of body), the header, the body. The header holds the
frame's kind, an id that pairs answers with questions, the value as a tree, and a list of `[dtype, shape]`; the body
is the arrays' bytes, in that order. In the tree, JSON's own null, booleans, integers, finite floats and strings
stand for themselves; everything else is an object with one key, its tag (`_TAGS`).
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from autograder.core.submission import Named, Rng

PREFIX = struct.Struct("!II")
MAX_HEADER = 1 << 20
MAX_BODY = 64 << 20
MAX_ARRAYS = 2_000
MAX_NODES, MAX_DEPTH = 20_000, 16  # values of any kind in one frame
MAX_TEXT = 10_000
MAX_AXES = 32
INT_LIMIT = 1 << 63
# Numbers of fixed size only: no objects, no text, no records.
DTYPES = frozenset("|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16".split())
WIDER = {"g": np.float64, "G": np.complex128}  # long doubles differ between machines, so they travel as doubles
_NONFINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class WireError(Exception):
    """A frame that breaks the rules, or a channel that failed. Every error of this package's wire is one."""


class Unencodable(WireError):
    """A value that cannot travel; the message says what it is, in a learner's terms."""


@dataclass(frozen=True)
class Frame:
    """One message. `id` pairs an answer with its question."""

    kind: str
    id: int
    value: object


def pack(kind: str, id: int, value: object) -> bytes:
    """Returns the frame as bytes.

    Raises Unencodable when the value is not made of numbers, arrays, text, `Rng`, `Named`, lists, tuples and dicts,
    or is too large.
    """
    encoder = _Encoder()
    tree = encoder.encode(value, 0)
    header = json.dumps({"k": kind, "i": id, "v": tree, "a": encoder.specs}, separators=(",", ":")).encode()
    if len(header) > MAX_HEADER:
        raise Unencodable("it holds too much text or too many parts")
    return b"".join([PREFIX.pack(len(header), encoder.size), header, *encoder.buffers])


def unpack(header: bytes, body: bytes | bytearray) -> Frame:
    """Returns the frame that the bytes hold; its arrays own their memory.

    Raises WireError for anything else than a well-formed frame.
    """
    try:
        return _unpack(header, body)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, MemoryError, RecursionError) as error:
        raise WireError(f"malformed frame: {type(error).__name__}") from None


class _Encoder:
    def __init__(self):
        self.specs, self.buffers = [], []
        self.size = self.nodes = 0

    def encode(self, value, depth):
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise Unencodable("it is nested too deeply")
        if self.nodes > MAX_NODES:
            raise Unencodable(f"it has more than {MAX_NODES:,} parts")
        for kinds, method in _ENCODERS:
            if isinstance(value, kinds):
                return method(self, value, depth)
        if hasattr(type(value), "__array__"):  # tensors, series: what NumPy itself would make of them
            return self.array(np.asarray(value), depth)
        raise Unencodable(f"it is {article(type(value).__name__)}")

    def plain(self, value, depth):
        return value

    def whole(self, value, depth):
        if not -INT_LIMIT <= value < INT_LIMIT:
            raise Unencodable("it is an integer of more than 64 bits")
        return int(value)

    def real(self, value, depth):
        return float(value) if math.isfinite(value) else {"f": str(float(value))}

    def complex(self, value, depth):
        return {"c": [self.real(value.real, depth), self.real(value.imag, depth)]}

    def text(self, value, depth):
        if len(value) > MAX_TEXT:
            raise Unencodable(f"it is a text of {len(value):,} characters")
        return str(value)

    def scalar(self, value, depth):
        return self.text(value, depth) if isinstance(value, str) else {"s": self.array(value, depth)["a"]}

    def array(self, value, depth):
        plain = np.asarray(value)  # a subclass travels as the array it is
        if plain.dtype.char in WIDER:
            plain = plain.astype(WIDER[plain.dtype.char])
        if plain.dtype.byteorder == ">":
            plain = plain.astype(plain.dtype.newbyteorder("<"))
        if plain.dtype.str not in DTYPES:
            raise Unencodable(f"it is an array of dtype {str(plain.dtype)[:40]}, not of numbers")
        self.size += plain.nbytes
        if self.size > MAX_BODY or plain.ndim > MAX_AXES:
            raise Unencodable(f"it is an array of shape {plain.shape}, which is too large")
        if len(self.specs) >= MAX_ARRAYS:
            raise Unencodable(f"it holds more than {MAX_ARRAYS:,} arrays")
        self.specs.append([plain.dtype.str, list(plain.shape)])
        self.buffers.append(plain.tobytes())
        return {"a": len(self.specs) - 1}

    def sequence(self, value, depth):
        tag = "t" if isinstance(value, tuple) else "l"
        return {tag: [self.encode(item, depth + 1) for item in value]}

    def mapping(self, value, depth):
        return {"d": [[self.key(key, depth), self.encode(item, depth + 1)] for key, item in value.items()]}

    def key(self, key, depth):
        if isinstance(key, np.generic):
            key = key.item()
        if key is None or isinstance(key, bool | int | float | str):
            return self.encode(key, depth + 1)
        raise Unencodable(f"one of its keys is {article(type(key).__name__)}")

    def rng(self, value, depth):
        return {"r": self.whole(value.seed, depth)}

    def named(self, value, depth):
        return {"n": [self.text(value.module, depth), self.text(value.name, depth)]}


# Order matters: a bool is an int, and np.float64 is a float.
_ENCODERS = (
    ((type(None), bool), _Encoder.plain),
    (np.generic, _Encoder.scalar),
    (int, _Encoder.whole),
    (float, _Encoder.real),
    (complex, _Encoder.complex),
    (str, _Encoder.text),
    (np.ndarray, _Encoder.array),
    ((list, tuple), _Encoder.sequence),
    (Mapping, _Encoder.mapping),
    (Rng, _Encoder.rng),
    (Named, _Encoder.named),
)


def article(name: str) -> str:
    """Returns "a Series" or "an Index" for a type's name."""
    name = name[:60]
    return f"an {name}" if name[:1].lower() in tuple("aeio") else f"a {name}"


def _unpack(header, body):
    message = json.loads(bytes(header), parse_constant=_refuse_constant)
    if not isinstance(message, dict) or not isinstance(message.get("k"), str) or not _is_whole(message.get("i")):
        raise WireError("malformed header")
    decoder = _Decoder(_arrays(message.get("a"), body))
    value = decoder.decode(message.get("v"), 0)
    if decoder.taken != len(decoder.arrays):
        raise WireError("an array that the value does not hold")
    return Frame(message["k"], message["i"], value)


def _refuse_constant(name):
    raise WireError(f"{name} in a header")


def _is_whole(value):
    return type(value) is int and -INT_LIMIT <= value < INT_LIMIT


def _arrays(specs, body):
    if not isinstance(specs, list) or len(specs) > MAX_ARRAYS:
        raise WireError("malformed list of arrays")
    arrays, start = [], 0
    for dtype, shape in specs:
        if dtype not in DTYPES or not isinstance(shape, list) or len(shape) > MAX_AXES:
            raise WireError("malformed array")
        if not all(_is_whole(length) and 0 <= length <= MAX_BODY for length in shape):
            raise WireError("malformed shape")
        kind, count = np.dtype(dtype), math.prod(shape)
        stop = start + count * kind.itemsize
        if count > MAX_BODY or stop > len(body):
            raise WireError("a shape that its bytes do not fill")
        flat = np.frombuffer(body, kind, count, start) if count else np.empty(0, kind)
        # A bool byte other than 0 and 1 would be neither true nor false to NumPy.
        flat = flat.view(np.uint8) != 0 if kind == np.bool_ else flat.copy()
        arrays.append(flat.reshape(shape))
        start = stop
    if start != len(body):
        raise WireError("bytes after the last array")
    return arrays


class _Decoder:
    """Every array is taken once and in order, so a small frame cannot name one array a thousand times."""

    def __init__(self, arrays):
        self.arrays = arrays
        self.taken = self.nodes = 0

    def decode(self, tree, depth):
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("too many parts")
        if tree is None or isinstance(tree, bool | float) or _is_whole(tree):
            return tree
        if isinstance(tree, str):
            if len(tree) > MAX_TEXT:
                raise WireError("too long a text")
            return tree.encode("utf-8", "replace").decode()
        if not isinstance(tree, dict) or len(tree) != 1:
            raise WireError("malformed value")
        ((tag, content),) = tree.items()
        return _TAGS[tag](self, content, depth)

    def array(self, index, depth):
        if not _is_whole(index) or index != self.taken:
            raise WireError("arrays out of order")
        self.taken += 1
        return self.arrays[index]

    def scalar(self, index, depth):
        array = self.array(index, depth)
        if array.ndim:
            raise WireError("a scalar with axes")
        return array[()]

    def items(self, content, depth):
        if not isinstance(content, list):
            raise WireError("malformed value")
        return [self.decode(item, depth + 1) for item in content]

    def tuple(self, content, depth):
        return tuple(self.items(content, depth))

    def mapping(self, content, depth):
        result = {}
        for key, item in content:
            if isinstance(key, dict) and set(key) != {"f"}:
                raise WireError("malformed key")
            result[self.decode(key, depth + 1)] = self.decode(item, depth + 1)
        return result

    def nonfinite(self, content, depth):
        return _NONFINITE[content]

    def complex(self, content, depth):
        real, imaginary = (self.decode(part, depth + 1) for part in content)
        return complex(float(real), float(imaginary))

    def rng(self, content, depth):
        if not _is_whole(content) or content < 0:
            raise WireError("malformed seed")
        return Rng(content)

    def named(self, content, depth):
        module, name = (self.decode(part, depth + 1) for part in content)
        if not isinstance(module, str) or not isinstance(name, str):
            raise WireError("malformed name")
        return Named(module, name)


_TAGS = {
    "a": _Decoder.array,
    "s": _Decoder.scalar,
    "l": _Decoder.items,
    "t": _Decoder.tuple,
    "d": _Decoder.mapping,
    "f": _Decoder.nonfinite,
    "c": _Decoder.complex,
    "r": _Decoder.rng,
    "n": _Decoder.named,
}
