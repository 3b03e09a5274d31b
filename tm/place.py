"""Where a unit was found: the document, the signature and the sentences."""

import sqlite3

from tm.document import document_id
from tm.entry import Entry

_CACHE = 10_000  # documents and signatures remembered

# Document and signature, then start and stop of the sentences on both sides; None: not known.
Place = tuple[int | None, int | None, int | None, int | None, int | None, int | None]


def is_exact(place: Place) -> bool:
    """Tell whether a place names sentences of a document: no two sightings of a unit share it."""
    return place[0] is not None and (place[2] is not None or place[4] is not None)


class PlaceFinder:
    """Turns what entries say of their place into ids, remembering those of late."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Remember nothing yet; `connection` is within `Memory.transaction`."""
        self._connection = connection
        self._documents: dict[tuple[str, str, str, str], int | None] = {}
        self._signatures: dict[str, int] = {}

    def find(self, entry: Entry) -> Place:
        """Return the entry's place; make the rows of a document and a signature that are new."""
        source, target = entry.source_positions, entry.target_positions
        return (
            self._document(entry),
            self._signature(entry.signature),
            *((source.start, source.stop) if source else (None, None)),
            *((target.start, target.stop) if target else (None, None)),
        )

    def _document(self, entry: Entry) -> int | None:
        """Return the id of the entry's document."""
        key = (entry.document, entry.source_url, entry.target_url, entry.date)
        if key not in self._documents:
            if len(self._documents) >= _CACHE:
                self._documents.clear()
            self._documents[key] = document_id(
                self._connection,
                name=entry.document,
                source_url=entry.source_url,
                target_url=entry.target_url,
                date=entry.date,
            )
        return self._documents[key]

    def _signature(self, text: str) -> int | None:
        """Return the id of a signature."""
        if not text:
            return None
        if text not in self._signatures:
            if len(self._signatures) >= _CACHE:
                self._signatures.clear()
            run = self._connection.execute
            run("INSERT OR IGNORE INTO signature (text) VALUES (?)", (text,))
            row = run("SELECT id FROM signature WHERE text = ?", (text,)).fetchone()
            self._signatures[text] = int(row[0])
        return self._signatures[text]
