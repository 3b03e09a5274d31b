"""Two texts side by side: what the words of each find in the other, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from align.coverage import Matches, Range, cosine_range, cosines, matches, stretch
from align.embedder import Floats
from align.side import Side, reweighted

_WEIGHT = 0.1  # total token weight for each character, whatever the encoder's own scale


@dataclass(frozen=True, slots=True)
class Scale:
    """What a pair of documents is measured by: taken from the whole, good for each piece of it.

    ratio: source characters a target character; weight: factor that brings the weights of tokens
    to .1 a character; cosines: the range of the encoder's cosines.
    """

    ratio: float
    weight: float
    cosines: Range


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two texts, scaled, and what the words of each find in the other.

    similarity: (t, u) in [0, 1], of the distinct tokens; turned: the same, transposed; forth:
    matches of the source's tokens; back: of the target's.
    """

    source: Side
    target: Side
    similarity: Floats
    turned: Floats
    forth: Matches
    back: Matches
    scale: Scale


def compare(source: Side, target: Side, scale: Scale | None = None) -> Comparison:
    """Return what the words of two texts find in each other; without `scale` it is measured."""
    ours, theirs = source.tokens, target.tokens
    found = cosines(ours, theirs)
    turned = np.ascontiguousarray(found.T)
    forth, back = matches(turned, ours, theirs), matches(found, theirs, ours)
    if scale is None:
        length = source.length.sum() + target.length.sum()
        scale = Scale(
            float(source.length.sum() / max(target.length.sum(), 1.0)),
            float(_WEIGHT * length / max(source.weight.sum() + target.weight.sum(), 1e-9)),
            cosine_range(forth.best, back.best, ours, theirs),
        )
    for values in (found, turned, forth.best, back.best):
        stretch(values, scale.cosines)
    return Comparison(
        reweighted(source, scale.weight),
        reweighted(target, scale.weight),
        found,
        turned,
        replace(forth, weight=forth.weight * np.float32(scale.weight)),
        replace(back, weight=back.weight * np.float32(scale.weight)),
        scale,
    )


def mean_scale(scales: Sequence[Scale]) -> Scale:
    """Return the mean of the scales of some pieces of two texts."""
    ratio, weight, background, top = np.mean(
        [(one.ratio, one.weight, one.cosines.background, one.cosines.top) for one in scales], axis=0
    ).tolist()
    return Scale(ratio, weight, Range(background, top))
