"""Pairs from TSV and TMX: what is read, and what an error says."""

from pathlib import Path

import pytest

from align.pairs import BadPairs, PairSet, read_pairs

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="en-GB"><seg>The <bpt i="1">&lt;b&gt;</bpt>port</seg></tuv>
<tuv xml:lang="ar"><seg>الميناء</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>only English</seg></tuv></tu>
</body></tmx>
"""


def test_tsv(tmp_path: Path) -> None:
    """Two columns, blank lines, a byte order mark and Windows line ends are read."""
    file = tmp_path / "news.tsv"
    file.write_bytes("\ufeffThe port\tالميناء\r\n\r\nThe sea\tالبحر\tmore\r\n".encode())
    assert read_pairs([file]) == [PairSet("news", (("The port", "الميناء"), ("The sea", "البحر")))]


def test_named_columns(tmp_path: Path) -> None:
    """A first line that names both columns says where they are."""
    file = tmp_path / "news.tsv"
    file.write_text("score\tar\ten\n0.9\tالميناء\tThe port\n", encoding="utf-8")
    assert read_pairs([file])[0].pairs == (("The port", "الميناء"),)


def test_tmx(tmp_path: Path) -> None:
    """Units with both languages, of whatever region, are read without their inline codes."""
    file = tmp_path / "memory.tmx"
    file.write_text(TMX, encoding="utf-8")
    assert read_pairs([file])[0].pairs == (("The port", "الميناء"),)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a\tب\nalone\n".encode(), "line 2: 1 columns"),
        ("a\tب\n\nb\t \n".encode(), "line 3: an empty side"),
        (b"a\tb\nc\t\xff\n", "line 2: not UTF-8"),
        (b"\n", "no pair"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, data: bytes, message: str) -> None:
    """An error names the file and the line."""
    file = tmp_path / "bad.tsv"
    file.write_bytes(data)
    with pytest.raises(BadPairs, match=rf"bad\.tsv(, |: ){message}"):
        read_pairs([file])


@pytest.mark.parametrize(
    "text", ["no xml", "<tmx><body>", '<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>']
)
def test_bad_tmx_is_refused(tmp_path: Path, text: str) -> None:
    """What is no TMX, broken, or declares entities is refused with the file's name."""
    file = tmp_path / "bad.tmx"
    file.write_text(text)
    with pytest.raises(BadPairs, match=r"bad\.tmx"):
        read_pairs([file])


def test_table_of_sets(tmp_path: Path) -> None:
    """The table gives weight, order, licence and credit to the sets that it names."""
    table = tmp_path / "sets.tsv"
    table.write_text("set\tweight\tordered\tlicence\tcredit\nold\t.25\tno\tMIT\t© X\n")
    for name in ("old", "new"):
        (tmp_path / f"{name}.tsv").write_text("a\tب\n", encoding="utf-8")
    assert read_pairs([tmp_path / "old.tsv", tmp_path / "new.tsv"], table) == [
        PairSet("old", (("a", "ب"),), 0.25, False, "MIT", "© X"),
        PairSet("new", (("a", "ب"),)),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a\t1\tyes\tMIT", "line 2: 4 columns"),
        ("a\tmuch\tyes\tMIT\t", "line 2: the weight is 'much'"),
        ("a\t0\tyes\tMIT\t", "line 2: the weight is '0'"),
        ("a\t1\tperhaps\tMIT\t", "line 2: ordered is 'perhaps'"),
        ("a\t1\tyes\tMIT\t\na\t1\tyes\tMIT\t", "line 3: the set a stands here a second time"),
    ],
)
def test_bad_table_is_refused(tmp_path: Path, row: str, message: str) -> None:
    """A wrong row of the table is named with its line."""
    table = tmp_path / "sets.tsv"
    table.write_text(f"set\tweight\tordered\tlicence\tcredit\n{row}\n")
    with pytest.raises(BadPairs, match=rf"sets\.tsv, {message}"):
        read_pairs([], table)


def test_the_training_sets_of_the_shipped_model_are_listed() -> None:
    """The table in docs can be read, and no set goes without its licence and credit."""
    table = Path(__file__).parents[1] / "docs" / "training_sets.tsv"
    read_pairs([], table)
    assert all(all(line.split("\t")) for line in table.read_text(encoding="utf-8").splitlines())
