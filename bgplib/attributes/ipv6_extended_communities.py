"""IPV6_EXTENDED_COMMUNITIES (attribute 25), RFC 5701 §2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  0x00 or 0x40 |   Sub-Type    |    Global Administrator,      :
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    :                        an IPv6 address                        :
    :                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    :                               |    Local Administrator        |   and so on
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  length 0 or not a multiple of 20: treat-as-withdraw (RFC 7606 §7.15)
            A type or sub-type that is not known is no error (RFC 7606 §7.15).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bgplib._checks import check_text, read_each
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.attributes._codec import (
    OPTIONAL_TRANSITIVE,
    AttributeCodec,
    length_suffices,
    multiple_of,
)
from bgplib.context import Context
from bgplib.errors import EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana.extended_communities import NON_TRANSITIVE, ipv6_name
from bgplib.values._notation import listed
from bgplib.values._numbers import parse_number
from bgplib.values.address import address_octets, address_text

__all__ = ["CODEC", "Ipv6ExtendedCommunities", "Ipv6ExtendedCommunity"]

# What a text begins with, for each type code; the first word is the canonical one.
_WORDS: Final = {
    0x0002: ("rt", "target", "route-target"),
    0x0003: ("soo", "origin", "route-origin", "site-of-origin"),
    0x000B: ("vrf-route-import", "rt-import"),
    0x000C: ("redirect-to-ip", "redirect-to-nexthop-ietf"),
    0x000D: ("rt-redirect", "redirect"),
    0x0010: ("vpn-distinguisher",),
    0x0012: ("segmented-next-hop",),
}
_CODES: Final = {word: code for code, words in _WORDS.items() for word in words}
# Word or type code, address (in brackets or not), number; the latter may be left out.
_TEXT: Final = re.compile(
    r"([a-z][a-z-]*|0x[0-9a-f]{4})(?:\s*[:=]\s*|\s+)(?:\[([0-9a-f:.]+)\]|([0-9a-f:.]+?))(?::(\d+))?"
)


@frozen(kw_only=True)
class Ipv6ExtendedCommunity:
    """A number, and the IPv6 address whose owner says what it means.

    Whatever the type code, 20 octets are read this way and none are lost.
    """

    code: int  #: the first two octets as one number, 0x0002 for a route target
    address: bytes  #: IPv6 address, 16 octets
    number: int = 0  #: what the owner of the address assigned

    @property
    def transitive(self) -> bool:
        """Whether other ASes are to see it (RFC 5701 §2)."""
        return not self.code >> 8 & NON_TRANSITIVE

    @property
    def name(self) -> str:
        """The registry's name of the type code."""
        return ipv6_name(self.code)

    @classmethod
    def parse(cls, text: str) -> Ipv6ExtendedCommunity:
        """Read `rt:[2001:db8::1]:100`, `rt:2001:db8::1:100` or `0x0002:[2001:db8::1]:100`.

        Without brackets the last part is the number if what stands before it is an address;
        `redirect-to-ip:2001:db8::1` needs none.

        Raises:
            ParseError: it is none of them.
        """
        check_text(text, cls.__name__)
        bare = text.strip().lower().replace("_", "-")
        match = _TEXT.fullmatch(bare)
        if match is None:
            raise ParseError(f"{text!r} is not an IPv6-address-specific extended community")
        word, bracketed, plain, last = match.groups()
        code = int(word, 16) if word.startswith("0x") else _CODES.get(word)
        if code is None:
            raise ParseError(f"{word!r} is not an IPv6-address-specific extended community")
        address, number = _address_and_number(code, bracketed, plain, last)
        if len(address) != 16:
            raise ParseError(f"there is no IPv6 address in {text!r}")
        return cls(code=code, address=address, number=number)

    @or_its_fields
    def __str__(self) -> str:
        """Return `rt:[2001:db8::1]:100`; a type code without a word stands in hex."""
        words = _WORDS.get(self.code)
        word = words[0] if words else f"0x{self.code:04x}"
        return f"{word}:[{address_text(self.address)}]:{self.number}"


def _address_and_number(
    code: int, bracketed: str | None, plain: str | None, last: str | None
) -> tuple[bytes, int]:
    what = "local administrator"
    if bracketed is not None:
        return address_octets(bracketed), parse_number(last, 16, what) if last else 0
    whole = f"{plain}:{last}" if last else f"{plain}"
    # The action to redirect to an address has no number of interest: all is the address.
    if code != 0x000C and last and plain and _is_address(plain):
        return address_octets(plain), parse_number(last, 16, what)
    return address_octets(whole), 0


def _is_address(text: str) -> bool:
    try:
        address_octets(text)
    except ParseError:
        return False
    return True


@frozen
class Ipv6ExtendedCommunities:
    """Marks of 160 bits that tell others how to treat the route."""

    communities: tuple[Ipv6ExtendedCommunity, ...]  #: in the order of the wire

    @classmethod
    def of(cls, communities: Iterable[Ipv6ExtendedCommunity | str]) -> Ipv6ExtendedCommunities:
        """Make it of values, or of texts such as `rt:[2001:db8::1]:100`.

        Raises:
            LocalError: it is not several of them.
            ParseError: a text is none.
        """
        return cls(
            read_each(
                communities, Ipv6ExtendedCommunity, "communities", Ipv6ExtendedCommunity.parse
            )
        )

    @classmethod
    def parse(cls, text: str) -> Ipv6ExtendedCommunities:
        """Read communities as `rt:[2001:db8::1]:100`, with blanks or commas between them.

        Raises:
            ParseError: one of them is none.
        """
        check_text(text, cls.__name__)
        return cls(tuple(Ipv6ExtendedCommunity.parse(each) for each in listed(text)))

    @or_its_fields
    def __str__(self) -> str:
        """Return `rt:[2001:db8::1]:100 rt:[2001:db8::1]:101`."""
        return " ".join(map(str, self.communities))


def decode(octets: bytes, context: Context) -> Ipv6ExtendedCommunities:
    """Read a value."""
    return Ipv6ExtendedCommunities(
        tuple(
            Ipv6ExtendedCommunity(
                code=int.from_bytes(octets[start : start + 2], "big"),
                address=octets[start + 2 : start + 18],
                number=int.from_bytes(octets[start + 18 : start + 20], "big"),
            )
            for start in range(0, len(octets), 20)
        )
    )


def encode(attribute: Ipv6ExtendedCommunities, context: Context) -> bytes:
    """Write a value."""
    if not attribute.communities:
        raise EncodeError("IPV6_EXTENDED_COMMUNITIES holds at least one community")
    found = bytearray()
    for community in attribute.communities:
        if len(community.address) != 16:
            raise EncodeError(f"an IPv6 address has 16 octets, not {len(community.address)}")
        if not (0 <= community.code <= 0xFFFF and 0 <= community.number <= 0xFFFF):
            raise EncodeError(f"{community.code} or {community.number} does not fit in two octets")
        found += community.code.to_bytes(2, "big") + community.address
        found += community.number.to_bytes(2, "big")
    return bytes(found)


CODEC: Final = AttributeCodec(
    code=attributes.IPV6_EXTENDED_COMMUNITIES,
    name="IPV6_EXTENDED_COMMUNITIES",
    flags=OPTIONAL_TRANSITIVE,
    value=Ipv6ExtendedCommunities,
    rfc="RFC 5701 §2",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.15",
    length=multiple_of(20),
    decode=decode,
    encode=encode,
    quick=length_suffices,
)
