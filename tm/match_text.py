"""Matches of a look-up as text for a terminal, and as JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from corpora.article import Language
from tm.concordance_text import isolated, plain_line
from tm.json_line import json_line
from tm.match import Match


def match_lines(
    matches: Iterable[Match], *, language: Language = "en", isolates: bool = True
) -> Iterator[str]:
    """Yield the lines of a list of matches, without line ends: both texts, and what is known.

    `language` is that of what was asked; that side comes first. `isolates` keeps the Arabic in its
    own direction (Unicode Standard Annex 9), for a terminal that knows bidi.
    """
    for match in matches:
        english = plain_line(match.source)
        arabic = isolated(plain_line(match.target), True, isolates)
        first, second = (english, arabic) if language == "en" else (arabic, english)
        yield f"{match.percent:3d} %  {first}"
        yield f"       {second}"
        yield f"       {', '.join(_facts(match))}"


def _facts(match: Match) -> Iterator[str]:
    """Yield what is known of a match, one thing at a time."""
    if match.kind in ("context", "meaning"):
        yield "same context" if match.kind == "context" else "by meaning"
    yield "no score" if match.score is None else f"score {int(match.score * 100 + 1e-9) / 100:.2f}"
    if round(match.match) != match.percent:
        yield f"counts as {match.match:.0f} %"
    if match.status != "machine":
        yield match.status
    if match.count > 1:
        yield f"seen {match.count:,} times"
    if match.date:
        yield plain_line(match.date)
    if place := match.source_url or match.document or match.origin:
        yield plain_line(place)


def match_json(match: Match) -> str:
    """Return a match as one JSON object on one line, with the fields of Match; nulls for unknown.

    `score` and `match` are rounded to four and two decimals, `characters` to one.
    """
    row = {name: None if value == "" else value for name, value in asdict(match).items()}
    if match.score is not None:
        row["score"] = round(match.score, 4)
    row["characters"] = round(match.characters, 1)
    return json_line(row)
