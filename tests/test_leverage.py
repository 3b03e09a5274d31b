"""Leverage: every segment in one band, counted as translators count."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stored import memory_of, unit
from tm.leverage import (
    BANDS,
    Leverage,
    Lookup,
    band_of,
    count_words,
    leverage,
    memory_lookup,
    quality,
)
from tm.match import Match
from tm.source_text import BadText, markdown_lines, read_segments


def match(percent: int, target: str = "نعم.", trust: float = 1.0) -> Match:
    """Return a match of so many per cent."""
    return Match(
        source="Yes.",
        target=target,
        kind="fuzzy",
        percent=percent,
        characters=float(percent),
        match=percent * trust,
        score=trust,
        status="machine",
        unit=1,
    )


def found(table: dict[str, list[Match]]) -> Lookup:
    """Return a look-up that knows these texts."""
    return lambda text, previous, following: table.get(text, [])


def counts(result: Leverage) -> dict[str, tuple[int, int]]:
    """Return segments and words of the bands that have any."""
    return {s.band: (s.segments, s.words) for s in result.shares if s.segments}


def test_a_document_by_hand() -> None:
    """Each segment stands in the band of its best match, a repeated one in its own."""
    find = found(
        {
            "One two.": [match(100)],
            "Three four five.": [match(60), match(97)],
            "Six.": [match(101)],
            "Seven.": [match(84)],
        }
    )
    document = [["One two.", "Three four five."], ["Six.", "Seven.", "One two.", "Six.", "- -"]]
    result = leverage([document], find)
    assert counts(result) == {
        "context": (2, 2),
        "repetition": (1, 2),
        "exact": (1, 2),
        "95-99": (1, 3),
        "75-84": (1, 1),
        "none": (1, 0),
    }
    assert tuple(share.band for share in result.shares) == BANDS
    assert (result.segments, result.words) == (7, 10)


def test_repetitions_reach_across_documents() -> None:
    """What another document of the same job has said already is a repetition too."""
    assert counts(leverage([[["Yes."]], [["Yes."]]], found({}))) == {
        "none": (1, 1),
        "repetition": (1, 1),
    }


def test_neighbours_are_those_of_the_document() -> None:
    """The look-up is told the segments before and after, across paragraphs, not documents."""
    asked: list[tuple[str, str, str]] = []

    def find(text: str, previous: str, following: str) -> Sequence[Match]:
        asked.append((previous, text, following))
        return []

    leverage([[["A.", "B."], ["C."]], [["D."]]], find)
    assert asked == [("", "A.", "B."), ("A.", "B.", "C."), ("B.", "C.", ""), ("", "D.", "")]


def test_discounted_takes_the_score_into_account() -> None:
    """An exact match that is half trusted lies in the lower band, where that is asked for."""
    find = found({"Yes.": [match(100, trust=0.799)]})
    assert counts(leverage([[["Yes."]]], find)) == {"exact": (1, 1)}
    assert counts(leverage([[["Yes."]]], find, discounted=True)) == {"75-84": (1, 1)}


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        (101, "context"), (100, "exact"), (99.9, "95-99"), (95, "95-99"), (94.9, "85-94"),
        (85, "85-94"), (84, "75-84"), (75, "75-84"), (74, "50-74"), (50, "50-74"), (49, "none"),
    ],
)  # fmt: skip
def test_edges_of_the_bands(percent: float, band: str) -> None:
    """A band begins at its lower figure; nothing is rounded up."""
    assert band_of(percent) == band


@given(st.lists(st.lists(st.sampled_from(["A b.", "C.", "D e f."]), max_size=5), max_size=4))
def test_every_segment_is_counted_once(paragraphs: list[list[str]]) -> None:
    """The bands add up to the document, in segments and in words."""
    result = leverage([paragraphs], found({"C.": [match(100)]}))
    texts = [text for paragraph in paragraphs for text in paragraph]
    assert result.segments == len(texts)
    assert result.words == sum(len(text.split()) for text in texts)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("- …", 0), ("It’s a state-of-the-art car – 50 %!", 5), ("كلمتان اثنتان", 2)],
)
def test_words(text: str, words: int) -> None:
    """A word holds a letter or a digit; hyphens and apostrophes do not part it."""
    assert count_words(text) == words


def test_a_memory_made_of_a_document_has_all_of_it(tmp_path: Path) -> None:
    """Every segment of the document that the memory came from is exact or better."""
    texts = ["The council met on Monday.", "It adopted the plan.", "Nobody spoke against it."]
    targets = ["اجتمع المجلس يوم الاثنين.", "واعتمد الخطة.", "ولم يعترض عليها أحد."]
    units = [unit(s, t, 0.9, at) for at, (s, t) in enumerate(zip(texts, targets, strict=True))]
    with memory_of(tmp_path / "m.db", *units) as memory:
        result = leverage(
            [[texts, ["An unknown sentence about quantum physics."]]], memory_lookup(memory)
        )
    by_band = counts(result)
    assert by_band.pop("none") == (1, 6)
    assert set(by_band) <= {"context", "exact"}
    assert sum(segments for segments, _ in by_band.values()) == 3


def test_quality_of_perfect_suggestions() -> None:
    """Where the suggestion is the reference, BLEU and chrF are 100 and nothing is to be edited."""
    pytest.importorskip("sacrebleu", reason="sacrebleu is not installed")
    text = "اجتمع المجلس يوم الاثنين واعتمد الخطة الجديدة."
    find = found({"Yes.": [match(100, text), match(100, "لا.")]})
    result = leverage([[["Yes.", "No."]]], find, references=[text, "لا."])
    assert result.quality is not None
    assert result.quality.segments == 1
    assert result.quality.bleu == pytest.approx(100)
    assert result.quality.ter == 0
    assert result.quality.chrf == pytest.approx(100)
    assert [s.split("|")[0] for s in result.quality.signatures] == ["nrefs:1"] * 3
    assert all("version:" in signature for signature in result.quality.signatures)


def test_quality_is_sacrebleus() -> None:
    """One word of four that is wrong costs one edit in four."""
    pytest.importorskip("sacrebleu", reason="sacrebleu is not installed")
    result = quality(["زار الوزير المدينة أمس"], ["زار الرئيس المدينة أمس"])
    assert result is not None
    assert result.ter == pytest.approx(25)
    assert 0 < result.chrf < 100


def test_quality_of_nothing() -> None:
    """Without a suggestion there is nothing to compare; too few references are an error."""
    pytest.importorskip("sacrebleu", reason="sacrebleu is not installed")
    assert quality([None], ["نعم."]) is None
    with pytest.raises(ValueError, match="1 reference translations for 2 segments"):
        quality([None, None], ["نعم."])


def test_without_sacrebleu_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is one line with the command that installs it."""
    monkeypatch.setitem(sys.modules, "sacrebleu", None)
    monkeypatch.delitem(sys.modules, "sacrebleu.metrics", raising=False)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'muwazi\[evaluate\]'"):
        quality(["نعم."], ["نعم."])


