"""Address families: AFI and SAFI numbers (IANA "Address Family Numbers", "SAFI Values").

A `Family` is a pair of numbers; every pair is a family, named or not.
"""

from __future__ import annotations

from typing import ClassVar, Final, overload

import attrs

from bgplib._checks import check_text
from bgplib.errors import LocalError, ParseError

__all__ = ["Family", "as_family"]

AFI_IPV4: Final = 1
AFI_IPV6: Final = 2
AFI_L2VPN: Final = 25  # RFC 4761
AFI_SFC: Final = 31  # RFC 9015
AFI_LINK_STATE: Final = 16388  # RFC 9552

SAFI_UNICAST: Final = 1  # RFC 4760
SAFI_MULTICAST: Final = 2  # RFC 4760
SAFI_LABELED: Final = 4  # RFC 8277
SAFI_MCAST_VPN: Final = 5  # RFC 6514
SAFI_PSEUDOWIRE: Final = 6  # RFC 7267
SAFI_MCAST_VPLS: Final = 8  # RFC 7117
SAFI_SFC: Final = 9  # RFC 9015
SAFI_VPLS: Final = 65  # RFC 4761
SAFI_MDT: Final = 66  # RFC 6037
SAFI_4OVER6: Final = 67  # RFC 5747
SAFI_L1VPN: Final = 69  # RFC 5195
SAFI_EVPN: Final = 70  # RFC 7432
SAFI_LINK_STATE: Final = 71  # RFC 9552
SAFI_LINK_STATE_VPN: Final = 72  # RFC 9552
SAFI_SR_POLICY: Final = 73  # RFC 9830
SAFI_CLASSFUL_TRANSPORT: Final = 76  # RFC 9832
SAFI_LINK_STATE_SPF: Final = 80  # RFC 9815
SAFI_CAR: Final = 83  # RFC 9871
SAFI_VPN_CAR: Final = 84  # RFC 9871
SAFI_MUP: Final = 85  # draft-ietf-bess-mup-safi
SAFI_VPN: Final = 128  # RFC 4364
SAFI_VPN_MULTICAST: Final = 129  # RFC 6514
SAFI_ROUTE_TARGET: Final = 132  # RFC 4684
SAFI_FLOWSPEC: Final = 133  # RFC 8955
SAFI_FLOWSPEC_VPN: Final = 134  # RFC 8955

_AFI_TEXT: Final = {
    AFI_IPV4: "ipv4",
    AFI_IPV6: "ipv6",
    AFI_L2VPN: "l2vpn",
    AFI_SFC: "sfc",
    AFI_LINK_STATE: "link-state",
}
_SAFI_TEXT: Final = {
    SAFI_UNICAST: "unicast",
    SAFI_MULTICAST: "multicast",
    SAFI_LABELED: "labeled",
    SAFI_MCAST_VPN: "mcast-vpn",
    SAFI_PSEUDOWIRE: "pseudowire",
    SAFI_MCAST_VPLS: "mcast-vpls",
    SAFI_SFC: "sfc",
    SAFI_VPLS: "vpls",
    SAFI_MDT: "mdt",
    SAFI_4OVER6: "4over6",
    SAFI_L1VPN: "l1vpn",
    SAFI_EVPN: "evpn",
    SAFI_LINK_STATE: "link-state",
    SAFI_LINK_STATE_VPN: "link-state-vpn",
    SAFI_SR_POLICY: "sr-policy",
    SAFI_CLASSFUL_TRANSPORT: "classful-transport",
    SAFI_LINK_STATE_SPF: "link-state-spf",
    SAFI_CAR: "car",
    SAFI_VPN_CAR: "vpn-car",
    SAFI_MUP: "mup",
    SAFI_VPN: "vpn",
    SAFI_VPN_MULTICAST: "vpn-multicast",
    SAFI_ROUTE_TARGET: "route-target",
    SAFI_FLOWSPEC: "flowspec",
    SAFI_FLOWSPEC_VPN: "flowspec-vpn",
}
# Families whose usual name is one word.
_SHORT: Final = {
    (AFI_LINK_STATE, SAFI_LINK_STATE): "link-state",
    (AFI_LINK_STATE, SAFI_LINK_STATE_VPN): "link-state-vpn",
    (AFI_LINK_STATE, SAFI_LINK_STATE_SPF): "link-state-spf",
    (AFI_SFC, SAFI_SFC): "sfc",
}
# What other tools call them; keys as `_normalised` leaves them.
_ALIASES: Final = {
    "ipv4": (1, 1),
    "ipv6": (2, 1),
    "vpnv4": (1, 128),
    "vpnv6": (2, 128),
    "vpnv4-unicast": (1, 128),
    "vpnv6-unicast": (2, 128),
    "ipv4-mpls-vpn": (1, 128),
    "ipv6-mpls-vpn": (2, 128),
    "l3vpn-ipv4-unicast": (1, 128),
    "l3vpn-ipv6-unicast": (2, 128),
    "vpn4-mpls": (1, 128),
    "vpn6-mpls": (2, 128),
    "l3vpn-ipv4-multicast": (1, 129),
    "l3vpn-ipv6-multicast": (2, 129),
    "ipv4-mpls": (1, 4),
    "ipv6-mpls": (2, 4),
    "ipv4-labelled": (1, 4),
    "ipv6-labelled": (2, 4),
    "ipv4-labeled-unicast": (1, 4),
    "ipv6-labeled-unicast": (2, 4),
    "ipv4-labelled-unicast": (1, 4),
    "ipv6-labelled-unicast": (2, 4),
    "ipv4-nlri-mpls": (1, 4),
    "ipv6-nlri-mpls": (2, 4),
    "ipv4-flow": (1, 133),
    "ipv6-flow": (2, 133),
    "ipv4-flow-vpn": (1, 134),
    "ipv6-flow-vpn": (2, 134),
    "flow4": (1, 133),
    "flow6": (2, 133),
    "l3vpn-ipv4-flowspec": (1, 134),
    "l3vpn-ipv6-flowspec": (2, 134),
    "l2vpn-flowspec": (25, 134),
    "ipv4-srpolicy": (1, 73),
    "ipv6-srpolicy": (2, 73),
    "evpn": (25, 70),
    "vpls": (25, 65),
    "ls": (16388, 71),
    "bgp-ls": (16388, 71),
    "bgp-ls-vpn": (16388, 72),
    "bgp-ls-spf": (16388, 80),
    "rtc": (1, 132),
    "ipv4-rtc": (1, 132),
    "ipv4-mup": (1, 85),
    "ipv6-mup": (2, 85),
}


