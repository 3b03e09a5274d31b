"""The commands that search, clean and measure a memory: what they print, and where."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import etree

from tests.tm_runner import HARBOUR, ROOT, fill, prepare, tm


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that holds the files of docs/tm.md."""
    prepare(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture
def memory() -> str:
    """Return the name of a memory that holds the units of docs/tm.md."""
    return fill()


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
