"""A memory served over HTTP: what CAT tools ask, and what programs ask."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.asked import ask, exchange
from tests.memories import opened, unit
from tests.stored import set_status
from tm.memory import Memory
from tm.serve import serving
from tm.serve_protocol import spoken
from tm.serve_query import text_of

RAIN = "Rain is likely in the north of the country on Monday."
UNITS = [
    unit("The storm came at night.", "جاءت العاصفة ليلا.", 1.0, at=0, document="storm"),
    unit(RAIN, "من المرجح هطول الأمطار في شمال البلاد يوم الاثنين.", 1.0, at=1, document="storm"),
    unit("Nobody was hurt.", "لم يصب أحد بأذى.", 1.0, at=2, document="storm"),
    unit(RAIN.replace("Monday", "Tuesday"), "الأمطار مرجحة في شمال البلاد يوم الثلاثاء.", 0.9),
    unit("Are you and/or they 100% sure?", "هل أنت و/أو هم متأكدون تماما؟", 0.8),
    unit("The café opens at ten.", "يفتح المقهى أبوابه في العاشرة.", 0.2),
    *(unit(f"The council met {n} times in the old town hall.", f"اجتمع المجلس {n} مرات.")
      for n in range(40)),
]  # fmt: skip
BOTH = pytest.mark.parametrize("prefix", ["/tmserver", "/api/v1"])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the units above."""
    path = tmp_path_factory.mktemp("serve") / "tm.db"
    opened(path, UNITS).close()
    with serving(path) as address:
        yield address


def matches(address: str, path: str) -> list[dict[str, Any]]:
    """Return a list of units, after all that clients take for granted of it was checked."""
    reply = ask(address, path)
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    found: list[dict[str, Any]] = reply.json
    for item in found:
        assert isinstance(item["source"], str)
        assert isinstance(item["target"], str)
        assert type(item["quality"]) is float  # Okapi casts it to Double
        assert 70 <= int(item["quality"]) <= 100
        assert type(item["rank"]) is float
    qualities = [item["quality"] for item in found]
    assert qualities == sorted(qualities, reverse=True)  # Okapi stops at the first that is too low
    return found


@BOTH
@pytest.mark.parametrize("end", ["/languages/", "/languages"])
def test_languages(address: str, prefix: str, end: str) -> None:
    """Weblate reads two lists of codes before it saves its settings."""
    found = ask(address, prefix + end)
    assert found.status == 200
    assert "en" in found.json["sourceLanguages"]
    assert "ar" in found.json["targetLanguages"]


@BOTH
def test_weblate(address: str, prefix: str) -> None:
    """Weblate's form: 500 characters, no carriage return, all encoded; an exact match is 100."""
    text = RAIN.replace(" is", "\r\nis", 1)[:500].replace("\r", " ")
    found = matches(address, f"{prefix}/en_us/ar/unit/{quote(text, safe='')}")
    assert (found[0]["source"], found[0]["quality"]) == (RAIN, 100.0)
    assert found[1]["target"] == UNITS[3].target


@BOTH
def test_okapi(address: str, prefix: str) -> None:
    """Okapi's form: POSIX codes, blanks as %20; the quality is written as a float."""
    path = f"{prefix}/en_US/ar_EG/unit/{RAIN.replace(' ', '%20')}"
    assert matches(address, path)
    assert b'"quality": 100.0' in ask(address, path).body


def test_virtaal(address: str) -> None:
    """Virtaal asks below /tmserver, with arguments after the text; slashes may stay as they are."""
    text = quote("Are you and/or they 100% sure?", safe="/")
    found = matches(
        address, f"/tmserver/en/ar/unit/{text}?max_candidates=5&min_similarity=75&style=x"
    )
    assert [item["source"] for item in found] == ["Are you and/or they 100% sure?"]


