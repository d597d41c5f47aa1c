"""BMP in captures: found by its port or by its octets, put in order, each router on its own."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.formats import bmp, pcap
from bgplib.formats.bmp.cutter import BmpCutter, looks_like_bmp
from bgplib.testing.captures import ACK, SYN, Sent, pcap_file
from bgplib.testing.strategies.bmp import bmp_messages
from bgplib.testing.strategies.captures import CapturedSession, captured_sessions
from tests.unit.cli import recorded

STREAM = recorded.stream()
MESSAGES = [message.encode() for message in bmp.read(STREAM)]
STARTS = [sum(map(len, MESSAGES[:at])) for at in range(len(MESSAGES) + 1)]


def read(
    segments: Iterable[Sent], port: int | None = None
) -> list[pcap.CapturedBmpMessage | pcap.ErrorRecord]:
    return list(pcap.read_bmp(pcap_file(each.packet() for each in segments), port=port))


def octets_of(found: Iterable[pcap.CapturedBmpMessage | pcap.ErrorRecord]) -> list[bytes]:
    return [each.message.encode() for each in found if isinstance(each, pcap.CapturedBmpMessage)]


def errors_of(found: Iterable[pcap.CapturedBmpMessage | pcap.ErrorRecord]) -> list[str]:
    return [str(each) for each in found if isinstance(each, pcap.ErrorRecord)]


def cut(octets: bytes, places: Iterable[int], **extra: Any) -> list[Sent]:
    """Cut a stream into segments."""
    at = sorted({0, *(place for place in places if place < len(octets)), len(octets)})
    return [
        Sent(0, octets[start:stop], sequence=1 + start, **extra) for start, stop in pairwise(at)
    ]


def test_found_by_its_octets() -> None:
    """RFC 7854 §3.3: the Initiation comes first, and tells that it is BMP, on any port."""
    found = read(cut(STREAM, STARTS))
    assert octets_of(found) == MESSAGES
    assert errors_of(found) == []
    first = found[0]
    assert isinstance(first, pcap.CapturedBmpMessage)
    assert (first.source_text, first.source_port) == ("192.0.2.1", 50_000)
    assert (first.destination_text, first.destination_port) == ("192.0.2.2", 179)
    assert str(first.seen) == "2023-11-14 22:13:20.000005+00:00"
    assert first.time == first.nanoseconds / 1_000_000_000
    monitoring = found[2]
    assert isinstance(monitoring, pcap.CapturedBmpMessage)
    assert isinstance(monitoring.message, bmp.RouteMonitoring)
    assert not monitoring.message.is_assumed


@given(
    st.lists(bmp_messages(), min_size=1, max_size=6),
    st.lists(st.integers(1, 3000), max_size=8),
    st.randoms(use_true_random=False),
)
def test_any_segments(messages: list[bmp.BmpMessage], places: list[int], random: Random) -> None:
    """RFC 9293 §3.4: messages come out whole, once, in order, however they are cut and mixed."""
    octets = b"".join(each.encode() for each in messages)
    segments = cut(octets, places)
    repeated = [*segments, *segments[:2]]
    random.shuffle(repeated)
    start = Sent(0, b"", sequence=0, flags=SYN)
    found = read([start, *repeated], port=179)
    # A Peer Up whose OPENs cannot be read is an error here as it is in a stream.
    expected = [each for each in bmp.read(octets) if isinstance(each, bmp.BmpMessage)]
    assert octets_of(found) == [each.encode() for each in expected]
    assert len(errors_of(found)) == len(messages) - len(expected)


def test_port() -> None:
    """With a port its connections are read, and no others."""
    segments = cut(STREAM, [], port=50_001)
    assert octets_of(read(segments, port=50_001)) == MESSAGES
    assert octets_of(read(segments, port=179)) == MESSAGES
    assert read(segments, port=1790) == []


def test_start_within_the_stream() -> None:
    """A segment of whole messages is BMP too; with a port, they are looked for in any segment."""
    later = STREAM[STARTS[2] :]
    assert octets_of(read(cut(later, [STARTS[4] - STARTS[2]]))) == MESSAGES[2:]
    amid = STREAM[STARTS[1] + 5 :]
    assert read(cut(amid, [])) == []
    found = read(cut(amid, []), port=179)
    assert octets_of(found) == MESSAGES[2:]
    (error,) = errors_of(found)
    assert "the capture starts within a message" in error
    assert "RFC 7854 §4.1" in error


def test_a_lost_segment() -> None:
    """What is not in the capture costs the messages that it had a part in."""
    segments = cut(STREAM, [STARTS[1] + 10, STARTS[2] + 10])
    del segments[1]
    found = read(segments)
    assert octets_of(found) == [MESSAGES[0], *MESSAGES[3:]]
    (lost, *others) = errors_of(found)
    assert "not in the capture" in lost
    assert len(others) == 1


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"\x07\0\0\0\x06\5", "version 7 is neither 3 nor 4"),
        (b"\3\0\0\0\5\4", "a Message Length of 5 octets is not plausible"),
        (b"\3\x7f\0\0\0\4", "is not plausible"),
    ],
)
def test_damage(octets: bytes, text: str) -> None:
    """What no message begins with is passed over, up to one that leads to another."""
    start = Sent(0, b"", sequence=0, flags=SYN)
    found = read([start, *cut(MESSAGES[0] + octets + STREAM, [])], port=179)
    assert octets_of(found) == [MESSAGES[0], *MESSAGES]
    (error,) = errors_of(found)
    assert text in error
    assert "6 octets are passed over" in error


def test_the_end_within_a_message() -> None:
    """A message that is not all there is reported."""
    found = read(cut(STREAM[:-3], []))
    assert octets_of(found) == MESSAGES[:-1]
    (error,) = errors_of(found)
    assert "a message ends after" in error


def test_a_new_connection_knows_no_peers() -> None:
    """RFC 7854 §3.3: what was said before a connection ended does not hold for the next."""
    start = Sent(0, b"", sequence=9000, flags=SYN)
    again = MESSAGES[0] + MESSAGES[2]
    segments = [*cut(STREAM[: STARTS[3]], []), start, Sent(0, again, sequence=9001)]
    found = read(segments)
    assumed = [
        each.message.is_assumed
        for each in found
        if isinstance(each, pcap.CapturedBmpMessage)
        and isinstance(each.message, bmp.RouteMonitoring)
    ]
    assert assumed == [False, True]


def test_routers_are_told_apart() -> None:
    """What one router says of a peer does not hold for the same peer of another router."""
    segments = [
        *cut(STREAM[: STARTS[3]], []),
        *cut(MESSAGES[0] + MESSAGES[2], [], port=50_001),
    ]
    found = [each for each in read(segments) if isinstance(each, pcap.CapturedBmpMessage)]
    assert [
        (each.source_port, each.message.is_assumed)
        for each in found
        if isinstance(each.message, bmp.RouteMonitoring)
    ] == [
        (50_000, False),
        (50_001, True),
    ]


@given(captured_sessions())
def test_bgp_is_no_bmp(session: CapturedSession) -> None:
    """A capture of BGP has no BMP in it."""
    assert read(session.segments) == []


@pytest.mark.parametrize(
    ("octets", "answer"),
    [
        (b"", False),
        (MESSAGES[0][:5], False),
        (MESSAGES[0][:6], True),
        (MESSAGES[1][:6], False),
        (MESSAGES[1][:-1], False),
        (MESSAGES[1], True),
        (MESSAGES[1] + MESSAGES[2][:3], True),
        (MESSAGES[1] + MESSAGES[2][:30], True),
        (MESSAGES[1] + b"GET / HTTP/1.1", False),
        (b"\3\0\0\x13\x0e\xe0\0\0", False),  # RDP: TPKT is version 3, too
        (b"\3\0\0\0\0\4" * 3, False),
        (b"GET / HTTP/1.1\r\n", False),
    ],
)
def test_what_looks_like_bmp(octets: bytes, answer: bool) -> None:
    """Headers have to lead from one to the next."""
    assert looks_like_bmp(octets) is answer


@given(st.binary(max_size=60), st.lists(st.binary(max_size=40), max_size=5))
def test_any_octets(octets: bytes, more: list[bytes]) -> None:
    """Whatever comes, a cutter ends, and keeps no more than a message."""
    cutter = BmpCutter("a test")
    for piece in (octets, *more, STREAM, STREAM, STREAM[:-1]):
        for _ in cutter.feed(piece):
            pass
        assert len(cutter._buffer) < 2 * bmp.framing.MAXIMUM_LENGTH
    (error,) = cutter.end()
    assert "a message ends after" in str(error)


def test_the_station_says_nothing() -> None:
    """Acknowledgements of the station are no messages."""
    segments = [
        Sent(0, b"", sequence=0, flags=SYN),
        Sent(1, b"", sequence=0, flags=SYN | ACK),
        *cut(STREAM, STARTS),
        Sent(1, b"", sequence=1),
    ]
    assert octets_of(read(segments)) == MESSAGES
