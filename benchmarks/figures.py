"""Align documents with gold, and sum up how well that went."""

import time
import tracemalloc
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial

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
    """Beads out of order: how many the gold has, how many of them were found, and all marked."""

    gold: int = 0
    found: int = 0
    marked: int = 0

    def __add__(self, other: "Moved") -> "Moved":
        """Return the counts of both together."""
        return Moved(self.gold + other.gold, self.found + other.found, self.marked + other.marked)


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
    """Count the beads of the gold that stand out of order, and those found and marked as moved.

    Of two blocks that changed places the shorter one moved; where both are as long, the one that
    the prediction marks. So the gold's beads that stay are its heaviest chain that rises on both
    sides, and all others moved.
    """
    marked = {_sides(bead) for bead in predicted if bead.moved}
    beads = sorted((bead for bead in gold if not bead.is_null), key=lambda b: b.source.start)
    moved = {_sides(bead) for bead in beads} - _staying(beads, marked)
    return Moved(len(moved), len(moved & marked), len(marked))


_Sides = tuple[int, int, int, int]


def _sides(bead: Bead) -> _Sides:
    return (bead.source.start, bead.source.stop, bead.target.start, bead.target.stop)


def _staying(beads: Sequence[Bead], marked: set[_Sides]) -> set[_Sides]:
    """Return the beads of the heaviest chain; a bead weighs its sentences, a marked one less."""
    best: list[float] = []
    before: list[int] = []
    for k, bead in enumerate(beads):
        sides = _sides(bead)
        weight = len(bead.source) + len(bead.target) - (1e-6 if sides in marked else 0.0)
        earlier = [q for q in range(k) if beads[q].target.start < bead.target.start]
        last = max(earlier, key=lambda q: best[q], default=-1)
        best.append(weight + (best[last] if last >= 0 else 0.0))
        before.append(last)
    chain = set()
    k = max(range(len(beads)), key=lambda q: best[q], default=-1)
    while k >= 0:
        chain.add(_sides(beads[k]))
        k = before[k]
    return chain


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
