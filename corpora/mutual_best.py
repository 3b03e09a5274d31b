"""One-to-one matching of scored candidates: each is the other's best, well ahead of the rest.

Greedy matching by mutual bests does as well as the optimal assignment here and is quicker (Buck
and Koehn, WMT 2016), and unlike the assignment it leaves alone what has no counterpart.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from corpora.candidates import Floats, Ints

Alike = Callable[[int, int], bool]


def mutual_bests(
    source: Ints,
    target: Ints,
    score: Floats,
    *,
    least: float,
    margin: float,
    same_source: Alike = lambda one, other: False,
    same_target: Alike = lambda one, other: False,
) -> list[tuple[int, float | None]]:
    """Return the positions of the candidates that are chosen, each with its margin.

    Candidate `i` says that `source[i]` and `target[i]` may be a pair; none is there twice. One is
    chosen where it is the best of its source and of its target, has `least`, and `margin` times
    the score of either's runner-up. Then those of its source and target go, and so on until none
    is chosen. `same_source` and `same_target` tell of copies of one text, which are no rivals.
    The margin is None where there is no rival. Ties go to the first source, then target.
    """
    by_source = np.lexsort((target, -score, source))
    by_target = np.lexsort((source, -score, target))
    chosen: list[tuple[int, float | None]] = []
    while len(by_source):
        firsts = np.intersect1d(_firsts(source, by_source), _firsts(target, by_target))
        place_source, place_target = (
            _places(order, len(score)) for order in (by_source, by_target)
        )
        accepted = []
        for at in firsts[score[firsts] >= least].tolist():
            rivals = [
                _rival(at, by_source, int(place_source[at]), source, target, same_target),
                _rival(at, by_target, int(place_target[at]), target, source, same_source),
            ]
            best = max((float(score[one]) for one in rivals if one is not None), default=0.0)
            if score[at] >= margin * best:
                accepted.append((at, float(score[at]) / best if best > 0 else None))
        if not accepted:
            break
        chosen += accepted
        gone = [at for at, _ in accepted]
        busy = np.isin(source, source[gone]) | np.isin(target, target[gone])
        by_source, by_target = by_source[~busy[by_source]], by_target[~busy[by_target]]
    return chosen


def best_rivals(chosen: Sequence[int], source: Ints, target: Ints, score: Floats) -> list[int]:
    """Return, for each position of `chosen`, the best other candidate of its source or target.

    -1 where there is none.
    """
    best = []
    orders = [(side, np.argsort(side, kind="stable")) for side in (source, target)]
    for at in chosen:
        near = np.concatenate([_group(int(side[at]), side, order) for side, order in orders])
        near = np.unique(near[near != at])
        best.append(int(near[np.argmax(score[near])]) if len(near) else -1)
    return best


def _group(article: int, side: Ints, order: Ints) -> Ints:
    """Return the candidates of one article."""
    return order[
        np.searchsorted(side, article, sorter=order) : np.searchsorted(
            side, article, side="right", sorter=order
        )
    ]


def _firsts(side: Ints, order: Ints) -> Ints:
    """Return the candidates that stand first of their article, in an order by article."""
    return order[np.flatnonzero(np.diff(side[order], prepend=-1))]


def _places(order: Ints, size: int) -> Ints:
    places = np.zeros(size, np.int64)
    places[order] = np.arange(len(order))
    return places


def _rival(at: int, order: Ints, place: int, own: Ints, other: Ints, same: Alike) -> int | None:
    """Return the next candidate of the same article whose other article is no copy."""
    for rival in _following(at, order, place, own):
        if not same(int(other[at]), int(other[rival])):
            return rival
    return None


def _following(at: int, order: Ints, place: int, own: Ints) -> Iterator[int]:
    for position in range(place + 1, len(order)):
        rival = int(order[position])
        if own[rival] != own[at]:
            return
        yield rival
