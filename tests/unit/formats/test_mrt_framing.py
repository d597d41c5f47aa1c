"""Damaged files: what is damaged becomes one ErrorRecord, and all the rest is read."""

from __future__ import annotations

import gzip
import io
import re
import struct
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.formats.mrt.framing import MAXIMUM_LENGTH
from bgplib.formats.mrt.record import HEADER
from bgplib.rib import Rib
from tests.unit.formats.samples import TIME, every_kind, message, peers, rib


def read(octets: bytes) -> list[mrt.Record | mrt.ErrorRecord]:
    found = list(mrt.read(octets))
    assert b"".join(record.encode() for record in found) == octets
    return found


def errors(found: list[mrt.Record | mrt.ErrorRecord]) -> list[mrt.ErrorRecord]:
    return [record for record in found if isinstance(record, mrt.ErrorRecord)]


RECORDS = [peers(3), *(rib(f"203.0.113.{n * 16}/28", 0, 1, 2, sequence=n) for n in range(8))]
ENCODED = [record.encode() for record in RECORDS]
WHOLE = b"".join(ENCODED)


def test_an_empty_file_is_an_error() -> None:
    """Nothing at all is one record that says so, and not an exception."""
    for octets in (b"", gzip.compress(b"")):
        (found,) = mrt.read(octets)
        assert isinstance(found, mrt.ErrorRecord)
        assert found == mrt.ErrorRecord(
            offset=0, octets=b"", text="the file is empty", rfc="RFC 6396 §2"
        )
        assert str(found) == "offset 0: the file is empty (RFC 6396 §2)"


@pytest.mark.parametrize(
    "octets",
    [
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 16, 16, 8, 6, 0, 0, 0) * 50,
        b"BGP4MP|1300475700|A|192.0.2.1|64496|203.0.113.0/24|64496|IGP|192.0.2.1|0|0||NAG||\n" * 9,
        bytes(100_000),
        b"\xff" * 100_000,
        bytes((n * n * 7919 >> 5) & 255 for n in range(100_000)),
        b"short",
        b"\x7fELF\x02\x01\x01" + bytes(200),
    ],
    ids=["png", "text", "zeros", "ones", "noise", "short", "elf"],
)
def test_what_is_no_mrt_is_one_error(octets: bytes) -> None:
    """A file of another type is one record with one sentence."""
    (found,) = read(octets)
    assert isinstance(found, mrt.ErrorRecord)
    assert found.octets == octets
    named = r"this is no MRT file(: |, but (the text that `bgpdump -m` prints|nothing but zeros))"
    assert re.match(named, found.text) or len(octets) < 12


def test_octets_without_end_are_reported_in_pieces() -> None:
    """Memory is bounded: what is passed over is let go once it is as long as a record can be."""
    noise = b"\xa5" * (MAXIMUM_LENGTH + 1_000_000)
    found = read(WHOLE + noise + WHOLE)
    first, second = errors(found)
    assert len(first.octets) == MAXIMUM_LENGTH + 1
    assert first.octets + second.octets == noise
    assert found[: len(RECORDS)] == found[-len(RECORDS) :] == RECORDS
    assert errors(read(noise))[1].text.startswith("octets without a record go on")


def test_a_file_cut_anywhere_gives_what_is_whole() -> None:
    """RFC 6396 §2: a record that is not there to its end is one error, at the end."""
    boundaries = [0]
    for octets in ENCODED:
        boundaries.append(boundaries[-1] + len(octets))
    for stop in range(1, len(WHOLE)):
        found = read(WHOLE[:stop])
        whole = sum(boundary <= stop for boundary in boundaries[1:])
        assert found[:whole] == RECORDS[:whole]
        if stop in boundaries:
            assert len(found) == whole
        else:
            (error,) = found[whole:]
            assert isinstance(error, mrt.ErrorRecord)
            assert error.offset == boundaries[whole]


