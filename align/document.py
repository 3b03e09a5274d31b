"""Align two texts: sentences in, scored beads out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from align import anchors
from align.adapt import adapted
from align.anchors import Piece
from align.bead import Alignment, Bead
from align.comparison import Comparison, Scale, compare, mean_scale
from align.embedder import Embedder, Floats
from align.evidence import score_lattice
from align.lattice import (
    SHAPES,
    Lattice,
    Span,
    bead_log_probabilities,
    best_path,
    path_sums,
)
from align.locked import Locks, around, read_locks
from align.moved import find_layout, inner, without
from align.quality import bead_parts, bead_score, quality_features
from align.rivals import best_rival, find_rivals
from align.side import Side, part, read_side
from align.weights import Weights, read_weights
from corpora.version import muwazi_version

_SEARCH = "crf.8x3"  # a log-linear path over beads of up to 8 × 3 sentences
_SCORE = "logistic"  # of the parts and the odds among all paths
_READ, _CUT = 0.3, 0.5  # the share of the work that is done after reading, after cutting
_SAMPLED = 8  # pieces from which the scale of long texts is taken


def align_sentences(
    source: Sequence[str],
    target: Sequence[str],
    model: Embedder,
    *,
    weights: Weights | None = None,
    locked: Sequence[Bead] = (),
    alternatives: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Alignment:
    """Return the beads of two texts, in the source's order, every sentence in exactly one.

    source: English sentences, target: Arabic ones. A sentence that the other text leaves out is a
    null bead of its own. `weights` are those of search and score, by default the shipped ones.
    `locked` beads, nulls and moved ones too, are returned as they are given, scores and all; the
    rest is aligned around them. With `alternatives` each bead carries its runner-up. `progress` is
    told the share that is done.
    Raises ValueError for a model that gives no numbers, and for locked beads that do not fit.
    """
    weights = weights or _shipped_weights()
    signature = "|".join(
        (
            f"model:{model.name}",
            f"search:{_SEARCH}.{weights.name}",
            f"score:{_SCORE}.{weights.name}",
            f"version:{muwazi_version()}",
        )
    )
    n, m = len(source), len(target)
    locks = read_locks(locked, n, m)
    tell = progress or (lambda share: None)
    beads = [*locked]
    if n and m:
        sides = _read(source, model), _read(target, model)
        tell(_READ)
        pieces = _pieces(*sides, locks, lambda share: tell(_READ + share * (_CUT - _READ)))
        scale = _scale(*sides, pieces) if len(pieces) > 1 else None
        for done, (i, i_end, j, j_end) in enumerate(pieces, 1):
            if i < i_end and j < j_end:
                found = _align_piece(
                    part(sides[0], i, i_end), part(sides[1], j, j_end), scale, weights,
                    locks.part(i, i_end, j, j_end), alternatives,
                )  # fmt: skip
                beads += [_shifted(bead, i, j) for bead in found]
            tell(_CUT + (1 - _CUT) * done / len(pieces))
    return Alignment(tuple(in_order([*beads, *_nulls(beads, n, m)])), signature)


@cache
def _shipped_weights() -> Weights:
    return read_weights()


def _read(sentences: Sequence[str], model: Embedder) -> Side:
    tokens = model.tokens(sentences)
    if not (np.isfinite(tokens.types).all() and np.isfinite(tokens.weights).all()):
        raise ValueError(f"the model {model.name} gives vectors that are no numbers; use another")
    return read_side(sentences, tokens)


def _pieces(
    source: Side, target: Side, locks: Locks, progress: Callable[[float], None]
) -> list[Piece]:
    n, m = len(source), len(target)
    if n * m <= anchors.CELLS:
        return [(0, n, 0, m)]
    vectors = anchors.sentence_vectors(source.tokens), anchors.sentence_vectors(target.tokens)
    found = anchors.find_anchors(*vectors, progress)
    return anchors.cut(n, m, [pair for pair in found if locks.allow(*pair)])


def _scale(source: Side, target: Side, pieces: Sequence[Piece]) -> Scale | None:
    """Return the scale of long texts, from pieces that lack nothing; None without any."""
    whole = [
        (i, i_end, j, j_end)
        for i, i_end, j, j_end in pieces
        if i_end - i < 2 * (j_end - j) and j_end - j < 2 * (i_end - i)
    ]
    if not whole:
        return None
    sample = [whole[k * len(whole) // _SAMPLED] for k in range(min(_SAMPLED, len(whole)))]
    scales = [
        compare(part(source, i, i_end), part(target, j, j_end)).scale
        for i, i_end, j, j_end in sample
    ]
    return mean_scale(scales)


def _align_piece(
    source: Side,
    target: Side,
    scale: Scale | None,
    weights: Weights,
    locks: Locks,
    alternatives: bool,
) -> list[Bead]:
    """Return the beads of two texts that are searched whole, without those of locked sentences."""
    compared = compare(source, target, scale)
    lattice = around(score_lattice(compared, weights.search), locks)
    path, _ = best_path(lattice)
    lattice = adapted(lattice, [*locks.hide(path), *locks.chain], weights.search)
    affinity = _affinity(compared)
    affinity[locks.source] = affinity[:, locks.target] = -1.0
    layout = find_layout(lattice, affinity)
    beads = _scored(
        compared, without(lattice, layout.blocks), (0, 0), locks.hide(layout.rest), weights,
        alternatives, moved=False,
    )  # fmt: skip
    for block, path in zip(layout.blocks, layout.inside, strict=True):
        beads += _scored(
            compared, inner(lattice, block), (block.i, block.j), locks.hide(path), weights,
            alternatives, moved=True,
        )  # fmt: skip
    return beads


def _affinity(compared: Comparison) -> Floats:
    """Return (n, m) in [0, 1]: the share of the two sentences' words that match each other."""
    forth = compared.forth.weight @ compared.forth.best.T
    back = compared.back.weight @ compared.back.best.T
    forth -= forth.mean(1, keepdims=True)
    back -= back.mean(1, keepdims=True)
    forth /= np.maximum(compared.source.weight, 1e-6)[:, None]
    back /= np.maximum(compared.target.weight, 1e-6)[:, None]
    affinity: Floats = ((forth + back.T) / 2).astype(np.float32)
    return affinity


