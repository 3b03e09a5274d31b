"""Articles come out of whatever they were kept in, and what cannot be read is told."""

import datetime
import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from corpora.archive_index import NAME, ArchiveIndex, BusyIndex
from corpora.article import Article, Paragraph
from corpora.document import Document, Skipped
from corpora.dump import read_dump
from corpora.page import Page
from corpora.response import Response
from corpora.warc import WarcKeeper
from tests.archives import Run, arabic, english
from tests.outlet import Outlet

ENGLISH = {"title": "The port", "text": "The ship left at dawn.\n\nNobody waved."}
ARABIC = {"title": "الميناء", "text": "غادرت السفينة عند الفجر.\nولم يلوّح أحد."}


def documents(path: Path) -> list[Document]:
    """Return the documents of a dump."""
    return [item for item in read_dump(path) if isinstance(item, Document)]


def skipped(path: Path) -> dict[str, str]:
    """Return what was skipped, without the folder's name, and why."""
    found = [item for item in read_dump(path) if isinstance(item, Skipped)]
    base = f"{path if path.is_dir() else path.parent}/"
    return {item.source.removeprefix(base): item.reason for item in found}


def keep(folder: Path, *responses: Response) -> None:
    """Write a WARC file of these answers."""
    keeper = WarcKeeper(folder)
    for response in responses:
        keeper.keep(response)
    keeper.close()


def html(url: str, body: str) -> Response:
    """Return an answer with HTML."""
    return Response(url, 200, "", (("Content-Type", "text/html"),), body.encode())


def rows(path: Path, *objects: Any) -> Path:
    """Write a JSONL file."""
    path.write_text("".join(json.dumps(each) + "\n" for each in objects), "utf-8")
    return path


def test_a_folder_is_gone_through(tmp_path: Path) -> None:
    """Pages, texts, archives and rows of a folder come in one order, other files not at all."""
    (tmp_path / "b").mkdir()
    link = '<link rel="canonical" href="https://a.example/1">'
    (tmp_path / "b/1.html").write_text(f"<html><head>{link}</head>{english(1)}", "utf-8")
    (tmp_path / "a.txt").write_text("The ship left at dawn.", "utf-8")
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    (tmp_path / "pairs.tsv").write_text("a.txt\tb.txt\n", "utf-8")
    rows(tmp_path / "c.jsonl", ENGLISH)
    keep(tmp_path / "b", html("https://a.example/2", english(2)))
    found = documents(tmp_path)
    names = [item.source.removeprefix(f"{tmp_path}/").partition("@")[0] for item in found]
    assert names == ["a.txt", "c.jsonl:1", "b/1.html", "b/muwazi-00001.warc.gz"]
    pages = [item.content.url for item in found if isinstance(item.content, Page)]
    assert pages == ["https://a.example/1", "https://a.example/2"]
    assert skipped(tmp_path) == {}
    assert list(read_dump(tmp_path)) == list(read_dump(tmp_path))


def test_bad_files_are_told(tmp_path: Path) -> None:
    """Empty files, other media, other languages and links out of the folder cost themselves."""
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.html").write_text(english(1), "utf-8")
    (folder / "empty.html").write_bytes(b"")
    (folder / "liar.html").write_bytes(b"%PDF-1.7")
    (folder / "numbers.txt").write_text("1 2 3", "utf-8")
    (folder / "out.html").symlink_to(tmp_path / "secret.html")
    (folder / "in.html").symlink_to(folder / "good.html")
    (folder / "loop.html").symlink_to(folder / "loop.html")
    (folder / "good.html").write_text(english(1), "utf-8")
    (folder / "bad.zip").write_bytes(b"PK\x03\x04 no zip")
    (folder / "bad.warc.gz").write_bytes(b"\x1f\x8b\x08 no gzip")
    (folder / "bad.parquet").write_bytes(b"PAR1 no parquet PAR1")
    (folder / "bad.jsonl").write_bytes(b"{no json}\n[1]\n{}\n")
    told = skipped(folder)
    assert [Path(item.source).name for item in documents(folder)] == ["good.html", "in.html"]
    said = {
        "empty.html": "is empty",
        "liar.html": "is a PDF file",
        "numbers.txt": "neither English nor Arabic",
        "out.html": "leads out of the folder",
        "loop.html": "leads out of the folder",
        "bad.zip": "is no zip file",
        "bad.warc.gz@0": "",
        "bad.parquet:1": "is damaged or no Parquet",
        "bad.jsonl:1": "is no JSON",
        "bad.jsonl:2": "is no JSON object",
        "bad.jsonl:3": "has neither html nor text",
    }
    assert told.keys() == said.keys()
    for name, reason in told.items():
        assert said[name] in reason
        assert "\n" not in reason
    with pytest.raises(FileNotFoundError):
        list(read_dump(tmp_path / "none"))
    assert skipped(tmp_path / "in/bad.zip").keys() == {"bad.zip"}


