"""LARGE_COMMUNITY (attribute 32), RFC 8092 §3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Global Administrator                     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                       Local Data Part 1                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                       Local Data Part 2                       |   and so on
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  length 0 or not a multiple of 12: treat-as-withdraw (RFC 8092 §6)
"""

from __future__ import annotations

import struct
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
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values._notation import listed
from bgplib.values.large_community import LargeCommunity

__all__ = ["CODEC", "LargeCommunities"]


@frozen
class LargeCommunities:
    """Marks of 96 bits that tell others how to treat the route."""

    #: (Global Administrator, Local Data Part 1, Local Data Part 2), in the order of the wire
    communities: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, communities: Iterable[tuple[int, int, int] | str]) -> LargeCommunities:
        """Make it of triples of numbers, or of texts such as `65000:1:2`.

        Raises:
            LocalError: it is not several of them.
            ParseError: a text is none.
        """
        return cls(
            read_each(communities, tuple[int, int, int], "communities", LargeCommunity.parse)
        )

    @classmethod
    def parse(cls, text: str) -> LargeCommunities:
        """Read large communities as `65000:1:2`, with blanks or commas between them.

        Raises:
            ParseError: one of them is none.
        """
        check_text(text, cls.__name__)
        return cls(tuple(LargeCommunity.parse(each) for each in listed(text)))

    @or_its_fields
    def __str__(self) -> str:
        """Return `65000:1:2 65000:1:3`."""
        return " ".join("%d:%d:%d" % community for community in self.communities)


_COMMUNITY: Final = struct.Struct(">III")


def distinct(octets: bytes) -> tuple[tuple[int, int, int], ...]:
    """List the communities of a value, each once."""
    # RFC 8092 §3: "A receiving speaker MUST silently remove redundant BGP Large Community values
    # from a BGP Large Community attribute."
    if len(octets) == _COMMUNITY.size:
        return (_COMMUNITY.unpack(octets),)
    return tuple(dict.fromkeys(_COMMUNITY.iter_unpack(octets)))


def decode(octets: bytes, context: Context) -> LargeCommunities:
    """Read a value."""
    return LargeCommunities(distinct(octets))


def encode(attribute: LargeCommunities, context: Context) -> bytes:
    """Write a value."""
    if not attribute.communities:
        raise EncodeError("LARGE_COMMUNITY holds at least one community")
    try:
        # RFC 8092 §3: "Duplicate BGP Large Community values MUST NOT be transmitted."
        return b"".join(
            _COMMUNITY.pack(*community) for community in dict.fromkeys(attribute.communities)
        )
    except struct.error as error:
        raise EncodeError(f"a large community is three 4-octet numbers: {error}") from None


def canonical(octets: bytes) -> bytes:
    """Leave out what is there before."""
    return b"".join(_COMMUNITY.pack(*community) for community in distinct(octets))


CODEC: Final = AttributeCodec(
    code=attributes.LARGE_COMMUNITY,
    name="LARGE_COMMUNITY",
    flags=OPTIONAL_TRANSITIVE,
    value=LargeCommunities,
    rfc="RFC 8092 §3",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 8092 §6",
    length=multiple_of(12),
    decode=decode,
    encode=encode,
    canonical=canonical,
    quick=length_suffices,
)
