"""A pair of articles becomes the units of a memory, and a summary of what was left out."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from align.bead import Alignment
from corpora.article import Article
from corpora.split import NAME as SPLIT
from corpora.split import split_article
from tm.segment import tidy_source, tidy_target
from tm.unit import TranslationUnit

Align = Callable[[Sequence[str], Sequence[str]], Alignment]

# Share of the text below which two articles are no translations of each other. A summary keeps
# most of its own side aligned, so that the better of the two sides is asked.
LEAST_ALIGNED = 0.3


class NotTranslations(ValueError):
    """Two articles that are no translations of each other; the message says the evidence."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of two articles.

    `source_sentences` and `target_sentences` are counts; `source_aligned` and `target_aligned` the
    shares of the two texts, in characters weighted by score, that found their translation.
    `types` counts units by bead type; `left_out` counts what made no unit, by reason: sentences
    that stand alone, and beads. `seconds` are those of each step.
    """

    source_sentences: int
    target_sentences: int
    source_aligned: float
    target_aligned: float
    types: Mapping[str, int]
    left_out: Mapping[str, int]
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Built:
    """The units of two articles, with the sentences and the alignment that they were made from."""

    units: tuple[TranslationUnit, ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    alignment: Alignment
    summary: Summary


def build(
    source: Article,
    target: Article,
    align: Align,
    *,
    min_score: float = 0.0,
    force: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> Built:
    """Split, align and unite an English article and its Arabic version.

    `align` is given the sentences of both, titles first. Units below `min_score`, in [0, 1], are
    left out. Raises NotTranslations where less than `LEAST_ALIGNED` of either text finds its
    translation, unless `force`.
    """
    start = clock()
    english = tuple(sentence.text for sentence in split_article(source))
    arabic = tuple(sentence.text for sentence in split_article(target))
    after_split = clock()
    alignment = align(english, arabic)
    after_align = clock()
    shares = aligned_shares(english, arabic, alignment)
    if max(shares) < LEAST_ALIGNED and not force:
        raise NotTranslations(
            f"these are no translations of each other: only {shares[0]:.0%} of the English text"
            f" and {shares[1]:.0%} of the Arabic found a translation in the other;"
            " check the two, or build all the same with --force"
        )
    units = build_units(source, target, english, arabic, alignment)
    kept = tuple(unit for unit in units if unit.score >= min_score)
    left_out = _alone(alignment)
    pairs = sum(not bead.is_null for bead in alignment.beads)
    left_out["without visible text"] = pairs - len(units)
    left_out[f"below {min_score:g}"] = len(units) - len(kept)
    summary = Summary(
        len(english),
        len(arabic),
        *shares,
        dict(sorted(Counter(unit.bead_type for unit in kept).items())),
        {reason: count for reason, count in left_out.items() if count},
        {"split": after_split - start, "align": after_align - after_split},
    )
    return Built(kept, english, arabic, alignment, summary)


def build_units(
    source: Article,
    target: Article,
    source_sentences: Sequence[str],
    target_sentences: Sequence[str],
    alignment: Alignment,
) -> list[TranslationUnit]:
    """Return a unit for each bead with two sides, in the alignment's order.

    The sentences of a side are joined by a blank, as the site printed them. Beads without visible
    text on one side make none.
    """
    document = document_id(source, target)
    signature = _signature(alignment.signature)
    units = []
    for bead in alignment.beads:
        english = " ".join(source_sentences[i] for i in bead.source)
        arabic = " ".join(target_sentences[j] for j in bead.target)
        if tidy_source(english) and tidy_target(arabic):
            units.append(
                TranslationUnit(
                    english,
                    arabic,
                    bead.score,
                    bead.parts,
                    bead.source,
                    bead.target,
                    bead.moved,
                    source.url,
                    target.url,
                    document,
                    source.date or target.date,
                    signature,
                )
            )
    return units


def document_id(source: Article, target: Article) -> str:
    """Return 16 hexadecimal digits that name a pair of articles, the same on every run.

    Made from the two addresses; from the texts where one of them has none.
    """
    key = [source.url, target.url]
    if not all(key):
        key = [paragraph.text for side in (source, target) for paragraph in side.paragraphs]
    return hashlib.sha256("\n".join(key).encode("utf-8", "replace")).hexdigest()[:16]


def aligned_shares(
    source: Sequence[str], target: Sequence[str], alignment: Alignment
) -> tuple[float, float]:
    """Return the share of each text that found its translation, in [0, 1].

    A character counts as much as the score of the bead that holds it.
    """
    found = [0.0, 0.0]
    for bead in alignment.beads:
        if not bead.is_null:
            found[0] += bead.score * sum(len(source[i]) for i in bead.source)
            found[1] += bead.score * sum(len(target[j]) for j in bead.target)
    return (
        found[0] / max(1, sum(map(len, source))),
        found[1] / max(1, sum(map(len, target))),
    )


def _alone(alignment: Alignment) -> dict[str, int]:
    nulls = [bead for bead in alignment.beads if bead.is_null]
    return {
        "English alone": sum(len(bead.source) for bead in nulls),
        "Arabic alone": sum(len(bead.target) for bead in nulls),
    }


def _signature(of_alignment: str) -> str:
    """Return the signature of a unit: the alignment's, with the splitter's name after the model."""
    fields = of_alignment.split("|")
    at = 1 if fields[0].startswith("model:") else 0
    return "|".join([*fields[:at], f"split:{SPLIT}", *fields[at:]])
