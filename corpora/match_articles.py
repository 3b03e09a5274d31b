"""The pairs of an archive: which article is the other version of which.

Links come first, where the texts agree with them; then addresses that differ in the language alone;
then content. By content, two articles are a pair where each is the other's best, the score is high
enough and the next best is far enough behind; what misses that is kept for a person. No article is
in two pairs.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Protocol

import numpy as np

from corpora.candidates import Candidates, Floats, Index, find_candidates
from corpora.fingerprint import Fingerprint
from corpora.linked_articles import Claim, PairSignal, claims
from corpora.mutual_best import best_rivals, mutual_bests

LEAST, LEAST_SIMILAR = 0.15, 0.17
"""Least scores of a pair by content: by features alone, and with a similarity of the texts."""

MARGIN = 1.3
"""How many times the runner-up's score a pair must have, in both directions."""

_FLOOR = 0.5  # share of the least score that a linked pair must reach
_TELLING = 8  # features that two texts must have in common, and no others, to be copies
_REVIEW = 0.8  # share of the least score from which a person is asked
_LIMIT = 20  # candidates of an article by each way of finding them
_SHOWN = 8  # shared features in the evidence
_SAME = 0.8  # share of features, of both, that makes two articles of one side the same text


class TextSimilarity(Protocol):
    """Compares texts by position on each side; `align.article_similarity` has one."""

    def nearest(
        self, sources: Sequence[int], targets: Sequence[int], limit: int, /
    ) -> Mapping[int, Sequence[int]]:
        """Return for each of `sources` the `limit` of `targets` that are nearest."""

    def scores(self, source: int, targets: Sequence[int], /) -> Iterable[float]:
        """Return how alike a source is to each of `targets`: 1 the same, 0 or less unrelated."""


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """Two articles, by position on each side, that are taken for versions of each other.

    `signal` says what joined them: a link's signal, "given", "address" or "content". `score`, in
    [0, 1], is that of the features, or two thirds `similarity` of the texts and one third
    `features`, where the similarity was measured. `margin` is the score over the runner-up's, the
    better of both articles' runners-up, None where there is none. `shared` is what both print, the
    most telling first, as "Mansour = منصور". `days` is how many days after the target the source
    was published. `mutual` says that each page links to the other. `doubt` is "" for a pair, else
    why a person should look.
    """

    source: int
    target: int
    signal: PairSignal
    score: float
    features: float
    similarity: float | None = None
    margin: float | None = None
    shared: tuple[str, ...] = ()
    days: int | None = None
    mutual: bool = False
    doubt: str = ""


def match_articles(
    sources: Sequence[Fingerprint],
    targets: Sequence[Fingerprint],
    similarity: TextSimilarity | None = None,
    *,
    given: Iterable[tuple[int, int]] = (),
    least: float | None = None,
    margin: float = MARGIN,
) -> list[ArticleMatch]:
    """Return the pairs between two sides of an archive, and the doubtful ones, by source.

    What is `given`, positions on both sides, is a pair whatever the texts say.
    `least` is that of this module by default, with a similarity or without one. An
    article is in one pair at most, and in a doubtful one only where it is in no pair.
    """
    if not sources or not targets:
        return []
    if least is None:
        least = LEAST_SIMILAR if similarity else LEAST
    index = Index(sources, targets)
    said = [Claim(source, target, "given", False) for source, target in given]
    said += claims(sources, targets)
    pairs, doubts = _linked(index, said, similarity, least)
    taken = [{pair.source for pair in pairs}, {pair.target for pair in pairs}]
    open_sources, open_targets = (
        sorted(set(range(len(side))) - taken[which] - copies(side, taken[which]))
        for which, side in enumerate((sources, targets))
    )
    found = find_candidates(
        index,
        open_sources,
        open_targets,
        limit=_LIMIT,
        also=similarity.nearest(open_sources, open_targets, _LIMIT) if similarity else None,
    )
    alike = _similarities(found, similarity)
    score = found.score if alike is None else (2 * np.maximum(alike, 0) + found.score) / 3

    def match(at: int, apart: float | None) -> ArticleMatch:
        return ArticleMatch(
            int(found.source[at]),
            int(found.target[at]),
            "content",
            float(score[at]),
            float(found.score[at]),
            None if alike is None else float(alike[at]),
            apart,
        )

    chosen = mutual_bests(
        found.source,
        found.target,
        score,
        least=least,
        margin=margin,
        same_source=_copies(sources),
        same_target=_copies(targets),
    )
    pairs += [match(at, apart) for at, apart in chosen]
    busy = ({pair.source for pair in pairs}, {pair.target for pair in pairs})
    pairs += [doubt for doubt in doubts if _take(doubt.source, doubt.target, busy)]
    order = np.lexsort((found.target, found.source, -score))
    doubtful = [
        at
        for at in order[score[order] >= _REVIEW * least].tolist()
        if _take(int(found.source[at]), int(found.target[at]), busy)
    ]
    rivals = best_rivals(doubtful, found.source, found.target, score)
    for at, rival in zip(doubtful, rivals, strict=True):
        apart = float(score[at] / score[rival]) if rival >= 0 and score[rival] > 0 else None
        why = f"score below {least:.2f}"
        if score[at] >= least and rival >= 0:
            same = found.source[rival] == found.source[at]
            other = targets[found.target[rival]] if same else sources[found.source[rival]]
            why = f"as good, or nearly: {other.url or other.title}"
        pairs.append(replace(match(at, apart), doubt=why))
    pairs.sort(key=lambda pair: pair.source)
    return [_with_evidence(pair, index, sources, targets) for pair in pairs]


