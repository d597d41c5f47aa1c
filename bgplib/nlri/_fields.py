"""Fields that NLRI with route types are made of: how each is read, written, parsed and printed.

A route type is a list of fields; octets, text and key all follow from the list, so that they
cannot contradict each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, Generic, TypeVar

import attrs

from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import AFI_IPV4, Family
from bgplib.octets import Reader
from bgplib.values._notation import parse_hex
from bgplib.values._numbers import parse_number
from bgplib.values.address import address_octets, address_text
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = [
    "ADDRESS",
    "ADDRESS_WITH_LENGTH",
    "ESI",
    "LABEL",
    "LABELS",
    "MAC_WITH_LENGTH",
    "OCTETS",
    "OPTIONAL_ADDRESS",
    "ORIGINATOR",
    "PREFIX",
    "RD",
    "ROUTE_KEY",
    "AnyField",
    "Field",
    "Form",
    "number",
]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Form(Generic[T]):
    """One kind of field."""

    read: Callable[[Reader, Family], T]  #: raises DecodeError
    write: Callable[[T], bytes]  #: raises EncodeError
    parse: Callable[[str], T]  #: raises ParseError
    text: Callable[[T], str] = str
    size: int = 0  #: octets, where a field of numbers or bare octets has a fixed size


@attrs.frozen(kw_only=True)
class Field(Generic[T]):
    """A field of a route type."""

    name: str  #: the attribute of the value
    word: str  #: what stands for it in text, GoBGP's word where it has one
    form: Form[T]  #: what it is made of
    in_key: bool = True  #: whether routes that differ in it alone are different routes
    #: what a text means that has not this field, made of the fields before; None: it must be there
    implied: Callable[[Mapping[str, Any]], T] | None = None


#: a field whose type does not matter where it stands in a list
AnyField = Field[Any]


def _write_octets(value: object, kind: type) -> bytes:
    octets = getattr(value, "octets", None)
    if not isinstance(octets, bytes):
        name = kind.__name__
        raise EncodeError(f"{value!r} is no {name}; {name}.parse makes one of text")
    return octets


def _refuse_text(address: object) -> None:
    if isinstance(address, str):
        raise EncodeError(
            f"{address!r} is text; bgplib.values.address.address_octets makes octets of it"
        )


RD: Final = Form(
    read=lambda reader, _family: RouteDistinguisher(reader.take(8)),
    write=partial(_write_octets, kind=RouteDistinguisher),
    parse=RouteDistinguisher.parse,
)
ESI: Final = Form(
    read=lambda reader, _family: EthernetSegmentId(reader.take(10)),
    write=partial(_write_octets, kind=EthernetSegmentId),
    parse=EthernetSegmentId.parse,
)
LABEL: Final = Form(
    read=lambda reader, _family: Label(reader.take(3)),
    write=partial(_write_octets, kind=Label),
    parse=Label.parse,
)


def number(size: int) -> Form[int]:
    """Return the form of an unsigned number of `size` octets."""

    def write(value: int) -> bytes:
        try:
            return value.to_bytes(size, "big")
        except OverflowError:
            raise EncodeError(f"{value} does not fit in {size} octets") from None

    def parse(text: str) -> int:
        return parse_number(text, 8 * size)

    return Form(
        read=lambda reader, _family: reader.unsigned(size), write=write, parse=parse, size=size
    )


def _read_labels(reader: Reader, family: Family) -> tuple[Label, ...]:
    """Read one or two labels, which are all that is left (RFC 7432 §7.2)."""
    if reader.remaining not in (3, 6):
        raise DecodeError(f"{reader.remaining} octets are left for one or two labels")
    return tuple(Label(reader.take(3)) for _ in range(reader.remaining // 3))


def _write_labels(labels: tuple[Label, ...]) -> bytes:
    if len(labels) not in (1, 2):
        raise EncodeError("a route of this type has one or two labels")
    return b"".join(_write_octets(label, Label) for label in labels)


LABELS: Final = Form(
    read=_read_labels,
    write=_write_labels,
    parse=lambda text: tuple(Label.parse(part) for part in text.replace("/", ",").split(",")),
    text=lambda labels: ",".join(map(str, labels)),
)


def _read_mac(reader: Reader, family: Family) -> MacAddress:
    bits = reader.u8()
    # RFC 7432 §7.2: the MAC Address Length is in bits, and 48 is the only one defined.
    if bits != 48:
        raise DecodeError(f"a MAC address of {bits} bits")
    return MacAddress(reader.take(6))


MAC_WITH_LENGTH: Final = Form(
    read=_read_mac,
    write=lambda mac: b"\x30" + _write_octets(mac, MacAddress),
    parse=MacAddress.parse,
)


def _read_address_with_length(reader: Reader, family: Family) -> bytes:
    bits = reader.u8()
    if bits not in (0, 32, 128):
        raise DecodeError(f"an address of {bits} bits")
    return reader.take(bits // 8)


def _write_address_with_length(octets: bytes) -> bytes:
    _refuse_text(octets)
    if len(octets) not in (0, 4, 16):
        raise EncodeError(f"an address has 0, 4 or 16 octets here, not {len(octets)}")
    return bytes((8 * len(octets),)) + octets


#: an octet with the length in bits, 0, 32 or 128, before an address
ADDRESS_WITH_LENGTH: Final = Form(
    read=_read_address_with_length,
    write=_write_address_with_length,
    parse=lambda text: b"" if text in ("", "*", "<nil>") else address_octets(text),
    text=lambda octets: address_text(octets) if octets else "*",
)


def _read_originator(reader: Reader, family: Family) -> bytes:
    bits = reader.u8()
    # RFC 7432 §7.3, §7.4: the IP Address Length is 32 or 128, as the router's address is not
    # optional there.
    if bits not in (32, 128):
        raise DecodeError(f"a router's address of {bits} bits")
    return reader.take(bits // 8)


def _write_originator(octets: bytes) -> bytes:
    address = _write_address(octets)
    return bytes((8 * len(address),)) + address


#: an octet with the length in bits, 32 or 128, before the address of a router
ORIGINATOR: Final = Form(
    read=_read_originator, write=_write_originator, parse=address_octets, text=address_text
)


def _read_address(reader: Reader, family: Family) -> bytes:
    if reader.remaining not in (4, 16):
        raise DecodeError(f"{reader.remaining} octets are left for an address")
    return reader.rest()


def _write_address(octets: bytes) -> bytes:
    _refuse_text(octets)
    if len(octets) not in (4, 16):
        raise EncodeError(f"an address has 4 or 16 octets here, not {len(octets)}")
    return octets


#: an address that ends the route: 4 or 16 octets
ADDRESS: Final = Form(
    read=_read_address, write=_write_address, parse=address_octets, text=address_text
)


def OCTETS(size: int) -> Form[bytes]:  # noqa: N802 - reads as the other forms do
    """Return the form of `size` octets without meaning of their own."""

    def write(octets: bytes) -> bytes:
        if len(octets) != size:
            raise EncodeError(f"{len(octets)} octets where {size} belong")
        return octets

    return Form(
        read=lambda reader, _family: reader.take(size),
        write=write,
        parse=parse_hex,
        text=bytes.hex,
        size=size,
    )


def _read_route_key(reader: Reader, family: Family) -> bytes:
    """Read the NLRI of the route that is answered, which states its own length."""
    head = reader.take(2)
    return head + reader.take(head[1])


def _write_route_key(octets: bytes) -> bytes:
    if len(octets) < 2 or len(octets) != 2 + octets[1]:
        raise EncodeError("a route key is type, length and fields of one route")
    return octets


#: the NLRI of another route, type and length in front (RFC 6514 §4.4, RFC 9572 §3.3)
ROUTE_KEY: Final = Form(
    read=_read_route_key, write=_write_route_key, parse=parse_hex, text=bytes.hex
)


def _read_prefix(reader: Reader, family: Family) -> Prefix:
    bits = reader.u8()
    size = 4 if family.afi == AFI_IPV4 else 16
    if bits > 8 * size:
        raise DecodeError(f"a prefix length of {bits} is above {8 * size}")
    return Prefix.from_address(reader.take((bits + 7) // 8).ljust(size, b"\0"), bits)


#: a prefix of the family's AFI in as few octets as hold it
PREFIX: Final = Form(read=_read_prefix, write=lambda prefix: prefix.key, parse=Prefix.parse)


def _read_optional_address(reader: Reader, family: Family) -> bytes | None:
    return _read_address_with_length(reader, family) if reader.remaining else None


#: an address with its length in bits, or nothing at all, at the end of a route
OPTIONAL_ADDRESS: Final[Form[bytes | None]] = Form(
    read=_read_optional_address,
    write=lambda octets: b"" if octets is None else _write_address_with_length(octets),
    parse=lambda text: None if text == "none" else ADDRESS_WITH_LENGTH.parse(text),
    text=lambda octets: "none" if octets is None else ADDRESS_WITH_LENGTH.text(octets),
)
