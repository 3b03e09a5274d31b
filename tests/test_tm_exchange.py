"""The commands of a memory for other files: add, export, check, build --memory, serve."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tm_runner import ROOT, fill, muwazi, prepare, tm


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that holds the files of docs/tm.md."""
    prepare(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture
def memory() -> str:
    """Return the name of a memory that holds the units of docs/tm.md."""
    return fill()


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
    pair = (
        ROOT / "examples/cinema-reopens" / "en.html",
        ROOT / "examples/cinema-reopens" / "ar.html",
    )
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
    english, arabic = (
        (ROOT / "examples/cinema-reopens" / f"{side}.txt").read_text("utf-8")
        for side in ("en", "ar")
    )
    assert titles[:2] == (english.split("\n")[0], arabic.split("\n")[0])
    assert titles[2]
