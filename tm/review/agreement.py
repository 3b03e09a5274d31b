"""Two annotators on the same texts: how far they agree, and the page on which a third decides."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from align.bead import Alternative
from align.error_list import bead_list, differences, sentence
from align.ladder import AnyBead, RawBead
from tm.review.document import ReviewBead, ReviewDocument


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two alignments of the same texts agree; all but the counts lie in [-1, 1].

    bead_f1: F1 of one against the other over beads with two sides, which is the same both ways;
    link_f1: the same over the sentence pairs that the beads imply; kappa: Cohen's (1960), each
    English sentence being put where its 1-1 link leads, or with those that have none.
    """

    bead_f1: float
    link_f1: float
    kappa: float
    beads: tuple[int, int]
    differences: int


def agreement(one: Sequence[AnyBead], other: Sequence[AnyBead], size: int) -> Agreement:
    """Return the agreement of two alignments of texts with `size` English sentences."""
    sets = [{(tuple(b.source), tuple(b.target)) for b in side} for side in (one, other)]
    pairs = [{bead for bead in side if all(bead)} for side in sets]
    links = [{(i, j) for b in side for i in b[0] for j in b[1]} for side in pairs]
    chosen = [{b[0][0]: b[1][0] for b in side if len(b[0]) == len(b[1]) == 1} for side in pairs]
    return Agreement(
        _f1(*pairs),
        _f1(*links),
        cohen_kappa(*([side.get(i, -1) for i in range(size)] for side in chosen)),
        (len(pairs[0]), len(pairs[1])),
        len(differences(one, other)),
    )


def cohen_kappa(one: Sequence[int], other: Sequence[int]) -> float:
    """Return Cohen's kappa of two labellings of the same items; 1 where chance leaves no doubt."""
    if not one:
        return 1.0
    size = len(one)
    observed = sum(a == b for a, b in zip(one, other, strict=True)) / size
    counts = Counter(one), Counter(other)
    chance = sum(counts[0][label] * counts[1][label] for label in counts[0]) / size**2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def agreement_text(
    one: Sequence[AnyBead],
    other: Sequence[AnyBead],
    source: Sequence[str],
    target: Sequence[str],
    names: tuple[str, str] = ("A", "B"),
) -> str:
    """Return the agreement for a terminal: the figures, then each place where the two differ."""
    found = agreement(one, other, len(source))
    lines = [
        f"beads with two sides  {found.beads[0]} in {names[0]}, {found.beads[1]} in {names[1]}",
        f"F1 of beads           {found.bead_f1:.3f}",
        f"F1 of links           {found.link_f1:.3f}",
        f"Cohen's kappa, 1-1    {found.kappa:.3f}",
        f"places that differ    {found.differences}",
    ]
    width = max(map(len, names))
    for number, place in enumerate(differences(one, other), 1):
        lines += [
            "",
            f"{number}. {names[0]:{width}}  {bead_list(place.gold)}",
            f"{' ' * len(str(number))}  {names[1]:{width}}  {bead_list(place.predicted)}",
        ]
        lines += [f"     en {i}: {sentence(source, i)}" for i in place.source]
        lines += [f"     ar {j}: {sentence(target, j)}" for j in place.target]
    return "\n".join(lines) + "\n"


def adjudication(document: ReviewDocument, other: Sequence[AnyBead]) -> ReviewDocument:
    """Return the review of one annotator's beads, what the other has too being accepted already.

    Where the two differ, a bead is open and carries the other's bead as its second choice.
    """
    theirs = {(tuple(bead.source), tuple(bead.target)) for bead in other}
    alone = {(side, i) for bead in other for side, i in _alone(bead)}
    return replace(
        document, beads=tuple(_judged(bead, theirs, alone, other) for bead in document.beads)
    )


def _judged(
    bead: ReviewBead,
    theirs: set[tuple[tuple[int, ...], tuple[int, ...]]],
    alone: set[tuple[str, int]],
    other: Sequence[AnyBead],
) -> ReviewBead:
    key = tuple(bead.source), tuple(bead.target)
    if key in theirs or (bead.is_null and set(_alone(RawBead(*key))) <= alone):
        return replace(bead, verdict="accepted", locked=True, reviewer="both")
    for choice in other:
        spans = [_span(side) for side in (choice.source, choice.target)]
        meets = any(
            set(mine) & set(yours)
            for mine, yours in zip(key, (choice.source, choice.target), strict=True)
        )
        if meets and None not in spans:
            first, second = (span or range(0) for span in spans)
            return replace(bead, alternative=Alternative(first, second, 0.5))
    return bead


def _alone(bead: AnyBead) -> list[tuple[str, int]]:
    """Return the sentences of a null bead."""
    if bead.source and bead.target:
        return []
    return [("en", i) for i in bead.source] + [("ar", j) for j in bead.target]


def _span(side: Sequence[int]) -> range | None:
    """Return indices as a range, None where they have a hole."""
    if not side:
        return range(0)
    span = range(side[0], side[-1] + 1)
    return span if len(span) == len(side) else None


def _f1(one: AbstractSet[object], other: AbstractSet[object]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 1.0
