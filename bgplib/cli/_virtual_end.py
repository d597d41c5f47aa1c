"""Our end of a recorded connection, run again: a session on the clock of the recording."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib.capabilities import FourOctetAs, Multiprotocol
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.session import Session, SessionConfig
from bgplib.session.events import Event
from bgplib.testing.recording import RecordedPeer

__all__ = ["VirtualEnd", "config_of"]


def config_of(ours: Open, peer: RecordedPeer) -> SessionConfig:
    """Return the configuration of a session that says what an OPEN says.

    Raises:
        LocalError: there is none, as for an OPEN that every peer refuses.
    """
    said = ours.capabilities
    families = [each.family for each in said if isinstance(each, Multiprotocol)]
    return SessionConfig(
        name=peer.name,
        local_as=ours.asn,
        local_identifier=ours.identifier,
        peer_as=peer.asn,
        # RFC 4760 §8 has routes of IPv4 unicast exchanged where nobody says a family.
        families=families or Family.IPV4_UNICAST,
        hold_time=ours.hold_time,
        four_octet_as=ours.capability(FourOctetAs) is not None,
        # What the session would say by itself is said as it was recorded.
        extended_messages=False,
        route_refresh=False,
        enhanced_route_refresh=False,
        graceful_restart=None,
        capabilities=[each for each in said if not isinstance(each, Multiprotocol | FourOctetAs)],
        passive=True,
        restart=False,
    )


class VirtualEnd:
    """A session that hears what was received, and says what was sent."""

    def __init__(self, ours: Open, peer: RecordedPeer, now: float) -> None:
        """Connect.

        Raises:
            LocalError: no session says such an OPEN.
        """
        self.session: Final = Session(config_of(ours, peer))  #: the session
        self.session.start(now)
        self._connection: Final = self.session.connection_made(now, inbound=True)
        self._leave(now)

    def receive(self, octets: bytes, now: float) -> None:
        """Hear octets; none are the end of the connection."""
        self._connection.receive_data(octets, now)
        self._leave(now)

    def send(self, octets: bytes, now: float) -> None:
        """Say routes, or ask for some; a session that is not up says nothing."""
        if self.session.connection is not None:
            self.session.connection.send_encoded([octets])
            self._leave(now)

    def end(self, notification: Notification, now: float) -> None:
        """End the session as the recorded end did, if it is not over."""
        if not self._connection.closed:
            self.session.stop(now, notification=notification)
            self._leave(now)

    def events_until(self, now: float) -> Iterator[tuple[float, Event]]:
        """Iterate over what happens until a time, timer by timer, with the time of each event."""
        yield from ((self.session.clock.now, event) for event in self.session.events())
        while (due := self.session.next_deadline()) is not None and due <= now:
            self.session.handle_timers(due)
            self._leave(due)
            yield from ((due, event) for event in self.session.events())

    def _leave(self, now: float) -> None:
        """Let all octets leave at once: nobody is there to read them."""
        octets = self._connection.data_to_send()
        self._connection.data_sent(len(octets), now)
