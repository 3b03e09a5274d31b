"""Pairs kept out of training, and what is measured on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from align.bead import Bead
from align.embedder import Embedder
from align.evaluate import Evaluation, evaluate
from align.noise import make_noise
from align.pairs import Pair, PairSet
from align.retrieval import Retrieval, retrieval
from corpora.fold import fold

Aligner = Callable[[Sequence[str], Sequence[str], Embedder], Sequence[Bead]]
_RUN = 20  # neighbours that are kept out together, so that they still read as a document
_DOCUMENT = 100  # pairs in a document made of them


@dataclass(frozen=True, slots=True)
class Figures:
    """What a model reaches on held-out pairs; `beads` is None where no aligner was given."""

    retrieval: Retrieval
    beads: Evaluation | None = None


def hold_out(
    sets: Sequence[PairSet], share: float, seed: int
) -> tuple[list[PairSet], tuple[Pair, ...]]:
    """Return the sets without a `share` of their pairs, and the pairs kept out, in order.

    Runs of up to 20 neighbours are drawn. What is left shares no side, once folded, with them.
    Raises ValueError for a share outside [0, 1), or where no pair would be left to learn from.
    """
    if not 0 <= share < 1:
        raise ValueError(f"the held-out share is {share}; give at least 0 and less than 1")
    if not share:
        return list(sets), ()
    rng = np.random.default_rng(seed)
    kept: list[Pair] = []
    left = []
    for one in sets:
        run = max(1, min(_RUN, len(one.pairs) // 10))
        runs = -(-len(one.pairs) // run)
        drawn = set(rng.permutation(runs)[: round(share * runs)].tolist())
        kept += [pair for place, pair in enumerate(one.pairs) if place // run in drawn]
        left.append([pair for place, pair in enumerate(one.pairs) if place // run not in drawn])
    english, arabic = ({fold(pair[side]) for pair in kept} for side in (0, 1))
    training = [
        replace(
            one,
            pairs=tuple(
                pair
                for pair in pairs
                if fold(pair[0]) not in english and fold(pair[1]) not in arabic
            ),
        )
        for one, pairs in zip(sets, left, strict=True)
    ]
    if not kept or not any(one.pairs for one in training):
        raise ValueError(
            f"{sum(len(one.pairs) for one in sets)} pairs are too few to hold out {share:.0%}; "
            "give more pairs, or hold out none"
        )
    return [one for one in training if one.pairs], tuple(kept)


def figures(
    model: Embedder, pairs: Sequence[Pair], align: Aligner | None = None, seed: int = 0
) -> Figures:
    """Return what `model` reaches on held-out pairs: retrieval and, with an aligner, beads.

    For beads the pairs are cut into documents of 100, a fifth of the lines merged with the next
    and 5 % taken away on one side.
    """
    if align is None:
        return Figures(retrieval(model, pairs))
    total = Evaluation()
    for first in range(0, len(pairs), _DOCUMENT):
        source, target = zip(*pairs[first : first + _DOCUMENT], strict=True)
        case = make_noise(source, target, seed=seed + first, merge=0.2, delete=0.05)
        total += evaluate(case.gold, align(case.source, case.target, model))
    return Figures(retrieval(model, pairs), total)
