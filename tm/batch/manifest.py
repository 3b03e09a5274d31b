"""What a batch has read and done: tables in a file beside the memory, its manifest.

Pages are known by a digest of what they hold and of the code that reads them, pairs by a digest of
both pages and of all that makes units of them. So nothing is done twice, and whatever changes is
done anew. The file is attached to the memory's connection: SQLite commits both or neither.
"""

import hashlib
import json
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpora.article import Article
from corpora.dump import files_of
from corpora.page import Page
from corpora.version import muwazi_version
from tm.batch.work import PageResult, PairResult
from tm.memory import Memory
from tm.schema import statements

VERSION = 2
_GROUP, _SECONDS = 64, 1.0  # results that one transaction holds at most, and for how long they wait
Write = Callable[[sqlite3.Connection], object]


class BadManifest(ValueError):
    """A manifest that cannot be used; the message is one line."""


def manifest_path(memory: Path) -> Path:
    """Return where the manifest of a memory lies: memory.db.batch beside memory.db."""
    return memory.with_name(f"{memory.name}.batch")


class Manifest:
    """The manifest of a memory that is open for writing; no other batch may have it."""

    def __init__(self, memory: Memory) -> None:
        """Attach the manifest, made where there is none; raise BadManifest, MemoryBusy, OSError.

        Where the memory is not the one that the results went to, the results are forgotten.
        """
        self.memory, self.path = memory, manifest_path(memory.path)
        self._waiting: list[Write] = []
        self._since = 0.0
        run = memory.connection.execute
        try:
            run("PRAGMA busy_timeout = 100")
            run("ATTACH ? AS batch", (self.path.resolve().as_uri(),))
            run("PRAGMA batch.journal_mode = DELETE")
            run("PRAGMA batch.locking_mode = EXCLUSIVE")
            known = run("PRAGMA batch.user_version").fetchone()[0]
            if known > VERSION:
                raise BadManifest(f"{self.path}: made by a newer muwazi: upgrade muwazi to use it")
            if 0 < known < VERSION:  # what it says of results is less than is needed now
                run("DROP TABLE batch.result")
            script = (files("tm") / "batch" / "manifest.sql").read_text("utf-8")
            for statement in statements(script):
                run(statement)
            run("INSERT OR REPLACE INTO batch.state VALUES ('opened', '1')")  # takes the lock
            run("PRAGMA busy_timeout = 30000")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise BadManifest(f"{self.path}: another batch is at work; wait for it") from error
            raise BadManifest(
                f"{self.path}: damaged or no manifest ({error}); delete it and run again:"
                " the memory stays, pages are read anew"
            ) from error
        if self._stamps()[0] != self._stamps()[1]:
            with memory.transaction() as connection:
                connection.execute("DELETE FROM batch.result")
                self._stamp(connection, "")

    def _stamps(self) -> tuple[str, str]:
        """Return the stamp of the last results, as the memory has it and as the manifest has it."""
        run = self.memory.connection.execute
        held = run("SELECT value FROM main.meta WHERE key = 'batch'").fetchone()
        return (str(held[0]) if held else "", self.state("stamp"))

    def _stamp(self, connection: sqlite3.Connection, key: str) -> None:
        """Note in both files what went to the memory last, after all that went before."""
        before = self._stamps()[0]
        stamp = hashlib.sha256(f"{before}\n{key}".encode()).hexdigest()[:32]
        connection.execute("INSERT OR REPLACE INTO main.meta VALUES ('batch', ?)", (stamp,))
        connection.execute("INSERT OR REPLACE INTO batch.state VALUES ('stamp', ?)", (stamp,))

    def state(self, key: str) -> str:
        """Return what is noted under a name, "" for nothing."""
        row = self.memory.connection.execute(
            "SELECT value FROM batch.state WHERE key = ?", (key,)
        ).fetchone()
        return str(row[0]) if row else ""

    def write(self, what: Write) -> None:
        """Let `what` be written soon, in a transaction with what was handed in before and after."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(what)
        if len(self._waiting) >= _GROUP or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits, all of it or nothing; raises as `Memory.transaction` does."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            with self.memory.transaction() as connection:
                for what in waiting:
                    what(connection)

    def set_state(self, **values: str) -> None:
        """Note values under their names."""
        self.write(
            lambda connection: connection.executemany(
                "INSERT OR REPLACE INTO batch.state VALUES (?, ?)", values.items()
            )
        )

    def keep_page(self, result: PageResult, model: str) -> None:
        """Keep what became of a page, and its vectors by the model."""
        row = (
            *(result.page, result.outcome, result.reason, result.language, result.month),
            *(result.article, result.fingerprint, json.dumps(dict(result.dropped or {}))),
            round(result.seconds, 4),
        )

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                f"INSERT OR REPLACE INTO batch.article VALUES ({','.join('?' * len(row))})", row
            )
            if result.outcome == "article":
                _keep_vectors(connection, result.page, model, result.vectors)

        self.write(write)

    def keep_vectors(self, page: str, model: str, vectors: tuple[int, bytes]) -> None:
        """Keep the vectors of a page's article by one more model."""
        self.write(lambda connection: _keep_vectors(connection, page, model, vectors))

    def keep_pair(self, result: PairResult, add: Write) -> None:
        """Keep what became of a pair; `add` puts its units into the memory, at the same moment."""
        scores = [unit.score for unit in result.units]
        bands = Counter(min(int(score * 10 + 1e-9), 9) for score in scores)
        row = (
            *(result.key, result.units[0].document if result.units else ""),
            *(result.outcome, result.reason, len(scores)),
            *(json.dumps(dict(sorted(bands.items()))), json.dumps(dict(result.left_out or {}))),
            sum(scores) / len(scores) if scores else None,
            *result.sentences,
            *(round(share, 4) for share in result.shares),
            round(result.seconds, 4),
        )

        def write(connection: sqlite3.Connection) -> None:
            add(connection)
            connection.execute(
                f"INSERT OR REPLACE INTO batch.result VALUES ({','.join('?' * len(row))})", row
            )
            self._stamp(connection, result.key)

        self.write(write)

    def forget_failures(self, archives: Sequence[Path]) -> int:
        """Let what failed of these archives be done again; return how many pages and pairs.

        Those are the pages that failed, the archives with a place that could not be read, and the
        pairs in the plan that failed. What is no article, or no translation, stays as it is.
        """
        names = (json.dumps([archive_name(path) for path in archives]),)
        bad = (
            "FROM batch.document d LEFT JOIN batch.article a ON a.page = d.page"
            " WHERE d.archive IN (SELECT value FROM json_each(?))"
            " AND (d.reason != '' OR a.outcome = 'failed')"
        )
        forgotten = (
            (f"article WHERE outcome = 'failed' AND page IN (SELECT d.page {bad})", names),
            ("result WHERE outcome = 'failed' AND key IN (SELECT key FROM batch.pair)", ()),
        )
        with self.memory.transaction() as connection:
            run = connection.execute
            run(f"DELETE FROM batch.archive WHERE name IN (SELECT d.archive {bad})", names)
            return sum(
                run(f"DELETE FROM batch.{what}", asked).rowcount for what, asked in forgotten
            )

    def pages(self, model: str = "") -> set[str]:
        """Return the pages that are known, or with `model` those that have vectors by it."""
        table = "vector WHERE model = ?" if model else "article WHERE ? = ''"
        rows = self.memory.connection.execute(f"SELECT page FROM batch.{table}", (model,))
        return {page for (page,) in rows}

    def pending(self) -> list[tuple[str, str, str, str, str]]:
        """Return the pairs without a result, in order: key, both pages, both addresses."""
        return self.memory.connection.execute(
            "SELECT p.key, p.source, p.target, p.source_url, p.target_url FROM batch.pair p"
            " LEFT JOIN batch.result r ON r.key = p.key WHERE r.key IS NULL ORDER BY p.number"
        ).fetchall()

    def texts(self, pages: Sequence[str]) -> list[bytes]:
        """Return the articles of pages, as bytes."""
        run = self.memory.connection.execute
        find = "SELECT text FROM batch.article WHERE page = ?"
        return [run(find, (page,)).fetchone()[0] for page in pages]


