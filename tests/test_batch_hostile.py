"""One archive in which everything is broken: the good pairs are in the memory, the rest is told."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.batches import copied, held, run
from tests.hostile_archive import FAILED, SAID, SLOW, WHOLE, address, make_hostile
from tests.hostile_worker import frail
from tm.batch.batch_report import render_json
from tm.batch.event import Event
from tm.batch.run import Batch
from tm.memory import Memory
from tm.select import select

GOOD = {
    (address(name, "en"), address(name, "ar")) for name in ("bridge", "library", "school", "olives")
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive."""
    return make_hostile(tmp_path_factory.mktemp("hostile") / "archive")


@pytest.fixture(scope="module", autouse=True)
def limits() -> Iterator[None]:
    """Let bombs of three megabytes be large ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpora.warc_scan._LARGE", 1_000_000)
        patch.setattr("corpora.dump._LARGE", 1_000_000)
        yield


@dataclass(frozen=True)
class Suffered:
    """A memory that frail workers filled, what it held then, and what that batch came to."""

    path: Path
    held: bytes
    batch: Batch


@pytest.fixture(scope="module")
def suffered(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Suffered:
    """The memory of two workers."""
    path = tmp_path_factory.mktemp("suffered") / "m.db"
    batch = run(archive, path, count=2, executor=frail(2))
    return Suffered(path, held(path), batch)


def within(place: str, archive: Path) -> str:
    """Return a place without the folder's name and without offsets."""
    return place.removeprefix(f"{archive}/").partition("@")[0]


def joined(path: Path) -> set[tuple[str, str]]:
    """Return the addresses of the pairs whose units a memory holds."""
    with Memory(path) as memory:
        return {(unit.source_url, unit.target_url) for unit in select(memory)}


def test_the_good_pairs_are_in_the_memory(suffered: Suffered) -> None:
    """Four pairs, of which pages are mislabelled, in UTF-16, in zips and said to be plain text."""
    assert suffered.batch.finished
    assert joined(suffered.path) == GOOD
    assert suffered.batch.figures.built == {"units": 4, "failed": 1}
    with Memory(suffered.path) as memory:
        texts = "\n".join(unit.source + unit.target for unit in select(memory))
    for words in ("“Nobody crosses", "The café", "الجسر القديم", "أن يعصروا", "على سطحها"):
        assert words in texts
    assert "\ufffd" not in texts


def test_every_bad_thing_is_told(archive: Path, suffered: Suffered) -> None:
    """The report names each place once, with its own reason in one line."""
    facts = json.loads(render_json(suffered.batch.figures))
    told = [(within(each["place"], archive), each["reason"]) for each in facts["troubles"]]
    assert sorted(place for place, _ in told) == sorted(SAID)
    for place, reason in told:
        assert SAID[place] in reason
        assert "\n" not in reason
    ((failed),) = facts["failed"]
    assert (failed["title"], failed["why"]) == (SLOW, "TimeoutError: took more than 1 seconds")
    assert facts["articles"]["failed"] == len(FAILED)


def test_the_number_of_workers_changes_nothing(
    archive: Path, suffered: Suffered, tmp_path: Path
) -> None:
    """One frail worker makes the same exports as two, and the same report."""
    one = run(archive, tmp_path / "m.db", count=1, executor=frail(1))
    assert held(tmp_path / "m.db") == suffered.held
    assert one.figures.troubles == suffered.batch.figures.troubles


def test_a_second_run_does_nothing_and_a_retry_what_failed(
    archive: Path, suffered: Suffered, tmp_path: Path
) -> None:
    """Without the option no page is looked at; with it all that failed is, whatever its reason."""
    path = copied(suffered.path, tmp_path)
    events: list[Event] = []
    damaged = archive / "corrupt.warc.gz"
    bad, about = damaged.read_bytes(), damaged.stat()
    damaged.write_bytes((archive.parent / WHOLE).read_bytes())
    os.utime(damaged, ns=(about.st_atime_ns, about.st_mtime_ns))  # so that nothing tells of it
    try:
        assert run(archive, path, tell=events.append).finished
        assert [event.step for event in events] == ["index"]
        assert held(path) == suffered.held
        done = run([], path, retry=True, tell=events.append)
    finally:
        damaged.write_bytes(bad)
        os.utime(damaged, ns=(about.st_atime_ns, about.st_mtime_ns))
    read = {
        within(event.place, archive): event.outcome
        for event in events
        if event.step == "read" and event.outcome != "known"
    }
    unread = {place for place in SAID if place in read and read[place] == "not read"}
    fine = dict.fromkeys(FAILED | {"corrupt.warc.gz"}, "article")
    assert read == fine | {"odd.warc.gz": "failed"} | dict.fromkeys(unread, "not read")
    no_text = {
        place for place, said in SAID.items() if re.search("no article|neither English", said)
    }
    assert unread == SAID.keys() - FAILED - no_text - {"corrupt.warc.gz"}
    ((pair),) = [event for event in events if event.step == "build"]
    assert (pair.outcome, pair.units) == ("units", 3)
    assert joined(path) == GOOD | {("", "")}
    assert "failed" not in done.figures.built
