"""OUTBOUND_ROUTE_FILTERING_OLD (capability 130), RFC 8810 §3.

The value is that of OUTBOUND_ROUTE_FILTERING; ORF type 128 stands for address prefixes.

Several:    entries add up
Malformed:  an entry runs past the end: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities.outbound_route_filtering import OrfEntry, decode_entries, encode_entries
from bgplib.findings import Treatment
from bgplib.iana import capabilities

__all__ = ["CODEC", "OutboundRouteFilteringOld"]


@frozen
class OutboundRouteFilteringOld(Capability):
    """OUTBOUND_ROUTE_FILTERING under the number that Cisco used before RFC 5291."""

    code: ClassVar[int] = capabilities.OUTBOUND_ROUTE_FILTERING_OLD
    entries: tuple[OrfEntry, ...]  #: one for each family


def decode(octets: bytes) -> OutboundRouteFilteringOld:
    """Read a value."""
    return OutboundRouteFilteringOld(decode_entries(octets))


def encode(capability: OutboundRouteFilteringOld) -> bytes:
    """Write a value."""
    return encode_entries(capability.entries)


CODEC: Final = CapabilityCodec(
    code=capabilities.OUTBOUND_ROUTE_FILTERING_OLD,
    name="OUTBOUND_ROUTE_FILTERING_OLD",
    value=OutboundRouteFilteringOld,
    rfc="RFC 8810 §3",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
