"""The server's own JSON API: look-up, concordance, one unit, figures (docs/serve.md)."""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from corpora.article import Language
from corpora.language import detect_language
from tm.concordance import concordance
from tm.concordance_query import Side
from tm.concordance_text import line_json
from tm.lookup import lookup
from tm.memory import Memory
from tm.serve_query import Refused, day, known, required, share, whole_number, yes
from tm.stats import stats
from tm.stats_text import stats_json

LOOKUP = ("text", "language", "limit", "minimum", "previous", "following")
CONCORDANCE = (
    "words", "side", "prefixes", "phrase", "min_score", "since", "until", "domain", "limit"
)  # fmt: skip
MOST_MATCHES, MOST_LINES, MOST_SIGHTINGS = 50, 500, 100
LEAST_MINIMUM = 50  # below, look-up reads whole memories to find what nobody can use
_MOST_WORDS = 20
_PARTS = ("coverage_source", "coverage_target", "cosine", "length", "numbers", "margin")


def lookup_answer(memory: Memory, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the matches of a text, the best first, and the language it was looked up in."""
    known(arguments, LOOKUP)
    text = required(arguments, "text")
    language = _language(arguments, "language") or detect_language(text) or "en"
    matches = lookup(
        memory,
        text,
        language=language,
        limit=whole_number(arguments, "limit", 5, 1, MOST_MATCHES),
        minimum=whole_number(arguments, "minimum", 70, LEAST_MINIMUM, 101),
        previous=arguments.get("previous", ""),
        following=arguments.get("following", ""),
    )
    return {"language": language, "matches": [asdict(match) for match in matches]}


def mt_answer(memory: Memory, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the best match as a machine translation service would, for OmegaT's plug-ins.

    {"translation": ""} where nothing reaches `minimum` after the discount.
    """
    known(arguments, ("text", "source", "target", "minimum"))
    text = required(arguments, "text")
    minimum = whole_number(arguments, "minimum", 70, LEAST_MINIMUM, 101)
    side = _language(arguments, "source") or detect_language(text) or "en"
    if _language(arguments, "target") == side:
        return {"translation": ""}
    found = lookup(memory, text, language=side, limit=1, minimum=minimum)
    if not found or found[0].match < minimum:
        return {"translation": ""}
    return {"translation": found[0].target if side == "en" else found[0].source}


def concordance_answer(memory: Memory, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the lines of a concordance. Patterns are not served: they could take any time."""
    known(arguments, CONCORDANCE)
    words = required(arguments, "words")
    if len(words.split()) > _MOST_WORDS:
        raise Refused(400, f"words: more than {_MOST_WORDS}")
    side: Side | None = _language(arguments, "side")
    minimum, since, until = share(arguments, "min_score"), day(arguments, "since"), None
    until = day(arguments, "until")
    phrase, prefixes = yes(arguments, "phrase"), yes(arguments, "prefixes")
    limit = whole_number(arguments, "limit", 50, 1, MOST_LINES)
    try:
        lines = concordance(
            memory,
            words,
            side=side,
            prefixes=prefixes,
            phrase=phrase,
            min_score=minimum,
            since=since,
            until=until,
            domain=arguments.get("domain") or None,
            limit=limit,
        )
    except ValueError as error:
        raise Refused(400, str(error)) from None
    return {"lines": [json.loads(line_json(line)) for line in lines]}


def unit_by_id(memory: Memory, number: str, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return one unit, rejected and replaced ones too, with the first 100 of its sightings."""
    known(arguments, ())
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise Refused(400, f"the id of a unit is a whole number, not {number[:40]!r}")
    row = _row(
        memory,
        "SELECT id, source, target, score, status, reviewer, reviewed, replaced_by, sightings,"
        " added, changed FROM unit WHERE id = ?",
        int(number),
    )
    if not row:
        raise Refused(404, f"no unit {number} in this memory")
    unit = row[0]
    unit["count"] = unit.pop("sightings")
    seen = _row(
        memory,
        "SELECT o.name AS origin, s.number, coalesce(d.name, '') AS document,"
        " coalesce(d.source_url, '') AS source_url, coalesce(d.target_url, '') AS target_url,"
        " coalesce(d.date, '') AS date, coalesce(s.source, u.source) AS source,"
        " coalesce(s.target, u.target) AS target, s.source_start, s.source_stop, s.target_start,"
        f" s.target_stop, s.moved, s.score, {', '.join(f's.{name}' for name in _PARTS)},"
        " coalesce(g.text, '') AS signature, s.status, s.best"
        " FROM sighting s JOIN unit u ON u.id = s.unit_id JOIN origin o ON o.id = s.origin_id"
        " LEFT JOIN document d ON d.id = s.document_id"
        " LEFT JOIN signature g ON g.id = s.signature_id"
        " WHERE s.unit_id = ? ORDER BY s.best DESC, s.id LIMIT ?",
        int(number),
        MOST_SIGHTINGS,
    )
    for sighting in seen:
        sighting["moved"], sighting["best"] = bool(sighting["moved"]), bool(sighting["best"])
    return unit | {"sightings": seen}


class Figures:
    """The figures of a memory, counted once for each state of its file."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._counting = threading.Lock()
        self._known: tuple[object, dict[str, Any]] | None = None

    def answer(self, memory: Memory, arguments: Mapping[str, str]) -> dict[str, Any]:
        """Return the figures. Who asks while they are counted is told to come again (503)."""
        known(arguments, ())
        status = memory.path.stat()
        state = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self._known and self._known[0] == state:
            return self._known[1]
        if not self._counting.acquire(blocking=False):
            raise Refused(503, "the memory is being counted: ask again in a few seconds")
        try:
            figures: dict[str, Any] = json.loads(stats_json(stats(memory)))
            self._known = (state, figures)
            return figures
        finally:
            self._counting.release()


def health(memory: Memory, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return that the memory can be read, its last unit id, and how far each index reaches."""
    known(arguments, ())
    return {
        "status": "ok",
        "last_unit": memory.last_unit(),
        "postings_upto": memory.watermark("postings_upto"),
        "concordance_upto": memory.watermark("concordance_upto"),
    }


def _language(arguments: Mapping[str, str], name: str) -> Language | None:
    """Return "en" or "ar", None where none is given; refuse any other."""
    value = arguments.get(name, "")
    match value:
        case "en" | "ar":
            return value
        case "":
            return None
    raise Refused(400, f"{name} must be en or ar, not {value[:40]!r}")


def _row(memory: Memory, query: str, *arguments: int) -> list[dict[str, Any]]:
    """Return the rows of a query by the names of its columns."""
    found = memory.connection.execute(query, arguments)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]
