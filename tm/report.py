"""One HTML page that shows an alignment to a person: what was joined, how sure, what is missing.

The page needs nothing but itself: no request leaves it, and its policy (Content Security Policy,
level 2) allows only its own style and script, known by their hashes. Score bands are blue to
orange, which readers with any colour vision tell apart, and the number always stands there too.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from importlib.resources import files
from string import Template

from align.bead import Alignment, Bead, Parts
from tm.safe_page import content_policy, page_text

_BANDS = ((0.9, "a"), (0.7, "b"), (0.5, "c"), (0.0, "d"))  # lowest score, class in the style sheet
_LABELS = {"coverage_source": "English covered", "coverage_target": "Arabic covered"}


def render_report(
    source: Sequence[str],
    target: Sequence[str],
    alignment: Alignment,
    *,
    title: str = "",
    source_url: str = "",
    target_url: str = "",
    details: Mapping[str, str] = {},
) -> str:
    """Return the report on `alignment` of the sentences `source` (English) and `target` (Arabic).

    `details` are shown as they come, for example how the Arabic version was found. All text is
    escaped, so it may come from any page; the same arguments give the same report.

    Raises ValueError where a bead names a sentence that the text does not have.
    """
    _check(source, target, alignment)
    template = files("tm").joinpath("report.html").read_text(encoding="utf-8")
    return Template(template).substitute(
        policy=content_policy(template, "style", "script"),
        title=page_text(title) or "Alignment",
        addresses=_addresses(source_url, target_url),
        figures=_figures(source, target, alignment.beads),
        histogram=_histogram([bead.score for bead in alignment.beads if not bead.is_null]),
        types=_types(alignment.beads),
        details=_details(details, alignment.signature),
        rows="\n".join(_rows(source, target, alignment.beads)),
    )


def _check(source: Sequence[str], target: Sequence[str], alignment: Alignment) -> None:
    """Refuse an alignment of other texts than these."""
    for number, bead in enumerate(alignment.beads, start=1):
        for name, span, size in (
            ("English", bead.source, len(source)),
            ("Arabic", bead.target, len(target)),
        ):
            if span and not 0 <= span[0] <= span[-1] < size:
                raise ValueError(
                    f"bead {number} names {name} sentence {span[-1] + 1}, but the text has {size}:"
                    " give the two texts that were aligned"
                )


def _addresses(source_url: str, target_url: str) -> str:
    """Return the two addresses; only those of the web become links."""
    items = []
    for name, url in (("English", source_url), ("Arabic", target_url)):
        shown = f"<bdi>{page_text(url)}</bdi>"
        if re.match("https?://", url, re.IGNORECASE):
            shown = f'<a href="{page_text(url)}" rel="noopener noreferrer nofollow">{shown}</a>'
        if url:
            items.append(f"<dt>{name}</dt><dd>{shown}</dd>")
    return f'<dl class="addresses">{"".join(items)}</dl>' if items else ""


def _details(details: Mapping[str, str], signature: str) -> str:
    """Return names and values as a list, the signature last; it may break after each field."""
    items = [
        f"<dt>{page_text(name)}</dt><dd><bdi>{page_text(value)}</bdi></dd>"
        for name, value in details.items()
        if value
    ]
    breakable = page_text(signature).replace("|", "|<wbr>")
    items.append(f"<dt>Signature</dt><dd><code>{breakable}</code></dd>")
    return f'<dl class="details">{"".join(items)}</dl>'


def _figures(source: Sequence[str], target: Sequence[str], beads: Sequence[Bead]) -> str:
    """Return the figures on top: sentences, beads, nulls, moved, and how many are reliable."""
    pairs = [bead for bead in beads if not bead.is_null]
    alone = [sum(1 for bead in beads if bead.is_null and span(bead)) for span in (_en, _ar)]
    sure = sum(bead.score >= _BANDS[0][0] for bead in pairs)
    share = f"{100 * sure // len(pairs)} % of the pairs" if pairs else "no pairs"
    return "\n".join(
        f"<div><dt>{name}</dt><dd>{value:,}<small>{note}</small></dd></div>"
        for name, value, note in (
            ("English", len(source), "sentences"),
            ("Arabic", len(target), "sentences"),
            ("Pairs", len(pairs), "beads with both sides"),
            ("Score ≥ 0.90", sure, share),
            ("Nulls", sum(alone), f"{alone[0]:,} only English, {alone[1]:,} only Arabic"),
            ("Moved", sum(bead.moved for bead in beads), "beads out of order"),
        )
    )


def _en(bead: Bead) -> range:
    return bead.source


def _ar(bead: Bead) -> range:
    return bead.target


def _histogram(scores: Sequence[float]) -> str:
    """Return ten bars, a tenth of the scale each, with the counts as numbers."""
    counts = Counter(min(int(score * 10 + 1e-9), 9) for score in scores)
    top = max(counts.values(), default=1)
    parts = []
    for tenth in range(10):
        count = counts[tenth]
        height, left = round(90 * count / top, 1), 5 + 39 * tenth
        parts.append(
            f'<rect class="fill-{_band(tenth / 10)}" x="{left}" y="{110 - height:g}" width="33"'
            f' height="{height:g}" rx="2"/>'
            f'<text x="{left + 16.5}" y="{105 - height:g}">{count or ""}</text>'
            f'<text class="axis" x="{left - 3}" y="124">{tenth / 10:.1f}</text>'
        )
    said = ", ".join(f"{counts[t]} from {t / 10:.1f}" for t in range(10) if counts[t])
    return (
        '<svg viewBox="-8 0 412 128" role="img" aria-labelledby="scores said">'
        f'<desc id="said">{said or "none"}</desc><line x1="0" x2="400" y1="110" y2="110"/>'
        f'{"".join(parts)}<text class="axis" x="392" y="124">1.0</text></svg>'
    )


def _types(beads: Sequence[Bead]) -> str:
    """Return how often each bead type occurs, the most frequent first."""
    counts = Counter(bead.type for bead in beads)
    top = max(counts.values(), default=1)
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{count:,}</td>'
        f"<td>{100 * count / len(beads):.1f} %</td>"
        '<td><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="fill-type" width="{100 * count / top:.1f}" height="10"/></svg></td></tr>'
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    return (
        '<table class="types" aria-labelledby="types"><thead><tr><th scope="col">Type</th>'
        '<th scope="col">Beads</th><th scope="col">Share</th><td></td></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _band(score: float) -> str:
    """Return the class of a score's band; the edge belongs to the higher one."""
    return next(name for lowest, name in _BANDS if score + 1e-9 >= lowest)


