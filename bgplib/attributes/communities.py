"""COMMUNITIES (attribute 8), RFC 1997.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           AS number           |     meaning given by that AS  |   and so on
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  length 0 or not a multiple of 4: treat-as-withdraw (RFC 7606 §7.8)
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
from bgplib.values.community import parse_community

__all__ = ["CODEC", "Communities"]


@frozen
class Communities:
    """Marks of 32 bits that tell others how to treat the route."""

    communities: tuple[int, ...]  #: in the order of the wire

    @classmethod
    def of(cls, communities: Iterable[int | str]) -> Communities:
        """Make it of numbers, or of texts such as `65000:1` and `no-export`.

        Raises:
            LocalError: it is not several of them.
            ParseError: a text is none.
        """
        return cls(read_each(communities, int, "communities", parse_community))

    @classmethod
    def parse(cls, text: str) -> Communities:
        """Read communities as `65000:1` or `no-export`, with blanks or commas between them.

        Raises:
            ParseError: one of them is none.
        """
        check_text(text, cls.__name__)
        return cls(tuple(parse_community(each) for each in listed(text)))

    @or_its_fields
    def __str__(self) -> str:
        """Return `65000:1 65000:2`."""
        return " ".join(f"{value >> 16}:{value & 0xFFFF}" for value in self.communities)


def decode(octets: bytes, context: Context) -> Communities:
    """Read a value."""
    return Communities(struct.unpack(f">{len(octets) // 4}I", octets))


def encode(attribute: Communities, context: Context) -> bytes:
    """Write a value."""
    if not attribute.communities:
        raise EncodeError("COMMUNITIES holds at least one community")
    try:
        return struct.pack(f">{len(attribute.communities)}I", *attribute.communities)
    except struct.error as error:
        raise EncodeError(f"a community does not fit in four octets: {error}") from None


CODEC: Final = AttributeCodec(
    code=attributes.COMMUNITIES,
    name="COMMUNITIES",
    flags=OPTIONAL_TRANSITIVE,
    value=Communities,
    rfc="RFC 1997",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.8",
    length=multiple_of(4),
    decode=decode,
    encode=encode,
    quick=length_suffices,
)
