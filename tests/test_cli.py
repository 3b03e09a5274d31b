"""The command line: data to standard output, talk to standard error, one line for an error."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree
from typer.testing import CliRunner

import cli
from corpora.fetch import Fetcher
from tests.cli_reference import commands, help_of, reference
from tests.outlet import Answer, Outlet
from tests.pages import ENGLISH, inside_the_box, plain, unlinked
from tests.position_aligner import align_positions

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples/cinema-reopens"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: bytes
    talk: str


Muwazi = Callable[..., Ran]


@pytest.fixture
def muwazi(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Muwazi:
    """Return what runs the command line in this process, aligning by position, never waiting."""
    document, model = ModuleType("align.document"), ModuleType("align.model")
    document.align_sentences = align_positions  # type: ignore[attr-defined]
    model.load_model = lambda path=None: path  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "align.document", document)
    monkeypatch.setitem(sys.modules, "align.model", model)
    monkeypatch.setattr("corpora.fetch._BACK_OFF", 0.0)

    def run(*arguments: object) -> Ran:
        capfdbinary.readouterr()
        binary = io.BytesIO()
        out, err = io.TextIOWrapper(binary, encoding="ascii"), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["muwazi", *map(str, arguments)])
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            status = 0
            try:
                cli.main()
            except SystemExit as leaving:
                status = leaving.code if isinstance(leaving.code, int) else 0
            out.flush()
            data = binary.getvalue()
            out.detach()
        assert capfdbinary.readouterr() == (b"", b"")  # nobody talks past the two streams
        return Ran(status, data, err.getvalue())

    return run


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


def fails(ran: Ran, message: str, folder: Path) -> None:
    """Check an error: status 1, one line on standard error, and an empty folder."""
    assert (ran.status, ran.out) == (1, b"")
    assert re.fullmatch(r"muwazi: .+\n", ran.talk), ran.talk
    assert re.search(message, ran.talk), ran.talk
    assert list(folder.iterdir()) == []


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
        lambda source, target, model: align_positions(source, target, score=0.02),
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


def test_align_prints_a_ladder(muwazi: Muwazi, tmp_path: Path) -> None:
    """Presplit, a line is a sentence; what stands alone has a line of its own."""
    (tmp_path / "en").write_text("One.\nTwo. Still two.\n\nFour.\n", "utf-8")
    (tmp_path / "ar").write_text("واحد.\nاثنان.\n", "utf-8")
    ran = muwazi("align", "--presplit", tmp_path / "en", tmp_path / "ar")
    assert (ran.status, ran.talk) == (0, "")
    assert ran.out.decode().splitlines() == [
        "[0]:[0]:0.9000",
        "[1]:[1]:0.9000",
        "[2]:[]:0.0000",
        "[3]:[]:0.0000",
    ]
    out = tmp_path / "beads.txt"
    assert muwazi("align", "--presplit", tmp_path / "en", tmp_path / "ar", "-o", out).out == b""
    assert out.read_bytes() == ran.out


def test_align_splits_and_shows(muwazi: Muwazi, tmp_path: Path) -> None:
    """Texts are split into sentences and put in order; TSV shows the sentences."""
    (tmp_path / "en.txt").write_text("One. Two.\n", "utf-8")
    (tmp_path / "ar.txt").write_text("واحد. اثنان.\n", "utf-8")
    ran = muwazi("align", tmp_path / "ar.txt", tmp_path / "en.txt", "--format", "tsv")
    assert "swapped" in ran.talk
    rows = [line.split("\t") for line in ran.out.decode().splitlines()]
    assert [row[3:] for row in rows[1:]] == [["One.", "واحد."], ["Two.", "اثنان."]]


def test_evaluate_measures(muwazi: Muwazi, tmp_path: Path) -> None:
    """Gold against itself is 1; figures as JSON, errors with sentences, a page with plots."""
    gold = EXAMPLE / "gold.txt"
    ran = muwazi("evaluate", gold, gold)
    assert re.search(r"strict +\d\.\d+ +1\.0000", ran.out.decode())
    worse = tmp_path / "worse.txt"
    worse.write_text(gold.read_text("utf-8").replace("[3, 4]:[3]", "[3]:[3]\n[4]:[]"), "utf-8")
    assert json.loads(muwazi("evaluate", gold, worse, "--json").out)["total"]["strict"]["f1"] < 1
    page = tmp_path / "page.html"
    listed = muwazi("evaluate", gold, worse, "--errors", "--html", page).out.decode()
    assert "1 place differs" in listed
    assert "[3, 4]:[3]" in listed
    assert "<svg" in page.read_text("utf-8")
    compared = muwazi("evaluate", gold, worse, gold, "--compare").out.decode()
    assert re.search(r"gold\.txt less .*worse\.txt: strict F1 \+0\.\d+", compared)


def test_evaluate_takes_folders(muwazi: Muwazi) -> None:
    """All examples at once, with an interval of the total."""
    ran = muwazi("evaluate", ROOT / "examples", ROOT / "examples")
    assert "95% in " in ran.out.decode()
    assert len(json.loads(muwazi("evaluate", ROOT / "examples", ROOT / "examples", "--json").out)[
        "documents"
    ]) == 8  # fmt: skip


def test_evaluate_refuses_what_makes_no_sense(muwazi: Muwazi) -> None:
    """Comparing one system, or a page of two, is wrong usage."""
    gold = EXAMPLE / "gold.txt"
    assert muwazi("evaluate", gold, gold, "--compare").status == 2
    assert muwazi("evaluate", gold, gold, gold, "--errors").status == 2


def test_convert_changes_the_format(muwazi: Muwazi, tmp_path: Path) -> None:
    """There and back is the same alignment."""
    xces = tmp_path / "x.xml"
    assert muwazi("convert", EXAMPLE / "gold.txt", "--to", "xces", "-o", xces).status == 0
    back = muwazi("convert", xces, "--to", "ladder").out.decode()
    assert back == (EXAMPLE / "gold.txt").read_text("utf-8")
    wrong = muwazi("convert", EXAMPLE / "en.html", "--to", "ladder")
    assert wrong.status == 1
    assert "en.html" in wrong.talk


def test_noise_writes_a_document_with_gold(muwazi: Muwazi, tmp_path: Path) -> None:
    """The folder that it makes can be evaluated at once; the same seed gives the same bytes."""
    lines = tmp_path / "lines.txt"
    lines.write_text("".join(f"Line {n}.\n" for n in range(40)), "utf-8")
    for name in ("a", "b"):
        ran = muwazi("noise", lines, lines, "-o", tmp_path / name, "--delete", "0.2")
        assert ran.status == 0
    for name in ("en.txt", "ar.txt", "gold.txt"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert muwazi("evaluate", tmp_path / "a", tmp_path / "b").status == 0


@pytest.mark.parametrize("arguments", [["--nonsense"], ["build"], ["build", "x", "--format", "x"]])
def test_wrong_usage_is_two(muwazi: Muwazi, arguments: list[str]) -> None:
    """A word that nobody knows, a missing argument, a wrong choice: status 2 and how to ask."""
    ran = muwazi(*arguments)
    assert (ran.status, ran.out) == (2, b"")
    assert "Try 'muwazi" in ran.talk


def test_ctrl_c_is_130(muwazi: Muwazi, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is broken off says nothing and has the shell's own status for it."""

    def interrupted(self: Fetcher, url: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Fetcher, "get", interrupted)
    ran = muwazi("build", "https://example.org/en/1")
    assert (ran.status, ran.out) == (130, b"")
    assert "Traceback" not in ran.talk


