"""What ExaBGP calls address families: `ipv4 unicast`, `ipv4 nlri-mpls`, `l2vpn evpn`."""

from __future__ import annotations

import re
from typing import Final

from bgplib.errors import ParseError
from bgplib.iana import families as iana
from bgplib.iana.families import Family
from bgplib.values._notation import brief

__all__ = ["AFIS", "SAFIS", "afi_text", "family_text", "parse_afi", "parse_family", "safi_text"]

AFIS: Final = {
    0: "undefined",
    iana.AFI_IPV4: "ipv4",
    iana.AFI_IPV6: "ipv6",
    iana.AFI_L2VPN: "l2vpn",
    iana.AFI_LINK_STATE: "bgp-ls",
}
SAFIS: Final = {
    iana.SAFI_UNICAST: "unicast",
    iana.SAFI_MULTICAST: "multicast",
    iana.SAFI_LABELED: "nlri-mpls",
    iana.SAFI_MCAST_VPN: "mcast-vpn",
    iana.SAFI_VPLS: "vpls",
    iana.SAFI_EVPN: "evpn",
    iana.SAFI_LINK_STATE: "bgp-ls",
    iana.SAFI_LINK_STATE_VPN: "bgp-ls-vpn",
    iana.SAFI_MUP: "mup",
    iana.SAFI_VPN: "mpls-vpn",
    iana.SAFI_ROUTE_TARGET: "rtc",
    iana.SAFI_FLOWSPEC: "flow",
    iana.SAFI_FLOWSPEC_VPN: "flow-vpn",
}
_AFI_NUMBERS: Final = {text: number for number, text in AFIS.items()}
_SAFI_NUMBERS: Final = {text: number for number, text in SAFIS.items()}
_UNKNOWN_AFI: Final = re.compile(r"unknown-afi-0x([0-9a-f]{1,4})")
_UNKNOWN_SAFI: Final = re.compile(r"unknown safi ([0-9]{1,5})")


def afi_text(afi: int) -> str:
    """Return `ipv4`, or `unknown-afi-0x9`."""
    return AFIS.get(afi) or f"unknown-afi-0x{afi:x}"


def safi_text(safi: int) -> str:
    """Return `unicast`, or `unknown safi 73`."""
    return SAFIS.get(safi) or f"unknown safi {safi}"


def family_text(family: Family, between: str = " ") -> str:
    """Return `ipv4 unicast`; in OPENs a slash stands between."""
    return f"{afi_text(family.afi)}{between}{safi_text(family.safi)}"


def parse_afi(text: str) -> int | None:
    """Read what `afi_text` returns; None if it is none of these."""
    found = _UNKNOWN_AFI.fullmatch(text)
    return int(found[1], 16) if found else _AFI_NUMBERS.get(text)


def parse_family(text: str, between: str = " ") -> Family:
    """Read what `family_text` returns.

    Raises:
        ParseError: it is no family.
    """
    afi_word, _, safi_word = text.partition(between)
    afi, safi = parse_afi(afi_word), _SAFI_NUMBERS.get(safi_word)
    found = _UNKNOWN_SAFI.fullmatch(safi_word)
    # RFC 8950 §4: EXTENDED_NEXT_HOP has two octets for a SAFI.
    if found and int(found[1]) < 1 << 16:
        safi = int(found[1])
    if afi is None or safi is None:
        raise ParseError(f"{brief(text)} is no family of ExaBGP")
    return Family(afi, safi)
