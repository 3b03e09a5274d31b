"""The index beside the WARC files of a folder: what was asked for, what came, and where it lies.

One SQLite file, `index.db`. It is the queue of a run too: an address waits here until it was
asked for, so that a run that stopped goes on where it was.
"""

import math
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from corpora.address import page_key
from corpora.wanted import Answered, Kind, Wanted

NAME = "index.db"
_ROOTS: tuple[Kind, ...] = ("sitemap", "feed")
_LEAVES: tuple[Kind, ...] = ("page", "list")
_TRIES = 3  # runs that ask for what brings no answer

_SCHEMA = """
CREATE TABLE IF NOT EXISTS address (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,          -- the same for spellings of one page
  kind TEXT NOT NULL,                -- page, sitemap, feed, list
  host TEXT NOT NULL,
  parent TEXT NOT NULL DEFAULT '',   -- the sitemap that named it; of a list, where the crawl began
  depth INTEGER NOT NULL DEFAULT 0,
  changed TEXT,                      -- as a sitemap or a feed says, UTC
  waiting INTEGER NOT NULL DEFAULT 1,
  run INTEGER NOT NULL DEFAULT 0,    -- the run that asked for it last
  outcome TEXT,                      -- fetched, unchanged, moved, gone, refused, failed
  reason TEXT NOT NULL DEFAULT '',
  tries INTEGER NOT NULL DEFAULT 0,  -- runs in a row that brought no answer
  status INTEGER,
  time TEXT,                         -- when it was asked for last, UTC
  final TEXT,                        -- its address after redirects
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  file TEXT, offset INTEGER, length INTEGER  -- the WARC record that holds it
);
CREATE INDEX IF NOT EXISTS address_waiting ON address (waiting, host, kind, depth DESC, id);
CREATE INDEX IF NOT EXISTS address_final ON address (final);
CREATE INDEX IF NOT EXISTS address_parent ON address (parent);
CREATE TABLE IF NOT EXISTS version (  -- hreflang pairs of sitemaps and feeds
  address TEXT NOT NULL, language TEXT NOT NULL, other TEXT NOT NULL,
  PRIMARY KEY (address, other)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""


class BadIndex(ValueError):
    """An index that cannot be used; the message is one line."""


class BusyIndex(BadIndex):
    """An index that another run is writing."""


class ArchiveIndex:
    """An open index. Not for several threads at once: its user holds a lock."""

    def __init__(self, folder: Path, *, write: bool = True) -> None:
        """Open the index of `folder`; raises BadIndex, and OSError where the folder cannot be made.

        To `write`, the folder is made when it is missing, and no other run may be at it.
        """
        self.folder, self.path = folder, folder / NAME
        if write:
            folder.mkdir(parents=True, exist_ok=True)
        where = f"{self.path.absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
        try:
            self._db = sqlite3.connect(
                where, timeout=0.1, isolation_level=None, check_same_thread=False, uri=True
            )
        except sqlite3.Error as error:
            raise BadIndex(f"{self.path}: cannot be opened ({error})") from error
        try:
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > 1:
                raise BadIndex(f"{self.path}: was written by a later muwazi; update yours")
            if write:
                self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
                self._db.executescript(_SCHEMA)  # writes in any case, and so takes the lock
                self._forget_lost()
            row = self._db.execute("SELECT coalesce(max(run), 0) FROM address").fetchone()
        except BadIndex:
            self._db.close()
            raise
        except sqlite3.DatabaseError as error:
            self._db.close()
            if "locked" in str(error):
                raise BusyIndex(f"{self.path}: is in use by another run; wait for it") from error
            raise BadIndex(f"{self.path}: is no index ({error})") from error
        self.run: int = row[0] + 1

    def want(self, wanted: Wanted, host: str, *, again: bool = False) -> bool:
        """Let an address wait, and return whether it is new or has to be asked for again.

        One that is known waits again only if `again`, if it is said to have changed later than
        was said before, or if it is no page and nobody says; never twice in a run.
        """
        number = "" if wanted.kind == "page" else wanted.address
        key = f"{wanted.kind == 'page'} {page_key(wanted.address)} {host} {number}"
        known = self._db.execute(
            "SELECT id, kind, waiting, run, changed, time FROM address"
            " WHERE address = ? OR key = ?",
            (wanted.address, key),
        ).fetchone()
        if known is None:
            self._db.execute(
                "INSERT INTO address (address, key, kind, host, parent, depth, changed)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(wanted.address, key, wanted.kind, host),
                    *(wanted.parent, wanted.depth, wanted.changed or None),
                ),
            )
            return True
        row, kind, waiting, run, changed, time = known
        newer = bool(wanted.changed) and wanted.changed > (changed or time or "")
        if newer:
            self._db.execute("UPDATE address SET changed = ? WHERE id = ?", (wanted.changed, row))
        again = again or newer or (kind != "page" and not wanted.changed)
        if waiting or run == self.run or not again:
            return False
        self._db.execute("UPDATE address SET waiting = 1 WHERE id = ?", (row,))
        return True

    def known(self, address: str) -> bool:
        """Tell whether an address was wanted before."""
        row = self._db.execute("SELECT 1 FROM address WHERE address = ?", (address,)).fetchone()
        return row is not None

    def want_again(self, where: str, values: Iterable[object] = ()) -> None:
        """Let all addresses wait that a condition of SQL picks, unless this run asked for them."""
        self._db.execute(
            f"UPDATE address SET waiting = 1 WHERE run < {self.run} AND ({where})", tuple(values)
        )

    def next_of(self, host: str, since: str = "", left: float = math.inf) -> Wanted | None:
        """Take the next address of a host that waits; None without one, or with nothing `left`.

        Sitemaps and feeds come first, unless as many pages wait as are `left` to be asked for; a
        page's other version comes before the next page, so that a run's end parts few pairs.
        One that changed before `since` goes on waiting.
        """
        if left <= 0:
            return None
        waits = (
            " FROM address WHERE waiting = 1 AND host = ? AND run < ?"
            " AND (changed IS NULL OR changed >= ?)"
        )
        values = (host, self.run, since)
        enough = False
        if left < math.inf:
            pages = f"SELECT count(*) FROM (SELECT 1{waits} AND kind = 'page' LIMIT ?)"
            enough = self._db.execute(pages, (*values, left)).fetchone()[0] >= left
        row = None
        for kinds in (_LEAVES, _ROOTS) if enough else (_ROOTS, _LEAVES):
            firsts = " UNION ALL ".join(
                "SELECT * FROM (SELECT id, address, kind, parent, depth, coalesce(changed, '')"
                f"{waits} AND kind = '{kind}' ORDER BY depth DESC, id LIMIT 1)"
                for kind in kinds
            )
            row = (
                row
                or self._db.execute(f"{firsts} ORDER BY id LIMIT 1", values * len(kinds)).fetchone()
            )
        if row is None:
            return None
        self._db.execute("UPDATE address SET run = ? WHERE address = ?", (self.run, row[1]))
        _, address, kind, parent, depth, changed = row
        return Wanted(address, kind, parent, depth, changed)

    def lists(self, parent: str) -> list[tuple[str, int]]:
        """Return the lists, with their depth, of a crawl that began at `parent`."""
        return self._db.execute(
            "SELECT address, depth FROM address WHERE kind = 'list' AND parent = ? ORDER BY id",
            (parent,),
        ).fetchall()

    def give_back(self, wanted: Wanted) -> None:
        """Let an address that was taken wait for the next run."""
        self._db.execute(
            "UPDATE address SET run = ? WHERE address = ?", (self.run - 1, wanted.address)
        )

    def hosts(self, since: str = "") -> list[str]:
        """Return the hosts of which an address waits that this run has not asked for."""
        # From each host to the next by the index, however many addresses wait of it.
        rows = self._db.execute(
            "WITH RECURSIVE each(host) AS (SELECT min(host) FROM address WHERE waiting = 1"
            " UNION ALL SELECT (SELECT min(host) FROM address WHERE waiting = 1"
            " AND host > each.host) FROM each WHERE host IS NOT NULL)"
            " SELECT host FROM each WHERE EXISTS (SELECT 1 FROM address WHERE waiting = 1"
            " AND host = each.host AND run < ? AND (changed IS NULL OR changed >= ?))",
            (self.run, since),
        )
        return [host for (host,) in rows]

    def waiting(self, since: str = "") -> int:
        """Return how many addresses wait."""
        row = self._db.execute(
            "SELECT count(*) FROM address WHERE waiting = 1 AND (changed IS NULL OR changed >= ?)",
            (since,),
        ).fetchone()
        return int(row[0])

    def answer(self, wanted: Wanted, answered: Answered, time: str) -> None:
        """Note what became of an address that was taken, at an ISO time in UTC.

        A passing trouble is tried again in the next run, and in the one after that.
        """
        place, address = answered.place, wanted.address
        self._db.execute(
            "UPDATE address SET kind = ?, outcome = ?, reason = ?, status = ?, time = ?,"
            " waiting = ? AND tries < ?, tries = CASE WHEN ? THEN tries + 1 ELSE 0 END,"
            " final = coalesce(nullif(?, ''), final) WHERE address = ?",
            (
                *(wanted.kind, answered.outcome, answered.reason, answered.status, time),
                *(answered.again, _TRIES - 1, answered.again, answered.final, address),
            ),
        )
        if place:
            self._db.execute(
                "UPDATE address SET etag = ?, last_modified = ?, file = ?, offset = ?, length = ?"
                " WHERE address = ?",
                (
                    *(answered.etag, answered.last_modified),
                    *(place.file, place.offset, place.length, address),
                ),
            )

    def conditions(self, address: str) -> dict[str, str]:
        """Return the headers that ask for an address only if it is not as it is held."""
        row = self._db.execute(
            "SELECT etag, last_modified FROM address WHERE final = ? AND file IS NOT NULL",
            (address,),
        ).fetchone()
        if row is None:
            return {}
        etag, modified = row
        return (
            {"If-None-Match": etag} if etag else {"If-Modified-Since": modified} if modified else {}
        )

    def holder(self, final: str) -> str:
        """Return the address under which a page is held that stands at `final`, "" for none."""
        row = self._db.execute(
            "SELECT address FROM address WHERE final = ? AND file IS NOT NULL ORDER BY id", (final,)
        ).fetchone()
        return row[0] if row else ""

    def add_versions(self, address: str, versions: Iterable[tuple[str, str]]) -> None:
        """Keep the other versions of an address that a sitemap names."""
        self._db.executemany(
            "INSERT OR REPLACE INTO version VALUES (?, ?, ?)",
            [(address, language, other) for language, other in versions if other != address],
        )

    def versions(self) -> list[tuple[str, str, str]]:
        """Return every (address, language, address of that version) that sitemaps named."""
        return self._db.execute(
            "SELECT address, language, other FROM version ORDER BY address, other"
        ).fetchall()

    def held(self) -> dict[tuple[str, int], tuple[str, Kind]]:
        """Return what each record holds: (file, offset) to (address that was asked for, kind)."""
        rows = self._db.execute(
            "SELECT file, offset, address, kind FROM address"
            " WHERE file IS NOT NULL ORDER BY id DESC"
        )
        return {(file, offset): (address, kind) for file, offset, address, kind in rows}

    def __enter__(self) -> Self:
        """Begin a transaction."""
        self._db.execute("BEGIN")
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Commit it, or undo it after an error."""
        if error is None:
            self._db.execute("COMMIT")
        elif self._db.in_transaction:  # on a full disk SQLite itself has rolled back
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _forget_lost(self) -> None:
        """Let wait again what lies in a file that is gone or was cut short."""
        rows = self._db.execute(
            "SELECT file, max(offset + length) FROM address WHERE file IS NOT NULL GROUP BY file"
        ).fetchall()
        for file, end in rows:
            path = self.folder / Path(file).name
            size = path.stat().st_size if path.is_file() else 0
            if size < end:
                self._db.execute(
                    "UPDATE address SET waiting = 1, file = NULL, offset = NULL, length = NULL,"
                    " etag = '', last_modified = '' WHERE file = ? AND offset + length > ?",
                    (file, size),
                )
