"""A concordance finds words on both sides, and shows them as they were printed."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from corpora.fold import fold
from tests.filled_memory import filled, review
from tests.units import HOSTILE
from tm.arabic_forms import prefixed
from tm.concordance import Line, by_context, concordance
from tm.concordance_index import index_concordance
from tm.concordance_page import render_concordance
from tm.concordance_text import kwic_lines, line_json
from tm.memory import Memory
from tm.unit import TranslationUnit

UNITS = (
    TranslationUnit(
        "The council met on Monday to discuss the café.",
        "اجتَمعَ المجلسُ يومَ الاثنين لمناقشة أمر المقهى.",
        0.97,
        source_url="https://www.example.org/en/1",
        target_url="https://ar.example.com/1",
        document="one",
        date=date(2024, 1, 31),
    ),
    TranslationUnit(
        "Two books about the United Nations and the council.",
        "كتابان عن الأمم المتّحدة والمجلـــس.",
        0.5,
        source_url="https://news.example.org/2",
        document="two",
        date=date(2023, 5, 2),
    ),
    TranslationUnit("He put it in the book.", "وضعه بالكتاب.", 0.8),
    TranslationUnit("The language of the council, the council.", "للغة المجلس.", 0.6),
    TranslationUnit("The nations united in 1945.", "اتّحدت الأمم عام ١٩٤٥.", 0.7),
)


@pytest.fixture(params=["indexed", "half indexed", "not indexed"], scope="module")
def memory(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Memory]:
    """Yield a memory of UNITS; what the index covers must make no difference."""
    tmp_path = tmp_path_factory.mktemp("memory")
    if request.param == "half indexed":
        with filled(tmp_path / "m", UNITS[:2]) as some:
            index_concordance(some)
    with filled(tmp_path / "m", UNITS) as filled_memory:
        if request.param == "indexed":
            assert index_concordance(filled_memory) == len(UNITS)
            assert index_concordance(filled_memory) == 0
        yield filled_memory


@pytest.mark.parametrize(
    ("words", "options", "keywords"),
    [
        ("council", {}, ["council", "council", "council", "council"]),
        ("COUNCIL", {"side": "ar"}, []),
        ("council", {"limit": 2}, ["council", "council"]),
        ("المجلس", {}, ["المجلسُ", "المجلس"]),
        ("المَجلِس", {"prefixes": True}, ["المجلسُ", "المجلس", "والمجلـــس"]),
        ("مجلس", {}, []),
        ("مجلس", {"prefixes": True}, ["المجلسُ", "المجلس", "والمجلـــس"]),
        ("كتاب", {"prefixes": True}, ["بالكتاب"]),
        ("لغة", {"prefixes": True}, ["للغة"]),
        ("اللغة", {"prefixes": True}, ["للغة"]),
        ("كتاب*", {}, ["كتابان"]),
        ("book*", {}, ["book", "books"]),
        ("cafe", {}, ["café"]),
        ("Café", {}, ["café"]),
        ("1945", {"side": "ar"}, ["١٩٤٥"]),
        ("امر", {}, ["أمر"]),
        ("nations united", {}, ["nations", "Nations"]),
        ("united nations", {"phrase": True}, ["United Nations"]),
        (["united nations", "الامم"], {}, ["United Nations"]),
        ("امم المتحده", {"phrase": True, "prefixes": True}, ["الأمم المتّحدة"]),
        ("council المجلس", {"side": "en"}, []),
        ("counc", {}, []),
        (r"coun\w+", {"regex": True, "side": "en", "limit": 1}, ["council"]),
        ("[اأ]لأمم", {"regex": True}, ["الأمم", "الأمم"]),
        (r"\d{4}", {"regex": True, "side": "ar"}, ["١٩٤٥"]),
        ("x*", {"regex": True}, []),
        ("council", {"min_score": 0.6}, ["council"] * 3),
        ("council", {"since": date(2024, 1, 31)}, ["council"]),
        ("council", {"until": date(2024, 1, 30)}, ["council"]),
        ("council", {"domain": "example.org"}, ["council", "council"]),
        ("council", {"domain": "www.EXAMPLE.com"}, ["council"]),
        ("council", {"domain": "ample.org"}, []),
    ],
)
def test_what_is_found(
    memory: Memory, words: Any, options: dict[str, Any], keywords: list[str]
) -> None:
    """Words are found whatever their marks, letter forms and digits, and shown as printed."""
    lines = list(concordance(memory, words, **options))
    assert [line.keyword for line in lines] == keywords
    for line in lines:
        assert line.left + line.keyword + line.right == line.text
        assert line.span in line.hits


def test_several_words_may_stand_on_both_sides(memory: Memory) -> None:
    """With a word of each language, the first is the keyword and the other is marked too."""
    lines = list(concordance(memory, ["council", "المجلس"]))
    assert [line.unit for line in lines] == [1, 4, 4]
    (start, stop) = lines[0].other_hits[0]
    assert lines[0].other[start:stop] == "المجلسُ"
    assert lines[1].hits == lines[2].hits == ((20, 27), (33, 40))


def test_best_units_come_first_and_rejected_ones_never(tmp_path: Path) -> None:
    """Reviewed units lead and pass any minimum, then the score decides; rejected ones are gone."""
    with filled(tmp_path / "m", UNITS) as memory:
        review(memory, 2, "accepted")
        review(memory, 4, "rejected")
        assert [x.unit for x in concordance(memory, "council")] == [2, 1]
        assert [x.unit for x in concordance(memory, "council", min_score=0.9)] == [2, 1]


def test_provenance(memory: Memory) -> None:
    """A line tells both addresses, the document and the date; what is not known is empty."""
    first = next(concordance(memory, "monday"))
    assert (first.source_url, first.target_url) == (UNITS[0].source_url, UNITS[0].target_url)
    assert (first.document, first.date, first.score) == ("one", "2024-01-31", 0.97)
    assert next(concordance(memory, "put")).document == ""


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        ("", {}, "nothing to look for"),
        ("!؟ *", {}, "nothing to look for"),
        ("", {"regex": True}, "nothing to look for"),
        ("(", {"regex": True}, "not a regular expression"),
        ("a" * 1001, {"regex": True}, "longer than 1000"),
        ("a", {"regex": True, "prefixes": True}, "neither prefixes nor phrase"),
        ("a", {"min_score": 2}, "within 0 and 1"),
        ("a", {"limit": -1}, "0 or more"),
        ("a", {"since": date(2024, 1, 2), "until": date(2024, 1, 1)}, "is after"),
    ],
)
def test_what_cannot_be_asked(
    memory: Memory, words: str, options: dict[str, Any], message: str
) -> None:
    """A query that can find nothing is refused at once, in one clear line."""
    with pytest.raises(ValueError, match=message):
        concordance(memory, words, **options)


def test_a_catastrophic_pattern_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that would run for ages ends in an error that says why."""
    monkeypatch.setattr("tm.concordance_query.SECONDS", 0.05)
    unit = TranslationUnit("a" * 60 + "!", "نص", 0.9)
    with (
        filled(tmp_path / "m", [unit]) as memory,
        pytest.raises(ValueError, match="repeats within repeats"),
    ):
        list(concordance(memory, "(a|a)*$", regex=True))


