"""The error list and the HTML report: complete, in order, and safe to open."""

import re
import zlib
from base64 import b64decode

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from align.bead import Bead
from align.error_list import differences, errors_text
from align.evaluate import right_beads
from align.gold_report import GoldDocument, gold_report
from align.ladder import RawBead, read_ladder
from align.noise import make_noise

ENGLISH = ["The port reopened.", "Ships came in.", "Nobody cheered.", "It was late."]
ARABIC = ["أُعيد فتح الميناء.", "ودخلت السفن،", "ولم يهتف أحد.", "كان الوقت متأخرًا."]
GOLD = read_ladder("[0]:[0]\n[1]:[1]\n[2]:[2]\n[3]:[3]")
PREDICTED = read_ladder("[0]:[0]:0.97\n[1, 2]:[1]:0.55\n[]:[2]:0\n[3]:[3]:0.91")


def test_error_list() -> None:
    """Only the place that differs is listed, with the beads of both and all its sentences."""
    assert errors_text(GOLD, PREDICTED, ENGLISH, ARABIC) == (
        "1 place differs\n"
        "\n"
        "1. gold       [1]:[1]  [2]:[2]\n"
        "   predicted  [1, 2]:[1]:0.55  []:[2]:0.00\n"
        "     source 1: Ships came in.\n"
        "     source 2: Nobody cheered.\n"
        "     target 1: ودخلت السفن،\n"
        "     target 2: ولم يهتف أحد.\n"
    )
    assert errors_text(GOLD, GOLD, ENGLISH, ARABIC) == "0 places differ\n"


def test_error_list_cannot_steer_the_terminal() -> None:
    """Control characters are left out, and an index without a sentence says so."""
    text = errors_text([Bead(range(2), range(1))], [], ["a\x1b[2J\nb"], [])
    assert "source 0: a[2J b\n" in text
    assert "source 1: (not in the document)" in text
    assert "predicted  (none)" in text
    assert "\x1b" not in text


SIDES = st.sets(st.integers(0, 9), max_size=3).map(lambda side: tuple(sorted(side)))
BEADS = st.lists(
    st.builds(RawBead, SIDES, SIDES).filter(lambda bead: bool(bead.source or bead.target)),
    max_size=8,
)


@given(BEADS, BEADS)
def test_every_wrong_bead_is_in_one_difference(
    gold: list[RawBead], predicted: list[RawBead]
) -> None:
    """Each bead that is wrong or missed stands in exactly one difference."""
    places = differences(gold, predicted)
    listed = [bead for place in places for bead in place.predicted]
    wrong = [
        bead
        for bead, right in zip(predicted, right_beads(gold, predicted), strict=True)
        if not right
    ]
    missed = [
        bead for bead, right in zip(gold, right_beads(predicted, gold), strict=True) if not right
    ]
    assert all(listed.count(bead) == predicted.count(bead) for bead in wrong)
    listed = [bead for place in places for bead in place.gold]
    assert all(listed.count(bead) == gold.count(bead) for bead in missed)
    assert all(place.source or place.target for place in places)


def report(**changes: object) -> html.HtmlElement:
    """Return the parsed report of the small example."""
    document = GoldDocument("port", GOLD, PREDICTED, ENGLISH, ARABIC)
    page = gold_report([document], **changes)  # type: ignore[arg-type] # only a title
    return html.fromstring(page)


def cell(page: html.HtmlElement, language: str, direction: str) -> str:
    """Return the text of the first table cell in a language, which must run in `direction`."""
    first = next(td for td in page.iter("td") if td.get("lang") == language)
    assert first.get("dir") == direction
    return str(first.xpath("string()"))


def test_report_shows_figures_plots_and_texts() -> None:
    """Figures, four plots, and the difference: English left to right, Arabic right to left."""
    page = report(title="Port & sea")
    assert page.findtext(".//h1") == "Port & sea"
    rows = [[cell.text_content() for cell in row] for row in page.findall(".//tr")]
    # 2 of 4 predicted beads right, 2 of 4 gold beads found.
    assert ["strict", "0.500", "0.500", "0.500", "4", "4"] in rows
    assert ["1-1", "1.000", "0.500", "0.667", "2", "4"] in rows
    labels = [svg.get("aria-label") for svg in page.iter("svg")]
    assert len(labels) == 4
    assert labels[0].startswith("F1 by bead type")
    assert "ولم يهتف أحد." in cell(page, "ar", "rtl")
    assert "Ships came in." in cell(page, "en", "ltr")


def test_report_needs_nothing_from_elsewhere() -> None:
    """No script, no address, and a policy that forbids both; the same bytes each time."""
    document = GoldDocument("a", GOLD, PREDICTED, ENGLISH, ARABIC, np.eye(4))
    text = gold_report([document])
    assert text == gold_report([document])
    assert "default-src 'none'" in text
    assert not re.search(r"<script|https?://|@import|url\(|\son\w+=", text)


def test_everything_is_escaped() -> None:
    """Hostile sentences, names and titles come out as text."""
    evil = "<img src=x onerror=alert(1)>\"'&amp;\x00"
    document = GoldDocument(evil, GOLD, PREDICTED, [evil] * 4, [evil] * 4)
    page = gold_report([document, document], evil)
    tree = html.fromstring(page)
    assert not tree.findall(".//img")
    assert "\x00" not in page
    assert "<img src=x" in cell(tree, "ar", "rtl")


def test_scores_that_are_no_probabilities() -> None:
    """Costs and missing scores give a note and no score plots; no beads at all give a page too."""
    beads = [RawBead((0,), (0,), 3.5)]
    page = gold_report([GoldDocument("a", GOLD, beads, ENGLISH, ARABIC)])
    assert "Not every score is a probability" in page
    assert page.count("<svg") == 2
    assert "0 places differ" in gold_report([GoldDocument("a", [], [], [], [])])
    assert "<h1>" in gold_report([])


def test_similarity_is_a_valid_image() -> None:
    """The shade behind the path is a PNG of the array, large ones reduced by block maxima."""
    similarity = np.zeros((900, 5))
    similarity[899, 4] = 1
    document = GoldDocument("a", [], [], ["s"] * 900, ["t"] * 5, similarity)
    match = re.search(r"base64,([^\"]+)", gold_report([document]))
    assert match
    image = b64decode(match.group(1))
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(image[16:20]), int.from_bytes(image[20:24])) == (5, 300)
    start = image.index(b"IDAT") + 4
    pixels = zlib.decompress(image[start : image.index(b"IEND") - 8])
    lines = np.frombuffer(pixels, np.uint8).reshape(300, 1 + 5 * 2)
    opacity = lines[:, 2::2]
    assert opacity[-1, -1] == 200
    assert opacity.sum() == 200


def test_long_documents_stay_readable() -> None:
    """Two thousand wrong beads are counted, three hundred of them shown."""
    lines = [f"line {i}" for i in range(2000)]
    case = make_noise(lines, lines, seed=1, merge=0)
    wrong = [Bead(bead.source, range(0)) for bead in case.gold]
    page = gold_report([GoldDocument("long", case.gold, wrong, lines, lines)])
    assert "2000 places differ." in page
    assert "1700 more are not shown." in page
    assert len(page) < 1_000_000
