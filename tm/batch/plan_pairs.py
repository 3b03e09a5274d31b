"""The second step of a batch: which articles of the archives are versions of each other."""

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from align.article_similarity import ArticleSimilarity
from corpora.address import page_key
from corpora.article import Language
from corpora.dump import Skipped
from corpora.match_articles import match_articles
from tm.batch.event import Event, Tell
from tm.batch.manifest import Manifest, digest
from tm.batch.stored_article import unpack_fingerprint, unpack_vectors
from tm.batch.work import PairTask, embed_stored
from tm.batch.workers import Lost, Workers
from tm.pair_archive import ArchivePairs, Member

_CHUNK = 16
_LANGUAGES: tuple[Language, Language] = ("en", "ar")


@dataclass(frozen=True, slots=True)
class _Listed:
    """An article where it stands in an archive; `pair` is "" or names it and its version."""

    place: str
    page: str
    pair: str


def embed_known(
    archives: Sequence[Path],
    manifest: Manifest,
    workers: Workers,
    *,
    model: str | None,
    model_name: str,
    tell: Tell,
    stopping: Callable[[], bool],
) -> bool:
    """Embed the articles that were read for another model; return whether it came to the end."""
    have = manifest.pages(model_name)
    missing = dict.fromkeys(one.page for one in _listing(archives, manifest))
    pages = [page for page in missing if page not in have]
    tasks = (PairTask(page, manifest.texts([page])[0], b"") for page in pages)
    done = 0
    work = partial(embed_stored, model=model)
    for task, vectors in workers.map(work, tasks, chunk=_CHUNK, stopping=stopping):
        done += 1
        if not isinstance(vectors, Lost):
            manifest.keep_vectors(task.key, model_name, vectors)
        share = done / len(pages)
        tell(Event("embed", "article", done=done, total=len(pages), share=share))
    manifest.flush()
    return done == len(pages)


def plan_pairs(
    archives: Sequence[Path],
    manifest: Manifest,
    *,
    model_name: str,
    build_signature: str,
    least: float | None,
    margin: float,
    tell: Tell,
) -> None:
    """Find the pairs and write them down in their order, unless that was done for these articles.

    Of an address that is there several times the last page counts, as in `pair_archive`.
    """
    listed = _listing(archives, manifest)
    asked = [model_name, build_signature, repr(least), repr(margin)]
    asked += [f"{one.page} {one.pair}" for one in listed]
    plan = digest(asked)
    if manifest.state("plan") == plan:
        return
    tell(Event("pair", "begun", done=len(listed)))
    pairs, pages = _match(listed, manifest, model_name, least, margin)
    rows: list[tuple[object, ...]] = []
    for match in pairs.matches:
        if match.doubt:
            continue
        both = pages[0][match.source], pages[1][match.target]
        source, target = (
            pairs.sources[match.source].fingerprint,
            pairs.targets[match.target].fingerprint,
        )
        day = source.date or target.date
        rows.append(
            (
                *(len(rows), digest([*both, build_signature]), *both, match.signal),
                *(source.url, target.url, source.title or target.title),
                day.isoformat()[:7] if day else "",
            )
        )
    with manifest.memory.transaction() as connection:
        connection.execute("DELETE FROM batch.pair")
        connection.executemany("INSERT INTO batch.pair VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.executemany(
            "INSERT OR REPLACE INTO batch.state VALUES (?, ?)",
            [("plan", plan), ("paired", json.dumps(pairs.counts()))],
        )
    tell(Event("pair", "ended", done=len(rows)))


def _listing(archives: Sequence[Path], manifest: Manifest) -> list[_Listed]:
    """Return every article of the archives, in order."""
    found = []
    for at, path in enumerate(archives):
        rows = manifest.memory.connection.execute(
            "SELECT d.place, d.page, d.pair FROM batch.document d JOIN batch.article a"
            " ON a.page = d.page WHERE d.archive = ? AND a.outcome = 'article' ORDER BY d.number",
            (str(path),),
        )
        found += [
            _Listed(place, page, f"{at} {pair}" if pair else "") for place, page, pair in rows
        ]
    return found


def _match(
    listed: Sequence[_Listed],
    manifest: Manifest,
    model_name: str,
    least: float | None,
    margin: float,
) -> tuple[ArchivePairs, list[list[str]]]:
    """Return the pairs, and the page of each article of both sides."""
    members: dict[Language, list[tuple[Member, _Listed]]] = {"en": [], "ar": []}
    last: dict[Hashable, int] = {}
    find = "SELECT fingerprint FROM batch.article WHERE page = ?"
    run = manifest.memory.connection.execute
    for at, one in enumerate(listed):
        member = Member(one.place, unpack_fingerprint(run(find, (one.page,)).fetchone()[0]))
        print_ = member.fingerprint
        members[print_.language].append((member, one))
        last[(print_.language, page_key(print_.url)) if print_.url else at] = id(one)
    kept_ones = set(last.values())
    kept = {
        language: [both for both in members[language] if id(both[1]) in kept_ones]
        for language in _LANGUAGES
    }
    sides = [[member for member, _ in kept[language]] for language in _LANGUAGES]
    pages = [[one.page for _, one in kept[language]] for language in _LANGUAGES]
    places: dict[str, list[int | None]] = {}
    for side, language in enumerate(_LANGUAGES):
        for at, (_, one) in enumerate(kept[language]):
            if one.pair:
                places.setdefault(one.pair, [None, None])[side] = at
    given = [
        (source, target)
        for source, target in places.values()
        if source is not None and target is not None
    ]
    similarity = None
    if all(sides):
        similarity = ArticleSimilarity(
            *(unpack_vectors(_vectors(manifest, side, model_name)) for side in pages)
        )
    matches = match_articles(
        [member.fingerprint for member in sides[0]],
        [member.fingerprint for member in sides[1]],
        similarity,
        given=given,
        least=least,
        margin=margin,
    )
    bad = run("SELECT place, reason FROM batch.document WHERE page = ''").fetchall()
    skipped = tuple(Skipped(*row) for row in bad)
    return ArchivePairs(tuple(sides[0]), tuple(sides[1]), tuple(matches), skipped), pages


def _vectors(manifest: Manifest, pages: Sequence[str], model_name: str) -> list[tuple[int, bytes]]:
    run = manifest.memory.connection.execute
    find = "SELECT width, vectors FROM batch.vector WHERE page = ? AND model = ?"
    return [run(find, (page, model_name)).fetchone() or (1, b"") for page in pages]
