"""Feed: the messages of a router that is connected, as its octets come."""

from __future__ import annotations

from bgplib._checks import octets_of
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats.bmp._table import decode
from bgplib.formats.bmp.cutter import BmpCutter
from bgplib.formats.bmp.message import BmpMessage
from bgplib.formats.bmp.sessions import Sessions
from bgplib.formats.error_record import ErrorRecord
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["Feed"]


class Feed:
    """What one router tells a monitoring station on one connection.

    Octets go in as the socket gives them, in pieces of any size, and messages come out. A place
    that is damaged gives one `ErrorRecord`, and reading goes on at the next message that leads to
    another one. What is kept is less than one message, and what the Peer Ups agreed on.

    RFC 7854 §3.3: whatever a router monitors, it says anew on a new connection, so that each
    connection has a feed of its own. A station says nothing to a router.
    """

    def __init__(
        self, *, context: Context | None = None, registry: Registry = DEFAULT_REGISTRY
    ) -> None:
        """Start at the beginning of a connection.

        Args:
            context: what to read the UPDATEs of peers with whose Peer Up was not seen; None:
                without path identifiers. The A flag decides the width of AS numbers always. The
                Loc-RIB has path identifiers where this or its Peer Up says so: GoBGP up to 4.7
                writes them unannounced.
            registry: what decodes the BGP in the messages.
        """
        self._cutter = BmpCutter()
        self._sessions = Sessions(registry, context)
        self._offset = 0

    @property
    def offset(self) -> int:
        """Where the octets start that are not in a message yet, from the start of the feed."""
        return self._offset

    @property
    def peers(self) -> int:
        """How many peers are up."""
        return len(self._sessions)

    def receive_data(self, octets: bytes) -> list[BmpMessage | ErrorRecord]:
        """Take octets that came from the router; return the messages that are complete now.

        Args:
            octets: what the socket gave; empty when the router has closed the connection.

        Raises:
            LocalError: it is no octets.
        """
        octets = octets_of(octets, "octets")
        found = self._cutter.feed(octets) if octets else self._cutter.end()
        return [self._message(each) for each in found]

    def _message(self, found: bytes | DecodeError) -> BmpMessage | ErrorRecord:
        offset = self._offset
        if isinstance(found, DecodeError):
            self._offset += self._cutter.passed
            return ErrorRecord(offset=offset, octets=b"", text=found.text, rfc=found.rfc)
        self._offset += len(found)
        try:
            return self._sessions.note(decode(found))
        except DecodeError as error:
            return ErrorRecord(offset=offset, octets=found, text=error.text, rfc=error.rfc)