def test_a_zip_file_is_read_in_place(tmp_path: Path) -> None:
    """Pages of a zip, and those of a WARC in it, as WACZ has it; other entries are passed over."""
    keep(tmp_path, html("https://a.example/2", arabic(2)))
    warc = tmp_path / "muwazi-00001.warc.gz"
    with zipfile.ZipFile(tmp_path / "a.wacz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pages/1.html", english(1))
        archive.writestr("pages/pages.jsonl", "{}")
        archive.write(warc, "archive/data.warc.gz")
    found = documents(tmp_path / "a.wacz")
    sources = [item.source.partition("!")[2].partition("@")[0] for item in found]
    assert sources == ["archive/data.warc.gz", "pages/1.html"]
    assert isinstance(found[0].content, Page)
    assert found[0].content.url == "https://a.example/2"


@pytest.mark.parametrize(
    "name", ["../../evil.html", "/etc/evil.html", "..\\evil.html", "C:\\evil.html", "a/../b.html"]
)
def test_a_zip_cannot_lead_out(tmp_path: Path, name: str) -> None:
    """A name that points out of the zip is refused, and nothing is written anywhere."""
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), english(1))
        archive.writestr("good.html", english(2))
    assert [item.source for item in documents(path)] == [f"{path}!good.html"]
    assert list(skipped(path).values()) == [
        "has a name that leads out of the zip file; it is not read"
    ]
    assert list(tmp_path.iterdir()) == [path.parent]
    assert list(path.parent.iterdir()) == [path]


def test_a_zip_bomb_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry is read up to the size of a page, and a zip of many such entries not to its end."""
    monkeypatch.setattr("corpora.dump._LARGE", 25_000_000)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.html", b"<p>" + bytes(12_000_000))
    told = skipped(path)
    assert list(told) == [f"a.zip!{number}.html" for number in range(4)]
    assert "is larger than" in told["a.zip!0.html"]
    assert "times its size" in told["a.zip!3.html"]


def test_an_archive_in_a_zip_can_be_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A WARC file that unpacks to far more than it weighs is left; another one is read."""
    monkeypatch.setattr("corpora.dump._LARGE", 1_000_000)
    keep(tmp_path, html("https://a.example/2", arabic(2)))
    with zipfile.ZipFile(tmp_path / "a.wacz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.warc", b"WARC/1.0\r\n" + bytes(2_000_000))
        archive.write(tmp_path / "muwazi-00001.warc.gz", "b.warc.gz")
    assert len(documents(tmp_path / "a.wacz")) == 1
    (reason,) = skipped(tmp_path / "a.wacz").values()
    assert reason == "unpacks to more than 100 times its size, as bombs do"


