"""Files that are never seen half-written."""

import io
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Open `path` for writing bytes: afterwards it holds all of them, or is as it was.

    What is written goes to a new file in the same folder, reaches the disk (fsync) and takes the
    place of `path` in one step (rename); if the block raises, it is deleted. The permissions of a
    file that is replaced are kept, and a symbolic link stays one. What is not a regular file (a
    pipe, /dev/stdout) cannot be replaced and is written directly.

    Raises OSError, naming `path`, where it cannot be written.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    path = path.resolve()
    beside = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        stream = beside.open("xb")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if sys.platform != "win32":  # the new name must reach the disk too
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def atomic_text(path: Path) -> Iterator[TextIO]:
    """Open `path` as `atomic_write` does, for text in UTF-8 with "\\n" at line ends."""
    with atomic_write(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
        yield text
        text.detach()  # or its end would close the stream before it is on the disk
