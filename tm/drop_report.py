"""The report on what was left out of a memory, and why: as text, JSON and HTML."""

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from html import escape

from tm.segment import one_line, xml_text

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;"
    "margin:1.5rem auto;padding:0 1rem}h1{font-size:1.3rem}h2{font-size:1.1rem}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}"
    "td{border-top:1px solid #8886;padding:.4rem;vertical-align:top;overflow-wrap:anywhere}"
    "td:first-child{width:4rem}"
)


@dataclass(frozen=True, slots=True)
class Example:
    """A unit that was dropped; `unit` is its id, or its number in a sequence, from 1."""

    unit: int
    source: str
    target: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """What one rule dropped: how many units, and a few of them."""

    rule: str
    meaning: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class DropReport:
    """What cleaning came to: of `total` units `kept` stay, each other is counted under one rule.

    `dropped` has a row for every rule that was asked, in that order, those that dropped nothing
    among them. `deleted` tells whether the units are gone from the memory, or were only left out.
    """

    total: int
    kept: int
    deleted: bool
    dropped: tuple[Dropped, ...]


def drop_report_text(report: DropReport, *, examples: bool = True) -> str:
    """Return the report as text: a line a rule, the examples below; ends with a line end."""
    return "\n".join(_text_lines(report, examples)) + "\n"


def _text_lines(report: DropReport, examples: bool) -> Iterator[str]:
    gone = report.total - report.kept
    verb = "deleted" if report.deleted else "left out"
    yield f"{report.total:,} units: {report.kept:,} kept, {gone:,} {verb} ({_share(gone, report)})"
    width = max((len(row.rule) for row in report.dropped), default=0)
    for row in report.dropped:
        share = _share(row.count, report)
        yield f"  {row.rule:<{width}}  {row.count:>9,}  {share:>7}  {row.meaning}"
    if not examples:
        return
    for row in report.dropped:
        for number, example in enumerate(row.examples):
            if not number:
                yield f"\n{row.rule}, for example"
            score = "" if example.score is None else f"  score {example.score:.2f}"
            yield f"  unit {example.unit}{score}"
            yield f"    {_printable(example.source)}"
            yield f"    {_printable(example.target)}"


def drop_report_json(report: DropReport) -> str:
    """Return the report as one JSON object, with the fields of DropReport; ends with a line end."""
    text = json.dumps(asdict(report), ensure_ascii=False, indent=2, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def drop_report_html(report: DropReport, *, title: str = "What was left out") -> str:
    """Return the report as a page that needs nothing but itself; all text is escaped."""
    digest = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
    gone = report.total - report.kept
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        f" style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">",
        f"<title>{_html(title)}</title><style>{_STYLE}</style></head>",
        f"<body><h1>{_html(title)}</h1>",
        f"<p>{report.total:,} units: {report.kept:,} kept, {gone:,}"
        f" {'deleted' if report.deleted else 'left out'}.</p>",
    ]
    for row in report.dropped:
        parts.append(
            f"<h2>{_html(row.rule)}: {row.count:,}</h2><p>{_html(row.meaning)}"
            f" ({_share(row.count, report)} of all units)</p>"
        )
        if row.examples:
            parts += ["<table>", *map(_html_row, row.examples), "</table>"]
    return "\n".join([*parts, "</body></html>", ""])


def _html_row(example: Example) -> str:
    score = "–" if example.score is None else f"{example.score:.2f}"
    return (
        f'<tr><td>{score}</td><td lang="en" dir="ltr">{_html(example.source)}</td>'
        f'<td lang="ar" dir="rtl">{_html(example.target)}</td></tr>'
    )


def _html(text: str) -> str:
    return escape(xml_text(text))


def _share(count: int, report: DropReport) -> str:
    return f"{100 * count / report.total:.1f} %" if report.total else "0.0 %"


def _printable(text: str, longest: int = 200) -> str:
    """Return a text on one line that no control character disturbs, cut where it is very long."""
    line = one_line("".join(c if c >= " " and not "\x7f" <= c <= "\x9f" else " " for c in text))
    return line if len(line) <= longest else line[: longest - 1] + "…"
