"""DOMAIN_PATH (attribute 36), RFC 10039 §4.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+
    | Number of IDs |   then as many domains:
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                     Global Administrator                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      Local Administrator      | ISF_SAFI_TYPE |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  a segment that is empty or runs past the end, or beside routes that are neither VPN
            nor EVPN: treat-as-withdraw (RFC 10039 §4)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.octets import Reader
from bgplib.values._notation import brief
from bgplib.values._numbers import parse_as_number, parse_number
from bgplib.values.record import Record

__all__ = ["CODEC", "Domain", "DomainPath"]

_RFC: Final = "RFC 10039 §4"
#: RFC 10039 §4: "The BGP D-PATH Path Attribute is supported on ISF routes of types IPVPN and EVPN"
_FAMILIES: Final = (Family.IPV4_VPN, Family.IPV6_VPN, Family.L2VPN_EVPN)


@attrs.frozen(kw_only=True)
class Domain:
    """A domain that the route has come through."""

    administrator: int  #: Global Administrator, 4 octets
    number: int  #: Local Administrator, 2 octets
    safi: int  #: ISF_SAFI_TYPE: the SAFI that the route had there; 0 for none

    @classmethod
    def parse(cls, text: str) -> Domain:
        """Read `65000:1:128`.

        Raises:
            ParseError: it is not three numbers.
        """
        check_text(text, cls.__name__)
        parts = text.split(":")
        if len(parts) != 3:
            raise ParseError(f"{brief(text)} is not a domain, which has three numbers")
        administrator, number, safi = parts
        return cls(
            administrator=parse_as_number(administrator),
            number=parse_number(number, 16),
            safi=parse_number(safi, 8, "SAFI"),
        )

    def __str__(self) -> str:
        """Return `65000:1:128`."""
        return f"{self.administrator}:{self.number}:{self.safi}"


@frozen
class DomainPath(Record):
    """The domains that a route has come through, by which gateways find loops."""

    segments: tuple[tuple[Domain, ...], ...]  #: the latest domain first


def decode(octets: bytes, context: Context) -> DomainPath:
    """Read a value."""
    reader = Reader(octets)
    segments = []
    while reader.remaining:
        count = reader.u8()
        # RFC 10039 §4 calls a segment malformed where "The length of the domain segment is zero."
        # or "The length of the domain segment exceeds the remaining length of the enclosing D-PATH
        # Path Attribute."
        if count == 0 or 7 * count > reader.remaining:
            raise DecodeError(f"a segment of {count} domains", rfc=_RFC)
        segments.append(
            tuple(
                Domain(administrator=reader.u32(), number=reader.u16(), safi=reader.u8())
                for _ in range(count)
            )
        )
    return DomainPath(tuple(segments))


def misplaced(octets: bytes, family: Family) -> DecodeError | None:
    """Say what is wrong with a value beside routes of a family."""
    # RFC 10039 §4: "If a D-PATH Path Attribute is received in an UPDATE message associated with an
    # unsupported AFI/SAFI, the "treat-as-withdraw" procedure MUST be applied in accordance with
    # [RFC7606]."
    if family in _FAMILIES:
        return None
    return DecodeError(f"it says nothing of routes of {family}", rfc=_RFC)


def encode(attribute: DomainPath, context: Context) -> bytes:
    """Write a value."""
    parts = []
    try:
        for segment in attribute.segments:
            parts.append(len(segment).to_bytes(1, "big"))
            for domain in segment:
                parts.append(domain.administrator.to_bytes(4, "big"))
                parts.append(domain.number.to_bytes(2, "big") + domain.safi.to_bytes(1, "big"))
    except OverflowError:
        raise EncodeError(f"a number of `{attribute}` does not fit") from None
    return b"".join(parts)


CODEC: Final = AttributeCodec(
    code=attributes.DOMAIN_PATH,
    name="DOMAIN_PATH",
    flags=OPTIONAL_TRANSITIVE,
    value=DomainPath,
    rfc=_RFC,
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc=_RFC,
    length=at_least(8),
    decode=decode,
    encode=encode,
    misplaced=misplaced,
)
