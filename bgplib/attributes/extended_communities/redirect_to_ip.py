"""Flow spec redirect to IPv4: send the packets, or copies of them, to an address.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x01     |      0x0c     |          IPv4 address         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    IPv4 address, continued    |           Reserved          |C|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x010c
Defined in:  draft-ietf-idr-flowspec-redirect-ip
Text:        `redirect-to-ip:192.0.2.1`, `copy-to-ip:192.0.2.1`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values.address import identifier_text, parse_identifier

__all__ = ["CODEC", "RedirectToIp"]

LAYOUT: Final = Layout(("address", 32), (RESERVED, 15), ("copy", 1))


@attrs.frozen(kw_only=True)
class RedirectToIp(ExtendedCommunity):
    """A FlowSpec action: send the packets, or copies of them, to an IPv4 address."""

    address: int  #: where to, as a number
    #: C: send a copy there, and the packet itself on its way
    copy: bool = attrs.field(default=False, converter=bool)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        verb = "copy" if self.copy else "redirect"
        return f"{verb}-to-ip:{identifier_text(self.address)}"


def decode(octets: bytes) -> RedirectToIp:
    """Read 8 octets."""
    return RedirectToIp(**LAYOUT.split(octets))


def encode(community: RedirectToIp) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x01\x0c" + LAYOUT.join(community)


def parse(word: str, rest: str) -> RedirectToIp:
    """Read an address."""
    return RedirectToIp(address=parse_identifier(rest), copy=word.startswith("copy"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x010C,),
    name="Flow-spec Redirect to IPv4",
    rfc="draft-ietf-idr-flowspec-redirect-ip",
    value=RedirectToIp,
    decode=decode,
    encode=encode,
    words=("redirect-to-ip", "copy-to-ip", "redirect-to-nexthop-ietf", "copy-to-nexthop-ietf"),
    parse=parse,
)
