"""Extended communities of which only the octets are known.

RFC 7606 §7.14: "Note that a BGP speaker MUST NOT treat an unrecognized Extended Community Type or
Sub-Type as an error." They are kept as they are, and so are values that a known kind cannot
express, such as a rate that is not a number.
"""

from __future__ import annotations

import attrs

from bgplib._checks import check_text, so_many_octets
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.errors import EncodeError, ParseError
from bgplib.iana import extended_communities as iana
from bgplib.values._notation import brief, parse_hex

__all__ = ["UnknownExtendedCommunity"]


@attrs.frozen
class UnknownExtendedCommunity(ExtendedCommunity):
    """Eight octets."""

    #: type code and value
    octets: bytes = attrs.field(
        validator=so_many_octets(8, what="an extended community", refusal=EncodeError)
    )

    @classmethod
    def parse(cls, text: str) -> UnknownExtendedCommunity:
        """Read 8 octets of hex, `0x0102030405060708`, whether or not a kind has the type code.

        Raises:
            ParseError: it is none.
        """
        check_text(text, cls.__name__)
        octets = parse_hex(text)
        if len(octets) != 8:
            raise ParseError(f"{brief(text)} is not the 8 octets of an extended community")
        return cls(octets)

    @property
    def transitive(self) -> bool:
        """Whether other ASes are to see it (RFC 4360 §2, T bit 0)."""
        return not self.octets[0] & iana.NON_TRANSITIVE

    @property
    def code(self) -> int:
        """The first two octets as one number."""
        return self.octets[0] << 8 | self.octets[1]

    @property
    def name(self) -> str:
        """The registry's name of the type code."""
        return iana.name(self.code)

    def __str__(self) -> str:
        """Return `0x0102030405060708`."""
        return "0x" + self.octets.hex()
