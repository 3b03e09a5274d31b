"""The pairs of articles that a memory's units come from."""

import sqlite3
from urllib.parse import urlsplit


def document_id(
    connection: sqlite3.Connection,
    *,
    name: str = "",
    source_url: str = "",
    target_url: str = "",
    date: str = "",
    source_title: str = "",
    target_title: str = "",
) -> int | None:
    """Return the id of a document, made where there is none; None where nothing names it.

    A document is told by its name and its two addresses. A date ("2024-01-31") or a title is noted
    where none was known. Within `Memory.transaction`.
    """
    if not (name or source_url or target_url):
        return None
    key = (name, source_url, target_url)
    find = "SELECT id FROM document WHERE name = ? AND source_url = ? AND target_url = ?"
    if not (row := connection.execute(find, key).fetchone()):
        connection.execute(
            "INSERT INTO document (name, source_url, target_url, source_host, target_host)"
            " VALUES (?, ?, ?, ?, ?)",
            (*key, host(source_url), host(target_url)),
        )
        row = connection.execute(find, key).fetchone()
    if date or source_title or target_title:
        connection.execute(
            "UPDATE document SET date = coalesce(date, nullif(?, '')),"
            " source_title = coalesce(source_title, nullif(?, '')),"
            " target_title = coalesce(target_title, nullif(?, '')) WHERE id = ?",
            (date, source_title, target_title, row[0]),
        )
    return int(row[0])


def host(url: str) -> str:
    """Return the host of an address in lower case without "www.", "" where there is none."""
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")
