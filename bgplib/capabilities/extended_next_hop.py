"""EXTENDED_NEXT_HOP (capability 5), RFC 8950 §4.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           NLRI AFI            |          NLRI SAFI            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Next Hop AFI          |   ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-

Several:    entries add up
Malformed:  length not a multiple of 6: session-reset, NOTIFICATION 2/0 (RFC 4271 §6.2)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import number, tuples
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.iana.families import Family

__all__ = ["CODEC", "ExtendedNextHop"]

_ENTRY: Final = 6


@frozen
class ExtendedNextHop(Capability):
    """The speaker takes routes whose next hop is of another family than the routes are."""

    code: ClassVar[int] = capabilities.EXTENDED_NEXT_HOP
    #: family of the routes, and AFI of the next hop that they may have
    pairs: tuple[tuple[Family, int], ...]


def decode(octets: bytes) -> ExtendedNextHop:
    """Read a value."""
    numbers = [
        (int.from_bytes(entry[:2], "big"), int.from_bytes(entry[2:4], "big"), entry[4:])
        for entry in tuples(octets, _ENTRY, "RFC 8950 §4")
    ]
    return ExtendedNextHop(
        tuple(
            (Family(afi, safi), int.from_bytes(next_hop, "big")) for afi, safi, next_hop in numbers
        )
    )


def encode(capability: ExtendedNextHop) -> bytes:
    """Write a value."""
    return b"".join(
        number(family.afi, 16, "AFI") + number(family.safi, 16, "SAFI") + number(afi, 16, "AFI")
        for family, afi in capability.pairs
    )


CODEC: Final = CapabilityCodec(
    code=capabilities.EXTENDED_NEXT_HOP,
    name="EXTENDED_NEXT_HOP",
    value=ExtendedNextHop,
    rfc="RFC 8950 §4",
    malformed=Treatment.SESSION_RESET,
    decode=decode,
    encode=encode,
)
