"""A stream that is read forward, with short ways back that cost nothing."""

from corpora.warc_scan import Source

KEPT = 262_144  # bytes that one may go back without reading from the beginning


class Rewindable:
    """A stream whose last bytes are kept.

    `corpora.warc_scan` reads ahead and steps back to where a record ends. An entry of a zip file is
    unpacked from its beginning at every step back: an archive of n records would be read n times.
    """

    def __init__(self, stream: Source) -> None:
        """Take a stream that stands at its beginning."""
        self._stream = stream
        self._kept = bytearray()
        self._first = self._at = 0  # places of the first byte that is kept, and of the reader

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer at the end alone."""
        start = self._at - self._first
        piece = bytes(self._kept[start : start + size])
        if len(piece) < size:
            more = self._stream.read(size - len(piece))
            piece += more
            self._kept += more
            if len(self._kept) > 2 * KEPT + size:
                gone = len(self._kept) - KEPT - size
                del self._kept[:gone]
                self._first += gone
        self._at += len(piece)
        return piece

    def seek(self, offset: int) -> int:
        """Go to a place, counted from the beginning; return where that is."""
        if not self._first <= offset <= self._first + len(self._kept):
            offset = self._stream.seek(offset)
            self._kept.clear()
            self._first = offset
        self._at = offset
        return offset

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at
