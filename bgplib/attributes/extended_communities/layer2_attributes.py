"""EVPN Layer 2 Attributes: control word, role and MTU of an attachment.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x04     |           MBZ           |C|P|B|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |             L2 MTU            |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0604
Defined in:  RFC 8214 §3.1
Text:        `l2-attributes:CPB:1500` (letters of the flags that are set, or `-`; MTU)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import (
    flag_letters,
    parse_flag_letters,
    parts,
)
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "Layer2Attributes"]

LAYOUT: Final = Layout(
    (RESERVED, 13),
    ("control_word", 1),
    ("primary", 1),
    ("backup", 1),
    ("mtu", 16),
    (RESERVED, 16),
)


@attrs.frozen(kw_only=True)
class Layer2Attributes(ExtendedCommunity):
    """Control word, role and MTU of an attachment."""

    #: C: packets to this PE have a control word
    control_word: bool = attrs.field(default=False, converter=bool)
    #: P: this is the primary PE of a single-active segment, or one of an all-active one
    primary: bool = attrs.field(default=False, converter=bool)
    #: B: this is the backup PE of a single-active segment
    backup: bool = attrs.field(default=False, converter=bool)
    mtu: int = 0  #: in octets; 0: not to be checked
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        flags = flag_letters("CPB", (self.control_word, self.primary, self.backup))
        return f"l2-attributes:{flags}:{self.mtu}"


def decode(octets: bytes) -> Layer2Attributes:
    """Read 8 octets."""
    return Layer2Attributes(**LAYOUT.split(octets))


def encode(community: Layer2Attributes) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x04" + LAYOUT.join(community)


def parse(word: str, rest: str) -> Layer2Attributes:
    """Read `CPB:1500`."""
    flags, mtu = parts(rest, 2, 2)
    control_word, primary, backup = parse_flag_letters("CPB", flags)
    return Layer2Attributes(
        control_word=control_word,
        primary=primary,
        backup=backup,
        mtu=parse_number(mtu, 16, "MTU"),
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0604,),
    name="EVPN Layer 2 Attributes",
    rfc="RFC 8214 §3.1",
    value=Layer2Attributes,
    decode=decode,
    encode=encode,
    words=("l2-attributes", "l2-attrs", "layer2-attributes", "evpn-layer2-attrs"),
    parse=parse,
)
