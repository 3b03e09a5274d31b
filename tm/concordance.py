"""Concordance: every place where words occur in a memory, in context, with the other language.

Words are looked for in folded text, and what is shown is the text as it was printed.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tm.concordance_query import Query, Side, pattern_query, searchable, word_query
from tm.memory import Memory
from tm.original_span import FoldedText, folded_text

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One place where the keyword occurs: `text[span[0]:span[1]]`, and the other side's text.

    `hits` and `other_hits` are all places, the keyword's own among them, where any of the words
    looked for occurs in the two texts, in order. `side` is the language of `text`. `unit` is the
    unit's id in the memory. Addresses, document and date are those of its best sighting (the best
    of those that meet the filters); what is not known is "" or None.
    """

    unit: int
    side: Side
    text: str
    span: Span
    other: str
    hits: tuple[Span, ...]
    other_hits: tuple[Span, ...]
    score: float | None
    status: str
    source_url: str = ""
    target_url: str = ""
    document: str = ""
    date: str = ""

    @property
    def left(self) -> str:
        """What stands before the keyword in the text, in reading order."""
        return self.text[: self.span[0]]

    @property
    def keyword(self) -> str:
        """The keyword as printed."""
        return self.text[self.span[0] : self.span[1]]

    @property
    def right(self) -> str:
        """What stands after the keyword in the text, in reading order."""
        return self.text[self.span[1] :]


def concordance(
    memory: Memory,
    words: str | Sequence[str],
    *,
    side: Side | None = None,
    prefixes: bool = False,
    regex: bool = False,
    phrase: bool = False,
    min_score: float = 0.0,
    since: date | None = None,
    until: date | None = None,
    domain: str | None = None,
    limit: int | None = None,
) -> Iterator[Line]:
    """Yield a line for each occurrence of the first of `words` in units that have all of them.

    `words`: a string of words, all of which must occur (as one `phrase`, or as one `regex`), or a
    sequence of words and phrases (with `regex`: of patterns). Each may stand on either side, unless
    `side` ("en", "ar") is given. `prefixes`: find Arabic words with و ف ب ل ك ال joined to them.
    `min_score` in [0, 1]; units that a person accepted or edited pass it. `since` and `until`
    are dates of the article, both included. `domain` is a host of either article; its subdomains
    count. Rejected and replaced units are never shown. Reviewed units come first, then by
    falling score. `limit` is a number of lines.

    Raises ValueError, before the first line, for words with no letter, a bad pattern, or filters
    that nothing can meet; while lines are drawn, for a pattern that takes too long.
    """
    if regex and (prefixes or phrase):
        raise ValueError("a regular expression goes with neither prefixes nor phrase")
    if not 0 <= min_score <= 1:
        raise ValueError(f"the minimum score must lie within 0 and 1, not {min_score}")
    if since and until and since > until:
        raise ValueError(f"since {since} is after until {until}")
    if limit is not None and limit < 0:
        raise ValueError(f"the limit must be 0 or more, not {limit}")
    if regex:
        query = pattern_query(words, side=side)
    else:
        query = word_query(words, side=side, prefixes=prefixes, phrase=phrase)
    return _lines(memory, query, min_score, _Places(since, until, domain), limit)


def by_context(lines: Iterable[Line], order: Literal["left", "right"]) -> list[Line]:
    """Return lines in the order of the words after the keyword, or of those before it.

    As linguists sort a concordance: "right" by what follows, "left" by what precedes, nearest
    word first.
    """
    if order == "right":
        return sorted(lines, key=lambda line: (folded_text(line.right).key, line.unit))
    return sorted(lines, key=lambda line: (folded_text(line.left).key.split()[::-1], line.unit))


class _Places:
    """The filter on a unit's sightings, as SQL: a condition on document d, and its arguments."""

    def __init__(self, since: date | None, until: date | None, domain: str | None) -> None:
        """Take the filters; None filters nothing."""
        conditions, arguments = [], []
        if since:
            conditions.append("d.date >= ?")
            arguments.append(since.isoformat())
        if until:
            conditions.append("d.date <= ?")
            arguments.append(until.isoformat())
        if domain:
            host = domain.strip().lower().removeprefix("www.")
            one = "({0} = ? OR substr({0}, -length(?)) = ?)"
            conditions.append(f"({one.format('d.source_host')} OR {one.format('d.target_host')})")
            arguments += [host, f".{host}", f".{host}"] * 2
        self.condition = " AND ".join(conditions)
        self.arguments = tuple(arguments)


