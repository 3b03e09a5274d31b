"""The memory's commands: what they print, where, and with which exit status."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree
from typer.testing import CliRunner

import cli
from tests.cli_reference import commands, help_of
from tests.memories import HashedWords
from tests.position_aligner import align_positions

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/tm.md").read_text("utf-8")
HARBOUR = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)[0]
NEXT = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0]
EXAMPLE = ROOT / "examples/cinema-reopens"
MODEL = HashedWords({"port": "الميناء", "open": "فتح"}, name="hashed@1")


@dataclass(frozen=True)
class Ran:
    """What a command left behind; `talk` and `out` are standard error and output."""

    status: int
    out: str
    talk: str
    error: BaseException | None

    @property
    def rows(self) -> list[dict[str, object]]:
        """The objects of JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def tm(*arguments: object) -> Ran:
    """Run `muwazi tm` in this process."""
    return muwazi("tm", *arguments)


def muwazi(*arguments: object) -> Ran:
    """Run `muwazi` in this process."""
    result = CliRunner().invoke(cli.app, list(map(str, arguments)), prog_name="muwazi")
    error = None if isinstance(result.exception, SystemExit) else result.exception
    return Ran(result.exit_code, result.stdout, result.stderr, error)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that holds the files of docs/tm.md; no model is loaded."""
    (tmp_path / "harbour.jsonl").write_text(HARBOUR, "utf-8")
    (tmp_path / "next.txt").write_text(NEXT, "utf-8")
    document, model = ModuleType("align.document"), ModuleType("align.model")
    document.align_sentences = align_positions  # type: ignore[attr-defined]
    model.load_model = lambda path=None: MODEL  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "align.document", document)
    monkeypatch.setitem(sys.modules, "align.model", model)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def memory() -> str:
    """Return the name of a memory that holds the units of docs/tm.md."""
    assert tm("add", "news.db", "harbour.jsonl").status == 0
    return "news.db"


def typed() -> Iterator[tuple[str, str]]:
    """Yield the commands of docs/tm.md and what the page says that they print."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            yield line, shown


def test_the_page_says_what_the_commands_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of docs/tm.md, in order, prints what stands below it; ... is anything."""
    monkeypatch.setattr("tm.serve.serve", served := Served())
    for line, shown in typed():
        ran = muwazi(*shlex.split(line)[1:])
        assert ran.status == 0, (line, ran)
        pattern = re.escape(shown).replace(r"\.\.\.", ".*").replace("…", ".*")
        # Talk goes to another stream: the page shows it where it matters, after the data or alone.
        texts = (ran.out, ran.talk, ran.talk + ran.out, ran.out + ran.talk)
        assert any(re.fullmatch(pattern, text, re.DOTALL) for text in texts), (line, ran)
    assert served.host == "127.0.0.1"


class Served:
    """Stands for the server, which would not end."""

    host = ""

    def __call__(self, path: Path, *, host: str, port: int, token: str, ready: object) -> None:
        """Note the host and say the address."""
        self.host = host
        assert callable(ready)
        ready(f"http://{host}:{port}")


def test_the_page_has_every_command() -> None:
    """No command of `muwazi tm` is missing in docs/tm.md."""
    shown = {line.split()[2] for line, _ in typed()}
    assert shown == {words[1] for words in commands() if words[0] == "tm"}


def command_lines() -> list[str]:
    """Return the lines of the other pages that show a command of the memory."""
    return [
        line.strip()
        for page in sorted((ROOT / "docs").glob("*.md"))
        if page.name not in ("tm.md", "cli.md")
        for line in re.findall(r"^    (muwazi tm .+)$", page.read_text("utf-8"), re.MULTILINE)
    ]


@pytest.mark.parametrize("line", command_lines())
def test_other_pages_name_what_exists(line: str) -> None:
    """Each line of a page names a command, and options that its help knows."""
    text = help_of(line.split()[1:3])
    for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", line):
        assert re.search(rf"(?<!\S){option}\b", text), option


def test_every_command_and_option_of_the_page_on_cat_tools_exists() -> None:
    """Options in the running text and tables of docs/cat-tools.md are those of export, leverage."""
    text = help_of(["tm", "export"]) + help_of(["tm", "leverage"])
    page = (ROOT / "docs/cat-tools.md").read_text("utf-8")
    for option in set(re.findall(r"`(--[a-z-]+)", page)):
        assert option in text, option


def test_help_shows_an_example_that_parses(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of a help text is taken by its command: no wrong usage (status 2)."""
    monkeypatch.setattr("tm.serve.serve", Served())
    for name in ("memory.db", "before.db", "after.db"):
        Path(name).write_bytes(Path(memory).read_bytes())
    for words in commands():
        if words[0] != "tm":
            continue
        examples = re.findall(r"^    (muwazi tm .+)$", help_of(words), re.MULTILINE)
        for line in examples:
            ran = muwazi(*shlex.split(line)[1:])
            assert ran.status != 2, (line, ran.talk)
            assert ran.error is None or isinstance(ran.error, OSError), (line, ran.error)


