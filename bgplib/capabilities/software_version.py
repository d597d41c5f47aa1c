"""SOFTWARE_VERSION (capability 75), draft-abraitis-bgp-version-capability.

    +----------------------------------+
    | Version Length (1 octet)         |
    +----------------------------------+
    | Version, UTF-8 (variable)        |
    +----------------------------------+

Several:    the last counts; the draft does not say
Malformed:  a length that does not fit the value: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import number
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.octets import Reader

__all__ = ["CODEC", "SoftwareVersion"]


@frozen
class SoftwareVersion(Capability):
    """Which software the speaker runs."""

    code: ClassVar[int] = capabilities.SOFTWARE_VERSION
    BARE: ClassVar[tuple[str, ...]] = ("version",)
    version: bytes  #: name and version, UTF-8 unless the peer errs

    @classmethod
    def of(cls, version: str) -> SoftwareVersion:
        """Make a value of a text."""
        check(version, str, "version")
        return cls(version.encode())


def decode(octets: bytes) -> SoftwareVersion:
    """Read a value."""
    reader = Reader(octets)
    version = reader.take(reader.u8())
    reader.finish()
    return SoftwareVersion(version)


def encode(capability: SoftwareVersion) -> bytes:
    """Write a value."""
    return number(len(capability.version), 8, "Version Length") + capability.version


CODEC: Final = CapabilityCodec(
    code=capabilities.SOFTWARE_VERSION,
    name="SOFTWARE_VERSION",
    value=SoftwareVersion,
    rfc="draft-abraitis-bgp-version-capability",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
