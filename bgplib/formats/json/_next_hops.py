"""Next hops: which octets an address stands for, by family."""

from __future__ import annotations

from typing import Final

from bgplib.errors import ParseError
from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import Json, wrong
from bgplib.formats.json._unsaid import OCTETS
from bgplib.iana.families import (
    SAFI_LINK_STATE_VPN,
    SAFI_VPN,
    SAFI_VPN_CAR,
    SAFI_VPN_MULTICAST,
    Family,
)
from bgplib.values import NextHop
from bgplib.values.address import address_octets

__all__ = ["KEYS", "is_usual_next_hop", "next_hop_from_json"]

#: what an object has of a next hop
KEYS: Final = ("next_hop", "link_local", "next_hop" + OCTETS)

#: RFC 4364 §4.3.2: "This address is encoded as a VPN-IPv4 address with an RD of 0."
_WITH_RD: Final = (SAFI_VPN, SAFI_VPN_MULTICAST, SAFI_VPN_CAR, SAFI_LINK_STATE_VPN)
_RD: Final = bytes(8)
_ADDRESSES: Final = (4, 16, 32)


def is_usual_next_hop(next_hop: NextHop, family: Family) -> bool:
    """Say whether the addresses of a next hop tell its octets."""
    octets = next_hop.octets
    if family.safi not in _WITH_RD:
        if len(octets) in _ADDRESSES:
            return True
        # Octets of no known form stand there as they are.
        return not next_hop.address
    return octets == _octets(next_hop.address, next_hop.link_local, family) or (
        not next_hop.address
    )


def next_hop_from_json(found: Json, family: Family, path: str) -> bytes | None:
    """Return the octets of a next hop; None where nothing is said of one.

    Raises:
        ParseError: it is no address, or what is said is not the same.
    """
    octets = None
    shown = found.get("next_hop")
    if shown is not None:
        octets = _read(shown, given.key(path, "next_hop"), family)
    if found.get("link_local") is not None:
        where = given.key(path, "link_local")
        link_local = given.parsed(address_octets, found["link_local"], where)
        address = b"" if octets is None else NextHop(octets).address
        if len(link_local) != 16 or len(address) != 16:
            raise wrong(where, "a link-local address stands behind an IPv6 address only")
        octets = _octets(address, link_local, family)
    name = "next_hop" + OCTETS
    if found.get(name) is None:
        return octets
    where = given.key(path, name)
    exact = NextHop(given.octets(found[name], where))
    if octets is not None:
        said = NextHop(octets)
        if (said.short, said.link_local) != (exact.short, exact.link_local):
            raise wrong(where, "this is not what 'next_hop' says: leave one of the two out")
    return exact.octets


def _read(value: object, path: str, family: Family) -> bytes:
    """Read an address, or octets that are none."""
    shown = given.text(value, path)
    try:
        return _octets(address_octets(shown), b"", family)
    except ParseError as error:
        if ":" in shown or "." in shown:
            raise wrong(path, error) from None
        return given.octets(value, path)


def _octets(address: bytes, link_local: bytes, family: Family) -> bytes:
    rd = _RD if family.safi in _WITH_RD else b""
    return rd + address + (rd + link_local if link_local else b"")
