"""What of an article is compared to find its version: numbers, days, Latin words, names.

Each is written the same way whichever language it was read from.
"""

import re
import sys
from dataclasses import dataclass
from datetime import date

from corpora.article import Article, Language
from corpora.dates import days_named
from corpora.fold import fold
from corpora.links import Link
from corpora.name_skeleton import arabic_skeletons, english_skeleton
from corpora.numbers import numbers

_ARABIC_WORD = re.compile("[ء-ي]{3,}")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]{3,}")
_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’][^\W\d_]+)?")
_LEAST_LETTERS = 4  # of an English name


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of an article to find its version in the other language.

    `features` are keys, each once, sorted: "n:4100" a number, "d:11-25" a day of the year, "m:11" a
    month, "l:unicef" a Latin word, "k:mnsr" the skeleton of a name; `printed` says beside each how
    the article prints it. `length` counts the characters of the paragraphs. `links` are what
    the page says of its other version, strongest first.
    """

    language: Language
    url: str
    title: str
    date: date | None
    length: int
    features: tuple[str, ...]
    printed: tuple[str, ...]
    links: tuple[Link, ...] = ()


def fingerprint(article: Article, links: tuple[Link, ...] = ()) -> Fingerprint:
    """Return the fingerprint of an article, with the `links` of its page."""
    text = "\n".join(paragraph.text for paragraph in article.paragraphs)
    found: dict[str, str] = {f"n:{number}": number for number in numbers(text)}
    key = fold(text)
    for month, day in days_named(key):
        if day:
            found[f"d:{month:02}-{day:02}"] = f"{day}/{month}"
        found[f"m:{month:02}"] = f"month {month}"
    if article.language == "en":
        for name in sorted(set(_NAME.findall(text))):
            if len(name) >= _LEAST_LETTERS and (skeleton := english_skeleton(name)):
                found.setdefault(f"k:{skeleton}", name)
            if len(name) >= 3 and name.isalpha():
                found.setdefault(f"l:{name.lower()}", name)
    else:
        for word in sorted(set(_LATIN_WORD.findall(text))):
            found.setdefault(f"l:{word.lower()}", word)
        for word in sorted(set(_ARABIC_WORD.findall(key))):
            for skeleton in arabic_skeletons(word):
                found.setdefault(f"k:{skeleton}", word)
    features = sorted(found)
    return Fingerprint(
        article.language,
        article.url,
        article.title,
        article.date,
        len(text),
        tuple(map(sys.intern, features)),  # an archive holds each a thousand times
        tuple(sys.intern(found[feature]) for feature in features),
        links,
    )
