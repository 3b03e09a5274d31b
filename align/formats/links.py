"""Alignments as XML links between sentence ids: XCES (cesAlign, as in OPUS) and InterText.

`xtargets="1 2;3"` links two sentences with one. In XCES the ids before the semicolon are those of
`fromDoc`; in InterText they are those of `toDoc`. Source is fromDoc in both.
"""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import quoteattr

from lxml import etree

from align.formats.xml import parse_xml
from align.ladder import AnyBead, BadGold, RawBead, indices, read_score

Ids = tuple[Sequence[str], Sequence[str]]

_COUNTED = re.compile(r"[A-Za-z]*(\d{1,9})", re.ASCII)
_NESTED = re.compile(r"[A-Za-z]*\d{1,9}(?:[.:,_-]?[A-Za-z]*\d{1,9})+", re.ASCII)


def read_xces(data: bytes, ids: Ids | None = None) -> list[RawBead]:
    """Return the links of a cesAlign document; a score is read from `certainty` or `score`.

    Ids that count from 1 ("1", "s1") need nothing else. Ids by paragraph ("p1s2", "1:2") are put
    in order and counted, which is right only if the links name every sentence; give `ids` to be
    sure. Raises BadGold for another root, several document pairs, or an id that is not known.
    """
    return _read(data, "cesAlign", ids, swapped=False)


def read_intertext(data: bytes, ids: Ids | None = None) -> list[RawBead]:
    """Return the links of an InterText alignment; ids as for `read_xces`."""
    return _read(data, "linkGrp", ids, swapped=True)


def write_xces(beads: Iterable[AnyBead], names: tuple[str, str], ids: Ids | None = None) -> str:
    """Return a cesAlign document as OPUS writes it; scores go to `certainty`."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<!DOCTYPE cesAlign PUBLIC "-//CES//DTD XML cesAlign//EN" "">\n'
        '<cesAlign version="1.0">\n'
        f'<linkGrp targType="s" fromDoc={quoteattr(names[0])} toDoc={quoteattr(names[1])}>\n'
    ]
    for number, bead in enumerate(beads, 1):
        certainty = "" if bead.score is None else f' certainty="{bead.score:.4f}"'
        targets = quoteattr(f"{_names(bead.source, ids, 0)};{_names(bead.target, ids, 1)}")
        lines.append(f'<link id="SL{number}" xtargets={targets}{certainty}/>\n')
    return "".join([*lines, "</linkGrp>\n</cesAlign>\n"])


def write_intertext(
    beads: Iterable[AnyBead], names: tuple[str, str], ids: Ids | None = None
) -> str:
    """Return an InterText alignment, every link as automatic; it has no place for scores."""
    lines = [
        "<?xml version='1.0' encoding='utf-8'?>\n"
        f"<linkGrp toDoc={quoteattr(names[1])} fromDoc={quoteattr(names[0])}>\n"
    ]
    for bead in beads:
        targets = quoteattr(f"{_names(bead.target, ids, 1)};{_names(bead.source, ids, 0)}")
        kind = f"{len(bead.target)}-{len(bead.source)}"
        lines.append(f"<link type='{kind}' xtargets={targets} status='auto'/>\n")
    return "".join([*lines, "</linkGrp>\n"])


def _names(side: Sequence[int], ids: Ids | None, which: int) -> str:
    return " ".join(str(i + 1) if ids is None else ids[which][i] for i in side)


def _read(data: bytes, root_name: str, ids: Ids | None, *, swapped: bool) -> list[RawBead]:
    root = parse_xml(data)
    if root.tag != root_name:
        raise BadGold(
            f"the root element is <{root.tag}>, not <{root_name}>; name the file's format"
        )
    groups = list(root.iter("linkGrp"))
    if len(groups) > 1:
        raise BadGold(
            f"the file holds {len(groups)} document pairs; give each in a file of its own"
        )
    links = [link for group in groups for link in group.iter("link")]
    sides: tuple[list[list[str]], list[list[str]]] = ([], [])
    for link in links:
        parts = (link.get("xtargets") or "").split(";")
        if len(parts) != 2:
            raise BadGold(
                f"line {link.sourceline}: xtargets is {link.get('xtargets')!r}; "
                'write two lists of ids with a semicolon between them, as "1 2;3"'
            )
        for side, part in zip(sides, reversed(parts) if swapped else parts, strict=True):
            side.append(part.split())
    numbered = [
        _numbered(side, links, None if ids is None else ids[which])
        for which, side in enumerate(sides)
    ]
    return [
        RawBead(source, target, _score(link))
        for source, target, link in zip(*numbered, links, strict=True)
    ]


def _score(link: etree._Element) -> float | None:
    return read_score(link.get("certainty", link.get("score")), f"line {link.sourceline}")


def _numbered(
    side: list[list[str]], links: list[etree._Element], ids: Sequence[str] | None
) -> list[tuple[int, ...]]:
    """Return the indices from 0 that the ids of one side stand for."""
    if ids is not None:
        known = {name: index for index, name in enumerate(ids)}
    else:
        named = {name for names in side for name in names}
        if all(_COUNTED.fullmatch(name) for name in named):
            known = {name: int(re.sub(r"\D", "", name)) - 1 for name in named}
        elif all(_NESTED.fullmatch(name) for name in named):
            place = {name: tuple(map(int, re.findall(r"\d+", name))) for name in named}
            known = {name: i for i, name in enumerate(sorted(named, key=lambda one: place[one]))}
        else:
            known = {}
    numbered = []
    for names, link in zip(side, links, strict=True):
        for name in names:
            if known.get(name, -1) < 0:
                raise BadGold(
                    f"line {link.sourceline}: there is no sentence {name[:40]!r}; "
                    "give the sentence ids of both documents, in their order"
                )
        numbered.append(indices((known[name] for name in names), f"line {link.sourceline}"))
    return numbered
