"""Cost Community: a cost that enters the choice of the best path at a step it names.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   0x03/0x43   |      0x01     |   Insertion   |  Community ID |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                              Cost                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type codes:  0x0301, 0x4301 (non-transitive, the usual one)
Defined in:  draft-ietf-idr-custom-decision
Text:        `cost:igp:1:100`
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.iana.extended_communities import NON_TRANSITIVE
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "CostCommunity"]

LAYOUT: Final = Layout(("insertion", 8), ("identifier", 8), ("cost", 32))

#: where a cost is compared; `absolute` is before everything else
_STEPS: Final = {128: "absolute", 129: "igp", 130: "external-internal", 131: "bgp-id"}
_BY_NAME: Final = {name: number for number, name in _STEPS.items()} | {"pre-bestpath": 128}


@attrs.frozen(kw_only=True)
class CostCommunity(ExtendedCommunity):
    """A cost that enters the choice of the best path at the step it names."""

    USUALLY_TRANSITIVE: ClassVar[bool] = False

    insertion: int  #: Point of Insertion: after which step it is compared
    identifier: int  #: Community-ID: the lowest is compared first; costs of equal ones compare
    cost: int  #: the lower one is preferred
    transitive: bool = False  #: whether other ASes are to see it

    def _short(self) -> str:
        step = _STEPS.get(self.insertion) or self.insertion
        return f"cost:{step}:{self.identifier}:{self.cost}"


def decode(octets: bytes) -> CostCommunity:
    """Read 8 octets."""
    return CostCommunity(transitive=not octets[0] & NON_TRANSITIVE, **LAYOUT.split(octets))


def encode(community: CostCommunity) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    code = 0x0301 if community.transitive else 0x4301
    return code.to_bytes(2, "big") + LAYOUT.join(community)


def parse(word: str, rest: str) -> CostCommunity:
    """Read `igp:1:100`."""
    step, identifier, cost = parts(rest, 3, 3)
    named = _BY_NAME.get(step)
    return CostCommunity(
        insertion=parse_number(step, 8, "point of insertion") if named is None else named,
        identifier=parse_number(identifier, 8, "cost community identifier"),
        cost=parse_number(cost, 32, "cost"),
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(
        0x0301,
        0x4301,
    ),
    name="Cost Community",
    rfc="draft-ietf-idr-custom-decision",
    value=CostCommunity,
    decode=decode,
    encode=encode,
    words=("cost", "cost-community"),
    parse=parse,
)
