"""`muwazi build`: from addresses, files and archives to a memory, or to one line of error."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.command_line import EXAMPLE, ROOT, Muwazi, fails
from tests.outlet import Answer, Outlet
from tests.pages import ENGLISH, inside_the_box, plain, unlinked
from tests.position_aligner import align_positions

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    """Return a running outlet with the example and the story of `tests.pages`."""
    with Outlet() as running:
        for name in ("en.html", "ar.html"):
            running.put(f"/cinema-reopens/{name}", (EXAMPLE / name).read_bytes())
        yield running


def units(tmx: bytes) -> list[tuple[str, str]]:
    """Return the English and the Arabic text of every unit."""
    return [
        (segs["en"] or "", segs["ar"] or "")
        for tu in etree.fromstring(tmx).iter("tu")
        for segs in [{tuv.get(XML_LANG): tuv.findtext("seg") for tuv in tu.iter("tuv")}]
    ]


def first_lines() -> tuple[str, str]:
    """Return the two titles of the example."""
    english, arabic = ((EXAMPLE / f"{side}.txt").read_text("utf-8") for side in ("en", "ar"))
    return english.split("\n")[0], arabic.split("\n")[0]


def fast(*arguments: object) -> tuple[object, ...]:
    """Return the arguments of a build that may visit this machine, at once."""
    return ("build", *arguments, "--allow-private", "--pace", "0")


def test_one_address_becomes_a_memory(muwazi: Muwazi, outlet: Outlet, tmp_path: Path) -> None:
    """The anchor is followed; the first unit is the title pair; the file is valid TMX 1.4."""
    out, report = tmp_path / "x.tmx", tmp_path / "x.html"
    url = outlet.url("/cinema-reopens/en.html")
    ran = muwazi(*fast(url, "-o", out, "--report", report))
    assert (ran.status, ran.out) == (0, b"")
    assert units(out.read_bytes())[0] == first_lines()
    schema = etree.RelaxNG(etree.parse(ROOT / "tests/tmx14.rng"))
    schema.assertValid(etree.fromstring(out.read_bytes()))
    for said in ("41 English, 40 Arabic", "found by anchor", "40 (40 1-1)", "1 English alone"):
        assert said in ran.talk
    assert f"wrote {out}" in ran.talk
    assert first_lines()[1] in report.read_text("utf-8")
    assert outlet.paths == ["/cinema-reopens/en.html", "/cinema-reopens/ar.html"]


def test_the_same_article_gives_the_same_bytes(
    muwazi: Muwazi, outlet: Outlet, tmp_path: Path
) -> None:
    """Twice from the web, and from the archive of the first run without it: not a byte differs."""
    url, saved = outlet.url("/cinema-reopens/en.html"), tmp_path / "saved"
    first = muwazi(*fast(url, "--save", saved))
    second = muwazi(*fast(url))
    asked = len(outlet.requests)
    (archive,) = saved.glob("*.warc.gz")
    alone = muwazi("build", archive)
    by_address = muwazi("build", url, archive)
    files = muwazi("build", EXAMPLE / "en.html", EXAMPLE / "ar.html")
    assert first.status == 0
    assert first.out.count(b"<tu ") == 40
    assert first.out == second.out == alone.out == by_address.out == files.out
    assert len(outlet.requests) == asked


@pytest.mark.parametrize("form", ["tsv", "jsonl"])
def test_the_form_is_told_by_the_name(muwazi: Muwazi, tmp_path: Path, form: str) -> None:
    """A file's name and --format give the same rows; their first is the title pair."""
    pair = (EXAMPLE / "en.html", EXAMPLE / "ar.html")
    out = tmp_path / f"x.{form}"
    assert muwazi("build", *pair, "-o", out).status == 0
    assert muwazi("build", *pair, "--format", form).out == out.read_bytes()
    line = out.read_text("utf-8").split("\n")[form == "tsv"]
    assert all(title in line for title in first_lines())


def test_swapped_files_are_repaired_and_told(muwazi: Muwazi) -> None:
    """Arabic first gives the same memory, and a line that says so."""
    right = muwazi("build", EXAMPLE / "en.html", EXAMPLE / "ar.html")
    swapped = muwazi("build", EXAMPLE / "ar.html", EXAMPLE / "en.html")
    assert swapped.out == right.out
    assert "swapped" in swapped.talk
    assert "swapped" not in right.talk


