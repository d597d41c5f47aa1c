"""FlowSpec interface-set: the interfaces at which a rule applies.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   0x07/0x47   |      0x02     |           AS number           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      AS number, continued     |O|I|      Group Identifier     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type codes:  0x0702, 0x4702 (non-transitive)
Defined in:  draft-ietf-idr-flowspec-interfaceset
Text:        `interface-set:input:65000:10`, `:output:`, `:input-output:`, `:none:`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.errors import ParseError
from bgplib.iana.extended_communities import NON_TRANSITIVE
from bgplib.values._numbers import parse_as_number, parse_number

__all__ = ["CODEC", "InterfaceSet"]

LAYOUT: Final = Layout(("asn", 32), ("output", 1), ("input", 1), ("group", 14))

_DIRECTIONS: Final = ("none", "input", "output", "input-output")


@attrs.frozen(kw_only=True)
class InterfaceSet(ExtendedCommunity):
    """The interfaces at which a FlowSpec rule applies."""

    asn: int  #: the AS that numbers the groups
    group: int  #: group of interfaces, 14 bits
    #: O: the rule applies to packets that leave by them
    output: bool = attrs.field(default=False, converter=bool)
    #: I: the rule applies to packets that come in by them
    input: bool = attrs.field(default=False, converter=bool)
    transitive: bool = True  #: whether other ASes are to see it

    def _short(self) -> str:
        words = ["input"] * self.input + ["output"] * self.output
        return f"interface-set:{'-'.join(words) or 'none'}:{self.asn}:{self.group}"


def decode(octets: bytes) -> InterfaceSet:
    """Read 8 octets."""
    return InterfaceSet(transitive=not octets[0] & NON_TRANSITIVE, **LAYOUT.split(octets))


def encode(community: InterfaceSet) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    code = 0x0702 if community.transitive else 0x4702
    return code.to_bytes(2, "big") + LAYOUT.join(community)


def parse(word: str, rest: str) -> InterfaceSet:
    """Read `input:65000:10`, or ExaBGP's `transitive:input:65000:10`."""
    *scope, direction, asn, group = parts(rest, 3, 4)
    if scope not in ([], ["transitive"], ["non-transitive"]) or direction not in _DIRECTIONS:
        raise ParseError(f"{rest!r} is not a set of interfaces")
    return InterfaceSet(
        asn=parse_as_number(asn),
        group=parse_number(group, 14, "group"),
        input="input" in direction,
        output="output" in direction,
        transitive=scope != ["non-transitive"],
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(
        0x0702,
        0x4702,
    ),
    name="FlowSpec interface-set",
    rfc="draft-ietf-idr-flowspec-interfaceset",
    value=InterfaceSet,
    decode=decode,
    encode=encode,
    words=("interface-set",),
    parse=parse,
)
