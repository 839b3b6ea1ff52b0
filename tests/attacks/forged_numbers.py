# Tries to return numbers, text and dicts that are not what they say.
class Number(float):
    def __float__(self):
        return 7.0

    def __sub__(self, other):
        return 0.0

    def __repr__(self):
        return '1, "v": 7'

    __str__ = __repr__


class Text(str):
    def __len__(self):
        return 0

    def __str__(self):
        return "x" * 10**7


class Grades(dict):
    def items(self):
        return [("value", Number(-1)), (Text("key"), Text("y" * 100))]


def target(x):
    return [Number(-1), Grades()]
