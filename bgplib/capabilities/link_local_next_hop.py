"""LINK_LOCAL_NEXT_HOP (capability 77), draft-ietf-idr-linklocal-capability.

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

__all__ = ["CODEC", "LinkLocalNextHop"]


@attrs.frozen
class LinkLocalNextHop(Capability):
    """The speaker can receive IPv6 routes whose only next hop is a link-local address."""

    code: ClassVar[int] = capabilities.LINK_LOCAL_NEXT_HOP


def decode(octets: bytes) -> LinkLocalNextHop:
    """Read a value."""
    check_empty(octets, "draft-ietf-idr-linklocal-capability")
    return LinkLocalNextHop()


def encode(capability: LinkLocalNextHop) -> bytes:
    """Write a value."""
    return b""


CODEC: Final = CapabilityCodec(
    code=capabilities.LINK_LOCAL_NEXT_HOP,
    name="LINK_LOCAL_NEXT_HOP",
    value=LinkLocalNextHop,
    rfc="draft-ietf-idr-linklocal-capability",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
