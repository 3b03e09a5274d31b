"""Articles read from whatever they were kept in: folders, zip files, WARC, JSONL, Parquet, lists.

Everything is streamed, nothing is unpacked to the disk, and what cannot be read is told with a
reason and passed over.
"""

import os
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from corpora.archive_index import NAME, ArchiveIndex, BadIndex, BusyIndex
from corpora.document import (
    PAGES,
    Document,
    Read,
    Skipped,
    page_document,
    page_file,
    safely,
    text_file,
)
from corpora.dump_rows import listed_files, read_list, read_rows
from corpora.page import SIZE_LIMIT, BadPage, Page
from corpora.response import read_response
from corpora.rewindable import Rewindable
from corpora.warc_scan import Damage, Source, scan
from corpora.wayback import original_address

_TEXTS = (".txt", ".text", ".md", ".markdown")
_WARCS = (".warc", ".warc.gz")
_ZIPS = (".zip", ".wacz")
_ROWS = (".jsonl", ".jsonl.gz", ".ndjson", ".parquet")
_LISTS = (".tsv", ".tab")
_BOMB = 100  # times its packed size that a zip file may have, once it is large
_LARGE = 100_000_000  # bytes


def read_dump(path: Path) -> Iterator[Read]:
    """Yield every document of a folder or a file, in an order that is always the same.

    A folder is gone through with all that is in it, lists of pairs excepted: those count only
    where they are named themselves. In a folder that `collect` filled the pages that are held
    are yielded, each in its newest form. Raises OSError where `path` itself cannot be read,
    BusyIndex while a run is filling the folder, ModuleNotFoundError for Parquet without pyarrow.
    """
    if path.is_dir():
        yield from _folder(path)
        return
    reader = _reader(path.name)
    if path.name.lower().endswith(_LISTS):
        reader = read_list
    if reader is None:
        path.stat()  # raises where there is no such file
        yield Skipped(str(path), "is of a kind that is not read; see the page on archives")
        return
    yield from reader(path)


def files_of(path: Path) -> list[str]:
    """Return the names of the files that `read_dump` reads of a folder or a file, in order."""
    if path.is_dir():
        return sorted(
            os.path.join(place, name)  # noqa: PTH118  # as read_dump names them
            for place, _, names in os.walk(path)
            for name in names
            if name == NAME or _reader(name) is not None
        )
    listed = listed_files(path) if path.name.lower().endswith(_LISTS) else ()
    return sorted({str(path), *(str(file) for _, files in listed for file in files)})


def _reader(name: str) -> Callable[[Path], Iterator[Read]] | None:
    """Return what reads a file of this name; None for one that is passed over."""
    name = name.lower()
    if name.endswith(_WARCS):
        return _warc
    if name.endswith(_ZIPS):
        return _zip
    if name.endswith(_ROWS):
        return read_rows
    if name.endswith(PAGES):
        return page_file
    return text_file if name.endswith(_TEXTS) else None


def _folder(folder: Path) -> Iterator[Read]:
    held = None
    try:
        held = _held(folder)
    except BusyIndex:
        raise
    except (BadIndex, sqlite3.Error) as error:
        reason = str(error).removeprefix(f"{folder / NAME}: ")
        yield Skipped(str(folder / NAME), f"{reason}; every page beside it is read")
    root = folder.resolve()
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            reader = _reader(name)
            if reader is None:
                continue
            if path.is_symlink() and not _inside(path, root):
                yield Skipped(str(path), "leads out of the folder; it is not read")
            elif reader is _warc and place == str(folder) and held is not None:
                known = {offset for file, offset in held if file == name}
                yield from safely(path, partial(_warc, known=known))
            else:
                yield from safely(path, reader)


def _inside(path: Path, root: Path) -> bool:
    """Tell whether a symbolic link leads to a place within a folder."""
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # it leads to itself; RuntimeError before Python 3.13
        return False


def _held(folder: Path) -> set[tuple[str, int]] | None:
    """Return where the pages lie that a folder's index holds, None where it has no index."""
    if not (folder / NAME).is_file():
        return None
    index = ArchiveIndex(folder, write=False)
    try:
        return {place for place, (_, kind) in index.held().items() if kind == "page"}
    finally:
        index.close()


def _warc(path: Path, known: Collection[int] | None = None) -> Iterator[Read]:
    with path.open("rb") as file:
        yield from _records(file, str(path), known)


def _records(file: Source, name: str, known: Collection[int] | None = None) -> Iterator[Read]:
    """Yield the HTML pages of a WARC file; with `known`, those at these offsets alone."""
    for item in scan(file, name):
        if isinstance(item, Damage):
            yield Skipped(f"{name}@{item.offset}", item.reason)
            continue
        offset, response = item
        if response.status >= 300 or (known is not None and offset not in known):
            continue
        source = f"{name}@{offset}"
        try:
            page = read_response(response)
        except BadPage as error:
            label = response.header("content-type").lower()
            if not label or "html" in label:
                yield Skipped(source, f"{response.url}: {error}")
            continue
        yield Document(source, Page(original_address(page.url), page.html, page.link_header))


def _zip(path: Path) -> Iterator[Read]:
    """Yield the pages of a zip file, and of the WARC files in one (WACZ)."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        yield Skipped(str(path), f"is no zip file, or a damaged one ({error})")
        return
    with archive:
        size, unpacked = path.stat().st_size, 0
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            name = f"{path}!{entry.filename}"
            if entry.is_dir() or not entry.filename.lower().endswith(PAGES + _WARCS):
                continue
            if reason := _unsafe(entry):
                yield Skipped(name, reason)
                continue
            if unpacked > _LARGE and unpacked > _BOMB * size:
                yield Skipped(name, f"the zip unpacks to more than {_BOMB} times its size: no more")
                return
            try:
                with archive.open(entry) as file:
                    if entry.filename.lower().endswith(PAGES):
                        body = file.read(SIZE_LIMIT + 1)
                        unpacked += len(body)
                        yield page_document(body, name)
                    else:
                        yield from _records(Rewindable(file), name)
            except (
                *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
                *(RuntimeError, ValueError, OSError),
            ) as error:
                yield Skipped(name, f"cannot be unpacked ({error})")


def _unsafe(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is not to be trusted, "" where it is a plain file inside.

    Nothing is written to the disk here; but a file whose name leads out was made to do harm.
    """
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "has a name that leads out of the zip file; it is not read"
    if entry.file_size > max(_LARGE, _BOMB * entry.compress_size):
        return f"unpacks to more than {_BOMB} times its size, as bombs do"
    return "is encrypted; unpack it yourself" if entry.flag_bits & 1 else ""
