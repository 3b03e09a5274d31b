"""A second run of a batch does nothing twice, and leaves the memory that a first one would."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import tm.batch.work as work_module
import tm.build
from align.model import load_model
from corpora.article import Article
from corpora.extract import extract_tree
from corpora.page_tree import PageTree
from tests.batches import copied, held, make, run
from tm.batch.event import Event
from tm.batch.manifest import (
    archive_stamp,
    last_options,
    manifest_path,
)
from tm.commands.batch import app
from tm.memory import Memory


def units_of(path: Path) -> list[tuple[object, ...]]:
    """Return the units of a memory with their documents, in no order of their own."""
    with Memory(path) as memory:
        return sorted(
            memory.connection.execute(
                "SELECT u.source, u.target, u.score, u.sightings, d.name FROM unit u"
                " JOIN sighting s ON s.unit_id = u.id JOIN document d ON d.id = s.document_id"
            )
        )


class Calls:
    """Counts what the workers do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Watch extraction and alignment."""
        self.extracted = self.aligned = 0
        extract, build = extract_tree, tm.build.build

        def extracted(tree: PageTree) -> Article:
            self.extracted += 1
            return extract(tree)

        def built(*given: Any, **options: Any) -> Any:
            self.aligned += 1
            return build(*given, **options)

        monkeypatch.setattr("corpora.document.extract_tree", extracted)
        monkeypatch.setattr(work_module, "build", built)


def test_nothing_is_done_twice(
    archive: Path, filled: Path, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run extracts and aligns nothing, even if the archive was moved to another disk."""
    copied(filled, tmp_path)
    calls = Calls(monkeypatch)
    assert run(archive, tmp_path / "m.db").finished
    for page in archive.iterdir():
        page.touch()
    assert run(archive, tmp_path / "m.db").finished
    assert (calls.extracted, calls.aligned) == (0, 0)
    assert held(tmp_path / "m.db") == whole


def test_only_what_is_new_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that changed is read again, and only its pair is aligned."""
    pages = make(tmp_path / "pages")
    run(pages, tmp_path / "m.db")
    source = pages / "000000.html"
    source.write_text(source.read_text("utf-8").replace("</h1>", " today</h1>", 1), "utf-8")
    calls = Calls(monkeypatch)
    run(pages, tmp_path / "m.db")
    assert (calls.extracted, calls.aligned) == (1, 1)


def test_a_new_model_extracts_nothing_again(
    archive: Path, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages stay read; they are embedded, paired and aligned anew."""
    first = run(archive, copied(filled, tmp_path))

    class Other:
        """The embedded model under another name."""

        def __init__(self) -> None:
            shipped = load_model()
            self.name, self.encode, self.tokens = "other@1", shipped.encode, shipped.tokens

    monkeypatch.setattr("tm.batch.run.load_model", lambda name: Other())
    monkeypatch.setattr(work_module, "_model", lambda name: Other())
    calls = Calls(monkeypatch)
    second = run(archive, tmp_path / "m.db", model="other")
    assert (calls.extracted, calls.aligned) == (0, sum(first.figures.signals.values()))
    assert second.figures.signals == first.figures.signals
    run(archive, tmp_path / "fresh.db", model="other")
    assert held(tmp_path / "m.db") == held(tmp_path / "fresh.db")


def test_units_of_an_earlier_run_are_replaced(
    archive: Path, filled: Path, whole: bytes, tmp_path: Path
) -> None:
    """With another --min-score, and back, the memory is that of a fresh run, stopped or not."""
    copied(filled, tmp_path)
    fresh = tmp_path / "fresh.db"
    run(archive, fresh, min_score=0.99)
    left = 3

    def heard(event: Event) -> None:
        nonlocal left
        left -= event.step == "build"

    assert not run(
        archive, tmp_path / "m.db", min_score=0.99, tell=heard, stopping=lambda: left < 0
    ).finished
    run(archive, tmp_path / "m.db", min_score=0.99)
    assert held(tmp_path / "m.db") == held(fresh) != whole
    with Memory(fresh) as memory:
        units = memory.last_unit()
    assert run(archive, tmp_path / "m.db").replaced == units
    assert held(tmp_path / "m.db") == whole


def test_a_corrected_page_replaces_its_units_alone(tmp_path: Path) -> None:
    """What the first form of a page said is gone; other articles keep their units as they were."""
    pages = make(tmp_path / "pages")
    run(pages, tmp_path / "m.db")
    source = pages / "000000.html"
    text = source.read_text("utf-8")
    start = text.index("<p>", text.index("entry-content")) + 3
    source.write_text(f"{text[:start]}Yesterday, w{text[start + 1 :]}", "utf-8")
    run(pages, tmp_path / "m.db")
    run(pages, tmp_path / "fresh.db")
    assert units_of(tmp_path / "m.db") == units_of(tmp_path / "fresh.db")


