"""Label: an MPLS label as BGP carries it, in 3 octets (RFC 8277 §2.2), or a VNI in its place.

 0                   1                   2
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|              Label                    |Rsrv |S|
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from typing import ClassVar

import attrs

from bgplib.errors import EncodeError, ParseError
from bgplib.values._numbers import parse_number

__all__ = ["Label"]


def _three_octets(instance: object, attribute: object, octets: bytes) -> None:
    if len(octets) != 3:
        raise ParseError(f"a label has 3 octets, not {len(octets)}")


@attrs.frozen(order=True)
class Label:
    """The 3 octets of a label, and their parts."""

    octets: bytes = attrs.field(validator=_three_octets)  #: as they stand on the wire

    #: RFC 8277 §2.4: what a withdrawal SHOULD have in the place of its label
    WITHDRAWN: ClassVar[Label]

    @classmethod
    def of(cls, value: int, *, exp: int = 0, bottom: bool = True) -> Label:
        """Make the octets of a label.

        Args:
            value: the label, 20 bits.
            exp: the 3 bits behind it.
            bottom: set the S bit: no further label follows.

        Raises:
            EncodeError: a part does not fit.
        """
        if not (0 <= value < 1 << 20 and 0 <= exp < 8):
            raise EncodeError(f"label {value} with exp {exp} does not fit in 20 and 3 bits")
        return cls((value << 4 | exp << 1 | bottom).to_bytes(3, "big"))

    @classmethod
    def of_vni(cls, vni: int) -> Label:
        """Make the octets of a VNI of 24 bits, which takes the label's place (RFC 8365 §5.1.3).

        Raises:
            EncodeError: it does not fit.
        """
        if not 0 <= vni < 1 << 24:
            raise EncodeError(f"VNI {vni} does not fit in 24 bits")
        return cls(vni.to_bytes(3, "big"))

    @classmethod
    def parse(cls, text: str) -> Label:
        """Read a decimal or `0x` hexadecimal label; it is the last of its stack.

        Raises:
            ParseError: it is not a number of 20 bits.
        """
        return cls.of(parse_number(text, 20, "label"))

    @property
    def value(self) -> int:
        """The label: the upper 20 bits."""
        return int.from_bytes(self.octets, "big") >> 4

    @property
    def exp(self) -> int:
        """The 3 bits behind the label, once experimental (RFC 3107), now reserved (RFC 8277)."""
        return self.octets[2] >> 1 & 7

    @property
    def bottom(self) -> bool:
        """The S bit: whether this is the last label of the stack."""
        return bool(self.octets[2] & 1)

    @property
    def vni(self) -> int:
        """All 24 bits, where the octets hold a VNI instead of a label (RFC 8365 §5.1.3)."""
        return int.from_bytes(self.octets, "big")

    def __int__(self) -> int:
        """Return the label."""
        return self.value

    def __str__(self) -> str:
        """Return the label in decimal."""
        return str(self.value)


Label.WITHDRAWN = Label(b"\x80\x00\x00")
