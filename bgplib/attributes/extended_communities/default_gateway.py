"""Default Gateway: the MAC address of the route is the sender's gateway of the subnet.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x0d     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Reserved                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x030d
Defined in:  RFC 7432 §7.8
Text:        `default-gateway`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import no_more

__all__ = ["CODEC", "DefaultGateway"]

LAYOUT: Final = Layout((RESERVED, 48))


@attrs.frozen(kw_only=True)
class DefaultGateway(ExtendedCommunity):
    """A mark on EVPN MAC/IP routes: this is the gateway of the subnet."""

    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return "default-gateway"


def decode(octets: bytes) -> DefaultGateway:
    """Read 8 octets."""
    return DefaultGateway(**LAYOUT.split(octets))


def encode(community: DefaultGateway) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x0d" + LAYOUT.join(community)


def parse(word: str, rest: str) -> DefaultGateway:
    """Read `default-gateway`."""
    no_more(word, rest)
    return DefaultGateway()


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x030D,),
    name="Default Gateway",
    rfc="RFC 7432 §7.8",
    value=DefaultGateway,
    decode=decode,
    encode=encode,
    words=("default-gateway", "default-gw", "evpn-default-gateway"),
    parse=parse,
)
