"""Layouts: how the octets of a TLV become a plain value, and back.

A layout answers None for octets that are not laid out so; they stay octets then. RFC 9552 §8.2.2
counts the length of a fixed-length TLV among the semantic errors, for which a speaker that passes
the information on MUST NOT reject it.
"""

from __future__ import annotations

import ipaddress
import re
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

import attrs

from bgplib.errors import EncodeError, ParseError
from bgplib.iana.families import AFI_IPV4
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.values._field_kinds import FieldKind, kind_of, listed
from bgplib.values._notation import brief
from bgplib.values.prefix import Prefix

__all__ = [
    "BANDWIDTH",
    "BANDWIDTHS",
    "OCTETS",
    "TEXT",
    "AnyLayout",
    "Flags",
    "Layout",
    "address",
    "flags",
    "numbers",
    "prefix",
    "unsigned",
    "write_flags",
]

T = TypeVar("T")

_FLAGS: Final = re.compile(r"0x([0-9a-fA-F]{2,512})(?:\(([^()]*)\))?")
_NUMBER: Final = kind_of(int, "")


@attrs.frozen
class Layout(Generic[T]):
    """How the values of one or several TLVs are laid out."""

    #: octets to value; None when they are not laid out so; raises DecodeError when the sub-TLVs in
    #: them do not fit in them
    decode: Callable[[bytes], T | None]
    #: value to octets, reserved bits 0; may raise any error for a value that is none of this layout
    encode: Callable[[T], bytes]
    #: how a value prints and is read; None: as the octets of its TLV
    kind: FieldKind | None = None


#: a layout whose type of value does not matter where it stands in a table
AnyLayout = Layout[Any]


@attrs.frozen
class Flags(Fields):
    """Bits that are set, and the names of those that have one."""

    bits: int  #: all bits, as the number that they make up
    size: int = 1  #: how many octets they have
    names: tuple[str, ...] = ()  #: of the bits that are set, the most significant first

    def __contains__(self, name: str) -> bool:
        """Say whether a bit is set, by its name."""
        return name in self.names

    def __int__(self) -> int:
        """Return all bits as a number."""
        return self.bits

    @classmethod
    def parse(cls, text: str) -> Flags:
        """Read `0x80(overload)`, all bits in hexadecimal and the names of those that are set.

        Raises:
            ParseError: it is none.
        """
        match = _FLAGS.fullmatch(text.strip())
        if match is None or len(match[1]) % 2:
            raise ParseError(f"{brief(text)} is not flags: octets in hexadecimal, and names")
        names = tuple(match[2].split(",")) if match[2] else ()
        return cls(int(match[1], 16), len(match[1]) // 2, names)

    def __str__(self) -> str:
        """Return `0x80(overload)`."""
        names = f"({','.join(self.names)})" if self.names else ""
        return f"{self.bits:#0{2 + 2 * self.size}x}{names}"


def unsigned(*sizes: int) -> Layout[int]:
    """Return the layout of a number that has one of these sizes; it is sent with the last."""
    return Layout(
        lambda octets: int.from_bytes(octets, "big") if len(octets) in sizes else None,
        lambda value: value.to_bytes(sizes[-1], "big"),
        _NUMBER,
    )


def numbers(size: int) -> Layout[tuple[int, ...]]:
    """Return the layout of one or more numbers of `size` octets each."""

    def decode(octets: bytes) -> tuple[int, ...] | None:
        if not octets or len(octets) % size:
            return None
        return tuple(
            int.from_bytes(octets[at : at + size], "big") for at in range(0, len(octets), size)
        )

    return Layout(
        decode,
        lambda values: b"".join(value.to_bytes(size, "big") for value in values),
        listed(_NUMBER),
    )


def address(*sizes: int) -> Layout[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Return the layout of an address of 4 or 16 octets; it can be made of text, too."""

    def encode(value: Any) -> bytes:
        octets = ipaddress.ip_address(value).packed
        if len(octets) not in sizes:
            raise EncodeError(f"an address of {len(octets)} octets has no place here")
        return octets

    return Layout(
        lambda octets: ipaddress.ip_address(octets) if len(octets) in sizes else None,
        encode,
        kind_of(ipaddress.IPv4Address | ipaddress.IPv6Address, ""),
    )


def flags(names: Mapping[int, str], size: int = 1) -> Layout[Flags]:
    """Return the layout of bits with names, which can be made of a number, too.

    Args:
        names: of single bits in the number that they make up.
        size: how many octets they have; 0 is any number of them but none.
    """

    def decode(octets: bytes) -> Flags | None:
        if not octets or (size and len(octets) != size):
            return None
        bits = int.from_bytes(octets, "big")
        found = tuple(name for bit, name in names.items() if bits & bit)
        return Flags(bits, len(octets), found)

    return Layout(decode, lambda value: write_flags(value, size or 1), kind_of(Flags, ""))


def write_flags(value: Flags | int, size: int = 1) -> bytes:
    """Write bits in as many octets as they have; `size` is that of a mere number."""
    found = value if isinstance(value, Flags) else Flags(value, size)
    return found.bits.to_bytes(found.size, "big")


def prefix(afi: int) -> Layout[Prefix]:
    """Return the layout of a prefix of one address family: its length, and enough octets."""
    size = 4 if afi == AFI_IPV4 else 16

    def decode(octets: bytes) -> Prefix | None:
        if not octets or octets[0] > 8 * size or len(octets) != 1 + (octets[0] + 7) // 8:
            return None
        return Prefix.from_address(octets[1:].ljust(size, b"\0"), octets[0])

    def encode(value: Prefix | str) -> bytes:
        found = Prefix.parse(value) if isinstance(value, str) else value
        if found.afi != afi:
            raise EncodeError(f"{found} has no place here")
        return found.key

    return Layout(decode, encode, kind_of(Prefix, ""))


def _read_floats(count: int) -> Callable[[bytes], tuple[float, ...] | None]:
    form = struct.Struct(f">{count}f")
    return lambda octets: form.unpack(octets) if len(octets) == form.size else None


_ONE: Final = _read_floats(1)


def _read_float(octets: bytes) -> float | None:
    found = _ONE(octets)
    return found[0] if found else None


#: octets without layout, or with one that bgplib does not look into
OCTETS: Final[Layout[bytes]] = Layout(bytes, bytes, kind_of(bytes, ""))
#: 7-bit ASCII; octets that are not print with backslashes
TEXT: Final[Layout[str]] = Layout(
    lambda octets: octets.decode("ascii", "backslashreplace"),
    lambda text: text.encode("ascii"),
    kind_of(str, ""),
)
#: octets per second, IEEE 754, 4 octets (RFC 5305 §3.4)
BANDWIDTH: Final[Layout[float]] = Layout(
    _read_float, lambda value: struct.pack(">f", value), kind_of(float, "")
)
#: octets per second, for each of the eight priorities (RFC 5305 §3.6)
BANDWIDTHS: Final[Layout[tuple[float, ...]]] = Layout(
    _read_floats(8), lambda values: struct.pack(">8f", *values), kind_of(tuple[float, ...], "")
)
