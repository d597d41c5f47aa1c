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

from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import number
from bgplib.findings import Treatment
from bgplib.iana import capabilities

__all__ = ["CODEC", "DynamicCapability"]


@attrs.frozen
class DynamicCapability(Capability):
    """The speaker takes changes of these capabilities while the session is up."""

    code: ClassVar[int] = capabilities.DYNAMIC_CAPABILITY
    codes: tuple[int, ...] = ()  #: codes of the capabilities that may change

    @property
    def text(self) -> str:
        """The names of the capabilities."""
        return " ".join(capabilities.name(code) for code in self.codes)


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
