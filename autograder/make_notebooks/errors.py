"""What can be wrong with a source: one error, with the file and the line to mend."""

from __future__ import annotations

from pathlib import Path


class SourceError(Exception):
    """A source that cannot be made into notebooks; the text is `file:line: what is wrong and what to do`."""

    def __init__(self, file: Path | str, line: int, text: str):
        super().__init__(f"{file}:{line}: {text}")
