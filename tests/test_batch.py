"""A batch makes one memory of an archive, whoever works at it and whatever lies in it."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tm.batch.work as work_module
from align.model import load_model
from tests.batches import copied, held, run
from tm.batch.event import Event
from tm.batch.manifest import (
    BadManifest,
    Manifest,
    manifest_path,
)
from tm.commands.batch import app
from tm.memory import Memory
from tm.pair_archive import pair_archive, pair_rows


def test_a_batch_fills_a_memory(archive: Path, tmp_path: Path) -> None:
    """Pairs become units with their pages' addresses; the figures add up, its marks are told of."""
    events: list[Event] = []
    done = run(archive, tmp_path / "m.db", tell=events.append)
    figures = done.figures
    assert done.finished
    assert figures.articles["article"] >= 12
    pairs = sum(figures.signals.values())
    assert pairs == figures.built["units"] >= 5
    assert sum(figures.bands) == figures.units > 40
    assert sum(row[4] for row in figures.months) == figures.units
    assert sum(row[3] for row in figures.months) == pairs
    assert figures.dropped
    assert [event.outcome for event in events if event.step == "build"] == ["units"] * pairs
    assert events[-2].done == events[-2].total == pairs
    with Memory(tmp_path / "m.db") as memory:
        assert memory.watermark("postings_upto") == memory.last_unit()
        (documents,) = memory.connection.execute("SELECT count(*) FROM document").fetchone()
        keys = memory.connection.execute("SELECT key FROM meta").fetchall()
    assert documents == pairs
    page = (Path(__file__).parents[1] / "docs" / "memory.md").read_text("utf-8")
    assert all(f"`{key}`" in page for (key,) in keys)


def test_workers_change_nothing(archive: Path, whole: bytes, tmp_path: Path) -> None:
    """Three workers, whoever of them is first, make the same memory as none."""
    run(archive, tmp_path / "m.db", count=3, executor=partial(ThreadPoolExecutor, 3))
    assert held(tmp_path / "m.db") == whole


def test_a_worker_with_another_model_is_refused(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Units of which the signature is not ours never reach the memory."""
    monkeypatch.setattr("tm.batch.build_memory._CHUNK", 1)
    shipped = work_module._model(None)

    class Other:
        name, encode, tokens = "other@1", shipped.encode, shipped.tokens

    monkeypatch.setattr(work_module, "_model", lambda name: Other())
    with pytest.raises(ValueError, match="a worker has another muwazi or model"):
        run(archive, tmp_path / "m.db")
    with Memory(tmp_path / "m.db") as memory:
        assert memory.last_unit() == 0


def test_a_manifest_that_cannot_be_used(archive: Path, tmp_path: Path) -> None:
    """A damaged one, one of a later version and one in use are told in one line."""
    path = tmp_path / "m.db"
    with Memory(path, write=True) as memory:
        Manifest(memory)
        with Memory(path, write=True) as other, pytest.raises(BadManifest, match="at work"):
            Manifest(other)
        memory.connection.execute("PRAGMA batch.user_version = 9")
    with pytest.raises(BadManifest, match="newer muwazi"):
        run(archive, path)
    manifest_path(path).write_bytes(b"no SQLite" * 200)
    with pytest.raises(BadManifest, match="delete it and run again"):
        run(archive, path)
    with pytest.raises(FileNotFoundError):
        run(tmp_path / "none", tmp_path / "n.db")
    with pytest.raises(ValueError, match="name its archives"):
        run([], tmp_path / "n.db", retry=True)


def test_pairs_that_were_given_stay_pairs(tmp_path: Path) -> None:
    """A row with both texts is a pair, whatever they say; one that is none gives no units."""
    english = ["The council met on Monday.", "It agreed to rebuild the bridge.", "Work began."]
    arabic = ["اجتمع المجلس يوم الاثنين.", "واتفق على إعادة بناء الجسر.", "وبدأ العمل."]
    other = ["غادرت السفينة عند الفجر.", "ولم يلوّح أحد.", "وهطل المطر."]
    path = tmp_path / "a.jsonl"
    rows = [
        {"en": english, "ar": arabic},
        {"en": ["Prices fell by 12 % in 2019."] * 9, "ar": other},
    ]
    lines = [json.dumps({side: "\n".join(text) for side, text in row.items()}) for row in rows]
    path.write_text("\n".join(lines), "utf-8")
    done = run(path, tmp_path / "m.db")
    assert done.figures.signals == {"given": 2}
    assert done.figures.built == {"not translations": 1, "units": 1}
    assert done.figures.failed[0].why.startswith("these are no translations")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_names_may_hold_any_bytes(tmp_path: Path) -> None:
    """Folders, pages and memories named in an old Arabic encoding, or with line ends, are read."""
    folder = tmp_path / os.fsdecode("أرشيف".encode("cp1256"))
    folder.mkdir()
    page = "<html><body><h1>Story</h1><p>The ship left at dawn.</p></body></html>"
    (folder / os.fsdecode("خبر.html".encode("cp1256"))).write_text(page, "utf-8")
    (folder / "empty\n\x1b[2J?#.html").write_bytes(b"")
    path = folder / os.fsdecode("ذاكرة.db".encode("cp1256"))
    for archives in ([folder], []):
        done = run(archives, path, retry=not archives)
        assert done.figures.articles == {"article": 1, "not read": 1}
    events: list[Event] = []
    run(folder, path, tell=events.append)
    assert [event.step for event in events] == ["index"]


def test_a_report_has_two_names(archive: Path, tmp_path: Path) -> None:
    """A page that is to be named .json is refused: the JSON beside it would take its place."""
    done = CliRunner().invoke(app, [str(archive), "--report", str(tmp_path / "r.json")])
    assert done.exit_code == 2
    assert "name the page" in done.output
    assert not list(tmp_path.iterdir())


def test_a_batch_finds_the_pairs_of_pair(archive: Path, filled: Path, tmp_path: Path) -> None:
    """The two commands agree on every pair, and on which page of an address counts."""
    again = archive.parent / "again.jsonl"
    first = min(archive.glob("*.html")).read_text("utf-8")
    again.write_text(json.dumps({"html": first.replace("</h1>", " again</h1>", 1)}), "utf-8")
    archives = [archive, again, archive]
    run(archives, copied(filled, tmp_path))
    with Memory(tmp_path / "m.db") as memory:
        memory.connection.execute("ATTACH ? AS batch", (str(manifest_path(tmp_path / "m.db")),))
        rows = memory.connection.execute(
            "SELECT source_url, target_url, signal FROM batch.pair ORDER BY number"
        ).fetchall()
    found = pair_rows(pair_archive(archives, load_model()), doubtful=False)
    assert rows == [(row["source_url"], row["target_url"], row["signal"]) for row in found]
