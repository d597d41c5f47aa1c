"""Additional PMSI Tunnel Attribute Flags: 48 flags for which PMSI_TUNNEL has no room.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x07     |           Additional          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  PMSI Tunnel Attribute Flags                  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0307
Defined in:  RFC 7902
Text:        `pmsi-tunnel-flags:0x1`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "PmsiTunnelFlags"]

LAYOUT: Final = Layout(("flags", 48))


@attrs.frozen(kw_only=True)
class PmsiTunnelFlags(ExtendedCommunity):
    """Flags that belong to the PMSI_TUNNEL attribute beside them."""

    flags: int  #: the registry counts them from 0, the most significant of 48 bits

    def _short(self) -> str:
        return f"pmsi-tunnel-flags:0x{self.flags:x}"


def decode(octets: bytes) -> PmsiTunnelFlags:
    """Read 8 octets."""
    return PmsiTunnelFlags(**LAYOUT.split(octets))


def encode(community: PmsiTunnelFlags) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x07" + LAYOUT.join(community)


def parse(word: str, rest: str) -> PmsiTunnelFlags:
    """Read `0x1`."""
    return PmsiTunnelFlags(flags=parse_number(rest, 48, "set of flags"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0307,),
    name="Additional PMSI Tunnel Attribute Flags",
    rfc="RFC 7902",
    value=PmsiTunnelFlags,
    decode=decode,
    encode=encode,
    words=("pmsi-tunnel-flags",),
    parse=parse,
)
