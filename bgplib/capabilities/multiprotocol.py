"""MULTIPROTOCOL (capability 1), RFC 4760 §8.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              AFI              |   Reserved    |     SAFI      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Several:    each names one more family (RFC 4760 §8)
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
from bgplib.iana.families import Family

__all__ = ["CODEC", "Multiprotocol"]

_LENGTH: Final = 4


@attrs.frozen
class Multiprotocol(Capability):
    """The speaker can exchange routes of one address family."""

    code: ClassVar[int] = capabilities.MULTIPROTOCOL
    BARE: ClassVar[tuple[str, ...]] = ("family",)
    family: Family  #: the address family
    reserved: int = 0  #: the Reserved octet


def decode(octets: bytes) -> Multiprotocol:
    """Read a value."""
    if len(octets) != _LENGTH:
        raise malformed(f"the length is {len(octets)}, it must be 4", "RFC 4760 §8")
    # RFC 4760 §8: "Reserved (8 bit) field. SHOULD be set to 0 by the sender and ignored by the
    # receiver."
    return Multiprotocol(Family(octets[0] << 8 | octets[1], octets[3]), octets[2])


def encode(capability: Multiprotocol) -> bytes:
    """Write a value."""
    return b"".join(
        (
            number(capability.family.afi, 16, "AFI"),
            number(capability.reserved, 8, "Reserved"),
            number(capability.family.safi, 8, "SAFI"),
        )
    )


CODEC: Final = CapabilityCodec(
    code=capabilities.MULTIPROTOCOL,
    name="MULTIPROTOCOL",
    value=Multiprotocol,
    rfc="RFC 4760 §8",
    malformed=Treatment.SESSION_RESET,
    decode=decode,
    encode=encode,
)
