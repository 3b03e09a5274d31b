"""The weighted sums of the features of all beads, computed for all shapes together.

Each term is added to the whole lattice at once, as the difference of running sums at a bead's end
and start. A term for one shape at a time would cost short texts forty calls instead of a few.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from align.comparison import Comparison
from align.coverage import Explained, edge_coverage, order_agreement, order_factors
from align.embedder import Floats, Tokens
from align.lattice import BLOCKS, LONGEST, SHAPES, before, by_block, no_beads, padded
from align.side import Doubles, Side, running

_EDGES = ((3, 5), (6, 10), (12, 18))  # tokens looked for, among how many
_AT_ONCE = 2**15  # cells of the lattice that are filled together, 256 kB
_A, _B = np.array(SHAPES).T
# How long one side of a bead may be, for 1, 2, … sentences on the other side.
_LONGEST = [max(a for a, b in SHAPES if b == length) for length in range(1, LONGEST + 1)]


def bead_sums(
    compared: Comparison,
    forth: Iterable[Explained],
    back: Iterable[Explained],
    weights: Mapping[str, float],
) -> Floats:
    """Return (n + 1, shapes, m + 1): the weighted sum of the features of each bead, -inf for none.

    forth and back: `explain` of the source's words and of the target's. `weights` gives every name
    of `align.evidence.BEAD_FEATURES` its weight.
    """
    source, target = compared.source, compared.target
    # Single precision, as the features were learned in.
    by_name = {name: np.float32(weight) for name, weight in weights.items()}
    values = np.zeros((len(source) + 1, len(SHAPES), len(target) + 1), np.float32)
    sides = ("source", forth, source.tokens), ("target", back, target.tokens)
    found = {name: _found(spans, own, by_name, name) for name, spans, own in sides}
    for name, (sums, _) in found.items():
        _add_spans(values, map(_differences, sums, _LONGEST), name)
    _add_edges(values, compared, by_name)
    for name, (_, agreements) in found.items():
        _add_spans(values, agreements, name)
    _add_sums(values, compared, by_name)
    values[no_beads(len(source), len(target))] = -np.inf
    return values


def _found(
    explained: Iterable[Explained], own: Tokens, weights: Mapping[str, np.float32], name: str
) -> tuple[list[Doubles], list[Doubles]]:
    """Return what the words of one side add, for each span length: by coverage and by their order.

    The first are running sums (own + 1, places), the second (own + 1, own lengths, places) as
    `order_agreement` gives them.
    """
    curves = np.array([weights[f"{curve}_{name}"] for curve in ("coverage", "close", "uncovered")])
    weight = weights[f"order_{name}"]
    by_start, by_end = order_factors(own, LONGEST)
    sums, agreements = [], []
    for one, lengths in zip(explained, _LONGEST, strict=False):
        sums.append(np.einsum("c,icj->ij", curves, one.gains))
        if weight:
            found = order_agreement(one, by_start[:, :lengths], by_end[:, :lengths])
            agreements.append(weight * found)
    return sums, agreements


def _add_spans(values: Floats, by_span: Iterable[Doubles], name: str) -> None:
    """Add what one side's words find in spans of the other, one array for each span length.

    Each is (own + 1, own lengths, places): where the bead ends on the own side, `name`, how many
    sentences it has there, and where its span begins on the other.
    """
    views = by_block(values, 1)
    for length, found in enumerate(by_span, 1):
        for view, (first, last, longest, _) in zip(views, BLOCKS, strict=True):
            if name == "source" and length <= longest:
                view[:, :, length - 1, length:] += found[:, first - 1 : last]
            if name == "target" and first <= length <= last:
                view[length:, length - first] += found[:, :longest].transpose(2, 1, 0)


def _differences(sums: Doubles, lengths: int) -> Doubles:
    """Return (own + 1, lengths, places): what 1 … `lengths` sentences that end there add up to."""
    rows, places = sums.shape
    room = np.zeros((lengths + rows, places))
    room[lengths:] = sums
    down, along = room.strides
    shape, steps = (rows, lengths, places), (down, -down, along)
    at_start = np.ndarray(shape, room.dtype, room, (lengths - 1) * down, steps)
    difference: Doubles = sums[:, None] - at_start
    return difference


def _add_edges(values: Floats, compared: Comparison, weights: Mapping[str, np.float32]) -> None:
    """Add how well the first words of the two sides match, and the last ones."""
    source, target = compared.source.tokens, compared.target.tokens
    n, m = len(compared.source), len(compared.target)
    for end in ("first", "last"):
        by_edge = np.array([weights[f"{end}_{count}"] for count, _ in _EDGES])
        if not by_edge.any():
            continue
        last = end == "last"
        found = edge_coverage(compared.turned, source, target, _EDGES, last=last)
        other = edge_coverage(compared.similarity, target, source, _EDGES, last=last)
        edge = np.tensordot(by_edge, found + other.swapaxes(1, 2), 1)
        if last:
            values[1:, :, 1:] += edge[:, None]
            continue
        at_start = padded(n + 1, m + 1, fill=0.0).astype(np.float32)
        at_start[LONGEST:-1, LONGEST:-1] = edge
        for view, starts in zip(by_block(values, 1), before(at_start), strict=True):
            view += starts


def _add_sums(values: Floats, compared: Comparison, weights: Mapping[str, np.float32]) -> None:
    """Add what sums over the sentences of each side give, and the numbers that they share."""
    source, target = compared.source, compared.target
    lengths = _by_shape(source.length, target.length * compared.scale.ratio)
    logarithms = [np.log(length + 10) for length in lengths]
    mine, theirs = _by_shape(source.weight / 10, target.weight / 10)
    size = weights["size"] * (_A + _B - 2).astype(np.float32)
    size -= weights["many_to_many"] * ((_A > 1) & (_B > 1))
    size -= weights["large"] * (np.maximum(_A, _B) >= 4)
    mine = weights["weight_source"] * mine - size[:, None]
    theirs = weights["weight_target"] * theirs
    printed = _by_shape(*(np.array([len(x) for x in side.numbers]) for side in (source, target)))
    shared = _shared_numbers(source, target) if printed[0].any() or printed[1].any() else None
    marks = [
        (weights[name], *_by_shape(getattr(source, name), getattr(target, name)))
        for name in ("questions", "exclamations")
        if getattr(source, name).any() or getattr(target, name).any()
    ]
    step = max(_AT_ONCE // values[0].size, 1)
    for first in range(0, len(values), step):
        rows = slice(first, first + step)
        part = values[rows]
        unlike = logarithms[0][rows] - logarithms[1]
        unlike *= unlike
        cost = lengths[0][rows] + lengths[1]
        cost *= weights["length"] / 50
        cost += weights["length_ratio"]
        cost *= unlike
        part -= cost
        part += mine[rows]
        part += theirs
        if shared is not None:
            agree = _agreeing(shared, rows)
            np.add(printed[0][rows], printed[1], out=cost)
            cost -= agree
            cost -= agree
            np.clip(cost, 0, 3, out=cost)
            cost *= weights["numbers_alone"]
            np.minimum(agree, 3, out=agree)
            agree *= weights["numbers_agree"]
            part += agree
            part -= cost
        for weight, ours, others in marks:
            np.subtract(ours[rows], others, out=cost)
            np.abs(cost, out=cost)
            np.minimum(cost, 2, out=cost)
            cost *= weight
            part -= cost


def _by_shape(source: Doubles, target: Doubles) -> tuple[Doubles, Doubles]:
    """Return (n + 1, shapes, 1) and (shapes, m + 1): sums over a bead's sentences, by its end."""
    mine, theirs = (
        sums[:, None] - sums[np.maximum(np.arange(len(sums))[:, None] - lengths, 0)]
        for sums, lengths in ((running(source), _A), (running(target), _B))
    )
    return mine[..., None], theirs.T


