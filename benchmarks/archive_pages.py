"""The web pages of the generated archive: six outlets, each built and linked in its own way."""

import json
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from benchmarks.archive_articles import Text
from benchmarks.archive_furniture import NOTHING, Cards, Look, furniture
from benchmarks.archive_words import MONTHS

Way = Literal["hreflang", "switcher", "json-ld", "anchor", "address", "none"]
Language = Literal["en", "ar"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A site: its name in both languages, how it joins versions, where its pages lie, its look."""

    name: tuple[str, str]
    way: Way
    english: str
    arabic: str
    look: Look
    eastern_digits: bool = False

    def url(self, language: Language, slug: str, number: int, day: date) -> str:
        """Return the address of an article: only the way "address" gives both sides one name."""
        path = self.english if language == "en" else self.arabic
        return path.format(slug=slug, number=number, day=day)


OUTLETS = (
    Outlet(
        ("The Oasis", "الواحة"),
        "hreflang",
        "https://waha.example/en/{slug}/",
        "https://waha.example/{number}/",
        "blog",
    ),
    Outlet(
        ("Shoreline", "الشاطئ"),
        "switcher",
        "https://shati.example/en/{day:%Y/%m}/{slug}/",
        "https://shati.example/{day:%Y/%m}/n{number}/",
        "app",
    ),
    Outlet(
        ("The Lantern", "القنديل"),
        "json-ld",
        "https://qandil.example/english/{slug}",
        "https://qandil.example/news/{number}",
        "app",
        True,
    ),
    Outlet(
        ("Town Voice", "صوت البلدة"),
        "anchor",
        "https://english.sawt.example/archives/{day:%Y/%m}/{slug}/",
        "https://www.sawt.example/{number}/",
        "blog",
    ),
    Outlet(
        ("The Bridge", "الجسر"),
        "address",
        "https://jisr.example/en/story/{number}",
        "https://jisr.example/ar/story/{number}",
        "blog",
    ),
    Outlet(
        ("The Well", "البئر"),
        "none",
        "https://english.bir.example/{day:%Y/%m/%d}/{slug}/",
        "https://bir.example/article/{number}",
        "tables",
        True,
    ),
)
_WORDS = {
    "en": ("Home", "News", "Opinion", "Contact", "Related articles", "Share this article",
           "Support our work with a donation.", "Leave a comment", "Read in Arabic"),
    "ar": ("الرئيسية", "أخبار", "رأي", "اتصل بنا", "مقالات ذات صلة", "شارك المقال",
           "ادعموا عملنا بتبرع.", "اترك تعليقاً", "اقرأ بالإنجليزية"),
}  # fmt: skip


def article_page(
    outlet: Outlet,
    language: Language,
    text: Text,
    url: str,
    day: date,
    version: str,
    others: list[tuple[str, str]],
    *,
    canonical: bool = True,
    cards: Cards = (),
    seed: int = 0,
) -> str:
    """Return the page of an article as HTML.

    `version` is the address of the other version, "" where there is none; `others` are titles and
    addresses that fill the list of related articles. With `cards` the page has all that stands
    around an article on a real site, drawn by `seed`.
    """
    home, news, opinion, contact, related, share, support, comment, read = _WORDS[language]
    name = outlet.name[language == "ar"]
    head = [f"<title>{escape(text.title)} - {escape(name)}</title>"]
    head.append(f'<meta property="og:site_name" content="{escape(name)}">')
    if canonical:
        head.append(f'<link rel="canonical" href="{escape(url)}">')
    else:
        head.append(f"<!-- saved from url=({len(url):04}){url} -->")
    other: Language = "ar" if language == "en" else "en"
    switch = end = ""
    if version and outlet.way == "hreflang":
        head.append(f'<link rel="alternate" hreflang="{language}" href="{escape(url)}">')
        head.append(f'<link rel="alternate" hreflang="{other}" href="{escape(version)}">')
    elif version and outlet.way == "json-ld":
        key = "translationOfWork" if language == "en" else "workTranslation"
        work = {"@id": version, "inLanguage": other}
        thing = {"@context": "https://schema.org", "@type": "NewsArticle", key: work}
        head.append(f'<script type="application/ld+json">{json.dumps(thing)}</script>')
    elif version and outlet.way == "switcher":
        label = "العربية" if other == "ar" else "English"
        switch = (
            f'<ul class="pll-switcher"><li class="lang-item lang-item-{other}">'
            f'<a lang="{other}" hreflang="{other}" href="{escape(version)}">{label}</a></li></ul>'
        )
    elif version and outlet.way == "anchor":
        end = f'<p><a href="{escape(version)}">{read}</a></p>'
    if outlet.way in ("hreflang", "json-ld", "address"):
        head.append(f'<meta property="article:published_time" content="{day}T08:00:00+00:00">')
        printed = ""
    else:
        month = MONTHS[day.month - 1][language == "ar"]
        printed = f'<p class="entry-date">{day.day} {month} {day.year}</p>'
    paragraphs = "\n".join(
        f"<p>{escape(' '.join(sentences), quote=False)}</p>" for sentences in text.paragraphs
    )
    links = "".join(f'<li><a href="{escape(to)}">{escape(title)}</a></li>' for title, to in others)
    around = furniture(outlet.look, language, cards, seed) if cards else NOTHING
    direction = "rtl" if language == "ar" else "ltr"
    return f"""<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head><meta charset="utf-8">
{chr(10).join([*head, around.head])}
</head>
<body>
<header>{around.top}
<nav><a href="/">{home}</a> <a href="/news/">{news}</a> <a href="/opinion/">{opinion}</a>
<a href="/contact/">{contact}</a></nav>{switch}</header>
<main><article class="post"><h1>{escape(text.title)}</h1>
{printed}
<div class="entry-content">
{paragraphs}
{end}
</div>
</article>
<p class="donate">{support}</p>
<aside><h3>{related}</h3><ul>{links}</ul>{around.beside}</aside>
<section id="comments"><h3>{comment}</h3></section></main>
<footer>{share} · {escape(name)}</footer>{around.below}
</body></html>
"""


def section_page(outlet: Outlet, language: Language, others: list[tuple[str, str]]) -> str:
    """Return a page that lists articles and is none itself."""
    links = "".join(f'<li><a href="{escape(to)}">{escape(title)}</a></li>' for title, to in others)
    name = escape(outlet.name[language == "ar"])
    return f"<!DOCTYPE html><html lang={language}><title>{name}</title><ul>{links}</ul></html>"
