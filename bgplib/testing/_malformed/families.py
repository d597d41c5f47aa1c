"""Cases of the NLRI of families other than unicast (RFC 7606 §5.3 and §5.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.testing._malformed.case import (
    AS_PATH,
    EXTERNAL,
    ORIGIN,
    MalformedCase,
    attribute,
    case,
    update,
)
from bgplib.testing._malformed.multiprotocol import reach, wrong_routes

__all__ = ["HOP", "RD", "cases", "family_cases", "family_octets", "fine", "in_family", "one_wrong"]

_NONE, _IGNORE = Treatment.NONE, Treatment.IGNORE
HOP: Final = bytes((192, 0, 2, 1))
_HOP6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"
RD: Final = b"\x00\x00\xfd\xe8\x00\x00\x00\x01"
_LABEL: Final = b"\x00\x06\x41"  # 100, bottom of stack
_MORE: Final = b"\x00\x06\x40"  # 100, and more to come
_IPV6: Final = b"\x20\x01\x0d\xb8"


def in_family(family: Family, **changes: Any) -> Context:
    """Make the context of an external session for one family."""
    return attrs.evolve(EXTERNAL, families=(family,), **changes)


def family_octets(family: Family) -> bytes:
    """Write AFI and SAFI, as MP attributes have them."""
    return family.afi.to_bytes(2, "big") + bytes((family.safi,))


def fine(
    name: str,
    family: Family,
    nlri: bytes,
    rfc: str,
    *,
    hop: bytes = HOP,
    context: Context | None = None,
    more: tuple[bytes, ...] = (),
) -> MalformedCase:
    """Make a case of NLRI that nothing is wrong with; `more` are further attributes."""
    value = reach(family_octets(family), hop, nlri)
    octets = update(attribute(0x80, 14, value), ORIGIN, AS_PATH, *more)
    return case(name, octets, _NONE, rfc, context=context or in_family(family))


def one_wrong(
    name: str,
    family: Family,
    field: bytes,
    wrong: bytes,
    rfc: str,
    treatment: Treatment = _IGNORE,
) -> MalformedCase:
    """Make a case of a field whose NLRI `wrong` alone is at fault."""
    octets = update(attribute(0x80, 14, reach(family_octets(family), HOP, field)), ORIGIN, AS_PATH)
    return case(name, octets, treatment, rfc, notification=(3, 9, wrong), context=in_family(family))


def family_cases(
    prefix: str,
    family: Family,
    right: Mapping[str, bytes],
    wrong: Mapping[str, bytes],
    rfc: str,
    *,
    hop: bytes = HOP,
    context: Context | None = None,
) -> Iterator[MalformedCase]:
    """Make cases of NLRI that are right, and of NLRI that cannot be read."""
    agreed = context or in_family(family)
    head = family_octets(family)
    for name, nlri in right.items():
        yield fine(f"{prefix}-{name}", family, nlri, rfc, hop=hop, context=agreed)
    for name, nlri in wrong.items():
        octets = attribute(0x80, 14, reach(head, hop, nlri))
        yield from wrong_routes(f"{prefix}-{name}", octets, "RFC 7606 §5.3", agreed)


def _unreach(name: str, family: Family, nlri: bytes, rfc: str) -> MalformedCase:
    octets = update(attribute(0x80, 15, family_octets(family) + nlri))
    return case(name, octets, _NONE, rfc, context=in_family(family))


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    yield from _multicast()
    yield from _labeled()
    yield from _stacks()
    yield from _vpn()
    yield from _add_path()
    yield from _next_hops()
    yield from _route_target()
    yield from _vpls()
    yield from _sr_policy()
    yield from _link_state()
    yield from _mcast_vpn()


def _multicast() -> Iterator[MalformedCase]:
    for family, hop, longest in (
        (Family.IPV4_MULTICAST, HOP, 32),
        (Family.IPV6_MULTICAST, _HOP6, 128),
    ):
        size = longest // 8
        yield from family_cases(
            str(family),
            family,
            {
                "right": b"\x10\x0a\x01",
                "host": bytes((longest,)) + hop,
                "odd-bits": b"\x09\x0a\xff",
            },
            {"length": bytes((longest + 1,)) + bytes(size + 1), "cut": b"\x10\x0a"},
            "RFC 4760 §5",
            hop=hop,
        )


def _labeled() -> Iterator[MalformedCase]:
    rfc = "RFC 8277 §2.2"
    for family, hop, longest in (
        (Family.IPV4_LABELED, HOP, 32),
        (Family.IPV6_LABELED, _HOP6, 128),
    ):
        name = str(family)
        yield from family_cases(
            name,
            family,
            {
                "right": b"\x30" + _LABEL + b"\x0a\x01\x02",
                "default": b"\x18" + _LABEL,
                "host": bytes((24 + longest,)) + _LABEL + hop,
                "no-bottom": b"\x30" + _MORE + b"\x0a\x01\x02",
            },
            {
                "length-16": b"\x10\x00\x06",
                "length-23": b"\x17" + _LABEL,
                "length-above": bytes((24 + longest + 1,)) + _LABEL + hop + b"\x00",
                "length-255": b"\xff" + bytes(31),
                "cut": b"\x30" + _LABEL + b"\x0a\x01",
            },
            rfc,
            hop=hop,
        )
        for how, label in (("800000", b"\x80\x00\x00"), ("000000", bytes(3)), ("label", _LABEL)):
            nlri = b"\x30" + label + b"\x0a\x01\x02"
            yield _unreach(f"{name}-withdrawn-{how}", family, nlri, "RFC 8277 §2.4")


def _stacks() -> Iterator[MalformedCase]:
    """Several labels in one NLRI, where both ends can (RFC 8277 §2.3)."""
    family = Family.IPV4_LABELED
    rfc = "RFC 8277 §2.3"
    three = in_family(family, multiple_labels=(family,), maximum_labels=((family, 3),))
    prefix = b"\x0a\x01\x02"
    two = b"\x48" + _MORE + _LABEL + prefix
    yield from family_cases(
        "label-stack",
        family,
        {
            "one": b"\x30" + _LABEL + prefix,
            "two": two,
            "three": b"\x60" + _MORE * 2 + _LABEL + prefix,
        },
        {"no-bottom": b"\x60" + _MORE * 4, "length": b"\x2f" + _MORE + _LABEL},
        rfc,
        context=three,
    )
    four = b"\x78" + _MORE * 3 + _LABEL + prefix
    octets = attribute(0x80, 14, reach(family_octets(family), HOP, two + four))
    yield case(
        "label-stack-four",
        update(octets, ORIGIN, AS_PATH),
        Treatment.TREAT_AS_WITHDRAW,
        "RFC 8277 §2.1",
        notification=(3, 9, octets),
        context=three,
    )


def _vpn() -> Iterator[MalformedCase]:
    for family, address, longest, labels in (
        (Family.IPV4_VPN, HOP, 32, _LABEL),
        (Family.IPV6_VPN, _HOP6, 128, _LABEL),
        (Family.IPV4_VPN_MULTICAST, HOP, 32, b""),
        (Family.IPV6_VPN_MULTICAST, _HOP6, 128, b""),
    ):
        bits = 8 * len(labels) + 64
        name, hop, head = str(family), bytes(8) + address, labels + RD
        yield from family_cases(
            name,
            family,
            {
                "right": bytes((bits + 24,)) + head + b"\x0a\x01\x02",
                "default": bytes((bits,)) + head,
                "host": bytes((bits + longest,)) + head + address,
            },
            {
                "length-below": bytes((bits - 1,)) + head,
                "length-0": b"\x00",
                "length-above": bytes((bits + longest + 1,)) + head + address + b"\x00",
                "length-255": b"\xff" + bytes(31),
                "cut": bytes((bits + 24,)) + head + b"\x0a\x01",
            },
            "RFC 4364 §4.3.4",
            hop=hop,
        )
        right = bytes((bits + 24,)) + head + b"\x0a\x01\x02"
        for size in (4, 16, 13):
            value = reach(family_octets(family), (address * 4)[:size], right)
            octets = attribute(0x80, 14, value)
            yield from wrong_routes(
                f"{name}-next-hop-{size}", octets, "RFC 7606 §7.11", in_family(family)
            )
        if labels:
            for how, label in (("800000", b"\x80\x00\x00"), ("000000", bytes(3))):
                nlri = bytes((bits + 24,)) + label + RD + b"\x0a\x01\x02"
                yield _unreach(f"{name}-withdrawn-{how}", family, nlri, "RFC 8277 §2.4")


def _add_path() -> Iterator[MalformedCase]:
    """Path identifiers before NLRI of any family (RFC 7911 §3)."""
    for family, hop, nlri in (
        (Family.IPV4_LABELED, HOP, b"\x30" + _LABEL + b"\x0a\x01\x02"),
        (Family.IPV6_LABELED, _HOP6, b"\x38" + _LABEL + _IPV6),
        (Family.IPV4_VPN, bytes(8) + HOP, b"\x70" + _LABEL + RD + b"\x0a\x01\x02"),
        (Family.L2VPN_VPLS, HOP, b"\x00\x11" + RD + bytes(9)),
        (Family.IPV4_ROUTE_TARGET, HOP, b"\x60" + bytes(4) + RD),
    ):
        context = in_family(family).with_add_path(family)
        number = b"\x00\x00\x00\x07"
        yield from family_cases(
            f"{family}-add-path",
            family,
            {"right": number + nlri, "two": number + nlri + b"\x00\x00\x00\x08" + nlri},
            {"alone": number, "cut": number[:3], "missing": nlri},
            "RFC 7911 §3",
            hop=hop,
            context=context,
        )


def _next_hops() -> Iterator[MalformedCase]:
    """IPv6 next hops of IPv4 labeled and VPN routes (RFC 8950 §3)."""
    for family, nlri, front in (
        (Family.IPV4_LABELED, b"\x30" + _LABEL + b"\x0a\x01\x02", b""),
        (Family.IPV4_VPN, b"\x70" + _LABEL + RD + b"\x0a\x01\x02", bytes(8)),
    ):
        agreed = in_family(family, extended_next_hop=((family, AFI_IPV6),))
        for hop in (front + _HOP6, (front + _HOP6) * 2, front + HOP):
            name = f"{family}-extended-{len(hop)}"
            yield fine(name, family, nlri, "RFC 8950 §3", hop=hop, context=agreed)
            if len(hop) >= 16:
                octets = attribute(0x80, 14, reach(family_octets(family), hop, nlri))
                yield from wrong_routes(
                    f"{name}-not-agreed", octets, "RFC 7606 §7.11", in_family(family)
                )


def _route_target() -> Iterator[MalformedCase]:
    origin, target = b"\x00\x00\xfd\xe8", b"\x00\x02\xfd\xe8\x00\x00\x00\x01"
    yield from family_cases(
        "route-target",
        Family.IPV4_ROUTE_TARGET,
        {
            "right": b"\x60" + origin + target,
            "default": b"\x00",
            "origin-alone": b"\x20" + origin,
            "part": b"\x30" + origin + target[:2],
        },
        {
            "length-1": b"\x01\x00",
            "length-31": b"\x1f" + origin,
            "length-97": b"\x61" + origin + target + b"\x00",
            "cut": b"\x60" + origin + target[:7],
        },
        "RFC 4684 §4",
    )


def _vpls() -> Iterator[MalformedCase]:
    body = RD + bytes(6) + _LABEL
    yield from family_cases(
        "vpls",
        Family.L2VPN_VPLS,
        {"right": b"\x00\x11" + body, "discovery": b"\x00\x0c" + RD + HOP},
        {
            "length-0": b"\x00\x00",
            "length-16": b"\x00\x10" + body[:16],
            "length-18": b"\x00\x12" + body + b"\x00",
            "overrun": b"\x00\x11" + body[:16],
            "header": b"\x00",
        },
        "RFC 4761 §3.2.2",
    )


def _sr_policy() -> Iterator[MalformedCase]:
    for family, hop, bits in (
        (Family.IPV4_SR_POLICY, HOP, 96),
        (Family.IPV6_SR_POLICY, _HOP6, 192),
    ):
        body = bytes(7) + b"\x64" + hop
        yield from family_cases(
            str(family),
            family,
            {"right": bytes((bits,)) + body},
            {
                "length-above": bytes((bits + 8,)) + body + b"\x00",
                "length-below": bytes((bits - 8,)) + body[:-1],
                "length-0": b"\x00",
                "cut": bytes((bits,)) + body[:-1],
            },
            "RFC 9830 §2.1",
            hop=hop,
        )


def _link_state() -> Iterator[MalformedCase]:
    family, rfc = Family.LINK_STATE, "RFC 9552 §8.2.2"
    node = b"\x01\x00\x00\x08\x02\x00\x00\x04\x00\x00\xfd\xe8"

    def nlri(body: bytes, kind: int = 1) -> bytes:
        return kind.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body

    head = b"\x01" + bytes(8)
    right = nlri(head + node)
    yield from family_cases(
        "link-state",
        family,
        {"right": right, "two": right + nlri(b"\x02" + bytes(8) + node)},
        {
            "overrun": right[:3] + b"\xff" + right[4:],
            "header": right + b"\x00\x01\x00",
            "good-then-bad": right + b"\x00\x01\xff\xff",
        },
        "RFC 9552 §5.2",
    )
    for name, body in {
        "tlv-overrun": head + node[:2] + b"\x00\xff" + node[4:],
        "short": head[:8],
        "order": head + b"\x01\x08\x00\x00" + node,
    }.items():
        wrong = nlri(body)
        yield one_wrong(f"link-state-{name}", family, right + wrong, wrong, rfc)
    # RFC 9552 §5.2: unknown types are kept, and passed on.
    yield fine("link-state-type-unknown", family, right + nlri(head, 9999), "RFC 9552 §5.2")
    vpn = Family.LINK_STATE_VPN
    yield from family_cases(
        "link-state-vpn",
        vpn,
        {"right": nlri(RD + head + node)},
        {"overrun": b"\x00\x01\xff\xff" + RD},
        "RFC 9552 §5.2",
        hop=bytes(8) + HOP,
    )


def _mcast_vpn() -> Iterator[MalformedCase]:
    family, rfc = Family.IPV4_MCAST_VPN, "RFC 6514 §4"

    def route(kind: int, body: bytes) -> bytes:
        return bytes((kind, len(body))) + body

    group = b"\x20" + bytes((239, 1, 1, 1))
    source = b"\x20" + HOP
    active = route(5, RD + source + group)
    yield from family_cases(
        "mcast-vpn",
        family,
        {
            "intra-as": route(1, RD + HOP),
            "inter-as": route(2, RD + b"\x00\x00\xfd\xe8"),
            "s-pmsi": route(3, RD + source + group + HOP),
            "s-pmsi-wildcard": route(3, RD + b"\x00\x00" + HOP),
            "leaf": route(4, route(3, RD + source + group + HOP) + HOP),
            "source-active": active,
            "source-tree": route(7, RD + b"\x00\x00\xfd\xe8" + source + group),
        },
        {
            "overrun": active[:1] + b"\xff" + active[2:],
            "header": active + b"\x05",
            "intra-as-11": route(1, (RD + HOP)[:11]),
            "intra-as-13": route(1, RD + HOP + b"\x00"),
            "inter-as-11": route(2, RD + b"\x00\x00\xfd"),
            "source-length-24": route(5, RD + b"\x18" + HOP + group),
            "source-active-cut": route(5, RD + source + group[:4]),
            "source-active-trailing": route(5, RD + source + group + b"\x00"),
        },
        rfc,
    )
    unknown = route(99, RD)
    yield one_wrong("mcast-vpn-type-unknown", family, active + unknown, unknown, "RFC 7606 §5.4")
    specific = route(5, RD + source + b"\x20" + bytes((232, 1, 1, 1)))
    yield one_wrong(
        "mcast-vpn-source-active-ssm", family, active + specific, specific, "RFC 6514 §4.5"
    )
    ipv6 = Family.IPV6_MCAST_VPN
    group6 = b"\x80\xff\x0e" + bytes(13) + b"\x01"
    source6 = b"\x80" + _HOP6
    active6 = route(5, RD + source6 + group6)
    yield fine("mcast-vpn-ipv6-source-active", ipv6, active6, rfc)
    specific6 = route(5, RD + source6 + b"\x80\xff\x3e" + bytes(13) + b"\x01")
    yield one_wrong(
        "mcast-vpn-ipv6-source-active-ssm", ipv6, active6 + specific6, specific6, "RFC 6514 §4.5"
    )
