"""MPLS Mixed Swapping/Stacking Labels: how a service function is reached with a label stack.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x0b     |      0x02     |       SFC Context Label       :
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    :  ... | Resvd |                SF Label               | Resvd |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0b02
Defined in:  RFC 9015 §3.1.2
Text:        `sfc-labels:100:200` (context label, label of the function)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import numbers

__all__ = ["CODEC", "ServiceLabels"]

LAYOUT: Final = Layout(("context_label", 20), (RESERVED, 4), ("function_label", 20), (RESERVED, 4))


@attrs.frozen(kw_only=True)
class ServiceLabels(ExtendedCommunity):
    """The labels by which a service function forwarder knows a function (RFC 8595)."""

    context_label: int  #: SFC Context Label, 20 bits
    function_label: int  #: SF Label, 20 bits
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"sfc-labels:{self.context_label}:{self.function_label}"


def decode(octets: bytes) -> ServiceLabels:
    """Read 8 octets."""
    return ServiceLabels(**LAYOUT.split(octets))


def encode(community: ServiceLabels) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x0b\x02" + LAYOUT.join(community)


def parse(word: str, rest: str) -> ServiceLabels:
    """Read `100:200`."""
    context_label, function_label = numbers(rest, 20, 20)
    return ServiceLabels(context_label=context_label, function_label=function_label)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0B02,),
    name="MPLS Label Stack Mixed Swapping/Stacking Labels",
    rfc="RFC 9015 §3.1.2",
    value=ServiceLabels,
    decode=decode,
    encode=encode,
    words=("sfc-labels",),
    parse=parse,
)