@attrs.frozen(order=True, repr=False, cache_hash=True)
class Family:
    """An AFI and a SAFI (RFC 4760 §3), such as `Family.IPV4_UNICAST`."""

    afi: int  #: Address Family Identifier
    safi: int  #: Subsequent Address Family Identifier

    IPV4_UNICAST: ClassVar[Family]
    IPV4_MULTICAST: ClassVar[Family]
    IPV4_LABELED: ClassVar[Family]
    IPV4_MCAST_VPN: ClassVar[Family]
    IPV4_MDT: ClassVar[Family]
    IPV4_4OVER6: ClassVar[Family]
    IPV4_L1VPN: ClassVar[Family]
    IPV4_SR_POLICY: ClassVar[Family]
    IPV4_CLASSFUL_TRANSPORT: ClassVar[Family]
    IPV4_CAR: ClassVar[Family]
    IPV4_VPN_CAR: ClassVar[Family]
    IPV4_MUP: ClassVar[Family]
    IPV4_VPN: ClassVar[Family]
    IPV4_VPN_MULTICAST: ClassVar[Family]
    IPV4_ROUTE_TARGET: ClassVar[Family]
    IPV4_FLOWSPEC: ClassVar[Family]
    IPV4_FLOWSPEC_VPN: ClassVar[Family]
    IPV6_UNICAST: ClassVar[Family]
    IPV6_MULTICAST: ClassVar[Family]
    IPV6_LABELED: ClassVar[Family]
    IPV6_MCAST_VPN: ClassVar[Family]
    IPV6_L1VPN: ClassVar[Family]
    IPV6_SR_POLICY: ClassVar[Family]
    IPV6_CLASSFUL_TRANSPORT: ClassVar[Family]
    IPV6_CAR: ClassVar[Family]
    IPV6_VPN_CAR: ClassVar[Family]
    IPV6_MUP: ClassVar[Family]
    IPV6_VPN: ClassVar[Family]
    IPV6_VPN_MULTICAST: ClassVar[Family]
    IPV6_FLOWSPEC: ClassVar[Family]
    IPV6_FLOWSPEC_VPN: ClassVar[Family]
    L2VPN_PSEUDOWIRE: ClassVar[Family]
    L2VPN_MCAST_VPLS: ClassVar[Family]
    L2VPN_VPLS: ClassVar[Family]
    L2VPN_EVPN: ClassVar[Family]
    L2VPN_FLOWSPEC_VPN: ClassVar[Family]
    SFC: ClassVar[Family]
    LINK_STATE: ClassVar[Family]
    LINK_STATE_VPN: ClassVar[Family]
    LINK_STATE_SPF: ClassVar[Family]

    def __str__(self) -> str:
        """Return the name, `ipv4-unicast`, or what it is made of, `ipv4/evpn`, `afi-3/safi-99`."""
        short = _SHORT.get((self.afi, self.safi))
        if short:
            return short
        afi = _AFI_TEXT.get(self.afi)
        safi = _SAFI_TEXT.get(self.safi)
        if (self.afi, self.safi) not in _PAIRS:
            return f"{afi or f'afi-{self.afi}'}/{safi or f'safi-{self.safi}'}"
        return f"{afi}-{safi}"

    def __reduce__(self) -> tuple[type[Family], tuple[int, int]]:
        """Have it made again of its numbers: its hash is not kept."""
        return Family, (self.afi, self.safi)

    def __repr__(self) -> str:
        """Return an expression that makes the same family."""
        return f"Family({self.afi}, {self.safi})"

    @classmethod
    def known(cls) -> tuple[Family, ...]:
        """Return the families that have a name here."""
        return tuple(cls(*pair) for pair in _NAMED.values())

    @classmethod
    def parse(cls, text: str) -> Family:
        """Read a family from its name here or in other tools, or from numbers (`1/1`).

        Raises:
            ParseError: it is none of these.
        """
        check_text(text, cls.__name__)
        normalised = "-".join(text.lower().replace("_", "-").split())
        pair = _BY_NAME.get(normalised)
        if pair is None:
            pair = _numbers(normalised)
        if pair is None:
            near = ", ".join(_near(normalised)) or "ipv4-unicast"
            raise ParseError(f"{text!r} is not an address family; try {near} or 1/1")
        return cls(*pair)


