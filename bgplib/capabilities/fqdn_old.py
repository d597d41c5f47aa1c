"""FQDN_OLD (capability 184), RFC 8810 §3.

    +----------------------------------+
    | Hostname Length (1 octet)        |
    +----------------------------------+
    | Hostname, UTF-8 (variable)       |
    +----------------------------------+
    | Domain Name Length (1 octet)     |
    +----------------------------------+
    | Domain Name, UTF-8 (variable)    |
    +----------------------------------+

Several:    the last counts; the draft does not say
Malformed:  lengths that do not fit the value: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities.fqdn import read_names, write_names
from bgplib.findings import Treatment
from bgplib.iana import capabilities

__all__ = ["CODEC", "FqdnOld"]


@frozen
class FqdnOld(Capability):
    """FQDN under the number that was used before IANA assigned one."""

    code: ClassVar[int] = capabilities.FQDN_OLD
    BARE: ClassVar[tuple[str, ...]] = ("hostname",)
    hostname: bytes  #: the name, UTF-8 unless the peer errs
    domain: bytes = b""  #: the domain, UTF-8 unless the peer errs

    @classmethod
    def of(cls, hostname: str, domain: str = "") -> FqdnOld:
        """Make a value of two texts."""
        check(hostname, str, "hostname")
        check(domain, str, "domain")
        return cls(hostname.encode(), domain.encode())


def decode(octets: bytes) -> FqdnOld:
    """Read a value."""
    return FqdnOld(*read_names(octets))


def encode(capability: FqdnOld) -> bytes:
    """Write a value."""
    return write_names(capability.hostname, capability.domain)


CODEC: Final = CapabilityCodec(
    code=capabilities.FQDN_OLD,
    name="FQDN_OLD",
    value=FqdnOld,
    rfc="RFC 8810 §3",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
