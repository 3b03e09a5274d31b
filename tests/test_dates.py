"""Dates: as printed in both languages, and of a page."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.blocks import read_blocks
from corpora.dates import is_date_line, page_date, parse_date
from corpora.html_parser import parse_html

NOVEMBER = date(2016, 11, 25)
MONTHS = {
    1: "كانون الثاني|يناير|جانفي",
    2: "شباط|فبراير|فيفري",
    3: "آذار|أذار|مارس",
    4: "نيسان|أبريل|إبريل|ابريل|أفريل",
    5: "أيار|ايار|مايو|ماي",
    6: "حزيران|يونيو|يونيه|جوان",
    7: "تموز|يوليو|يوليه|جويلية|يوليوز",
    8: "آب|اب|أغسطس|اغسطس|أوت|غشت",
    9: "أيلول|ايلول|سبتمبر|شتنبر",
    10: "تشرين الأول|تشرين الاول|أكتوبر|اكتوبر",
    11: "تشرين الثاني|نوفمبر|نونبر",
    12: "كانون الأول|ديسمبر|دجنبر",
}


@pytest.mark.parametrize(
    ("number", "name"), [(n, name) for n, names in MONTHS.items() for name in names.split("|")]
)
def test_arabic_months(number: int, name: str) -> None:
    """Every month system of the Arab world is read, in each usual spelling."""
    assert parse_date(f"25 {name} 2016") == date(2016, number, 25)
    assert parse_date(f"٢٥ {name}، ٢٠١٦") == date(2016, number, 25)


@pytest.mark.parametrize(
    "text",
    [
        "25 تشرين الثاني 2016",
        "25 تشرين الثاني/نوفمبر 2016",
        "25 نوفمبر / تشرين الثاني 2016",
        "25 نوفمبر (تشرين الثاني) 2016",
        "الجمعة 25 تشرين الثاني، 2016",
        "في الخامس والعشرين، أي ٢٥ من نوفمبر عام ٢٠١٦",
        "٢٥ تِشرين الثّاني ٢٠١٦",
        "25 صفر 1438 هـ الموافق 25 نوفمبر 2016 م",
        "25/11/2016",
        "25.11.2016",
        "2016-11-25",
        "2016-11-25T23:30:00+03:00",
        "2016/11/25",
        "November 25, 2016",
        "Nov. 25, 2016",
        "25 November 2016",
        "25th of November 2016",
        "November 25th, 2016",
        "Published on Friday, 25 Nov 2016 at 10:15",
    ],
)
def test_one_day_in_many_shapes(text: str) -> None:
    """The same day is read from each printed shape."""
    assert parse_date(text) == NOVEMBER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25 صفر 1438",
        "1438-02-25",
        "12 رمضان 1445 هـ",
        "تشرين الثاني 2016",
        "25 تشرين 2016",
        "31 نوفمبر 2016",
        "25 يناير/نوفمبر 2016",
        "05/11/2016",
        "May we meet in 2016",
        "12025-11-2016",
    ],
)
def test_no_date(text: str) -> None:
    """Hijri, incomplete, impossible and ambiguous dates are not guessed."""
    assert parse_date(text) is None


def test_figures_beside_arabic_are_day_first() -> None:
    """Arabic pages print the day first."""
    assert parse_date("نشر في 05/11/2016") == date(2016, 11, 5)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_iso_dates_round_trip(day: date) -> None:
    """Every ISO date is read back."""
    assert parse_date(f"x {day.isoformat()}T00:00:00Z") == day


@given(st.text(max_size=60))
def test_any_text_is_safe(text: str) -> None:
    """No text raises."""
    parse_date(text)
    is_date_line(text)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Published: Friday, 25 November 2016, 10:15 a.m.", True),
        ("نشر في 25 تشرين الثاني/نوفمبر 2016", True),
        ("الجمعة 25 صفر 1438 هـ الموافق 25 نوفمبر 2016 م", True),
        ("The school opened on 25 November 2016", False),
        ("افتتحت المدرسة في 25 نوفمبر 2016", False),
        ("Friday", False),
    ],
)
def test_date_lines(text: str, only: bool) -> None:
    """A line that is nothing but a date is told from a sentence with one."""
    assert is_date_line(text) is only


HEADING = "<h1>A title</h1>"


@pytest.mark.parametrize(
    "html",
    [
        '<meta property="article:published_time" content="2016-11-25T08:00:00Z">'
        '<time datetime="2020-01-01"></time>',
        "<script "
        'type="application/ld+json">{"@graph":[{"@type":"Article","datePublished":"2016-11-25"}]}</script>',
        '<div class="related"><time datetime="2020-02-02"></time></div>'
        '<time datetime="2016-11-25">x</time>',
        '<time class="updated" datetime="2020-02-02"></time><time datetime="2016-11-25">x</time>',
        f"{HEADING}<p>by someone</p><p>25 تشرين الثاني 2016</p><p>In 2 May 2011 it began.</p>",
        f"<p>25 November 2016</p>{HEADING}",
    ],
)
def test_page_date(html: str) -> None:
    """The page's own word is taken in order: metadata, JSON-LD, time elements, the visible date."""
    root = parse_html(f"<html><body>{html}</body></html>")
    assert root is not None
    assert page_date(root, read_blocks(root)) == NOVEMBER


def test_page_date_from_the_path() -> None:
    """Where nothing is printed, a full date in the path is taken, and a number is not."""
    root = parse_html("<p>x</p>")
    assert root is not None
    assert page_date(root, (), "https://a.example/2016/11/25/slug") == NOVEMBER
    assert page_date(root, (), "https://a.example/archives/2016/11/slug") is None
