"""Two articles become units: joined, placed, signed, and refused where they are no translations."""

import datetime
from dataclasses import replace

import pytest

from align.bead import Alignment, Bead, Parts
from corpora.article import Article, Paragraph
from tests.position_aligner import SIGNATURE, align_positions
from tm.build import NotTranslations, aligned_shares, build, build_units, document_id

ENGLISH = Article(
    "en",
    "The Well",
    (
        Paragraph("The Well", "title"),
        Paragraph("The well is deep. Nobody drinks from it."),
        Paragraph("It was dug in 1904."),
    ),
    url="https://example.org/en/well",
    date=datetime.date(2024, 5, 1),
)
ARABIC = Article(
    "ar",
    "البئر",
    (
        Paragraph("البئر", "title"),
        Paragraph("البئر عميقة، ولا أحد يشرب منها."),
        Paragraph("حُفرت عام 1904. وماؤها مالح."),
    ),
    url="https://example.org/ar/well",
    date=datetime.date(2024, 5, 3),
)
PARTS = Parts(0.9, 0.8, 0.7, 1.0, 1.0, 0.4)
BEADS = (
    Bead(range(0, 1), range(0, 1), 0.99),
    Bead(range(1, 3), range(1, 2), 0.8, PARTS),
    Bead(range(3, 4), range(2, 3), 0.95, moved=True),
    Bead(range(0), range(3, 4)),
)


def by_hand(source: object, target: object) -> Alignment:
    """Return the alignment of the two articles above."""
    return Alignment(BEADS, "model:m@1|search:s|score:p|version:1")


def test_units_say_all_that_is_known() -> None:
    """Sentences are joined by a blank; score, parts, positions and provenance are the bead's."""
    built = build(ENGLISH, ARABIC, by_hand)
    title, joined, moved = built.units
    assert (title.source, title.target) == ("The Well", "البئر")
    assert joined.source == "The well is deep. Nobody drinks from it."
    assert joined.target == "البئر عميقة، ولا أحد يشرب منها."
    assert (joined.score, joined.parts, joined.bead_type) == (0.8, PARTS, "2-1")
    assert (joined.source_positions, joined.target_positions) == (range(1, 3), range(1, 2))
    assert (joined.source_url, joined.target_url) == (ENGLISH.url, ARABIC.url)
    assert joined.date == ENGLISH.date
    assert joined.signature == "model:m@1|split:rules.1|search:s|score:p|version:1"
    assert moved.moved
    assert {unit.document for unit in built.units} == {document_id(ENGLISH, ARABIC)}


def test_the_aligner_is_given_the_titles_first() -> None:
    """Both lists begin with the title, whole, and hold every sentence."""
    given: list[tuple[object, object]] = []

    def watch(source: object, target: object) -> Alignment:
        given.append((source, target))
        return by_hand(source, target)

    built = build(ENGLISH, ARABIC, watch)
    assert given == [(built.source, built.target)]
    assert built.source[:2] == ("The Well", "The well is deep.")
    assert built.target[0] == "البئر"
    assert (len(built.source), len(built.target)) == (4, 4)


def test_the_summary_counts_everything() -> None:
    """Units by type and what was left out account for every bead; each step has its seconds."""
    ticks = iter([1.0, 3.0, 7.0])
    summary = build(ENGLISH, ARABIC, by_hand, min_score=0.9, clock=lambda: next(ticks)).summary
    assert (summary.source_sentences, summary.target_sentences) == (4, 4)
    assert summary.types == {"1-1": 2}
    assert summary.left_out == {"Arabic alone": 1, "below 0.9": 1}
    assert summary.seconds == {"split": 2.0, "align": 4.0}


def test_low_scores_are_left_out() -> None:
    """A unit at the limit stays, one below it goes."""
    assert len(build(ENGLISH, ARABIC, by_hand, min_score=0.8).units) == 3
    assert len(build(ENGLISH, ARABIC, by_hand, min_score=0.81).units) == 2


def test_units_without_visible_text_are_left_out() -> None:
    """A sentence of marks alone makes no unit and is counted."""
    marks = replace(ARABIC, paragraphs=(ARABIC.paragraphs[0], Paragraph("\u200f\u00ad")))
    built = build(ENGLISH, marks, align_positions, force=True)
    assert len(built.units) == 1
    assert built.summary.left_out["without visible text"] == 1


def test_shares_by_hand() -> None:
    """A character counts as much as the score of its bead: (4·1 + 4·.5) / 12 and 2·.5 / 4."""
    beads = (
        Bead(range(0, 1), range(0), 0.0),
        Bead(range(1, 2), range(0, 1), 1.0),
        Bead(range(2, 3), range(1, 2), 0.5),
    )
    shares = aligned_shares(["aaaa", "bbbb", "cccc"], ["", "dd", "ee"], Alignment(beads, ""))
    assert shares == (0.5, 0.25)
    assert aligned_shares([], [], Alignment((), "")) == (0.0, 0.0)


def test_no_translations_are_refused_with_the_evidence() -> None:
    """The error tells both shares and how to go on; `force` goes on."""

    def badly(source: tuple[str, ...], target: tuple[str, ...]) -> Alignment:
        return align_positions(source, target, score=0.1)

    with pytest.raises(NotTranslations, match=r"10% of the English .* 10% of the Arabic.*--force"):
        build(ENGLISH, ARABIC, badly)  # type: ignore[arg-type]  # it gets tuples
    assert len(build(ENGLISH, ARABIC, badly, force=True).units) == 4  # type: ignore[arg-type]


def test_a_summary_of_an_article_is_a_translation() -> None:
    """Where the Arabic keeps a fifth of the article, all of its own side is aligned: enough."""
    short = replace(ARABIC, paragraphs=ARABIC.paragraphs[:1])
    built = build(ENGLISH, short, align_positions)
    assert built.summary.source_aligned < 0.3
    assert len(built.units) == 1


def test_documents_have_a_name_of_their_own() -> None:
    """It is made from the addresses, else from the texts; never the same for other documents."""
    one = document_id(ENGLISH, ARABIC)
    assert one == document_id(replace(ENGLISH, paragraphs=()), ARABIC)
    bare = document_id(replace(ENGLISH, url=""), ARABIC)
    other = document_id(replace(ENGLISH, url="", paragraphs=ENGLISH.paragraphs[:1]), ARABIC)
    assert len({one, bare, other}) == 3
    assert all(len(name) == 16 for name in (one, bare, other))


def test_the_date_of_the_arabic_stands_in() -> None:
    """Where the English article has no date, the Arabic one's is taken."""
    alignment = align_positions(["a"], ["b"])
    undated = replace(ENGLISH, date=None)
    (unit,) = build_units(undated, ARABIC, ["a"], ["b"], alignment)
    assert unit.date == ARABIC.date
    assert unit.signature == SIGNATURE.replace("|search", "|split:rules.1|search")