def test_add_tells_each_file_and_goes_on(memory: str) -> None:
    """A broken file and a missing one are a line each and status 1; the third is added whole."""
    Path("broken.jsonl").write_text('{"source": "One.", "target": "واحد."}\n{"source"', "utf-8")
    Path("good.tsv").write_text("One.\tواحد.\nTwo.\tـــ\n", "utf-8")
    ran = tm("add", memory, "broken.jsonl", "missing.tmx", "good.tsv")
    assert (ran.status, ran.out) == (1, "")
    broken, missing, good = ran.talk.splitlines()
    assert broken.startswith("muwazi: broken.jsonl, line 2, unit 2: ")
    assert missing == "muwazi: missing.tmx: No such file or directory"
    assert good == "good.tsv: 1 new, 0 merged, 1 left out (1 no letters in one of the texts)"
    assert json.loads(tm("stats", memory, "--json").out)["units"] == 9


def test_add_makes_no_memory_for_nothing() -> None:
    """Where no file is there, there is no memory afterwards."""
    ran = tm("add", "new.db", "missing.tmx")
    assert isinstance(ran.error, FileNotFoundError)
    assert not Path("new.db").exists()


def test_add_takes_a_review_and_says_it_as_json() -> None:
    """--status counts for units of which the file says nothing; --json is one object a file."""
    ran = tm("add", "m.db", "harbour.jsonl", "--status", "edited", "--json")
    assert ran.rows == [
        {"name": "harbour.jsonl", "read": 8, "new": 8, "merged": 0, "repeated": 0}
        | {"skipped": {}, "known": False}
    ]
    assert json.loads(tm("stats", "m.db", "--json").out)["by_status"] == {
        "accepted": 1,
        "edited": 7,
    }
    forced = tm("add", "m.db", "harbour.jsonl", "--force", "--json")
    assert (forced.rows[0]["new"], forced.rows[0]["merged"]) == (0, 8)


def test_add_brings_the_indexes_up_to_date(memory: str) -> None:
    """After an import nothing is left to index."""
    from tm.memory import Memory
    from tm.postings import MARK

    with Memory(Path(memory)) as opened:
        assert opened.watermark(MARK) == opened.watermark("concordance_upto") == 8


@pytest.mark.parametrize(
    "arguments",
    [
        ["lookup", "none.db", "text"],
        ["concordance", "none.db", "word"],
        ["embed", "none.db"],
        ["filter", "none.db"],
        ["filter", "none.db", "--delete"],
        ["dedupe", "none.db"],
        ["stats", "none.db"],
        ["diff", "none.db", "none.db"],
        ["leverage", "none.db", "next.txt"],
        ["bench", "none.db"],
        ["export", "none.db", "-o", "out.tmx"],
        ["check", "none.db"],
        ["serve", "none.db"],
    ],
    ids=" ".join,
)
def test_a_missing_memory_is_an_error_and_stays_missing(arguments: Sequence[str]) -> None:
    """Every command names the file that is not there, and makes none."""
    ran = tm(*arguments)
    assert isinstance(ran.error, FileNotFoundError)
    assert str(ran.error.filename) == "none.db"
    assert not Path("none.db").exists()