def _shared_numbers(source: Side, target: Side) -> Doubles:
    """Return (n + 1, 8, m + 9): how many numbers up to 8 source sentences share with the target.

    Over those that end before i, and the target's sentences before j - 8.
    """
    shared = np.zeros((len(source) + 1, len(target) + 1))
    holders: dict[str, list[int]] = {}
    for j, printed in enumerate(target.numbers, 1):
        for number in printed:
            holders.setdefault(number, []).append(j)
    for i, printed in enumerate(source.numbers, 1):
        for number in printed:
            for j in holders.get(number, ()):
                shared[i, j] += 1
    sums = shared.cumsum(0).cumsum(1)
    starts = np.maximum(np.arange(len(sums))[:, None] - np.arange(1, LONGEST + 1), 0)
    by_length = np.zeros((len(sums), LONGEST, LONGEST + len(target) + 1))
    np.subtract(sums[:, None], sums[starts], out=by_length[..., LONGEST:])
    return by_length


def _agreeing(shared: Doubles, rows: slice) -> Doubles:
    """Return (rows, shapes, m + 1): how many numbers the two sides of each bead share."""
    part = shared[rows]
    count, _, columns = part.shape
    down, deeper, along = part.strides
    agree = np.empty((count, len(SHAPES), columns - LONGEST))
    for view, (first, _, _, _) in zip(by_block(agree, 1), BLOCKS, strict=True):
        offset, steps = (first - 1) * deeper + LONGEST * along, (down, deeper, -along, along)
        at_end = np.ndarray(view.shape, part.dtype, part, offset, (down, deeper, 0, along))
        np.subtract(
            at_end, np.ndarray(view.shape, part.dtype, part, offset - along, steps), out=view
        )
    return agree
