"""A WARC file of anybody gives all that is whole in it, and tells what is not."""

import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, strategies

from corpora.response import Response
from corpora.warc import WarcKeeper
from corpora.warc_scan import Damage, scan


def record(number: int, body: bytes = b"", kind: str = "response") -> bytes:
    """Return one record as it stands in a file that is not packed."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" if kind == "response" else b""
    block = head + (body or b"<p>Story %d" % number)
    return (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://example.com/%d\r\n"
        b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    ) % (kind.encode(), number, len(block), block)


def packed(*records: bytes) -> bytes:
    """Return records as gzip members."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def bodies(data: bytes) -> list[bytes]:
    """Return the bodies of all answers."""
    return [i[1].body for i in scan(io.BytesIO(data), "x") if not isinstance(i, Damage)]


def damages(data: bytes) -> list[tuple[int, str]]:
    """Return place and reason of each damage."""
    return [(i.offset, i.reason) for i in scan(io.BytesIO(data), "x") if isinstance(i, Damage)]


RECORDS = [record(n) for n in range(5)]
BODIES = [b"<p>Story %d" % n for n in range(5)]


@pytest.mark.parametrize(
    "data", [b"".join(RECORDS), packed(*RECORDS), gzip.compress(b"".join(RECORDS), mtime=0)]
)
def test_every_form_is_read(data: bytes) -> None:
    """Plain, a gzip member for each record, and one gzip for all."""
    assert bodies(data) == BODIES
    assert damages(data) == []


def test_offsets_lead_back(tmp_path: Path) -> None:
    """The offset of an answer is where the keeper put its record, and reading can begin there."""
    keeper = WarcKeeper(tmp_path)
    places = [keeper.keep(Response(f"http://a.example/{n}", 200, "", (), b"x")) for n in range(3)]
    keeper.close()
    data = (tmp_path / places[0].file).read_bytes()
    items = [i for i in scan(io.BytesIO(data), "x") if not isinstance(i, Damage)]
    assert [offset for offset, _ in items] == [place.offset for place in places]
    last = places[-1]
    assert last.offset + last.length == len(data)
    assert len(bodies(data[places[1].offset :])) == 2
    plain = gzip.decompress(data)
    for item in scan(io.BytesIO(plain), "x"):
        assert not isinstance(item, Damage)
        assert plain[item[0] :].startswith(b"WARC/1.1\r\n")


def test_other_records_are_passed_over() -> None:
    """Requests, metadata and records without content are no answers; a kept page is one."""
    data = packed(
        record(0, b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(1, b"via: x", "metadata"),
        record(2, b"<p>Kept", "resource"),
        RECORDS[3],
    )
    assert bodies(data) == [b"<p>Kept", BODIES[3]]
    assert damages(data) == []


@pytest.mark.parametrize("pack", [True, False])
def test_a_damaged_record_costs_itself(pack: bool) -> None:
    """Of five records with the third one damaged, four are read, and the place is told."""
    broken = bytearray(packed(RECORDS[2]) if pack else RECORDS[2])
    if pack:
        broken[20:60] = b"\xff" * 40
    else:
        broken[0:30] = b"\x00" * 30
    pieces = [packed(each) if pack else each for each in RECORDS]
    data = b"".join([*pieces[:2], bytes(broken), *pieces[3:]])
    assert bodies(data) == [BODIES[0], BODIES[1], BODIES[3], BODIES[4]]
    ((offset, reason),) = damages(data)
    assert "\n" not in reason
    # a plain file is seen to be broken where the record before the damage should have ended
    assert offset in (sum(map(len, pieces[:2])), len(pieces[0]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Content-Length: ", b"Content-Length: 9"),
        (b"Content-Length: ", b"Content-Length: x"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"WARC-Target-URI", b"WARC-Nothing"),
        (b"HTTP/1.1 200 OK", b"no status line"),
        (b"WARC-Type", b"WARC-Typo"),
    ],
)
@pytest.mark.parametrize("pack", [True, False])
def test_a_lying_record_costs_little(before: bytes, after: bytes, pack: bool) -> None:
    """A wrong length or a missing address is told or passed over; the last record is read."""
    pieces = [*RECORDS[:2], RECORDS[2].replace(before, after, 1), *RECORDS[3:]]
    data = packed(*pieces) if pack else b"".join(pieces)
    found = bodies(data)
    assert found[:2] == BODIES[:2]
    assert found[-1] == BODIES[4]
    if pack:
        assert found[-2] == BODIES[3]


@pytest.mark.parametrize("pack", [True, False])
def test_a_file_that_breaks_off(pack: bool) -> None:
    """What is whole is read, and where it broke off is told."""
    data = packed(*RECORDS) if pack else b"".join(RECORDS)
    assert bodies(data[:-12]) == BODIES[:4]
    ((_, reason),) = damages(data[:-12])
    assert "breaks off" in reason


def test_rubbish_around_records() -> None:
    """Zeros between members are padding; rubbish before, between and behind is told."""
    assert bodies(packed(*RECORDS[:2]) + bytes(5000) + packed(RECORDS[2])) == BODIES[:3]
    data = packed(RECORDS[0]) + b"rubbish" + packed(RECORDS[1]) + b"more"
    assert bodies(data) == BODIES[:2]
    assert len(damages(data)) == 2
    assert bodies(b"rubbish\n" + RECORDS[0]) == BODIES[:1]
    assert damages(b"rubbish\n" + RECORDS[0]) == [(0, "does not begin as a WARC file does")]


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b\x08", gzip.compress(b"hello", mtime=0), b"<html>", b"WARC/"]
)
def test_what_is_no_warc_is_told(data: bytes) -> None:
    """Another file has no answers and one damage."""
    assert bodies(data) == []
    assert len(damages(data)) == 1


def test_an_empty_file_has_nothing() -> None:
    """A run that was stopped at once is no damage."""
    assert list(scan(io.BytesIO(b""), "x")) == []


def test_a_bomb_is_left() -> None:
    """A record that unpacks to far more than it weighs is told, in little memory."""
    bomb = packed(record(1, bytes(55_000_000)))
    data = packed(RECORDS[0]) + bomb + packed(RECORDS[2])
    tracemalloc.start()
    try:
        found = [len(body) for body in bodies(data)]
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert found == [10, 10_000_001, 10]  # cut behind the limit of a page, and marked
    ((offset, reason),) = damages(data)
    assert (offset, "as bombs do" in reason) == (len(packed(RECORDS[0])), True)


@given(
    strategies.lists(strategies.tuples(strategies.integers(0, 900), strategies.binary(max_size=9))),
    strategies.booleans(),
)
def test_no_damage_raises(changes: list[tuple[int, bytes]], pack: bool) -> None:
    """Whatever bytes of a file are changed, reading it ends and raises nothing."""
    data = bytearray(packed(*RECORDS) if pack else b"".join(RECORDS))
    for at, piece in changes:
        data[at : at + len(piece)] = piece
    list(scan(io.BytesIO(bytes(data)), "x"))
