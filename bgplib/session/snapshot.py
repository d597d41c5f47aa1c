"""What an operator asks a session: how it is, since when, and what it has done."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.session.message_log import LoggedMessage
from bgplib.session.negotiation import Negotiation
from bgplib.session.states import State
from bgplib.session.timers import Timer

__all__ = ["Snapshot"]


@frozen(kw_only=True)
class Snapshot:
    """A session at one moment; values that do not change afterwards."""

    name: str  #: what the program calls the peer
    state: State  #: the state of RFC 4271 §8.2.2
    since: float | None  #: when it went there, on the caller's clock; None before `start`
    connections: int  #: how many connections there are: 0, 1, or 2 until one of them is closed
    negotiation: Negotiation | None  #: what was agreed on; None until the peer's OPEN is there
    connect_retry_counter: int  #: ConnectRetryCounter (RFC 4271 §8)
    established_count: int  #: how often the session was Established
    #: seconds left of each timer that runs
    timers: Mapping[Timer, float] = attrs.field(hash=False)
    received: Mapping[int, int] = attrs.field(hash=False)  #: messages of the peer, by type
    sent: Mapping[int, int] = attrs.field(hash=False)  #: messages of ours, by type
    #: what RFC 7606 had to do, by attribute (None: no single one) and treatment
    faults: Mapping[tuple[int | None, Treatment], int] = attrs.field(hash=False)
    prefixes: Mapping[Family, int] = attrs.field(hash=False)  #: in the families with a limit
    stale: frozenset[Family] = attrs.field(repr=in_order)  #: families with routes from before
    backlog: int  #: octets that have not left
    #: why the session, or the last attempt at one, ended, in a sentence; empty if none did. That
    #: nobody answered counts only while there is nothing else to say
    last_error: str
    messages: tuple[LoggedMessage, ...]  #: the last messages, oldest first
    dynamic: bool = False  #: a speaker made the peer when it connected

    def __str__(self) -> str:
        """Return what matters most on one line."""
        name = f"{self.name or 'session'}{' (dynamic)' if self.dynamic else ''}"
        words = [f"{name}: {self.state.text}"]
        words.append(f"{sum(self.received.values())} messages in")
        words.append(f"{sum(self.sent.values())} out")
        words += [f"{timer.value} {_seconds(left)} s" for timer, left in self.timers.items()]
        if self.stale:
            words.append(f"{len(self.stale)} families stale")
        if self.last_error:
            words.append(f"last ended: {self.last_error}")
        return ", ".join(words)


def _seconds(left: float) -> str:
    return f"{left:.1f}".removesuffix(".0")
