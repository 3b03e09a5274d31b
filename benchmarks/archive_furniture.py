"""What stands around an article on the sites of the generated archive, as much as on real ones.

Menus of several levels, cards with pictures in five sizes, widgets, forms, comments, a footer of
links, styles and scripts: 110 to 120 kB and about 900 elements a page, in one of three
looks (a blog's theme, an application's nested boxes, an old site's tables). All of it is invented.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Literal

Look = Literal["blog", "app", "tables"]
Cards = Sequence[tuple[str, str]]
"""Titles and addresses of other articles."""

_SECTIONS = (
    ("Politics", "سياسة"), ("Economy", "اقتصاد"), ("Society", "مجتمع"), ("Culture", "ثقافة"),
    ("Sport", "رياضة"), ("Health", "صحة"), ("Education", "تعليم"), ("Environment", "بيئة"),
    ("Technology", "تقانة"), ("Photo stories", "قصص مصورة"), ("Podcasts", "بودكاست"),
    ("Long reads", "قراءات مطولة"),
)  # fmt: skip
_TOPICS = (
    ("Local councils", "المجالس المحلية"), ("Courts", "محاكم"), ("Harbours", "مرافئ"),
    ("Schools", "مدارس"), ("Water", "مياه"), ("Markets", "أسواق"), ("Museums", "متاحف"),
    ("Farming", "زراعة"), ("Roads", "طرق"), ("Clinics", "عيادات"), ("Trade unions", "نقابات"),
    ("Housing", "سكن"),
)  # fmt: skip
_FOOTER = (
    ("About us", "من نحن"), ("Our team", "فريقنا"), ("Write for us", "اكتب معنا"),
    ("Privacy", "الخصوصية"), ("Terms of use", "شروط الاستخدام"), ("Advertise", "أعلن معنا"),
    ("Corrections", "تصويبات"), ("Archive", "الأرشيف"), ("Jobs", "وظائف"), ("RSS", "خدمة RSS"),
)  # fmt: skip
_NETWORKS = ("Facebook", "X", "WhatsApp", "Telegram", "LinkedIn", "Instagram")
_SAID = {
    "en": ("Menu", "Search", "Most read", "Latest", "You may also like", "Topics", "Newsletter",
           "Get the week's stories by e-mail.", "Your e-mail", "Subscribe", "Leave a comment",
           "Name", "Your comment", "Send", "We use cookies to keep this site running.", "Accept",
           "All rights reserved"),
    "ar": ("القائمة", "بحث", "الأكثر قراءة", "الأحدث", "قد يهمك أيضاً", "مواضيع",
           "النشرة البريدية", "تصلك قصص الأسبوع بالبريد.", "بريدك الإلكتروني", "اشترك",
           "اترك تعليقاً", "الاسم", "تعليقك", "أرسل", "نستخدم ملفات الارتباط ليعمل هذا الموقع.",
           "موافق", "جميع الحقوق محفوظة"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Furniture:
    """HTML for the head, for above an article, beside it and below."""

    head: str
    top: str
    beside: str
    below: str


NOTHING = Furniture("", "", "", "")


def furniture(look: Look, language: Literal["en", "ar"], cards: Cards, seed: int) -> Furniture:
    """Return what stands around an article; `cards`, 24 or so, fill the lists of other articles."""
    draw = random.Random(seed)
    side = language == "ar"
    said = _SAID[language]
    share = "".join(_share(network, draw) for network in _NETWORKS)
    widgets = [
        _widget(said[2], _cards(look, cards[:8], draw), draw),
        _widget(said[3], _cards(look, cards[8:14], draw), draw),
        _widget(said[5], "".join(_topic(topic[side]) for topic in _TOPICS), draw),
        _widget(said[6], _form(said[7], said[8], said[9], draw), draw),
    ]
    below = (
        f'<div class="sharing" aria-label="share">{share}</div>'
        f'<section class="more"><h3>{said[4]}</h3>{_cards(look, cards[14:], draw)}</section>'
        f'<section id="respond"><h3>{said[10]}</h3>{_form(said[11], said[12], said[13], draw)}'
        f"</section>"
    )
    columns = "".join(
        f'<div class="column"><ul>{"".join(_item(name[side], at) for name in _FOOTER)}</ul></div>'
        for at in range(3)
    )
    below += (
        f'<footer class="site-footer">{columns}<p class="copyright">© {said[16]}</p></footer>'
        f'<div id="cookie-notice" role="dialog"><span>{said[14]}</span>'
        f"<button>{said[15]}</button></div>{_state(cards, draw)}{_scripts(look)}"
    )
    top = (
        f'<div class="top-bar"><button class="toggle">{said[0]}</button><form role="search">'
        f'<input type="search" placeholder="{said[1]}"></form></div>{_menu(look, side)}'
        f'<div class="drawer" aria-hidden="true">{_menu(look, side)}</div>'
    )
    return Furniture(_styles(look), top, "".join(widgets), below)


@cache
def _menu(look: Look, side: bool) -> str:
    """Return a menu of sections, each with its topics."""
    entries = []
    for at, section in enumerate(_SECTIONS):
        inner = "".join(_item(topic[side], at) for topic in _TOPICS[at % 5 :])
        entries.append(
            f'<li id="menu-item-{at}" class="menu-item menu-item-type-taxonomy has-children">'
            f'<a href="/section/{at}/">{section[side]}</a><ul class="sub-menu">{inner}</ul></li>'
        )
    menu = f'<nav class="main-navigation"><ul class="menu">{"".join(entries)}</ul></nav>'
    return f'<table width="100%"><tr><td>{menu}</td></tr></table>' if look == "tables" else menu


def _item(name: str, at: int) -> str:
    return f'<li class="menu-item"><a href="/s{at}/{escape(name)}/">{name}</a></li>'


def _topic(name: str) -> str:
    return f'<a class="tag-link" href="/tag/{escape(name)}/">{name}</a> '


def _share(network: str, draw: random.Random) -> str:
    path = " ".join(f"{draw.randrange(24)}.{draw.randrange(999)}" for _ in range(40))
    return (
        f'<a class="share-{network.lower()}" href="https://share.example/{network.lower()}">'
        f'<svg viewBox="0 0 24 24"><path d="M{path}z"/></svg><span>{network}</span></a>'
    )


def _widget(title: str, content: str, draw: random.Random) -> str:
    key = draw.randrange(1 << 20)
    return f'<div id="widget-{key}" class="widget"><h4>{title}</h4>{content}</div>'


def _cards(look: Look, cards: Cards, draw: random.Random) -> str:
    return "".join(_card(look, title, url, draw) for title, url in cards)


def _card(look: Look, title: str, url: str, draw: random.Random) -> str:
    """Return a title with its picture, as the look builds it."""
    title, url = escape(title), escape(url)
    picture = f"/images/{draw.randrange(1 << 30):x}"
    sizes = ", ".join(f"{picture}-{width}.jpg {width}w" for width in (150, 300, 768, 1024, 1536))
    image = f'<img src="{picture}-300.jpg" srcset="{sizes}" alt="" loading="lazy">'
    if look == "app":
        name = f"css-{draw.randrange(1 << 24):x}"
        return (
            f'<div class="{name}"><div class="css-1x"><div><a href="{url}">'
            f'{image}</a></div><div><span><a href="{url}">{title}</a></span></div></div></div>'
        )
    if look == "tables":
        return (
            f'<table border="0" cellpadding="2"><tr><td width="80"><a href="{url}">{image}</a></td>'
            f'<td><font size="2"><a href="{url}">{title}</a></font></td></tr></table>'
        )
    return (
        f'<article class="post type-post card"><a href="{url}" aria-hidden="true">{image}</a>'
        f'<h3 class="entry-title"><a href="{url}" rel="bookmark">{title}</a></h3></article>'
    )


def _form(first: str, second: str, button: str, draw: random.Random) -> str:
    key = draw.randrange(1 << 20)
    return (
        f'<form method="post" action="/post/{key}"><p>{first}</p><input name="a{key}">'
        f'<label>{second}<input name="b{key}"></label><input type="hidden" value="{key}">'
        f"<button>{button}</button></form>"
    )


def _state(cards: Cards, draw: random.Random) -> str:
    """Return what the page hands to its own scripts: the cards once more, and settings."""
    rows = [
        {"id": draw.randrange(1 << 30), "title": title, "url": url, "tags": list(range(12))}
        for title, url in cards
    ]
    return f'<script type="application/json" id="state">{json.dumps({"cards": rows})}</script>'


@cache
def _styles(look: Look) -> str:
    """Return 40 kB of style rules, and links to more."""
    draw = random.Random(look)
    rules = "".join(
        f".{look}-{draw.randrange(1 << 24):x} .c{n}{{margin:{draw.randrange(40)}px auto;"
        f"color:#{draw.randrange(1 << 24):06x};display:flex}}"
        for n in range(600)
    )
    links = "".join(f'<link rel="stylesheet" href="/assets/{look}/{n}.css">' for n in range(14))
    return f"{links}<style>{rules}</style>"


@cache
def _scripts(look: Look) -> str:
    """Return 30 kB of script, and links to more."""
    draw = random.Random(f"{look} script")
    lines = "".join(
        f'w.push({{event:"e{n}",id:{draw.randrange(1 << 30)},on:function(d){{return d<{n}}}}});\n'
        for n in range(480)
    )
    links = "".join(f'<script src="/assets/{look}/{n}.js" defer></script>' for n in range(16))
    return f"<script>var w=window.w||[];\n{lines}</script>{links}"
