"""E-Tree: whether an attachment is a leaf, and the label of packets from leaves.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x05     |     MBZ     |L|    Reserved   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Reserved   |               Leaf Label              | Resvd |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0605
Defined in:  RFC 8317 §5.1
Text:        `etree:leaf:100`, `etree:root:100`
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

__all__ = ["CODEC", "Etree"]

LAYOUT: Final = Layout((RESERVED, 7), ("leaf", 1), (RESERVED, 16), ("label", 20), (RESERVED, 4))


@attrs.frozen(kw_only=True)
class Etree(ExtendedCommunity):
    """Whether an attachment is a leaf, and the label of packets from leaves."""

    #: L: the MAC address or attachment is a leaf
    leaf: bool = attrs.field(default=False, converter=bool)
    label: int = 0  #: MPLS label, 20 bits
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"etree:{'leaf' if self.leaf else 'root'}:{self.label}"


def decode(octets: bytes) -> Etree:
    """Read 8 octets."""
    return Etree(**LAYOUT.split(octets))


def encode(community: Etree) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x05" + LAYOUT.join(community)


def parse(word: str, rest: str) -> Etree:
    """Read `leaf:100`."""
    role, label = parts(rest, 2, 2)
    if role not in ("leaf", "root"):
        raise ParseError(f"{role!r} is neither leaf nor root")
    return Etree(leaf=role == "leaf", label=parse_number(label, 20, "label"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0605,),
    name="E-Tree",
    rfc="RFC 8317 §5.1",
    value=Etree,
    decode=decode,
    encode=encode,
    words=("etree", "e-tree", "evpn-etree"),
    parse=parse,
)
