"""Time a memory's work on a synthetic file: CPU time and memory, each row in its own process.

    python -m benchmarks.memory [--units 200000] [--only NAME …]

The machine's speed cancels out in the last column: the ratio to the row that its table names.
A further table is a further entry in TABLES: rows of (name, function of the folder, which returns
how many it handled).
"""

import argparse
import datetime
import itertools
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tm.add import add_file
from tm.memory import Memory
from tm.read_tmx import read_tmx
from tm.tmx import write_tmx
from tm.unit import TranslationUnit

NOW = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
ENGLISH = """\
    the council minister said on monday that a review of the plan for city port first put forward
    last year water farmers new road bridge school hospital report committee law court judge
""".split()  # noqa: SIM905 # words are easier to read than a list of them
ARABIC = """\
    المجلس الوزير قال يوم الاثنين إن مراجعة الخطة لميناء المدينة التي طرحت أول مرة العام الماضي
    مياه المزارعون طريق جديد جسر مدرسة مستشفى تقرير لجنة قانون محكمة قاضٍ
""".split()  # noqa: SIM905 # the same


def units(count: int) -> Iterator[TranslationUnit]:
    """Yield units of news length (136 characters of English on average), none like another."""
    chance = random.Random(7)
    for number in range(count):
        words = chance.randint(10, 38)
        yield TranslationUnit(
            " ".join(chance.choices(ENGLISH, k=words)) + f" {number}.",
            " ".join(chance.choices(ARABIC, k=words * 4 // 5)) + f" {number}.",
            round(chance.random(), 4),
            document=f"{number // 40:08x}",
        )


def bare_expat(folder: Path) -> int:
    """Parse and do nothing: the floor for any reader that calls Python for each tag."""
    from xml.parsers import expat

    found = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal found
        found += name == "tu"

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: None
    parser.CharacterDataHandler = lambda text: None
    with (folder / "big.tmx").open("rb") as stream:
        parser.ParseFile(stream)
    return found


def lxml_iterparse(folder: Path) -> int:
    """Read with lxml's iterparse, clearing what was read."""
    from lxml import etree

    found = 0
    for _, unit in etree.iterparse(str(folder / "big.tmx"), tag="tu", load_dtd=False):
        texts = [variant.findtext("seg") for variant in unit.iter("tuv")]
        found += len(texts) == 2
        unit.clear()
        while unit.getprevious() is not None:
            del unit.getparent()[0]
    return found


def translate_toolkit(folder: Path) -> int:
    """Read with translate-toolkit, which holds the file in memory."""
    from translate.storage.tmx import tmxfile

    with (folder / "big.tmx").open("rb") as stream:
        store = tmxfile(stream, "en", "ar")
    return sum(1 for unit in store.units if unit.source and unit.target)


def ours(folder: Path) -> int:
    """Read with muwazi."""
    with (folder / "big.tmx").open("rb") as stream:
        return sum(1 for _ in read_tmx(stream, "big.tmx"))


def import_new(folder: Path) -> int:
    """Import into an empty memory: read, fold, find, write."""
    path = folder / "memory.db"
    path.unlink(missing_ok=True)
    with Memory(path, write=True) as memory:
        return add_file(memory, folder / "big.tmx", now=NOW).new


def import_known(folder: Path) -> int:
    """Import once more, forced: every unit is found and gets a sighting."""
    if not (folder / "memory.db").exists():
        import_new(folder)
    with Memory(folder / "memory.db", write=True) as memory:
        return add_file(memory, folder / "big.tmx", now=NOW, force=True).merged


Row = tuple[str, Callable[[Path], int]]
# Title, the row to which others are compared, rows.
TABLES: list[tuple[str, str, list[Row]]] = [
    (
        "Reading TMX",
        "lxml iterparse",
        [
            ("expat, nothing kept", bare_expat),
            ("muwazi read_tmx", ours),
            ("lxml iterparse", lxml_iterparse),
            ("translate-toolkit", translate_toolkit),
        ],
    ),
    (
        "Importing TMX",
        "lxml iterparse",
        [("muwazi add, all new", import_new), ("muwazi add, all known", import_known)],
    ),
]


def peak() -> int:
    """Return the most memory this process has held, in KiB; Linux only.

    getrusage would tell the parent's where that held more.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def measure(name: str, folder: Path) -> None:
    """Run one row in this process; print units, CPU seconds and growth of memory in MiB."""
    function = dict(itertools.chain.from_iterable(rows for _, _, rows in TABLES))[name]
    before = peak()
    start = time.process_time()
    try:
        count = function(folder)
    except ImportError:
        return
    seconds = time.process_time() - start
    grown = peak() - before
    print(count, seconds, grown / 1024)


def main() -> None:
    """Make the file, run the rows, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=200_000)
    parser.add_argument("--only", nargs="*", default=[], help="names of rows")
    parser.add_argument("--row", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.row:
        measure(arguments.row[0], Path(arguments.row[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "big.tmx").open("wb") as stream:
            write_tmx(units(arguments.units), stream, version="0")
        print(f"{arguments.units} units, {(folder / 'big.tmx').stat().st_size / 1e6:.0f} MB")
        rates: dict[str, float] = {}
        for title, base, rows in TABLES:
            print(f"\n| {title} | units/CPU s | MiB | ratio to {base} |\n|---|---|---|---|")
            for row, _ in rows:
                if arguments.only and row not in arguments.only:
                    continue
                command = [sys.executable, "-m", "benchmarks.memory", "--row", row, name]
                out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
                if not out:
                    print(f"| {row} | not installed | | |")
                    continue
                count, seconds, grown = map(float, out.split())
                rates[row] = count / seconds
                ratio = f"{rates[row] / rates[base]:.2f}" if base in rates else ""
                print(f"| {row} | {rates[row]:,.0f} | {grown:.0f} | {ratio} |")


if __name__ == "__main__":
    main()
