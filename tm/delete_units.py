"""Take units out of a memory, and take back what a build put into it."""

import sqlite3
from collections.abc import Iterable, Sequence

# A sighting that a build made of one of the documents, of a unit that no person has touched.
_BUILT = """
    INSERT OR IGNORE INTO temp.taken
    SELECT s.id, s.unit_id FROM document d
    JOIN sighting s ON s.document_id = d.id
    JOIN origin o ON o.id = s.origin_id AND o.format = 'build'
    JOIN unit u ON u.id = s.unit_id AND u.status = 'machine' AND u.replaced_by IS NULL
    WHERE d.name = ? AND s.status IS NULL
"""


def delete_units(connection: sqlite3.Connection, doomed: Sequence[int]) -> None:
    """Delete units, what they replaced, and all indexes, since their ids may be given anew.

    Within `Memory.transaction`.
    """
    run = connection.execute
    run("INSERT INTO unit_fts (unit_fts) VALUES ('delete-all')")
    run("DELETE FROM gram")
    run("DELETE FROM vector")
    run(r"UPDATE meta SET value = 0 WHERE key LIKE '%\_upto' ESCAPE '\'")
    run("CREATE TEMP TABLE doomed (id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO doomed VALUES (?)", ((unit,) for unit in doomed))
    run(
        "WITH RECURSIVE gone (id) AS (SELECT id FROM doomed UNION"
        " SELECT u.id FROM unit u JOIN gone ON u.replaced_by = gone.id)"
        " DELETE FROM unit WHERE id IN (SELECT id FROM gone)"
    )
    run("DROP TABLE temp.doomed")


def take_back(connection: sqlite3.Connection, documents: Iterable[str]) -> int:
    """Take back what builds made of documents, by name; return how many units are gone.

    A unit stays where it was found elsewhere too, with what is known of it there, and where a
    person has reviewed it. Within `Memory.transaction`.
    """
    run = connection.execute
    run("CREATE TEMP TABLE taken (id INTEGER PRIMARY KEY, unit_id INTEGER NOT NULL)")
    connection.executemany(_BUILT, ((name,) for name in documents))
    run("DELETE FROM sighting WHERE id IN (SELECT id FROM temp.taken)")
    left = "SELECT 1 FROM sighting s WHERE s.unit_id = taken.unit_id"
    doomed = run(
        f"SELECT DISTINCT unit_id FROM temp.taken WHERE NOT EXISTS ({left}) ORDER BY unit_id"
    ).fetchall()
    run(f"DELETE FROM temp.taken WHERE NOT EXISTS ({left})")
    touched = "(SELECT unit_id FROM temp.taken)"
    run(
        "UPDATE unit SET (sightings, score) ="
        " (SELECT count(*), max(s.score) FROM sighting s WHERE s.unit_id = unit.id)"
        f" WHERE id IN {touched}"
    )
    run(
        "UPDATE sighting SET best = id = (SELECT s.id FROM sighting s"
        " WHERE s.unit_id = sighting.unit_id ORDER BY s.score IS NULL, s.score DESC, s.id LIMIT 1)"
        f" WHERE unit_id IN {touched}"
    )
    run("DROP TABLE temp.taken")
    if doomed:
        delete_units(connection, [unit for (unit,) in doomed])
    return len(doomed)
