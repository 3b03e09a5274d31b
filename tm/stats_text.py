"""The figures of a memory as text, with histograms, and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise

from tm.segment import one_line
from tm.stats import RATIO_EDGES, Counts, Statistics, bars


def stats_text(figures: Statistics, *, blocks: bool = True, months: bool = False) -> str:
    """Return the figures as text; ends with a line end.

    `blocks`: draw histograms with block characters, else with # (where the output is not UTF-8).
    `months`: dates by month, not by year.
    """
    return "\n".join(_lines(figures, blocks, months)) + "\n"


def _lines(figures: Statistics, blocks: bool, months: bool) -> Iterator[str]:
    for name, value in (
        ("units", f"{figures.units:,}"),
        ("seen", f"{figures.sightings:,} times in {figures.documents:,} documents"),
        ("replaced", f"{figures.replaced:,}"),
        ("words", f"{figures.source_words:,} English, {figures.target_words:,} Arabic"),
        (
            "characters",
            f"{figures.source_characters:,} English, {figures.target_characters:,} Arabic",
        ),
        ("mean score", _number(figures.mean_score)),
        ("length ratio", f"{_number(figures.length_ratio)} (Arabic to English characters)"),
    ):
        yield f"{name:<13}{value}"
    scores = [(f"{tenth / 10:.1f}", count) for tenth, count in enumerate(figures.scores)]
    if figures.unscored:
        scores.append(("none", figures.unscored))
    first, last = f"under {RATIO_EDGES[0]:g}", f"{RATIO_EDGES[-1]:g} and over"
    classes = [first, *(f"{low:g} to {high:g}" for low, high in pairwise(RATIO_EDGES)), last]
    for title, counts in (
        ("score, from", tuple(scores)),
        ("status", figures.by_status),
        ("bead type", figures.by_bead_type),
        ("month" if months else "year", figures.by_month if months else figures.by_year),
        ("domain", figures.by_domain),
        ("length ratio", tuple(zip(classes, figures.length_ratios, strict=True))),
    ):
        yield from _histogram(title, counts, blocks)
    if figures.translations:
        yield "\nsources with several translations"
        for duplicate in figures.translations:
            source = one_line(duplicate.source)
            source = source if len(source) <= 70 else source[:69] + "…"
            yield f"  {duplicate.targets:,} translations, seen {duplicate.sightings:,}  {source}"


def _histogram(title: str, counts: Counts, blocks: bool) -> Iterator[str]:
    if counts:
        yield f"\n{title}"
        named = [(one_line(name) or "not known", count) for name, count in counts]
        yield from (f"  {row}" for row in bars(named, blocks=blocks))


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.3f}"


def stats_json(figures: Statistics) -> str:
    """Return the figures as one JSON object with the fields of Statistics; ends with a line end.

    Counts by name become objects, in the same order.
    """
    row = asdict(figures)
    for name, value in row.items():
        if name.startswith("by_"):
            row[name] = dict(value)
    row["ratio_edges"] = RATIO_EDGES
    text = json.dumps(row, ensure_ascii=False, indent=2, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"
