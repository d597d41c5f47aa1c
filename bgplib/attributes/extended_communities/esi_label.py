"""ESI Label: the label by which PEs of one Ethernet segment recognise packets from it.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x01     |   Reserved  |A|    Reserved   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Reserved   |               ESI Label               | Resvd |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0601
Defined in:  RFC 7432 §7.5, the label in "the high-order 20 bits" of its 3 octets (§9.2.1)
Text:        `esi-label:400`, `esi-label:400:single-active`
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

__all__ = ["CODEC", "EsiLabel"]

LAYOUT: Final = Layout(
    (RESERVED, 7),
    ("single_active", 1),
    (RESERVED, 16),
    ("label", 20),
    (RESERVED, 4),
)


@attrs.frozen(kw_only=True)
class EsiLabel(ExtendedCommunity):
    """The label for split horizon, and how the segment is multihomed."""

    label: int  #: MPLS label, 20 bits
    #: only one PE of the segment forwards; all do when false
    single_active: bool = attrs.field(default=False, converter=bool)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"esi-label:{self.label}{':single-active' if self.single_active else ''}"


def decode(octets: bytes) -> EsiLabel:
    """Read 8 octets."""
    return EsiLabel(**LAYOUT.split(octets))


def encode(community: EsiLabel) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x01" + LAYOUT.join(community)


def parse(word: str, rest: str) -> EsiLabel:
    """Read `400`, `400:single-active` or `400, all-active`."""
    label, *modes = parts(rest, 1, 2)
    if modes not in ([], ["single-active"], ["all-active"]):
        raise ParseError(f"{rest!r} is not an ESI label")
    return EsiLabel(
        label=parse_number(label, 20, "label"), single_active=modes == ["single-active"]
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0601,),
    name="ESI Label",
    rfc="RFC 7432 §7.5",
    value=EsiLabel,
    decode=decode,
    encode=encode,
    words=("esi-label",),
    parse=parse,
)
