"""Pairing an archive from its files: the whole way, and the command."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.make_archive import make_archive, write_folder, write_warc
from tests.test_article_similarity import Words
from tm.commands.pair import app
from tm.pair_archive import COLUMNS, latest, pair_archive, pair_rows

COUNT = 24


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[tuple[str, str]]]:
    """Return an archive, and its true pairs."""
    folder = tmp_path_factory.mktemp("archive")
    answers, gold = make_archive(COUNT, 6, bare=True)
    write_warc(answers, folder / "a.warc.gz")
    rows = map(json.loads, gold)
    true = {(row["source"], row["target"]) for row in rows if row["source"] and row["target"]}
    return folder, true


def test_every_pair_of_an_archive_is_found(made: tuple[Path, set[tuple[str, str]]]) -> None:
    """All true pairs and no others are found, by every signal, from a WARC file."""
    folder, true = made
    pairs = pair_archive([folder], None)
    rows = list(pair_rows(pairs, doubtful=False))
    assert {(row["source_url"], row["target_url"]) for row in rows} == true
    signals = {row["signal"] for row in rows}
    assert signals == {"hreflang", "switcher", "json-ld", "anchor", "address", "content"}
    counts = pairs.counts()
    assert sum(counts[str(signal)] for signal in signals) == len(true)


def test_an_embedder_changes_nothing_of_links(made: tuple[Path, set[tuple[str, str]]]) -> None:
    """With vectors that know little, the linked pairs stay, and each has a similarity."""
    folder, true = made
    rows = list(pair_rows(pair_archive([folder], Words()), doubtful=False))
    linked = [row for row in rows if row["signal"] != "content"]
    assert {(row["source_url"], row["target_url"]) for row in linked} <= true
    assert all(row["similarity"] is not None for row in linked)


def test_a_folder_gives_the_pairs_of_the_warc(
    made: tuple[Path, set[tuple[str, str]]], tmp_path: Path
) -> None:
    """The form of an archive does not matter."""
    answers, _ = make_archive(COUNT, 6, bare=True)
    write_folder(answers, tmp_path)
    rows = pair_rows(pair_archive([tmp_path], None), doubtful=False)
    assert {(row["source_url"], row["target_url"]) for row in rows} == made[1]


def test_given_pairs_are_kept(tmp_path: Path) -> None:
    """A list of pairs says itself what belongs together."""
    for name, text in (("a.txt", "كان البحر هادئاً."), ("e.txt", "The sea was calm.")):
        (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")
    lists = tmp_path / "pairs.tsv"
    lists.write_text("e.txt\ta.txt\n", encoding="utf-8")
    (row,) = pair_rows(pair_archive([lists], None), doubtful=False)
    assert (row["signal"], row["doubt"]) == ("given", "")


def test_the_last_page_of_an_address_counts(tmp_path: Path) -> None:
    """By hand: of three pages the first and the last are one address; what has none counts."""
    url = "https://a.example/en/1"
    rows = [
        {"text": "The sea was calm in the morning.", "url": url},
        {"text": "Nobody was at the harbour."},
        {"text": "Nobody was at the harbour, then."},
        {"text": "The sea was calm in the evening.", "url": f"{url}/?utm_source=mail"},
        {"en": {"text": "The sea was calm.", "url": f"{url}#top"}, "ar": "كان البحر هادئاً."},
        {"text": "The sea was calm at night.", "url": url},
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    pairs = pair_archive([path], None)
    assert [one.place.rpartition(":")[2] for one in pairs.sources] == ["2", "3", "6"]
    assert latest([one.fingerprint for one in pairs.sources]) == [0, 1, 2]
    assert "given" not in {match.signal for match in pairs.matches}  # its page does not count


def test_the_command_writes_pairs_and_doubts(
    made: tuple[Path, set[tuple[str, str]]], tmp_path: Path
) -> None:
    """TSV with a head, JSON lines by name, doubtful pairs with --review; the summary is talk."""
    folder, true = made
    run = CliRunner()
    written = run.invoke(app, [str(folder), "--features-only"])
    assert written.exit_code == 0
    lines = written.stdout.splitlines()
    assert lines[0].split("\t") == list(COLUMNS)
    assert len(lines) == len(true) + 1
    assert all(line.count("\t") == len(COLUMNS) - 1 for line in lines)
    assert "hreflang" in written.stderr
    out = tmp_path / "doubts.jsonl"
    strict = ["--margin", "100", "--review", "-o", str(out)]
    assert run.invoke(app, [str(folder), "--features-only", *strict]).exit_code == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert rows
    assert all("nearly" in row["doubt"] for row in rows)
