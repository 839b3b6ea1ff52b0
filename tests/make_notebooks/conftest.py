"""A course of one chapter, small enough to read, in a folder of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
---

# Doubling

$$ y = 2 x $$ (eq-double)

Write {eq}`eq-double`.

```{code-cell} ipython3
def check(function):
    print("checked", function.__name__)
    return function
```

```{exercise} double
Where: look at the return.
Kind: a factor.
Derive: add x to itself.
```

```{quiz}
What is `2 * 3`?
- [ ] 5 :: That is 2 + 3.
- [x] 6 :: Three and three.
```
"""

MODULE = '''"""Answers."""

import numpy as np

FACTOR = 2


def _times(x, factor):
    return np.multiply(x, factor)


def double(x):
    """Returns x, doubled."""
    answer = _times(x, FACTOR)
    return answer
'''


@dataclass
class Course:
    """A folder with one source and one module; change a part of either and make the notebooks."""

    root: Path

    def write(self, source: str = SOURCE, module: str = MODULE) -> None:
        (self.root / "source" / "01_toy.md").write_text(source, encoding="utf-8")
        (self.root / "solutions" / "toy.py").write_text(module, encoding="utf-8")

    @property
    def made(self) -> list[str]:
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*.ipynb"))


@pytest.fixture
def course(tmp_path) -> Course:
    for folder in ("source", "solutions"):
        (tmp_path / folder).mkdir()
    made = Course(tmp_path)
    made.write()
    return made
