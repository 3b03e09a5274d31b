"""An analysis of documents against a memory, as a table and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict

from tm.json_line import json_line
from tm.leverage import Leverage


def leverage_text(analysis: Leverage) -> str:
    """Return the analysis as a table, a row a band; ends with a line end."""
    return "\n".join(_lines(analysis)) + "\n"


def _lines(analysis: Leverage) -> Iterator[str]:
    yield f"{'match':<12}{'segments':>10}{'':>9}{'words':>10}"
    for share in analysis.shares:
        yield _row(share.band, share.segments, share.words, analysis)
    yield _row("all", analysis.segments, analysis.words, analysis)
    if quality := analysis.quality:
        yield ""
        yield f"best suggestions for {quality.segments:,} segments, against the reference"
        figures = (("BLEU", quality.bleu), ("chrF", quality.chrf), ("TER", quality.ter))
        for (name, figure), signature in zip(figures, quality.signatures, strict=True):
            yield f"{name:<6}{figure:>6.2f}  {signature}"


def _row(name: str, segments: int, words: int, analysis: Leverage) -> str:
    return (
        f"{name:<12}{segments:>10,}{_share(segments, analysis.segments):>9}"
        f"{words:>10,}{_share(words, analysis.words):>9}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole if whole else 0:.1f} %"


def leverage_json(analysis: Leverage) -> str:
    """Return the analysis as one JSON object: `shares` by band, the sums, and `quality` or null."""
    return json_line(
        {
            "shares": {
                share.band: {"segments": share.segments, "words": share.words}
                for share in analysis.shares
            },
            "segments": analysis.segments,
            "words": analysis.words,
            "quality": asdict(analysis.quality) if analysis.quality else None,
        }
    )
