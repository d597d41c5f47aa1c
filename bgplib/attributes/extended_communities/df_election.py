"""DF Election: how the PEs of an Ethernet segment choose their designated forwarder.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x06     | RSV |  DF Alg |     Bitmap    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Bitmap, cont. |    Reserved   |         DF Preference         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0606
Defined in:  RFC 8584 §2.2; the preference, for algorithms 2 and 3, in RFC 9785
Text:        `df-election:1:0x4000:0` (algorithm, capabilities, preference)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import numbers

__all__ = ["CODEC", "DfElection"]

LAYOUT: Final = Layout(
    (RESERVED, 3),
    ("algorithm", 5),
    ("capabilities", 16),
    (RESERVED, 8),
    ("preference", 16),
)


@attrs.frozen(kw_only=True)
class DfElection(ExtendedCommunity):
    """How the PEs of an Ethernet segment choose their designated forwarder."""

    algorithm: int  #: 0 modulus, 1 HRW (RFC 8584); 2 highest, 3 lowest preference (RFC 9785)
    capabilities: int = 0  #: 16 bits; bit 0 is the most significant
    preference: int = 0  #: DF preference of algorithms 2 and 3; reserved in others
    reserved: int = 0  #: the bits that must be zero

    @property
    def do_not_preempt(self) -> bool:
        """Capability bit 0: the PE in office stays when another comes back (RFC 9785)."""
        return bool(self.capabilities & 0x8000)

    @property
    def ac_influenced(self) -> bool:
        """Capability bit 1: PEs whose attachment circuit is down do not count (RFC 8584 §4)."""
        return bool(self.capabilities & 0x4000)

    @property
    def time_synchronized(self) -> bool:
        """Capability bit 3: the PEs carve at an agreed time (RFC 9722)."""
        return bool(self.capabilities & 0x1000)

    def _short(self) -> str:
        return f"df-election:{self.algorithm}:0x{self.capabilities:04x}:{self.preference}"


def decode(octets: bytes) -> DfElection:
    """Read 8 octets."""
    return DfElection(**LAYOUT.split(octets))


def encode(community: DfElection) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x06" + LAYOUT.join(community)


def parse(word: str, rest: str) -> DfElection:
    """Read `1:0x4000:0`."""
    algorithm, capabilities, preference = numbers(rest, 5, 16, 16)
    return DfElection(algorithm=algorithm, capabilities=capabilities, preference=preference)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0606,),
    name="DF Election",
    rfc="RFC 8584 §2.2",
    value=DfElection,
    decode=decode,
    encode=encode,
    words=("df-election", "evpn-df-election"),
    parse=parse,
)
