"""From the address of a request to the work that answers it.

A path is cut at its slashes before it is decoded, so that a text that holds %2F stays one text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tm.memory import Memory
from tm.serve_api import (
    Figures,
    concordance_answer,
    health,
    lookup_answer,
    mt_answer,
    unit_by_id,
)
from tm.serve_openapi import openapi
from tm.serve_protocol import LANGUAGES, unit_answer
from tm.serve_query import Refused, arguments_of, text_of

LONGEST = 8192
"""Longest address that is read, in bytes, as it is sent."""
PREFIXES = (["tmserver"], ["api", "v1"])
"""Where the amaGama protocol is found: Virtaal's prefix and amaGama's own."""
COUNTING = 60.0
"""Seconds that a count of the whole memory may take."""

_INDEX = {
    "service": "a translation memory, served by muwazi",
    "for CAT tools": "/tmserver",
    "for programs": "/api/openapi.json",
}


@dataclass(frozen=True, slots=True)
class Work:
    """What answers a request: a function of the memory. `seconds` is its limit, None the usual."""

    answer: Callable[[Memory], Any]
    seconds: float | None = None


def route(target: str, figures: Figures) -> Work:
    """Return the work for a request's target, percent-encoded: path, ?, arguments.

    Raises Refused: 400 for what is malformed, 404 for a path that is not served.
    """
    if not target.startswith("/"):
        raise Refused(400, "the address must begin with /")
    path, _, query = target.partition("?")
    arguments = arguments_of(query)
    parts = path[1:].split("/")
    for prefix in PREFIXES:
        if parts[: len(prefix)] == prefix:
            return _protocol(parts[len(prefix) :], arguments)
    match parts:
        case [""]:
            return Work(lambda memory: _INDEX)
        case ["healthz"]:
            return Work(lambda memory: health(memory, arguments))
        case ["mt"]:
            return Work(lambda memory: mt_answer(memory, arguments))
        case ["api", "openapi.json"]:
            return Work(lambda memory: openapi())
        case ["api", "lookup"]:
            return Work(lambda memory: lookup_answer(memory, arguments))
        case ["api", "concordance"]:
            return Work(lambda memory: concordance_answer(memory, arguments))
        case ["api", "stats"]:
            return Work(lambda memory: figures.answer(memory, arguments), COUNTING)
        case ["api", "unit", number]:
            return Work(partial(unit_by_id, number=text_of(number), arguments=arguments))
    raise Refused(404, "nothing here; /api/openapi.json lists what is served")


def _protocol(parts: list[str], arguments: dict[str, str]) -> Work:
    """Return the work for the rest of a path after the protocol's prefix."""
    match parts:
        case ["languages"] | ["languages", ""]:
            return Work(lambda memory: LANGUAGES)
        case [source, target, "unit", *text]:
            # A client that leaves slashes as they are means one text all the same.
            wanted = text_of("/".join(text)) or arguments.get("source", "")
            if not wanted:
                raise Refused(400, "give a text: …/unit/TEXT or …/unit/?source=TEXT")
            codes = text_of(source), text_of(target)
            return Work(lambda memory: unit_answer(memory, *codes, wanted, arguments))
    raise Refused(404, "the protocol has languages/ and {source}/{target}/unit/{text}")
