"""Measure an alignment against a gold one: strict, lax, link and null scores, and by bead type."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from align.ladder import AnyBead

Measure = Literal["strict", "lax", "link", "null"]
MEASURES: tuple[Measure, ...] = ("strict", "lax", "link", "null")

_Sides = tuple[frozenset[int], frozenset[int]]


@dataclass(frozen=True, slots=True)
class Counts:
    """What precision and recall are made of; counts of documents add up with +.

    `right` of `predicted` items are in the gold, `found` of `gold` items are in the prediction.
    The two differ for strict and lax, where precision counts null beads and recall does not.
    A share of nothing is 0.
    """

    right: int = 0
    predicted: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """The share of the predicted items that are right, in [0, 1]."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold items that were found, in [0, 1]."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, in [0, 1]."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both together."""
        return Counts(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.gold + other.gold,
        )


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The counts of one document, or of several added with +: micro-averages, as the field reports.

    strict: the very same bead is in the gold. lax: a source sentence of the bead has, in the gold,
    a partner that is in the bead too. For both, precision is over all predicted beads, null beads
    included, and recall over gold beads with two sides (the definitions of Vecalign, Thompson and
    Koehn 2019). link: the sentence pairs that the beads imply. null: sentences that are left alone,
    of both sides together. `types` holds the strict counts by bead type; there a null type has a
    recall of its own.
    """

    strict: Counts = field(default_factory=Counts)
    lax: Counts = field(default_factory=Counts)
    link: Counts = field(default_factory=Counts)
    null: Counts = field(default_factory=Counts)
    types: Mapping[str, Counts] = field(default_factory=dict)

    def __add__(self, other: "Evaluation") -> "Evaluation":
        """Return the evaluation of both together."""
        names = sorted(self.types.keys() | other.types.keys(), key=_type_order)
        return Evaluation(
            self.strict + other.strict,
            self.lax + other.lax,
            self.link + other.link,
            self.null + other.null,
            {
                name: self.types.get(name, Counts()) + other.types.get(name, Counts())
                for name in names
            },
        )


def evaluate(gold: Iterable[AnyBead], predicted: Iterable[AnyBead]) -> Evaluation:
    """Return the counts of one document; several documents add up: `total(evaluations)`.

    Beads are index sets here: order does not matter, a bead given twice counts once, a bead with
    two empty sides does not count. A sentence is left alone where one of the two alignments names
    it and no bead gives it a partner.
    """
    gold_beads, predicted_beads = _sides(gold), _sides(predicted)
    gold_pairs, predicted_pairs = _pairs(gold_beads), _pairs(predicted_beads)
    both = gold_beads & predicted_beads
    two_sided_gold = {bead for bead in gold_beads if all(bead)}
    near_gold = {bead for bead in predicted_beads if _touches(bead, gold_pairs)}
    near_predicted = {bead for bead in two_sided_gold if _touches(bead, predicted_pairs)}
    common = len(gold_pairs & predicted_pairs)
    sentences = _sentences(gold_beads) | _sentences(predicted_beads)
    gold_alone = sentences - _paired(gold_pairs)
    predicted_alone = sentences - _paired(predicted_pairs)
    alone = len(gold_alone & predicted_alone)
    types: dict[str, Counts] = {}
    for beads, add in (
        (both, Counts(right=1, found=1)),
        (predicted_beads, Counts(predicted=1)),
        (gold_beads, Counts(gold=1)),
    ):
        for source, target in beads:
            name = f"{len(source)}-{len(target)}"
            types[name] = types.get(name, Counts()) + add
    return Evaluation(
        Counts(len(both), len(predicted_beads), len(both & two_sided_gold), len(two_sided_gold)),
        Counts(
            len(both | near_gold), len(predicted_beads), len(near_predicted), len(two_sided_gold)
        ),
        Counts(common, len(predicted_pairs), common, len(gold_pairs)),
        Counts(alone, len(predicted_alone), alone, len(gold_alone)),
        {name: types[name] for name in sorted(types, key=_type_order)},
    )


def total(evaluations: Iterable[Evaluation]) -> Evaluation:
    """Return the micro-average: all documents counted together."""
    return sum(evaluations, Evaluation())


def right_beads(gold: Iterable[AnyBead], predicted: Iterable[AnyBead]) -> list[bool]:
    """Tell for each predicted bead, in order, whether the very same bead is in the gold."""
    gold_beads = _sides(gold)
    return [(frozenset(bead.source), frozenset(bead.target)) in gold_beads for bead in predicted]


def evaluation_json(documents: Mapping[str, Evaluation]) -> str:
    """Return the total and each document's figures as JSON, ready to be plotted or compared."""
    figures = {
        "total": _figures(total(documents.values())),
        "documents": {name: _figures(document) for name, document in documents.items()},
    }
    return json.dumps(figures, ensure_ascii=False, indent=2) + "\n"


def _figures(evaluation: Evaluation) -> dict[str, object]:
    figures: dict[str, object] = {
        measure: _count_figures(getattr(evaluation, measure)) for measure in MEASURES
    }
    figures["types"] = {name: _count_figures(counts) for name, counts in evaluation.types.items()}
    return figures


def _count_figures(counts: Counts) -> dict[str, float]:
    return {
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "right": counts.right,
        "predicted": counts.predicted,
        "found": counts.found,
        "gold": counts.gold,
    }


def _sides(beads: Iterable[AnyBead]) -> set[_Sides]:
    return {
        (frozenset(bead.source), frozenset(bead.target))
        for bead in beads
        if bead.source or bead.target
    }


def _pairs(beads: Iterable[_Sides]) -> set[tuple[int, int]]:
    return {(i, j) for source, target in beads for i in source for j in target}


def _touches(bead: _Sides, pairs: set[tuple[int, int]]) -> bool:
    return any((i, j) in pairs for i in bead[0] for j in bead[1])


def _sentences(beads: Iterable[_Sides]) -> set[tuple[int, int]]:
    """Return (side, index) of every sentence that is named, side 0 or 1."""
    return {(side, i) for bead in beads for side in (0, 1) for i in bead[side]}


def _paired(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return (side, index) of every sentence that has a partner."""
    return {(side, pair[side]) for pair in pairs for side in (0, 1)}


def _type_order(name: str) -> tuple[int, ...]:
    """Return a sort key: 0-1, 1-0, 1-1, 1-2, … 10-1, as numbers."""
    return tuple(int(size) for size in name.split("-"))