def test_bad_pages_are_recorded_and_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails costs itself; --retry takes only that, and the memory is as if nothing was."""
    pages = make(tmp_path / "pages")
    (pages / "empty.html").write_bytes(b"")
    (pages / "menu.html").write_text("<html><body><a href='/'>Home</a></body></html>", "utf-8")
    (pages / "bad.warc.gz").write_bytes(b"\x1f\x8b\x08 no gzip")
    reasons = iter((MemoryError(), RecursionError(), OSError("odd\nthing")))

    def extracted(tree: PageTree) -> Article:
        if "https://" in tree.page.url and (error := next(reasons, None)):
            raise error
        return extract_tree(tree)

    with monkeypatch.context() as patch:
        patch.setattr("corpora.document.extract_tree", extracted)
        done = run(pages, tmp_path / "m.db")
    assert done.finished
    assert done.figures.articles["failed"] == 3
    assert done.figures.articles["not read"] == 2
    said = {Path(one.place).name: one.reason for one in done.figures.troubles}
    assert said["000000.html"] == "needs more memory than there is"
    assert said["000001.html"] == "is nested too deeply"
    assert "OSError: odd thing" in said.values()
    assert "is empty" in said["empty.html"]
    assert "menu" in said["menu.html"]
    assert any(name.startswith("bad.warc.gz") for name in said)
    calls = Calls(monkeypatch)
    again = run([], tmp_path / "m.db", retry=True)
    assert calls.extracted == 3
    assert "failed" not in again.figures.articles
    assert again.figures.articles["article"] == done.figures.articles["article"] + 3


def test_a_memory_that_was_replaced_is_filled_again(
    archive: Path, filled: Path, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results are not taken for done where they are not in the memory; pages stay read."""
    path = copied(filled, tmp_path)
    path.unlink()
    calls = Calls(monkeypatch)
    assert run(archive, path).finished
    assert calls.extracted == 0
    assert held(path) == whole
    manifest_path(path).unlink()
    assert run(archive, path).finished
    assert held(path) == whole  # the same units of the same pages count once


def test_a_stamp_changes_with_the_archive(tmp_path: Path) -> None:
    """A file more, a longer one, or another time of change is another archive, whole or in part."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_text("a", "utf-8")
    stamps = [archive_stamp(pages)[0]]
    (pages / "b.html").write_text("b", "utf-8")
    stamps.append(archive_stamp(pages)[0])
    (pages / "b.html").write_text("bb", "utf-8")
    stamps.append(archive_stamp(pages)[0])
    assert len(set(stamps)) == 3
    assert archive_stamp(pages) == archive_stamp(pages)
    assert archive_stamp(pages)[1] == {str(pages / "a.html"): 1, str(pages / "b.html"): 2}
    listed = tmp_path / "list.tsv"
    listed.write_text("# English and Arabic\npages/a.html\tpages/b.html\nmore.txt\n", "utf-8")
    before = archive_stamp(listed)
    assert before[1].keys() == {str(listed), *map(str, pages.iterdir())}
    (pages / "b.html").write_text("bbb", "utf-8")
    assert archive_stamp(listed)[0] != before[0]


def batch(*arguments: object) -> dict[str, Any]:
    """Run the command in this process; return the last line that it prints."""
    done = CliRunner().invoke(app, [*map(str, arguments), "--workers", "0", "--json"])
    assert done.exit_code == 0, done.output
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last


def test_a_retry_asks_for_what_was_asked_before(
    archive: Path, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Least score, margin and least unit score reach the batch; --retry takes those of the last."""
    out = copied(filled, tmp_path)
    loose = batch(archive, "-o", out)
    assert loose["signals"]["content"] >= 1
    asked = ("--margin", "1000", "--least", "1", "--min-score", "0.9")
    strict = batch(archive, "-o", out, *asked)
    assert "content" not in strict["signals"]
    assert not any(strict["bands"][:9])
    calls = Calls(monkeypatch)
    assert last_options(out) == {"model": None, "min_score": 0.9, "least": 1.0, "margin": 1000.0}
    again = batch("--retry", "-o", out)
    assert (calls.extracted, calls.aligned) == (0, 0)
    assert (again["signals"], again["bands"]) == (strict["signals"], strict["bands"])
    assert batch(archive, "-o", out)["signals"] == loose["signals"]
    assert calls.extracted == 0
    assert units_of(out) == units_of(filled)
    manifest_path(out).write_bytes(b"no SQLite" * 200)
    assert last_options(out) == last_options(tmp_path / "none.db") == {}


def test_a_retry_of_one_archive_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed in an archive that is not named stays failed, and is known when it is named."""
    folders = [tmp_path / "a", tmp_path / "b"]
    for number, folder in enumerate(folders):
        folder.mkdir()
        page = f"<html><body><h1>Story {number}</h1><p>The ship left at dawn.</p></body></html>"
        (folder / "page.html").write_text(page, "utf-8")

    def broken(tree: PageTree) -> Article:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("corpora.document.extract_tree", broken)
        assert run(folders, tmp_path / "m.db").figures.articles == {"failed": 2}
    calls = Calls(monkeypatch)
    assert run(folders[:1], tmp_path / "m.db", retry=True).figures.articles == {"article": 1}
    assert run(folders, tmp_path / "m.db").figures.articles == {"article": 1, "failed": 1}
    assert calls.extracted == 1
    assert run([], tmp_path / "m.db", retry=True).figures.articles == {"article": 2}
    assert calls.extracted == 2


def test_all_may_lie_in_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory, the manifest and the report beside the pages are no part of the archive."""
    page = "<html><body><h1>Story</h1><p>The ship left at dawn.</p></body></html>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert batch(".", "-o", "m.db")["articles"] == {"article": 1}
    for _ in range(3):
        assert batch(".", "-o", "m.db")["articles"] == {"article": 1, "not read": 1}
    done = CliRunner().invoke(app, [".", "-o", "m.db", "--workers", "0", "--json"])
    assert [json.loads(line)["step"] for line in done.stdout.splitlines()] == ["index", "end"]
    told = json.loads((tmp_path / "m.report.json").read_text("utf-8"))["troubles"]
    assert told == [{"place": "m.report.html", "reason": "is a report that muwazi wrote"}]
