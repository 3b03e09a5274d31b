"""What is in a memory, counted."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tm.memory import Memory

Counts = tuple[tuple[str, int], ...]

_WORD = re.compile(r"[^\W_]+")
_LIVE = "replaced_by IS NULL AND status <> 'rejected'"
# One row a unit: its best sighting, and that sighting's document.
_BEST = (
    f" FROM (SELECT id FROM unit WHERE {_LIVE}) u"
    " JOIN sighting s ON s.unit_id = u.id AND s.best = 1"
    " LEFT JOIN document d ON d.id = s.document_id"
)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A source text with several translations, and how often its units were seen."""

    source: str
    targets: int
    sightings: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a memory.

    `units` are those in use: neither rejected nor replaced; all else but `by_status` counts these
    only. Words are runs of letters and digits in the folded text. `scores` has ten counts, a tenth
    of the scale each, the upper edge in the last; `unscored` units are in none. `length_ratio`:
    Arabic characters for one English one, over all units; `length_ratios` counts units by their own
    ratio, in `RATIO_EDGES`' classes. Domains, years and months ("2024-01") and bead types are those
    of a unit's best sighting, "" where not known; domains are of the English side, the most
    frequent first. `translations` are the sources with the most different translations.
    """

    units: int
    replaced: int
    sightings: int
    documents: int
    source_words: int
    target_words: int
    source_characters: int
    target_characters: int
    by_status: Counts
    by_domain: Counts
    by_year: Counts
    by_month: Counts
    by_bead_type: Counts
    scores: tuple[int, ...]
    unscored: int
    mean_score: float | None
    length_ratio: float | None
    length_ratios: tuple[int, ...]
    translations: tuple[Duplicate, ...]


RATIO_EDGES = (0.4, 0.6, 0.8, 1.0, 1.25, 1.67, 2.5)
"""Where one class of length ratios ends and the next begins: under .4, .4 to .6, … 2.5 and over."""


def stats(memory: Memory, *, top: int = 10) -> Statistics:
    """Count a memory in one pass; of domains and translations the first `top` are named."""
    connection = memory.connection
    words, characters = [0, 0], [0, 0]
    scores, ratios = [0] * 10, [0] * (len(RATIO_EDGES) + 1)
    total: list[float] = []
    units = unscored = sightings = 0
    for source_key, target_key, source_size, target_size, score, seen in connection.execute(
        "SELECT source_key, target_key, length(source), length(target), score, sightings"
        f" FROM unit WHERE {_LIVE}"
    ):
        units += 1
        sightings += seen
        words[0] += len(_WORD.findall(source_key))
        words[1] += len(_WORD.findall(target_key))
        characters[0] += source_size
        characters[1] += target_size
        ratio = target_size / source_size if source_size else math.inf
        ratios[sum(ratio >= edge for edge in RATIO_EDGES)] += 1
        if score is None:
            unscored += 1
        else:
            scores[min(int(score * 10 + 1e-9), 9)] += 1
            total.append(score)
    (replaced,) = connection.execute(
        "SELECT count(*) FROM unit WHERE replaced_by IS NOT NULL"
    ).fetchone()
    (documents,) = connection.execute(
        "SELECT count(DISTINCT document_id) FROM sighting"
        f" WHERE unit_id IN (SELECT id FROM unit WHERE {_LIVE})"
    ).fetchone()
    by_month = _counts(memory, "coalesce(substr(d.date, 1, 7), '')" + _BEST)
    by_year: Counter[str] = Counter()
    for month, count in by_month:
        by_year[month[:4]] += count
    return Statistics(
        units=units,
        replaced=replaced,
        sightings=sightings,
        documents=documents,
        source_words=words[0],
        target_words=words[1],
        source_characters=characters[0],
        target_characters=characters[1],
        by_status=_counts(memory, "status FROM unit WHERE replaced_by IS NULL"),
        by_domain=_frequent(_counts(memory, "coalesce(d.source_host, '')" + _BEST), top),
        by_year=tuple(sorted(by_year.items())),
        by_month=by_month,
        by_bead_type=_frequent(
            _counts(
                memory,
                "coalesce((s.source_stop - s.source_start) || '-'"
                " || (s.target_stop - s.target_start), '')" + _BEST,
            ),
            None,
        ),
        scores=tuple(scores),
        unscored=unscored,
        mean_score=math.fsum(total) / len(total) if total else None,
        length_ratio=characters[1] / characters[0] if characters[0] else None,
        length_ratios=tuple(ratios),
        translations=tuple(
            Duplicate(*row)
            for row in connection.execute(
                "SELECT source, count(*) AS targets, sum(sightings) AS seen FROM unit"
                f" WHERE {_LIVE} GROUP BY source_hash HAVING targets > 1"
                " ORDER BY targets DESC, seen DESC, min(id) LIMIT ?",
                (top,),
            )
        ),
    )


def _counts(memory: Memory, column: str) -> Counts:
    """Return the values of a column of SQL and how often each occurs, in order of the value."""
    name, _, rest = column.partition(" FROM ")
    rows = memory.connection.execute(
        f"SELECT {name} AS value, count(*) FROM {rest} GROUP BY value ORDER BY value"
    )
    return tuple(rows)


def _frequent(counts: Counts, top: int | None) -> Counts:
    """Return the most frequent values first."""
    return tuple(sorted(counts, key=lambda item: (-item[1], item[0]))[:top])


def bars(counts: Sequence[tuple[str, int]], *, width: int = 40, blocks: bool = True) -> list[str]:
    """Return a histogram as lines: name, count, and a bar of at most `width` cells.

    With `blocks`, bars have eighths of a cell (U+2588 to U+258F); without, they are of # signs, for
    terminals and files that are not Unicode. A count that is not 0 always shows something.
    """
    top = max((count for _, count in counts), default=0)
    names = max((len(name) for name, _ in counts), default=0)
    figures = max((len(f"{count:,}") for _, count in counts), default=0)
    rows = []
    for name, count in counts:
        eighths = max(round(count / top * width * 8), 1) if count else 0
        if blocks:
            bar = "█" * (eighths // 8) + ("", *"▏▎▍▌▋▊▉")[eighths % 8]
        else:
            bar = "#" * max(eighths // 8, bool(count))
        rows.append(f"{name:<{names}}  {count:>{figures},}  {bar}".rstrip())
    return rows
