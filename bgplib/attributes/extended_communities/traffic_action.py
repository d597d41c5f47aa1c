"""Flow spec traffic-action: sample the packets, go on to further rules.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x80     |      0x07     |         Traffic Action        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              Traffic Action Field, continued              |S|T|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x8007
Defined in:  RFC 8955 §7.3
Text:        `traffic-action:sample-terminal`, `:sample`, `:terminal`, `:none`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.errors import ParseError

__all__ = ["CODEC", "TrafficAction"]

LAYOUT: Final = Layout((RESERVED, 46), ("sample", 1), ("terminal", 1))


@attrs.frozen(kw_only=True)
class TrafficAction(ExtendedCommunity):
    """A FlowSpec action: sample the packets, go on to further rules."""

    #: S: sample and log the packets
    sample: bool = attrs.field(default=False, converter=bool)
    #: T: further flow specifications are evaluated, too; when false, evaluation stops here
    terminal: bool = attrs.field(default=False, converter=bool)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        words = ["sample"] * self.sample + ["terminal"] * self.terminal
        return f"traffic-action:{'-'.join(words) or 'none'}"


def decode(octets: bytes) -> TrafficAction:
    """Read 8 octets."""
    return TrafficAction(**LAYOUT.split(octets))


def encode(community: TrafficAction) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x80\x07" + LAYOUT.join(community)


def parse(word: str, rest: str) -> TrafficAction:
    """Read `sample-terminal`, `sample`, `terminal` or `none`."""
    words = rest.replace("-", " ").split()
    if not words or set(words) - {"sample", "terminal", "none"}:
        raise ParseError(f"{rest!r} is not a traffic action")
    return TrafficAction(sample="sample" in words, terminal="terminal" in words)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x8007,),
    name="Flow spec traffic-action",
    rfc="RFC 8955 §7.3",
    value=TrafficAction,
    decode=decode,
    encode=encode,
    words=("traffic-action", "action"),
    parse=parse,
)
