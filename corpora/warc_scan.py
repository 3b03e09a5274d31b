"""WARC files of anybody, streamed record by record; what is damaged is told and stepped over.

`corpora.warc` reads a file until its first damage. Here a damaged record costs itself: the next
one is looked for by the marks that begin a record (a gzip member, or "WARC/" in a plain file).
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from warcio.exceptions import ArchiveLoadFailed

from corpora.response import Response
from corpora.warc import BadWARC, read_record, read_records

_STEP = 65_536
_GZIP = b"\x1f\x8b\x08"
_PLAIN = b"WARC/"
_BOMB = 200  # times its packed size that a record may have, once it is large
_LARGE = 50_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """A place of a WARC file that cannot be read: its first byte there, and why."""

    offset: int
    reason: str


class Source(Protocol):
    """What can be scanned: a file, or anything that goes to a place and reads from there."""

    def read(self, size: int, /) -> bytes:
        """Return `size` bytes, fewer at the end alone."""

    def seek(self, offset: int, /) -> int:
        """Go to a place, counted from the beginning."""


class _Broken(Exception):
    """What ends the reading of one stretch of a file; it carries the reason."""


def scan(file: Source, name: str) -> Iterator[tuple[int, Response] | Damage]:
    """Yield each answer of a WARC file with the offset of its record, and each damage.

    Answers (`response` records) and plain pages (`resource`) are yielded, of any order; other
    records are passed over. `file` must be seekable; `name` stands in reasons. Memory stays flat
    whatever the size. Raises OSError alone.
    """
    head = file.read(len(_GZIP))
    if not head:
        return
    packed = head == _GZIP
    start: int | None = 0 if packed or head == _PLAIN[: len(head)] else None
    if start is None:
        yield Damage(0, "does not begin as a WARC file does")
        start = _next_start(file, 0, packed=False)
    while start is not None:
        stretch = _Member(file, start) if packed else _Plain(file, start)
        last, reason = start, ""
        try:
            for offset, response in _answers(stretch, name):
                last = offset
                if response is not None:
                    yield offset, response
            stretch.finish()
        except (_Broken, BadWARC) as error:
            reason = str(error)
        if reason:
            yield Damage(max(last, stretch.last), reason)
            start = _next_start(file, max(last, stretch.last) + 1, packed=packed)
        else:
            start = stretch.next


class _Plain:
    """The rest of a file that is not compressed, from a record's first byte."""

    def __init__(self, file: Source, start: int) -> None:
        self._file, self.start, self.last = file, start, start
        self.next: int | None = None
        self._read = 0
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(min(size, _STEP) if size > 0 else _STEP)
        self._read += len(piece)
        return piece

    def tell(self) -> int:
        return self.start + self._read

    def finish(self) -> None:
        """Do nothing: warcio read to the end."""


class _Member:
    """One gzip member of a file, unpacked as it is read; `next` is where the next one begins."""

    def __init__(self, file: Source, start: int) -> None:
        self._file, self.start, self.last = file, start, start
        self.next: int | None = None
        self._unpacker = zlib.decompressobj(31)
        self._taken = self._given = 0
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        while not self._unpacker.eof:
            packed = self._unpacker.unconsumed_tail
            if not packed:
                packed = self._file.read(_STEP)
                self._taken += len(packed)
            if not packed:
                raise _Broken("breaks off")
            try:
                piece = self._unpacker.decompress(packed, _STEP)
            except zlib.error as error:
                raise _Broken(f"is damaged ({error})") from error
            self._given += len(piece)
            if self._given > _LARGE and self._given > _BOMB * self._taken:
                raise _Broken(f"unpacks to more than {_BOMB} times its size, as bombs do")
            if piece:
                return piece
        return b""

    def finish(self) -> None:
        """Read to the end of the member and set `next`; raises _Broken."""
        while self.read():
            pass
        end = self.start + self._taken - len(self._unpacker.unused_data)
        self._file.seek(end)
        following = self._file.read(4096)
        while following and not following.strip(b"\0"):  # padding, as tapes and disks leave
            end += len(following)
            following = self._file.read(4096)
        if not following:
            return
        end += len(following) - len(following.lstrip(b"\0"))
        self.next = end
        if not following.lstrip(b"\0").startswith(_GZIP):
            self.last = end
            raise _Broken("is followed by what is no gzip")


def _answers(stretch: _Plain | _Member, name: str) -> Iterator[tuple[int, Response | None]]:
    """Yield (offset, answer) of each record of a stretch, None for a record of another kind."""
    plain = isinstance(stretch, _Plain)
    records, found = read_records(stretch), False
    while True:
        try:
            record = next(records)
        except StopIteration:
            if not found and not plain:
                raise _Broken("holds no WARC record") from None
            return
        except (ArchiveLoadFailed, ValueError, AttributeError, TypeError) as error:
            # warcio raises what its parsing meets: a target that is None, a length that is a word
            if isinstance(error, BadWARC):
                raise
            raise _Broken("is no WARC record") from error
        found = True
        offset = records.offset if plain else stretch.start
        stretch.last = offset
        yield offset, _answer(record, name)


def _answer(record: Any, name: str) -> Response | None:
    if record.rec_type == "response" and record.http_headers:
        return read_record(record, name)
    if record.rec_type == "resource":
        answer = read_record(record, name)
        label = record.rec_headers.get_header("Content-Type") or ""
        return Response(
            answer.url, 200, "", (("Content-Type", label),), answer.body, answer.truncated
        )
    return None


def _next_start(file: Source, after: int, *, packed: bool) -> int | None:
    """Return where the next record begins at or behind a place, None where none does."""
    mark = _GZIP if packed else _PLAIN
    at, tail = after, b""
    file.seek(after)
    while piece := file.read(_STEP):
        window = tail + piece
        base = at - len(tail)
        found = window.find(mark)
        while found >= 0:
            if _begins(file, base + found, packed):
                return base + found
            found = window.find(mark, found + 1)
        at += len(piece)
        tail = window[-(len(mark) - 1) :]
        file.seek(at)
    return None


def _begins(file: Source, at: int, packed: bool) -> bool:
    """Tell whether a record really begins at a place."""
    file.seek(max(0, at - 1))
    before = file.read(1) if at else b"\n"
    head = file.read(4096)
    if packed:
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
        return head.startswith(_PLAIN)
    return before == b"\n" and head[5:7] in (b"0.", b"1.") and b"\n" in head[:20]
