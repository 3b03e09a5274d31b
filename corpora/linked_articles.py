"""Which articles of an archive say of each other, by links or addresses, that they are versions."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpora.address import page_key
from corpora.address_twin import twin_key
from corpora.fingerprint import Fingerprint
from corpora.links import Signal

PairSignal = Signal | Literal["given", "address", "content"]
_STRENGTH: dict[PairSignal, int] = {
    signal: rank for rank, signal in enumerate((*get_args(Signal), "address"))
}
_CROWD = 3  # pages that name one page as their version: it is a section, and no version


@dataclass(frozen=True, slots=True)
class Claim:
    """Two articles, by position on each side, that are said to be versions; `mutual`: by both."""

    source: int
    target: int
    signal: PairSignal
    mutual: bool


def claims(sources: Sequence[Fingerprint], targets: Sequence[Fingerprint]) -> list[Claim]:
    """Return what links and addresses claim, what both pages say first, then by signal.

    A page that three or more others name, and that does not name them, is no version of any.
    Addresses count where exactly one article of each side has what is left of them.
    """
    forth = _followed(sources, targets)
    back = {
        (source, target): signal for (target, source), signal in _followed(targets, sources).items()
    }
    found = []
    for source, target in forth.keys() | back.keys():
        signals = [way[source, target] for way in (forth, back) if (source, target) in way]
        signal = min(signals, key=_STRENGTH.__getitem__)
        found.append(Claim(source, target, signal, len(signals) == 2))
    named_targets = Counter(claim.target for claim in found)
    named_sources = Counter(claim.source for claim in found)
    found = [
        claim
        for claim in found
        if claim.mutual or max(named_targets[claim.target], named_sources[claim.source]) < _CROWD
    ]
    linked = {(claim.source, claim.target) for claim in found}
    found += [
        Claim(source, target, "address", False)
        for source, target in _twins(sources, targets)
        if (source, target) not in linked
    ]
    return sorted(
        found, key=lambda one: (not one.mutual, _STRENGTH[one.signal], one.source, one.target)
    )


def _followed(
    side: Sequence[Fingerprint], other: Sequence[Fingerprint]
) -> dict[tuple[int, int], Signal]:
    """Return where the links of one side lead on the other, the strongest signal of each."""
    place = {page_key(one.url): at for at, one in enumerate(other) if one.url}
    found: dict[tuple[int, int], Signal] = {}
    for at, one in enumerate(side):
        for link in one.links:
            target = place.get(page_key(link.url))
            if target is not None:
                found.setdefault((at, target), link.signal)
    return found


def _twins(sources: Sequence[Fingerprint], targets: Sequence[Fingerprint]) -> list[tuple[int, int]]:
    groups: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, articles in enumerate((sources, targets)):
        for at, one in enumerate(articles):
            if one.url and (key := twin_key(one.url)) is not None:
                groups[key][side].append(at)
    return [
        (first[0], second[0]) for first, second in groups.values() if len(first) == len(second) == 1
    ]
