"""What ExaBGP's JSON has to be where something is expected, besides `formats.json._reading`."""

from __future__ import annotations

from typing import Any

from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import wrong
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.values.address import address_octets
from bgplib.values.prefix import Prefix

__all__ = ["hexadecimal", "prefix", "unsigned"]


def unsigned(value: Any, bits: int, path: str) -> int:
    """Return a number of so many bits."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(path, f"{given.called(value)} is not a whole number")
    if value < 0 or value >> bits:
        raise wrong(path, f"{given.called(value)} does not fit in {bits} bits")
    return int(value)


def prefix(value: Any, family: Family, path: str) -> Prefix:
    """Return a prefix of a family.

    RFC 4271 §4.3: "Note that the value of trailing bits is irrelevant." ExaBGP prints them.
    """
    text = given.text(value, path)
    address, _, length = text.partition("/")
    octets = given.parsed(address_octets, address, path)
    if len(octets) != (16 if family.afi == AFI_IPV6 else 4):
        raise wrong(path, f"{given.called(text)} is not of {family}")
    if not (length.isascii() and length.isdigit() and len(length) < 4):
        raise wrong(path, f"{given.called(text)} has no length behind its address")
    if int(length) > 8 * len(octets):
        raise wrong(path, f"{given.called(text)} is longer than an address")
    return Prefix.from_address(octets, int(length))


def hexadecimal(value: Any, path: str) -> bytes:
    """Return octets, which have `0x` before them."""
    text = given.text(value, path)
    if not text.startswith("0x"):
        raise wrong(path, f"{given.called(text)} is not octets, which begin with 0x")
    return given.octets(text[2:], path)
