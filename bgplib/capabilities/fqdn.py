"""FQDN (capability 73), draft-walton-bgp-hostname-capability.

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
from bgplib.capabilities._fields import number
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.octets import Reader

__all__ = ["CODEC", "Fqdn"]


@frozen
class Fqdn(Capability):
    """What the speaker calls itself."""

    code: ClassVar[int] = capabilities.FQDN
    BARE: ClassVar[tuple[str, ...]] = ("hostname",)
    hostname: bytes  #: the name, UTF-8 unless the peer errs
    domain: bytes = b""  #: the domain, UTF-8 unless the peer errs

    @classmethod
    def of(cls, hostname: str, domain: str = "") -> Fqdn:
        """Make a value of two texts."""
        check(hostname, str, "hostname")
        check(domain, str, "domain")
        return cls(hostname.encode(), domain.encode())


def read_names(octets: bytes) -> tuple[bytes, bytes]:
    """Read two names with their lengths, which an old number of the capability has too.

    Raises:
        DecodeError: the lengths do not fit the value.
    """
    reader = Reader(octets)
    hostname = reader.take(reader.u8())
    domain = reader.take(reader.u8())
    reader.finish()
    return hostname, domain


def write_names(hostname: bytes, domain: bytes) -> bytes:
    """Write two names with their lengths.

    Raises:
        EncodeError: one is longer than 255 octets.
    """
    return b"".join(
        (
            number(len(hostname), 8, "Hostname Length"),
            hostname,
            number(len(domain), 8, "Domain Name Length"),
            domain,
        )
    )


def decode(octets: bytes) -> Fqdn:
    """Read a value."""
    return Fqdn(*read_names(octets))


def encode(capability: Fqdn) -> bytes:
    """Write a value."""
    return write_names(capability.hostname, capability.domain)


CODEC: Final = CapabilityCodec(
    code=capabilities.FQDN,
    name="FQDN",
    value=Fqdn,
    rfc="draft-walton-bgp-hostname-capability",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
