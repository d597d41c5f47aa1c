"""Type 2 Session Transformed (MUP route type 4), draft-ietf-bess-mup-safi §3.1.4.

+-----------------------------------------------------------------+
| RD (8 octets)                                                   |
+-----------------------------------------------------------------+
| Endpoint Length (1 octet), address and TEID in bits             |
+-----------------------------------------------------------------+
| Endpoint Address (4 or 16 octets)                               |
+-----------------------------------------------------------------+
| Architecture specific Endpoint Identifier, TEID (0 to 4 octets) |
+-----------------------------------------------------------------+
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.iana.families import AFI_IPV4, Family
from bgplib.nlri._fields import RD, Field, Form
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.octets import Reader
from bgplib.values._notation import brief, parse_hex
from bgplib.values._numbers import parse_number
from bgplib.values.address import address_octets, address_text
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "Endpoint", "Type2SessionTransformed"]


@frozen
class Endpoint:
    """An address, and as many leading bits of a TEID as matter."""

    address: bytes  #: 4 or 16 octets
    teid: bytes = b""  #: as many octets as hold `teid_bits`
    teid_bits: int = 0  #: 0 to 32

    @or_its_fields
    def __str__(self) -> str:
        """Return `192.0.2.1`, or with TEID bits `192.0.2.1/00003039/32`."""
        text = address_text(self.address)
        return f"{text}/{self.teid.hex()}/{self.teid_bits}" if self.teid_bits else text

    @classmethod
    def parse(cls, text: str) -> Endpoint:
        """Read what `str` prints.

        Raises:
            ParseError: it is not an address with or without TEID bits.
        """
        check_text(text, cls.__name__)
        address, *rest = text.split("/")
        if len(rest) not in (0, 2):
            raise ParseError(f"{brief(text)} is not an endpoint")
        teid, bits = (parse_hex(rest[0]), parse_number(rest[1], 8)) if rest else (b"", 0)
        return cls(address_octets(address), teid, bits)


@attrs.frozen(kw_only=True)
class Type2SessionTransformed(TypedRoute):
    """Packets to an end of tunnels, and to some of its identifiers, go to a PE."""

    rd: RouteDistinguisher  #: the VPN
    endpoint: Endpoint  #: address and the leading bits of the TEID


def _read_endpoint(reader: Reader, family: Family) -> Endpoint:
    bits = reader.u8()
    size = 4 if family.afi == AFI_IPV4 else 16
    teid_bits = bits - 8 * size
    if not 0 <= teid_bits <= 32:
        raise DecodeError(f"an endpoint of {bits} bits in {family}")
    address = reader.take(size)
    teid = int.from_bytes(reader.take((teid_bits + 7) // 8), "big")
    # Bits behind the length do not matter, and routes that differ in them are the same one.
    spare = -teid_bits % 8
    teid = teid >> spare << spare
    return Endpoint(address, teid.to_bytes((teid_bits + 7) // 8, "big"), teid_bits)


def _write_endpoint(endpoint: Endpoint) -> bytes:
    bits = 8 * len(endpoint.address) + endpoint.teid_bits
    if len(endpoint.address) not in (4, 16) or not 0 <= endpoint.teid_bits <= 32:
        raise EncodeError(f"{endpoint} is not an endpoint")
    if len(endpoint.teid) != (endpoint.teid_bits + 7) // 8:
        raise EncodeError(f"{endpoint.teid_bits} bits of TEID in {len(endpoint.teid)} octets")
    return bytes((bits,)) + endpoint.address + endpoint.teid


ENDPOINT: Final = Form(read=_read_endpoint, write=_write_endpoint, parse=Endpoint.parse)

ROUTE: Final = RouteCodec(
    route_type=4,
    name="Type 2 Session Transformed",
    word="t2st",
    rfc="draft-ietf-bess-mup-safi §3.1.4",
    value=Type2SessionTransformed,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="endpoint", word="endpoint", form=ENDPOINT),
    ),
)
