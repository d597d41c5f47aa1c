"""MVPN SA RP-address: the rendezvous point of a source known from MSDP.

Type codes:  0x0120 (IPv4 address)
Defined in:  RFC 9081
Text:        `mvpn-sa-rp:192.0.2.1:0`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "MvpnRpAddress"]


@attrs.frozen(kw_only=True)
class MvpnRpAddress(Administered):
    """The rendezvous point of a multicast source that MSDP announced; its number is 0."""

    WORD: ClassVar[str] = "mvpn-sa-rp"
    CODES: ClassVar[dict[int, int]] = {1: 0x0120}


def parse(word: str, rest: str) -> MvpnRpAddress:
    """Read `192.0.2.1:0`."""
    return MvpnRpAddress.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(MvpnRpAddress.CODES.values()),
    name="MVPN SA RP-address",
    rfc="RFC 9081",
    value=MvpnRpAddress,
    decode=MvpnRpAddress.from_octets,
    encode=MvpnRpAddress.to_octets,
    words=("mvpn-sa-rp", "mvpn-sa-rp-address"),
    parse=parse,
)
