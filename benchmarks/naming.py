"""How often mistakes are called by their names: one, two and three at a time, and mistakes that no table lists.

Method: the mistakes are edits of a student's source text (tests/exercises), written apart from the rules that name
them. Singles are all that are listed; pairs and triples are random ones in different places, with a fixed seed.
'named' is exactly the mistakes made; 'equal' is another set of listed mistakes that gives the very same numbers;
'partly' names some of them; 'misnamed' names one that was not made. For unlisted mistakes no name is the right answer.
Both tables come from the same hands, so the figures flatter: they show what the search can do, not how learners err.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

SAMPLES = {1: 0, 2: 60, 3: 40}
WORDS = {1: "singles", 2: "pairs", 3: "triples"}
SEED = 11
COLUMNS = ("named", "equal", "partly", "unnamed", "misnamed")


def line(exercise: str, what: str, tally: Counter, seconds: float) -> str:
    """Returns one row of the table."""
    total = max(1, sum(tally.values()))
    counts = "".join(f"{tally[column]:>10}" for column in COLUMNS)
    return f"{exercise:<20}{what:<10}{total:>6}{counts}{seconds / total * 1e3:>9.0f} ms"


def main() -> None:
    """Prints the table."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.exercises.combinations import GRADIENTS, outcome, sample, singles
    from tests.exercises.unlisted import UNLISTED, names_given

    print(f"{'exercise':<20}{'made':<10}{'cases':>6}" + "".join(f"{column:>10}" for column in COLUMNS) + "     each")
    for exercise in GRADIENTS:
        for count, size in SAMPLES.items():
            cases = singles(exercise) if count == 1 else sample(exercise, count, size, SEED)
            start = time.process_time()
            tally = Counter(outcome(case)[0] for case in cases)
            print(line(exercise, WORDS[count], tally, time.process_time() - start), flush=True)
    start = time.process_time()
    tally = Counter("misnamed" if names_given(mistake) else "unnamed" for mistake in UNLISTED)
    print(line("all", "unlisted", tally, time.process_time() - start))


if __name__ == "__main__":
    main()
