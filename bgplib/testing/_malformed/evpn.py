"""Cases of EVPN routes (RFC 7432 §7, RFC 9136 §3, RFC 9251, RFC 9572)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.testing._malformed.case import AS_PATH, ORIGIN, MalformedCase, attribute, case, update
from bgplib.testing._malformed.families import (
    HOP,
    RD,
    family_cases,
    family_octets,
    fine,
    in_family,
    one_wrong,
)
from bgplib.testing._malformed.multiprotocol import reach

__all__ = ["cases"]

_FAMILY: Final = Family.L2VPN_EVPN
_ESI: Final = bytes(10)
_A_SEGMENT: Final = b"\x00" + bytes(8) + b"\x01"
_TAG: Final = bytes(4)
_LABEL: Final = b"\x00\x06\x41"
_MAC: Final = b"\x30\x00\x00\x5e\x00\x53\x01"
_HOP6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"


def _route(kind: int, *fields: bytes) -> bytes:
    body = b"".join(fields)
    return bytes((kind, len(body))) + body


_DISCOVERY: Final = _route(1, RD, _ESI, _TAG, _LABEL)


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    yield from _frame()
    yield from _mac()
    yield from _multicast()
    yield from _segment()
    yield from _prefix()
    yield from _overlay_index()
    yield from _unknown()


def _frame() -> Iterator[MalformedCase]:
    yield from family_cases(
        "evpn",
        _FAMILY,
        {"discovery": _DISCOVERY, "two": _DISCOVERY * 2},
        {
            "overrun": b"\x01\x1a" + _DISCOVERY[2:],
            "overrun-255": b"\x01\xff" + _DISCOVERY[2:],
            "header": _DISCOVERY + b"\x02",
            "good-then-bad": _DISCOVERY + b"\x02\x21",
            "discovery-24": _route(1, RD, _ESI, _TAG, _LABEL[:2]),
            "discovery-26": _route(1, RD, _ESI, _TAG, _LABEL, b"\x00"),
        },
        "RFC 7432 §7.1",
    )


def _mac() -> Iterator[MalformedCase]:
    head = (RD, _ESI, _TAG)
    yield from family_cases(
        "evpn-mac",
        _FAMILY,
        {
            "33": _route(2, *head, _MAC, b"\x00", _LABEL),
            "36": _route(2, *head, _MAC, b"\x00", _LABEL * 2),
            "37": _route(2, *head, _MAC, b"\x20", HOP, _LABEL),
            "40": _route(2, *head, _MAC, b"\x20", HOP, _LABEL * 2),
            "49": _route(2, *head, _MAC, b"\x80", _HOP6, _LABEL),
            "52": _route(2, *head, _MAC, b"\x80", _HOP6, _LABEL * 2),
        },
        {
            "32": _route(2, *head, _MAC, b"\x00", _LABEL[:2]),
            "34": _route(2, *head, _MAC, b"\x00", _LABEL, b"\x00"),
            "short": _route(2, RD),
            "empty": _route(2),
            "length-40": _route(2, *head, b"\x28", _MAC[1:], b"\x00", _LABEL),
            "ip-length-24": _route(2, *head, _MAC, b"\x18", HOP[:3], _LABEL),
            "ip-length-255": _route(2, *head, _MAC, b"\xff", HOP, _LABEL),
            "three-labels": _route(2, *head, _MAC, b"\x00", _LABEL * 3),
        },
        "RFC 7432 §7.2",
    )


def _multicast() -> Iterator[MalformedCase]:
    yield from family_cases(
        "evpn-multicast",
        _FAMILY,
        {
            "17": _route(3, RD, _TAG, b"\x20", HOP),
            "29": _route(3, RD, _TAG, b"\x80", _HOP6),
        },
        {
            "13": _route(3, RD, _TAG, b"\x00"),
            "16": _route(3, RD, _TAG, b"\x20", HOP[:3]),
            "18": _route(3, RD, _TAG, b"\x20", HOP, b"\x00"),
            "ip-length-128": _route(3, RD, _TAG, b"\x80", HOP),
        },
        "RFC 7432 §7.3",
    )


def _segment() -> Iterator[MalformedCase]:
    yield from family_cases(
        "evpn-segment",
        _FAMILY,
        {
            "23": _route(4, RD, _A_SEGMENT, b"\x20", HOP),
            "35": _route(4, RD, _A_SEGMENT, b"\x80", _HOP6),
        },
        {
            "19": _route(4, RD, _A_SEGMENT, b"\x00"),
            "22": _route(4, RD, _A_SEGMENT, b"\x20", HOP[:3]),
            "24": _route(4, RD, _A_SEGMENT, b"\x20", HOP, b"\x00"),
        },
        "RFC 7432 §7.4",
    )


def _prefix_route(
    *,
    esi: bytes = _ESI,
    bits: int = 24,
    gateway: bytes = bytes(4),
    label: bytes = _LABEL,
    address: bytes = bytes((198, 51, 100, 0)),
) -> bytes:
    return _route(5, RD, esi, _TAG, bytes((bits,)), address, gateway, label)


def _prefix() -> Iterator[MalformedCase]:
    ipv6 = _prefix_route(bits=32, address=b"\x20\x01\x0d\xb8" + bytes(12), gateway=bytes(16))
    yield from family_cases(
        "evpn-prefix",
        _FAMILY,
        {"34": _prefix_route(), "58": ipv6, "host": _prefix_route(bits=32)},
        {
            "33": _prefix_route(label=_LABEL[:2]),
            "35": _prefix_route(label=_LABEL + b"\x00"),
            "length-33": _prefix_route(bits=33),
            "length-129": _prefix_route(bits=129, address=bytes(16), gateway=bytes(16)),
            "mixed": _prefix_route(gateway=bytes(16)),
        },
        "RFC 9136 §3.1",
    )


def _overlay_index() -> Iterator[MalformedCase]:
    """What an IP Prefix route leads packets to (RFC 9136 §3.2)."""
    rfc = "RFC 9136 §3.2"
    nothing = bytes(3)
    router_mac = attribute(0xC0, 16, b"\x06\x03" + _MAC[1:])
    for name, nlri, more in (
        ("gateway", _prefix_route(gateway=HOP, label=nothing), ()),
        ("segment", _prefix_route(esi=_A_SEGMENT, label=nothing), ()),
        ("mac", _prefix_route(label=nothing), (router_mac,)),
        ("label", _prefix_route(), ()),
        ("label-and-mac", _prefix_route(), (router_mac,)),
    ):
        yield fine(f"evpn-prefix-{name}", _FAMILY, nlri, rfc, more=more)
    broadcast = attribute(0xC0, 16, b"\x06\x03" + b"\xff" * 6)
    group = attribute(0xC0, 16, b"\x06\x03\x01\x00\x5e\x00\x00\x01")
    for name, nlri, more in (
        ("nothing", _prefix_route(label=nothing), ()),
        ("gateway-and-segment", _prefix_route(esi=_A_SEGMENT, gateway=HOP), ()),
        ("mac-broadcast", _prefix_route(), (broadcast,)),
        ("mac-multicast", _prefix_route(label=nothing), (group,)),
    ):
        reached = attribute(0x80, 14, reach(family_octets(_FAMILY), HOP, nlri))
        yield case(
            f"evpn-prefix-{name}",
            update(reached, ORIGIN, AS_PATH, *more),
            Treatment.TREAT_AS_WITHDRAW,
            rfc,
            notification=(3, 9, reached),
            context=in_family(_FAMILY),
        )
    # Where the gateway is the overlay index, the community is not looked at.
    nlri = _prefix_route(gateway=HOP)
    yield fine("evpn-prefix-mac-unused", _FAMILY, nlri, rfc, more=(broadcast,))


def _unknown() -> Iterator[MalformedCase]:
    for kind in (0, 99, 255):
        unknown = _route(kind, b"xyz")
        yield one_wrong(
            f"evpn-type-{kind}", _FAMILY, _DISCOVERY + unknown, unknown, "RFC 7606 §5.4"
        )
