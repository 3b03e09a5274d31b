"""Align documents with gold, and sum up how well that went."""

import time
import tracemalloc
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain, combinations

from align.bead import Bead
from align.document import align_sentences
from align.embedder import Embedder
from align.evaluate import Evaluation, evaluate, right_beads, total
from align.model import load_model
from align.reliability import Calibration, calibration
from align.significance import Interval, bootstrap_interval
from benchmarks.documents import Document


@dataclass(frozen=True, slots=True)
class Moved:
    """What was found of the text that changed places.

    Of two blocks that were exchanged nobody can say which one moved; what the gold does tell is
    which beads cross: stand in one order on one side and in the other on the other. `found` of
    `crossings` are pairs of crossing gold beads that were both predicted, at least one of them
    marked as moved; `right` of `marked` are beads marked as moved that cross another in the gold.
    """

    crossings: int = 0
    found: int = 0
    marked: int = 0
    right: int = 0

    def __add__(self, other: "Moved") -> "Moved":
        """Return the counts of both together."""
        return Moved(
            self.crossings + other.crossings,
            self.found + other.found,
            self.marked + other.marked,
            self.right + other.right,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """One document aligned: its counts, the score of each unit and whether it is right.

    seconds: CPU time; signature: what made the alignment.
    """

    evaluation: Evaluation
    scores: tuple[float, ...]
    right: tuple[bool, ...]
    moved: Moved
    seconds: float
    signature: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of several documents together.

    strict: F1 with its interval over documents; lax, link, null: F1, of `nulls` sentences that
    the gold leaves out; score: how well it tells right units from wrong ones; seconds: CPU time
    of a document, on average.
    """

    documents: int
    strict: Interval
    lax: float
    link: float
    null: float
    nulls: int
    score: Calibration
    moved: Moved
    seconds: float
    signatures: frozenset[str] = field(default_factory=frozenset)


def align_documents(
    documents: Iterable[Document], model: str | None = None, jobs: int = 1
) -> list[Result]:
    """Return the result of each document; `jobs` processes share the work."""
    work = partial(_align, model=model)
    if jobs == 1:
        return [work(document) for document in documents]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(work, documents))


def sum_up(results: Sequence[Result]) -> Figures:
    """Return the figures of two documents or more (fewer cannot be resampled: ValueError)."""
    together = total(result.evaluation for result in results)
    return Figures(
        len(results),
        bootstrap_interval([result.evaluation for result in results], seed=1),
        together.lax.f1,
        together.link.f1,
        together.null.f1,
        together.null.gold,
        calibration(
            [score for result in results for score in result.scores],
            [right for result in results for right in result.right],
        ),
        sum((result.moved for result in results), Moved()),
        sum(result.seconds for result in results) / len(results),
        frozenset(result.signature for result in results),
    )


def peak_memory(document: Document, model: str | None = None) -> float:
    """Return how much one alignment holds at most, in MiB, beyond the model and the texts."""
    embedder = _model(model)
    tracemalloc.start()
    try:
        align_sentences(document.source, document.target, embedder)
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def count_moved(gold: Sequence[Bead], predicted: Sequence[Bead]) -> Moved:
    """Return what the prediction found of the crossing beads of the gold."""
    there = {(bead.source, bead.target) for bead in predicted}
    marked = {(bead.source, bead.target) for bead in predicted if bead.moved}
    beads = [(bead.source, bead.target) for bead in gold if not bead.is_null]
    crossings = [
        (one, two)
        for one, two in combinations(beads, 2)
        if (one[0].start < two[0].start) != (one[1].start < two[1].start)
    ]
    found = sum(there.issuperset(pair) and not marked.isdisjoint(pair) for pair in crossings)
    return Moved(len(crossings), found, len(marked), len(marked & set(chain(*crossings))))


@cache
def _model(path: str | None) -> Embedder:
    return load_model(path)


def _align(document: Document, model: str | None) -> Result:
    embedder = _model(model)
    start = time.process_time()
    alignment = align_sentences(document.source, document.target, embedder)
    seconds = time.process_time() - start
    units = [bead for bead in alignment.beads if not bead.is_null]
    return Result(
        evaluate(document.gold, alignment.beads),
        tuple(bead.score for bead in units),
        tuple(right_beads(document.gold, units)),
        count_moved(document.gold, alignment.beads),
        seconds,
        alignment.signature,
    )
