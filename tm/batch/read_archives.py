"""The first step of a batch: every page of the archives becomes an article, each once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from corpora.document import Skipped
from corpora.dump import read_dump
from tm.batch.event import Event, Tell
from tm.batch.manifest import Manifest, archive_name, archive_stamp, page_digest
from tm.batch.work import PageResult, PageTask, read_pages
from tm.batch.workers import Lost, Workers

_CHUNK = 4  # pages that travel to a worker together
_INSIDE = re.compile(r"(?:!.*|@\d+|:\d+)$", re.DOTALL)  # of a place, what stands after the file


def read_archives(
    archives: Sequence[Path],
    manifest: Manifest,
    workers: Workers,
    *,
    model: str | None,
    model_name: str,
    tell: Tell,
    stopping: Callable[[], bool],
) -> bool:
    """Read all archives that changed since they were read; return whether it came to the end.

    Pages that the manifest knows are not extracted again. Raises as `read_dump` and
    `Memory.transaction` do.
    """
    work = partial(read_pages, model=model)
    known = manifest.pages()
    for path in archives:
        stamp, sizes = archive_stamp(path)
        row = (archive_name(path), stamp)
        if _is_read(manifest, path, stamp):
            continue
        manifest.write(
            lambda db, name=row[:1]: (  # type: ignore[misc]  # a lambda's default has no type
                db.execute("DELETE FROM batch.archive WHERE name = ?", name),
                db.execute("DELETE FROM batch.document WHERE archive = ?", name),
            )
        )
        listing = _Listing(path, manifest, known, sizes, tell, stopping)
        for task, result in workers.map(
            work, listing.new(), chunk=_CHUNK, stopping=stopping, size=PageTask.size
        ):
            if isinstance(result, Lost):
                result = PageResult(task.page, "failed", result.reason)
            manifest.keep_page(result, model_name)
            listing.done(result)
        if not listing.ended:
            manifest.flush()
            return False
        manifest.write(
            lambda db, row=row: db.execute(  # type: ignore[misc]  # as above
                "INSERT OR REPLACE INTO batch.archive VALUES (?, ?)", row
            )
        )
    manifest.flush()
    return True


def _is_read(manifest: Manifest, path: Path, stamp: str) -> bool:
    """Tell whether an archive was read as it is now, and every page of it is known."""
    run = manifest.memory.connection.execute
    row = run("SELECT stamp FROM batch.archive WHERE name = ?", (archive_name(path),)).fetchone()
    if row is None or row[0] != stamp:
        return False
    unknown = run(
        "SELECT 1 FROM batch.document d LEFT JOIN batch.article a ON a.page = d.page"
        " WHERE d.archive = ? AND d.page != '' AND a.page IS NULL LIMIT 1",
        (archive_name(path),),
    )
    return unknown.fetchone() is None


class _Listing:
    """What an archive holds, noted as it is read."""

    def __init__(
        self,
        path: Path,
        manifest: Manifest,
        known: set[str],
        sizes: Mapping[str, int],
        tell: Tell,
        stopping: Callable[[], bool],
    ) -> None:
        self.ended = False
        self._path, self._manifest, self._known = path, manifest, known
        self._sizes, self._tell, self._stopping = sizes, tell, stopping
        self._whole = max(1, sum(sizes.values()))
        self._file, self._before, self._share = "", 0, 0.0
        self._done = 0
        self._places: dict[str, str] = {}

    def new(self) -> Iterator[PageTask]:
        """Yield the pages that are not known yet, and note all of them."""
        for number, item in enumerate(read_dump(self._path)):
            if self._stopping():
                return
            self._advance(item.source)
            if isinstance(item, Skipped):
                self._note(number, item.source, "", "", item.reason)
                self._told("not read", item.source, item.reason)
                continue
            page = page_digest(item.content)
            self._note(number, item.source, page, item.pair, "")
            if page in self._known:
                self._told("known", item.source)
                continue
            self._known.add(page)
            self._places[page] = item.source
            yield PageTask(page, item.content)
        self.ended = True

    def done(self, result: PageResult) -> None:
        """Tell what became of a page."""
        place = self._places.pop(result.page)
        self._told(result.outcome, place, result.reason, result.seconds)

    def _note(self, number: int, place: str, page: str, pair: str, reason: str) -> None:
        row = (
            archive_name(self._path),
            number,
            _storable(place),
            page,
            _storable(pair),
            _storable(reason),
        )
        self._manifest.write(
            lambda db: db.execute(
                "INSERT OR REPLACE INTO batch.document VALUES (?, ?, ?, ?, ?, ?)", row
            )
        )

    def _told(self, outcome: str, place: str, reason: str = "", seconds: float = 0.0) -> None:
        self._done += 1
        self._tell(
            Event(
                "read",
                outcome,
                place,
                reason,
                seconds=seconds,
                done=self._done,
                share=self._share,
            )
        )

    def _advance(self, place: str) -> None:
        """Reckon how much of the archive is read, by the size of its files."""
        file = place if place in self._sizes else _INSIDE.sub("", place)
        if file != self._file:
            self._before += self._sizes.get(self._file, 0)
            self._file = file
        offset = place.rpartition("@")[2]
        inside = int(offset) if offset.isdecimal() else 0
        self._share = min(1.0, (self._before + inside) / self._whole)


def _storable(text: str) -> str:
    """Return a text that SQLite can hold: names of files may hold bytes that are no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
