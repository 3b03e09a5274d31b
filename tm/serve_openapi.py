"""The description of all that is served, as OpenAPI 3.1: what client generators and people read."""

from importlib.metadata import PackageNotFoundError
from typing import Any

from corpora.version import muwazi_version
from tm.serve_api import (
    LEAST_MINIMUM,
    MOST_LINES,
    MOST_MATCHES,
    MOST_SIGHTINGS,
)
from tm.serve_protocol import CANDIDATES, LEAST_SIMILARITY, MOST_CANDIDATES

Document = dict[str, Any]

TEXT: Document = {"type": "string"}
NUMBER: Document = {"type": "number"}
WHOLE: Document = {"type": "integer"}
FLAG: Document = {"type": "boolean", "default": False}
DATE: Document = {"type": "string", "format": "date"}
SCORE: Document = {
    "type": ["number", "null"],
    "minimum": 0,
    "maximum": 1,
    "description": "Probability that both sides are complete translations; null: not known.",
}
STATUS: Document = {"enum": ["machine", "accepted", "edited", "rejected"]}
SIDE: Document = {"enum": ["en", "ar"]}
_OPEN: Document = {"type": "object", "additionalProperties": True}


def openapi() -> Document:
    """Return the document."""
    protocol: Document = {}
    for prefix in ("/tmserver", "/api/v1"):
        protocol |= _protocol(prefix)
    try:
        number = muwazi_version()
    except PackageNotFoundError:  # run from a folder, not installed
        number = "0"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "muwazi translation memory",
            "version": number,
            "description": "Read-only. Errors are objects with a reason under `error`.",
        },
        "security": [{}, {"bearer": []}],
        "paths": protocol | _own(),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _protocol(prefix: str) -> Document:
    """Return the paths of the amaGama protocol under a prefix."""
    codes = [
        _path("source", TEXT, "en", "Language code; en_US and EN are en."),
        _path("target", TEXT, "ar", "Language code; other pairs than en and ar have no units."),
    ]
    limits = [
        _query("min_similarity", _whole(LEAST_SIMILARITY, LEAST_SIMILARITY, 100), 70),
        _query("max_candidates", _whole(CANDIDATES, 1, MOST_CANDIDATES), 5),
    ]
    units = {"type": "array", "items": {"$ref": "#/components/schemas/ProtocolUnit"}}
    return {
        f"{prefix}/languages/": _get(
            "Languages, as amaGama and tmserver say them", [], _object(
                sourceLanguages={"type": "array", "items": TEXT},
                targetLanguages={"type": "array", "items": TEXT},
            ),
        ),
        f"{prefix}/{{source}}/{{target}}/unit/{{text}}": _get(
            "Matches of a text, the best first",
            [*codes, _path("text", TEXT, "Rain and/or wind?", "Slashes as %2F."), *limits],
            units,
        ),
        f"{prefix}/{{source}}/{{target}}/unit/": _get(
            "The same, the text as an argument",
            [*codes, _query("source", TEXT, "Rain is likely.", required=True), *limits],
            units,
        ),
    }  # fmt: skip


def _own() -> Document:
    """Return the paths of our own API."""
    text = _query("text", TEXT, "Rain is likely.", required=True)
    minimum = _query("minimum", _whole(70, LEAST_MINIMUM, 101), 70, "Least per cent.")
    return {
        "/api/lookup": _get("Matches of a text: in context, exact, fuzzy", [
            text,
            _query("language", SIDE, "en", "Of the text. Left out: told by its script."),
            _query("limit", _whole(5, 1, MOST_MATCHES), 5),
            minimum,
            _query("previous", TEXT, "", "The segment before, for context matches."),
            _query("following", TEXT, "", "The segment after."),
        ], _object(
            language=SIDE,
            matches={"type": "array", "items": {"$ref": "#/components/schemas/Match"}},
        )),
        "/api/concordance": _get("Every place where words occur, in context", [
            _query("words", TEXT, "rain", "All must occur, on either side.", required=True),
            _query("side", SIDE, "en", "Look on one side only."),
            _query("prefixes", FLAG, False, "Find Arabic words with particles joined to them."),
            _query("phrase", FLAG, False, "The words one after the other."),
            _query("min_score", NUMBER | {"minimum": 0, "maximum": 1, "default": 0}, 0),
            _query("since", DATE, "2000-01-01", "Date of the article, included."),
            _query("until", DATE, "2999-12-31", "Included."),
            _query("domain", TEXT, "", "Host of either article; its subdomains count."),
            _query("limit", _whole(50, 1, MOST_LINES), 50),
        ], _object(
            lines={"type": "array", "items": {"$ref": "#/components/schemas/Line"}}
        )),
        "/api/unit/{id}": _get("One unit, and where it was found", [
            _path("id", WHOLE, 1, "As look-up and concordance give it under `unit`.")
        ], {"$ref": "#/components/schemas/Unit"}, missing=True),
        "/api/stats": _get("The figures of the memory", [], _OPEN),
        "/api/openapi.json": _get("This document", [], _OPEN),
        "/mt": _get("The best match as a machine translation plug-in wants it", [
            text, _query("source", SIDE, "en"), _query("target", SIDE, "ar"), minimum,
        ], _object(translation=TEXT)),
        "/healthz": _get("Whether the memory can be read", [], _object(
            status=TEXT, last_unit=WHOLE, postings_upto=WHOLE, concordance_upto=WHOLE
        )),
    }  # fmt: skip


