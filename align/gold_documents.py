"""Gold alignments and predictions read from files or folders, matched document by document."""

from glob import escape
from pathlib import Path

from align.formats import Format, read_alignment
from align.gold_report import GoldDocument

_GOLD = "gold.txt"
_TEXTS = ("en.txt", "ar.txt")


def read_documents(
    gold: Path,
    predicted: Path,
    *,
    source: Path | None = None,
    target: Path | None = None,
    form: Format | None = None,
) -> list[GoldDocument]:
    """Return the documents of `gold`, each with the beads that `predicted` holds for it.

    Both are files, or both folders. In a gold folder every `gold.txt` is a document, named after
    its own folder, or else every file, named after itself. The prediction of the document
    `news/01` is `news/01/gold.txt`, or the file `news/01` with any suffix, or `01`.
    `source` and `target` are the two texts, one sentence a line; by default `en.txt` and `ar.txt`
    beside the gold, and no texts where there are none.

    Raises BadGold, OSError, and LookupError where a prediction is missing.
    """
    return [
        _document(name, file, _prediction(predicted, name, gold), source, target, form)
        for name, file in _gold_files(gold)
    ]


def read_texts(
    gold: Path, source: Path | None = None, target: Path | None = None
) -> tuple[list[str], list[str]]:
    """Return the sentences of both sides; those beside the gold where no file is named.

    Two empty lists where there is neither.
    """
    english, arabic = (gold.with_name(name) for name in _TEXTS)
    if source is None and target is None and not (english.is_file() and arabic.is_file()):
        return [], []
    return _lines(source or english), _lines(target or arabic)


def _gold_files(gold: Path) -> list[tuple[str, Path]]:
    if not gold.is_dir():
        return [(gold.parent.name if gold.name == _GOLD else gold.stem, gold)]
    files = sorted(gold.rglob(_GOLD))
    if files:
        return [(file.parent.relative_to(gold).as_posix(), file) for file in files]
    files = sorted(file for file in gold.iterdir() if file.is_file() and file.name[0] != ".")
    if not files:
        raise LookupError(f"{gold}: holds no gold; name its files gold.txt, a folder a document")
    return [(file.stem, file) for file in files]


def _prediction(predicted: Path, name: str, gold: Path) -> Path:
    if not predicted.is_dir():
        if gold.is_dir():
            raise LookupError(f"{predicted}: is one file, and {gold} a folder; give a folder too")
        return predicted
    if (same := predicted / name / _GOLD).is_file():
        return same
    for place in dict.fromkeys((predicted / name, predicted / Path(name).name)):
        found = sorted(place.parent.glob(f"{escape(place.name)}.*")) if place.name else []
        if place.is_file() or found:
            return place if place.is_file() else found[0]
    raise LookupError(f"{predicted}: has no alignment of {name}; name it {Path(name).name}.txt")


def _document(
    name: str,
    gold: Path,
    predicted: Path,
    source: Path | None,
    target: Path | None,
    form: Format | None,
) -> GoldDocument:
    english, arabic = read_texts(gold, source, target)
    return GoldDocument(
        name,
        read_alignment(gold, source=english or None, target=arabic or None),
        read_alignment(predicted, form, source=english or None, target=arabic or None),
        english,
        arabic,
    )


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n")