def test_lookup_finds_both_ways(memory: str) -> None:
    """The language is told by the letters or by --lang; a context makes 101 per cent."""
    english = tm("lookup", memory, "The harbour reopened on Monday.", "--json").rows
    assert [(row["percent"], row["kind"]) for row in english] == [(100, "exact")]
    arabic = tm("lookup", memory, "دفعت المدينة 14 مليون دولار ثمنا له.", "--json").rows
    assert arabic[0]["source"] == "The city paid 14 million dollars for it."
    assert tm("lookup", memory, "14 دولار 14", "--lang", "en", "--json").rows == []
    context = tm(
        "lookup",
        memory,
        "Fishermen say that the new harbour is too deep.",
        "--previous",
        "The harbour reopened on Monday.",
        "--json",
    ).rows
    assert context[0]["percent"] == 101


def test_lookup_says_that_it_found_nothing(memory: str) -> None:
    """Nothing on standard output, a line on standard error, and no failure."""
    ran = tm("lookup", memory, "Something else altogether", "--min", "80")
    assert (ran.status, ran.out, ran.talk) == (0, "", "no match of 80 % or more\n")


def test_lookup_by_meaning(memory: str) -> None:
    """Without vectors it says so; with them English finds Arabic that shares no word with it."""
    assert isinstance(tm("lookup", memory, "port", "--semantic").error, LookupError)
    assert tm("embed", memory).talk == "news.db: 8 units embedded with hashed@1\n"
    assert tm("embed", memory).talk == "news.db: 0 units embedded with hashed@1\n"
    rows = tm("lookup", memory, "open port", "--semantic", "--json").rows
    assert [(row["unit"], row["kind"]) for row in rows] == [(1, "meaning")]


def test_what_is_shown_cannot_steer_the_terminal() -> None:
    """Control characters of a memory's texts become question marks or blanks on every list."""
    text = json.dumps({"source": "Clear \x9b2J screen", "target": "شاشة \x9b2J", "score": 0.1})
    Path("bad.jsonl").write_text(text, "utf-8")
    tm("add", "bad.db", "bad.jsonl")
    tm("add", "news.db", "harbour.jsonl")
    for arguments in (
        ["lookup", "bad.db", "Clear screen", "--min", "30"],
        ["concordance", "bad.db", "screen"],
        ["filter", "bad.db"],
        ["diff", "bad.db", "news.db"],
    ):
        ran = tm(*arguments)
        assert "screen" in ran.out, arguments
        assert "\x9b" not in ran.out + ran.talk, arguments


def test_concordance_filters_and_writes_a_page(memory: str) -> None:
    """Score, date, domain and side narrow it; --html writes the page and prints nothing."""
    lines = tm("concordance", memory, "council", "--json").rows
    assert [line["score"] for line in lines] == [0.93, 0.88, 0.72]
    options: list[tuple[list[str], int]] = [
        (["--min-score", "0.8"], 2),
        (["--since", "2024-04-12"], 1),
        (["--until", "2024-04-11"], 2),
        (["--domain", "elsewhere.example"], 0),
        (["--side", "ar"], 0),
        (["--limit", "1"], 1),
    ]
    for option, count in options:
        assert len(tm("concordance", memory, "council", *option, "--json").rows) == count, option
    assert "--limit 1 are shown" in tm("concordance", memory, "council", "--limit", "1").talk
    assert tm("concordance", memory, "ballot").talk == "nothing found\n"
    assert len(tm("concordance", memory, r"\bre\w+ed\b", "--regex", "--json").rows) == 3
    assert len(tm("concordance", memory, "جتمع", "--prefixes", "--json").rows) == 0
    ran = tm("concordance", memory, "council", "--html", "page.html")
    assert (ran.out, ran.talk) == ("", "wrote page.html\n")
    assert Path("page.html").read_text("utf-8").count("<tr id=") == 3