def copies(side: Sequence[Fingerprint], preferred: Collection[int] = ()) -> set[int]:
    """Return the articles of a side that repeat another's text, as copies for printing do.

    Of articles with the same features, eight at least, the first of the `preferred` is no copy,
    else the first of all.
    """
    first: dict[tuple[str, ...], int] = {}
    for at in sorted(range(len(side)), key=lambda at: at not in preferred):
        if len(side[at].features) >= _TELLING:
            first.setdefault(side[at].features, at)
    return {at for at, one in enumerate(side) if first.get(one.features, at) != at}


def _take(source: int, target: int, busy: tuple[set[int], set[int]]) -> bool:
    """Mark both articles as taken; return whether both were free."""
    if source in busy[0] or target in busy[1]:
        return False
    busy[0].add(source)
    busy[1].add(target)
    return True


def _linked(
    index: Index, said: Iterable[Claim], similarity: TextSimilarity | None, least: float
) -> tuple[list[ArticleMatch], list[ArticleMatch]]:
    """Return the claims that the texts bear out, one for each article, and the others."""
    pairs: list[ArticleMatch] = []
    doubts: list[ArticleMatch] = []
    busy: tuple[set[int], set[int]] = (set(), set())
    for claim in said:
        if claim.source in busy[0] or claim.target in busy[1]:
            continue
        features = index.score(claim.source, claim.target)
        alike = next(iter(similarity.scores(claim.source, [claim.target]))) if similarity else None
        match = ArticleMatch(
            claim.source,
            claim.target,
            claim.signal,
            _score(features, alike),
            features,
            None if alike is None else float(alike),
            mutual=claim.mutual,
        )
        if claim.signal == "given" or match.score >= _FLOOR * least:
            pairs.append(match)
            busy[0].add(claim.source)
            busy[1].add(claim.target)
        else:
            doubts.append(replace(match, doubt=f"joined by {claim.signal}, but the texts differ"))
    return pairs, doubts


def _score(features: float, alike: float | None) -> float:
    return features if alike is None else (2 * max(alike, 0.0) + features) / 3


def _similarities(found: Candidates, similarity: TextSimilarity | None) -> Floats | None:
    """Return the similarity of each candidate's texts."""
    if similarity is None:
        return None
    alike = np.zeros(len(found.score))
    edges = np.flatnonzero(np.diff(found.source, prepend=-1, append=-1))
    for start, end in pairwise(edges.tolist()):
        own = similarity.scores(int(found.source[start]), found.target[start:end].tolist())
        alike[start:end] = list(own)
    return alike


def _copies(side: Sequence[Fingerprint]) -> Callable[[int, int], bool]:
    """Return what tells whether two articles of a side are the same text."""

    def same(one: int, other: int) -> bool:
        first, second = set(side[one].features), set(side[other].features)
        return len(first & second) >= _SAME * max(len(first | second), 1)

    return same


def _with_evidence(
    match: ArticleMatch,
    index: Index,
    sources: Sequence[Fingerprint],
    targets: Sequence[Fingerprint],
) -> ArticleMatch:
    source, target = sources[match.source], targets[match.target]
    printed = dict(zip(target.features, target.printed, strict=True))
    worth = index.worth(match.source)
    shared: dict[str, None] = {}
    for at in sorted(worth, key=lambda at: (-worth[at], at)):
        if (other := printed.get(source.features[at])) is not None:
            own = source.printed[at]
            shared[own if own == other else f"{own} = {other}"] = None
    days = (source.date - target.date).days if source.date and target.date else None
    return replace(match, shared=tuple(islice(shared, _SHOWN)), days=days)