def last_options(memory: Path) -> dict[str, Any]:
    """Return the options of the last batch that filled a memory, by name; none where none is known.

    They are those of `tm.batch.run.run_batch`: model, min_score, least, margin.
    """
    path = manifest_path(memory)
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as file:
            row = file.execute("SELECT value FROM state WHERE key = 'options'").fetchone()
        options = json.loads(row[0]) if row else {}
    except (sqlite3.Error, ValueError):  # who opens it as a manifest will say what is wrong
        return {}
    return options if isinstance(options, dict) else {}


def _keep_vectors(
    connection: sqlite3.Connection, page: str, model: str, vectors: tuple[int, bytes]
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO batch.vector VALUES (?, ?, ?, ?)", (page, model, *vectors)
    )


def digest(parts: Iterable[str]) -> str:
    """Return 32 hexadecimal digits that name a list of texts."""
    joined = json.dumps(list(parts), ensure_ascii=True)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def page_digest(content: Page | Article) -> str:
    """Return what names a page by all that it holds, and the code that reads it by its version."""
    held = hashlib.sha256(f"page:{muwazi_version()}\n".encode())
    if isinstance(content, Page):
        for text in (content.url, content.link_header, content.html):
            held.update(text.encode("utf-8", "surrogatepass"))
            held.update(b"\0")
    else:
        held.update(repr(content).encode("utf-8", "surrogatepass"))
    return held.hexdigest()[:32]


def archive_name(path: Path) -> str:
    """Return the name by which the tables know an archive: its path, whatever bytes that holds."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def archive_stamp(path: Path) -> tuple[str, dict[str, int]]:
    """Return what changes when an archive does, and the size of each of its files.

    Names, sizes and times of change are looked at, of every file that is read of a folder (a memory
    and its manifest may lie there too), and of the files that a list of pairs names.
    """
    found: list[tuple[str, int, int]] = []
    for name in files_of(path):
        try:
            about = os.stat(name)  # noqa: PTH116
        except OSError:  # a link that leads nowhere
            continue
        found.append((name, about.st_size, about.st_mtime_ns))
    sizes = {name: size for name, size, _ in found}
    return digest(f"{name} {size} {when}" for name, size, when in found), sizes