def _scored(
    compared: Comparison,
    lattice: Lattice,
    corner: tuple[int, int],
    path: Sequence[Span],
    weights: Weights,
    alternatives: bool,
    *,
    moved: bool,
) -> list[Bead]:
    """Return the beads of a path with parts and scores; `corner`: where the lattice begins."""
    chances = bead_log_probabilities(lattice, path_sums(lattice))
    likely = find_rivals(chances)
    spans = [span for span in path if span[0] < span[1] and span[2] < span[3]]
    logarithms, rivals, margins = [], [], []
    for i, i_end, j, j_end in spans:
        own = (i - corner[0], i_end - corner[0], j - corner[1], j_end - corner[1])
        logarithm = float(chances[own[1], SHAPES.index((i_end - i, j_end - j)), own[3]])
        rival = best_rival(likely, own, corner)
        logarithms.append(logarithm)
        rivals.append(rival)
        margins.append(math.exp(logarithm) - (rival.probability if rival else 0.0))
    found = zip(bead_parts(compared, spans, margins), logarithms, rivals, strict=True)
    beads = []
    for i, i_end, j, j_end in path:
        rows, columns = range(i, i_end), range(j, j_end)
        if not rows or not columns:
            beads.append(Bead(rows or range(0), columns or range(0)))
            continue
        parts, logarithm, rival = next(found)
        values = quality_features(parts, logarithm, len(rows) + len(columns), moved)
        score = bead_score(values, weights.quality)
        beads.append(Bead(rows, columns, score, parts, moved, rival if alternatives else None))
    return beads


def _nulls(beads: Sequence[Bead], n: int, m: int) -> list[Bead]:
    """Return a null bead for each sentence that no bead holds."""
    source = {i for bead in beads for i in bead.source}
    target = {j for bead in beads for j in bead.target}
    return [Bead(range(i, i + 1), range(0)) for i in range(n) if i not in source] + [
        Bead(range(0), range(j, j + 1)) for j in range(m) if j not in target
    ]


def _shifted(bead: Bead, i: int, j: int) -> Bead:
    if not i and not j:
        return bead
    other = bead.alternative
    if other is not None:
        other = replace(other, source=_moved_by(other.source, i), target=_moved_by(other.target, j))
    return replace(
        bead,
        source=_moved_by(bead.source, i),
        target=_moved_by(bead.target, j),
        alternative=other,
    )


def _moved_by(indices: range, step: int) -> range:
    return range(indices.start + step, indices.stop + step) if indices else range(0)


def in_order(beads: Sequence[Bead]) -> list[Bead]:
    """Return beads in the source's order; a target null follows the bead before its sentence."""
    placed = sorted((bead for bead in beads if bead.source), key=lambda bead: bead.source.start)
    place_of = {j: place for place, bead in enumerate(placed) for j in bead.target}
    ordered = [((place, -1), bead) for place, bead in enumerate(placed)]
    place = -1
    by_target = sorted((bead for bead in beads if bead.target), key=lambda b: b.target.start)
    for bead in by_target:
        if bead.source:
            place = place_of[bead.target.start]
        else:
            ordered.append(((place, bead.target.start), bead))
    return [bead for _, bead in sorted(ordered, key=lambda item: item[0])]