def test_a_packed_file_cut_short_gives_what_was_good_then_one_error() -> None:
    """What the packing lost and the record it cut are one thing."""
    packed = gzip.compress(WHOLE * 50)
    found = list(mrt.read(packed[:-100]))
    (error,) = errors(found)
    assert found[-1] is error
    assert len(found) > 100
    assert "gzip stream is cut short" in error.text
    assert found[: len(RECORDS)] == RECORDS
    # The packing ends early, but no record does.
    small = gzip.compress(WHOLE)
    *good, last = mrt.read(small[:-8])
    assert good == RECORDS
    assert last == mrt.ErrorRecord(
        offset=len(WHOLE), octets=b"", text="the gzip stream is cut short"
    )


def test_stray_octets_between_records_are_passed_over() -> None:
    """They are reported where they stand, with their number, and the records behind are read."""
    for stray in (b"\0", b"stray octets", bytes(11), bytes(13), b"\xff" * 1000):
        found = read(ENCODED[0] + ENCODED[1] + stray + b"".join(ENCODED[2:]))
        (error,) = errors(found)
        assert error.octets == stray
        assert error.offset == len(ENCODED[0]) + len(ENCODED[1])
        assert f"{len(stray)} octets are passed over" in error.text
        assert [record for record in found if record is not error] == RECORDS


def test_a_cut_header_in_the_midst_is_passed_over() -> None:
    """Ten octets of a header make the next record's first ones its Length."""
    found = read(WHOLE + ENCODED[1][:10] + WHOLE)
    (error,) = errors(found)
    assert error.octets == ENCODED[1][:10]
    assert len(found) == 2 * len(RECORDS) + 1


@pytest.mark.parametrize("length", [0, 5, 10_000, MAXIMUM_LENGTH, MAXIMUM_LENGTH + 1, 0xFFFFFFFF])
def test_a_wrong_length_costs_one_record(length: int) -> None:
    """The Length field lies; the next record is found all the same."""
    damaged = bytearray(ENCODED[3])
    damaged[8:12] = length.to_bytes(4, "big")
    found = read(b"".join((*ENCODED[:3], damaged, *ENCODED[4:])))
    (error,) = errors(found)
    assert error.octets == damaged
    assert [record for record in found if record is not error] == RECORDS[:3] + RECORDS[4:]


def test_a_wrong_length_of_a_message_costs_one_record() -> None:
    """A BGP message has a Length of its own, which shows that the record's is wrong."""
    records = [message(timestamp=TIME + n) for n in range(6)]
    encoded = [record.encode() for record in records]
    for length in (40, 70, 1000, 200_000):
        damaged = bytearray(encoded[2])
        damaged[8:12] = length.to_bytes(4, "big")
        found = read(b"".join((*encoded[:2], damaged, *encoded[3:])))
        (error,) = errors(found)
        assert error.octets == damaged
        assert [record for record in found if record is not error] == records[:2] + records[3:]


def test_a_malformed_record_in_good_framing_is_one_error() -> None:
    """The Length is right, as the next header shows: only this record is lost."""
    damaged = bytearray(ENCODED[3])
    damaged[12 + 4] = 200  # bits of an IPv4 prefix
    found = read(b"".join((*ENCODED[:3], damaged, *ENCODED[4:])))
    (error,) = errors(found)
    assert error.octets == damaged
    assert error.rfc == "RFC 6396 §4.3.2"
    assert "passed over" not in error.text
    assert len(found) == len(RECORDS)


def test_every_octet_damaged_in_turn_costs_at_most_two_records() -> None:
    """No damage raises, none is lost, and what stands apart from it is read.

    Records that could hold anything are left out: those need a sound one behind them.
    """
    sound = [
        record
        for record in every_kind()
        if not isinstance(record, mrt.UnknownRecord | mrt.Bgp4mpSnapshot)
        and getattr(record, "unread", None) is None
    ]
    encoded = [record.encode() for record in sound[::3]]
    records = list(mrt.read(b"".join(encoded)))
    assert not errors(records)
    whole = b"".join(encoded)
    starts = [0]
    for octets in encoded:
        starts.append(starts[-1] + len(octets))
    checked = 0
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        found = read(bytes(damaged))
        struck = max(n for n, start in enumerate(starts[:-1]) if start <= at)
        before = records[:struck]
        assert found[: len(before)] == before
        after = records[struck + 2 :]
        # A peer table that is damaged is not there for the records behind it; that is all.
        assert after == found[len(found) - len(after) :]
        checked += 1
    assert checked == len(whole) > 1000


