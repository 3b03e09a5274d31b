"""A stream that keeps its last bytes reads as a file does, and an archive in a zip once."""

import io

import pytest
from hypothesis import given, strategies

from corpora import rewindable
from corpora.rewindable import Rewindable
from corpora.warc_scan import Damage, scan
from tests.test_warc_scan import RECORDS, packed


@given(
    strategies.binary(max_size=300),
    strategies.lists(strategies.tuples(strategies.booleans(), strategies.integers(0, 320))),
)
def test_it_reads_as_a_file_does(data: bytes, steps: list[tuple[bool, int]]) -> None:
    """Whatever is read and wherever one goes, the bytes are those of the file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rewindable, "KEPT", 20)
        stream, file = Rewindable(io.BytesIO(data)), io.BytesIO(data)
        for reading, number in steps:
            if reading:
                assert stream.read(number) == file.read(number)
            else:
                assert stream.seek(number) == file.seek(number)
            assert stream.tell() == file.tell()


class Forward(io.BytesIO):
    """A file that notes where it was sent back to."""

    def __init__(self, data: bytes) -> None:
        """Note nothing yet."""
        super().__init__(data)
        self.back: list[int] = []

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go there."""
        if whence == 0 and offset < self.tell():
            self.back.append(offset)
        return super().seek(offset, whence)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_zip_entry_is_unpacked_once(damaged: bool) -> None:
    """A long WARC file is never read from its beginning again, damaged records or not."""
    data = packed(*RECORDS * 1500)
    if damaged:
        data = data.replace(packed(RECORDS[2]), packed(RECORDS[2])[:-9])
    file = Forward(data)
    found = list(scan(Rewindable(file), "x"))
    assert sum(not isinstance(item, Damage) for item in found) == 7500 - 1500 * damaged
    assert file.back == []
    assert len(data) > 3 * rewindable.KEPT