@given(st.text(max_size=8), st.sampled_from(["", '"', "*", " OR ", "NEAR(", "source_key:", "\0"]))
def test_no_words_are_syntax(
    tmp_path_factory: pytest.TempPathFactory, words: str, syntax: str
) -> None:
    """No characters of a query mean anything to the index but the words among them."""
    path = tmp_path_factory.getbasetemp() / "syntax"
    if not path.exists():
        with filled(path, UNITS) as memory:
            index_concordance(memory)
    with Memory(path) as memory:
        for options in ({}, {"prefixes": True}, {"phrase": True}, {"side": "ar"}):
            with suppress(ValueError):  # no word in it; what SQLite reports is no ValueError
                list(concordance(memory, words + syntax + words, **options))


@given(st.sampled_from([*"قدر مجلس كتب"]) | st.text("كتاب لم", max_size=5), st.data())
def test_the_index_finds_what_a_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, word: str, data: st.DataObject
) -> None:
    """Candidates from the index leave out nothing that a look at every unit would find."""
    folder = tmp_path_factory.getbasetemp()
    if not (folder / "scan").exists():
        texts = ["كتاب", "والكتاب", "بكتاب", "للكتاب", "كتب", "المجلس", "لمجلس", "ولقدر", "قدره"]
        units = [
            TranslationUnit(f"Text {n}.", f"نص {text} آخر.", 0.9) for n, text in enumerate(texts)
        ]
        filled(folder / "scan", units).close()
        with filled(folder / "fast", units) as memory:
            index_concordance(memory)
    prefixes = data.draw(st.booleans())
    found = []
    for name in ("scan", "fast"):
        with Memory(folder / name) as memory:
            try:
                found.append(list(concordance(memory, word, prefixes=prefixes)))
            except ValueError:
                found.append([])
    assert found[0] == found[1]


