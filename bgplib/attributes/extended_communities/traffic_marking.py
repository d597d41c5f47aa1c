"""Flow spec traffic-marking: give the packets another DSCP.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x80     |      0x09     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Reserved                     |    DSCP   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x8009
Defined in:  RFC 8955 §7.5
Text:        `traffic-marking:10`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "TrafficMarking"]

LAYOUT: Final = Layout((RESERVED, 42), ("dscp", 6))


@attrs.frozen(kw_only=True)
class TrafficMarking(ExtendedCommunity):
    """A FlowSpec action: give the packets another DSCP."""

    dscp: int  #: the new value, 6 bits
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"traffic-marking:{self.dscp}"


def decode(octets: bytes) -> TrafficMarking:
    """Read 8 octets."""
    return TrafficMarking(**LAYOUT.split(octets))


def encode(community: TrafficMarking) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x80\x09" + LAYOUT.join(community)


def parse(word: str, rest: str) -> TrafficMarking:
    """Read `10`."""
    return TrafficMarking(dscp=parse_number(rest, 6, "DSCP"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x8009,),
    name="Flow spec traffic-remarking",
    rfc="RFC 8955 §7.5",
    value=TrafficMarking,
    decode=decode,
    encode=encode,
    words=("traffic-marking", "traffic-remarking", "marking", "mark", "remark"),
    parse=parse,
)