@BOTH
@pytest.mark.parametrize("end", ["unit/", "unit"])
def test_pontoon(address: str, prefix: str, end: str) -> None:
    """Pontoon gives the text as an argument."""
    query = urlencode({"source": RAIN, "max_candidates": 1, "min_similarity": 70})
    assert [item["source"] for item in matches(address, f"{prefix}/en/ar/{end}?{query}")] == [RAIN]


def test_paths_are_decoded_once_and_late(address: str) -> None:
    """An encoded slash, per cent sign or question mark is part of the text; what is encoded twice
    stays encoded once."""
    text = "Are you and/or they 100% sure?"
    once = quote(text, safe="")
    assert "%2F" in once
    assert matches(address, f"/tmserver/en/ar/unit/{once}")[0]["rank"] == 100.0
    twice = matches(address, f"/tmserver/en/ar/unit/{quote(once, safe='')}")
    assert all(item["rank"] < 100 for item in twice)


@given(st.text())
def test_any_text_survives_a_path(text: str) -> None:
    """Whatever a client encodes comes out as it was."""
    assert text_of(quote(text, safe="", errors="surrogatepass")) == text


def test_arabic_finds_english(address: str) -> None:
    """The other direction; bytes that the client forgot to encode are understood too."""
    text = UNITS[1].target
    for path in (quote(text, safe=""), text.replace(" ", "%20").encode().decode("latin-1")):
        request = f"GET /tmserver/ar/en/unit/{path} HTTP/1.0\r\nHost: localhost\r\n\r\n"
        body = exchange(address, request.encode("latin-1")).partition(b"\r\n\r\n")[2]
        assert json.loads(body)[0]["source"] == text
        assert json.loads(body)[0]["target"] == RAIN


@BOTH
@pytest.mark.parametrize(
    "pair", ["en/de", "de/en", "en/en", "xx/yy", "%D8%A7/ar", "e%2Fn/ar", "-/_", "a" * 99 + "/ar"]
)
def test_unknown_pairs_have_nothing(address: str, prefix: str, pair: str) -> None:
    """Weblate asks for en to de when its settings are saved: an empty list, never 404."""
    assert matches(address, f"{prefix}/{pair}/unit/test") == []


def test_codes() -> None:
    """Codes are POSIX's, BCP 47's, in any case, of two or three letters."""
    known = {"EN": "en", "en_US.UTF-8": "en", "eng": "en", "ar@x": "ar", "ar-Arab-EG": "ar"}
    assert {code: spoken(code) for code in known} == known
    assert [spoken(code) for code in ("", "fr", "english language", "_en")] == [None] * 4


def test_limits_are_clamped(address: str) -> None:
    """As in amaGama: 5 candidates where no number is given, 30 at most, 70 per cent at least."""
    path = "/tmserver/en/ar/unit/" + quote("The council met 7 times in the old town hall.")
    assert len(matches(address, path)) == 5
    assert len(matches(address, path + "?max_candidates=1000&min_similarity=0")) == 30
    assert len(matches(address, path + "?max_candidates=-3")) == 1
    assert [item["quality"] for item in matches(address, path + "?min_similarity=100")] == [100.0]
    assert matches(address, path + "?min_similarity=101") == []


def test_quality_is_discounted(address: str) -> None:
    """The unit's score lowers the quality; the match itself stands beside it."""
    found = matches(address, "/tmserver/en/ar/unit/" + quote(UNITS[4].source, safe=""))
    assert found[0]["rank"] == 100.0
    assert found[0]["score-aligner"] == 0.8
    assert found[0]["quality"] == 90.0  # .8 + .2/2
    # 100 per cent alike, but .2 + .8/2 makes 60: less than a client's threshold.
    assert matches(address, "/tmserver/en/ar/unit/" + quote(UNITS[5].source)) == []


