"""Cases of the values of path attributes (RFC 7606 §7, RFC 5065, RFC 6793, RFC 7607, ...)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from bgplib.context import Context, SessionType
from bgplib.findings import Treatment
from bgplib.testing._malformed.case import (
    AS_PATH,
    EXTERNAL,
    INTERNAL,
    LOCAL_PREF,
    NEXT_HOP,
    NLRI,
    ORIGIN,
    MalformedCase,
    attribute,
    case,
    update,
)

__all__ = ["cases"]

_NONE, _IGNORE = Treatment.NONE, Treatment.IGNORE
_DISCARD = Treatment.ATTRIBUTE_DISCARD
_WITHDRAW = Treatment.TREAT_AS_WITHDRAW
_RESET = Treatment.SESSION_RESET
_OLD: Final = attrs.evolve(EXTERNAL, four_octet_as=False)
_CONFEDERATION: Final = attrs.evolve(EXTERNAL, session=SessionType.CONFEDERATION)
_SHORT_PATH: Final = attribute(0x40, 2, b"\x02\x01\xfd\xe9")

#: name, code, flags, wrong lengths, treatment, section; NOTIFICATION 3/5
_LENGTHS: Final = (
    ("origin", 1, 0x40, (0, 2), _WITHDRAW, "RFC 7606 §7.1"),
    ("next-hop", 3, 0x40, (0, 3, 5, 16), _WITHDRAW, "RFC 7606 §7.3"),
    ("med", 4, 0x80, (0, 3, 5), _WITHDRAW, "RFC 7606 §7.4"),
    ("local-pref", 5, 0x40, (0, 3, 5), _WITHDRAW, "RFC 7606 §7.5"),
    ("atomic-aggregate", 6, 0x40, (1, 4), _DISCARD, "RFC 7606 §7.6"),
    ("aggregator", 7, 0xC0, (0, 6, 7, 9), _DISCARD, "RFC 7606 §7.7"),
    ("communities", 8, 0xC0, (0, 3, 5), _WITHDRAW, "RFC 7606 §7.8"),
    ("originator-id", 9, 0x80, (0, 3, 5), _WITHDRAW, "RFC 7606 §7.9"),
    ("cluster-list", 10, 0x80, (0, 3, 5), _WITHDRAW, "RFC 7606 §7.10"),
    ("extended-communities", 16, 0xC0, (0, 7, 9), _WITHDRAW, "RFC 7606 §7.14"),
    ("large-community", 32, 0xC0, (0, 11, 13), _WITHDRAW, "RFC 8092 §6"),
    ("only-to-customer", 35, 0xC0, (0, 3, 5, 1024), _WITHDRAW, "RFC 9234 §5"),
)


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    for name, code, flags, lengths, treatment, rfc in _LENGTHS:
        for length in lengths:
            octets = attribute(flags, code, b"\x01" * length)
            yield case(
                f"{name}-length-{length}",
                _around(octets, INTERNAL),
                treatment,
                rfc,
                notification=(3, 5, octets),
                context=INTERNAL,
            )
    yield from _origin()
    yield from _as_path()
    yield from _next_hop()
    yield from _as_zero()
    yield from _fine()
    yield from _as4()
    yield from _strongest()


def _around(octets: bytes, context: Context = EXTERNAL) -> bytes:
    """Put an attribute in an UPDATE that is otherwise right in the context."""
    path = AS_PATH if context.four_octet_as else _SHORT_PATH
    needed = {1: ORIGIN, 2: path, 3: NEXT_HOP}
    if context is INTERNAL:
        needed[5] = LOCAL_PREF
    return update(*(needed | {octets[1]: octets}).values(), nlri=NLRI)


def _origin() -> Iterator[MalformedCase]:
    for value in (3, 255):
        octets = attribute(0x40, 1, bytes((value,)))
        yield case(
            f"origin-value-{value}",
            _around(octets),
            _WITHDRAW,
            "RFC 7606 §7.1",
            notification=(3, 6, octets),
        )


def _path(
    name: str,
    value: str,
    treatment: Treatment,
    rfc: str,
    context: Context = EXTERNAL,
    also: Iterable[Treatment] = (),
) -> MalformedCase:
    octets = _around(attribute(0x40, 2, bytes.fromhex(value)), context)
    numbers = None if treatment is _NONE else (3, 11, b"")
    return case(
        f"as-path-{name}", octets, treatment, rfc, notification=numbers, context=context, also=also
    )


def _as_path() -> Iterator[MalformedCase]:
    rfc = "RFC 7606 §7.2"
    first = "0201 0000fde9"  # AS_SEQUENCE 65001, the external peer
    for name, value in {
        "type-0": first + "0001 00000001",
        "type-5": first + "0501 00000001",
        "empty-segment": first + "0200",
        "overrun": first + "0202 00000001",
        "overrun-255": "02ff" + "0000fde9" * 3,
        "one-octet-left": first + "02",
        "two-octet-numbers": "0202 fde9 fdea",
    }.items():
        yield _path(name, value, _WITHDRAW, rfc)
    yield _path("four-octet-numbers", "0201 0000fde9", _WITHDRAW, rfc, _OLD)
    yield _path("confed-sequence", first + "0301 0000fdea", _WITHDRAW, "RFC 5065 §5")
    yield _path("confed-set", first + "0401 0000fdea", _WITHDRAW, "RFC 5065 §5")
    for name, value in {"sequence": first, "set": "0401 0000fdea", "empty": ""}.items():
        yield _path(f"confed-first-{name}", value, _WITHDRAW, "RFC 5065 §5", _CONFEDERATION)
    yield _path("confed-right", "0301 0000fdea" + first, _NONE, "RFC 5065 §5", _CONFEDERATION)
    yield _path("foreign-first", "0202 0000fdea 0000fde9", _WITHDRAW, rfc, also=(_RESET,))
    yield _path("foreign-empty", "", _WITHDRAW, rfc, also=(_RESET,))
    server = attrs.evolve(EXTERNAL, enforce_first_as=False)
    yield _path("route-server", "0201 0000fdea", _NONE, "RFC 7947 §2.2.2", server)
    strict = attrs.evolve(EXTERNAL, reject_as_sets=True)
    yield _path("set-rejected", first + "0101 00000001", _WITHDRAW, "RFC 9774 §3", strict)
    yield _path("set", first + "0101 00000001", _NONE, "RFC 4271 §4.3")
    yield _path("local-as", "0202 0000fde9 0000fde8", _NONE, "RFC 4271 §9.1.2")
    yield _path("empty-internal", "", _NONE, "RFC 4271 §5.1.2", INTERNAL)
    yield _path("full-segment", "02ff" + "0000fde9" * 255, _NONE, "RFC 4271 §4.3", _LONG)


_LONG: Final = attrs.evolve(EXTERNAL, extended_messages=True)


def _next_hop() -> Iterator[MalformedCase]:
    hops = {
        "zero": (0, 0, 0, 0),
        "loopback": (127, 0, 0, 1),
        "class-d": (224, 0, 0, 1),
        "class-e": (240, 0, 0, 1),
        "broadcast": (255, 255, 255, 255),
    }
    for name, address in hops.items():
        octets = attribute(0x40, 3, bytes(address))
        yield case(
            f"next-hop-{name}",
            _around(octets),
            _WITHDRAW,
            "RFC 4271 §6.3",
            also=(_IGNORE,),
            notification=(3, 8, octets),
        )
    # What cannot be used is ignored by who chooses routes: the peer did nothing wrong.
    for name, address in (("elsewhere", (203, 0, 113, 9)), ("ours", (10, 0, 0, 1))):
        octets = attribute(0x40, 3, bytes(address))
        yield case(f"next-hop-{name}", _around(octets), _NONE, "RFC 4271 §6.3")
    # Beside MP_REACH_NLRI, with no NLRI field, it is ignored.
    reach = attribute(
        0x80, 14, b"\0\x02\x01\x10" + b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01\0" + b"\0"
    )
    yield case("next-hop-unused", update(reach, ORIGIN, AS_PATH, NEXT_HOP), _NONE, "RFC 4760 §3")
    for name, subcode, octets in (
        ("zero", 8, attribute(0x40, 3, bytes(4))),
        ("length", 5, attribute(0x40, 3, bytes(16))),
    ):
        yield case(
            f"next-hop-unused-{name}",
            update(reach, ORIGIN, AS_PATH, octets),
            _IGNORE,
            "RFC 4760 §3",
            also=(_NONE, _WITHDRAW) if name == "length" else (_NONE,),
            notification=(3, subcode, octets),
        )
    zero = attribute(0x40, 3, bytes(4))
    unreach = attribute(0x80, 15, b"\0\x02\x01\x00")
    yield case(
        "next-hop-unused-unreach",
        update(ORIGIN, AS_PATH, zero, unreach),
        _IGNORE,
        "RFC 4760 §3",
        also=(_NONE,),
        notification=(3, 8, zero),
    )
    yield case(
        "next-hop-without-routes",
        update(ORIGIN, AS_PATH, zero),
        _RESET,
        "RFC 7606 §5.2",
        notification=(3, 8, zero),
    )


def _as_zero() -> Iterator[MalformedCase]:
    """AS 0 in paths and aggregators (RFC 7607 §2)."""
    rfc = "RFC 7607 §2"
    yield _path("zero", "0202 0000fde9 00000000", _WITHDRAW, rfc)
    yield _path("zero-in-set", "0201 0000fde9 0102 00000001 00000000", _WITHDRAW, rfc)
    yield _path("zero-of-two-octets", "0202 fde9 0000", _WITHDRAW, rfc, _OLD)
    octets = attribute(0xC0, 7, bytes(4) + bytes((192, 0, 2, 1)))
    yield case("aggregator-zero", _around(octets), _DISCARD, rfc, notification=(3, 9, octets))
    octets = attribute(0xC0, 18, bytes(4) + bytes((192, 0, 2, 1)))
    yield case(
        "as4-aggregator-zero",
        _around(octets, _OLD),
        _DISCARD,
        rfc,
        notification=(3, 9, octets),
        context=_OLD,
    )
    octets = attribute(0xC0, 17, b"\x02\x01" + bytes(4))
    yield case(
        "as4-path-zero",
        _around(octets, _OLD),
        _DISCARD,
        rfc,
        notification=(3, 9, octets),
        context=_OLD,
    )


def _fine() -> Iterator[MalformedCase]:
    """Values that only look wrong."""
    for name, code, value, rfc in (
        ("communities-well-known", 8, b"\xff\xff\xff\x01" * 2, "RFC 1997"),
        ("extended-communities-unknown", 16, b"\x3f" * 8, "RFC 7606 §7.14"),
        ("large-community-twice", 32, bytes(24), "RFC 8092 §5"),
    ):
        yield case(name, _around(attribute(0xC0, code, value)), _NONE, rfc)
    octets = _around(attribute(0x80, 9, bytes((10, 0, 0, 1))), INTERNAL)
    yield case("originator-id-ours", octets, _NONE, "RFC 4456 §8", context=INTERNAL)
    octets = _around(attribute(0xC0, 35, b"\x00\x00\xfd\xea"))
    yield case("only-to-customer-leak", octets, _NONE, "RFC 9234 §5")
    octets = _around(attribute(0xC0, 35, bytes(4)))
    yield case("only-to-customer-zero", octets, _NONE, "RFC 9234 §5", also=(_WITHDRAW,))
    short = attribute(0xC0, 7, b"\xfd\xe9" + bytes((192, 0, 2, 1)))
    yield case("aggregator-of-six", _around(short, _OLD), _NONE, "RFC 7606 §7.7", context=_OLD)
    long = attribute(0xC0, 7, b"\0\0\xfd\xe9" + bytes((192, 0, 2, 1)))
    yield case(
        "aggregator-of-eight",
        _around(long, _OLD),
        _DISCARD,
        "RFC 7606 §7.7",
        notification=(3, 5, long),
        context=_OLD,
    )


def _as4() -> Iterator[MalformedCase]:
    """AS4_PATH and AS4_AGGREGATOR (RFC 6793 §6)."""
    rfc = "RFC 6793 §6"
    path = b"\x02\x01" + (65001).to_bytes(4, "big")  # the peer's AS, which stands first
    aggregator = b"\x00\x01\x00\x00" + bytes((192, 0, 2, 1))
    for name, code, value in (("path", 17, path), ("aggregator", 18, aggregator)):
        for how, octets in {
            "right": attribute(0xC0, code, value),
            "flags": attribute(0x40, code, value),
            "length": attribute(0xC0, code, value[1:]),
        }.items():
            yield case(
                f"as4-{name}-between-new-{how}",
                _around(octets),
                _DISCARD,
                rfc,
                # RFC 7606 §3 (h): the stronger of two treatments; (c) has one for flags.
                also=(_WITHDRAW,) if how == "flags" else (),
                notification=(3, 9, octets),
            )
        octets = attribute(0xC0, code, value)
        yield case(f"as4-{name}-right", _around(octets, _OLD), _NONE, rfc, context=_OLD)
    for name, code, value, subcode in (
        ("path-empty", 17, b"", 5),
        ("path-length-5", 17, path[:5], 5),
        ("path-length-7", 17, path + b"\x02", 9),
        ("path-empty-segment", 17, path + b"\x02\x00", 9),
        ("path-overrun", 17, b"\x02\x02" + path[2:], 9),
        ("path-type-5", 17, b"\x05\x01" + path[2:], 9),
        ("aggregator-length-0", 18, b"", 5),
        ("aggregator-length-6", 18, aggregator[:6], 5),
        ("aggregator-length-9", 18, aggregator + b"\0", 5),
    ):
        octets = attribute(0xC0, code, value)
        yield case(
            f"as4-{name}",
            _around(octets, _OLD),
            _DISCARD,
            rfc,
            notification=(3, subcode, octets),
            context=_OLD,
        )
    octets = attribute(0xC0, 17, b"\x03\x01\x00\x00\xfd\xea" + path)
    yield case(
        "as4-path-confed",
        _around(octets, _OLD),
        _IGNORE,
        rfc,
        also=(_NONE,),
        notification=(3, 9, octets),
        context=_OLD,
    )


def _strongest() -> Iterator[MalformedCase]:
    """Several errors in one UPDATE (RFC 7606 §3 h)."""
    rfc = "RFC 7606 §3 (h)"
    discard = attribute(0x40, 6, b"\0")
    withdraw = attribute(0x80, 4, b"\0")
    reset = attribute(0x80, 15, b"\0")
    needed = (ORIGIN, AS_PATH, NEXT_HOP)
    # Routes are read whatever is wrong with attributes: what cannot be read cannot be withdrawn.
    for name, octets in {
        "nlri": update(*needed, withdraw, nlri=b"\x21"),
        "withdrawn": update(*needed, withdraw, nlri=NLRI, withdrawn=b"\x21"),
    }.items():
        yield case(f"strongest-withdraw-{name}", octets, _RESET, rfc, notification=(3, 10, b""))
    # RFC 8654 §5: a NOTIFICATION of 4,096 octets has room for this much of an attribute.
    long = attribute(0xC0, 8, bytes(8001))
    yield case(
        "strongest-data-cut",
        update(*needed, long, nlri=NLRI),
        _WITHDRAW,
        "RFC 7606 §7.8",
        notification=(3, 5, long[: 4096 - 21]),
        context=_LONG,
    )
    for name, both, treatment, numbers in (
        ("discard-withdraw", (discard, withdraw), _WITHDRAW, (3, 5, withdraw)),
        ("withdraw-discard", (withdraw, discard), _WITHDRAW, (3, 5, withdraw)),
        ("withdraw-reset", (withdraw, reset), _RESET, (3, 9, reset)),
        ("reset-discard", (reset, discard), _RESET, (3, 9, reset)),
    ):
        yield case(
            f"strongest-{name}",
            update(*needed, *both, nlri=NLRI),
            treatment,
            rfc,
            notification=numbers,
        )
