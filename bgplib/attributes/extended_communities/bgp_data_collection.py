"""BGP Data Collection: what kind of route an AS passes to a route collector.

Type codes:  0x0008 (2-octet AS), 0x0208 (4-octet AS)
Defined in:  RFC 4384 §4
Text:        `data-collection:65000:4338`

Laid out as `_administered.py` draws.

The lower 16 bits of the number:

    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |Region   |X|  ISO 3166 country |   Region 1 to 7; below, the number names a category
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

In form 0 the 16 bits above them are reserved and stay in the number.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "BgpDataCollection"]

_CATEGORIES: Final = {
    1: "customer",
    2: "peer",
    3: "internal",
    4: "internal-more-specific",
    5: "special-purpose",
    6: "upstream",
}
_REGIONS: Final = {1: "AF", 2: "OC", 3: "AS", 4: "AQ", 5: "EU", 6: "LAC", 7: "NA"}


@attrs.frozen(kw_only=True)
class BgpDataCollection(Administered):
    """What kind of route an AS passes to a route collector."""

    WORD: ClassVar[str] = "data-collection"
    CODES: ClassVar[dict[int, int]] = {0: 0x0008, 2: 0x0208}

    @property
    def category(self) -> str:
        """The category of RFC 4384 §4, such as `customer`; empty for regional routes."""
        return _CATEGORIES.get(self.number & 0xFFFF, "")

    @property
    def region(self) -> str:
        """The continent of RFC 4384 §4, such as `EU`; empty where there is none."""
        return _REGIONS.get(self.number >> 11 & 0x1F, "")

    @property
    def satellite(self) -> bool:
        """Whether the link goes over a satellite; means something beside a region only."""
        return bool(self.number & 0x400)

    @property
    def country(self) -> int:
        """The numeric code of ISO 3166; means something beside a region only."""
        return self.number & 0x3FF


def parse(word: str, rest: str) -> BgpDataCollection:
    """Read `65000:4338`."""
    return BgpDataCollection.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(BgpDataCollection.CODES.values()),
    name="BGP Data Collection",
    rfc="RFC 4384 §4",
    value=BgpDataCollection,
    decode=BgpDataCollection.from_octets,
    encode=BgpDataCollection.to_octets,
    words=("data-collection", "bgp-data-collection"),
    parse=parse,
)