@overload
def as_family(family: Family | str) -> Family: ...
@overload
def as_family(family: Family | str | None) -> Family | None: ...
def as_family(family: Family | str | None) -> Family | None:
    """Return what a program calls a family, itself or by its text; None is any.

    Raises:
        LocalError: it is something else.
        ParseError: a text is not a family.
    """
    if family is None or isinstance(family, Family):
        return family
    if isinstance(family, str):
        return Family.parse(family)
    raise LocalError(f"{family!r} is no Family, and no text of one")


def _near(text: str) -> list[str]:
    """Return names that a text may mean: those that hold it, or are nearly it."""
    names = [str(Family(*pair)) for pair in _NAMED.values()]
    # Imported only when something is wrong: whoever decodes a message needs it not.
    from difflib import get_close_matches

    holding = [name for name in names if text and text in name]
    return holding[:4] or get_close_matches(text, names, 2)


def _numbers(text: str) -> tuple[int, int] | None:
    """Read `1/1`, `afi-3/safi-99`, or half a name as `ipv4/safi-99`."""
    first, slash, second = text.partition("/")
    if not slash:
        return None
    afi = _number(first, "afi-", {name: code for code, name in _AFI_TEXT.items()}, 0xFFFF)
    safi = _number(second, "safi-", {name: code for code, name in _SAFI_TEXT.items()}, 0xFFFF)
    return None if afi is None or safi is None else (afi, safi)


def _number(text: str, prefix: str, names: dict[str, int], maximum: int) -> int | None:
    if text in names:
        return names[text]
    digits = text.removeprefix(prefix)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5):
        return None
    value = int(digits)
    return value if value <= maximum else None


_NAMED: Final = {
    "IPV4_UNICAST": (1, 1),
    "IPV4_MULTICAST": (1, 2),
    "IPV4_LABELED": (1, 4),
    "IPV4_MCAST_VPN": (1, 5),
    "IPV4_MDT": (1, 66),
    "IPV4_4OVER6": (1, 67),
    "IPV4_L1VPN": (1, 69),
    "IPV4_SR_POLICY": (1, 73),
    "IPV4_CLASSFUL_TRANSPORT": (1, 76),
    "IPV4_CAR": (1, 83),
    "IPV4_VPN_CAR": (1, 84),
    "IPV4_MUP": (1, 85),
    "IPV4_VPN": (1, 128),
    "IPV4_VPN_MULTICAST": (1, 129),
    "IPV4_ROUTE_TARGET": (1, 132),
    "IPV4_FLOWSPEC": (1, 133),
    "IPV4_FLOWSPEC_VPN": (1, 134),
    "IPV6_UNICAST": (2, 1),
    "IPV6_MULTICAST": (2, 2),
    "IPV6_LABELED": (2, 4),
    "IPV6_MCAST_VPN": (2, 5),
    "IPV6_L1VPN": (2, 69),
    "IPV6_SR_POLICY": (2, 73),
    "IPV6_CLASSFUL_TRANSPORT": (2, 76),
    "IPV6_CAR": (2, 83),
    "IPV6_VPN_CAR": (2, 84),
    "IPV6_MUP": (2, 85),
    "IPV6_VPN": (2, 128),
    "IPV6_VPN_MULTICAST": (2, 129),
    "IPV6_FLOWSPEC": (2, 133),
    "IPV6_FLOWSPEC_VPN": (2, 134),
    "L2VPN_PSEUDOWIRE": (25, 6),
    "L2VPN_MCAST_VPLS": (25, 8),
    "L2VPN_VPLS": (25, 65),
    "L2VPN_EVPN": (25, 70),
    "L2VPN_FLOWSPEC_VPN": (25, 134),
    "SFC": (31, 9),
    "LINK_STATE": (16388, 71),
    "LINK_STATE_VPN": (16388, 72),
    "LINK_STATE_SPF": (16388, 80),
}
for _name, _pair in _NAMED.items():
    setattr(Family, _name, Family(*_pair))

_PAIRS: Final = frozenset(_NAMED.values())
_BY_NAME: Final = _ALIASES | {str(Family(*_pair)): _pair for _pair in _NAMED.values()}
