"""A run that ends in the middle, killed or out of space, leaves what the next one completes."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpora.archive_index import ArchiveIndex
from corpora.document import Document
from corpora.dump import read_dump
from corpora.page import Page
from corpora.response import Response
from corpora.warc import WarcKeeper
from tests.archives import Run, english
from tests.outlet import Outlet


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return runs into a new folder."""
    return Run(tmp_path / "archive")


def test_a_full_disk_ends_the_run(
    outlet: Outlet, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be kept is not noted as fetched: the run ends, and the next one gets it."""
    urls = [outlet.put(f"/{number}", english(number)) for number in range(4)]
    real, kept = WarcKeeper.keep, list[str]()

    def keep(self: WarcKeeper, response: Response) -> Any:
        kept.append(response.url)
        if len(kept) == 3:
            raise OSError(28, "No space left on device")
        return real(self, response)

    with monkeypatch.context() as patch:
        patch.setattr(WarcKeeper, "keep", keep)
        with pytest.raises(OSError, match="No space left"):
            run(*urls)
    index = ArchiveIndex(run.folder)
    assert index.waiting() == 3
    index.close()
    assert run().pages == {"fetched": 3}


@pytest.mark.parametrize("call", [1, 3, 4, 6])
@pytest.mark.parametrize("torn", [True, False])
def test_a_killed_run_goes_on(outlet: Outlet, run: Run, call: int, torn: bool) -> None:
    """Killed while or after a record was written, a run leaves what the next one completes."""
    urls = [outlet.put(f"/{number}", english(number)) for number in range(4)]
    run.folder.mkdir()
    (run.folder / "list").write_text("\n".join(urls), "utf-8")
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(run.folder), str(call), str(int(torn))],
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert killed.returncode == 9
    run(*urls)
    found = [item for item in read_dump(run.folder) if isinstance(item, Document)]
    assert sorted(page.content.url for page in found if isinstance(page.content, Page)) == urls
    asked = Counter(outlet.paths)
    assert set(asked.values()) <= {1, 2}
    assert sum(asked.values()) <= 5  # what was under way was asked for twice, nothing else


# A run that dies, without a word, at its n-th record: in the middle of it, or right behind it.
_KILLED = """
import os, sys
from pathlib import Path
from corpora.collect import collect
from corpora.fetch import Fetcher
from corpora.wanted import Wanted
from corpora.warc import WarcKeeper

folder, call, torn = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
real, kept = WarcKeeper.keep, []

def keep(self, response):
    kept.append(response)
    place = real(self, response)
    if len(kept) >= call:
        if torn:
            os.truncate(folder / place.file, place.offset + place.length // 2)
        os._exit(9)
    return place

WarcKeeper.keep = keep
urls = (folder / "list").read_text("utf-8").split()

def make(**given):
    return Fetcher(**{**given, "pace": 0.0, "allow_private": True})

collect(folder, map(Wanted, urls), make, any_port=True)
os._exit(9)  # a run that ended first
"""
