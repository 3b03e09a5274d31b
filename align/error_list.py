"""List where an alignment differs from gold, with the sentences of both sides."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from align.ladder import AnyBead
from align.neighbourhoods import neighbourhoods


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the two alignments differ; `source` and `target` are all its sentences."""

    gold: tuple[AnyBead, ...]
    predicted: tuple[AnyBead, ...]
    source: tuple[int, ...]
    target: tuple[int, ...]


def differences(gold: Sequence[AnyBead], predicted: Sequence[AnyBead]) -> list[Difference]:
    """Return the neighbourhoods in which gold and prediction hold other beads, in reading order."""
    found = []
    for one, two in neighbourhoods(gold, predicted):
        if _as_sets(one) != _as_sets(two):
            beads = [*one, *two]
            source = sorted({i for bead in beads for i in bead.source})
            target = sorted({j for bead in beads for j in bead.target})
            found.append(Difference(tuple(one), tuple(two), tuple(source), tuple(target)))
    return found


def errors_text(
    gold: Sequence[AnyBead],
    predicted: Sequence[AnyBead],
    source: Sequence[str],
    target: Sequence[str],
) -> str:
    """Return the differences as text for a terminal: the beads of both, then the sentences.

    Control characters of the sentences are left out, so that no text can steer the terminal.
    """
    places = differences(gold, predicted)
    blocks = [f"{len(places)} places differ\n" if len(places) != 1 else "1 place differs\n"]
    for number, place in enumerate(places, 1):
        lines = [
            f"{number}. gold       {bead_list(place.gold)}",
            f"{' ' * len(str(number))}  predicted  {bead_list(place.predicted, scores=True)}",
        ]
        for name, side, sentences in (
            ("source", place.source, source),
            ("target", place.target, target),
        ):
            lines += [f"     {name} {i}: {sentence(sentences, i)}" for i in side]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def bead_list(beads: Iterable[AnyBead], scores: bool = False) -> str:
    """Return beads in one line, as in a ladder; "(none)" for no bead."""
    names = []
    for bead in beads:
        score = f":{bead.score:.2f}" if scores and bead.score is not None else ""
        names.append(f"{list(bead.source)}:{list(bead.target)}{score}")
    return "  ".join(names) or "(none)"


def sentence(sentences: Sequence[str], index: int) -> str:
    """Return a sentence in one line without control characters; a note where there is none."""
    if index >= len(sentences):
        return "(not in the document)"
    text = " ".join(sentences[index].split())
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cc")


def _as_sets(beads: Iterable[AnyBead]) -> set[tuple[frozenset[int], frozenset[int]]]:
    return {(frozenset(bead.source), frozenset(bead.target)) for bead in beads}