MARKDOWN = """\
---
title: not text
---
# The *new* port

It opened
on `Monday`. Ships came.

- First [item](https://example.org)
- Second ![chart](c.png)

| Head | Other |
|------|-------|
| Cell | 12    |

    code
"""


def test_markdown_by_hand() -> None:
    """Headings, paragraphs, items and cells are there without markup, in order."""
    assert markdown_lines(MARKDOWN) == [
        "The new port",
        "It opened on Monday. Ships came.",
        "First item",
        "Second chart",
        "Head",
        "Other",
        "Cell",
        "12",
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", "One came. Two left.\n\n Three.\n", (("One came.", "Two left."), ("Three.",))),
        ("a.md", "# One\n\nTwo came.\nThree left.\n", (("One",), ("Two came.", "Three left."))),
        ("empty.txt", " \n\u200b\n", ()),
    ],
)
def test_segments_of_a_file(
    name: str, text: str, expected: tuple[tuple[str, ...], ...], tmp_path: Path
) -> None:
    """Text is a paragraph a line, Markdown one a block; sentences are segments."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_segments(tmp_path / name) == expected


def test_segments_of_a_page(tmp_path: Path) -> None:
    """HTML gives the article, its title first."""
    body = "The council of the old port city met on Monday. It adopted the plan for the harbour."
    page = tmp_path / "a.html"
    page.write_text(
        f"<html lang=en><head><title>Port</title></head><body><article><h1>The port plan</h1>"
        f"<p>{body}</p><p>Nobody in the long debate spoke against it, she said.</p></article>",
        encoding="utf-8",
    )
    paragraphs = read_segments(page)
    assert paragraphs[0] == ("The port plan",)
    assert paragraphs[1] == (
        "The council of the old port city met on Monday.",
        "It adopted the plan for the harbour.",
    )


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are an error of one line with the place; UTF-16 is read."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(BadText, match=r"a\.txt: not UTF-8 text \(byte 4\)"):
        read_segments(path)
    path.write_bytes("Yes.\r\n".encode("utf-16"))
    assert read_segments(path) == (("Yes.",),)