def _lines(
    memory: Memory, query: Query, minimum: float, places: _Places, limit: int | None
) -> Iterator[Line]:
    """Check each candidate and yield its lines."""
    left = limit
    if left == 0:
        return
    for unit in _candidates(memory, query, minimum, places):
        row = memory.connection.execute(
            "SELECT source, target, source_key, target_key, score, status FROM unit WHERE id = ?",
            (unit,),
        ).fetchone()
        if row is None or not (found := _found(query, row[2], row[3])):
            continue
        provenance = _provenance(memory, unit, places)
        for line in _unit_lines(unit, row, found, provenance):
            yield line
            if left is not None:
                left -= 1
                if not left:
                    return


def _candidates(memory: Memory, query: Query, minimum: float, places: _Places) -> Sequence[int]:
    """Return the ids of the units to check, the best first.

    They are drawn before the first line is, so that a reader who pauses keeps no lock.
    """
    where = ["u.status <> 'rejected'", "u.replaced_by IS NULL"]
    arguments: list[object] = []
    if query.match is not None:
        where.append("(u.id IN (SELECT rowid FROM unit_fts WHERE unit_fts MATCH ?) OR u.id > ?)")
        arguments += [query.match, memory.watermark("concordance_upto")]
    if minimum > 0:
        where.append("(u.score >= ? OR u.status IN ('accepted', 'edited'))")
        arguments.append(minimum)
    if places.condition:
        where.append(
            "EXISTS (SELECT 1 FROM sighting s JOIN document d ON d.id = s.document_id"
            f" WHERE s.unit_id = u.id AND {places.condition})"
        )
        arguments += places.arguments
    rows = memory.connection.execute(
        f"SELECT u.id FROM unit u WHERE {' AND '.join(where)}"
        " ORDER BY u.status NOT IN ('accepted', 'edited'), u.score IS NULL, u.score DESC, u.id",
        arguments,
    )
    return array("q", (row[0] for row in rows))


def _found(query: Query, source_key: str, target_key: str) -> list[dict[Side, list[Span]]]:
    """Return, for each term, its places on each side; nothing where a term has none."""
    keys: dict[Side, str] = {"en": source_key, "ar": target_key}
    if query.side:
        keys = {query.side: keys[query.side]}
    keys = {side: searchable(key) for side, key in keys.items()}
    found = []
    for term in query.terms:
        places = {side: spans for side, key in keys.items() if (spans := term(key))}
        if not places:
            return []
        found.append(places)
    return found


def _unit_lines(
    unit: int,
    row: tuple[str, str, str, str, float | None, str],
    found: list[dict[Side, list[Span]]],
    provenance: tuple[str, str, str, str],
) -> Iterator[Line]:
    """Yield a line for each place of the first term, on the English side where it stands there."""
    side: Side = "en" if "en" in found[0] else "ar"
    source, target, _, _, score, status = row
    text, other = (source, target) if side == "en" else (target, source)
    folded = folded_text(text)
    keywords = _printed(folded, found[0][side])
    hits = _printed(folded, [span for places in found for span in places.get(side, [])])
    across: Side = "ar" if side == "en" else "en"
    beyond = [span for places in found for span in places.get(across, [])]
    other_hits = _printed(folded_text(other), beyond) if beyond else ()
    for span in keywords:
        yield Line(unit, side, text, span, other, hits, other_hits, score, status, *provenance)


def _printed(folded: FoldedText, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return places in a key as places in its text, in order, each once."""
    return tuple(sorted({folded.span(start, stop) for start, stop in spans}))


def _provenance(memory: Memory, unit: int, places: _Places) -> tuple[str, str, str, str]:
    """Return both addresses, document and date of the best sighting that meets the filter."""
    row = memory.connection.execute(
        "SELECT d.source_url, d.target_url, d.name, coalesce(d.date, '')"
        " FROM sighting s JOIN document d ON d.id = s.document_id"
        f" WHERE s.unit_id = ? AND {places.condition or '1'}"
        " ORDER BY s.best DESC, s.id LIMIT 1",
        (unit, *places.arguments),
    ).fetchone()
    return row or ("", "", "", "")