def test_the_summary_as_json(muwazi: Muwazi, tmp_path: Path) -> None:
    """--json prints one object on standard output and nothing else; it needs -o."""
    pair = (EXAMPLE / "en.html", EXAMPLE / "ar.html")
    ran = muwazi("build", *pair, "-o", tmp_path / "x.tmx", "--min-score", "0.95", "--json")
    facts = json.loads(ran.out)
    assert ran.talk == ""
    assert facts["left_out"] == {"English alone": 1, "below 0.95": 40}
    assert facts["signal"] == "given"
    assert set(facts["seconds"]) == {"read", "split", "load model", "align", "write"}
    assert muwazi("build", *pair, "--json").status == 2


TEXTS = {
    "/pdf": (Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "a PDF|pdf"),
    "/json": (Answer(b"{}", headers={"Content-Type": "application/json"}), "application/json"),
    "/binary": (Answer(b"\0\1\2\3" * 99), "binary data"),
    "/empty": (Answer(b""), "is empty"),
    "/menu": (Answer("<html><body><a href='/'>Home</a></body></html>"), "no article text"),
    "/large": (Answer(b"<p>" + b"x" * 50_000_000), "larger than 10,000,000 bytes"),
    "/gone": (Answer("<html><p>Gone", 404), "does not exist"),
    "/busy": (Answer("<html><p>Busy", 503), "503"),
    "/wall": (Answer("<html><script>_cf_chl_opt</script>", 403), "challenge|closed to robots"),
    "/alone": (Answer(unlinked(plain(ENGLISH)).html), "no link to the Arabic version"),
    "/chinese": (Answer("<html><article>" + "<p>一二三四五六七八九十。</p>" * 30), "no article"),
}


@pytest.mark.parametrize("path", TEXTS)
def test_bad_pages_are_one_line(muwazi: Muwazi, tmp_path: Path, path: str) -> None:
    """Whatever stands at the address: exit status 1, one line that names it, no file left."""
    answer, message = TEXTS[path]
    with Outlet() as outlet:
        url = outlet.put(path, answer)
        ran = muwazi(*fast(url, "-o", tmp_path / "x.tmx", "--report", tmp_path / "x.html"))
    fails(ran, message, tmp_path)
    assert url in ran.talk


def test_a_link_to_the_wrong_language_is_one_line(muwazi: Muwazi, tmp_path: Path) -> None:
    """A page whose link leads to its own language, and two pages in one, are refused."""
    with Outlet() as outlet:
        html = inside_the_box(ENGLISH).html.replace(ENGLISH.other_url, "/archives/2016/11/other-1")
        url = outlet.put("/archives/2016/11/one", html)
        other = outlet.put("/archives/2016/11/other-1", plain(ENGLISH).html)
        fails(muwazi(*fast(url, "-o", tmp_path / "x.tmx")), "is in English", tmp_path)
        fails(muwazi(*fast(url, other, "-o", tmp_path / "x.tmx")), "both texts are", tmp_path)


def test_no_translations_are_refused(
    muwazi: Muwazi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two articles on other things: one line with the evidence; --force builds all the same."""
    pair = (EXAMPLE / "en.html", ROOT / "examples/salt-wheat/ar.html")
    monkeypatch.setattr(
        sys.modules["align.document"],
        "align_sentences",
        lambda source, target, model, **_: align_positions(source, target, score=0.02),
    )
    fails(muwazi("build", *pair, "-o", tmp_path / "x.tmx"), "no translations.*2%", tmp_path)
    assert muwazi("build", *pair, "--force").out.count(b"<tu ") == 33


def test_the_network_inside_is_closed(muwazi: Muwazi, outlet: Outlet, tmp_path: Path) -> None:
    """Without --allow-private no address of this machine is asked."""
    ran = muwazi("build", outlet.url("/cinema-reopens/en.html"), "-o", tmp_path / "x.tmx")
    fails(ran, "private|loopback|port", tmp_path)
    assert outlet.requests == []


def test_a_report_that_cannot_be_written_leaves_no_memory(muwazi: Muwazi, tmp_path: Path) -> None:
    """Both files are written or neither."""
    pair = (EXAMPLE / "en.html", EXAMPLE / "ar.html")
    missing = tmp_path / "none" / "x.html"
    fails(muwazi("build", *pair, "-o", tmp_path / "x.tmx", "--report", missing), "none", tmp_path)


def test_the_contact_reaches_the_site(muwazi: Muwazi, outlet: Outlet) -> None:
    """--contact stands in the User-Agent; one that no header can carry is an error."""
    url = outlet.url("/cinema-reopens/en.html")
    assert muwazi(*fast(url, "--contact", "https://me.example/")).status == 0
    assert all("+https://me.example/" in headers["User-Agent"] for _, headers in outlet.requests)
    assert muwazi(*fast(url, "--contact", "à\n")).status == 1
