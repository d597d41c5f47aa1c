"""Captures: however a session is cut up, repeated and put out of order, its messages come out."""

from __future__ import annotations

import gzip
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import BGPError
from bgplib.formats import pcap
from bgplib.formats.cutter import Cutter
from bgplib.formats.pcap.stream import MAXIMUM_WAITING, Gap, Stream
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.update import Update
from bgplib.testing.captures import ethernet, pcap_file, pcapng_file
from bgplib.testing.strategies.captures import (
    CapturedSession,
    captured_sessions,
    sending_context,
)

LINKS: dict[str, Any] = {
    "raw": pcap_file,
    "big-endian, nanoseconds": lambda packets: pcap_file(packets, order=">", nanoseconds=True),
    "ethernet": lambda packets: pcap_file(map(ethernet, packets), link_type=1),
    "QinQ": lambda packets: pcap_file(
        (ethernet(packet, (0x88A8, 0x8100)) for packet in packets), link_type=1
    ),
    "pcapng": pcapng_file,
    "big-endian pcapng, packed": lambda packets: gzip.compress(pcapng_file(packets, order=">")),
}


@given(st.sampled_from(sorted(LINKS)), captured_sessions())
def test_session(link: str, session: CapturedSession) -> None:
    """RFC 9293 §3.4: each side's messages come out whole, once, in order, in their context."""
    octets = LINKS[link](segment.packet() for segment in session.segments)
    said: tuple[list[bytes], list[bytes]] = ([], [])
    for record in pcap.read(octets):
        assert isinstance(record, pcap.CapturedMessage), record
        side = int(record.source_port == 179)
        said[side].append(record.octets)
        assert not record.is_assumed
        assert record.nanoseconds >= 1_700_000_000_000_000_000
        if len(said[0]) and len(said[1]) and record.octets[18] != 1:
            sender, receiver = session.opens[side], session.opens[1 - side]
            assert record.context == sending_context(sender, receiver)
    assert tuple(map(tuple, said)) == session.said


@given(st.data(), st.binary(min_size=1, max_size=200), st.integers(0, 0xFFFFFFFF))
def test_stream(data: st.DataObject, octets: bytes, initial: int) -> None:
    """A stream is put together from any segments that cover it; numbers wrap (RFC 9293 §3.4)."""
    places = data.draw(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=20))
    stream = Stream(initial)
    covered: set[int] = set()
    pieces: list[bytes | Gap] = []
    for start, size in places:
        text = octets[start : start + size]
        covered.update(range(start, start + len(text)))
        pieces += stream.add(initial + start & 0xFFFFFFFF, text)
    pieces += stream.flush()
    position = 0
    for piece in pieces:
        if isinstance(piece, Gap):
            assert not covered & set(range(position, position + piece))
            position += piece
        else:
            assert octets[position : position + len(piece)] == piece
            position += len(piece)
    assert position == max(covered, default=-1) + 1


@given(st.lists(st.binary(min_size=1, max_size=2000), max_size=150))
def test_waiting_octets_are_bounded(texts: list[bytes]) -> None:
    """What waits for octets that never come is bounded, whatever comes."""
    stream = Stream(0)
    position = 1
    given_back = 0
    for text in texts:
        found = stream.add(position, text * 40)
        given_back += sum(len(each) for each in found if isinstance(each, bytes))
        position += len(text) * 40 + 1
        assert position - len(texts) - given_back <= MAXIMUM_WAITING + 80_001 + len(texts)


#: messages, what looks like some, and anything
_ANYTHING = st.lists(
    st.sampled_from((Keepalive().encode(), Update.withdraw(["10.0.0.0/8"]).encode(), b"\xff" * 16))
    | st.binary(max_size=30),
    max_size=12,
).map(b"".join)


@given(_ANYTHING, st.lists(st.integers(0, 300), max_size=5))
def test_cutter_takes_any_octets(octets: bytes, cuts: list[int]) -> None:
    """Whatever the octets and the chunks, the same messages come out, and no exception."""
    whole = [each for each in Cutter().feed(octets) if isinstance(each, bytes)]
    cutter = Cutter()
    places = sorted({0, len(octets), *(each for each in cuts if each < len(octets))})
    pieces = []
    for start, stop in pairwise(places):
        pieces += [each for each in cutter.feed(octets[start:stop]) if isinstance(each, bytes)]
    assert pieces == whole
    list(cutter.end())


@given(captured_sessions(), st.data())
def test_damage(session: CapturedSession, data: st.DataObject) -> None:
    """A file may hold anything: no exception other than those of a message itself."""
    packets = [segment.packet() for segment in session.segments]
    octets = bytearray(data.draw(st.sampled_from((pcap_file, pcapng_file)))(packets))
    for _ in range(data.draw(st.integers(0, 6))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    for record in pcap.read(bytes(octets)):
        if isinstance(record, pcap.CapturedMessage):
            try:
                record.message  # noqa: B018  # any other exception would be a defect
            except BGPError:
                continue
