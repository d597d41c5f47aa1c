"""ENHANCED_ROUTE_REFRESH (capability 70), RFC 7313 §3.1.

The value is empty.

Several:    no more than one
Malformed:  length other than 0: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import check_empty
from bgplib.findings import Treatment
from bgplib.iana import capabilities

__all__ = ["CODEC", "EnhancedRouteRefresh"]


@attrs.frozen
class EnhancedRouteRefresh(Capability):
    """The speaker knows the messages that mark where a route refresh begins and ends."""

    code: ClassVar[int] = capabilities.ENHANCED_ROUTE_REFRESH


def decode(octets: bytes) -> EnhancedRouteRefresh:
    """Read a value."""
    check_empty(octets, "RFC 7313 §3.1")
    return EnhancedRouteRefresh()


def encode(capability: EnhancedRouteRefresh) -> bytes:
    """Write a value."""
    return b""


CODEC: Final = CapabilityCodec(
    code=capabilities.ENHANCED_ROUTE_REFRESH,
    name="ENHANCED_ROUTE_REFRESH",
    value=EnhancedRouteRefresh,
    rfc="RFC 7313 §3.1",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
