"""MULTIPLE_ROUTES (capability 4), RFC 3107 §5, deprecated by RFC 8277 §1.

RFC 3107 does not say what the value is; it is kept as it stands.

Several:    no more than one
Malformed:  never
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.findings import Treatment
from bgplib.iana import capabilities

__all__ = ["CODEC", "MultipleRoutes"]


@frozen
class MultipleRoutes(Capability):
    """The speaker takes several labelled routes to one prefix; nobody should say so any more."""

    code: ClassVar[int] = capabilities.MULTIPLE_ROUTES
    BARE: ClassVar[tuple[str, ...]] = ("octets",)
    octets: bytes = b""  #: the value


def decode(octets: bytes) -> MultipleRoutes:
    """Read a value."""
    return MultipleRoutes(octets)


def encode(capability: MultipleRoutes) -> bytes:
    """Write a value."""
    return capability.octets


CODEC: Final = CapabilityCodec(
    code=capabilities.MULTIPLE_ROUTES,
    name="MULTIPLE_ROUTES",
    value=MultipleRoutes,
    rfc="RFC 3107 §5",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
