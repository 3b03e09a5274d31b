"""What a batch came to, counted from its manifest."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tm.batch.manifest import Manifest, archive_name

_SHOWN = 20  # articles in each list
_SMALL_SHARE, _LOW_SCORE, _TIMES = 0.5, 0.5, 3
_CURRENT = "batch.pair p JOIN batch.result r ON r.key = p.key"


@dataclass(frozen=True, slots=True)
class PairFigures:
    """A pair in one of the lists; `why` says what is suspicious, or why it gave no units."""

    source_url: str
    target_url: str
    title: str
    units: int
    score: float | None
    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A place in an archive that gave no article, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a batch.

    `articles` counts what the archives hold by outcome, `pairs` by the signal that joined them,
    `paired` is what pairing said of the rest, `built` counts pairs by outcome. `bands` has ten
    numbers: units by tenth of the score. `left_out` counts what made no unit, `dropped` the lines
    of pages that are no article text, both by reason. `months` has a row a month:
    month, English articles, Arabic articles, pairs, units; "" is the month of undated ones. The
    lists `failed` and `troubles` are whole, those that hold no article last; of `slowest` and
    `suspicious` the first twenty are there.
    """

    articles: dict[str, int]
    signals: dict[str, int]
    paired: dict[str, int]
    built: dict[str, int]
    units: int
    bands: tuple[int, ...]
    left_out: dict[str, int]
    dropped: dict[str, int]
    months: tuple[tuple[str, int, int, int, int], ...]
    slowest: tuple[PairFigures, ...]
    suspicious: tuple[PairFigures, ...]
    failed: tuple[PairFigures, ...]
    troubles: tuple[Trouble, ...]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON can hold them."""
        months = [
            dict(zip(("month", "english", "arabic", "pairs", "units"), row, strict=True))
            for row in self.months
        ]
        lists = {
            name: [
                {field: getattr(one, field) for field in one.__dataclass_fields__}
                for one in getattr(self, name)
            ]
            for name in ("slowest", "suspicious", "failed", "troubles")
        }
        plain = {
            name: getattr(self, name)
            for name in (
                *("articles", "signals", "paired", "built", "units"),
                *("left_out", "dropped", "seconds"),
            )
        }
        return {**plain, "bands": list(self.bands), "months": months, **lists}


def count(manifest: Manifest, archives: Sequence[Path]) -> Figures:
    """Return the figures of what the manifest holds of these archives."""
    run = manifest.memory.connection.execute
    names = json.dumps([archive_name(path) for path in archives])
    listed = (
        "batch.document d LEFT JOIN batch.article a ON a.page = d.page"
        " WHERE d.archive IN (SELECT value FROM json_each(?))"
    )
    outcome = "CASE WHEN d.reason != '' THEN 'not read' ELSE coalesce(a.outcome, 'not done') END"
    articles = run(
        f"SELECT {outcome} o, count(*) FROM {listed} GROUP BY o ORDER BY count(*) DESC, o", (names,)
    ).fetchall()
    bands, left_out, dropped = Counter[str](), Counter[str](), Counter[str]()
    for some, out in run(f"SELECT bands, left_out FROM {_CURRENT}"):
        bands.update(json.loads(some))
        left_out.update(json.loads(out))
    for (some,) in run(f"SELECT a.dropped FROM {listed} AND a.outcome = 'article'", (names,)):
        dropped.update(json.loads(some))
    troubles = run(
        "SELECT d.place, coalesce(nullif(d.reason, ''), a.reason) why"
        f" FROM {listed} AND coalesce(why, '') != ''"
        " ORDER BY coalesce(a.outcome, '') = 'no text', d.archive, d.number",
        (names,),
    ).fetchall()
    total, seconds = run(
        f"SELECT coalesce(sum(units), 0), coalesce(sum(seconds), 0) FROM {_CURRENT}"
    ).fetchone()
    reading = run(f"SELECT coalesce(sum(a.seconds), 0) FROM {listed}", (names,)).fetchone()[0]
    paired = json.loads(manifest.state("paired") or "{}")
    rest = [
        *("doubtful", "copies", "English without version", "Arabic without version"),
        "not read",
    ]
    return Figures(
        dict(articles),
        {name: number for name, number in paired.items() if name not in rest},
        {name: paired.get(name, 0) for name in rest[:4]},
        dict(run(f"SELECT r.outcome, count(*) FROM {_CURRENT} GROUP BY 1 ORDER BY 2 DESC, 1")),
        total,
        tuple(bands[str(tenth)] for tenth in range(10)),
        dict(left_out.most_common()),
        dict(dropped.most_common()),
        _months(manifest, listed, names),
        tuple(_pairs(manifest, "r.outcome = 'units'", "r.seconds DESC")),
        tuple(_pairs(manifest, _SUSPICIOUS, "r.score")),
        tuple(_pairs(manifest, "r.outcome != 'units'", "r.outcome", limit=-1)),
        tuple(Trouble(*row) for row in troubles),
        round(seconds + reading, 1),
    )


_SUSPICIOUS = (
    f"r.outcome = 'units' AND (max(r.source_share, r.target_share) < {_SMALL_SHARE}"
    f" OR r.score < {_LOW_SCORE} OR r.units = 0"
    f" OR r.source_sentences > {_TIMES} * r.target_sentences"
    f" OR r.target_sentences > {_TIMES} * r.source_sentences)"
)


def _pairs(manifest: Manifest, where: str, order: str, limit: int = _SHOWN) -> list[PairFigures]:
    rows = manifest.memory.connection.execute(
        "SELECT p.source_url, p.target_url, p.title, r.units, r.score, r.seconds, r.reason,"
        " r.source_sentences, r.target_sentences, r.source_share, r.target_share"
        f" FROM {_CURRENT} WHERE {where} ORDER BY {order}, p.number LIMIT {limit}"
    )
    found = []
    for source, target, title, units, score, seconds, reason, *rest in rows:
        why = reason or _suspicion(units, score, *rest)
        found.append(PairFigures(source, target, title, units, score, seconds, why))
    return found


def _suspicion(
    units: int, score: float | None, source: int, target: int, forth: float, back: float
) -> str:
    """Return what is suspicious of a pair, "" for nothing."""
    found = []
    if not units:
        found.append("no units")
    elif score is not None and score < _LOW_SCORE:
        found.append("low scores")
    if max(forth, back) < _SMALL_SHARE:
        found.append(f"{forth:.0%} of the English and {back:.0%} of the Arabic text aligned")
    if source > _TIMES * target or target > _TIMES * source:
        found.append(f"{source} English sentences, {target} Arabic")
    return "; ".join(found)


def _months(
    manifest: Manifest, listed: str, names: str
) -> tuple[tuple[str, int, int, int, int], ...]:
    run = manifest.memory.connection.execute
    months: dict[str, list[int]] = {}
    for month, language, number in run(
        f"SELECT a.month, a.language, count(DISTINCT a.page) FROM {listed}"
        " AND a.outcome = 'article' GROUP BY 1, 2",
        (names,),
    ):
        months.setdefault(month, [0, 0, 0, 0])[0 if language == "en" else 1] = number
    for month, number, units in run(
        f"SELECT p.month, count(*), sum(r.units) FROM {_CURRENT} WHERE r.outcome = 'units'"
        " GROUP BY 1"
    ):
        months.setdefault(month, [0, 0, 0, 0])[2:] = [number, units]
    return tuple((month, *months[month]) for month in sorted(months))  # type: ignore[misc]  # four numbers
