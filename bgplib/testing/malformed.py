"""Malformed messages with their verdict, to test a BGP speaker with.

Every malformation that RFC 4271 §6, RFC 7606 and the RFCs of single attributes name for the header,
the fields of an UPDATE and its common attributes, and next to them messages that only look
malformed. All are built from pieces; none was taken from elsewhere.

    for case in malformed.cases():
        update = bgplib.decode(case.octets, case.context)
        assert update.treatment in case.acceptable, case.name
"""

from __future__ import annotations

from collections.abc import Iterator

from bgplib.testing._malformed import (
    evpn,
    families,
    flags,
    flowspec,
    frame,
    header,
    incidents,
    multiprotocol,
    opens,
    optional,
    refresh,
    values,
)
from bgplib.testing._malformed.case import MalformedCase, attribute, message, update

__all__ = ["MalformedCase", "attribute", "cases", "message", "update"]

_PARTS = (
    header,
    opens,
    frame,
    flags,
    values,
    optional,
    multiprotocol,
    families,
    evpn,
    flowspec,
    refresh,
    incidents,
)


def cases() -> Iterator[MalformedCase]:
    """Make all cases, those of the header first."""
    for part in _PARTS:
        yield from part.cases()
