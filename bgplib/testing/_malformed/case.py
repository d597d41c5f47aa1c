"""MalformedCase, and the pieces that cases are built from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.context import Context, SessionType
from bgplib.findings import NotificationData, Treatment
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.kernel.framing import HEADER_LENGTH, MARKER
from bgplib.messages.open_validation import Expected

__all__ = [
    "AS_PATH",
    "EXTERNAL",
    "INTERNAL",
    "LOCAL_PREF",
    "NEXT_HOP",
    "NLRI",
    "ORIGIN",
    "MalformedCase",
    "attribute",
    "case",
    "header",
    "message",
    "update",
]

_FAMILIES: Final = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)
EXTERNAL: Final = Context(families=_FAMILIES, local_as=65000, peer_as=65001)
INTERNAL: Final = attrs.evolve(EXTERNAL, session=SessionType.INTERNAL, peer_as=65000)


@frozen(kw_only=True)
class MalformedCase:
    """A message with something wrong, or that only looks so, and what must follow.

    Octets shorter than the Length in their header say that no more of them is to be waited for.
    """

    name: str  #: unique, such as `origin-value-3`
    octets: bytes  #: the message, or as much of it as decides
    context: Context  #: what was agreed on
    treatment: Treatment  #: what the RFCs prefer; NONE where nothing is wrong
    #: every treatment that the RFCs allow, `treatment` among them
    acceptable: frozenset[Treatment] = attrs.field(repr=in_order)
    #: what a speaker sends if the session ends for it; None where nothing is wrong
    notification: NotificationData | None
    rfc: str  #: the section that decides
    #: what we are configured with, where an OPEN is judged by it; else the context says all
    expected: Expected | None = None


def case(
    name: str,
    octets: bytes,
    treatment: Treatment,
    rfc: str,
    *,
    notification: tuple[int, int, bytes] | None = None,
    also: Iterable[Treatment] = (),
    context: Context = EXTERNAL,
    expected: Expected | None = None,
) -> MalformedCase:
    """Make a case; `also` are further treatments that the RFCs allow."""
    return MalformedCase(
        name=name,
        octets=octets,
        context=context,
        treatment=treatment,
        acceptable=frozenset((treatment, *also)),
        notification=None if notification is None else NotificationData(*notification),
        rfc=rfc,
        expected=expected,
    )


def header(length: int, kind: int, marker: bytes = MARKER) -> bytes:
    """Make a header that may lie (RFC 4271 §4.1)."""
    return marker + length.to_bytes(2, "big") + bytes((kind,))


def message(kind: int, body: bytes) -> bytes:
    """Put a true header before a body."""
    return header(HEADER_LENGTH + len(body), kind) + body


def attribute(flags: int, code: int, value: bytes = b"") -> bytes:
    """Make a path attribute (RFC 4271 §4.3); a long one gets the Extended Length bit."""
    if len(value) > 255:
        flags |= 0x10
    size = 2 if flags & 0x10 else 1
    return bytes((flags, code)) + len(value).to_bytes(size, "big") + value


def update(
    *attributes: bytes,
    nlri: bytes = b"",
    withdrawn: bytes = b"",
    withdrawn_length: int | None = None,
    attributes_length: int | None = None,
) -> bytes:
    """Make an UPDATE (RFC 4271 §4.3) whose lengths are true unless given."""
    field = b"".join(attributes)
    first = len(withdrawn) if withdrawn_length is None else withdrawn_length
    second = len(field) if attributes_length is None else attributes_length
    return message(
        messages.UPDATE,
        first.to_bytes(2, "big") + withdrawn + second.to_bytes(2, "big") + field + nlri,
    )


ORIGIN: Final = attribute(0x40, 1, b"\0")
AS_PATH: Final = attribute(0x40, 2, b"\x02\x01" + (65001).to_bytes(4, "big"))
NEXT_HOP: Final = attribute(0x40, 3, bytes((192, 0, 2, 1)))
LOCAL_PREF: Final = attribute(0x40, 5, (100).to_bytes(4, "big"))
NLRI: Final = bytes((24, 198, 51, 100))