def test_a_damaged_zip_entry_costs_itself(tmp_path: Path) -> None:
    """A wrong checksum and an encrypted entry are told; the others are read."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.html", "b.html", "c.html"):
            archive.writestr(name, english(1).replace("Story", name))
    data = bytearray(path.read_bytes())
    at = data.index(b"b.html 1")
    data[at : at + 4] = b"evil"
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the third entry, both headers
        third = data.rindex(mark) + flag
        data[third] |= 1
    path.write_bytes(data)
    assert [item.source for item in documents(path)] == [f"{path}!a.html"]
    assert skipped(path)["a.zip!c.html"].startswith("is encrypted")
    assert "cannot be unpacked" in skipped(path)["a.zip!b.html"]


def test_a_collected_folder_gives_each_page_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a page that was fetched again the newest form is read; lists of links are no articles."""
    monkeypatch.setattr("corpora.fetch._BACK_OFF", 0.0)
    run = Run(tmp_path)
    with Outlet() as outlet:
        first = outlet.put("/en/1-story", english(1), english(11))
        start = outlet.put("/", english(0, "/en/1-story", "/gone/1-story"))
        run(start, kind="list")
        run(refresh=True)
    found = documents(tmp_path)
    assert [(item.content.url, "Story 11" in item.content.html) for item in found] == [  # type: ignore[union-attr]  # pages
        (first, True)
    ]
    (tmp_path / "index.db").unlink()
    assert len(documents(tmp_path)) == 3  # without the index, all that the files hold


@pytest.mark.parametrize("tear", [False, True])
def test_an_index_that_is_none_is_told(tmp_path: Path, tear: bool) -> None:
    """A damaged index, or another program's file of its name, costs itself; one in use is waited
    for.
    """
    keep(tmp_path, html("https://a.example/1", english(1)))
    index = ArchiveIndex(tmp_path)
    with pytest.raises(BusyIndex, match="in use by another run"):
        documents(tmp_path)
    index.close()
    if tear:
        whole = bytearray((tmp_path / NAME).read_bytes())
        whole[100:] = b"\xff" * (len(whole) - 100)
        (tmp_path / NAME).write_bytes(whole)
    else:
        (tmp_path / NAME).write_bytes(b"no database at all" * 100)
    assert len(documents(tmp_path)) == 1
    ((name, reason),) = skipped(tmp_path).items()
    assert (name, reason.endswith("; every page beside it is read")) == (NAME, True)


def test_rows_are_articles_or_pages(tmp_path: Path) -> None:
    """The fields of the usual dumps are known; a title is not repeated; HTML is a page."""
    path = rows(
        tmp_path / "a.jsonl",
        {
            **ENGLISH,
            "url": "https://a.example/1",
            "date": "2024-05-01T10:00:00Z",
            "author": "L. Hajj",
        },
        {"headline": "الميناء", "maintext": f"الميناء\n{ARABIC['text']}", "date_publish": "2024"},
        {"html": english(1), "url": "https://a.example/2"},
        {"text": "Bonjour 123 привет как дела"},
        {"text": "The ship left.", "language": "ar"},
    )
    one, two, three = documents(path)
    assert one.content == Article(
        "en",
        "The port",
        (
            Paragraph("The port", "title"),
            Paragraph("The ship left at dawn."),
            Paragraph("Nobody waved."),
        ),
        "https://a.example/1",
        datetime.date(2024, 5, 1),
        ("L. Hajj",),
    )
    assert isinstance(two.content, Article)
    assert [p.kind for p in two.content.paragraphs] == ["title", "paragraph", "paragraph"]
    assert two.content.date == datetime.date(2024, 1, 1)
    assert three.content == Page("https://a.example/2", english(1))
    assert skipped(path) == {
        "a.jsonl:4": "is not in English or Arabic",
        "a.jsonl:5": "is not in ar",
    }


def test_rows_cannot_bring_what_is_no_text(tmp_path: Path) -> None:
    """Addresses that are none and halves of characters, which JSON can hold, go no further."""
    bad = {
        "url": "http://[::1/1",
        "title": "The \ud83d port",
        "text": "The ship left \ud800 at dawn.",
    }
    (found,) = documents(rows(tmp_path / "a.jsonl", bad))
    assert isinstance(found.content, Article)
    assert (found.content.url, found.content.title) == ("", "The ? port")
    assert found.content.paragraphs[1].text == "The ship left ? at dawn."


