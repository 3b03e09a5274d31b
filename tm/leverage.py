"""Leverage: how much of a document a memory already has, as translators count it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from tm.lookup import lookup
from tm.match import Match
from tm.memory import Memory
from tm.segment import tidy_target

Band = Literal["context", "repetition", "exact", "95-99", "85-94", "75-84", "50-74", "none"]
BANDS: tuple[Band, ...] = (
    "context",
    "repetition",
    "exact",
    "95-99",
    "85-94",
    "75-84",
    "50-74",
    "none",
)
_LEAST: tuple[tuple[int, Band], ...] = (
    (101, "context"),
    (100, "exact"),
    (95, "95-99"),
    (85, "85-94"),
    (75, "75-84"),
    (50, "50-74"),
)
MINIMUM = 50.0  # per cent; what is less similar helps nobody
# Text, the segment before it, the one after it; the matches come best first.
Lookup = Callable[[str, str, str], Sequence[Match]]
_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True, slots=True)
class Share:
    """How many segments and words of a document lie in one band."""

    band: Band
    segments: int
    words: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How near the best suggestions come to a reference translation; sacreBLEU's figures.

    `segments` had a suggestion, and only those are compared. bleu and chrf: 0 to 100, higher is
    better; ter: edits per 100 words, lower is better. The signatures say how each was counted.
    """

    segments: int
    bleu: float
    chrf: float
    ter: float
    signatures: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Leverage:
    """The analysis of one document or of several: a share for every band of `BANDS`, in order."""

    shares: tuple[Share, ...]
    quality: Quality | None = None

    @property
    def segments(self) -> int:
        """All segments."""
        return sum(share.segments for share in self.shares)

    @property
    def words(self) -> int:
        """All words."""
        return sum(share.words for share in self.shares)


def memory_lookup(memory: Memory) -> Lookup:
    """Return the look-up that an analysis needs, in `memory`."""

    def find(text: str, previous: str, following: str) -> Sequence[Match]:
        return lookup(memory, text, minimum=MINIMUM, previous=previous, following=following)

    return find


def leverage(
    documents: Iterable[Sequence[Sequence[str]]],
    find: Lookup,
    *,
    references: Sequence[str] | None = None,
    discounted: bool = False,
) -> Leverage:
    """Return how much of `documents` (paragraphs of segments, `tm.source_text`) a memory has.

    Every segment lies in exactly one band: "context" for a match of 101 % (the same text between
    the same neighbours), else "repetition" where the same text stood earlier in this or another of
    the documents, else by the highest per cent: "exact" for 100, "95-99" and so on, "none" below
    50. With `discounted` the per cent is the one that the score was taken into
    (`tm.match.Match.match`), rounded down. Words are runs without white space that hold a letter or
    a digit. `references` are translations, one for each segment of all the documents.

    Raises ValueError where the references are not as many as the segments; ModuleNotFoundError,
    saying what to install, for references where sacrebleu is missing.
    """
    segments: Counter[Band] = Counter()
    words: Counter[Band] = Counter()
    seen: set[str] = set()
    best: list[str | None] = []
    for document in documents:
        texts = [text for paragraph in document for text in paragraph]
        around = ["", *texts, ""]
        for place, text in enumerate(texts):
            previous, following = around[place], around[place + 2]
            matches = find(text, previous, following)
            band = band_of(_percent(matches, discounted))
            if band != "context" and text in seen:
                band = "repetition"
            seen.add(text)
            segments[band] += 1
            words[band] += count_words(text)
            best.append(matches[0].target if matches else None)
    shares = tuple(Share(band, segments[band], words[band]) for band in BANDS)
    return Leverage(shares, None if references is None else quality(best, references))


def band_of(percent: float) -> Band:
    """Return the band of a match, by its per cent of 0 to 101."""
    for least, band in _LEAST:
        if percent >= least:
            return band
    return "none"


def count_words(text: str) -> int:
    """Return how many words `text` has: runs without white space that hold a letter or digit."""
    return len(_WORD.findall(text))


def quality(suggestions: Sequence[str | None], references: Sequence[str]) -> Quality | None:
    """Compare suggestions with references, pair by pair; None where there is no suggestion.

    Needs sacrebleu; BLEU, chrF and TER with its own defaults, on the texts as tidied for TMX.
    Raises as `leverage` does.
    """
    if len(suggestions) != len(references):
        raise ValueError(
            f"{len(references)} reference translations for {len(suggestions)} segments:"
            " give one line for each segment"
        )
    try:
        metrics = import_module("sacrebleu.metrics")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "BLEU, chrF and TER need sacrebleu: pip install 'muwazi[evaluate]'"
        ) from error
    pairs = [
        (tidy_target(suggestion), tidy_target(reference))
        for suggestion, reference in zip(suggestions, references, strict=True)
        if suggestion is not None
    ]
    if not pairs:
        return None
    given = [suggestion for suggestion, _ in pairs]
    wanted = [[reference for _, reference in pairs]]
    counted = [metrics.BLEU(), metrics.CHRF(), metrics.TER()]
    bleu, chrf, ter = (float(metric.corpus_score(given, wanted).score) for metric in counted)
    signatures = tuple(str(metric.get_signature()) for metric in counted)
    return Quality(len(pairs), bleu, chrf, ter, (signatures[0], signatures[1], signatures[2]))


def _percent(matches: Sequence[Match], discounted: bool) -> float:
    """Return the highest per cent of the matches, 0 where there is none."""
    if discounted:
        return max((int(match.match) for match in matches), default=0)
    return max((match.percent for match in matches), default=0)
