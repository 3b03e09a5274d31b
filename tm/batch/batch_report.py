"""The report of a batch: one HTML page that needs nothing but itself, and JSON beside it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from string import Template
from typing import NamedTuple

from tm.batch.figures import Figures, PairFigures
from tm.safe_page import content_policy, page_text

_SHOWN = 200  # rows of a list of faults
_NUMBER = '<td class="n">'


def render_json(figures: Figures) -> str:
    """Return the figures as JSON, readable by people too."""
    return json.dumps(figures.to_dict(), ensure_ascii=False, indent=1) + "\n"


def render_batch_report(figures: Figures, *, title: str) -> str:
    """Return the page; all text is escaped, so it may come from any archive."""
    template = (files("tm") / "batch" / "batch_report.html").read_text("utf-8")
    bands = {
        f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}": figures.bands[tenth] for tenth in range(10)
    }
    panels = [
        _counts("Articles, by outcome", figures.articles),
        _counts("Pairs, by what joined them", figures.signals),
        _counts("Not paired", figures.paired),
        _counts("Pairs, by outcome", figures.built),
        _counts("Units, by score", dict(reversed(bands.items()))),
        _counts("Sentences and beads that made no unit", figures.left_out),
        _counts("Lines of pages left out", figures.dropped),
    ]
    sections = [
        _table(
            "Coverage by month",
            ("Month", "English articles", "Arabic articles", "Pairs", "Units"),
            ((row[0] or "undated", *row[1:]) for row in figures.months),
        ),
        _pairs("Suspicious", figures.suspicious),
        _pairs("Pairs without units", figures.failed[:_SHOWN], len(figures.failed)),
        _pairs("Slowest", figures.slowest),
        _table(
            "Not read, or no article",
            ("Place", "Reason"),
            ((one.place, one.reason) for one in figures.troubles[:_SHOWN]),
            len(figures.troubles),
        ),
    ]
    return Template(template).substitute(
        policy=content_policy(template, "style"),
        title=page_text(title),
        panels="\n".join(panels),
        sections="\n".join(sections),
    )


def _counts(title: str, counts: Mapping[str, int]) -> str:
    """Return names and numbers with bars."""
    top = max(counts.values(), default=0) or 1
    rows = "".join(
        f'<tr><th scope="row">{page_text(name)}</th><td class="n">{number:,}</td><td>'
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * number / top:.1f}" height="10"/></svg></td></tr>'
        for name, number in counts.items()
    )
    return f"<section><h2>{title}</h2>{_or_none(f'<table>{rows}</table>', rows)}</section>"


def _pairs(title: str, pairs: Sequence[PairFigures], count: int = 0) -> str:
    rows = [
        (
            _Pair(one.title, one.source_url, one.target_url),
            one.units,
            "" if one.score is None else f"{one.score:.2f}",
            f"{one.seconds:.2f}",
            one.why,
        )
        for one in pairs
    ]
    return _table(title, ("Article", "Units", "Mean score", "Seconds", "Why"), rows, count)


class _Pair(NamedTuple):
    """A title with two addresses, shown in one cell."""

    title: str
    source_url: str
    target_url: str


def _table(
    title: str, names: Sequence[str], rows: Iterable[Sequence[object]], count: int = 0
) -> str:
    """Return a table; where there are more rows, `count` of them, it says so."""
    cells = [[_cell(value) for value in row] for row in rows]
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    # Over a column of numbers the name stands at the end, as they do.
    head = ""
    for name, column in zip(names, zip(*cells, strict=True), strict=True) if cells else ():
        numeric = all(cell.startswith(_NUMBER) for cell in column)
        head += f'<th scope="col"{" class=n" if numeric else ""}>{name}</th>'
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if count > _SHOWN:
        table += f"<p>The first {_SHOWN} of {count:,}; the JSON beside this page has all.</p>"
    return f"<section><h2>{title}</h2>{_or_none(table, body)}</section>"


def _cell(value: object) -> str:
    if isinstance(value, _Pair):
        title, *urls = value
        links = " ".join(
            f'<a href="{page_text(url)}" rel="noopener noreferrer nofollow">{name}</a>'
            for name, url in zip(("English", "Arabic"), urls, strict=True)
            if re.match("https?://", url, re.IGNORECASE)
        )
        return f'<td class="long"><bdi>{page_text(title)}</bdi> {links}</td>'
    if isinstance(value, int):
        return f"{_NUMBER}{value:,}</td>"
    if re.fullmatch(r"[\d.]+", str(value)):
        return f"{_NUMBER}{value}</td>"
    return f'<td class="long"><bdi>{page_text(str(value))}</bdi></td>'


def _or_none(shown: str, rows: str) -> str:
    return shown if rows else "<p>None.</p>"
