"""DYNAMIC_CAPABILITY (capability 67), draft-ietf-idr-dynamic-cap.

    +---------------------------+
    | Capability Code (1 octet) |   as often as the length says
    +---------------------------+

Several:    codes add up
Malformed:  never
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import number
from bgplib.capabilities._text import CODES
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.values._field_kinds import shown_as

__all__ = ["CODEC", "DynamicCapability"]


@frozen
class DynamicCapability(Capability):
    """The speaker takes changes of these capabilities while the session is up."""

    code: ClassVar[int] = capabilities.DYNAMIC_CAPABILITY
    #: codes of the capabilities that may change
    codes: tuple[int, ...] = attrs.field(default=(), metadata=shown_as(CODES))


def decode(octets: bytes) -> DynamicCapability:
    """Read a value."""
    return DynamicCapability(tuple(octets))


def encode(capability: DynamicCapability) -> bytes:
    """Write a value."""
    return b"".join(number(code, 8, "capability code") for code in capability.codes)


CODEC: Final = CapabilityCodec(
    code=capabilities.DYNAMIC_CAPABILITY,
    name="DYNAMIC_CAPABILITY",
    value=DynamicCapability,
    rfc="draft-ietf-idr-dynamic-cap",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
