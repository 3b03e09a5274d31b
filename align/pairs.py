"""Translation pairs to train on, from TSV and TMX files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from align.formats.tmx import variant_text
from align.formats.xml import parse_xml, root_tag
from align.ladder import BadGold

Pair = tuple[str, str]

_HEADERS = {"english", "en", "source"}, {"arabic", "ar", "target"}
_TABLE = ["set", "weight", "ordered", "licence", "credit"]


class BadPairs(ValueError):
    """A file of pairs, or the table of sets, that cannot be read; names the file and the line."""


@dataclass(frozen=True, slots=True)
class PairSet:
    """Pairs of one origin: (english, arabic) texts, none of them empty.

    A pair is seen `weight` times an epoch. `ordered` says that neighbours stand next to each other
    in a document, so that they make hard negatives. `licence` and `credit` go into the model card.
    """

    name: str
    pairs: tuple[Pair, ...]
    weight: float = 1.0
    ordered: bool = True
    licence: str = "not stated"
    credit: str = ""


def read_pairs(files: Sequence[Path], table: Path | None = None) -> list[PairSet]:
    """Return a set per file, named after it, in the order given.

    A TSV holds english<TAB>arabic, further columns unread; a first line that names the columns
    (english, en, source; arabic, ar, target) says where they are. A TMX holds units with an
    English and an Arabic variant; others are passed over.
    `table` is a TSV with the columns set, weight, ordered (yes or no), licence and credit: what
    is to be known of the sets that it names. The others have weight 1 and are ordered.
    Raises BadPairs with file and line, OSError for a file that cannot be read.
    """
    known = _read_table(table) if table is not None else {}
    sets = []
    for file in files:
        pairs = tuple(_read_file(file))
        if not pairs:
            raise BadPairs(f"{file}: no pair of an English and an Arabic text; name another file")
        about = known.get(file.stem, PairSet(file.stem, ()))
        sets.append(replace(about, pairs=pairs))
    return sets


def _read_file(file: Path) -> Iterator[Pair]:
    data = file.read_bytes()
    if root_tag(data) == "tmx":
        yield from _read_tmx(data, file)
    elif file.suffix.lower() == ".tmx":
        raise BadPairs(f"{file}, line 1: no TMX; export it again")
    else:
        yield from _read_tsv(data, file)


def _read_tmx(data: bytes, file: Path) -> Iterator[Pair]:
    try:
        root = parse_xml(data)
    except BadGold as error:
        raise BadPairs(f"{file}: {error}") from error
    for unit in root.iter("tu"):
        english, arabic = (
            " ".join((variant_text(unit, language) or "").split()) for language in ("en", "ar")
        )
        if english and arabic:
            yield english, arabic


def _read_tsv(data: bytes, file: Path) -> Iterator[Pair]:
    first, second = 0, 1
    for number, line in _lines(data, file):
        cells = line.split("\t")
        if number == 1:
            places = [
                [at for at, cell in enumerate(cells) if cell.strip().lower() in names]
                for names in _HEADERS
            ]
            if all(places):
                (first, *_), (second, *_) = places
                continue
        if len(cells) <= max(first, second):
            raise BadPairs(f"{file}, line {number}: {len(cells)} columns; write english<TAB>arabic")
        english, arabic = cells[first].strip(), cells[second].strip()
        if not english or not arabic:
            raise BadPairs(f"{file}, line {number}: an empty side; fill it or delete the line")
        yield english, arabic


def _read_table(table: Path) -> Mapping[str, PairSet]:
    rows = list(_lines(table.read_bytes(), table))
    if not rows or rows[0][1].split("\t") != _TABLE:
        raise BadPairs(f"{table}, line 1: the columns must be {', '.join(_TABLE)}, by tabs")
    known = {}
    for number, row in rows[1:]:
        where = f"{table}, line {number}"
        cells = row.split("\t")
        if len(cells) != len(_TABLE):
            raise BadPairs(f"{where}: {len(cells)} columns; write {len(_TABLE)}")
        name, weight, ordered, licence, credit = cells
        try:
            value = float(weight)
        except ValueError:
            value = -1
        if not 0 < value <= 100:
            raise BadPairs(f"{where}: the weight is {weight!r}; write a number in (0, 100]")
        if ordered not in ("yes", "no"):
            raise BadPairs(f"{where}: ordered is {ordered!r}; write yes or no")
        if name in known:
            raise BadPairs(f"{where}: the set {name} stands here a second time; delete one")
        known[name] = PairSet(name, (), value, ordered == "yes", licence, credit)
    return known


def _lines(data: bytes, file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers from 1."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = line.decode().rstrip("\r")
        except UnicodeDecodeError as error:
            raise BadPairs(f"{file}, line {number}: not UTF-8; save the file as UTF-8") from error
        if text.strip():
            yield number, text