def _two(score: float) -> str:
    """Return a score with two decimals, cut and not rounded: 0.899 is not yet 0.90."""
    return f"{math.floor(score * 100 + 1e-9) / 100:.2f}"


def _places(beads: Sequence[Bead]) -> dict[int, int]:
    """Return, for each moved row, the row after which its Arabic stands (-1: at the start)."""
    home = {index: row for row, bead in enumerate(beads) if not bead.moved for index in bead.target}
    places = {}
    for row, bead in enumerate(beads):
        if bead.moved and bead.target:
            before = bead.target[0] - 1
            while before >= 0 and before not in home:  # its neighbours may have moved with it
                before -= 1
            places[row] = home.get(before, -1)
    return places


def _rows(source: Sequence[str], target: Sequence[str], beads: Sequence[Bead]) -> Iterator[str]:
    """Yield a row a bead, and a row at each place that Arabic sentences were moved from."""
    places = _places(beads)
    leavers = defaultdict(list)
    for row, place in places.items():
        leavers[place].append(row)
    if -1 in leavers:
        yield _stub(-1, leavers[-1], beads)
    for row, bead in enumerate(beads):
        band = "null" if bead.is_null else _band(bead.score)
        data = ("" if bead.is_null else f' data-score="{_two(bead.score)}"') + (
            " data-moved" if bead.moved else ""
        )
        where = _where(row, bead, places[row]) if row in places else ""
        yield (
            f'<tr class="bead {band}" id="b{row}"{data}>{_cell(source, bead.source, "en", "ltr")}'
            f"{_joint(bead)}{_cell(target, bead.target, 'ar', 'rtl', where)}</tr>"
        )
        if row in leavers:
            yield _stub(row, leavers[row], beads)


def _cell(texts: Sequence[str], span: range, language: str, direction: str, where: str = "") -> str:
    """Return one side of a bead: its numbered sentences, or a hatched cell that says so."""
    if not span:
        name = {"en": "no English", "ar": "no Arabic"}[language]
        return f'<td class="empty"><span>{name}</span></td>'
    sentences = "".join(
        f'<p><span class="n">{index + 1}</span><span>{page_text(texts[index])}</span></p>'
        for index in span
    )
    return f'<td lang="{language}" dir="{direction}">{sentences}{where}</td>'


def _joint(bead: Bead) -> str:
    """Return the cell between the two sides: score, its parts on demand, type, moved."""
    chip = f'<span class="chip">{"null" if bead.is_null else _two(bead.score)}</span>'
    if bead.parts and not bead.is_null:
        parts = "".join(
            f"<dt>{_LABELS.get(part.name, part.name)}</dt>"
            f"<dd>{_two(getattr(bead.parts, part.name))}</dd>"
            for part in fields(Parts)
        )
        chip = f"<details><summary>{chip}</summary><dl>{parts}</dl></details>"
    flag = '<span class="flag">⇅ moved</span>' if bead.moved else ""
    return f'<th scope="row">{chip}<span class="type">{bead.type}</span>{flag}</th>'


def _where(row: int, bead: Bead, place: int) -> str:
    """Return the link from a moved bead to the place of its Arabic in the Arabic text."""
    before = bead.target[0]
    spot = f"after sentence {before}" if before else "at the start"
    arrow = "↑" if place < row else "↓"
    return (
        f'<div class="where" lang="en" dir="ltr"><a href="#s{place + 1}">{arrow} The Arabic has'
        f" this {spot}</a></div>"
    )


def _stub(place: int, rows: Sequence[int], beads: Sequence[Bead]) -> str:
    """Return the row that stands where moved Arabic sentences stand in the Arabic text."""
    links = "; ".join(
        f'<a href="#b{row}">{"↑" if row <= place else "↓"} Arabic {_numbers(beads[row].target)},'
        f" shown beside English {_numbers(beads[row].source)}</a>"
        for row in sorted(rows, key=lambda row: beads[row].target[0])
    )
    return (
        f'<tr class="stub" id="s{place + 1}"><td colspan="2"></td><td>Here stands {links}</td></tr>'
    )


def _numbers(span: range) -> str:
    """Return sentence numbers as a reader counts them: "4" or "4–6"."""
    return f"{span[0] + 1}" + (f"–{span[-1] + 1}" if len(span) > 1 else "") if span else "none"
