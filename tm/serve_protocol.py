"""The protocol of amaGama and tmserver, answered from a memory: languages and units, read-only.

Virtaal, Weblate, Okapi and Pontoon speak it. What their code relies on, and what is therefore
kept: `quality` is a JSON float, units come by falling quality, a pair of languages that the memory
does not have is no error but an empty list, codes may be POSIX ("en_US") and of any case.
"""

import re
from collections.abc import Mapping

from corpora.article import Language
from tm.language_code import language
from tm.lookup import SIDES, lookup
from tm.match import Match
from tm.memory import Memory
from tm.serve_query import Json, Refused, whole_number

LANGUAGES: dict[str, Json] = {"sourceLanguages": ["ar", "en"], "targetLanguages": ["ar", "en"]}
# amaGama's own limits: a client may ask for less, and gets no more.
LEAST_SIMILARITY, MOST_CANDIDATES, CANDIDATES = 70, 30, 5
_LONGEST_CODE = 35  # RFC 5646, section 4.4.1


def unit_answer(
    memory: Memory, source: str, target: str, text: str, arguments: Mapping[str, str]
) -> list[dict[str, Json]]:
    """Return the memory's matches of `text` as the protocol has them, the highest quality first.

    `source` and `target` are language codes as the client writes them. `quality` is the match
    discounted by the unit's score, at most 100.0, and no less than `min_similarity`; `rank` is
    the match without discount. The further keys are our own and are passed over by clients.

    Raises Refused (400) for a number that is none, and for JSONP.
    """
    for name in ("jsoncallback", "callback"):
        if name in arguments:
            raise Refused(400, f"{name}: JSONP is not served; read the answer as JSON")
    least = whole_number(arguments, "min_similarity", LEAST_SIMILARITY)
    most = whole_number(arguments, "max_candidates", CANDIDATES)
    least, most = max(least, LEAST_SIMILARITY), min(max(most, 1), MOST_CANDIDATES)
    side, other = spoken(source), spoken(target)
    if side is None or other is None or side == other or least > 100:
        return []
    found = lookup(memory, text, language=side, limit=most, minimum=least)
    return [_unit(match, side) for match in found if match.match >= least]


def spoken(code: str) -> Language | None:
    """Return the language that a code names: "en" for EN, en_US.UTF-8, eng; None for others."""
    first = re.split("[-_.@]", code, maxsplit=1)[0] if len(code) <= _LONGEST_CODE else ""
    name = language(first)
    return next((one for one in SIDES if one == name), None)


def _unit(match: Match, side: Language) -> dict[str, Json]:
    """Return a match as an item of the protocol's list."""
    texts = (match.source, match.target) if side == "en" else (match.target, match.source)
    return {
        "source": texts[0],
        "target": texts[1],
        "quality": float(min(match.match, 100.0)),
        "rank": float(match.percent),
        "context": "",
        "score-aligner": match.score,
        "status": match.status,
        "origin": match.origin,
        "source-document": match.source_url,
        "target-document": match.target_url,
        "date": match.date,
    }
