"""ROUTE_REFRESH_OLD (capability 128), RFC 8810 §3.

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

__all__ = ["CODEC", "RouteRefreshOld"]


@attrs.frozen
class RouteRefreshOld(Capability):
    """ROUTE_REFRESH under the number that Cisco used before RFC 2918."""

    code: ClassVar[int] = capabilities.ROUTE_REFRESH_OLD


def decode(octets: bytes) -> RouteRefreshOld:
    """Read a value."""
    check_empty(octets, "RFC 8810 §3")
    return RouteRefreshOld()


def encode(capability: RouteRefreshOld) -> bytes:
    """Write a value."""
    return b""


CODEC: Final = CapabilityCodec(
    code=capabilities.ROUTE_REFRESH_OLD,
    name="ROUTE_REFRESH_OLD",
    value=RouteRefreshOld,
    rfc="RFC 8810 §3",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
