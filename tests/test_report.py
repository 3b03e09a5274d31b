"""The report a person reads: complete, self-contained, and safe with any page's text."""

import base64
import re
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from align.bead import Alignment, Bead, Parts
from tests.units import HOSTILE
from tm.report import render_report
from tm.segment import xml_text

ENGLISH = [
    "The council met.",
    "It heard engineers.",
    "The plan costs more.",
    "Photo: a well.",
    "End.",
]
ARABIC = ["اجتمع المجلس واستمع إلى المهندسين.", "النهاية.", "تكلفة الخطة أعلى.", "اقرأ أيضًا."]
BEADS = (
    Bead(range(0, 2), range(0, 1), 0.9, Parts(0.91, 0.88, 0.8, 1.0, 1.0, 0.25)),
    Bead(range(2, 3), range(2, 3), 0.899, moved=True),
    Bead(range(3, 4), range(0)),
    Bead(range(4, 5), range(1, 2), 0.29),
    Bead(range(0), range(3, 4)),
)
ALIGNMENT = Alignment(BEADS, "model:static|version:0.1.0")


def rendered(*args: Any, **kwargs: Any) -> html.HtmlElement:
    """Return the parsed report."""
    return html.document_fromstring(render_report(*args, **kwargs))


def texts(element: html.HtmlElement, path: str) -> list[str]:
    """Return the text of every element that `path` (XPath) finds."""
    return [found.text_content().strip() for found in element.xpath(path)]


def test_every_bead_is_a_row() -> None:
    """Rows stand in the alignment's order with sentences, score, type, and what a null lacks."""
    page = rendered(ENGLISH, ARABIC, ALIGNMENT)
    rows = page.xpath("//tr[contains(@class, 'bead')]")
    assert [texts(row, ".//span[@class='chip']") for row in rows] == [
        ["0.90"],
        ["0.89"],  # cut, not rounded: not yet in the band above
        ["null"],
        ["0.29"],
        ["null"],
    ]
    assert [texts(row, ".//span[@class='type']")[0] for row in rows] == [b.type for b in BEADS]
    assert [row.get("class") for row in rows] == [
        f"bead {band}" for band in ("a", "b", "null", "d", "null")
    ]
    assert texts(rows[0], "td[@lang='en']/p/span") == ["1", ENGLISH[0], "2", ENGLISH[1]]
    assert texts(rows[0], "td[@lang='ar' and @dir='rtl']/p/span") == ["1", ARABIC[0]]
    assert texts(rows[2], "td[@class='empty']") == ["no Arabic"]
    assert texts(rows[4], "td[@class='empty']") == ["no English"]
    assert texts(rows[0], ".//dd") == ["0.91", "0.88", "0.80", "1.00", "1.00", "0.25"]


def test_the_summary_counts() -> None:
    """Sentences, pairs, nulls, moved and the share of reliable pairs stand on top."""
    page = rendered(ENGLISH, ARABIC, ALIGNMENT)
    figures = dict(
        zip(
            texts(page, "//dl[@class='figures']//dt"),
            texts(page, "//dl[@class='figures']//dd"),
            strict=True,
        )
    )
    assert figures == {
        "English": "5sentences",
        "Arabic": "4sentences",
        "Pairs": "3beads with both sides",
        "Score ≥ 0.90": "133 % of the pairs",
        "Nulls": "21 only English, 1 only Arabic",
        "Moved": "1beads out of order",
    }
    kinds = texts(page, "//table[@class='types']/tbody/tr/th")
    assert kinds == ["1-1", "0-1", "1-0", "2-1"]  # the most frequent first
    assert texts(page, "//*[@id='said']") == ["1 from 0.2, 1 from 0.8, 1 from 0.9"]
    assert texts(page, "//dl[@class='details']/dd") == [ALIGNMENT.signature]


def test_a_moved_bead_and_its_place_point_at_each_other() -> None:
    """The moved bead links down to where its Arabic stands; from there a link leads back up."""
    page = rendered(ENGLISH, ARABIC, ALIGNMENT)
    (there,) = page.xpath("//tr[@id='b1']//a")
    assert there.text_content() == "↓ The Arabic has this after sentence 2"
    (stub,) = page.xpath(f"//tr[@id='{there.get('href')[1:]}']")
    assert stub.getprevious().get("id") == "b3"  # the bead of Arabic sentence 2
    (back,) = stub.xpath(".//a")
    assert back.get("href") == "#b1"
    assert back.text_content() == "↑ Arabic 3, shown beside English 3"


