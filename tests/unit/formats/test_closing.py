"""Readers that are closed before the end of a source: they report nothing that it does not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, Final, cast

import pytest

from bgplib.formats import bmp, mrt, pcap
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.text import bgpdump_m
from bgplib.testing.captures import Sent, pcap_file
from tests.unit.formats.samples import UPDATE, message
from tests.unit.formats.test_read_sizes import Drip

_BMP: Final = bmp.Initiation.of(system_name="a", system_description="b").encode()
_MRT: Final = message(UPDATE.encode()).encode()
_SOURCES: Final = [
    pytest.param(mrt.read, _MRT * 9, len(_MRT), id="MRT"),
    pytest.param(bmp.read, _BMP * 9, len(_BMP), id="BMP"),
]


def _open(read: Callable[[BinaryIO], Any], octets: bytes, size: int) -> Any:
    return read(cast("BinaryIO", Drip(octets, size)))


@pytest.mark.parametrize(("read", "octets", "each"), _SOURCES)
@pytest.mark.parametrize("ahead", [0, 1, 7, 13, 30])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_nothing_comes_from_a_reader_that_was_closed(
    read: Callable[[BinaryIO], Any], octets: bytes, each: int, ahead: int, count: int
) -> None:
    """Where its octets stood when it was closed is no end of the file."""
    reader = _open(read, octets, each + ahead)
    found = [next(reader) for _ in range(count)]
    reader.close()
    assert not any(isinstance(one, ErrorRecord) for one in found)
    assert list(reader) == []
    assert reader.offset == count * each


@pytest.mark.parametrize(("read", "octets", "each"), _SOURCES)
def test_nothing_comes_from_a_reader_that_was_closed_where_it_was_lost(
    read: Callable[[BinaryIO], Any], octets: bytes, each: int
) -> None:
    """A stretch without a record, of which a piece was reported, does not go on."""
    reader = _open(read, octets[:each] + b"\xa5" * (40 << 20) + octets, 1 << 20)
    first, lost = next(reader), next(reader)
    assert not isinstance(first, ErrorRecord)
    assert isinstance(lost, ErrorRecord)
    reader.close()
    assert list(reader) == []


@pytest.mark.parametrize("make", [mrt.elements, bgpdump_m.lines])
@pytest.mark.parametrize("ahead", [0, 1, 7, 13, 30])
def test_no_error_comes_from_rows_that_were_closed(
    make: Callable[[BinaryIO], Any], ahead: int
) -> None:
    """What was not read is no fault."""
    rows = _open(make, _MRT * 9, len(_MRT) + ahead)
    for _ in rows:
        break
    rows.close()
    assert list(rows) == []
    assert (rows.error_count, rows.errors) == (0, [])


def test_a_record_is_read_after_its_reader_was_closed() -> None:
    """A frame that was handed out holds its octets."""
    reader = _open(mrt.read, _MRT * 2, len(_MRT) + 5)
    frame = reader.next_frame()
    reader.close()
    assert reader.record_of(frame).encode() == _MRT
    assert reader.next_frame() is None


@pytest.mark.parametrize("size", [24, 50, 1 << 20])
def test_nothing_comes_from_a_reader_of_captures_that_was_closed(size: int) -> None:
    """Neither the packet at hand nor the message that waits for octets is cut."""
    octets = UPDATE.encode() * 3
    parts = [
        Sent(0, octets[at : at + 25], sequence=at).packet() for at in range(0, len(octets), 25)
    ]
    reader = _open(pcap.read, pcap_file(parts), size)
    assert not isinstance(next(reader), ErrorRecord)
    reader.close()
    assert list(reader) == []