def test_errors_cannot_steer_the_terminal(muwazi: Muwazi) -> None:
    """Escape sequences in a name come out as question marks, on one line."""
    ran = muwazi("align", "no\x1b[2Jsuch\nfile", "b")
    assert ran.talk == "muwazi: no?[2Jsuch file: No such file or directory\n"


def test_a_missing_extra_says_what_to_install(
    muwazi: Muwazi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line of pip is the error; an import that broke by itself keeps its trace."""

    def missing(path: str | None = None) -> None:
        raise ImportError('LaBSE needs Sentence Transformers: pip install "muwazi[transformers]"')

    monkeypatch.setattr(sys.modules["align.model"], "load_model", missing)
    pair = (EXAMPLE / "en.txt", EXAMPLE / "ar.txt")
    ran = muwazi("align", *pair, "--model", "LaBSE")
    assert ran.status == 1
    assert ran.talk.endswith('pip install "muwazi[transformers]"\n')

    def broken(path: str | None = None) -> None:
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")

    monkeypatch.setattr(sys.modules["align.model"], "load_model", broken)
    with pytest.raises(ModuleNotFoundError):
        muwazi("align", *pair)


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_output_is_utf8_whatever_the_locale() -> None:
    """With an ASCII locale Arabic comes out right on both streams."""
    ascii_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    gold = str(EXAMPLE / "gold.txt")
    beads = ["evaluate", gold, str(ROOT / "examples/salt-wheat/gold.txt"), "--errors"]
    assert "سينما" in process(*beads, **ascii_locale).stdout.decode("utf-8")
    failed = process("build", "غائب.txt", **ascii_locale)
    assert failed.returncode == 1
    assert "muwazi: غائب.txt: " in failed.stderr.decode("utf-8")


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`muwazi … | head -1` ends without a word."""
    command = [sys.executable, "-m", "cli", "evaluate", "examples", "examples", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
        running.wait(60)


def test_version() -> None:
    """--version prints the name and the version, and needs no command."""
    result = CliRunner().invoke(cli.app, ["--version"])
    assert re.fullmatch(r"muwazi \d+\.\d+\.\d+\n", result.output)


def test_no_command_shows_the_help() -> None:
    """Alone, the command shows what it can do."""
    assert "Commands:" in CliRunner().invoke(cli.app, []).output


@pytest.mark.parametrize("words", [[], *commands()], ids=" ".join)
def test_every_command_has_help_with_an_example(words: list[str]) -> None:
    """The help says what it does and shows a line to copy."""
    text = help_of(words)
    assert re.search(r"Examples?:\n +muwazi ", text)
    assert max(map(len, text.splitlines())) <= 90


@pytest.mark.parametrize("columns", ["40", "200"])
def test_help_does_not_depend_on_the_terminal(columns: str) -> None:
    """The same text at any width, with or without colour."""
    narrow = process("build", "--help", COLUMNS=columns, TERMINAL_WIDTH=columns, FORCE_COLOR="1")
    assert narrow.stdout == process("build", "--help").stdout


def test_the_reference_is_current() -> None:
    """docs/cli.md is what the commands say now; `make docs` writes it anew."""
    assert (ROOT / "docs/cli.md").read_text("utf-8") == reference()
