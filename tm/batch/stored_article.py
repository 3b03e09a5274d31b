"""An article, its fingerprint and its vectors as bytes, between processes and in the manifest.

JSON and plain numbers, so that a manifest from a stranger can do no harm.
"""

import datetime
import json
import sys
import zlib
from collections.abc import Iterable
from typing import IO, Any

import numpy as np

from align.article_similarity import ArticleVectors
from corpora.article import Article, Paragraph
from corpora.fingerprint import Fingerprint
from corpora.links import Link

_LEVEL = 1  # of compression: a third of the size for a tenth of a millisecond


def pack_article(article: Article) -> bytes:
    """Return an article as bytes; what its page dropped is left out."""
    paragraphs = [(paragraph.text, paragraph.kind) for paragraph in article.paragraphs]
    day = article.date.isoformat() if article.date else None
    return _pack(
        (article.language, article.title, article.url, day, article.authors, paragraphs),
    )


def unpack_article(data: bytes) -> Article:
    """Return the article in the bytes of `pack_article`."""
    language, title, url, day, authors, paragraphs = _unpack(data)
    return Article(
        language,
        title,
        tuple(Paragraph(text, kind) for text, kind in paragraphs),
        url,
        _day(day),
        tuple(authors),
    )


def pack_fingerprint(one: Fingerprint) -> bytes:
    """Return a fingerprint as bytes."""
    day = one.date.isoformat() if one.date else None
    links = [(link.url, link.signal) for link in one.links]
    return _pack(
        (one.language, one.url, one.title, day, one.length, one.features, one.printed, links)
    )


def unpack_fingerprint(data: bytes) -> Fingerprint:
    """Return the fingerprint in the bytes of `pack_fingerprint`."""
    language, url, title, day, length, features, printed, links = _unpack(data)
    return Fingerprint(
        language,
        url,
        title,
        _day(day),
        length,
        tuple(map(sys.intern, features)),  # an archive holds each a thousand times
        tuple(map(sys.intern, printed)),
        tuple(Link(*link) for link in links),
    )


def pack_vectors(vectors: ArticleVectors) -> tuple[int, bytes]:
    """Return the width of an article's vectors, and all of them as bytes, little-endian float16."""
    return vectors.vectors.shape[1], vectors.vectors.astype("<f2").tobytes()


def spool_vectors(rows: Iterable[tuple[int, bytes]], file: IO[bytes]) -> ArticleVectors:
    """Return the vectors of many articles, each (width, bytes), from `file` and not from memory.

    `file` is empty and open for reading and writing. Changes of the vectors change the file.
    """
    width, sizes = 1, []
    for one, data in rows:
        width = one if data else width
        sizes.append(len(data))
        file.write(data)
    file.flush()
    starts = np.cumsum([0, *sizes]) // (2 * width)
    if not starts[-1]:  # an empty file cannot be mapped
        return ArticleVectors(np.zeros((0, width), np.float16), starts)
    vectors = np.memmap(file, "<f2", "r+", shape=(int(starts[-1]), width))
    return ArticleVectors(vectors, starts)


def _pack(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return zlib.compress(text.encode("ascii"), _LEVEL)


def _unpack(data: bytes) -> Any:
    return json.loads(zlib.decompress(data))


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