@pytest.mark.parametrize(
    "query",
    ["min_similarity=high", "max_candidates=1.5", "max_candidates=", "jsoncallback=f", "callback=f",
     "min_similarity=٧٠", "max_candidates=99999999999"],
)  # fmt: skip
def test_bad_arguments_of_the_protocol(address: str, query: str) -> None:
    """A number that is none, and JSONP, get 400 and a reason that names the argument."""
    reply = ask(address, f"/tmserver/en/ar/unit/test?{quote(query, safe='=')}")
    assert reply.status == 400
    assert query.partition("=")[0] in reply.json["error"]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_nothing_is_written(address: str, method: str) -> None:
    """Virtaal sends translations with PUT and POST: 405 with a reason, and the memory stays."""
    body = json.dumps({"source": "New.", "target": "جديد."}).encode()
    reply = ask(address, "/tmserver/en/ar/unit/New.", method=method, body=body)
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"
    assert "error" in reply.json
    assert ask(address, "/tmserver/en/ar/unit/New.").json == []


def test_lookup(address: str) -> None:
    """The own API tells the language by the script and knows context matches."""
    query = {"text": RAIN, "previous": UNITS[0].source, "following": UNITS[2].source, "limit": 1}
    (match,) = ask(address, f"/api/lookup?{urlencode(query)}").json["matches"]
    assert (match["kind"], match["percent"], match["target"]) == ("context", 101, UNITS[1].target)
    assert match["source_url"] == "https://example.org/en/storm"
    found = ask(address, f"/api/lookup?{urlencode({'text': UNITS[1].target})}").json
    assert found["language"] == "ar"
    assert found["matches"][0]["source"] == RAIN


def test_concordance(address: str) -> None:
    """Words are found on either side, with filters."""
    found = ask(address, f"/api/concordance?{urlencode({'words': 'مقهى', 'prefixes': 'true'})}")
    (line,) = found.json["lines"]
    assert (line["keyword"], line["other"]) == ("المقهى", "The café opens at ten.")
    some = ask(address, "/api/concordance?words=council&limit=3").json["lines"]
    assert len(some) == 3
    assert ask(address, "/api/concordance?words=caf*&min_score=0.5").json["lines"] == []


def test_unit_stats_and_mt(address: str) -> None:
    """One unit with its sightings; the figures; the best match for OmegaT's plug-ins."""
    found = ask(address, "/api/unit/2").json
    assert (found["source"], found["count"]) == (RAIN, 1)
    assert found["sightings"][0]["document"] == "storm"
    assert ask(address, "/api/unit/999").status == 404
    assert ask(address, "/api/stats").json["units"] == len(UNITS)
    query = urlencode({"source": "en", "target": "ar", "text": RAIN})
    assert ask(address, f"/mt?{query}").json == {"translation": UNITS[1].target}
    assert ask(address, "/mt?text=Nothing+like+that").json == {"translation": ""}
    assert ask(address, "/mt?source=en&target=en&text=Rain").json == {"translation": ""}


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("lookup", "text"), ("lookup?text=+", "text"), ("lookup?text=a&limt=3", "limt"),
        ("lookup?text=a&limit=51", "limit"), ("lookup?text=a&minimum=1", "minimum"),
        ("lookup?text=a&language=de", "language"), ("lookup?text=%FF", "UTF-8"),
        ("lookup?" + "&".join(f"a{n}=" for n in range(60)), "arguments"),
        ("concordance?words=%2E", "letter"), ("concordance?words=a&regex=true", "regex"),
        ("concordance?words=a&since=soon", "since"),
        ("concordance?words=a&min_score=2", "min_score"),
        ("concordance?words=a&min_score=", "min_score"),
        ("concordance?words=a&min_score=nan", "nan"),
        ("concordance?words=a&phrase=maybe", "phrase"), ("concordance?words=" + "a+" * 21, "words"),
        ("concordance?words=a&since=2024-02-01&until=2024-01-01", "since"),
        ("unit/x", "whole number"), ("unit/-1", "whole number"), ("unit/%FF", "UTF-8"),
        ("unit/9999999999999999999999", "whole number"), ("stats?top=3", "top"),
    ],
)  # fmt: skip
def test_bad_arguments(address: str, path: str, word: str) -> None:
    """What is missing, unknown or out of range gets 400 and a reason that names it."""
    reply = ask(address, f"/api/{path}")
    assert reply.status == 400
    assert word in reply.json["error"]


