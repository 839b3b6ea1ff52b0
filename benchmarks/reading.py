"""How long and how hard each page is to read: words, words a sentence, reading ease.

    python benchmarks/reading.py

Counts prose alone: no code, formulas, tables, captions or hints. A formula inside a sentence counts as one word.
Reading ease is Flesch's (1948): 206.835 - 1.015 words a sentence - 84.6 syllables a word; 60 to 70 is plain English,
above 70 easy. Grade is Kincaid's (1975), years of school. Syllables are groups of vowels, less a silent e at the end:
right for nine words in ten, so that a point or two of ease mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("index.md", "guide/*.md", "source/[0-9][0-9]_*.md")
NOT_PROSE = (
    r"\A---\n.*?\n---\n",  # the header
    r"^(`{3,}|:{3,})\{(?:code-cell|exercise|solution|wrong-turn|specimen|list-table)\}.*?^\1$",
    r"^(`{3,})(?!\{glossary\})[^\n]*\n.*?^\1$",
    r"^`{3,}.*?$",
    r"^\$\$.*?^\$\$[^\n]*$",
    r"^\|.*?$",
    r"^#+ .*$",
    r"^:::.*$",
    r"^- \[.\] ",  # the box of a quiz's option
    r"<[a-z/][^>]*>",  # a tag, not 'less than'
    r"\{[^}\n]*\}",
)
ONE_WORD = r"\$[^$]+\$|`[^`]+`|\{eq\}`[^`]+`"
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
SENTENCE_END = re.compile(r"[.!?](?:\W|$)")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(r"(?<![aeiouyl])e$|(?<=[aeiouy]l)e$|(?<![td])ed$|(?<![sxzcgh])es$")


@dataclass(frozen=True)
class Reading:
    """Counts of one page's prose."""

    words: int
    sentences: int
    syllables: int

    @property
    def ease(self) -> float:
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words

    @property
    def grade(self) -> float:
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


def syllables(word: str) -> int:
    """Returns about how many syllables a word has.

    >>> [syllables(word) for word in ("slope", "neuron", "table", "squared", "batches")]
    [1, 2, 2, 1, 2]
    """
    return max(1, len(VOWELS.findall(SILENT_END.sub("", word.lower()))))


def prose(markdown: str) -> str:
    """Returns the running text of a page; each paragraph and list item ends like a sentence."""
    for pattern in NOT_PROSE:
        markdown = re.sub(pattern, "", markdown, flags=re.M | re.S if ".*?" in pattern else re.M)
    markdown = re.sub(ONE_WORD, "x", markdown)
    markdown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", markdown)]
    ended = (part if re.search(r"[.!?:;,][)*\"]*$", part) else f"{part}." for part in paragraphs)
    return "\n".join(part for part in ended if part != ".")


def measure(markdown: str) -> Reading:
    """Returns the counts of a page in Markdown."""
    text = prose(markdown)
    words = WORD.findall(text)
    return Reading(len(words), max(1, len(SENTENCE_END.findall(text))), sum(map(syllables, words)))


def main() -> None:
    """Prints a row for each page."""
    print(f"{'page':<34}{'words':>7}{'a sentence':>12}{'ease':>7}{'grade':>7}")
    for path in (path for pattern in PAGES for path in sorted(ROOT.glob(pattern)) if path.name != "README.md"):
        found = measure(path.read_text(encoding="utf-8"))
        name = path.relative_to(ROOT).as_posix()
        mean = found.words / found.sentences
        print(f"{name:<34}{found.words:>7}{mean:>12.1f}{found.ease:>7.0f}{found.grade:>7.1f}")


if __name__ == "__main__":
    main()
