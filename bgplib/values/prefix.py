"""Prefix: an address and how many of its bits count (RFC 4271 §4.3, RFC 4760 §5)."""

from __future__ import annotations

import ipaddress
from typing import Final

import attrs

from bgplib._checks import check, check_text, octets_of
from bgplib._frozen import kept_octets
from bgplib._printed import fields_shown
from bgplib.errors import ParseError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6
from bgplib.kernel.prefix_text import ipv4_key
from bgplib.values.address import address_octets, address_text

__all__ = ["Prefix"]

_ADDRESS_OCTETS: Final = {AFI_IPV4: 4, AFI_IPV6: 16}


# There are millions of them: what attrs writes takes longer, and to convert octets longer still.
@attrs.frozen(order=True, repr=False, init=False)
class Prefix:
    """An IPv4 or IPv6 prefix, such as `Prefix.parse("10.0.0.0/8")`.

    Prefixes sort by AFI, then address, then length, as tables print them.
    """

    afi: int  #: 1 for IPv4, 2 for IPv6
    octets: bytes  #: as many octets as hold `length` bits; the bits behind them are 0
    length: int  #: bits that count

    def __init__(self, afi: int, octets: bytes, length: int) -> None:
        if type(octets) is not bytes:
            octets = kept_octets(octets)
        _set_afi(self, afi)
        _set_octets(self, octets)
        _set_length(self, length)

    @classmethod
    def from_key(cls, afi: int, key: bytes) -> Prefix:
        """Make the prefix of a key of `bgplib.kernel.prefixes`."""
        return cls(afi, key[1:], key[0])

    @property
    def key(self) -> bytes:
        """The wire form: the length octet, then the octets that hold its bits."""
        return bytes((self.length,)) + self.octets

    @property
    def address(self) -> bytes:
        """The first address of the prefix, all 4 or 16 octets."""
        return self.octets.ljust(_ADDRESS_OCTETS[self.afi], b"\0")

    @property
    def bits(self) -> int:
        """The first `length` bits as a number."""
        return int.from_bytes(self.octets, "big") >> (-self.length % 8)

    @classmethod
    def parse(cls, text: str, *, strict: bool = True) -> Prefix:
        """Read `10.0.0.0/8`, `2001:db8::/32`, or a lone address as its host prefix.

        Args:
            text: the prefix.
            strict: refuse bits set behind the length; otherwise they are cleared.

        Raises:
            ParseError: it is not a prefix, or has host bits set and `strict` is true.
        """
        check_text(text, "a prefix")
        key = ipv4_key(text)
        if key is not None:
            return cls(AFI_IPV4, key[1:], key[0])
        try:
            return cls.from_ipaddress(ipaddress.ip_network(text.strip(), strict=strict))
        except ValueError as error:
            raise ParseError(f"{error}{_without_host_bits(text)}") from None

    @classmethod
    def from_ipaddress(cls, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> Prefix:
        """Make the same prefix of a network of the standard library."""
        check(network, ipaddress.IPv4Network | ipaddress.IPv6Network, "network")
        length = network.prefixlen
        afi = AFI_IPV4 if network.version == 4 else AFI_IPV6
        return cls(afi, network.network_address.packed[: (length + 7) // 8], length)

    @classmethod
    def from_address(cls, address: str | bytes, length: int) -> Prefix:
        """Make the prefix of the first `length` bits of an address; further bits are cleared.

        Raises:
            ParseError: the address is none, or shorter than `length` bits.
        """
        if isinstance(address, str):
            octets = address_octets(address)
        else:
            octets = octets_of(address, "address")
        check(length, int, "length")
        afi = AFI_IPV4 if len(octets) == 4 else AFI_IPV6
        if len(octets) != _ADDRESS_OCTETS[afi] or not 0 <= length <= len(octets) * 8:
            raise ParseError(f"no prefix of {length} bits in an address of {len(octets)} octets")
        kept = octets[: (length + 7) // 8]
        spare = -length % 8
        if spare:
            kept = kept[:-1] + bytes((kept[-1] >> spare << spare,))
        return cls(afi, kept, length)

    def to_ipaddress(self) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
        """Return the same prefix as the standard library has it."""
        if self.afi == AFI_IPV4:
            return ipaddress.IPv4Network((self.address, self.length))
        return ipaddress.IPv6Network((self.address, self.length))

    def contains(self, other: Prefix | str) -> bool:
        """Say whether every address of `other` is in this prefix: a prefix, or a lone address.

        Raises:
            LocalError: it is no prefix.
            ParseError: it is text of none.
        """
        if type(other) is not Prefix:
            other = Prefix.parse(other) if isinstance(other, str) else other
            check(other, Prefix, "other")
        return (
            self.afi == other.afi
            and self.length <= other.length
            and self.bits == other.bits >> (other.length - self.length)
        )

    def __reduce__(self) -> tuple[type[Prefix], tuple[int, bytes, int]]:
        """Have it made again of its fields, without their names: programs keep millions."""
        return Prefix, (self.afi, self.octets, self.length)

    def __str__(self) -> str:
        """Return `10.0.0.0/8`."""
        try:
            return f"{address_text(self.address)}/{self.length}"
        except Exception:  # noqa: BLE001 - as `or_its_fields` has it, which costs a call
            return fields_shown(self)

    def __repr__(self) -> str:
        """Return an expression that makes the same prefix."""
        shown = str(self)
        return shown if shown.startswith("Prefix(") else f"Prefix.parse({shown!r})"


_set_afi, _set_octets, _set_length = (
    Prefix.__dict__[name].__set__ for name in ("afi", "octets", "length")
)


def _without_host_bits(text: str) -> str:
    """Return what a text with host bits set may have been meant as, to stand behind an error."""
    try:
        return f"; without them it is {ipaddress.ip_network(text.strip(), strict=False)}"
    except ValueError:
        return ""
