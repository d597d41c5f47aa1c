"""Cases of flow specifications (RFC 8955 §4, RFC 8956 §3)."""

from __future__ import annotations

from collections.abc import Iterator

from bgplib.iana.families import Family
from bgplib.testing._malformed.case import MalformedCase
from bgplib.testing._malformed.families import HOP, RD, family_cases, fine

__all__ = ["cases"]


def _flow(*components: bytes) -> bytes:
    """Make NLRI with their length, of two octets where needed (RFC 8955 §4.1)."""
    body = b"".join(components)
    size = len(body)
    head = bytes((size,)) if size < 0xF0 else (0xF000 | size).to_bytes(2, "big")
    return head + body


_PREFIX = b"\x01\x18" + bytes((198, 51, 100))
_TCP = b"\x03\x81\x06"
_PORT = b"\x05\x91\x1f\x90"


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    rfc = "RFC 8955 §4.2"
    family = Family.IPV4_FLOWSPEC
    many = b"\x05" + b"\x01\x50" * 119 + b"\x81\x50"
    yield from family_cases(
        "flowspec",
        family,
        {
            "right": _flow(_PREFIX, _TCP, _PORT),
            "two": _flow(_PREFIX) + _flow(_TCP),
            "length-239": _flow(b"\x05" + b"\x01\x50" * 118 + b"\x81\x50"),
            "length-241": _flow(many),
            "long-length-short": b"\xf0\x05" + _PREFIX,
            "operators-2000": _flow(b"\x05" + b"\x01\x50" * 1999 + b"\x81\x50"),
            "first-and": _flow(b"\x03\xc1\x06"),
            "reserved-bit": _flow(b"\x03\x89\x06"),
            "bitmask": _flow(b"\x09\x81\x02"),
            "bitmask-reserved": _flow(b"\x09\x8d\x02"),
        },
        {
            "length-0": b"\x00",
            "overrun": b"\x06" + _PREFIX,
            "overrun-4095": b"\xff\xff" + _PREFIX,
            "length-cut": b"\xf0",
            "component-unknown": _flow(b"\x0e\x81\x00"),
            "component-0": _flow(b"\x00\x81\x00"),
            "component-of-ipv6": _flow(b"\x0d\x81\x00"),
            "order": _flow(_TCP, _PREFIX),
            "repeated": _flow(_PREFIX, _PREFIX),
            "no-end": _flow(b"\x03\x01\x06"),
            "no-operator": _flow(_PREFIX, b"\x03"),
            "value-cut": _flow(b"\x04\x91\x50"),
            "value-cut-8": _flow(b"\x04\xb1\x50"),
            "prefix-33": _flow(b"\x01\x21" + bytes(5)),
            "prefix-cut": _flow(b"\x01\x18\xc6\x33"),
            "good-then-bad": _flow(_PREFIX) + b"\x00",
        },
        rfc,
        hop=b"",
    )
    yield fine("flowspec-next-hop-4", family, _flow(_PREFIX), "RFC 8955 §4", hop=HOP)
    yield from _ipv6()
    yield from _vpn()


def _ipv6() -> Iterator[MalformedCase]:
    family = Family.IPV6_FLOWSPEC
    yield from family_cases(
        "flowspec-ipv6",
        family,
        {
            "right": _flow(b"\x01\x20\x00\x20\x01\x0d\xb8"),
            "offset": _flow(b"\x01\x68\x40\x12\x34\x56\x78\x9a"),
            "any": _flow(b"\x01\x00\x00"),
            "flow-label": _flow(b"\x0d\xa1\x00\x01\x02\x03"),
        },
        {
            "prefix-129": _flow(b"\x01\x81\x00" + bytes(17)),
            "offset-equal": _flow(b"\x01\x20\x20"),
            "offset-above": _flow(b"\x01\x20\x21"),
            "offset-missing": _flow(b"\x01\x00"),
            "prefix-cut": _flow(b"\x01\x20\x00\x20\x01\x0d"),
        },
        "RFC 8956 §3.1",
        hop=b"",
    )


def _vpn() -> Iterator[MalformedCase]:
    yield from family_cases(
        "flowspec-vpn",
        Family.IPV4_FLOWSPEC_VPN,
        {"right": _flow(RD, _PREFIX, _TCP)},
        {"length-7": _flow(RD[:7]), "distinguisher-alone": _flow(RD), "length-0": b"\x00"},
        "RFC 8955 §8",
        hop=b"",
    )
    yield from family_cases(
        "flowspec-l2vpn",
        Family.L2VPN_FLOWSPEC_VPN,
        {"right": _flow(RD, b"\x0f\x30\x00\x00\x5e\x00\x53\x01")},
        {"mac-49": _flow(RD, b"\x0f\x31" + bytes(7)), "length-7": _flow(RD[:7])},
        "draft-ietf-idr-flowspec-l2vpn",
        hop=b"",
    )