def test_a_block_moved_to_the_front_has_one_place() -> None:
    """Neighbours that moved together share one place, at the start of the text here."""
    beads = (
        Bead(range(0, 1), range(2, 3), 0.9),
        Bead(range(1, 2), range(0, 1), 0.9, moved=True),
        Bead(range(2, 3), range(1, 2), 0.9, moved=True),
    )
    page = rendered(ENGLISH[:3], ARABIC[:3], Alignment(beads, ""))
    (stub,) = page.xpath("//tr[@class='stub']")
    assert stub.getnext().get("id") == "b0"
    assert texts(stub, ".//a") == [
        "↓ Arabic 1, shown beside English 2",
        "↓ Arabic 2, shown beside English 3",
    ]
    assert texts(page, "//div[@class='where']") == [
        "↑ The Arabic has this at the start",
        "↑ The Arabic has this after sentence 1",
    ]


def test_nothing_is_asked_of_the_network() -> None:
    """No element loads anything, and the policy admits the page's own style and script alone."""
    page = rendered(ENGLISH, ARABIC, ALIGNMENT, source_url="https://example.org/en")
    assert not page.xpath("//*[@src or @srcset or @style or @onclick or @background]")
    assert not page.xpath("//link | //img | //iframe | //object | //form")
    assert page.xpath("//a[not(starts-with(@href, '#'))]/@href") == ["https://example.org/en"]
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    for rule, element in (("style-src", "style"), ("script-src", "script")):
        (found,) = page.xpath(f"//{element}")
        digest = base64.b64encode(sha256((found.text or "").encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}';" in policy
        assert "url(" not in (found.text or "")
    assert policy.startswith("default-src 'none';")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_addresses_become_links(url: str) -> None:
    """An address of any other scheme is shown and cannot be followed."""
    page = rendered(ENGLISH, ARABIC, ALIGNMENT, source_url=url)
    assert texts(page, "//dl[@class='addresses']/dd") == [url]
    assert not page.xpath("//dl[@class='addresses']//a")


MARKUP = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</td></tr></table>",
        '"><img src=x onerror=alert(1)>',
        "$rows",
        "&lt;",
    ]
)


@given(st.lists(HOSTILE | MARKUP, min_size=2, max_size=2), HOSTILE | MARKUP, HOSTILE | MARKUP)
def test_any_text_stays_text(pair: list[str], title: str, detail: str) -> None:
    """Whatever a page printed adds no element, and is read as it was printed."""
    alignment = Alignment((Bead(range(1), range(1), 0.5),), detail)
    plain = rendered(["x"], ["y"], Alignment(alignment.beads, "z"), title="t", details={"d": "d"})
    page = rendered(pair[:1], pair[1:], alignment, title=title, details={"d": f"d{detail}"})

    def tags(root: html.HtmlElement) -> list[Any]:
        return [element.tag for element in root.iter() if element.tag != "wbr"]

    assert tags(page) == tags(plain)
    shown = texts(page, "//tr[@class='bead c']//p/span[2]")
    for printed, found in zip(pair, shown, strict=True):
        assert "".join(found.split()) == "".join(xml_text(printed).split())


def test_no_beads_make_a_page() -> None:
    """Two empty texts give a page with zeros, not an error."""
    page = rendered([], [], Alignment((), ""))
    assert texts(page, "//h1") == ["Alignment"]
    assert not page.xpath("//tbody/tr")


@pytest.mark.parametrize("side", ["English", "Arabic"])
def test_an_alignment_of_other_texts_is_refused(side: str) -> None:
    """A bead beyond the end of a text is an error that names bead, side and size."""
    english, arabic = (ENGLISH[:4], ARABIC) if side == "English" else (ENGLISH, ARABIC[:3])
    with pytest.raises(ValueError, match=re.escape(f"names {side} sentence")):
        render_report(english, arabic, ALIGNMENT)


def test_the_same_alignment_gives_the_same_report() -> None:
    """Nothing comes from the clock or from chance."""
    assert render_report(ENGLISH, ARABIC, ALIGNMENT) == render_report(ENGLISH, ARABIC, ALIGNMENT)
