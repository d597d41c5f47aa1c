"""Color: what kind of path the route wants; a number that the operator gives a meaning.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x0b     | CO|          Reserved         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Color Value                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x030b
Defined in:  RFC 9012 §4.3; the CO bits (Color-Only) in RFC 9830 §3
Text:        `color:100`; with CO bits that are not 00 `color:01:100`

RFC 9012 §4.3 has the flags "ignored by the receiver" and left unchanged on the way.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.errors import ParseError
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "Color"]

LAYOUT: Final = Layout(("color_only", 2), (RESERVED, 14), ("color", 32))


@attrs.frozen(kw_only=True)
class Color(ExtendedCommunity):
    """What kind of path the route wants."""

    color: int  #: the color value, 32 bits
    color_only: int = 0  #: CO bits: how far to steer by color alone (RFC 9256 §8.8.1)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        bits = f"{self.color_only:02b}:" if self.color_only else ""
        return f"color:{bits}{self.color}"


def decode(octets: bytes) -> Color:
    """Read 8 octets."""
    return Color(**LAYOUT.split(octets))


def encode(community: Color) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x0b" + LAYOUT.join(community)


def parse(word: str, rest: str) -> Color:
    """Read `100` or `01:100`."""
    found = parts(rest, 1, 2)
    bits = found[0] if len(found) == 2 else "00"
    if bits not in ("00", "01", "10", "11"):
        raise ParseError(f"{bits!r} are not the CO bits, which are 00, 01, 10 or 11")
    return Color(color=parse_number(found[-1], 32, "color"), color_only=int(bits, 2))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x030B,),
    name="Color",
    rfc="RFC 9012 §4.3",
    value=Color,
    decode=decode,
    encode=encode,
    words=("color", "colour"),
    parse=parse,
)
