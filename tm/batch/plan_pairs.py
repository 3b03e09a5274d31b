"""The second step of a batch: which articles of the archives are versions of each other."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from align.article_similarity import ArticleSimilarity
from corpora.article import Language
from corpora.document import Skipped
from tm.batch.event import Event, Tell
from tm.batch.manifest import Manifest, archive_name, digest
from tm.batch.stored_article import spool_vectors, unpack_fingerprint
from tm.batch.work import PairTask, embed_stored
from tm.batch.workers import Lost, Workers
from tm.pair_archive import ArchivePairs, Member, latest, match_members

_CHUNK = 16


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

    The pairs are those of `tm.pair_archive.pair_archive`.
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
            (archive_name(path),),
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
    sides: list[list[Member]] = []
    pages: list[list[str]] = []
    found: dict[Language, list[tuple[Member, str]]] = {"en": [], "ar": []}
    run = manifest.memory.connection.execute
    find = "SELECT fingerprint FROM batch.article WHERE page = ?"
    for one in listed:
        print_ = unpack_fingerprint(run(find, (one.page,)).fetchone()[0])
        found[print_.language].append((Member(one.place, print_, one.pair), one.page))
    for both in found.values():
        kept = [both[at] for at in latest([member.fingerprint for member, _ in both])]
        sides.append([member for member, _ in kept])
        pages.append([page for _, page in kept])
    bad = run("SELECT place, reason FROM batch.document WHERE page = ''").fetchall()
    skipped = [Skipped(*row) for row in bad]
    with ExitStack() as open_files:
        similarity = None
        if all(pages):
            # The vectors of a large archive take more than its memory should: 8 kB an article.
            folder = manifest.path.parent
            files = [open_files.enter_context(TemporaryFile(dir=folder)) for _ in pages]
            vectors = [
                spool_vectors(_vectors(manifest, side, model_name), file)
                for side, file in zip(pages, files, strict=True)
            ]
            similarity = ArticleSimilarity(*vectors, in_place=True)
        pairs = match_members(sides, similarity, skipped=skipped, least=least, margin=margin)
    return pairs, pages


def _vectors(
    manifest: Manifest, pages: Sequence[str], model_name: str
) -> Iterator[tuple[int, bytes]]:
    run = manifest.memory.connection.execute
    find = "SELECT width, vectors FROM batch.vector WHERE page = ? AND model = ?"
    for page in pages:
        yield run(find, (page, model_name)).fetchone() or (1, b"")
