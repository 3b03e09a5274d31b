"""`muwazi fetch`: an outlet into a folder, from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from corpora import collect as collecting
from corpora.commands import app
from tests.archives import XML, english, urlset
from tests.outlet import Answer, Outlet

root = typer.Typer()
root.callback()(lambda: None)
root.add_typer(app)


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    """Return a running outlet with a sitemap, a feed, a front page and three articles."""
    with Outlet() as running:
        running.put("/map.xml", Answer(urlset(running, "/1-story", "/2-story"), headers=XML))
        item = f"<item><link>{running.url('/3-story')}</link></item>"
        running.put("/feed", Answer(f"<rss><channel>{item}</channel></rss>", headers=XML))
        running.put("/", english(0, "/1-story"))
        for number in (1, 2, 3):
            running.put(f"/{number}-story", english(number))
        yield running


def fetch(*arguments: object, **options: Any) -> Any:
    """Run the command for this machine without a pause."""
    words = ["fetch", "--allow-private", "--pace", "0", *map(str, arguments)]
    return CliRunner().invoke(root, words, **options)


def test_every_source_is_taken(outlet: Outlet, tmp_path: Path) -> None:
    """Addresses, a file of them, standard input, a sitemap, a feed and a crawl, each once."""
    listed = tmp_path / "list.txt"
    listed.write_text(f"# mine\n\n{outlet.url('/1-story')}\n", "utf-8")
    ran = fetch(
        *(outlet.url("/2-story"), listed, "-", "-o", tmp_path / "a"),
        *("--sitemap", outlet.url("/map.xml"), "--feed", outlet.url("/feed")),
        *("--crawl", outlet.url("/"), "--contact", "https://example.org/me"),
        input=f"{outlet.url('/3-story')}\n",
    )
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr.splitlines() == [
        "pages      3 fetched",
        "waiting    nothing",
        f"archive    {tmp_path / 'a'}",
    ]
    assert sorted(outlet.paths) == ["/", "/1-story", "/2-story", "/3-story", "/feed", "/map.xml"]
    assert outlet.requests[0][1]["User-Agent"].endswith("(+https://example.org/me)")
    again = fetch("-o", tmp_path / "a")
    assert again.stderr.startswith("pages      nothing new\n")
    assert len(outlet.paths) == 6


def test_events_are_json_lines(outlet: Outlet, tmp_path: Path) -> None:
    """Each address is a line on standard output, and the end is the last one."""
    ran = fetch(outlet.url("/1-story"), outlet.url("/404"), "-o", tmp_path / "a", "--json")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert lines[0] == {
        "event": "address",
        "address": outlet.url("/1-story"),
        "kind": "page",
        "outcome": "fetched",
        "reason": "",
        "status": 200,
        "found": 0,
    }
    assert lines[-1] == {
        "event": "end",
        "pages": {"fetched": 1, "gone": 1},
        "waiting": 0,
        "stopped": False,
    }
    assert ran.stderr == ""


def test_failures_are_told(outlet: Outlet, tmp_path: Path) -> None:
    """Ten are shown with their reason, the others counted; the status is 0."""
    for number in range(12):
        outlet.put(f"/bad/{number}", Answer(b"%PDF-1.7"))
    ran = fetch(*(outlet.url(f"/bad/{n}") for n in range(12)), "-o", tmp_path / "a")
    assert ran.exit_code == 0
    lines = ran.stderr.splitlines()
    assert lines[0].startswith(f"{outlet.url('/bad/0')}: is a PDF file, not HTML")
    assert lines[10] == f"and 2 more; {tmp_path / 'a/index.db'} has each address and its reason"
    assert lines[11] == "pages      12 failed"


def test_ctrl_c_says_how_to_go_on(
    outlet: Outlet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status is the shell's own, and the command that it names fetches the rest."""

    def interrupted(*arguments: Any, tell: Any, **options: Any) -> Any:
        def stop(event: Any) -> None:
            tell(event)
            raise KeyboardInterrupt

        return collect(*arguments, tell=stop, **options)

    collect = collecting.collect
    with monkeypatch.context() as patch:
        patch.setattr(collecting, "collect", interrupted)
        ran = fetch("--sitemap", outlet.url("/map.xml"), "-o", tmp_path / "a")
    assert ran.exit_code == 130
    assert ran.stderr.splitlines()[-1] == f"stopped; to go on: muwazi fetch -o {tmp_path / 'a'}"
    fetch("-o", tmp_path / "a")
    assert sorted(outlet.paths) == ["/1-story", "/2-story", "/map.xml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give an address"),
        (["https://example.org/", "--since", "soon"], "is no date"),
        (["https://example.org/", "--max", "-1"], "--max"),
    ],
)
def test_wrong_usage_is_two(tmp_path: Path, arguments: list[str], said: str) -> None:
    """Nothing to fetch, no date, a negative number."""
    ran = fetch(*arguments, "-o", tmp_path / "a")
    assert ran.exit_code == 2
    assert said in ran.stderr
    assert not (tmp_path / "a").exists()


def test_a_line_that_is_no_address_is_told(tmp_path: Path) -> None:
    """The file and the line are named before anything is asked for."""
    (tmp_path / "list.txt").write_text("https://example.org/1\nexample.org/2\n", "utf-8")
    ran = fetch(tmp_path / "list.txt", "-o", tmp_path / "a")
    assert isinstance(ran.exception, ValueError)
    assert str(ran.exception).startswith(f"{tmp_path / 'list.txt'}:2: is no address")
