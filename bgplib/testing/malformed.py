"""Malformed messages with their verdict, to test a BGP speaker with.

Every malformation that RFC 4271 §6, RFC 7606 and the RFCs of single attributes, capabilities and
address families name, and next to each the same part as it should be, or a message that only looks
malformed. All are built from pieces; none was taken from elsewhere.

    for case in malformed.cases():
        answer = my_speaker(case.octets, case.context)
        assert answer in case.acceptable, case.name

`bgplib.decode` answers with `message.treatment`, or raises `DecodeError` where nothing of the
message can be read: `SESSION_RESET`. An OPEN is judged by what was configured, too, which is
`case.expected`; see `bgplib.messages.open_validation.validate`. A NOTIFICATION ends the session
whatever is in it, and is never answered: its cases have no treatment.
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
    newer_families,
    opens,
    optional,
    refresh,
    values,
)
from bgplib.testing._malformed.case import MalformedCase, attribute, message, update

__all__ = ["MalformedCase", "attribute", "cases", "message", "update"]

#: the modules that the cases come from, one for each part of a message; their first lines say which
PARTS = (
    header,
    opens,
    frame,
    flags,
    values,
    optional,
    multiprotocol,
    families,
    newer_families,
    evpn,
    flowspec,
    refresh,
    incidents,
)


def cases() -> Iterator[MalformedCase]:
    """Make all cases, those of the header first."""
    for part in PARTS:
        yield from part.cases()