def test_prefixed_forms() -> None:
    """Particles join in the orders that Arabic has, the article's lam melts after ل."""
    forms = prefixed(fold("مدرسة"))
    assert forms[0] == "مدرسه"
    assert {"والمدرسه", "بالمدرسه", "فبالمدرسه", "للمدرسه", "وللمدرسه", "كمدرسه"} <= set(forms)
    assert len(forms) == len(set(forms)) == 24
    definite = prefixed(fold("المدرسة"))
    assert "مدرسه" not in definite
    assert {"المدرسه", "فالمدرسه", "كالمدرسه", "وللمدرسه"} <= set(definite)
    assert {"للغه", "وللغه"} <= set(prefixed("اللغه"))
    assert "لللغه" not in prefixed("اللغه")
    assert {"سيكتب", "وسيكتب"} <= set(prefixed("يكتب"))
    assert prefixed("council") == ("council",)


def line(text: str, keyword: str, other: str = "", side: Any = "en") -> Line:
    """Return a line with the first `keyword` of `text`."""
    start = text.index(keyword)
    span = (start, start + len(keyword))
    return Line(1, side, text, span, other, (span,), (), 0.976, "machine")


def test_lines_are_sorted_by_context() -> None:
    """By what follows the keyword, or by what precedes it, nearest word first."""
    lines = [line(t, "met") for t in ("b a met z", "a b met y", "c a met x")]
    assert [x.text for x in by_context(lines, "right")] == ["c a met x", "a b met y", "b a met z"]
    assert [x.text for x in by_context(lines, "left")] == ["b a met z", "c a met x", "a b met y"]


def test_english_keywords_stand_in_one_column() -> None:
    """English keywords begin in one column, long contexts are cut, the Arabic ends at the edge."""
    long = "one two three four five six seven eight nine ten eleven the council met at noon"
    arabic = "اجتمع المجلس."
    rows = list(
        kwic_lines([line(long, "council", arabic), line("A council.", "council", arabic)], width=60)
    )
    assert cell_len(rows[0].split("[")[0]) == cell_len(rows[2].split("[")[0])
    assert rows[0].startswith("0.97  ")
    assert "…" in rows[0]
    assert rows[2].endswith("A [council].")
    assert rows[1] == " " * (60 - len(arabic)) + f"\u2067{arabic}\u2069"


def test_arabic_keywords_end_in_one_column() -> None:
    """Arabic contexts are swapped, each in its isolate, so that bidi shows them in order."""
    rows = list(kwic_lines([line("قال المجلس أمس", "المجلس", "The council said.", "ar")], width=60))
    assert rows[0].endswith("\u2067أمس\u2069 [\u2067المجلس\u2069] \u2067قال\u2069")
    assert rows[1] == "      The council said."
    plain = list(kwic_lines([line("قال المجلس أمس", "المجلس", "", "ar")], width=60, isolates=False))
    assert plain[0].endswith("أمس [المجلس] قال")


def test_part_of_a_word_stays_in_its_word() -> None:
    """Where a pattern finds part of a word, no blank parts it from the rest."""
    (row, *_) = kwic_lines([line("many schoolbooks here", "book")])
    assert "school[book]s here" in row


@given(HOSTILE, HOSTILE, HOSTILE, st.integers(40, 90), st.sampled_from(["en", "ar"]), st.booleans())
def test_rows_fit_and_carry_no_control(
    left: str, right: str, other: str, width: int, side: str, color: bool
) -> None:
    """Whatever the texts hold, no row is too wide, and no control but ours reaches a terminal."""
    one = replace(line(f"{left}word{right}", "word", other, side), span=(len(left), len(left) + 4))
    for row in kwic_lines([one], width=width, color=color):
        bare = row.replace("\x1b[1m", "").replace("\x1b[22m", "")
        assert cell_len(bare) <= width
        assert not re.search("[\0-\x1f\x7f-\x9f\u202a-\u202e\u200e\u200f\ud800-\udfff]", bare)
        assert bare.count("\u2067") + bare.count("\u2066") == bare.count("\u2069")


@given(HOSTILE, HOSTILE)
def test_json_is_one_line(left: str, other: str) -> None:
    """A line of JSON reads back with the very text."""
    text = line_json(line(f"{left}word", "word", other))
    assert len(text.splitlines()) == 1
    row = json.loads(text)
    assert row["left"] + row["keyword"] + row["right"] == f"{left}word"
    assert row["other"] == other
    text.encode()


def test_the_page_escapes_what_it_shows(memory: Memory) -> None:
    """Markup in texts and addresses is text, and only addresses of the web are links."""
    hostile = replace(
        line("<script>council</script>", "council", "<b>"),
        source_url='https://x/"onclick=',
        target_url="javascript:alert(1)",
    )
    page = render_concordance([hostile, *concordance(memory, "council")], title="<i>")
    assert "<script" not in page
    assert "<b>" not in page
    assert "javascript:" not in page
    assert '&lt;script&gt;<mark class="keyword">council</mark>&lt;/script&gt;' in page
    assert 'href="https://x/&quot;onclick="' in page
    assert '<td lang="ar" dir="rtl">' in page
    assert "5 lines" in page
