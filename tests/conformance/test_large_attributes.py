"""Attributes as long as a message of 65,535 octets can hold: linear time, and no recursion.

RFC 8654 §2 allows messages of that length; what a peer nests or repeats in them must not cost
more than its octets. Work is counted in lines that run and octets that are copied, which do not
depend on the machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from bgplib.attributes import AttrSet, BgpsecPath, TunnelEncapsulation
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.context import Context, SessionType
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from tests.conformance.updates import NLRI, update
from tests.counting import lines_of

CONTEXT = Context(
    extended_messages=True, session=SessionType.INTERNAL, bgpsec_receive=("ipv4-unicast",)
)
ORIGIN = bytes.fromhex("40010100")
AS_PATH = bytes.fromhex("400200")
NEXT_HOP = bytes.fromhex("400304c0000201")
#: header of the message, lengths of its fields, the other attributes and the route
OTHERS = 19 + 4 + len(ORIGIN + AS_PATH + NEXT_HOP) + len(NLRI)
ROOM = 65535 - OTHERS


def long_attribute(flags: int, code: int, octets: bytes) -> bytes:
    """Make an attribute with two octets of length."""
    return bytes((flags | 0x10, code)) + len(octets).to_bytes(2, "big") + octets


def nested_sets(room: int) -> bytes:
    """Make ATTR_SETs within each other, as deep as there is room for: 8 octets for each."""
    depth = room // 8
    parts = (
        long_attribute(0xC0, 128, b"")[:2] + (8 * (depth - at) - 4).to_bytes(2, "big") + b"\0\0\0\1"
        for at in range(depth)
    )
    return b"".join(parts)


def sets_side_by_side(room: int) -> bytes:
    """Make one ATTR_SET that holds as many empty ones as there is room for."""
    return long_attribute(0xC0, 128, bytes(4) + (room - 8) // 7 * bytes.fromhex("c0800400000001"))


def secure_path(room: int) -> bytes:
    """Make a BGPSEC_PATH of as many segments as there is room for, with empty signatures."""
    count = (room - 4 - 5) // (6 + 22)
    path = (2 + 6 * count).to_bytes(2, "big") + count * bytes.fromhex("010000000001")
    block = (3 + 22 * count).to_bytes(2, "big") + b"\1" + count * bytes(22)
    return long_attribute(0x80, 33, path + block)


#: a Tunnel Egress Endpoint, without which tunnels are malformed beside unicast routes
ENDPOINT = bytes.fromhex("0606 00000000 0000")


def many_tunnels(room: int) -> bytes:
    """Make as many empty tunnels as there is room for, and a valid one behind them."""
    octets = (room - 8 - len(ENDPOINT)) // 4 * b"\0\7\0\0"
    return long_attribute(0xC0, 23, octets + b"\0\7\0\x08" + ENDPOINT)


def many_sub_tlvs(room: int) -> bytes:
    """Make one tunnel of as many sub-TLVs as there is room for, every other one malformed."""
    octets = (room - 8 - len(ENDPOINT)) // 5 * b"\7\1\0\7\0" + ENDPOINT
    return long_attribute(0xC0, 23, b"\0\7" + len(octets).to_bytes(2, "big") + octets)


def many_segments(room: int) -> bytes:
    """Make one SR Policy with a segment list of as many segments as there is room for."""
    octets = b"\0" + (room - 12 - len(ENDPOINT)) // 8 * bytes.fromhex("0106 0000 00064000")
    octets = ENDPOINT + b"\x80" + len(octets).to_bytes(2, "big") + octets
    return long_attribute(0xC0, 23, b"\0\x0f" + len(octets).to_bytes(2, "big") + octets)


Maker = Callable[[int], bytes]
MAKERS = (
    nested_sets,
    sets_side_by_side,
    secure_path,
    many_tunnels,
    many_sub_tlvs,
    many_segments,
)
each = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)


def message(make: Maker, room: int) -> bytes:
    """Make an UPDATE with the attribute; BGPSEC_PATH takes the place of AS_PATH."""
    path = () if make is secure_path else (AS_PATH,)
    return update(ORIGIN, *path, NEXT_HOP, make(room), nlri=NLRI)


def decode(octets: bytes) -> Update:
    """Decode an UPDATE and read the value of its long attribute."""
    found = Decoder(CONTEXT).decode(octets)
    assert isinstance(found, Update)
    assert found.findings == ()
    for kind in (AttrSet, BgpsecPath, TunnelEncapsulation):
        found.attributes.get(kind)
    return found


@each
def test_the_longest_one_decodes(make: Maker) -> None:
    """RFC 8654 §2: a message of up to 65,535 octets has nothing wrong with it for its length."""
    octets = message(make, ROOM)
    assert 65535 - 40 < len(octets) <= 65535
    assert decode(octets).encode() == octets


@each
def test_time_is_linear(make: Maker) -> None:
    """Sixteen times the octets cost about sixteen times the work."""
    few, many = message(make, ROOM // 16), message(make, ROOM)
    small = lines_of(lambda: decode(few))
    large = lines_of(lambda: decode(many))
    assert small > 200
    assert 8 * small < large < 20 * small


class Counted(bytes):
    """Octets that count how many of them are copied."""

    copied = 0

    def __getitem__(self, key: Any) -> Any:
        """Take an octet, or a copy of several."""
        found = super().__getitem__(key)
        type(self).copied += len(found) if isinstance(found, bytes) else 1
        return found


@each
def test_copies_are_linear(make: Maker) -> None:
    """No octet is copied for each level that it stands in, nor with all that follow it."""
    octets = make(ROOM)
    codec = DEFAULT_TABLE.by_code(octets[1])
    assert codec is not None
    Counted.copied = 0
    value = codec.decode(Counted(octets[4:]), CONTEXT)
    assert len(octets) // 4 < Counted.copied < 3 * len(octets)
    assert codec.encode(value, CONTEXT) == octets[4:]


@each
def test_nothing_recurses(make: Maker) -> None:
    """A hundred more frames are enough, whatever the peer nests."""
    octets = message(make, ROOM)
    decode(octets)
    limit = sys.getrecursionlimit()
    depth = 0
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(depth + 100)
    try:
        found = decode(octets)
        assert found.encode() == octets
        for attribute in found.path_attributes():
            assert str(attribute.value).isprintable()
            assert repr(attribute.value).isprintable()
    finally:
        sys.setrecursionlimit(limit)


def test_the_deepest_set_is_looked_into() -> None:
    """RFC 6368 §5: a malformed attribute counts however deep it stands: treat-as-withdraw."""
    octets = nested_sets(ROOM)
    assert octets.count(bytes.fromhex("00000001d080")) > 8000
    spoiled = octets[:-8] + bytes.fromhex("d00e000400000001")
    found = Decoder(CONTEXT).decode(update(ORIGIN, AS_PATH, NEXT_HOP, spoiled, nlri=NLRI))
    assert isinstance(found, Update)
    (finding,) = found.findings
    assert finding.rfc == "RFC 6368 §5"
    assert found.announced == ()
