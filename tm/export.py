"""Export units to the files that other programs read, each written whole or not at all."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

from corpora.atomic import atomic_write
from tm.moses import moses_paths, write_moses
from tm.omegat_folders import CUTS, export_omegat
from tm.parquet import write_parquet
from tm.profiles import Profile, check_languages, tmx_arguments
from tm.rows import Columns, write_jsonl, write_tsv
from tm.select import StoredUnit
from tm.tmx import write_tmx
from tm.xliff import write_xliff

Format = Literal["tmx", "tsv", "jsonl", "moses", "parquet", "xliff"]
FORMATS: tuple[Format, ...] = ("tmx", "tsv", "jsonl", "moses", "parquet", "xliff")
_SUFFIXES: dict[str, Format] = {
    ".tmx": "tmx",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlf": "xliff",
    ".xliff": "xliff",
}
_REVIEW: Columns[StoredUnit] = {
    "status": lambda unit: unit.status,
    "reviewer": lambda unit: unit.reviewer or None,
    "reviewed": lambda unit: unit.reviewed or None,
}


def format_of(path: Path) -> Format | None:
    """Return the format that a file's suffix stands for, None where it stands for none."""
    return _SUFFIXES.get(path.suffix.lower())


def export(
    units: Iterable[StoredUnit],
    path: Path,
    *,
    form: Format,
    version: str,
    profile: Profile = "generic",
    languages: tuple[str, str] = ("en", "ar"),
    scores: bool = False,
    cuts: Sequence[float] = CUTS,
) -> tuple[tuple[Path, int], ...]:
    """Write `units` (of `tm.select.select`) to `path`; return each file and its count of units.

    `form` "moses" writes PATH.en and PATH.ar, and PATH.score with `scores`. `profile` is for TMX;
    with "omegat" `path` is a folder, see `export_omegat`, to which `cuts` go. `languages` are the
    codes written for English and Arabic: en-US, ar-SY. `version` is the writing program's.

    Raises ValueError for codes of other languages, a profile where `form` is not TMX, bad `cuts`,
    and for XLIFF without units; ModuleNotFoundError for Parquet without pyarrow; OSError.
    """
    check_languages(languages)
    if profile != "generic" and form != "tmx":
        raise ValueError(f"the profile {profile} is one of TMX, and {form} was asked for")
    if profile == "omegat":
        return export_omegat(units, path, version=version, languages=languages, cuts=cuts)
    if form == "moses":
        written = write_moses(units, path, languages=languages, scores=scores)
        paths = moses_paths(path, languages=languages, scores=scores)
        return tuple((path, written) for path in paths)
    with atomic_write(path) as stream:
        return ((path, _write(units, stream, form, profile, version, languages)),)


def _write(
    units: Iterable[StoredUnit],
    stream: BinaryIO,
    form: Format,
    profile: Profile,
    version: str,
    languages: tuple[str, str],
) -> int:
    """Write one file; return the count."""
    if form == "tsv":
        score: Columns[StoredUnit] = {"score": lambda u: f"{u.score:.4f}" if u.scored else None}
        return write_tsv(units, stream, columns={**score, **_REVIEW})
    if form == "jsonl":
        score = {"score": lambda unit: round(unit.score, 4) if unit.scored else None}
        return write_jsonl(units, stream, columns={**score, **_REVIEW})
    if form == "parquet":
        return write_parquet(units, stream)
    if form == "xliff":
        return write_xliff(units, stream, version=version, languages=languages)
    describe, o_tmf, header = tmx_arguments(profile)
    return write_tmx(
        units,
        stream,
        version=version,
        describe=describe,
        languages=languages,
        o_tmf=o_tmf,
        header=header,
    )