def test_openapi_describes_what_is_served(address: str) -> None:
    """Every path of the document answers its own example, with the keys that its schema has."""
    document = ask(address, "/api/openapi.json").json
    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]
    for path, item in document["paths"].items():
        query = {}
        for parameter in item["get"]["parameters"]:
            if parameter["in"] == "path":
                example = quote(str(parameter["example"]), safe="")
                path = path.replace(f"{{{parameter['name']}}}", example)
            elif parameter["example"] != "":
                query[parameter["name"]] = str(parameter["example"])
        reply = ask(address, f"{path}?{urlencode(query)}")
        assert reply.status == 200, (path, query, reply.body)
        schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        check(reply.json, schema, schemas)
    query_of_all = urlencode({"text": RAIN})
    check(ask(address, f"/api/lookup?{query_of_all}").json["matches"][0], schemas["Match"], schemas)
    line = ask(address, "/api/concordance?words=rain").json["lines"][0]
    check(line, schemas["Line"], schemas)


def check(value: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Compare the keys of an answer, all the way down, with those of its schema."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if schema.get("type") == "array":
        for item in value:
            check(item, schema["items"], schemas)
    elif "properties" in schema:
        assert sorted(value) == sorted(schema["properties"])
        for name, item in value.items():
            check(item, schema["properties"][name], schemas)


def test_added_units_are_seen(tmp_path: Path) -> None:
    """What another program adds or rejects, and another file in the old one's place, is served."""
    path = tmp_path / "tm.db"
    opened(path, UNITS[:1]).close()
    with serving(path, workers=1) as address:
        ask_rain = f"/tmserver/en/ar/unit/{quote(RAIN)}"
        assert matches(address, ask_rain) == []
        opened(path, UNITS[1:2]).close()
        assert len(matches(address, ask_rain)) == 1
        assert ask(address, "/api/stats").json["units"] == 2
        with Memory(path, write=True) as memory:
            set_status(memory, RAIN, "rejected")
        assert matches(address, ask_rain) == []
        opened(tmp_path / "new.db", UNITS[1:4]).close()
        (tmp_path / "new.db").replace(path)
        assert len(matches(address, ask_rain)) == 2
        assert ask(address, "/api/stats").json["units"] == 3


def test_many_at_once(address: str) -> None:
    """Four clients with fifty requests each all get what one alone would get."""
    texts = [unit.source for unit in UNITS]
    alone = [matches(address, f"/tmserver/en/ar/unit/{quote(text, safe='')}") for text in texts]
    wrong: list[object] = []

    def client() -> None:
        for number in range(50):
            place = number % len(texts)
            path = f"/tmserver/en/ar/unit/{quote(texts[place], safe='')}"
            try:
                if ask(address, path).json != alone[place]:
                    wrong.append(path)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=client) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_examples_of_the_page(tmp_path: Path) -> None:
    """Each address that docs/serve.md asks with curl has an answer, and look-ups find units."""
    page = (Path(__file__).parents[1] / "docs" / "serve.md").read_text(encoding="utf-8")
    asked = re.findall(r"^curl 'http://127\.0\.0\.1:8888(/[^']+)'$", page, re.MULTILINE)
    assert len(asked) > 8
    path = tmp_path / "tm.db"
    opened(path, [unit("The council met on Monday.", "اجتمع المجلس يوم الاثنين.")]).close()
    with serving(path) as address:
        for target in asked:
            reply = ask(address, target)
            assert reply.status == 200, target
            if "council+met+on" in target or "words=" in target or "council%20met" in target:
                assert "اجتمع المجلس" in reply.body.decode()
