"""Cases of the message header (RFC 4271 §6.1, RFC 8654)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.kernel.framing import MARKER
from bgplib.testing._malformed.case import EXTERNAL, MalformedCase, attribute, case, header, update

__all__ = ["cases"]

_RESET = Treatment.SESSION_RESET
_EXTENDED = attrs.evolve(EXTERNAL, extended_messages=True)


def _length(name: str, length: int, kind: int, rfc: str = "RFC 4271 §6.1") -> MalformedCase:
    data = length.to_bytes(2, "big")
    # As many octets as the header asks for are there, unless it asks for less than itself.
    octets = header(length, kind) + bytes(max(0, length - 19))
    context = _EXTENDED if rfc.startswith("RFC 8654") else EXTERNAL
    return case(name, octets, _RESET, rfc, notification=(1, 2, data), context=context)


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    for name, marker in (("last-bit", MARKER[:15] + b"\xfe"), ("zeros", bytes(16))):
        octets = header(19, messages.KEEPALIVE, marker)
        yield case(
            f"header-marker-{name}", octets, _RESET, "RFC 4271 §6.1", notification=(1, 1, b"")
        )
    yield _length("header-length-0", 0, messages.KEEPALIVE)
    yield _length("header-length-18", 18, messages.KEEPALIVE)
    yield _length("header-length-4097", 4097, messages.UPDATE)
    yield _length("header-length-65535", 65535, messages.NOTIFICATION)
    yield _length("header-extended-open", 4097, messages.OPEN, "RFC 8654 §4")
    yield _length("header-extended-keepalive", 4097, messages.KEEPALIVE, "RFC 8654 §4")
    yield _length("header-short-open", 28, messages.OPEN)
    yield _length("header-short-update", 22, messages.UPDATE)
    yield _length("header-short-notification", 20, messages.NOTIFICATION)
    yield _length("header-long-keepalive", 20, messages.KEEPALIVE)
    for kind in (0, 6, 255):
        yield case(
            f"header-type-{kind}",
            header(19, kind),
            _RESET,
            "RFC 4271 §6.1",
            notification=(1, 3, bytes((kind,))),
        )
    # The length is judged by the header: no more of the message is waited for.
    yield case(
        "header-alone-4097",
        header(4097, messages.UPDATE),
        _RESET,
        "RFC 4271 §6.1",
        notification=(1, 2, (4097).to_bytes(2, "big")),
    )
    none = Treatment.NONE
    yield case("header-keepalive", header(19, messages.KEEPALIVE), none, "RFC 4271 §4.4")
    longest = update(attribute(0xD0, 250, bytes(4096 - 27)))
    yield case("header-length-4096", longest, none, "RFC 4271 §4.1")
    octets = update(attribute(0xD0, 250, bytes(4096)))
    yield case("header-extended-update", octets, none, "RFC 8654 §4", context=_EXTENDED)
