"""What a worker does: pages become articles, pairs of articles become units.

A worker is told the model by its name and loads it once. Whatever a page does is caught here and
recorded with it, so that one bad page costs itself.
"""

import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Literal

from align.article_similarity import embed_articles
from align.document import align_sentences
from align.embedder import Embedder
from align.model import load_model
from corpora.article import Article
from corpora.document import fingerprinted
from corpora.extract import NoText
from corpora.page import BadPage, Page
from tm.batch.stored_article import (
    pack_article,
    pack_fingerprint,
    pack_vectors,
    unpack_article,
)
from tm.build import NotTranslations, build
from tm.unit import TranslationUnit

SECONDS = 120
"""How long a page or a pair may take in a worker process before it is given up."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page, or a text, to be read; `page` is the digest that names it."""

    page: str
    content: Page | Article

    def size(self) -> int:
        """Return about how many characters it holds."""
        if isinstance(self.content, Page):
            return len(self.content.html)
        return sum(len(paragraph.text) for paragraph in self.content.paragraphs)


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of a page: an article, as bytes, or the reason why there is none.

    `dropped` counts the lines that were left out, by reason; `month` is "2024-01" or "".
    """

    page: str
    outcome: Literal["article", "no text", "failed"]
    reason: str = ""
    language: str = ""
    month: str = ""
    article: bytes = b""
    fingerprint: bytes = b""
    vectors: tuple[int, bytes] = (1, b"")
    dropped: Mapping[str, int] | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PairTask:
    """Two articles to be aligned, as bytes; `key` names the pair and all that makes its units."""

    key: str
    source: bytes
    target: bytes


@dataclass(frozen=True, slots=True)
class PairResult:
    """What became of a pair: its units, or the reason why there are none.

    `source` and `target` have no paragraphs: their texts stay where they are. Shares are those of
    `tm.build.Summary`.
    """

    key: str
    outcome: Literal["units", "not translations", "failed"]
    reason: str = ""
    source: Article | None = None
    target: Article | None = None
    units: tuple[TranslationUnit, ...] = ()
    sentences: tuple[int, int] = (0, 0)
    shares: tuple[float, float] = (0.0, 0.0)
    left_out: Mapping[str, int] | None = None
    seconds: float = 0.0


def read_pages(tasks: Sequence[PageTask], *, model: str | None) -> list[PageResult]:
    """Extract, fingerprint and embed each page; a model that cannot be loaded raises."""
    embedder = _model(model)
    return [_read_page(task, embedder) for task in tasks]


def embed_stored(tasks: Sequence[PairTask], *, model: str | None) -> list[tuple[int, bytes]]:
    """Return the vectors of articles, each the `source` of a task, by one more model."""
    embedder = _model(model)
    return [pack_vectors(embed_articles([unpack_article(task.source)], embedder)) for task in tasks]


def build_pairs(
    tasks: Sequence[PairTask], *, model: str | None, min_score: float
) -> list[PairResult]:
    """Split and align each pair; a model that cannot be loaded raises."""
    embedder = _model(model)
    return [_build_pair(task, embedder, min_score) for task in tasks]


@cache
def _model(name: str | None) -> Embedder:
    return load_model(name)


def _read_page(task: PageTask, embedder: Embedder) -> PageResult:
    start = time.perf_counter()
    try:
        with _limit(SECONDS):
            article, found = fingerprinted(task.content)
            return PageResult(
                task.page,
                "article",
                "",
                article.language,
                article.date.isoformat()[:7] if article.date else "",
                pack_article(article),
                pack_fingerprint(found),
                pack_vectors(embed_articles([article], embedder)),
                Counter(dropped.reason for dropped in article.dropped),
                time.perf_counter() - start,
            )
    except (NoText, BadPage) as error:
        return PageResult(task.page, "no text", _line(error), seconds=time.perf_counter() - start)
    except Exception as error:  # whatever it is, it costs this page alone
        seconds = time.perf_counter() - start
        return PageResult(task.page, "failed", _why(error), seconds=seconds)


def _build_pair(task: PairTask, embedder: Embedder, min_score: float) -> PairResult:
    start = time.perf_counter()
    try:
        with _limit(SECONDS):
            source, target = unpack_article(task.source), unpack_article(task.target)
            built = build(
                source,
                target,
                lambda one, other: align_sentences(one, other, embedder),
                min_score=min_score,
            )
    except NotTranslations as error:
        seconds = time.perf_counter() - start
        return PairResult(task.key, "not translations", _line(error), seconds=seconds)
    except Exception as error:  # whatever it is, it costs this pair alone
        seconds = time.perf_counter() - start
        return PairResult(task.key, "failed", _why(error), seconds=seconds)
    summary = built.summary
    return PairResult(
        task.key,
        "units",
        "",
        Article(source.language, source.title, (), source.url, source.date),
        Article(target.language, target.title, (), target.url, target.date),
        built.units,
        (summary.source_sentences, summary.target_sentences),
        (summary.source_aligned, summary.target_aligned),
        summary.left_out,
        time.perf_counter() - start,
    )


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    """Raise TimeoutError after `seconds`, where the system can: in a process's main thread."""
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(number: int, frame: object) -> None:
        raise TimeoutError(f"took more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    # Again each second after that: code that catches every exception would swallow one.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _why(error: Exception) -> str:
    """Return why a page failed, in one line."""
    if isinstance(error, MemoryError):
        return "needs more memory than there is"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return f"{type(error).__name__}: {_line(error)}"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:500]
