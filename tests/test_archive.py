"""A pair from a WARC file, without the network."""

from pathlib import Path

import pytest

from corpora.archive import archived, find_archived_pair
from corpora.links import NoTranslation
from corpora.page import BadPage
from corpora.pair import Pair
from corpora.response import Response
from corpora.source import read_pair
from corpora.warc import BadWARC, WarcKeeper
from tests.pages import ARABIC, ENGLISH, Story, inside_the_box, plain, unlinked

EXAMPLES = Path(__file__).parents[1] / "examples"


def page_of(url: str, html: str, status: int = 200, *headers: tuple[str, str]) -> Response:
    """Return an answer with HTML."""
    label = ("Content-Type", "text/html; charset=utf-8")
    return Response(url, status, "", (label, *headers), html.encode())


def archive(folder: Path, *responses: Response) -> Path:
    """Return a WARC file of these answers."""
    keeper = WarcKeeper(folder)
    for response in responses:
        keeper.keep(response)
    keeper.close()
    return max(folder.glob("*.warc.gz"))


def story(story: Story) -> Response:
    """Return the answer with a page of the story."""
    return page_of(story.url, inside_the_box(story).html)


def is_the_story(pair: Pair) -> bool:
    """Tell whether a pair is the story of `tests.pages`."""
    return (pair.source.title, pair.target.title) == (ENGLISH.title, ARABIC.title)


def test_an_archive_holds_the_pair(tmp_path: Path) -> None:
    """A WARC file alone, or after one address, gives the pair; other records do no harm."""
    robots = Response("https://english.harbour.example/robots.txt", 404, "", (), b"")
    path = archive(tmp_path, robots, story(ENGLISH), story(ARABIC))
    alone = find_archived_pair(path)
    assert is_the_story(alone)
    assert alone.signal == "anchor"

    def offline(url: str) -> None:
        raise AssertionError(url)

    for source, target in (
        (ENGLISH.url, str(path)),
        (str(path), ARABIC.url),
        (str(path), None),
    ):
        pair = read_pair(source, target, offline)  # type: ignore[arg-type]  # it never returns
        assert (pair.source, pair.target) == (alone.source, alone.target)


def test_redirects_in_an_archive_are_followed(tmp_path: Path) -> None:
    """The address that was asked for leads to the page that answered at last."""
    short = "https://hbr.example/s/1"
    path = archive(
        tmp_path,
        page_of(short, "", 301, ("Location", "/s/2")),
        page_of("https://hbr.example/s/2", "", 302, ("Location", ENGLISH.url)),
        story(ENGLISH),
        page_of("https://hbr.example/loop", "", 302, ("Location", "/loop")),
    )
    assert archived(path)(short).url == ENGLISH.url
    for missing in ("https://hbr.example/loop", "https://hbr.example/none"):
        with pytest.raises(LookupError, match=r"holds no page from https://hbr\.example"):
            archived(path)(missing)


def test_two_pages_that_do_not_link(tmp_path: Path) -> None:
    """Two given addresses need no link: the archive's only two articles are the pair."""
    path = archive(
        tmp_path,
        *(page_of(one.url, unlinked(plain(one)).html) for one in (ARABIC, ENGLISH)),
    )
    pair = find_archived_pair(path)
    assert is_the_story(pair)
    assert pair.signal == "given"


def test_an_archive_without_a_pair(tmp_path: Path) -> None:
    """One article, or none, is no pair; the error says how many there are."""
    with pytest.raises(NoTranslation, match="holds 1 articles"):
        find_archived_pair(archive(tmp_path, story(ENGLISH)))
    with pytest.raises(NoTranslation, match="holds 0 articles"):
        find_archived_pair(archive(tmp_path, page_of(ENGLISH.url, "<html><p>no</p>", 404)))


def test_an_archive_with_several_pairs(tmp_path: Path) -> None:
    """Which pair is meant must be said; with the address it is read."""
    second = [
        page_of(
            one.url.replace("harbour", "second"),
            inside_the_box(one).html.replace("harbour.example", "second.example"),
        )
        for one in (ENGLISH, ARABIC)
    ]
    path = archive(tmp_path, story(ENGLISH), story(ARABIC), *second)
    with pytest.raises(BadWARC, match="holds several pairs"):
        find_archived_pair(path)
    pair = read_pair(second[0].url, str(path), archived(path))
    assert pair.target.url.startswith("https://www.second.example/")


def test_a_large_archive_wants_an_address(tmp_path: Path) -> None:
    """More pages than one pair can need: the error asks for the address, and memory is safe."""
    path = archive(tmp_path, *(page_of(f"https://a.example/{n}", "<p>x") for n in range(60)))
    with pytest.raises(BadWARC, match="more than 50 pages"):
        find_archived_pair(path)


def test_what_is_no_archive(tmp_path: Path) -> None:
    """A damaged file, and an archive given beside a file, are told."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"\x1f\x8b\x08 no gzip at all")
    with pytest.raises(BadWARC):
        read_pair(str(path), None, archived(path))
    with pytest.raises(BadPage, match="is an archive"):
        read_pair(str(path), str(EXAMPLES / "cinema-reopens/ar.html"), archived(path))
