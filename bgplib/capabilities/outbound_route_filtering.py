"""OUTBOUND_ROUTE_FILTERING (capability 3), RFC 5291 §5.

    +--------------------------------------------------+
    | AFI (2 octets)                                   |
    +--------------------------------------------------+
    | Reserved (1 octet)                               |
    +--------------------------------------------------+
    | SAFI (1 octet)                                   |
    +--------------------------------------------------+
    | Number of ORFs (1 octet)                         |
    +--------------------------------------------------+
    | ORF Type (1 octet), Send/Receive (1 octet)       |   as often as Number of ORFs says
    +--------------------------------------------------+
    ...                                                    further families

Several:    entries add up
Malformed:  an entry runs past the end: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import number
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.iana.families import Family
from bgplib.octets import Reader
from bgplib.values.record import Record

__all__ = ["CODEC", "OrfEntry", "OutboundRouteFiltering"]


@frozen
class OrfEntry(Record):
    """The filters that a speaker would exchange for one family."""

    BARE: ClassVar[tuple[str, ...]] = ("family", "types")

    family: Family  #: the address family
    types: tuple[tuple[int, int], ...]  #: ORF type, and 1 to receive, 2 to send, 3 for both
    reserved: int = 0  #: the Reserved octet


@frozen
class OutboundRouteFiltering(Capability):
    """The speaker takes filters from its peer, or would send it some."""

    code: ClassVar[int] = capabilities.OUTBOUND_ROUTE_FILTERING
    entries: tuple[OrfEntry, ...]  #: one for each family


def decode_entries(octets: bytes) -> tuple[OrfEntry, ...]:
    """Read the entries, which old numbers of the capability have too.

    Raises:
        DecodeError: an entry runs past the end of the value.
    """
    reader = Reader(octets)
    entries = []
    while reader.remaining:
        afi = reader.u16()
        reserved = reader.u8()
        family = Family(afi, reader.u8())
        types = reader.take(reader.u8() * 2)
        entries.append(OrfEntry(family, tuple(zip(types[::2], types[1::2], strict=True)), reserved))
    return tuple(entries)


def encode_entries(entries: tuple[OrfEntry, ...]) -> bytes:
    """Write the entries.

    Raises:
        EncodeError: a field is out of range.
    """
    parts = []
    for entry in entries:
        parts += [
            number(entry.family.afi, 16, "AFI"),
            number(entry.reserved, 8, "Reserved"),
            number(entry.family.safi, 8, "SAFI"),
            number(len(entry.types), 8, "Number of ORFs"),
        ]
        for kind, mode in entry.types:
            parts += [number(kind, 8, "ORF Type"), number(mode, 8, "Send/Receive")]
    return b"".join(parts)


def decode(octets: bytes) -> OutboundRouteFiltering:
    """Read a value."""
    return OutboundRouteFiltering(decode_entries(octets))


def encode(capability: OutboundRouteFiltering) -> bytes:
    """Write a value."""
    return encode_entries(capability.entries)


CODEC: Final = CapabilityCodec(
    code=capabilities.OUTBOUND_ROUTE_FILTERING,
    name="OUTBOUND_ROUTE_FILTERING",
    value=OutboundRouteFiltering,
    rfc="RFC 5291 §5",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
