"""The ladder, the field's plain text form of an alignment: `[0]:[0, 1]:0.9731`, a bead a line."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from align.bead import Bead, Parts

_SIDE = r"\[\s*((?:\d{1,9}\s*(?:,\s*\d{1,9}\s*)*)?)\]"
_LINE = re.compile(rf"{_SIDE}\s*:\s*{_SIDE}\s*(?::\s*(\S+)\s*)?", re.ASCII)


class BadGold(ValueError):
    """An alignment file that cannot be read; the message names the line and what to do."""


@dataclass(frozen=True, slots=True)
class RawBead:
    """A bead as a file gives it: sentence indices that may have holes, a score on any scale.

    `source` and `target` are in ascending order, from 0, without doubles. `score` is None where
    the file gives none; it may be a cost (Vecalign: lower is better) or a confidence without
    bounds (hunalign), and is kept as given.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float | None = None
    parts: Parts | None = None
    moved: bool = False


AnyBead = Bead | RawBead


def read_ladder(text: str) -> list[RawBead]:
    """Return the beads of a ladder, in the order of its lines; `to_beads` makes ranges of them.

    A line is `[source indices]:[target indices]`, then `:score` or nothing. White space is free;
    empty lines and lines that start with # are skipped. The score is kept as given.
    Raises BadGold for any other line, an index given twice in a bead, or a score that is no number.
    """
    beads = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise BadGold(
                f"line {number} of the ladder is not [indices]:[indices]:score: {line[:60]!r}; "
                "write it as [0]:[0, 1]:0.9731, or name the file's format"
            )
        where = f"line {number} of the ladder"
        source, target = (indices(re.findall(r"\d+", side), where) for side in match.group(1, 2))
        beads.append(RawBead(source, target, read_score(match.group(3), where)))
    return beads


def write_ladder(beads: Iterable[AnyBead], scores: bool = True) -> str:
    """Return `beads` as a ladder, a line each in the given order; scores have four decimals.

    The runner-up of a bead follows it as a comment: `# or [3]:[2, 3]:0.0312`, its probability last.
    """
    lines = []
    for bead in beads:
        line = f"{list(bead.source)}:{list(bead.target)}"
        lines.append(line if not scores or bead.score is None else f"{line}:{bead.score:.4f}")
        if isinstance(bead, Bead) and (other := bead.alternative) is not None:
            sides = f"{list(other.source)}:{list(other.target)}"
            lines.append(f"# or {sides}:{other.probability:.4f}")
    return "".join(f"{line}\n" for line in lines)


def to_beads(raw: Iterable[RawBead]) -> list[Bead]:
    """Return the beads with ranges for index sets; a score outside [0, 1] or missing becomes 0.

    Raises BadGold where a bead has a hole: [0, 2] is no range.
    """
    beads = []
    for bead in raw:
        sides = []
        for side in (bead.source, bead.target):
            span = range(side[0], side[-1] + 1) if side else range(0)
            if len(span) != len(side):
                raise BadGold(
                    f"the bead {list(bead.source)}:{list(bead.target)} leaves out a sentence "
                    "between two others; split it, or use it for evaluation only"
                )
            sides.append(span)
        score = bead.score if bead.score is not None and 0 <= bead.score <= 1 else 0.0
        beads.append(Bead(sides[0], sides[1], score, bead.parts, bead.moved))
    return beads


def indices(numbers: Iterable[int | str], where: str) -> tuple[int, ...]:
    """Return the indices of one side in ascending order; `where` is for the message of BadGold."""
    side = sorted(int(number) for number in numbers)
    for first, second in pairwise(side):
        if first == second:
            raise BadGold(
                f"{where} names sentence {first} twice on one side; delete one of the two"
            )
    return tuple(side)


def read_score(score: str | None, where: str) -> float | None:
    """Return the score as a number, None for None; `where` is for the message of BadGold."""
    if score is None:
        return None
    try:
        value = float(score)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadGold(f"{where} has the score {score[:20]!r}; write a number, or leave it off")
    return value


def single_nulls(beads: Iterable[Bead]) -> list[Bead]:
    """Return the beads with a null bead for each sentence that stands alone."""
    result = []
    for bead in beads:
        if bead.is_null:
            result += [Bead(range(i, i + 1), range(0)) for i in bead.source]
            result += [Bead(range(0), range(j, j + 1)) for j in bead.target]
        else:
            result.append(bead)
    return result
