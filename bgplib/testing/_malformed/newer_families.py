"""Cases of the NLRI of families that few speakers have: transport classes, colors, services."""

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
    in_family,
    one_wrong,
)
from bgplib.testing._malformed.multiprotocol import reach

__all__ = ["cases"]

_HOP6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"
_LABEL: Final = b"\x00\x06\x41"
_COLOR: Final = b"\x00\x00\x00\x64"


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    yield from _classful_transport()
    yield from _car()
    yield from _routes()
    yield from _plain()


def _classful_transport() -> Iterator[MalformedCase]:
    family = Family.IPV4_CLASSFUL_TRANSPORT
    right = b"\x78" + _LABEL + RD + HOP
    for hop in (HOP, bytes(8) + HOP, _HOP6, _HOP6 * 2, bytes(8) + _HOP6):
        yield from family_cases(
            f"classful-transport-next-hop-{len(hop)}",
            family,
            {"right": right},
            {
                "overrun": right[:-1],
                "length-87": b"\x57" + right[1:],
                "length-121": b"\x79" + right[1:],
            },
            "RFC 9832 §6.2",
            hop=hop,
        )


def _car() -> Iterator[MalformedCase]:
    family, rfc = Family.IPV4_CAR, "RFC 9871 §2.11"

    def nlri(kind: int, key: bytes, tlvs: bytes = b"") -> bytes:
        return bytes((2 + len(key) + len(tlvs), len(key), kind)) + key + tlvs

    key = b"\x20" + HOP
    right = nlri(1, key + _COLOR, b"\x01\x03" + _LABEL)
    yield from family_cases(
        "car",
        family,
        {
            "color-aware": right,
            "prefix": nlri(2, key),
            "tlv-unknown": nlri(2, key, b"\x49\x01x"),
            "tlv-twice": nlri(2, key, (b"\x01\x03" + _LABEL) * 2),
            "tlv-length": nlri(2, key, b"\x01\x02\x00\x06"),
        },
        {
            "overrun": right[:-1],
            "length-0": right + b"\x00",
            "length-1": right + b"\x01\x00",
            "key-overrun": right + b"\x03\x02\x02\x00",
        },
        "RFC 9871 §2.9",
    )
    for name, wrong in {
        "type-unknown": nlri(9, key),
        "key-color-3": nlri(1, key + _COLOR[:3]),
        "key-trailing": nlri(2, key + b"\x00"),
        "key-bits-33": nlri(2, b"\x21" + HOP + b"\x00"),
    }.items():
        section = "RFC 7606 §5.4" if name == "type-unknown" else rfc
        yield one_wrong(f"car-{name}", family, right + wrong, wrong, section)
    for name, tlvs in {"tlv-overrun": b"\x01\x04" + _LABEL, "tlv-header": b"\x01"}.items():
        value = attribute(0x80, 14, reach(family_octets(family), HOP, nlri(2, key, tlvs)))
        yield case(
            f"car-{name}",
            update(value, ORIGIN, AS_PATH),
            Treatment.TREAT_AS_WITHDRAW,
            rfc,
            notification=(3, 9, value),
            context=in_family(family),
        )
    yield from family_cases(
        "vpn-car",
        Family.IPV4_VPN_CAR,
        {"right": nlri(1, b"\x20" + RD + HOP + _COLOR)},
        {"overrun": nlri(1, b"\x20" + RD + HOP + _COLOR)[:-1]},
        "RFC 9871 §9.1",
        hop=bytes(8) + HOP,
    )


def _routes() -> Iterator[MalformedCase]:
    """SFC and MCAST-VPLS, which have route types."""

    def sfc(kind: int, body: bytes) -> bytes:
        return kind.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body

    instance = sfc(1, RD + b"\x00\x05")
    yield from family_cases(
        "sfc",
        Family.SFC,
        {"instance": instance, "path": sfc(2, RD + b"\x00\x00\x09")},
        {
            "overrun": instance[:-1],
            "instance-9": sfc(1, RD + b"\x00"),
            "instance-11": sfc(1, RD + b"\x00\x05\x00"),
            "path-10": sfc(2, RD + b"\x00\x09"),
            "header": instance + b"\x00\x01\x00",
        },
        "RFC 9015 §3",
    )
    unknown = sfc(9, RD)
    yield one_wrong("sfc-type-unknown", Family.SFC, instance + unknown, unknown, "RFC 7606 §5.4")

    def vpls(kind: int, body: bytes) -> bytes:
        return bytes((kind, len(body))) + body

    tree = vpls(3, RD + b"\x00\x00" + HOP)
    family = Family.L2VPN_MCAST_VPLS
    yield from family_cases(
        "mcast-vpls",
        family,
        {"s-pmsi": tree, "leaf": vpls(4, tree + HOP)},
        {
            "overrun": tree[:-1],
            "source-length-24": vpls(3, RD + b"\x18\x01\x02\x03\x00" + HOP),
            "originator-3": vpls(3, RD + b"\x00\x00" + HOP[:3]),
            "leaf-key-overrun": vpls(4, b"\x03\xff" + HOP),
        },
        "RFC 7117 §9.2",
    )
    unknown = vpls(9, RD)
    yield one_wrong("mcast-vpls-type-unknown", family, tree + unknown, unknown, "RFC 7606 §5.4")


def _plain() -> Iterator[MalformedCase]:
    """Pseudowires, Layer-1 VPNs and 4over6."""
    head = RD + b"\x00\x00\xfd\xe8"
    yield from family_cases(
        "pseudowire",
        Family.L2VPN_PSEUDOWIRE,
        {
            "default": b"\x00",
            "prefix": b"\x78" + head + HOP[:3],
            "circuit": b"\xa0" + head + HOP * 2,
        },
        {
            "length-95": b"\x5f" + head,
            "length-129": b"\x81" + head + HOP + b"\x00",
            "length-161": b"\xa1" + head + HOP * 2 + b"\x00",
            "overrun": b"\xa0" + head + HOP,
        },
        "RFC 7267 §4.1",
    )
    right = b"\x0c\x04" + HOP + b"\x00\x01\x04" + HOP
    yield from family_cases(
        "l1vpn",
        Family.IPV4_L1VPN,
        {"right": right},
        {
            "overrun": right[:-1],
            "ppi-overrun": right[:1] + b"\xff" + right[2:],
            "trailing": b"\x0d" + right[1:] + b"\x00",
        },
        "RFC 5195 §3",
    )
    yield from family_cases(
        "4over6",
        Family.IPV4_4OVER6,
        {"right": b"\x18" + HOP[:3]},
        {"length-33": b"\x21" + HOP + b"\x00", "overrun": b"\x20" + HOP[:3]},
        "RFC 5747 §3.3",
        hop=_HOP6,
    )
