"""Fields that several types of records share."""

from __future__ import annotations

import struct

from bgplib._checks import octets_of
from bgplib.errors import DecodeError, EncodeError
from bgplib.formats._archive import archive_context, archive_decoder
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, Family
from bgplib.values.address import address_octets

__all__ = [
    "address",
    "address_length",
    "afi_of",
    "archive_context",
    "archive_decoder",
    "check_prefix",
    "check_prefix_octets",
    "pack",
]

_LENGTHS = {AFI_IPV4: 4, AFI_IPV6: 16}
_AFIS = {length: afi for afi, length in _LENGTHS.items()}


def address(value: str | bytes) -> bytes:
    """Take an address as text or as octets.

    Raises:
        LocalError: it is neither text nor octets.
        ParseError: the text is not an address.
    """
    return address_octets(value) if isinstance(value, str) else octets_of(value, "address")


def address_length(afi: int) -> int:
    """Return how many octets an address of a family has.

    Raises:
        DecodeError: the family is not one that MRT has addresses of.
    """
    length = _LENGTHS.get(afi)
    if length is None:
        # RFC 6396 §4.4.1: "At present, the following AFI Types are supported: 1 AFI_IPv4
        # 2 AFI_IPv6"
        raise DecodeError(f"address family {afi} is neither IPv4 nor IPv6", rfc="RFC 6396 §4.4.1")
    return length


def afi_of(*addresses: bytes) -> int:
    """Return the family of addresses, which all have to be of one.

    Raises:
        EncodeError: they are not, or have another length than 4 or 16 octets.
    """
    afi = _AFIS.get(len(addresses[0]))
    if afi is None or len(set(map(len, addresses))) != 1:
        raise EncodeError("the addresses of a record are all IPv4 or all IPv6")
    return afi


def check_prefix(nlri: bytes, family: Family) -> None:
    """Check that octets are a prefix of a family.

    Raises:
        EncodeError: they are not, or it is longer than an address of the family.
    """
    check_prefix_octets(nlri, family)
    if nlri[0] > 8 * address_length(family.afi):
        raise EncodeError(f"{nlri.hex()} is no prefix of {family}")


def check_prefix_octets(nlri: bytes, family: Family) -> None:
    """Check that octets are the length of a prefix and as much of it as that says.

    Nobody could tell where fields behind another one start.

    Raises:
        EncodeError: they are not.
    """
    if not nlri or len(nlri) != 1 + ((nlri[0] + 7) >> 3):
        raise EncodeError(f"{nlri.hex() or 'nothing'} is no prefix of {family}")


def pack(layout: str, *values: int | bytes) -> bytes:
    """Write fields as `struct.pack` does.

    Raises:
        EncodeError: a value does not fit.
    """
    try:
        return struct.pack(layout, *values)
    except struct.error as error:
        shown = ", ".join(repr(each) for each in values if not isinstance(each, bytes))
        raise EncodeError(f"a field of the record is out of range, of {shown}: {error}") from None
