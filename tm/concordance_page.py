"""A concordance as one HTML page, which needs nothing but itself."""

import base64
import re
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from tm.concordance import Line, Span
from tm.concordance_text import pieces
from tm.segment import balanced, xml_text


def render_concordance(lines: Sequence[Line], *, title: str = "Concordance") -> str:
    """Return a page of `lines`: both texts side by side, what was found marked, where it stands.

    All text is escaped; no request leaves the page (Content Security Policy, level 2).
    """
    template = files("tm").joinpath("concordance.html").read_text(encoding="utf-8")
    style = re.search("<style>(.*?)</style>", template, re.DOTALL)
    assert style  # the template is ours
    digest = base64.b64encode(sha256(style[1].encode()).digest()).decode()
    return Template(template).substitute(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none';"
        " form-action 'none'",
        title=_text(title) or "Concordance",
        count=f"{len(lines):,} line{'' if len(lines) == 1 else 's'}",
        rows="\n".join(_row(line) for line in lines),
    )


def _row(line: Line) -> str:
    """Return a line as a row: English, Arabic, and where it comes from."""
    here = _marked(line.text, line.hits, line.span)
    there = _marked(line.other, line.other_hits, None)
    english, arabic = (here, there) if line.side == "en" else (there, here)
    score = "not scored" if line.score is None else f"{int(line.score * 100 + 1e-9) / 100:.2f}"
    where = " · ".join(_text(word) for word in (score, line.status, line.date) if word)
    links = "".join(
        f'<br><a href="{_text(url)}" rel="noopener noreferrer nofollow">{name}</a>'
        for name, url in (("English", line.source_url), ("Arabic", line.target_url))
        if re.match("https?://", url, re.IGNORECASE)
    )
    return (
        f'<tr id="u{line.unit}-{line.span[0]}"><td lang="en" dir="ltr">{english}</td>'
        f'<td lang="ar" dir="rtl">{arabic}</td><td>{where}{links}</td></tr>'
    )


def _marked(text: str, hits: Sequence[Span], keyword: Span | None) -> str:
    """Return a text, escaped, with what was found in mark elements."""
    parts = []
    at = 0
    for piece, found in pieces(text, hits):
        own = keyword is not None and at <= keyword[0] < at + len(piece)
        at += len(piece)
        shown = escape(balanced(xml_text(piece)))
        if found:
            kind = ' class="keyword"' if own else ""
            shown = f"<mark{kind}>{shown}</mark>"
        parts.append(shown)
    return "".join(parts)


def _text(text: str) -> str:
    """Return `text` so that it is text anywhere in a page, attributes included."""
    return escape(xml_text(text).strip())
