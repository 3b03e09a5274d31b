"""What a TMX unit says beside its texts: ours into fields, all else kept as JSON."""

import json
import math
import re
from dataclasses import fields
from functools import lru_cache
from typing import Any

from align.bead import Parts
from tm.entry import STATUSES, Status

_PARTS = tuple(f"x-muwazi-{part.name.replace('_', '-')}" for part in fields(Parts))
_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)Z?)?", re.ASCII)
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
# What other tools write of a review. Trados: the translator confirmed it, or a reviser did; memoQ:
# an aligned pair that a person corrected.
_REVIEWS: dict[tuple[str, str], Status] = {
    ("x-ConfirmationLevel", "Translated"): "accepted",
    ("x-ConfirmationLevel", "ApprovedTranslation"): "accepted",
    ("x-ConfirmationLevel", "ApprovedSignOff"): "accepted",
    ("x-ConfirmationLevel", "RejectedTranslation"): "rejected",
    ("x-ConfirmationLevel", "RejectedSignOff"): "rejected",
    ("corrected", "yes"): "accepted",
}


class Variant:
    """One tuv while it is read: its texts, and what stands beside them."""

    __slots__ = ("attributes", "code", "inline", "language", "notes", "plain", "properties")

    def __init__(self, attributes: dict[str, str]) -> None:
        """Start a tuv with its attributes; its language is "en", "ar" or "" for any other."""
        self.code = attributes.pop("xml:lang", "") or attributes.pop("lang", "")
        self.language = self.code if self.code in ("en", "ar") else language(self.code)
        self.attributes = attributes
        self.properties: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.plain = ""
        self.inline = ""


@lru_cache(maxsize=1024)
def language(code: str) -> str:
    """Return "en" or "ar" for their codes in any spelling ("EN_us", "ara", "ar-Arab"), else ""."""
    primary = code.strip().lower().replace("_", "-").partition("-")[0]
    if primary in ("en", "eng", "english"):
        return "en"
    return "ar" if primary in ("ar", "ara", "arb", "arabic") else ""


def entry_fields(unit: Variant, source: Variant, target: Variant, *, ours: bool) -> dict[str, Any]:
    """Return the fields of an Entry, texts excepted, that a tu and two of its tuvs give.

    `unit` holds the tu's own attributes, props and notes; `ours` says that muwazi wrote the file,
    so that a creation date is the article's. What cannot be read as it should stays in `extra`.
    """
    said: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    attributes = unit.attributes
    if attributes:
        attributes = dict(attributes)
        if "tuid" in attributes:
            said["tuid"] = attributes.pop("tuid")
        if ours and (day := _TIME.match(attributes.get("creationdate", ""))):
            said["date"] = "-".join(day.groups()[:3])
            del attributes["creationdate"]
        if attributes:
            extra["attributes"] = attributes
    if unit.properties and (rest := _unit_properties(unit.properties, said)):
        extra["properties"] = rest
        for pair in rest:
            if pair in _REVIEWS and "status" not in said:
                said["status"] = _REVIEWS[pair]
                said |= _reviewed(unit.attributes, target.attributes)
    if unit.notes:
        extra["notes"] = unit.notes
    for side, variant in (("source", source), ("target", target)):
        if variant.inline:
            said[f"{side}_inline"] = variant.inline
        if variant.code not in ("en", "ar"):
            said[f"{side}_language"] = variant.code
        if beside := _variant(side, variant, said):
            extra[side] = beside
    if extra:
        said["extra"] = json.dumps(extra, ensure_ascii=False)
    return said


def _variant(side: str, variant: Variant, said: dict[str, Any]) -> dict[str, Any]:
    """Put the address of a tuv's document into `said`; return the rest."""
    beside: dict[str, Any] = {}
    if variant.attributes:
        beside["attributes"] = variant.attributes
    if variant.properties:
        rest = []
        for pair in variant.properties:
            if pair[0] == "source-document" and f"{side}_url" not in said:
                said[f"{side}_url"] = pair[1].strip()
            else:
                rest.append(pair)
        if rest:
            beside["properties"] = rest
    if variant.notes:
        beside["notes"] = variant.notes
    return beside


def _unit_properties(
    properties: list[tuple[str, str]], said: dict[str, Any]
) -> list[tuple[str, str]]:
    """Put what the props of a tu say into `said`; return those that are not ours."""
    rest = []
    parts: dict[str, float] = {}
    for pair in properties:
        kind, value = pair
        if kind == "score-aligner" and (share := _share(value)) is not None:
            said["score"] = share
        elif kind == "x-document":
            said["document"] = value
        elif not kind.startswith("x-muwazi-"):
            rest.append(pair)
        elif kind in _PARTS and (share := _share(value)) is not None:
            parts[kind] = share
        elif kind == "x-muwazi-signature":
            said["signature"] = value
        elif kind == "x-muwazi-moved":
            said["moved"] = value == "yes"
        elif kind.endswith("-positions") and (span := _positions(value)) is not None:
            said[kind[9:].replace("-", "_")] = span
        elif kind == "x-muwazi-status" and value in STATUSES:
            said["status"] = value
        elif kind == "x-muwazi-reviewer":
            said["reviewer"] = value
        elif kind == "x-muwazi-reviewed" and (time := utc_time(value)):
            said["reviewed"] = time
        elif kind != "x-muwazi-bead":  # the positions say it
            rest.append(pair)
    if len(parts) == len(_PARTS):
        said["parts"] = Parts(*(parts[name] for name in _PARTS))
    return rest


@lru_cache(maxsize=4096)
def _share(value: str) -> float | None:
    """Return a number within [0, 1], None for anything else."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number <= 1 else None


@lru_cache(maxsize=4096)
def _positions(value: str) -> range | None:
    """Return the sentences that "3-4" names."""
    match = _SPAN.fullmatch(value.strip())
    if not match or int(match[2]) < int(match[1]):
        return None
    return range(int(match[1]), int(match[2]) + 1)


def _reviewed(unit: dict[str, str], target: dict[str, str]) -> dict[str, str]:
    """Return who reviewed and when: the tuv's word counts more than the tu's."""
    said = {}
    if who := target.get("changeid") or unit.get("changeid"):
        said["reviewer"] = who
    if time := utc_time(target.get("changedate") or unit.get("changedate") or ""):
        said["reviewed"] = time
    return said


def utc_time(value: str) -> str:
    """Return a time of TMX or ISO 8601, taken to be UTC, as "2024-01-31T09:00:00Z", else ""."""
    if not (match := _TIME.fullmatch(value.strip())):
        return ""
    year, month, day, *clock = (part or "00" for part in match.groups())
    return f"{year}-{month}-{day}T{':'.join(clock)}Z"
