"""FOUR_OCTET_AS (capability 65), RFC 6793 §3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                AS number of the speaker                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Several:    the last counts; the RFC does not say
Malformed:  length other than 4: session-reset, NOTIFICATION 2/0 (RFC 4271 §6.2)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import malformed, number
from bgplib.findings import Treatment
from bgplib.iana import capabilities

__all__ = ["CODEC", "FourOctetAs"]

_LENGTH: Final = 4


@attrs.frozen
class FourOctetAs(Capability):
    """The speaker handles AS numbers of four octets, and this is its own."""

    code: ClassVar[int] = capabilities.FOUR_OCTET_AS
    BARE: ClassVar[tuple[str, ...]] = ("asn",)
    asn: int  #: the speaker's AS number


def decode(octets: bytes) -> FourOctetAs:
    """Read a value."""
    if len(octets) != _LENGTH:
        raise malformed(f"the length is {len(octets)}, it must be 4", "RFC 6793 §3")
    return FourOctetAs(int.from_bytes(octets, "big"))


def encode(capability: FourOctetAs) -> bytes:
    """Write a value."""
    return number(capability.asn, 32, "AS number")


CODEC: Final = CapabilityCodec(
    code=capabilities.FOUR_OCTET_AS,
    name="FOUR_OCTET_AS",
    value=FourOctetAs,
    rfc="RFC 6793 §3",
    malformed=Treatment.SESSION_RESET,
    decode=decode,
    encode=encode,
)
