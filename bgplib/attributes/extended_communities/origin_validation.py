"""BGP Origin Validation State: what a router of this AS found out from the RPKI.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x43     |      0x00     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                    Reserved                   |  Valid. state |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x4300 (non-transitive)
Defined in:  RFC 8097 §2
Text:        `validation-state:valid`, `:not-found`, `:invalid`, or a number above 2

RFC 8097 §2 has values above 2 discarded, and all of it when it comes from an external peer;
that is for whoever uses the value.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "OriginValidation"]

LAYOUT: Final = Layout((RESERVED, 40), ("state", 8))

_NAMES: Final = {0: "valid", 1: "not-found", 2: "invalid"}
_BY_NAME: Final = {name: number for number, name in _NAMES.items()} | {"unknown": 1}


@attrs.frozen(kw_only=True)
class OriginValidation(ExtendedCommunity):
    """What a router of this AS found out about the origin from the RPKI."""

    USUALLY_TRANSITIVE: ClassVar[bool] = False

    state: int  #: 0 valid, 1 not found, 2 invalid (RFC 6811)
    reserved: int = 0  #: the bits that must be zero

    @property
    def transitive(self) -> bool:
        """Always false: the type is non-transitive."""
        return False

    def _short(self) -> str:
        return f"validation-state:{_NAMES.get(self.state) or self.state}"


def decode(octets: bytes) -> OriginValidation:
    """Read 8 octets."""
    return OriginValidation(**LAYOUT.split(octets))


def encode(community: OriginValidation) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x43\x00" + LAYOUT.join(community)


def parse(word: str, rest: str) -> OriginValidation:
    """Read `valid` or `0`, or the name alone."""
    named = _BY_NAME.get(rest or word)
    if named is None:
        named = parse_number(rest, 8, "validation state")
    return OriginValidation(state=named)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x4300,),
    name="BGP Origin Validation State",
    rfc="RFC 8097 §2",
    value=OriginValidation,
    decode=decode,
    encode=encode,
    words=(
        "validation-state",
        "origin-validation-state",
        "origin-validation",
        "validation",
        "ovs",
        "rpki",
        "valid",
        "not-found",
        "invalid",
    ),
    parse=parse,
)
