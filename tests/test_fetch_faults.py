"""A run that fills a folder: stopped by an impatient person, or by a disk that is full."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora.archive_index import ArchiveIndex
from corpora.collect import Event
from tests.archives import Run, english
from tests.outlet import Outlet


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    """Return a running outlet with six pages."""
    with Outlet() as running:
        for number in range(6):
            running.put(f"/{number}", english(number))
        yield running


def test_ctrl_c_twice_loses_nothing(outlet: Outlet, tmp_path: Path) -> None:
    """Who presses it again and again gets the same end: what is under way, and the rest waits."""
    run = Run(tmp_path / "archive")
    urls = [outlet.url(f"/{number}") for number in range(6)]
    pressed = 0

    def interrupt(event: Event) -> None:
        nonlocal pressed
        pressed += 1
        raise KeyboardInterrupt

    done = run(*urls, tell=interrupt, hosts=1)
    assert done.stopped
    assert done.waiting == 6 - len(set(outlet.paths))
    while done.waiting:
        done = run(tell=interrupt)
    assert pressed >= 2
    assert sorted(outlet.paths) == [f"/{number}" for number in range(6)]


def test_an_index_without_space_ends_the_run(
    outlet: Outlet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clear line names the file; what is kept stays kept, and the next run fetches the rest."""
    run = Run(tmp_path / "archive")
    begin = ArchiveIndex.__init__

    def crowded(self: ArchiveIndex, *given: Any, **options: Any) -> None:
        begin(self, *given, **options)
        (pages,) = self._db.execute("PRAGMA page_count").fetchone()
        self._db.execute(f"PRAGMA max_page_count = {pages}")

    long = "x" * 3000
    with monkeypatch.context() as patch:
        patch.setattr(ArchiveIndex, "__init__", crowded)
        with pytest.raises(OSError, match=r"index\.db: .*full.*; what was fetched before"):
            run(*(outlet.url(f"/{number}?{long}") for number in range(6)))
    urls = [outlet.url(f"/{number}") for number in range(6)]
    assert run(*urls).pages == {"fetched": 6}
    index = ArchiveIndex(run.folder, write=False)
    assert index.waiting() == 0
    index.close()
