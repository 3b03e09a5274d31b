"""A file is whole or as it was."""

import os
import stat
import sys
from pathlib import Path

import pytest

from corpora.atomic import atomic_text, atomic_write


def test_the_file_appears_whole(tmp_path: Path) -> None:
    """Until the block ends the old content stands; afterwards the new, and nothing beside it."""
    path = tmp_path / "memory.tmx"
    path.write_bytes(b"old")
    with atomic_write(path) as stream:
        stream.write(b"new")
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_file_alone(tmp_path: Path, error: type[BaseException]) -> None:
    """If the block raises, the old content stays and the half-written file is gone."""
    path = tmp_path / "memory.tmx"
    path.write_bytes(b"old")

    def half() -> None:
        with atomic_write(path) as stream:
            stream.write(b"ne")
            raise error

    with pytest.raises(error):
        half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_text_is_utf8_with_plain_line_ends(tmp_path: Path) -> None:
    """Text is written in UTF-8 and its line ends are the same on every system."""
    with atomic_text(tmp_path / "a.txt") as stream:
        stream.write("موازٍ\n")
    assert (tmp_path / "a.txt").read_bytes() == "موازٍ\n".encode()


def test_the_error_names_the_file_asked_for(tmp_path: Path) -> None:
    """A folder that does not exist is an OSError about the path the user gave."""
    path = tmp_path / "none" / "memory.tmx"
    with pytest.raises(FileNotFoundError) as caught, atomic_write(path):
        pass
    assert caught.value.filename == str(path)


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    """A name as long as the file system allows leaves room for the file beside it."""
    path = tmp_path / ("م" * 125 + ".tmx")
    with atomic_write(path) as stream:
        stream.write(b"x")
    assert path.read_bytes() == b"x"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")
def test_permissions_and_links_stay(tmp_path: Path) -> None:
    """A replaced file keeps its permissions, a new one gets the usual, a link still points."""
    path, link = tmp_path / "memory.tmx", tmp_path / "link.tmx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    with atomic_write(link) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    plain, fresh = tmp_path / "plain", tmp_path / "fresh"
    plain.touch()
    with atomic_write(fresh) as stream:
        stream.write(b"x")
    assert fresh.stat().st_mode == plain.stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_pipe_is_written_not_replaced(tmp_path: Path) -> None:
    """What is no regular file gets the bytes and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with atomic_write(pipe) as stream:
            stream.write(b"x")
        assert os.read(reader, 9) == b"x"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
