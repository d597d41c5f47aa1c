"""E-Tree Info: the VLANs that tell roots and leaves of a VPLS apart.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x80     |      0x0b     |  MBZ  |       Root VLAN       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  MBZ  |       Leaf VLAN       |          Reserved         |P|V|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x800b
Defined in:  RFC 7796 §6.2
Text:        `vpls-etree:10:20:PV`, `vpls-etree:10:20:-` (root VLAN, leaf VLAN, flags)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import flag_letters, parse_flag_letters, parts
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "VplsEtree"]

LAYOUT: Final = Layout(
    (RESERVED, 4),
    ("root_vlan", 12),
    (RESERVED, 4),
    ("leaf_vlan", 12),
    (RESERVED, 14),
    ("leaf_only", 1),
    ("maps_vlans", 1),
)


@attrs.frozen(kw_only=True)
class VplsEtree(ExtendedCommunity):
    """The VLANs that tell roots and leaves of a VPLS apart on pseudowires to a PE."""

    root_vlan: int  #: Root VLAN ID, 12 bits
    leaf_vlan: int  #: Leaf VLAN ID, 12 bits
    #: P: only leaves are attached to the PE
    leaf_only: bool = attrs.field(default=False, converter=bool)
    #: V: the PE can map VLANs
    maps_vlans: bool = attrs.field(default=False, converter=bool)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        flags = flag_letters("PV", (self.leaf_only, self.maps_vlans))
        return f"vpls-etree:{self.root_vlan}:{self.leaf_vlan}:{flags}"


def decode(octets: bytes) -> VplsEtree:
    """Read 8 octets."""
    return VplsEtree(**LAYOUT.split(octets))


def encode(community: VplsEtree) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x80\x0b" + LAYOUT.join(community)


def parse(word: str, rest: str) -> VplsEtree:
    """Read `10:20:PV`."""
    root, leaf, flags = parts(rest, 3, 3)
    leaf_only, maps_vlans = parse_flag_letters("PV", flags)
    return VplsEtree(
        root_vlan=parse_number(root, 12, "VLAN"),
        leaf_vlan=parse_number(leaf, 12, "VLAN"),
        leaf_only=leaf_only,
        maps_vlans=maps_vlans,
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x800B,),
    name="E-Tree Info",
    rfc="RFC 7796 §6.2",
    value=VplsEtree,
    decode=decode,
    encode=encode,
    words=("vpls-etree",),
    parse=parse,
)
