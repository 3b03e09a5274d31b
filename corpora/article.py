"""The nouns of a page that was read: an article, its paragraphs and its sentences."""

import datetime
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "ar"]
Kind = Literal["title", "heading", "paragraph", "caption", "item", "quote"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text that no sentence leaves, as the site printed it (white space collapsed)."""

    text: str
    kind: Kind = "paragraph"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line of the page that is not part of the article, and why it was left out."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """The text of one page in one language; `url` is its canonical address, "" for none known."""

    language: Language
    title: str
    paragraphs: tuple[Paragraph, ...]
    url: str = ""
    date: datetime.date | None = None
    authors: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the index of the paragraph that holds it."""

    text: str
    paragraph: int
