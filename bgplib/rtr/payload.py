"""PDUs of payloads: ROA prefixes, router keys, ASPAs (RFC 8210 §5.6, §5.7, §5.10).

The ASPA PDU is that of draft-ietf-sidrops-8210bis:

 0          8          16         24        31
 .-------------------------------------------.
 |    2     |    11    |  Flags   |   zero   |
 +-------------------------------------------+
 |                  Length                   |
 +-------------------------------------------+
 |          Customer AS Number               |
 +-------------------------------------------+
 ~  Provider AS Numbers, of an announcement  ~
 `-------------------------------------------'
"""

from __future__ import annotations

import struct
from typing import ClassVar, Final

import attrs

from bgplib._checks import so_many_octets
from bgplib._frozen import frozen
from bgplib.errors import EncodeError
from bgplib.iana.families import AFI_IPV4
from bgplib.policy.rpki.aspa import Aspa
from bgplib.policy.rpki.roa import Roa
from bgplib.rtr import codes
from bgplib.rtr.pdu import Pdu, u32

__all__ = ["AspaPdu", "Payload", "PrefixPdu", "RouterKey", "RouterKeyPdu"]

_FLAGS: Final = struct.Struct(">BBBx")
_KEY_IDENTIFIER: Final = 20


@frozen(kw_only=True)
class RouterKey:
    """The public key of a router of an AS, for BGPsec (RFC 8210 §5.10).

    Raises:
        ParseError: the identifier has not 20 octets.
    """

    asn: int  #: the AS number
    #: Subject Key Identifier: 20 octets that name the key
    identifier: bytes = attrs.field(
        validator=so_many_octets(_KEY_IDENTIFIER, what="an identifier of a router key")
    )
    key: bytes  #: subjectPublicKeyInfo, the whole of it in DER

    def __str__(self) -> str:
        """Return `AS64496 0102...`."""
        return f"AS{self.asn} {self.identifier.hex()}"


#: what a cache tells of
Payload = Roa | RouterKey | Aspa


@attrs.frozen(kw_only=True)
class _PayloadPdu(Pdu):
    announce: bool = True  #: it is there from now on; otherwise not any more

    @property
    def payload(self) -> Payload:
        """What it tells of."""
        raise NotImplementedError

    def __str__(self) -> str:
        """Return `announce 10.0.0.0/8-16 AS65001`."""
        return f"{'announce' if self.announce else 'withdraw'} {self.payload}"


@attrs.frozen(kw_only=True)
class PrefixPdu(_PayloadPdu):
    """A validated ROA payload (§5.6, §5.7)."""

    roa: Roa  #: prefix, longest length, AS

    @property
    def type(self) -> int:
        """The PDU Type field."""
        is_ipv4 = self.roa.prefix.afi == AFI_IPV4
        return codes.IPV4_PREFIX if is_ipv4 else codes.IPV6_PREFIX

    @property
    def payload(self) -> Roa:
        """What it tells of."""
        return self.roa

    def body(self) -> bytes:
        """Write what follows the Length field."""
        roa = self.roa
        flags = _FLAGS.pack(int(self.announce), roa.prefix.length, roa.max_length)
        return flags + roa.prefix.address + u32(roa.asn, "asn")


@attrs.frozen(kw_only=True)
class RouterKeyPdu(_PayloadPdu):
    """A router key (§5.10), since version 1."""

    TYPE: ClassVar[int] = codes.ROUTER_KEY

    router_key: RouterKey  #: AS, identifier, key

    @property
    def payload(self) -> RouterKey:
        """What it tells of."""
        return self.router_key

    @property
    def field(self) -> int:
        """The flags, and an octet of zero."""
        return int(self.announce) << 8

    def body(self) -> bytes:
        """Write what follows the Length field."""
        key = self.router_key
        return key.identifier + u32(key.asn, "asn") + key.key


@attrs.frozen(kw_only=True)
class AspaPdu(_PayloadPdu):
    """A validated ASPA payload, since version 2. A withdrawal names the customer alone."""

    TYPE: ClassVar[int] = codes.ASPA

    aspa: Aspa  #: a customer and its providers

    @property
    def payload(self) -> Aspa:
        """What it tells of."""
        return self.aspa

    @property
    def field(self) -> int:
        """The flags, and an octet of zero."""
        return int(self.announce) << 8

    def body(self) -> bytes:
        """Write what follows the Length field."""
        customer = u32(self.aspa.customer, "customer")
        if not self.announce:
            return customer
        if not self.aspa.providers:
            raise EncodeError(f"the ASPA of AS{self.aspa.customer} names no provider")
        return customer + b"".join(u32(asn, "a provider") for asn in sorted(self.aspa.providers))
