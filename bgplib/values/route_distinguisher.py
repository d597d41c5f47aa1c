"""RouteDistinguisher: 8 octets that tell equal prefixes of different VPNs apart (RFC 4364 §4.2).

 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|             Type              |    Administrator subfield     :
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
:                    Assigned Number subfield                   |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

type 0   2-octet AS number, 4-octet assigned number
type 1   IPv4 address, 2-octet assigned number
type 2   4-octet AS number, 2-octet assigned number
others   6 octets that are kept as they are
"""

from __future__ import annotations

import attrs

from bgplib._checks import check_text, so_many_octets
from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.values._administered import (
    FOUR_OCTET_AS,
    administered_text,
    join_administered,
    parse_administered,
    split_administered,
)

__all__ = ["RouteDistinguisher"]


@attrs.frozen(order=True, repr=False)
class RouteDistinguisher:
    """What makes a VPN's prefix unique; it has no meaning besides."""

    #: type and value, 8 octets
    octets: bytes = attrs.field(validator=so_many_octets(8, what="a route distinguisher"))

    @classmethod
    def parse(cls, text: str, *, type: int | None = None) -> RouteDistinguisher:
        """Read `65000:1`, `192.0.2.1:1`, `4200000000:1`, `1.0:1`, `65000L:1` or 8 octets of hex.

        Args:
            text: the distinguisher. The type follows from it: an address makes type 1, an AS
                number of more than 16 bits, in asdot, or marked with an `L` type 2, others type 0.
            type: 0, 1 or 2 to demand that type.

        Raises:
            ParseError: it is none of them, or does not fit in the type asked for.
        """
        check_text(text, cls.__name__)
        bare = text.strip()
        if bare[:2] in ("0x", "0X") and len(bare) == 18:
            try:
                return cls(bytes.fromhex(bare[2:]))
            except ValueError:
                raise ParseError(f"{text!r} is not a route distinguisher") from None
        return cls.of(*parse_administered(bare, type))

    @classmethod
    def of(cls, type: int, administrator: int, number: int) -> RouteDistinguisher:
        """Make a distinguisher of type 0, 1 (the address as a number) or 2.

        Raises:
            EncodeError: there is no such type, or a part does not fit.
        """
        if type not in (0, 1, 2):
            raise EncodeError(f"route distinguisher type {type} has no administrator and number")
        return cls(type.to_bytes(2, "big") + join_administered(type, administrator, number))

    @property
    def type(self) -> int:
        """The first two octets."""
        return int.from_bytes(self.octets[:2], "big")

    @property
    def administrator(self) -> int | None:
        """The AS number, or the IPv4 address as a number; None when the type is not known."""
        return self._parts[0]

    @property
    def number(self) -> int | None:
        """What the administrator assigned; None when the type is not known."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[int, int] | tuple[None, None]:
        if self.type > 2:
            return None, None
        return split_administered(self.type, self.octets[2:])

    def gobgp_text(self) -> str:
        """Return what GoBGP's command line takes: an AS number of 4 octets in asdot, `1.0:1`.

        Raises:
            LocalError: GoBGP has no words for the type.
        """
        administrator, number = self._parts
        if administrator is None:
            raise LocalError(f"GoBGP has no words for the route distinguisher {self}")
        if self.type != FOUR_OCTET_AS:
            return str(self)
        return f"{administrator >> 16}.{administrator & 0xFFFF}:{number}"

    def __str__(self) -> str:
        """Return a text that `parse` reads: `65000:1`; `0x` and hex when the type is not known."""
        if self.type > 2:
            return "0x" + self.octets.hex()
        return administered_text(self.type, *split_administered(self.type, self.octets[2:]))

    def __repr__(self) -> str:
        """Return an expression that makes the same distinguisher."""
        return f"RouteDistinguisher.parse({str(self)!r})"
