"""The inverted index, against comparing every pair of articles."""

import datetime
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.article import Language
from corpora.candidates import WEIGHT, Index, find_candidates
from corpora.fingerprint import Fingerprint

_FEATURES = st.sets(
    st.sampled_from(["n:1", "n:7", "n:4100", "k:mnsr", "k:mhmd", "l:unicef", "m:11", "d:11-25"])
)
_DATES = st.none() | st.dates(datetime.date(2024, 1, 1), datetime.date(2024, 4, 1))


def prints(
    language: Language, features: set[str], day: datetime.date | None = None, length: int = 1000
) -> Fingerprint:
    """Return a fingerprint with these features."""
    ordered = tuple(sorted(features))
    return Fingerprint(language, "", "", day, length, ordered, ordered)


def _side(language: Language) -> st.SearchStrategy[list[Fingerprint]]:
    one = st.builds(prints, st.just(language), _FEATURES, _DATES, st.integers(1, 5000))
    return st.lists(one, min_size=1, max_size=6)


def slow_score(
    source: Fingerprint, target: Fingerprint, sides: tuple[list[Fingerprint], list[Fingerprint]]
) -> float:
    """Return a pair's score as the page on archives defines it, feature by feature."""
    df = [Counter(feature for one in side for feature in one.features) for side in sides]

    def weight(feature: str, side: int) -> float:
        if not df[0][feature] or not df[1][feature]:
            return 0.0
        return WEIGHT[feature[0]] * math.log1p(max(len(sides[side]), 100) / df[side][feature])

    shared = set(source.features) & set(target.features)
    dot = sum(weight(feature, 0) * weight(feature, 1) for feature in shared)
    norms = [
        math.sqrt(100 + sum(weight(feature, side) ** 2 for feature in one.features))
        for side, one in enumerate((source, target))
    ]
    off = math.log(target.length / 0.87) - math.log(source.length)
    score = dot / norms[0] / norms[1] * math.exp(-(off**2) / (2 * 0.6**2))
    if source.date and target.date:
        apart = (source.date - target.date).days
        score *= 0.5 ** (max(-3 - apart, apart - 21, 0) / 30)
    return score


@given(_side("en"), _side("ar"))
def test_index_scores_as_the_definition_says(
    sources: list[Fingerprint], targets: list[Fingerprint]
) -> None:
    """Every pair has the score that comparing the two feature by feature gives."""
    index = Index(sources, targets)
    for at, source in enumerate(sources):
        wanted = [slow_score(source, target, (sources, targets)) for target in targets]
        np.testing.assert_allclose(index.scores(at), wanted, rtol=1e-9, atol=1e-12)
        alone = [index.score(at, target) for target in range(len(targets))]
        assert alone == index.scores(at).tolist()


@given(_side("en"), _side("ar"), st.integers(1, 4), st.data())
def test_candidates_are_the_best_of_each_source(
    sources: list[Fingerprint], targets: list[Fingerprint], limit: int, data: st.DataObject
) -> None:
    """The best few of the allowed targets come first to last, and what was asked for besides."""
    allowed = sorted(data.draw(st.sets(st.sampled_from(range(len(targets))), min_size=1)))
    extra = data.draw(st.sampled_from(allowed))
    index = Index(sources, targets)
    found = find_candidates(index, [0], allowed, limit=limit, also={0: [extra]})
    scores = index.scores(0)
    ranked = sorted(allowed, key=lambda at: (-scores[at], at))
    best = [at for at in ranked if scores[at] > 0][:limit]
    wanted = [at for at in ranked if at in {*best, extra}]
    assert found.target.tolist() == wanted
    assert set(found.source.tolist()) == {0}


def test_a_shared_name_counts_more_where_it_is_rare() -> None:
    """Of two articles that share one feature each, the one with the rarer feature is better."""
    targets = [prints("ar", {"k:mnsr"}), prints("ar", {"k:mhmd"}), prints("ar", {"k:mhmd"})]
    scores = Index([prints("en", {"k:mnsr", "k:mhmd"})], targets).scores(0)
    assert scores[0] > scores[1] == pytest.approx(scores[2])


def test_no_sources_give_no_candidates() -> None:
    """Asking for nothing gives empty arrays."""
    index = Index([prints("en", {"n:1"})], [prints("ar", {"n:1"})])
    assert len(find_candidates(index, [], [0]).score) == 0
