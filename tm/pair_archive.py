"""The pairs of articles in archives: read, looked at once, matched."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.article_similarity import (
    ArticleSimilarity,
    ArticleVectors,
    embed_articles,
    join_vectors,
)
from align.embedder import Embedder
from corpora.address import page_key
from corpora.article import Article, Language
from corpora.document import Skipped, fingerprinted
from corpora.dump import read_dump
from corpora.extract import NoText
from corpora.fingerprint import Fingerprint
from corpora.match_articles import (
    MARGIN,
    ArticleMatch,
    TextSimilarity,
    copies,
    match_articles,
)

COLUMNS = (
    *("source_url", "target_url", "signal", "score", "similarity", "features", "margin"),
    *("days", "mutual", "doubt", "shared"),
    *("source_title", "target_title", "source_place", "target_place"),
)
"""The columns of a row, in order."""

_BATCH = 256  # articles held as text at a time


@dataclass(frozen=True, slots=True)
class Member:
    """An article of an archive: where it stood there, and its fingerprint.

    Two members with the same `pair`, one of each language, were given as a pair; "" is none.
    """

    place: str
    fingerprint: Fingerprint
    pair: str = ""


@dataclass(frozen=True, slots=True)
class ArchivePairs:
    """The articles of both sides, the matches between them, and what could not be read."""

    sources: tuple[Member, ...]
    targets: tuple[Member, ...]
    matches: tuple[ArticleMatch, ...]
    skipped: tuple[Skipped, ...]

    def counts(self) -> dict[str, int]:
        """Return how many pairs each signal found, and what was left."""
        found = Counter(match.signal for match in self.matches if not match.doubt)
        doubtful = sum(bool(match.doubt) for match in self.matches)
        sure = found.total()
        sides = [[one.fingerprint for one in side] for side in (self.sources, self.targets)]
        ends = [{(match.source, match.target)[side] for match in self.matches} for side in (0, 1)]
        copied = [len(copies(side, taken) - taken) for side, taken in zip(sides, ends, strict=True)]
        return {
            **dict(found.most_common()),
            "doubtful": doubtful,
            "copies": sum(copied),
            "English without version": len(self.sources) - sure - doubtful - copied[0],
            "Arabic without version": len(self.targets) - sure - doubtful - copied[1],
            "not read": len(self.skipped),
        }


def pair_archive(
    paths: Iterable[Path],
    embedder: Embedder | None,
    *,
    least: float | None = None,
    margin: float = MARGIN,
    progress: Callable[[int], None] = lambda done: None,
) -> ArchivePairs:
    """Return the pairs of articles in `paths`, which `corpora.dump.read_dump` reads as one archive.

    Of an address that is there several times the last page counts. Texts pass 256 at a time; of
    each article its fingerprint is kept and, with an `embedder`, the vectors of its first
    sentences. `least` and `margin` are those of `match_articles`. `progress` is told how many
    articles were read. Raises as `read_dump` does.
    """
    sides: dict[Language, _Side] = {"en": _Side(embedder), "ar": _Side(embedder)}
    skipped: list[Skipped] = []
    done = 0
    for path in paths:
        for item in read_dump(path):
            if isinstance(item, Skipped):
                skipped.append(item)
                continue
            try:
                article, print_ = fingerprinted(item.content)
            except NoText as error:
                skipped.append(Skipped(item.source, str(error)))
                continue
            pair = f"{path}\n{item.pair}" if item.pair else ""
            sides[article.language].add(Member(item.source, print_, pair), article)
            done += 1
            progress(done)
    members = [side.members() for side in sides.values()]
    similarity = None
    if embedder is not None and all(members):
        vectors = (side.vectors() for side in sides.values())
        similarity = ArticleSimilarity(*vectors, in_place=True)
    return match_members(members, similarity, skipped=skipped, least=least, margin=margin)


def latest(prints: Sequence[Fingerprint]) -> list[int]:
    """Return which articles of one language count, in order.

    Of an address that is there several times the last one does; what has no address does always.
    """
    last: dict[Hashable, int] = {
        page_key(one.url) if one.url else at: at for at, one in enumerate(prints)
    }
    return sorted(last.values())


def match_members(
    sides: Sequence[Sequence[Member]],
    similarity: TextSimilarity | None,
    *,
    skipped: Iterable[Skipped],
    least: float | None,
    margin: float,
) -> ArchivePairs:
    """Return the pairs of English and Arabic articles, those that were given among them.

    Both sides hold only what counts (see `latest`); of a given pair both articles must.
    """
    sources, targets = sides
    places: dict[str, list[int | None]] = {}
    for side, members in enumerate(sides):
        for at, one in enumerate(members):
            if one.pair:
                places.setdefault(one.pair, [None, None])[side] = at
    matches = match_articles(
        [one.fingerprint for one in sources],
        [one.fingerprint for one in targets],
        similarity,
        given=[
            (source, target)
            for source, target in places.values()
            if source is not None and target is not None
        ],
        least=least,
        margin=margin,
    )
    return ArchivePairs(tuple(sources), tuple(targets), tuple(matches), tuple(skipped))


class _Side:
    """The articles of one language as they come, a batch of them as text."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._members: list[Member] = []
        self._waiting: list[Article] = []
        self._parts: list[ArticleVectors] = []

    def add(self, member: Member, article: Article) -> None:
        self._members.append(member)
        if self._embedder is not None:
            self._waiting.append(article)
            if len(self._waiting) >= _BATCH:
                self._embed()

    def _embed(self) -> None:
        if self._embedder is not None and self._waiting:
            self._parts.append(embed_articles(self._waiting, self._embedder))
            self._waiting = []

    def _kept(self) -> list[int]:
        return latest([one.fingerprint for one in self._members])

    def members(self) -> list[Member]:
        return [self._members[at] for at in self._kept()]

    def vectors(self) -> ArticleVectors:
        self._embed()
        return join_vectors(self._parts).take(self._kept())


def pair_rows(pairs: ArchivePairs, *, doubtful: bool) -> Iterator[dict[str, object]]:
    """Yield a row for each pair, or for each doubtful one, the surest first among the latter."""
    chosen: Sequence[ArticleMatch] = [one for one in pairs.matches if bool(one.doubt) == doubtful]
    if doubtful:
        chosen = sorted(chosen, key=lambda one: -one.score)
    for match in chosen:
        source, target = pairs.sources[match.source], pairs.targets[match.target]
        yield {
            "source_url": source.fingerprint.url,
            "target_url": target.fingerprint.url,
            "signal": match.signal,
            "score": round(match.score, 4),
            "similarity": None if match.similarity is None else round(match.similarity, 4),
            "features": round(match.features, 4),
            "margin": None if match.margin is None else round(match.margin, 2),
            "days": match.days,
            "mutual": match.mutual,
            "doubt": match.doubt,
            "shared": list(match.shared),
            "source_title": source.fingerprint.title,
            "target_title": target.fingerprint.title,
            "source_place": source.place,
            "target_place": target.place,
        }
