"""ES-Import Route Target: which PEs are to take an Ethernet Segment route in.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x02     |          MAC address          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                     MAC address, continued                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0602
Defined in:  RFC 7432 §7.6
Text:        `es-import:00:00:5e:00:53:01`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values.mac_address import MacAddress

__all__ = ["CODEC", "EsImport"]


@attrs.frozen
class EsImport(ExtendedCommunity):
    """A route target of 6 octets: which PEs are to take an Ethernet Segment route in."""

    mac: MacAddress  #: 6 octets

    def _short(self) -> str:
        return f"es-import:{self.mac}"


def decode(octets: bytes) -> EsImport:
    """Read 8 octets."""
    return EsImport(MacAddress(octets[2:]))


def encode(community: EsImport) -> bytes:
    """Write 8 octets."""
    return b"\x06\x02" + community.mac.octets


def parse(word: str, rest: str) -> EsImport:
    """Read a MAC address."""
    return EsImport(MacAddress.parse(rest))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0602,),
    name="ES-Import Route Target",
    rfc="RFC 7432 §7.6",
    value=EsImport,
    decode=decode,
    encode=encode,
    words=("es-import", "es-import-rt", "es-import rt", "es-import-target"),
    parse=parse,
)
