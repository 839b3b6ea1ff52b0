"""Objects with manners of their own: arrays that lie, dicts that hold nothing, results that cannot be copied."""

from __future__ import annotations

import numpy as np


class Agreeable(np.ndarray):
    """An array that is equal to everything, and zero in every sum."""

    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(self.shape)

    def __array_function__(self, func, types, args, kwargs):
        return np.zeros(self.shape)


class Refusing(np.ndarray):
    """An array whose every operator raises."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        raise RuntimeError("no")

    def __array_function__(self, func, types, args, kwargs):
        raise RuntimeError("no")


class Pretender:
    """An object that claims to be an array, and raises when it is asked for one."""

    shape, dtype, ndim = (3, 4), np.dtype(float), 2

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("there is no array")


class Moody:
    """An object that becomes another array each time."""

    count = 0

    def __array__(self, dtype=None, copy=None):
        Moody.count += 1
        return np.full((2, 2), float(Moody.count))


class Hollow(dict):
    """A dict that claims to hold every key."""

    def __contains__(self, key):
        return True

    def __getitem__(self, key):
        raise RuntimeError("there is nothing here")


class Endless(list):
    """A list that lies about its length."""

    def __len__(self):
        return 3

    def __iter__(self):
        raise RuntimeError("no items")


class Nameless:
    """An object that cannot be shown."""

    def __repr__(self):
        raise RuntimeError("no name")


class Uncopyable:
    """An object that cannot be copied."""

    def __deepcopy__(self, memo):
        raise RuntimeError("no copies")
