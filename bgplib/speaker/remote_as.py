"""Which AS numbers a peer may have: one, all outside of ours, our own, or any of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import attrs

from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.errors import LocalError
from bgplib.iana import messages
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open

__all__ = ["EXTERNAL", "INTERNAL", "AsCheck", "RemoteAs", "check_remote_as", "several_asns"]

EXTERNAL: Final = "external"
INTERNAL: Final = "internal"

#: as a configuration keeps it: a number, "external", "internal", numbers and ranges of them; None
#: for any
RemoteAs = int | str | tuple[int | range, ...] | None

#: asked for each OPEN that is acceptable by all else
Accept = Callable[[Open], Notification | None]

_LARGEST: Final = 0xFFFFFFFF


def several_asns(value: RemoteAs | range | Iterable[int | range]) -> RemoteAs:
    """Convert what a program says: a range, or anything of numbers and ranges."""
    if isinstance(value, range):
        return (value,)
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return tuple(value)


def check_remote_as(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    """Check the numbers and words of a `RemoteAs`."""
    name = attribute.name
    if isinstance(value, str) and value not in (EXTERNAL, INTERNAL):
        raise LocalError(f'{name} is {value!r}, of words it can be "external" and "internal"')
    parts = value if isinstance(value, tuple) else (value,)
    if not parts:
        raise LocalError(f"{name} holds no AS number; None takes any")
    for part in parts:
        if isinstance(part, range) and not part:
            raise LocalError(f"{name} holds {part!r}, which is empty")
        for number in (part[0], part[-1]) if isinstance(part, range) else (part,):
            if isinstance(number, int) and not 0 < number <= _LARGEST:
                raise LocalError(f"{name} is {number}, it must be 1 to 4294967295")


def among(asn: int, several: tuple[int | range, ...]) -> bool:
    """Say whether an AS number is one of several."""
    return any(asn in each if isinstance(each, range) else asn == each for each in several)


@frozen
class AsCheck:
    """Refuses an OPEN whose AS number the peer may not have; then asks who else is to be asked."""

    wanted: tuple[int | range, ...] | None  #: the AS numbers it may have; None for any
    ours: frozenset[int] = attrs.field(repr=in_order)  #: and those that it may not have
    further: Accept | None  #: what is asked afterwards

    def __call__(self, opening: Open) -> Notification | None:
        """Return the NOTIFICATION that refuses it; None accepts it."""
        asn = opening.asn
        if asn in self.ours or not (self.wanted is None or among(asn, self.wanted)):
            # RFC 4271 §6.2: "If the Autonomous System field of the OPEN message is unacceptable,
            # then the Error Subcode MUST be set to Bad Peer AS."
            return Notification(messages.OPEN_MESSAGE_ERROR, messages.BAD_PEER_AS)
        return None if self.further is None else self.further(opening)
