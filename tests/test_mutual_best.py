"""One-to-one matching by mutual bests, against the same rule written with loops."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpora.mutual_best import best_rivals, mutual_bests

_PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(1, 20), max_size=20
)


def slow(scores: dict[tuple[int, int], int], least: float, margin: float) -> set[tuple[int, int]]:
    """Choose as `mutual_bests` does, looking at every pair each time."""
    left = dict(scores)
    chosen: set[tuple[int, int]] = set()
    while True:
        accepted = set()
        for (source, target), score in left.items():
            row = {p: s for p, s in left.items() if p[0] == source and p[1] != target}
            column = {p: s for p, s in left.items() if p[1] == target and p[0] != source}
            first = all((-score, target) < (-s, p[1]) for p, s in row.items())
            first &= all((-score, source) < (-s, p[0]) for p, s in column.items())
            rival = max([*row.values(), *column.values()], default=0)
            if first and score >= least and score >= margin * rival:
                accepted.add((source, target))
        if not accepted:
            return chosen
        chosen |= accepted
        busy = [{pair[side] for pair in accepted} for side in (0, 1)]
        left = {p: s for p, s in left.items() if p[0] not in busy[0] and p[1] not in busy[1]}


@given(_PAIRS, st.sampled_from([1, 5]), st.sampled_from([1.0, 1.25, 2.0]))
def test_it_chooses_what_the_rule_says(
    scores: dict[tuple[int, int], int], least: float, margin: float
) -> None:
    """Every choice, and no other, is that of the slow loops; no article is chosen twice."""
    source, target = (np.array([pair[side] for pair in scores], np.int64) for side in (0, 1))
    score = np.array(list(scores.values()), np.float64)
    chosen = [at for at, _ in mutual_bests(source, target, score, least=least, margin=margin)]
    pairs = {(int(source[at]), int(target[at])) for at in chosen}
    assert pairs == slow(scores, least, margin)
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(chosen)


def test_copies_are_no_rivals() -> None:
    """A second copy of the target, nearly as good, does not make a pair doubtful."""
    source, target = np.array([0, 0, 0]), np.array([0, 1, 2])
    score = np.array([0.9, 0.89, 0.3])
    assert mutual_bests(source, target, score, least=0.1, margin=1.3) == []
    ((at, margin),) = mutual_bests(
        source, target, score, least=0.1, margin=1.3, same_target=lambda one, other: other == 1
    )
    assert at == 0
    assert margin == 0.9 / 0.3


def test_the_best_rival_is_of_either_side() -> None:
    """Rivals are looked for among a source's other targets and a target's other sources."""
    source, target = np.array([0, 0, 1]), np.array([0, 1, 0])
    assert best_rivals([0, 1], source, target, np.array([0.9, 0.2, 0.5])) == [2, 0]
    assert best_rivals([0], np.array([0]), np.array([0]), np.array([0.9])) == [-1]
