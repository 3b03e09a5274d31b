"""Align two texts: sentences in, scored beads out."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version

import numpy as np

from align.anchors import cut, sentence_vectors
from align.bead import Alignment, Bead
from align.embedder import Embedder, Floats
from align.evidence import Comparison, compare, score_lattice
from align.lattice import (
    SHAPES,
    Lattice,
    Span,
    bead_log_probabilities,
    path_sums,
)
from align.moved import find_layout, inner, without
from align.quality import bead_parts, bead_score, quality_features
from align.rivals import best_rival, find_rivals
from align.side import Side, part, read_side
from align.weights import Weights, read_weights

_SEARCH = "crf.8x3"  # a log-linear path over beads of up to 8 × 3 sentences


def align_sentences(
    source: Sequence[str],
    target: Sequence[str],
    model: Embedder,
    *,
    weights: Weights | None = None,
    alternatives: bool = False,
) -> Alignment:
    """Return the beads of two texts, in the source's order, every sentence in exactly one.

    source: English sentences, target: Arabic ones. A sentence that the other text leaves out is a
    null bead of its own. `weights` are those of search and score, by default the shipped ones.
    With `alternatives` each bead carries its runner-up.
    Raises ValueError for a model that gives no numbers.
    """
    weights = weights or read_weights()
    signature = f"model:{model.name}|search:{_SEARCH}.{weights.name}|version:{version('muwazi')}"
    if not source or not target:
        return Alignment((*_nulls(len(source), 0), *_nulls(0, len(target))), signature)
    sides = _read(source, model), _read(target, model)
    beads: list[Bead] = []
    for piece in cut(sentence_vectors(sides[0].tokens), sentence_vectors(sides[1].tokens)):
        i, i_end, j, j_end = piece
        if i == i_end or j == j_end:
            found = [*_nulls(i_end - i, 0), *_nulls(0, j_end - j)]
        else:
            found = _align_piece(
                part(sides[0], i, i_end), part(sides[1], j, j_end), weights, alternatives
            )
        beads.extend(_shifted(bead, i, j) for bead in found)
    return Alignment(tuple(in_order(beads)), signature)


def _read(sentences: Sequence[str], model: Embedder) -> Side:
    tokens = model.tokens(sentences)
    if not (np.isfinite(tokens.types).all() and np.isfinite(tokens.weights).all()):
        raise ValueError(f"the model {model.name} gives vectors that are no numbers; use another")
    return read_side(sentences, tokens)


def _align_piece(source: Side, target: Side, weights: Weights, alternatives: bool) -> list[Bead]:
    compared = compare(source, target)
    lattice = score_lattice(compared, weights.search)
    layout = find_layout(lattice, _affinity(compared))
    beads = _scored(
        compared, without(lattice, layout.blocks), (0, 0), layout.rest, weights,
        alternatives, moved=False,
    )  # fmt: skip
    for block, path in zip(layout.blocks, layout.inside, strict=True):
        beads += _scored(
            compared, inner(lattice, block), (block.i, block.j), path, weights,
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
    rivals = find_rivals(chances)
    beads = []
    for i, i_end, j, j_end in path:
        rows, columns = range(i, i_end), range(j, j_end)
        if not rows or not columns:
            beads.append(Bead(rows, columns))
            continue
        own = (i - corner[0], i_end - corner[0], j - corner[1], j_end - corner[1])
        shape = SHAPES.index((len(rows), len(columns)))
        log_probability = float(chances[own[1], shape, own[3]])
        rival = best_rival(rivals, own, corner)
        margin = float(np.exp(log_probability)) - (rival.probability if rival else 0.0)
        parts = bead_parts(compared, rows, columns, margin)
        values = quality_features(parts, log_probability, len(rows) + len(columns), moved)
        score = bead_score(values, weights.quality)
        beads.append(Bead(rows, columns, score, parts, moved, rival if alternatives else None))
    return beads


def _nulls(n: int, m: int) -> list[Bead]:
    return [Bead(range(i, i + 1), range(0)) for i in range(n)] + [
        Bead(range(0), range(j, j + 1)) for j in range(m)
    ]


def _shifted(bead: Bead, i: int, j: int) -> Bead:
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
