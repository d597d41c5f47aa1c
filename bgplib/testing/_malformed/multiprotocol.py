"""Cases of MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760, RFC 7606 §5.3 and §7.11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.testing._malformed.case import (
    AS_PATH,
    EXTERNAL,
    NEXT_HOP,
    NLRI,
    ORIGIN,
    MalformedCase,
    attribute,
    case,
    update,
)

__all__ = ["cases", "reach", "reach_case", "wrong_routes"]

_NONE, _IGNORE = Treatment.NONE, Treatment.IGNORE
_DISABLE, _RESET = Treatment.AFI_SAFI_DISABLE, Treatment.SESSION_RESET
_IPV6: Final = b"\0\x02\x01"
_HOP: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"
_LINK_LOCAL: Final = b"\xfe\x80" + bytes(13) + b"\x01"
_ROUTE: Final = b"\x20\x20\x01\x0d\xb8"


def reach(family: bytes, hop: bytes, nlri: bytes = _ROUTE, reserved: bytes = b"\0") -> bytes:
    """Make the value of MP_REACH_NLRI (RFC 4760 §3)."""
    return family + bytes((len(hop),)) + hop + reserved + nlri


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    yield from _malformed_reach()
    yield from _malformed_unreach()
    yield from _flags()
    yield from _duplicates()
    yield from _fine()
    yield from _not_agreed()
    yield from _add_path()
    yield from _extended_next_hop()


def wrong_routes(
    name: str, octets: bytes, rfc: str, context: Context = EXTERNAL
) -> Iterator[MalformedCase]:
    """Make the case twice: in a session that ends for it, and in one that disables the family."""
    message = update(octets, ORIGIN, AS_PATH)
    numbers = (3, 9, octets)
    yield case(name, message, _RESET, rfc, also=(_DISABLE,), notification=numbers, context=context)
    header = 4 if octets[0] & 0x10 else 3
    if len(octets) - header < 3:
        return  # it does not name a family
    disabling = attrs.evolve(context, disable_family_on_error=True)
    # An UPDATE without reachable NLRI, but with errors, resets the session (RFC 7606 §5.2).
    treatment, also = (_DISABLE, (_RESET,)) if octets[1] == 14 else (_RESET, ())
    yield case(
        f"{name}-disable",
        message,
        treatment,
        rfc,
        also=also,
        notification=numbers,
        context=disabling,
    )


def _malformed_reach() -> Iterator[MalformedCase]:
    good = reach(_IPV6, _HOP)
    for name, value, rfc in (
        ("empty", b"", "RFC 7606 §5.3"),
        ("length-2", good[:2], "RFC 7606 §5.3"),
        ("length-4", good[:4], "RFC 7606 §5.3"),
        ("next-hop-0", reach(_IPV6, b""), "RFC 7606 §7.11"),
        ("next-hop-4", reach(_IPV6, _HOP[:4]), "RFC 7606 §7.11"),
        ("next-hop-15", reach(_IPV6, _HOP[:15]), "RFC 7606 §7.11"),
        ("next-hop-17", reach(_IPV6, _HOP + b"\0"), "RFC 7606 §7.11"),
        ("next-hop-48", reach(_IPV6, _HOP * 3), "RFC 7606 §7.11"),
        ("next-hop-255", good[:3] + b"\xff" + good[4:], "RFC 7606 §7.11"),
        ("next-hop-overrun", good[:3] + b"\x20" + good[4:], "RFC 7606 §7.11"),
        ("no-reserved-octet", good[:20], "RFC 7606 §7.11"),
        ("prefix-129", reach(_IPV6, _HOP, b"\x81" + bytes(17)), "RFC 7606 §5.3"),
        ("prefix-cut", reach(_IPV6, _HOP, _ROUTE[:-1]), "RFC 7606 §5.3"),
        ("good-then-bad", reach(_IPV6, _HOP, _ROUTE + b"\xff"), "RFC 7606 §5.3"),
    ):
        yield from wrong_routes(f"mp-reach-{name}", attribute(0x80, 14, value), rfc)


def _malformed_unreach() -> Iterator[MalformedCase]:
    for name, value in (
        ("empty", b""),
        ("length-2", _IPV6[:2]),
        ("prefix-129", _IPV6 + b"\x81" + bytes(17)),
        ("prefix-cut", _IPV6 + _ROUTE[:-1]),
        ("good-then-bad", _IPV6 + _ROUTE + b"\xff"),
    ):
        yield from wrong_routes(f"mp-unreach-{name}", attribute(0x80, 15, value), "RFC 7606 §5.3")


def _flags() -> Iterator[MalformedCase]:
    values = {14: ("reach", reach(_IPV6, _HOP)), 15: ("unreach", _IPV6 + _ROUTE)}
    for code, (name, value) in values.items():
        for flags in (0x00, 0x40, 0xC0):
            octets = attribute(flags, code, value)
            yield from wrong_routes(f"mp-{name}-flags-{flags:02x}", octets, "RFC 7606 §5.3")
        for flags in (0x8F, 0x90, 0x9F):
            message = update(attribute(flags, code, value), ORIGIN, AS_PATH)
            yield case(f"mp-{name}-flags-{flags:02x}", message, _NONE, "RFC 4271 §4.3")


def _duplicates() -> Iterator[MalformedCase]:
    for name, octets in (
        ("reach", attribute(0x80, 14, reach(_IPV6, _HOP))),
        ("unreach", attribute(0x80, 15, _IPV6)),
    ):
        yield case(
            f"mp-{name}-twice",
            update(octets, octets, ORIGIN, AS_PATH),
            _RESET,
            "RFC 7606 §3 (g)",
            notification=(3, 1, b""),
        )


def reach_case(
    name: str,
    value: bytes,
    treatment: Treatment,
    rfc: str,
    *,
    context: Context = EXTERNAL,
    also: Iterable[Treatment] = (),
    notification: tuple[int, int, bytes] | None = None,
) -> MalformedCase:
    """Make a case of the value of MP_REACH_NLRI in an UPDATE that is otherwise right."""
    message = update(attribute(0x80, 14, value), ORIGIN, AS_PATH)
    return case(
        f"mp-reach-{name}",
        message,
        treatment,
        rfc,
        context=context,
        also=also,
        notification=notification,
    )


def _fine() -> Iterator[MalformedCase]:
    for name, value, rfc in (
        ("reserved-octet", reach(_IPV6, _HOP, reserved=b"\xff"), "RFC 4760 §3"),
        ("no-routes", reach(_IPV6, _HOP, b""), "RFC 4760 §3"),
        ("link-local", reach(_IPV6, _HOP + _LINK_LOCAL), "RFC 2545 §3"),
        ("two-globals", reach(_IPV6, _HOP + _HOP), "RFC 2545 §3"),
        ("link-local-alone", reach(_IPV6, _LINK_LOCAL), "RFC 2545 §3"),
        ("default-route", reach(_IPV6, _HOP, b"\0"), "RFC 4760 §5"),
        ("ipv4", reach(b"\0\x01\x01", bytes((192, 0, 2, 1)), NLRI), "RFC 4760 §3"),
    ):
        yield reach_case(name, value, _NONE, rfc)
    # NEXT_HOP is not needed for what is in MP_REACH_NLRI, but for what is not.
    ipv6 = attribute(0x80, 14, reach(_IPV6, _HOP))
    both = update(ipv6, ORIGIN, AS_PATH, NEXT_HOP, nlri=NLRI)
    yield case("mp-reach-and-nlri", both, _NONE, "RFC 7606 §5.1")
    yield case(
        "mp-reach-and-nlri-no-next-hop",
        update(ipv6, ORIGIN, AS_PATH, nlri=NLRI),
        Treatment.TREAT_AS_WITHDRAW,
        "RFC 7606 §3 (d)",
        notification=(3, 3, b"\x03"),
    )
    last = update(ORIGIN, AS_PATH, ipv6)
    yield case("mp-reach-last", last, _NONE, "RFC 7606 §5.1")


def _not_agreed() -> Iterator[MalformedCase]:
    rfc = "RFC 4760 §8"
    for name, family in (
        ("multicast", b"\0\x02\x02"),
        ("unknown-afi", b"\x12\x34\x01"),
        ("unknown-safi", b"\0\x01\xf0"),
    ):
        value = reach(family, _HOP)
        yield reach_case(
            f"not-agreed-{name}", value, _IGNORE, rfc, also=(_NONE,), notification=(3, 9, b"")
        )
        octets = attribute(0x80, 15, family + _ROUTE)
        yield case(
            f"mp-unreach-not-agreed-{name}",
            update(octets),
            _IGNORE,
            rfc,
            also=(_NONE,),
            notification=(3, 9, b""),
        )


def _add_path() -> Iterator[MalformedCase]:
    """NLRI with and without path identifiers, against what was agreed on (RFC 7911 §3)."""
    ipv6 = EXTERNAL.with_add_path(Family.IPV6_UNICAST)
    numbered = bytes((0, 0, 0, 7)) + _ROUTE
    yield reach_case("add-path", reach(_IPV6, _HOP, numbered), _NONE, "RFC 7911 §3", context=ipv6)
    for name, nlri in (("missing", _ROUTE), ("cut", numbered[:4]), ("alone", numbered[:3])):
        octets = attribute(0x80, 14, reach(_IPV6, _HOP, nlri))
        yield from wrong_routes(f"mp-reach-add-path-{name}", octets, "RFC 7911 §3", ipv6)
    ipv4 = EXTERNAL.with_add_path(Family.IPV4_UNICAST)
    needed = (ORIGIN, AS_PATH, NEXT_HOP)
    for name, nlri, treatment in (
        ("right", bytes((0, 0, 0, 7)) + NLRI, _NONE),
        ("missing", NLRI, _RESET),
        ("alone", bytes(4), _RESET),
    ):
        yield case(
            f"nlri-add-path-{name}",
            update(*needed, nlri=nlri),
            treatment,
            "RFC 7911 §3",
            notification=None if treatment is _NONE else (3, 10, b""),
            context=ipv4,
        )


def _extended_next_hop() -> Iterator[MalformedCase]:
    """IPv4 routes with IPv6 next hops (RFC 8950 §3)."""
    ipv4 = b"\0\x01\x01"
    agreed = EXTERNAL.with_extended_next_hop([(Family.IPV4_UNICAST, AFI_IPV6)])
    for name, hop in (("16", _HOP), ("32", _HOP + _LINK_LOCAL)):
        value = reach(ipv4, hop, NLRI)
        octets = attribute(0x80, 14, value)
        yield from wrong_routes(f"mp-reach-extended-{name}-not-agreed", octets, "RFC 7606 §7.11")
        yield reach_case(f"extended-{name}", value, _NONE, "RFC 8950 §3", context=agreed)
    value = reach(ipv4, bytes((192, 0, 2, 1)), NLRI)
    yield reach_case("extended-4", value, _NONE, "RFC 8950 §4", context=agreed)
    octets = attribute(0x80, 14, reach(ipv4, _HOP[:8], NLRI))
    yield from wrong_routes("mp-reach-extended-8", octets, "RFC 7606 §7.11", agreed)
