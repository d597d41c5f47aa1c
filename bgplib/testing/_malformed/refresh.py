"""Cases of ROUTE-REFRESH (RFC 2918, RFC 5291, RFC 7313) and of NOTIFICATION (RFC 4271 §6.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.testing._malformed.case import EXTERNAL, MalformedCase, case, message

__all__ = ["cases"]

_NONE, _IGNORE, _RESET = Treatment.NONE, Treatment.IGNORE, Treatment.SESSION_RESET
_PLAIN: Final = attrs.evolve(EXTERNAL, enhanced_route_refresh=False)
_ENHANCED: Final = attrs.evolve(EXTERNAL, enhanced_route_refresh=True)
_IPV4: Final = b"\x00\x01\x00\x01"


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    yield from _lengths()
    yield from _families()
    yield from _subtypes()
    yield from _marks()
    yield from _filters()
    yield from _notifications()


def _refresh(body: bytes) -> bytes:
    return message(messages.ROUTE_REFRESH, body)


def _lengths() -> Iterator[MalformedCase]:
    """RFC 2918 is silent on them: a short one cannot be read."""
    rfc = "RFC 2918 §3"
    yield case("refresh", _refresh(_IPV4), _NONE, rfc, context=_PLAIN)
    for length in (0, 3):
        octets = _refresh(_IPV4[:length])
        yield case(
            f"refresh-length-{length}",
            octets,
            _RESET,
            rfc,
            also=(_IGNORE,),
            notification=(1, 2, octets[16:18]),
            context=_PLAIN,
        )


def _families() -> Iterator[MalformedCase]:
    rfc = "RFC 2918 §4"
    for name, body in {
        "not-agreed": b"\x00\x01\x00\x80",
        "unknown-afi": b"\x12\x34\x00\x01",
        "unknown-safi": b"\x00\x01\x00\xf0",
    }.items():
        yield _ignored(f"family-{name}", body, rfc)
    octets = _refresh(b"\x00\x02\x00\x01")
    yield case("refresh-family-ipv6", octets, _NONE, rfc, context=_ENHANCED)


def _ignored(name: str, body: bytes, rfc: str) -> MalformedCase:
    numbers = (messages.ROUTE_REFRESH_MESSAGE_ERROR, 0, b"")
    octets = _refresh(body)
    return case(f"refresh-{name}", octets, _IGNORE, rfc, notification=numbers, context=_ENHANCED)


def _subtypes() -> Iterator[MalformedCase]:
    rfc = "RFC 7313 §5"
    for subtype in (3, 255):
        body = b"\x00\x01" + bytes((subtype,)) + b"\x01"
        yield _ignored(f"subtype-{subtype}", body, rfc)
        # From a speaker of RFC 2918 alone the octet is reserved, and ignored.
        octets = _refresh(body)
        yield case(f"refresh-reserved-{subtype}", octets, _NONE, "RFC 2918 §3", context=_PLAIN)


def _marks() -> Iterator[MalformedCase]:
    rfc = "RFC 7313 §5"
    for name, subtype in (("borr", 1), ("eorr", 2)):
        body = b"\x00\x01" + bytes((subtype,)) + b"\x01"
        yield case(f"refresh-{name}", _refresh(body), _NONE, "RFC 7313 §4", context=_ENHANCED)
        for how, wrong in (("short", body[:3]), ("long", body + b"\0")):
            octets = _refresh(wrong)
            yield case(
                f"refresh-{name}-{how}",
                octets,
                _RESET,
                rfc,
                notification=(messages.ROUTE_REFRESH_MESSAGE_ERROR, 1, octets),
                context=_ENHANCED,
            )


def _filters() -> Iterator[MalformedCase]:
    """Outbound route filters that were not agreed on are never parsed."""
    rfc = "RFC 5291 §4"
    for name, more in {
        "right": b"\x01\x40\x00\x01\x80",
        "overrun": b"\x01\x40\xff\xff\x00",
        "cut": b"\x01",
    }.items():
        octets = _refresh(_IPV4 + more)
        yield case(
            f"refresh-filters-{name}",
            octets,
            _NONE,
            rfc,
            also=(_IGNORE, _RESET),
            context=_ENHANCED,
        )


def _notifications() -> Iterator[MalformedCase]:
    """Whatever is in one, the session closes and nothing is answered."""
    rfc = "RFC 4271 §6.4"
    text = b"bye"
    for name, body, section in (
        ("cease", b"\x06\x00", rfc),
        ("unknown-code", b"\x63\x00", rfc),
        ("unknown-subcode", b"\x06\xfa", rfc),
        ("code-0", b"\x00\x00", rfc),
        ("data", b"\x03\x05\x40\x01\x00", rfc),
        ("shutdown", b"\x06\x02" + bytes((len(text),)) + text, "RFC 9003 §2"),
        ("shutdown-overlong", b"\x06\x02\xff" + text, "RFC 9003 §4"),
        ("shutdown-longer-data", b"\x06\x02\x01" + text, "RFC 9003 §4"),
        ("shutdown-not-utf-8", b"\x06\x02\x02\xc3\x28", "RFC 9003 §4"),
        ("shutdown-control", b"\x06\x04\x03\x1b[2", "RFC 9003 §4"),
        ("hard-reset", b"\x06\x09\x06\x04", "RFC 8538 §3.1"),
        ("hard-reset-short", b"\x06\x09\x06", "RFC 8538 §3.1"),
        ("hard-reset-empty", b"\x06\x09", "RFC 8538 §3.1"),
        ("prefix-limit-short", b"\x06\x01\x00\x01", "RFC 4486 §4"),
        ("capability-cut", b"\x02\x07\x01", "RFC 5492 §5"),
    ):
        octets = message(messages.NOTIFICATION, body)
        yield case(f"notification-{name}", octets, _NONE, section)
