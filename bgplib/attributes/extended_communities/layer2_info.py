"""Layer2 Info: the pseudowires that a VPLS endpoint takes.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x80     |      0x0a     |  Encaps Type  |  Control Flg  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Layer-2 MTU          |           Preference          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x800a
Defined in:  RFC 4761 §3.2.4; the last two octets, reserved there, as the preference of
             draft-ietf-bess-vpls-multihoming
Text:        `l2info:19:0:1500:111` (encapsulation, control flags, MTU, preference)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import numbers

__all__ = ["CODEC", "Layer2Info"]

LAYOUT: Final = Layout(("encapsulation", 8), ("control", 8), ("mtu", 16), ("preference", 16))


@attrs.frozen(kw_only=True)
class Layer2Info(ExtendedCommunity):
    """The pseudowires that a VPLS endpoint takes."""

    encapsulation: int = 19  #: Encaps Type; VPLS has 19
    control: int = 0  #: bit 1 (C): control word; bit 0 (S): sequenced delivery
    mtu: int = 0  #: in octets
    preference: int = 0  #: of a multihomed site

    def _short(self) -> str:
        return f"l2info:{self.encapsulation}:{self.control}:{self.mtu}:{self.preference}"


def decode(octets: bytes) -> Layer2Info:
    """Read 8 octets."""
    return Layer2Info(**LAYOUT.split(octets))


def encode(community: Layer2Info) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x80\x0a" + LAYOUT.join(community)


def parse(word: str, rest: str) -> Layer2Info:
    """Read `19:0:1500:111`."""
    encapsulation, control, mtu, preference = numbers(rest, 8, 8, 16, 16)
    return Layer2Info(encapsulation=encapsulation, control=control, mtu=mtu, preference=preference)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x800A,),
    name="Layer2 Info",
    rfc="RFC 4761 §3.2.4",
    value=Layer2Info,
    decode=decode,
    encode=encode,
    words=("l2info", "l2-info", "layer2-info"),
    parse=parse,
)
