"""ROUTE_REFRESH (capability 2), RFC 2918 §2.

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

__all__ = ["CODEC", "RouteRefreshCapability"]


@attrs.frozen
class RouteRefreshCapability(Capability):
    """The speaker resends its routes when a ROUTE-REFRESH message asks for them."""

    code: ClassVar[int] = capabilities.ROUTE_REFRESH


def decode(octets: bytes) -> RouteRefreshCapability:
    """Read a value."""
    check_empty(octets, "RFC 2918 §2")
    return RouteRefreshCapability()


def encode(capability: RouteRefreshCapability) -> bytes:
    """Write a value."""
    return b""


CODEC: Final = CapabilityCodec(
    code=capabilities.ROUTE_REFRESH,
    name="ROUTE_REFRESH",
    value=RouteRefreshCapability,
    rfc="RFC 2918 §2",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
