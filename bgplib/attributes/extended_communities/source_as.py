"""Source AS: the AS whose PE can reach the multicast source.

Type codes:  0x0009 (2-octet AS), 0x0209 (4-octet AS)
Defined in:  RFC 6514 §6
Text:        `source-as:65000:0`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "SourceAs"]


@attrs.frozen(kw_only=True)
class SourceAs(Administered):
    """The AS whose PE can reach the multicast source; its number is 0."""

    WORD: ClassVar[str] = "source-as"
    CODES: ClassVar[dict[int, int]] = {0: 0x0009, 2: 0x0209}


def parse(word: str, rest: str) -> SourceAs:
    """Read `65000:0`."""
    return SourceAs.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(SourceAs.CODES.values()),
    name="Source AS",
    rfc="RFC 6514 §6",
    value=SourceAs,
    decode=SourceAs.from_octets,
    encode=SourceAs.to_octets,
    words=("source-as",),
    parse=parse,
)
