"""Link Bandwidth: how fast the link is over which the route came, for unequal load sharing.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   0x00/0x40   |      0x04     |        2-octet AS number      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Octets per second, IEEE 754 of 32 bits               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type codes:  0x0004, 0x4004 (non-transitive, the usual one)
Defined in:  draft-ietf-idr-link-bandwidth
Text:        `link-bandwidth:65000:125000000` (AS number, octets per second)

Octets whose bandwidth is not a number (NaN) stay an unknown extended community.
"""

from __future__ import annotations

import math
import re
from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities import _float32
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.errors import EncodeError
from bgplib.iana.extended_communities import NON_TRANSITIVE
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "LinkBandwidth"]


@attrs.frozen(kw_only=True)
class LinkBandwidth(ExtendedCommunity):
    """How fast the link is over which the route came."""

    USUALLY_TRANSITIVE: ClassVar[bool] = False

    asn: int = 0  #: AS number of 2 octets; says who attached it, no more
    bandwidth: float  #: octets per second
    transitive: bool = False  #: whether other ASes are to see it

    def _short(self) -> str:
        return f"link-bandwidth:{self.asn}:{_float32.float_text(self.bandwidth)}"


def decode(octets: bytes) -> LinkBandwidth | None:
    """Read 8 octets; None if the bandwidth is not a number."""
    bandwidth = _float32.from_octets(octets[4:])
    if math.isnan(bandwidth):
        return None
    return LinkBandwidth(
        transitive=not octets[0] & NON_TRANSITIVE,
        asn=int.from_bytes(octets[2:4], "big"),
        bandwidth=bandwidth,
    )


def encode(community: LinkBandwidth) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: the AS number or the bandwidth does not fit.
    """
    if not 0 <= community.asn <= 0xFFFF:
        raise EncodeError(f"AS {community.asn} does not fit in two octets")
    code = b"\x00\x04" if community.transitive else b"\x40\x04"
    return code + community.asn.to_bytes(2, "big") + _float32.to_octets(community.bandwidth)


def parse(word: str, rest: str) -> LinkBandwidth:
    """Read `65000:125000000`, `125000000`, or FRR's `65000:125000000 (1.000 Gbps)`."""
    *asn, bandwidth = parts(re.sub(r"\(.*\)", "", rest), 1, 2)
    return LinkBandwidth(
        asn=parse_number(asn[0], 16, "2-octet AS number") if asn else 0,
        bandwidth=_float32.parse_float(bandwidth),
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0004, 0x4004),
    name="Link Bandwidth",
    rfc="draft-ietf-idr-link-bandwidth",
    value=LinkBandwidth,
    decode=decode,
    encode=encode,
    words=("link-bandwidth", "bandwidth", "lb"),
    parse=parse,
)
