"""Dates as English and Arabic pages print them, and the day on which a page was published.

The Gregorian calendar only. Arabic month names are those of the Levant and Iraq, of Egypt and the
Gulf, and of the Maghreb, in their usual spellings. htmldate is not used: it reads the Levantine
names as 1 January without a word, and guesses where nothing is printed.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from corpora.blocks import Block
from corpora.fold import fold
from corpora.markup import json_ld, meta

# As `fold` writes them. Several systems may stand side by side: تشرين الثاني/نوفمبر.
_MONTHS = (
    "january jan jan. يناير جانفي كانون_الثاني كانون_ثاني",
    "february feb feb. فبراير فيفري شباط",
    "march mar mar. مارس اذار",
    "april apr apr. ابريل افريل نيسان",
    "may مايو ماي ايار",
    "june jun jun. يونيو يونيه جوان حزيران",
    "july jul jul. يوليو يوليه يوليوز جويليه تموز",
    "august aug aug. اغسطس اوت غشت اب",
    "september sept sept. sep sep. سبتمبر شتنبر ايلول",
    "october oct oct. اكتوبر تشرين_الاول تشرين_اول",
    "november nov nov. نوفمبر نونبر تشرين_الثاني تشرين_ثاني",
    "december dec dec. ديسمبر دجنبر كانون_الاول كانون_اول",
)
_MONTH_OF = {
    name.replace("_", " "): number
    for number, names in enumerate(_MONTHS, 1)
    for name in names.split()
}
_NAME = "|".join(re.escape(name) for name in sorted(_MONTH_OF, key=len, reverse=True))
_MONTH = rf"(?P<month>{_NAME})(?: ?[/(–-] ?(?P<second>{_NAME}) ?\)?)?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_SHAPES = (
    re.compile(rf"(?<!\d){_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)"),
    re.compile(
        rf"{_DAY}[ ,-]{{0,2}}(?:of |من |شهر )*{_MONTH}[ ,،-]{{0,3}}(?:of |من |عام |سنه )*{_YEAR}"
    ),
    re.compile(rf"(?<!\w){_MONTH} (?:the )?{_DAY}[ ,،]{{1,3}}{_YEAR}"),
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)"
    ),
)
_YEARS = range(1900, 2100)  # the Hijri years of our time lie near 1445
_ARABIC = re.compile("[ء-ي]")


def parse_date(text: str) -> date | None:
    """Return the first complete Gregorian date in `text`: ISO, English or Arabic, any digits.

    A day, a month and a year from 1900 to 2099 are needed, so Hijri dates give None unless a
    Gregorian one stands beside them. All-figure dates are read as day, month, year beside Arabic;
    elsewhere only when one figure cannot be a month.
    """
    key = fold(text)
    arabic = bool(_ARABIC.search(key))
    for shape in _SHAPES:
        for found in shape.finditer(key):
            parts = found.groupdict()
            day, month = _day_and_month(parts, arabic)
            if month and int(parts["year"]) in _YEARS:
                try:
                    return date(int(parts["year"]), month, day)
                except ValueError:
                    continue
    return None


def _day_and_month(parts: dict[str, str], arabic: bool) -> tuple[int, int]:
    """Return both numbers; a month of 0 where they cannot be told or two names disagree."""
    day, name = int(parts["day"]), parts["month"]
    if not name.isdecimal():
        second = parts.get("second")
        month = _MONTH_OF[name]
        return day, month if second is None or _MONTH_OF[second] == month else 0
    month = int(name)
    if parts.get("mark") is None or arabic or day > 12 or day == month:
        return day, month
    return (month, day) if month > 12 else (day, 0)


_NAMED_DAY = re.compile(
    rf"(?:{_DAY}[ ,-]{{0,2}}(?:of |من |شهر )*)?(?<!\w){_MONTH}(?!\w)"
    r"(?: (?:the )?(?P<after>\d{1,2})(?:st|nd|rd|th)?(?!\d))?"
)
_DOUBTFUL_MONTHS = frozenset(["may", "march", "mar", "jan", "ماي", "اب", "اوت", "جوان"])


def days_named(key: str) -> Iterator[tuple[int, int]]:
    """Yield month and day of each day that folded text names; the day is 0 where it names a month.

    Names that are words of their own too ("may", "march") need the day beside them.
    """
    for found in _NAMED_DAY.finditer(key):
        day = int(found["day"] or found["after"] or 0)
        if day <= 31 and (day or found["month"] not in _DOUBTFUL_MONTHS):
            yield _MONTH_OF[found["month"]], day


_DATE_WORDS = re.compile(
    rf"(?<!\w)(?:{_NAME})(?!\w)|(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\b"
    r"|\b(?:published|posted|updated|last|modified|created|date|on|at|in|of|the|first|by|issue"
    r"|no|number|page|vol|volume|edt|est|gmt|utc|[ap]\.?m)\b\.?"
    r"|(?<!\w)(?:الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت|الاحد|نشر\w*|تاريخ|النشر|اخر"
    r"|تحديث|حدث|في|بتاريخ|يوم"
    r"|الساعه|من|ص|م|ه|هـ|الموافق|ل|صباحا|مساء|بتوقيت|توقيت|غرينتش|شهر|عام|العدد|عدد|الصفحه|صفحه"
    r"|رقم|السنه)(?!\w)"
    r"|(?<!\w)(?:محرم|صفر|ربيع|جمادي|رجب|شعبان|رمضان|شوال|ذو|ذي|القعده|الحجه|الاول|الاولي|الثاني"
    r"|الثانيه|الاخر|الاخره)(?!\w)"
    r"|[\d\W_]"
)


def is_date_line(text: str) -> bool:
    """Tell whether a line consists of a date, perhaps with "Published", a weekday and a time."""
    if len(text) > 120 or parse_date(text) is None:
        return False
    return not _DATE_WORDS.sub("", fold(text))


_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish-date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.created",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "citation_publication_date",
    "date",
)
_NEAR_TITLE = 6
_DATED = re.compile(r"\b(?:date|time|published|posted|meta|byline)\b")
_PARTS = re.compile(r"\s+[|•·/–—-]\s+")
_IN_PATH = re.compile(r"/(20\d\d|19\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")


def page_date(root: HtmlElement, blocks: Sequence[Block] = (), url: str = "") -> date | None:
    """Return the day on which a page says that it was published, or None.

    Asked in turn: the page's metadata, JSON-LD, `<time datetime>`, what is printed within six
    blocks after the first heading of `blocks`, and the path of `url` (/2016/11/25/).
    """
    for text in _said(root, blocks):
        day = parse_date(text)
        if day:
            return day
    found = _IN_PATH.search(urlsplit(url).path)
    return parse_date("-".join(found.groups())) if found else None


def _said(root: HtmlElement, blocks: Sequence[Block]) -> Iterator[str]:
    yield from meta(root, *_META)
    for thing in json_ld(root):
        if isinstance(thing.get("datePublished"), str):
            yield thing["datePublished"]
    times = [time for time in root.iter("time") if not _is_aside(time)]
    times.sort(key=lambda time: not _is_publication(time))
    for time in times:
        yield time.get("datetime") or ""
        yield "".join(time.itertext())
    title = next((n for n, block in enumerate(blocks) if block.element.tag == "h1"), None)
    if title is not None:
        for block in blocks[max(0, title - 1) : title + 1 + _NEAR_TITLE]:
            # A caption or a short first sentence may well tell of another day.
            yield from filter(is_date_line, _PARTS.split(block.text))
            names = block.element.get("class") or ""
            if len(block.text) <= 120 and _DATED.search(names.lower().replace("_", "-")):
                yield block.text


def _is_publication(time: HtmlElement) -> bool:
    name = f"{time.get('itemprop') or ''} {time.get('class') or ''}".lower()
    return "publish" in name or "entry-date" in name or "pubdate" in time.attrib


def _is_aside(time: HtmlElement) -> bool:
    if "updated" in (time.get("class") or "").split():
        return True
    names = " ".join(
        f"{up.tag} {up.get('class') or ''} {up.get('id') or ''}" for up in time.iterancestors()
    )
    return bool(re.search(r"\b(?:aside|footer|nav|comments?|related|sidebar|widget)\b", names))
