"""Cases of the fields of an UPDATE, and of which attributes it has (RFC 7606 §3 to §5)."""

from __future__ import annotations

from collections.abc import Iterator

from bgplib.findings import Treatment
from bgplib.testing._malformed.case import (
    AS_PATH,
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
_DISABLE, _RESET = Treatment.AFI_SAFI_DISABLE, Treatment.SESSION_RESET
_NEEDED = (ORIGIN, AS_PATH, NEXT_HOP)
_MED = attribute(0x80, 4, bytes(4))
_UNKNOWN = attribute(0xC0, 250, b"x")


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    yield from _lengths()
    yield from _last_attribute()
    yield from _routes()
    yield from _duplicates()
    yield from _missing()
    yield from _without_routes()


def _lengths() -> Iterator[MalformedCase]:
    """Lengths of the fields against the length of the message."""
    rfc = "RFC 7606 §3 (b)"
    broken = {
        "withdrawn-length-too-large": update(*_NEEDED, nlri=NLRI, withdrawn_length=65535),
        "withdrawn-length-leaves-one": update(withdrawn_length=1),
        "withdrawn-length-leaves-none": update(withdrawn_length=2),
        "attributes-length-too-large": update(*_NEEDED, attributes_length=65535),
        "attributes-length-by-one": update(*_NEEDED, attributes_length=len(b"".join(_NEEDED)) + 1),
    }
    for name, octets in broken.items():
        yield case(f"frame-{name}", octets, _RESET, rfc, notification=(3, 1, b""))


def _last_attribute() -> Iterator[MalformedCase]:
    """A last attribute that does not fit in the Total Path Attribute Length."""
    rfc = "RFC 7606 §4"
    for name, tail in {
        "overrun": b"\x80\x04\x05" + bytes(4),
        "extended-overrun": b"\x90\x04\x00\x05" + bytes(4),
        "one-octet-left": b"\x80",
        "two-octets-left": b"\x80\x04",
        "extended-three-left": b"\x90\x04\x00",
    }.items():
        octets = update(*_NEEDED, tail, nlri=NLRI)
        yield case(f"frame-last-{name}", octets, _WITHDRAW, rfc, notification=(3, 1, b""))
        octets = update(*_NEEDED, tail)
        yield case(
            f"frame-last-{name}-no-nlri",
            octets,
            _RESET,
            "RFC 7606 §5.2",
            notification=(3, 1, b""),
        )


def _routes() -> Iterator[MalformedCase]:
    """Fields of IPv4 routes that cannot be read."""
    for name, field in {
        "length-33": bytes((33, 10, 0, 0, 0, 0)),
        "length-255": bytes((255,)),
        "cut": bytes((24, 10, 0)),
        "no-address": bytes((8,)),
        "good-then-bad": NLRI + bytes((33, 10)),
    }.items():
        for where, octets in {
            "nlri": update(*_NEEDED, nlri=field),
            "withdrawn": update(withdrawn=field),
        }.items():
            yield case(
                f"frame-{where}-{name}",
                octets,
                _RESET,
                "RFC 7606 §5.3",
                notification=(3, 10, b""),
            )
    octets = update(*_NEEDED, nlri=bytes((9, 10, 255)))
    yield case("frame-nlri-trailing-bits", octets, _NONE, "RFC 4271 §4.3")
    octets = update(*_NEEDED, nlri=bytes((4, 224)))
    yield case("frame-nlri-multicast", octets, _NONE, "RFC 4271 §6.3", also=(_IGNORE,))
    octets = update(*_NEEDED, nlri=NLRI, withdrawn=NLRI)
    yield case("frame-withdrawn-and-announced", octets, _NONE, "RFC 4271 §4.3")


def _duplicates() -> Iterator[MalformedCase]:
    """Attributes that are there twice."""
    rfc = "RFC 7606 §3 (g)"
    also = (_NONE, _DISCARD)
    for name, second in {
        "same": _MED,
        "different": attribute(0x80, 4, b"\0\0\0\x01"),
        "malformed": attribute(0x80, 4, b"\0"),
        "flags": attribute(0x40, 4, bytes(4)),
    }.items():
        octets = update(*_NEEDED, _MED, second, nlri=NLRI)
        yield case(
            f"frame-duplicate-{name}", octets, _IGNORE, rfc, also=also, notification=(3, 1, b"")
        )
    octets = update(*_NEEDED, _UNKNOWN, _UNKNOWN, nlri=NLRI)
    yield case("frame-duplicate-unknown", octets, _IGNORE, rfc, also=also, notification=(3, 1, b""))


def _missing() -> Iterator[MalformedCase]:
    """Attributes that reachable routes need."""
    rfc = "RFC 7606 §3 (d)"
    codes = {"origin": 1, "as-path": 2, "next-hop": 3}
    for index, (name, code) in enumerate(codes.items()):
        rest = [octets for at, octets in enumerate(_NEEDED) if at != index]
        octets = update(*rest, nlri=NLRI)
        data = bytes((code,))
        yield case(f"missing-{name}", octets, _WITHDRAW, rfc, notification=(3, 3, data))
    for name, octets in {
        "all": update(nlri=NLRI),
        "all-but-unknown": update(_UNKNOWN, nlri=NLRI),
        "all-beside-unreach": update(attribute(0x80, 15, b"\0\x02\x01"), nlri=NLRI),
    }.items():
        yield case(f"missing-{name}", octets, _WITHDRAW, rfc, notification=(3, 3, b"\x01"))
    octets = update(ORIGIN, AS_PATH, NEXT_HOP, nlri=NLRI)
    yield case("missing-nothing", octets, _NONE, "RFC 4271 §5")
    yield case(
        "missing-local-pref-internal",
        octets,
        _NONE,
        "RFC 4271 §5.1.5",
        also=(_WITHDRAW,),
        context=INTERNAL,
    )
    octets = update(*_NEEDED, LOCAL_PREF, nlri=NLRI)
    yield case("missing-nothing-internal", octets, _NONE, "RFC 4271 §5", context=INTERNAL)


def _without_routes() -> Iterator[MalformedCase]:
    """UPDATEs without reachable routes, with and without errors."""
    yield case("empty-update", update(), _NONE, "RFC 4724 §2")
    unreach = attribute(0x80, 15, b"\0\x02\x01")
    yield case("empty-unreach", update(unreach), _NONE, "RFC 4724 §2")
    yield case("attributes-without-routes", update(*_NEEDED), _NONE, "RFC 4271 §6.3")
    bad = attribute(0x80, 4, b"\0")
    rfc = "RFC 7606 §5.2"
    for name, octets in {
        "malformed-without-routes": update(*_NEEDED, bad),
        "malformed-with-withdrawn": update(*_NEEDED, bad, withdrawn=NLRI),
        "malformed-with-unreach": update(*_NEEDED, bad, unreach + b""),
    }.items():
        yield case(name, octets, _RESET, rfc, notification=(3, 5, bad))
    discarded = attribute(0x40, 6, b"\0")
    octets = update(*_NEEDED, discarded)
    yield case("discarded-without-routes", octets, _DISCARD, rfc, notification=(3, 5, discarded))