def test_filter_changes_nothing_unless_told(memory: str) -> None:
    """A dry run leaves the file's bytes; --delete takes the units out and indexes the rest."""
    before = Path(memory).read_bytes()
    report = json.loads(tm("filter", memory, "--json", "--report", "r.txt").out)
    assert (report["total"], report["kept"], report["deleted"]) == (8, 5, False)
    assert Path(memory).read_bytes() == before
    assert Path("r.txt").read_text("utf-8").startswith("8 units: 5 kept")
    tm("embed", memory)
    ran = tm("filter", memory, "--delete")
    assert ran.out.startswith("8 units: 5 kept, 3 deleted")
    assert ran.talk == "the vectors are gone: muwazi tm embed makes them anew\n"
    assert len(tm("concordance", memory, "council", "--json").rows) == 2


def test_filter_takes_rules_by_name(memory: str) -> None:
    """Names, limits and exceptions; what is wrong with a list is said."""
    kept = {
        "low-score=0.9": 4,
        "default,-duplicate": 6,
        "default,low-score=0.9": 4,
        "untranslated, duplicate": 6,
    }
    for names, count in kept.items():
        report = json.loads(tm("filter", memory, "--rules", names, "--json").out)
        assert report["kept"] == count, names
    for names, reason in {
        "nonsense": "'nonsense' is no rule; there are rejected",
        "duplicate=3": "has no limit",
        "low-score=x": "must be a number",
        "untranslated=nan": "within 0 and 1",
        "boilerplate=2.5": "whole number",
        "-duplicate": "no rule is left",
    }.items():
        error = tm("filter", memory, "--rules", names).error
        assert isinstance(error, ValueError)
        assert reason in str(error), names


def test_filter_writes_what_stays(memory: str) -> None:
    """The units go to a file, or to standard output with the report beside it on the other."""
    tm("filter", memory, "-o", "clean.jsonl")
    ran = tm("filter", memory, "-o", "-", "--rules", "low-score=0.9")
    assert etree.fromstring(ran.out.encode()).xpath("count(//tu)") == 4
    assert "8 units: 4 kept" in ran.talk
    assert len(Path("clean.jsonl").read_text("utf-8").splitlines()) == 5
    assert tm("filter", memory, "-o", "-", "--json").status == 2


def test_dedupe_says_what_it_merged(memory: str) -> None:
    """The copy without its full stop is merged, once."""
    assert json.loads(tm("dedupe", memory, "--json").out) == {"groups": 1, "merged": 1}
    assert json.loads(tm("dedupe", memory, "--json").out) == {"groups": 0, "merged": 0}


def test_diff_lists_and_counts(memory: str) -> None:
    """A unit with another score, and one that only the second has; the sum is talk."""
    other = HARBOUR.replace("0.88", "0.5").replace("Read more", "Read it", 1)
    Path("other.jsonl").write_text(other, "utf-8")
    tm("add", "other.db", "other.jsonl")
    ran = tm("diff", memory, "other.db", "--json")
    kinds = sorted(str(row["kind"]) for row in ran.rows)
    assert kinds == ["only-first", "only-second", "score"]
    assert ran.talk == "1 only-first, 1 only-second, 0 target, 1 score, 0 status\n"
    shown = tm("diff", memory, "other.db").out
    assert "  0.8800 → 0.5000\n" in shown
    counts = json.loads(tm("diff", memory, memory, "--summary", "--json").out)
    assert set(counts.values()) == {0}


