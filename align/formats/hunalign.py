"""hunalign's numeric ladder: each line a cut through both texts, `source<TAB>target<TAB>score`.

A bead lies between two lines, and the score on the upper one is its own (as in hunalign's
ladder2text.py); the last line holds the numbers of sentences. The score has no bounds.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from align.ladder import AnyBead, BadGold, RawBead, read_score

_RUNG = re.compile(r"\s*(\d{1,9})\s+(\d{1,9})(?:\s+(\S+))?\s*", re.ASCII)


def is_hunalign(line: str) -> bool:
    """Whether `line` looks like a rung: two numbers, then a score or nothing."""
    return _RUNG.fullmatch(line) is not None


def read_hunalign(text: str) -> list[RawBead]:
    """Return the beads between the rungs; a gap of nothing on both sides is left out.

    Raises BadGold for a line that is no rung, or that steps back.
    """
    rungs = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _RUNG.fullmatch(line)
        if match is None:
            raise BadGold(
                f"line {number} is not two cut points and a score: {line[:60]!r}; "
                "write the ladder with hunalign's default output, without -text"
            )
        score = read_score(match.group(3), f"line {number} of the ladder")
        rungs.append((int(match.group(1)), int(match.group(2)), score))
        if len(rungs) > 1 and (rungs[-1][0] < rungs[-2][0] or rungs[-1][1] < rungs[-2][1]):
            raise BadGold(f"line {number} steps back; cut points only grow: sort the lines")
    return [
        RawBead(tuple(range(i, i_end)), tuple(range(j, j_end)), score)
        for (i, j, score), (i_end, j_end, _) in pairwise(rungs)
        if i_end > i or j_end > j
    ]


def write_hunalign(beads: Iterable[AnyBead]) -> str:
    """Return the ladder of beads that follow each other; missing scores are written as 0.

    Raises ValueError for a bead that does not begin where the one before it ends.
    """
    i = j = 0
    lines = []
    for bead in beads:
        for side, start in ((bead.source, i), (bead.target, j)):
            if list(side) != list(range(start, start + len(side))):
                raise ValueError(
                    f"the bead {list(bead.source)}:{list(bead.target)} does not follow the one "
                    "before it; hunalign's ladder cannot say that: write a ladder or JSONL"
                )
        lines.append(f"{i}\t{j}\t{bead.score or 0:.4f}\n")
        i += len(bead.source)
        j += len(bead.target)
    return "".join([*lines, f"{i}\t{j}\t0.0000\n"])