def _schemas() -> Document:
    """Return the objects that answers are made of."""
    place = {"source_url": TEXT, "target_url": TEXT, "document": TEXT, "date": TEXT}
    maybe = {"type": ["string", "null"]}
    number, whole = {"type": ["number", "null"]}, {"type": ["integer", "null"]}
    sighting = _object(
        origin=TEXT, number=WHOLE, **place, source=TEXT, target=TEXT, source_start=whole,
        source_stop=whole, target_start=whole, target_stop=whole, moved={"type": "boolean"},
        score=SCORE, coverage_source=number, coverage_target=number, cosine=number, length=number,
        numbers=number, margin=number, signature=TEXT, status=maybe, best={"type": "boolean"},
    )  # fmt: skip
    return {
        "Error": _object(error=TEXT),
        "ProtocolUnit": _object(
            source=TEXT, target=TEXT,
            quality=NUMBER | {"maximum": 100, "description": "Match discounted by the score."},
            rank=NUMBER | {"description": "Match in per cent, not discounted."},
            context=TEXT, status=STATUS, origin=TEXT, date=TEXT,
            **{"score-aligner": SCORE, "source-document": TEXT, "target-document": TEXT},
        ),
        "Match": _object(
            source=TEXT, target=TEXT, kind={"enum": ["context", "exact", "fuzzy"]},
            percent=WHOLE, characters=NUMBER, match=NUMBER, score=SCORE, status=STATUS,
            unit=WHOLE, count=WHOLE, **place, origin=TEXT,
        ),
        "Line": _object(
            unit=WHOLE, side=SIDE, left=TEXT, keyword=TEXT, right=TEXT, start=WHOLE, stop=WHOLE,
            other=TEXT, score=SCORE, status=STATUS,
            other_hits={"type": "array", "items": {"type": "array", "items": WHOLE}},
            **dict.fromkeys(place, maybe),
        ),
        "Unit": _object(
            id=WHOLE, source=TEXT, target=TEXT, score=SCORE, status=STATUS, reviewer=maybe,
            reviewed=maybe, replaced_by=whole, count=WHOLE, added=TEXT, changed=TEXT,
            sightings={"type": "array", "items": sighting, "maxItems": MOST_SIGHTINGS},
        ),
    }  # fmt: skip


def _get(
    summary: str, parameters: list[Document], schema: Document, *, missing: bool = False
) -> Document:
    """Return a path that is read."""
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    reasons = {"400": "A bad argument", "401": "No token, or a wrong one", "503": "Ask again"}
    if missing:
        reasons["404"] = "No such unit"
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": "OK", "content": {"application/json": {"schema": schema}}}
            }
            | {code: {"description": text, "content": error} for code, text in reasons.items()},
        }
    }


def _path(name: str, schema: Document, example: Any, text: str) -> Document:
    return {
        "name": name, "in": "path", "required": True, "schema": schema, "example": example,
        "description": text,
    }  # fmt: skip


def _query(
    name: str, schema: Document, example: Any, text: str = "", *, required: bool = False
) -> Document:
    found = {"name": name, "in": "query", "required": required, "schema": schema}
    return found | {"example": example} | ({"description": text} if text else {})


def _whole(default: int, least: int, most: int) -> Document:
    return WHOLE | {"default": default, "minimum": least, "maximum": most}


def _object(**properties: Document) -> Document:
    return {"type": "object", "properties": properties, "required": list(properties)}