def test_export_chooses_and_writes(memory: str) -> None:
    """Each format by its name; the conditions choose; two runs give the same bytes."""
    for name in ("a.tmx", "a.tsv", "a.jsonl", "a.parquet", "a.xlf"):
        assert tm("export", memory, "-o", name).talk == f"wrote {name}: 8 units\n"
    first = Path("a.tmx").read_bytes()
    tm("export", memory, "-o", "a.tmx")
    assert Path("a.tmx").read_bytes() == first
    assert tm("export", memory, "-o", "-", "--format", "tmx").out.encode() == first
    options: list[tuple[list[str], int]] = [
        (["--min-score", "0.9"], 4),
        (["--reviewed"], 1),
        (["--until", "2024-03-31"], 3),
        (["--document", "https://example.org/en/digest"], 3),
        (["--rules", "default"], 5),
    ]
    for option, count in options:
        ran = tm("export", memory, "-o", "-", "--format", "jsonl", *option)
        assert len(ran.rows) == count, option
    tm("export", memory, "--format", "moses", "--scores", "-o", "m")
    assert all(
        len(Path(f"m.{end}").read_bytes().splitlines()) == 8 for end in ("en", "ar", "score")
    )
    tm("export", memory, "--profile", "trados", "--languages", "en-US", "ar-SY", "-o", "t.tmx")
    assert 'xml:lang="ar-SY"' in Path("t.tmx").read_text("utf-8")
    tm("export", memory, "--profile", "omegat", "--cuts", "1", "0.5", "0.4", "-o", "tm")
    assert sorted(str(file) for file in Path("tm").rglob("*.tmx")) == [
        "tm/auto/muwazi.tmx",
        "tm/muwazi.tmx",
        "tm/penalty-010/muwazi.tmx",
        "tm/penalty-030/muwazi.tmx",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "news.db", "-o", "news.csv"],
        ["export", "news.db", "-o", "-", "--profile", "omegat"],
        ["export", "news.db", "-o", "-", "--format", "moses"],
        ["export", "news.db", "-o", "a.tmx", "--since", "May"],
        ["check", "a.tmx", "--plain-codes"],
        ["lookup", "news.db", "text", "--lang", "fr"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_two(memory: str, arguments: Sequence[str]) -> None:
    """What makes no sense is refused before anything is written."""
    before = set(Path().iterdir())
    assert tm(*arguments).status == 2
    assert set(Path().iterdir()) == before


def test_check_finds_and_mends() -> None:
    """A line a finding, five of a rule; status 1; the repaired copy passes."""
    units = "".join(
        f"<tu><tuv lang='EN'><seg>Unit  {n}</seg></tuv>"
        f"<tuv xml:lang='ar'><seg>وحدة {n}</seg></tuv></tu>"
        for n in range(8)
    )
    Path("bad.tmx").write_text(f"<tmx version='1.4b'><body>{units}</body></tmx>", "utf-8")
    ran = tm("check", "bad.tmx")
    assert ran.status == 1
    lines = ran.out.splitlines()
    assert re.match(
        r'bad\.tmx:1: error version: .+ \(OmegaT 6, Maxprograms, schema\); write version="1\.4"',
        next(line for line in lines if " version: " in line),
    )
    assert sum(": error language-missing: " in line for line in lines) == 5
    assert "bad.tmx: language-missing: 3 more; --each 0 shows all" in lines
    assert re.fullmatch(r"\d+ errors, \d+ warnings, 0 notes\n", ran.talk)
    everything = tm("check", "bad.tmx", "--each", "0", "--json").rows
    assert sum(row["rule"] == "language-missing" for row in everything) == 8
    mended = tm("check", "bad.tmx", "--fix", "good.tmx", "--plain-codes")
    assert mended.status == 0
    assert "wrote good.tmx" in mended.talk
    assert "repaired language-missing (8 times, first at bad.tmx:1)" in mended.talk
    again = tm("check", "good.tmx")
    assert (again.status, again.talk[:9]) == (0, "0 errors,")


def test_leverage_reads_several_documents(memory: str) -> None:
    """A text that stood in the first is a repetition in the second; the score can be taken in."""
    ran = json.loads(tm("leverage", memory, "next.txt", "next.txt", "--json").out)
    assert ran["shares"]["repetition"] == {"segments": 2, "words": 14}
    assert ran["shares"]["exact"]["segments"] == 1
    less = json.loads(tm("leverage", memory, "next.txt", "--discounted", "--json").out)
    assert less["shares"]["exact"]["segments"] == 1  # a person accepted it
    arabic = "أُعيد فتح الميناء يوم الاثنين.\nيقول الصيادون إن الميناء قديم.\n"
    Path("ar.txt").write_text(arabic, "utf-8")
    compared = tm("leverage", memory, "next.txt", "--reference", "ar.txt").out
    assert re.search(r"^chrF +\d+\.\d\d  ", compared, re.MULTILINE)


def test_bench_is_the_same_twice(memory: str) -> None:
    """Recall and queries are drawn by the seed; in this small memory nothing is missed."""
    ran = json.loads(tm("bench", memory, "--queries", "30", "--lang", "ar", "--json").out)
    assert (ran["units"], ran["queries"], ran["recall_words"], ran["missed"]) == (8, 30, 1.0, [])


def test_serve_takes_its_token_from_the_environment(
    memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token need not stand in the list of processes; without one no other host is served."""
    tokens = []

    def serve(path: Path, *, token: str, **rest: object) -> None:
        tokens.append((str(path), token, rest["host"], rest["port"]))

    with monkeypatch.context() as patch:
        patch.setattr("tm.serve.serve", serve)
        patch.setenv("MUWAZI_TOKEN", "a-long-secret")
        tm("serve", memory, "--host", "0.0.0.0", "--port", "0")
    assert tokens == [("news.db", "a-long-secret", "0.0.0.0", 0)]
    assert isinstance(tm("serve", memory, "--host", "0.0.0.0").error, ValueError)


def test_build_adds_to_a_memory() -> None:
    """--memory without -o writes no file, but titles and addresses; twice adds nothing."""
    pair = (EXAMPLE / "en.html", EXAMPLE / "ar.html")
    ran = muwazi("build", *pair, "--memory", "built.db")
    assert (ran.status, ran.out) == (0, "")
    assert "built.db: 40 new, 0 merged" in ran.talk
    again = json.loads(muwazi("build", *pair, "--memory", "built.db", "--json").out)
    assert again["memory"] == {"new": 0, "merged": 40}
    assert json.loads(tm("stats", "built.db", "--json").out)["sightings"] == 40
    muwazi("build", *pair, "--memory", "built.db", "-o", "both.tmx")
    assert Path("both.tmx").read_bytes() == muwazi("build", *pair).out.encode()
    from tm.memory import Memory

    with Memory(Path("built.db")) as opened:
        (titles,) = opened.connection.execute(
            "SELECT source_title, target_title, source_url FROM document"
        ).fetchall()
    english, arabic = ((EXAMPLE / f"{side}.txt").read_text("utf-8") for side in ("en", "ar"))
    assert titles[:2] == (english.split("\n")[0], arabic.split("\n")[0])
    assert titles[2]


def test_the_command_in_a_process_of_its_own(folder: Path) -> None:
    """Arabic comes out in UTF-8 in an ASCII locale, and an error is one line with status 1."""
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, ROOT / "cli.py", "tm", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=60,
            check=False,
        )

    assert run("add", "news.db", "harbour.jsonl").stderr == b"harbour.jsonl: 8 new, 0 merged\n"
    assert "أُعيد" in run("lookup", "news.db", "The harbour reopened on Monday.").stdout.decode()
    failed = run("lookup", "harbour.jsonl", "text")
    assert (failed.returncode, failed.stdout) == (1, b"")
    assert re.fullmatch(rb"muwazi: harbour\.jsonl: not a muwazi memory.*\n", failed.stderr)
