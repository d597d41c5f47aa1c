"""Cases of what brought routers and route servers down.

Those are here that no other case has. All are built anew from what was published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.testing._malformed.case import (
    AS_PATH,
    EXTERNAL,
    NEXT_HOP,
    NLRI,
    ORIGIN,
    MalformedCase,
    attribute,
    case,
    message,
    update,
)
from bgplib.testing._malformed.multiprotocol import reach, wrong_routes

__all__ = ["cases"]

_NONE = Treatment.NONE
_EXTENDED: Final = attrs.evolve(EXTERNAL, extended_messages=True)
_OLD: Final = attrs.evolve(EXTERNAL, four_octet_as=False)
_HOP6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"
_IPV6: Final = b"\x00\x02\x01"


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    # FRR took it for a dynamic capability, and read past its end.
    for name, body in (
        ("short", b"\x00"),
        ("graceful-restart", b"\x00\x00\x00\x00\x01\x40\x02\x00"),
    ):
        octets = message(6, body)
        yield case(
            f"incident-type-6-{name}",
            octets,
            Treatment.SESSION_RESET,
            "RFC 4271 §6.1",
            notification=(messages.MESSAGE_HEADER_ERROR, 3, b"\x06"),
        )
    octets = attribute(0x80, 14, reach(_IPV6, _HOP6[:9]))
    yield from wrong_routes("incident-next-hop-9", octets, "RFC 7606 §7.11")
    yield from _aggregated()
    yield from _long()
    yield from _nested()


def _aggregated() -> Iterator[MalformedCase]:
    """AS4_PATH before AS_PATH: GoBGP counted on after it had removed one."""
    path = attribute(0x40, 2, b"\x02\x01\xfd\xe9")
    right = attribute(0xC0, 17, b"\x02\x01\x00\x00\xfd\xe9")
    octets = update(ORIGIN, right, path, NEXT_HOP, nlri=NLRI)
    yield case("incident-as4-path-first", octets, _NONE, "RFC 6793 §4.2.3", context=_OLD)
    wrong = attribute(0xC0, 17, b"\x02")
    yield case(
        "incident-as4-path-first-1",
        update(ORIGIN, wrong, path, NEXT_HOP, nlri=NLRI),
        Treatment.ATTRIBUTE_DISCARD,
        "RFC 6793 §6",
        notification=(3, 5, wrong),
        context=_OLD,
    )


def _long() -> Iterator[MalformedCase]:
    """Paths and attributes longer than some tables were."""
    rfc = "RFC 4271 §4.3"
    segment = b"\x02\xff" + b"\x00\x00\xfd\xe9" * 255
    path = attribute(0x40, 2, segment * 9)
    octets = update(ORIGIN, path, NEXT_HOP, nlri=NLRI)
    yield case("incident-path-2295", octets, _NONE, rfc, context=_EXTENDED)
    short = attribute(0x40, 2, segment * 9 + b"\x02\xff")
    yield case(
        "incident-path-2295-overrun",
        update(ORIGIN, short, NEXT_HOP, nlri=NLRI),
        Treatment.TREAT_AS_WITHDRAW,
        "RFC 7606 §7.2",
        notification=(3, 11, b""),
        context=_EXTENDED,
    )
    paths = attribute(
        0x40, 2, b"\x02\x80" + b"\x00\x00\xfd\xe9" * 128 + b"\x02\x80" + b"\x00\x00\xfd\xe9" * 128
    )
    octets = update(ORIGIN, paths, NEXT_HOP, nlri=NLRI)
    yield case("incident-path-256", octets, _NONE, rfc)
    needed = len(update(ORIGIN, AS_PATH, NEXT_HOP, nlri=NLRI)) + 4
    largest = attribute(0xC0, 250, bytes(65535 - needed))
    octets = update(ORIGIN, AS_PATH, NEXT_HOP, largest, nlri=NLRI)
    yield case("incident-unknown-65535", octets, _NONE, "RFC 8654 §4", context=_EXTENDED)
    large = attribute(0xC0, 32, b"\x00\x00\xfd\xe9" * 3 * 5400)
    octets = update(ORIGIN, AS_PATH, NEXT_HOP, large, nlri=NLRI)
    yield case("incident-large-communities-5400", octets, _NONE, "RFC 8092 §5", context=_EXTENDED)


def _nested() -> Iterator[MalformedCase]:
    """Sets within sets, which exhausted stacks."""
    value = b"\x00\x00\xfd\xe9" + ORIGIN
    for _ in range(400):
        value = b"\x00\x00\xfd\xe9" + attribute(0xD0, 128, value)
    octets = update(ORIGIN, AS_PATH, NEXT_HOP, attribute(0xC0, 128, value), nlri=NLRI)
    yield case("incident-attr-set-deep", octets, _NONE, "RFC 6368 §5", context=_EXTENDED)
