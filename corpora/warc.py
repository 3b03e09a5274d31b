"""WARC files: every answer of a run kept, and the pages of an archive read back.

WARC 1.1 is ISO 28500:2017. The bodies are kept as they came, still compressed; only the chunks of
their transfer are gone, as is the custom (the header that named them is renamed).
"""

import contextlib
import gzip
import io
import os
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpora.page import SIZE_LIMIT, BadPage, Page
from corpora.response import Response, as_utf8, read_response
from corpora.version import muwazi_version

_MOVED = {"transfer-encoding": "X-Crawler-Transfer-Encoding"}


_FULL = 1_000_000_000  # bytes after which a new file is begun, as the standard advises
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies: the name of its file, its first byte there, and its bytes."""

    file: str
    offset: int
    length: int


class BadWARC(ValueError):
    """A file that is no WARC, or a damaged one; the message is one line."""


class WarcKeeper:
    """Writes answers into one new WARC file of a folder, `muwazi-00001.warc.gz` or the next free.

    The file begins with the first answer, and after 1 GB another one does. Each record is
    complete on the disk before the next one comes, so that a run that is cut short keeps all but
    its last; hence no temporary name. Threads may share one.
    """

    def __init__(self, folder: Path) -> None:
        """Prepare to write into `folder`, which is made when it is needed."""
        self._folder = folder
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._writer: Any = None

    def keep(self, response: Response) -> Place:
        """Append one response and return where it lies; raises OSError where the disk does.

        "Not modified" (304) becomes a `revisit` record.
        """
        headers = [
            (_ascii(_MOVED.get(name.lower(), name)), " ".join(as_utf8(value).split()))
            for name, value in response.headers
        ]
        status = f"{response.status} {_ascii(response.reason)}".strip()
        named = {"WARC-IP-Address": response.ip, "WARC-Truncated": response.truncated}
        kind = "response"
        if response.status == 304:
            kind, named["WARC-Profile"] = "revisit", _REVISIT
        with self._lock:
            if self._file is not None and self._file.tell() > _FULL:
                self._finish()
            if self._file is None:
                self._begin()
            assert self._file is not None
            offset = self._file.tell()
            record = self._writer.create_warc_record(
                response.url,
                kind,
                payload=io.BytesIO(response.body),
                length=len(response.body),  # without it warcio opens a file that it leaves open
                http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
                warc_headers_dict={name: value for name, value in named.items() if value},
            )
            self._writer.write_record(record)
            return Place(Path(self._file.name).name, offset, self._file.tell() - offset)

    def close(self) -> None:
        """Finish the file; a second time does nothing."""
        with self._lock:
            self._finish()

    def _finish(self) -> None:
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while self._file is None:
            path = self._folder / f"muwazi-{number:05d}.warc.gz"
            with contextlib.suppress(FileExistsError):
                self._file = path.open("xb")
            number += 1
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        facts = {
            "software": f"muwazi/{muwazi_version()}",
            "format": "WARC File Format 1.1",
            "robots": "obey",
        }
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, facts))


def pages(
    path: Path, skipped: Callable[[str, str], None] = lambda url, reason: None
) -> Iterator[Page]:
    """Yield the HTML pages of a WARC file, compressed or not, in its order.

    Redirects, errors and other media are passed over; a page that cannot be read is told to
    `skipped` (its address, and why) and passed over too. Raises BadWARC where the file itself is
    damaged, after the pages before that place; OSError where it cannot be read.
    """
    for response in responses(path):
        if response.status >= 300:
            continue
        try:
            yield read_response(response)
        except BadPage as error:
            label = response.header("content-type")
            if not label or "html" in label.lower():
                skipped(response.url, str(error))


def responses(path: Path) -> Iterator[Response]:
    """Yield every HTTP answer of a WARC file in its order, redirects and errors too.

    Raises as `pages` does. A body is read up to the limit of a page.
    """
    with path.open("rb") as file:
        for record in _records(_Unpacked(file, path), path):
            if record.rec_type == "response" and record.http_headers:
                yield read_record(record, str(path))


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")


class _Unpacked:
    """The bytes of a WARC file without its gzip, each kind of damage as BadWARC.

    warcio unpacks by itself, but it takes a file that breaks off for one that ends, and it
    refuses one that was compressed in one piece.
    """

    def __init__(self, file: io.BufferedReader, path: Path) -> None:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        self._source: gzip.GzipFile | io.BufferedReader = (
            gzip.GzipFile(fileobj=file) if packed else file
        )
        self._path = path

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read1(size)  # what is whole comes out before what is damaged
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadWARC(
                f"{self._path}: is damaged or breaks off ({error}); the pages before that are good"
            ) from error


class _Records(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """warcio's reader, but one that does not print on standard error where a length is wrong."""

    INC_RECORD = ""


def read_records(source: Any) -> Any:
    """Return warcio's records of what has `read`; `offset` is where the newest one begins."""
    return _Records(source)


def _records(source: _Unpacked, path: Path) -> Iterator[Any]:
    records = read_records(source)
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except BadWARC:
            raise
        except (ArchiveLoadFailed, ValueError, AttributeError, TypeError) as error:
            # warcio raises what its parsing meets: a target that is None, a length that is a word
            raise BadWARC(
                f"{path}: holds what is no WARC record; the pages before it are good"
            ) from error
        yield record


def read_record(record: Any, path: str) -> Response:
    """Return a record of warcio as a response; its body is read up to the limit of a page.

    Raises BadWARC, which names `path`, where the record breaks off.
    """
    url = str(record.rec_headers.get_header("WARC-Target-URI"))
    body: bytes = record.raw_stream.read(SIZE_LIMIT + 1)
    truncated = str(record.rec_headers.get_header("WARC-Truncated") or "")
    if len(body) > SIZE_LIMIT:
        truncated = "length"
    elif len(body) < record.payload_length:
        raise BadWARC(f"{path}: breaks off at {url}; the pages before that are good")
    if record.http_headers is None:  # a page without the answer that brought it
        return Response(url, 200, "", (), body, truncated)
    headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    if any(n.lower() == "transfer-encoding" and "chunked" in v.lower() for n, v in headers):
        body = ChunkedDataReader(io.BytesIO(body)).read()
    code = record.http_headers.get_statuscode()
    status = int(code) if code.isdecimal() else 0
    return Response(url, status, "", headers, body, truncated)
