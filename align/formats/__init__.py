"""Alignments in the file formats of the field: read any of them, write most."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, get_args

from align.formats.hunalign import is_hunalign, read_hunalign, write_hunalign
from align.formats.jsonl import read_jsonl, write_jsonl
from align.formats.links import read_intertext, read_xces, write_intertext, write_xces
from align.formats.table import read_tsv, write_tsv
from align.formats.tmx import read_tmx
from align.formats.xml import root_tag
from align.ladder import AnyBead, BadGold, RawBead, read_ladder, write_ladder

Format = Literal["ladder", "hunalign", "xces", "intertext", "tsv", "tmx", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)

_LARGEST = 256 * 2**20  # bytes; far above the alignment of any one document pair
_ROOTS: dict[str, Format] = {"cesAlign": "xces", "linkGrp": "intertext", "tmx": "tmx"}

Texts = Sequence[str]


def read_alignment(
    path: Path,
    format: Format | None = None,
    *,
    source: Texts | None = None,
    target: Texts | None = None,
    ids: tuple[Sequence[str], Sequence[str]] | None = None,
) -> list[RawBead]:
    """Return the beads that the file holds, in its order; `to_beads` makes ranges of them.

    Without `format` the content tells it. `source` and `target` are the sentences of both
    documents: needed where a file holds text and no indices (TMX of other tools, TSV without
    index columns); where they are given, an index beyond them is an error. `ids` are the sentence
    ids of both documents, for XCES and InterText files that do not just count from 1.
    Scores stay as the file gives them; only beads that the file names are returned.
    Raises BadGold for a file that cannot be read as its format, and OSError as `open` does.
    """
    with path.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise BadGold(f"{path} is larger than {_LARGEST} bytes; give the file of one document pair")
    try:
        beads = parse_alignment(data, format, source=source, target=target, ids=ids)
        _check_bounds(beads, source, target)
    except BadGold as error:
        raise BadGold(f"{path}: {error}") from error
    return beads


def parse_alignment(
    data: bytes,
    format: Format | None = None,
    *,
    source: Texts | None = None,
    target: Texts | None = None,
    ids: tuple[Sequence[str], Sequence[str]] | None = None,
) -> list[RawBead]:
    """Return the beads in the content of a file; see `read_alignment`."""
    format = format or sniff(data)
    if format == "xces":
        return read_xces(data, ids)
    if format == "intertext":
        return read_intertext(data, ids)
    if format == "tmx":
        return read_tmx(data, source, target)
    text = _decode(data)
    if format == "tsv":
        return read_tsv(text, source, target)
    readers: dict[str, Callable[[str], list[RawBead]]] = {
        "ladder": read_ladder,
        "hunalign": read_hunalign,
        "jsonl": read_jsonl,
    }
    return readers[format](text)


def write_alignment(
    beads: Iterable[AnyBead],
    format: Format,
    *,
    scores: bool = True,
    source: Texts | None = None,
    target: Texts | None = None,
    names: tuple[str, str] = ("source", "target"),
    ids: tuple[Sequence[str], Sequence[str]] | None = None,
) -> str:
    """Return the text of a file that holds `beads`.

    `source` and `target` add the sentences to TSV and JSONL. `names` are the two documents' names
    in XCES and InterText, and `ids` their sentence ids (by default 1, 2, 3, …).
    Raises ValueError where the format cannot say it: TMX is written from a memory, hunalign's
    ladder knows no crossing beads and no holes.
    """
    beads = [
        bead if scores else RawBead(tuple(bead.source), tuple(bead.target), moved=bead.moved)
        for bead in beads
    ]
    texts = None if source is None or target is None else (source, target)
    if format == "ladder":
        return write_ladder(beads)
    if format == "hunalign":
        return write_hunalign(beads)
    if format == "xces":
        return write_xces(beads, names, ids)
    if format == "intertext":
        return write_intertext(beads, names, ids)
    if format == "tsv":
        return write_tsv(beads, texts)
    if format == "jsonl":
        return write_jsonl(beads, texts)
    raise ValueError("a TMX holds units of text, not beads; write it from the translation memory")


def sniff(data: bytes) -> Format:
    """Tell the format of a file from its content; BadGold where it is none of `FORMATS`."""
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        tag = root_tag(data)
        if tag not in _ROOTS:
            raise BadGold(f"<{tag[:40]}> is no alignment; give cesAlign, InterText or TMX")
        return _ROOTS[tag]
    lines = [line for line in _decode(data).splitlines() if line.strip()]
    lines = [line for line in lines if not line.lstrip("\ufeff ").startswith("#")] or [""]
    first = lines[0].lstrip("\ufeff ")
    if first.startswith("["):
        return "ladder"
    if first.startswith("{"):
        return "jsonl"
    if is_hunalign(first):
        return "hunalign"
    if "\t" in first:
        return "tsv"
    if not first:
        return "ladder"  # no bead in any format
    raise BadGold(f"this is no alignment: {first[:60]!r}; name the format: {', '.join(FORMATS)}")


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadGold(f"line {line} is not UTF-8; save the file as UTF-8") from error


def _check_bounds(beads: list[RawBead], source: Texts | None, target: Texts | None) -> None:
    for name, side, texts in (
        ("source", [bead.source for bead in beads], source),
        ("target", [bead.target for bead in beads], target),
    ):
        last = max((indices[-1] for indices in side if indices), default=-1)
        if texts is not None and last >= len(texts):
            raise BadGold(
                f"sentence {last} is named and the {name} has {len(texts)}; "
                "give the documents that belong to this alignment"
            )
