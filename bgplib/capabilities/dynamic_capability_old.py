"""DYNAMIC_CAPABILITY_OLD (capability 66), early versions of draft-ietf-idr-dynamic-cap.

    +---------------------------+
    | Capability Code (1 octet) |   as often as the length says; usually the value is empty
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

__all__ = ["CODEC", "DynamicCapabilityOld"]


@frozen
class DynamicCapabilityOld(Capability):
    """DYNAMIC_CAPABILITY under the number that IANA withdrew in 2003."""

    code: ClassVar[int] = capabilities.DYNAMIC_CAPABILITY_OLD
    #: codes of the capabilities that may change
    codes: tuple[int, ...] = attrs.field(default=(), metadata=shown_as(CODES))


def decode(octets: bytes) -> DynamicCapabilityOld:
    """Read a value."""
    return DynamicCapabilityOld(tuple(octets))


def encode(capability: DynamicCapabilityOld) -> bytes:
    """Write a value."""
    return b"".join(number(code, 8, "capability code") for code in capability.codes)


CODEC: Final = CapabilityCodec(
    code=capabilities.DYNAMIC_CAPABILITY_OLD,
    name="DYNAMIC_CAPABILITY_OLD",
    value=DynamicCapabilityOld,
    rfc="draft-ietf-idr-dynamic-cap",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
