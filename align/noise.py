"""Make a harder document pair from a 1-1 one, with the gold that follows from what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from align.bead import Bead

_PARAGRAPH = 5  # lines, where the caller knows no paragraphs


@dataclass(frozen=True, slots=True)
class NoisyCase:
    """A derived document pair and its gold beads, which hold every line of both sides once."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    numbers: tuple[int, ...]  # of the pairs it holds
    paragraph: int


def make_noise(
    source: Sequence[str],
    target: Sequence[str],
    *,
    seed: int,
    merge: float = 0.2,
    delete: float = 0.0,
    insert: float = 0.0,
    gap: float = 0.0,
    swap: float = 0.0,
    foreign: Sequence[tuple[str, str]] = (),
    paragraphs: Sequence[int] | None = None,
) -> NoisyCase:
    """Return a harder case of a document whose line i translates line i, the same for a seed.

    In this order: `delete`: for this share of the pairs a line is taken away on one side, drawn at
    random. `insert`: at this share of the places a line of another document is put in on one side;
    each pair of `foreign` gives one line at most. `gap`: one block of this share of the target is
    taken away. `merge`: the chance that a line starts a merge of 2 lines, or in a quarter of the
    cases 3, on each side by itself; lines are joined only within a paragraph, and only where they
    are neighbours on both sides, so that every gold bead is a pair of ranges. `swap`: this share
    of the target's paragraphs changes places with a neighbour.

    All shares are in [0, 1]. `paragraphs` gives the paragraph of each pair, in order; by default
    one starts every five lines. Gold beads are the connected components of lines that share a pair:
    score 1, or 0 for a null; the shorter paragraph of a swap is `moved`.
    Raises ValueError for unequal lengths, a share out of range, or too few foreign lines.
    """
    size = len(source)
    if len(target) != size or (paragraphs is not None and len(paragraphs) != size):
        raise ValueError("source, target and paragraphs have different lengths; give line by line")
    shares = {"merge": merge, "delete": delete, "insert": insert, "gap": gap, "swap": swap}
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise ValueError(f"{name} is {share}; give a share between 0 and 1")
    rng = np.random.default_rng(seed)
    places = [i // _PARAGRAPH for i in range(size)] if paragraphs is None else list(paragraphs)
    sides = [
        [_Line(text, (i,), place) for i, (text, place) in enumerate(zip(side, places, strict=True))]
        for side in (source, target)
    ]
    sides = _delete(sides, round(delete * size), rng)
    known = set(source) | set(target)
    strange = [pair for pair in foreign if known.isdisjoint(pair)]
    sides = _insert(sides, round(insert * size), strange, size, rng)
    sides[1] = _cut(sides[1], round(gap * len(sides[1])), rng)
    neighbours = _neighbours(sides)
    sides = [_merge(side, neighbours, merge, rng) for side in sides]
    sides[1], moved = _swap(sides[1], swap, rng)
    return NoisyCase(
        tuple(line.text for line in sides[0]),
        tuple(line.text for line in sides[1]),
        tuple(_gold(sides, moved)),
    )


def _delete(sides: list[list[_Line]], count: int, rng: np.random.Generator) -> list[list[_Line]]:
    lost: list[set[int]] = [set(), set()]
    for number in rng.permutation(len(sides[0]))[:count].tolist():
        lost[int(rng.integers(2))].add(number)
    return [
        [line for line in side if line.numbers[0] not in gone]
        for side, gone in zip(sides, lost, strict=True)
    ]


def _insert(
    sides: list[list[_Line]],
    count: int,
    foreign: Sequence[tuple[str, str]],
    first: int,
    rng: np.random.Generator,
) -> list[list[_Line]]:
    """Put in `count` foreign lines, numbered from `first`, each on one side of its own."""
    if count > len(foreign):
        raise ValueError(
            f"{count} lines are to be inserted and only {len(foreign)} foreign ones are not in the "
            "document itself; give more of them"
        )
    sides = [list(side) for side in sides]
    for number, chosen in enumerate(rng.permutation(len(foreign))[:count].tolist(), first):
        which = int(rng.integers(2))
        side = sides[which]
        at = int(rng.integers(len(side) + 1))
        # The line joins the paragraph before it, or the first one.
        place = side[max(at - 1, 0)].paragraph if side else 0
        side.insert(at, _Line(foreign[chosen][which], (number,), place))
    return sides


def _cut(side: list[_Line], count: int, rng: np.random.Generator) -> list[_Line]:
    start = int(rng.integers(len(side) - count + 1))
    return side[:start] + side[start + count :]


def _neighbours(sides: list[list[_Line]]) -> set[tuple[int, int]]:
    """Return the pairs that follow each other in one paragraph, on both sides."""

    def following(side: list[_Line]) -> set[tuple[int, int]]:
        return {
            (one.numbers[0], two.numbers[0])
            for one, two in pairwise(side)
            if one.paragraph == two.paragraph
        }

    return following(sides[0]) & following(sides[1])


def _merge(
    side: list[_Line], neighbours: set[tuple[int, int]], chance: float, rng: np.random.Generator
) -> list[_Line]:
    merged: list[_Line] = []
    at = 0
    while at < len(side):
        size = 1
        if rng.random() < chance:
            size = 3 if rng.random() < 0.25 else 2
        end = at + 1
        while (
            end < min(at + size, len(side))
            and (side[end - 1].numbers[0], side[end].numbers[0]) in neighbours
        ):
            end += 1
        lines = side[at:end]
        text = " ".join(line.text for line in lines)
        numbers = tuple(number for line in lines for number in line.numbers)
        merged.append(_Line(text, numbers, lines[0].paragraph))
        at = end
    return merged


def _swap(
    side: list[_Line], share: float, rng: np.random.Generator
) -> tuple[list[_Line], set[int]]:
    """Exchange neighbouring paragraphs; return the lines and the pair numbers that moved."""
    blocks: list[list[_Line]] = []
    for line in side:
        if blocks and blocks[-1][-1].paragraph == line.paragraph:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    wanted = round(share * len(blocks) / 2)
    exchanged: set[int] = set()
    moved: set[int] = set()
    for at in rng.permutation(max(len(blocks) - 1, 0)).tolist():
        if len(exchanged) == 2 * wanted:
            break
        if exchanged.isdisjoint((at, at + 1)):
            exchanged |= {at, at + 1}
            shorter = min(blocks[at], blocks[at + 1], key=len)
            moved.update(number for line in shorter for number in line.numbers)
            blocks[at], blocks[at + 1] = blocks[at + 1], blocks[at]
    return [line for block in blocks for line in block], moved


def _gold(sides: list[list[_Line]], moved: set[int]) -> list[Bead]:
    """Return the connected components in the order of the source, target nulls after their line."""
    holder: dict[int, int] = {}  # pair number → the target line that holds it
    for j, line in enumerate(sides[1]):
        holder.update(dict.fromkeys(line.numbers, j))
    left = set(range(len(sides[1])))
    source_holder = {n: i for i, line in enumerate(sides[0]) for n in line.numbers}
    beads: list[Bead] = []
    done: set[int] = set()
    for i in range(len(sides[0])):
        if i in done:
            continue
        component, targets, queue = {i}, set[int](), [i]
        while queue:
            for number in sides[0][queue.pop()].numbers:
                if number not in holder or holder[number] in targets:
                    continue
                targets.add(holder[number])
                for other in sides[1][holder[number]].numbers:
                    if other in source_holder and source_holder[other] not in component:
                        component.add(source_holder[other])
                        queue.append(source_holder[other])
        done |= component
        left -= targets
        numbers = {number for each in component for number in sides[0][each].numbers}
        beads.append(
            Bead(
                range(min(component), max(component) + 1),
                range(min(targets), max(targets) + 1) if targets else range(0),
                1.0 if targets else 0.0,
                moved=bool(targets) and not moved.isdisjoint(numbers),
            )
        )
    return _with_target_nulls(beads, sorted(left))


def _with_target_nulls(beads: list[Bead], left: Sequence[int]) -> list[Bead]:
    """Put each target line of `left` behind the bead of the line before it."""
    after: dict[int, list[Bead]] = {}
    previous = -2
    anchor = -1
    for j in left:
        if j != previous + 1:
            anchor = j - 1
        after.setdefault(anchor, []).append(Bead(range(0), range(j, j + 1)))
        previous = j
    ordered = after.get(-1, [])
    for bead in beads:
        ordered.append(bead)
        if bead.target:
            ordered.extend(after.get(bead.target[-1], []))
    return ordered
