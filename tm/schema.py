"""The version of a memory's tables: made where there are none, brought forward where they are old.

The tables themselves stand in schema.sql. A memory says what it is by SQLite's application_id, and
its version by user_version.
"""

import sqlite3
from importlib.resources import files

APPLICATION_ID = 0x6D757761  # "muwa"; `file` and SQLite's own tools show it

# Script n brings version n to n + 1; the first one makes the tables of version 1.
# A released script is never changed: a memory somewhere was made by it.
_SCRIPTS = ("schema.sql",)
VERSION = len(_SCRIPTS)


class BadMemory(ValueError):
    """A file that is not a memory, is damaged, or was made by a newer muwazi."""


def check(connection: sqlite3.Connection, name: str) -> int:
    """Return the version of the memory's tables, 0 for a file that holds nothing yet.

    Raises BadMemory for any other program's file and for a newer version than this one knows.
    """
    application, version, tables = connection.execute(
        "SELECT (SELECT * FROM pragma_application_id), (SELECT * FROM pragma_user_version),"
        " (SELECT count(*) FROM sqlite_master)"
    ).fetchone()
    if not tables and application in (0, APPLICATION_ID):
        return 0
    if application != APPLICATION_ID:
        raise BadMemory(f"{name}: an SQLite file, but not a muwazi memory")
    if version > VERSION:
        raise BadMemory(
            f"{name}: made by a newer muwazi (format {version}, this one knows {VERSION}):"
            " upgrade muwazi to open it"
        )
    return int(version)


def upgrade(connection: sqlite3.Connection, name: str) -> None:
    """Bring the tables to this version, in one transaction; do nothing where they are.

    Raises BadMemory as `check` does.
    """
    if check(connection, name) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Again, now that nobody else can write: another program may have been first.
        for version in range(check(connection, name), VERSION):
            script = (files("tm") / _SCRIPTS[version]).read_text(encoding="utf-8")
            for statement in statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> list[str]:
    """Split an SQL script into its statements; sqlite3's own executescript would commit first."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return found