def test_pairs_stay_pairs(tmp_path: Path) -> None:
    """A row with both languages, and a line of a list, are two documents of one pair."""
    path = rows(
        tmp_path / "a.jsonl",
        {"en": ENGLISH, "ar": ARABIC},
        {"en": ENGLISH["text"], "ar": ARABIC["text"]},
        {"en": ENGLISH["text"], "ar": "no Arabic"},
    )
    found = documents(path)
    assert [item.pair for item in found] == [f"{path}:1"] * 2 + [f"{path}:2"] * 2
    assert [getattr(item.content, "language", "") for item in found] == ["en", "ar"] * 2
    assert skipped(path) == {"a.jsonl:3": "ar: is not in ar"}
    (tmp_path / "en.txt").write_text(ENGLISH["text"], "utf-8")
    (tmp_path / "ar.txt").write_text(ARABIC["text"], "utf-8")
    names = tmp_path / "list.tsv"
    names.write_text("# a list\nen.txt\tar.txt\n\nen.txt\ngone.txt\tar.txt\n", "utf-8")
    assert [item.pair for item in documents(names)] == [f"{names}:2"] * 2
    assert skipped(names) == {
        "list.tsv:4": "is not two file names parted by a tab",
        "list.tsv:5": f"{tmp_path}/gone.txt: cannot be read: No such file or directory",
    }


def test_packed_and_hostile_rows(tmp_path: Path) -> None:
    """Packed JSONL is read; a row without end and a file that breaks off end the reading."""
    data = (json.dumps(ENGLISH) + "\n").encode()
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(data * 3, mtime=0))
    assert len(documents(path)) == 3
    path.write_bytes(gzip.compress(data * 3, mtime=0)[:-12])
    assert "breaks off" in next(iter(skipped(path).values()))
    path.write_bytes(gzip.compress(data + bytes(12_000_000), mtime=0))
    assert skipped(path) == {"a.jsonl.gz:2": "is larger than 10,000,000 bytes; no more is read"}
    path.write_bytes(gzip.compress(b'{"a":' * 100_000 + b"\n" + data, mtime=0))
    assert len(documents(path)) == 1


def test_parquet_is_read(tmp_path: Path) -> None:
    """The same rows from Parquet, where pyarrow is there; other columns do no harm."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    day = datetime.datetime(2024, 5, 1, 10)
    table = pyarrow.Table.from_pylist([{**ENGLISH, "date": day, "x": 1}, {**ARABIC, "x": 2}])
    parquet.write_table(table, path)
    one, two = documents(path)
    assert isinstance(one.content, Article)
    assert (one.content.date, one.source) == (datetime.date(2024, 5, 1), f"{path}:1")
    assert getattr(two.content, "language", "") == "ar"


def test_parquet_without_pyarrow_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the extra."""

    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("corpora.dump_rows.import_module", missing)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(ModuleNotFoundError, match=r"muwazi\[parquet\]"):
        list(read_dump(tmp_path / "a.parquet"))


def test_snapshots_have_their_own_address(tmp_path: Path) -> None:
    """A page from a web archive is yielded under the address that it had."""
    keep(
        tmp_path,
        html("https://web.archive.org/web/20200102030405id_/https://a.example/1", english(1)),
    )
    (found,) = documents(tmp_path)
    assert isinstance(found.content, Page)
    assert found.content.url == "https://a.example/1"


def test_unreadable_answers_are_told(tmp_path: Path) -> None:
    """In a WARC file errors and other media are passed over, pages that cannot be read are told."""
    keep(
        tmp_path,
        html("https://a.example/empty", ""),
        Response("https://a.example/404", 404, "", (), b"<p>no"),
        Response("https://a.example/i", 200, "", (("Content-Type", "image/png"),), b"\x89PNG"),
        html("https://a.example/1", english(1)),
    )
    assert len(documents(tmp_path)) == 1
    (reason,) = skipped(tmp_path).values()
    assert reason.startswith("https://a.example/empty: is empty")
