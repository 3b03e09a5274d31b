"""TMX 1.4b in data: which elements, attributes and values there are (OSCAR, 2005)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from tm.element import Element

# What a check says: a rule's name, the line, and what was found there.
Remark = tuple[str, int, str]

REQUIRED = (
    "creationtool",
    "creationtoolversion",
    "segtype",
    "o-tmf",
    "adminlang",
    "srclang",
    "datatype",
)
SEGTYPES = ("block", "paragraph", "sentence", "phrase")
ANY_LANGUAGE = "*all*"
CODES = frozenset(("bpt", "ept", "ph", "it", "ut"))  # their content is code, not text
INLINE = CODES | {"hi"}
BLANKS = " \t\n\r"  # what XML calls white space
DATES = ("creationdate", "changedate", "lastusagedate")

_AUTHORSHIP = "creationdate creationid changedate changeid"
_USE = f"o-encoding datatype usagecount lastusagedate creationtool creationtoolversion o-tmf {_AUTHORSHIP}"  # noqa: E501 (one list of names)
ATTRIBUTES: dict[str, frozenset[str]] = {
    tag: frozenset(names.split())
    for tag, names in {
        "tmx": "version",
        "header": f"o-encoding {_AUTHORSHIP} {' '.join(REQUIRED)}",
        "body": "",
        "tu": f"tuid segtype srclang {_USE}",
        "tuv": f"xml:lang lang {_USE}",
        "seg": "",
        "note": "xml:lang lang o-encoding",
        "prop": "type xml:lang lang o-encoding",
        "ude": "name base",
        "map": "unicode code ent subst",
        "bpt": "i x type",
        "ept": "i",
        "it": "pos x type",
        "ph": "x assoc type",
        "hi": "x type",
        "ut": "x",
        "sub": "datatype type",
    }.items()
}

_DATE = re.compile(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])([0-5]\d){2}Z", re.A)
_OTHER_DATE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?"
    r" ?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


def unknown_attributes(element: Element) -> Iterator[Remark]:
    """Yield each attribute that TMX does not have; a namespace's is told elsewhere."""
    known = ATTRIBUTES.get(element.tag)
    if known is None or element.attributes.keys() <= known:
        return
    for name in element.attributes:
        if name not in known and not is_namespace(name):
            yield "unknown-attribute", element.line, f"{name} on {element.tag}"


def is_namespace(attribute: str) -> bool:
    """Tell whether an attribute declares a namespace."""
    return attribute == "xmlns" or attribute.startswith("xmlns:")


def is_date(value: str) -> bool:
    """Tell whether `value` is a date as TMX writes it: 20240131T093000Z (ISO 8601, basic, UTC)."""
    return _DATE.fullmatch(value) is not None


def basic_date(value: str) -> str:
    """Return another ISO 8601 date in the form of TMX, "" where it is none; no zone means UTC."""
    found = _OTHER_DATE.fullmatch(value.strip())
    if not found:
        return ""
    zone: tzinfo = UTC
    offset = found[7]
    try:
        if offset and offset != "Z":
            digits = offset[1:].replace(":", "")
            shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
            zone = timezone(-shift if offset[0] == "-" else shift)
        parts = [int(part or 0) for part in found.groups()[:6]]
        year, month, day, hour, minute, second = parts
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"