def test_unknown_records_in_a_row_are_no_damage() -> None:
    """What bgplib does not know survives octet for octet, also in a file of nothing else."""
    unknown = [
        mrt.UnknownRecord(
            timestamp=TIME + n, type_code=64_512 + n % 3, subtype_code=n, octets=bytes((n,)) * n
        )
        for n in range(20)
    ]
    octets = b"".join(record.encode() for record in unknown)
    assert read(octets) == unknown
    assert read(unknown[5].encode()) == [unknown[5]]


def test_zeros_behind_the_records_are_one_error() -> None:
    """They would be records of type NULL, 12 octets each, without end."""
    *found, error = read(WHOLE + bytes(5000))
    assert found == RECORDS
    assert isinstance(error, mrt.ErrorRecord)
    assert error.octets == bytes(5000)


def test_a_header_does_not_count_when_nothing_follows_from_it() -> None:
    """Octets that look like a header within damage lead nowhere, and are passed over."""
    decoy = HEADER.pack(TIME, codes.BGP4MP, codes.BGP4MP_MESSAGE_AS4, 77)
    found = read(WHOLE + b"\xff" * 20 + decoy + b"\xff" * 30 + WHOLE)
    (error,) = errors(found)
    assert len(error.octets) == 20 + 12 + 30
    assert len(found) == 2 * len(RECORDS) + 1


def test_offsets_and_positions_grow() -> None:
    """`offset` counts unpacked octets, `position` stored ones, up to `size`."""
    packed = gzip.compress(WHOLE * 2000)
    with mrt.read(io.BytesIO(packed)) as reader:
        offsets = []
        positions = []
        for _ in reader:
            offsets.append(reader.offset)
            positions.append(reader.position)
        assert reader.size == len(packed) == positions[-1]
    assert all(first < second for first, second in pairwise(offsets))
    assert all(first <= second for first, second in pairwise(positions))
    assert positions[0] < len(packed)
    assert offsets[-1] == len(WHOLE) * 2000 - len(ENCODED[-1])


def test_frames_are_read_without_records() -> None:
    """`next_frame` says where records stand; `record_of` reads one of them."""
    with mrt.read(WHOLE) as reader:
        kinds: list[tuple[int, int]] = []
        frame = reader.next_frame()
        while frame is not None:
            assert not isinstance(frame, mrt.ErrorRecord)
            timestamp, kind, subtype, octets, start, stop = frame
            assert timestamp == TIME
            assert octets[start:stop] == ENCODED[len(kinds)][12:]
            kinds.append((kind, subtype))
            assert reader.record_of(frame) == RECORDS[len(kinds) - 1]
            frame = reader.next_frame()
        assert reader.next_frame() is None
    assert kinds == [(13, 1)] + [(13, 2)] * 8


@pytest.mark.parametrize("read", [mrt.elements, lambda octets: mrt.load(octets, Rib())])
def test_what_is_kept_of_a_file_that_is_none_is_bounded(read: Callable[[bytes], Any]) -> None:
    """All places are counted; of the octets, which are reported in pieces of 16 MiB, one is kept.

    RFC 6396 §2 bounds neither a record nor a file.
    """
    found = read(b"\xa5" * (50 << 20))
    list(found if isinstance(found, mrt.Elements) else ())
    assert found.error_count == 4
    assert [len(each.octets) for each in found.errors] == [16 << 20]


def test_a_closed_reader_reads_no_more() -> None:
    """Closing is no error, early or late, however much of the file was in memory by then."""
    with mrt.read(WHOLE) as reader:
        assert next(reader) == RECORDS[0]
    assert list(reader) == []
    with mrt.read(WHOLE) as reader:
        assert list(reader) == RECORDS
    assert list(reader) == []
