"""Loader: what a router monitors, in a RIB, as its messages come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib.context import SessionType
from bgplib.errors import DecodeError, LocalError
from bgplib.findings import Finding, Treatment
from bgplib.formats.bmp.message import BmpMessage
from bgplib.formats.bmp.peer_down import PeerDown
from bgplib.formats.bmp.peer_header import PeerHeader, PeerKey
from bgplib.formats.bmp.peer_up import PeerUp
from bgplib.formats.bmp.route_monitoring import RouteMonitoring
from bgplib.formats.error_record import ErrorRecord
from bgplib.messages.update import Update
from bgplib.route import Source
from bgplib.values.route_distinguisher import RouteDistinguisher

if TYPE_CHECKING:
    from bgplib.rib import Change, Rib

__all__ = ["Loader"]

_RIBS: Final = (
    "adj-rib-in-pre",
    "adj-rib-in-post",
    "adj-rib-out-pre",
    "adj-rib-out-post",
    "loc-rib",
)
# How many errors are kept.
_KEPT: Final = 1000


class Loader:
    """Puts the routes of one router into a RIB, and takes them out when a peer goes.

    A router may monitor several RIBs of a peer, which say different things of one destination: a
    loader takes one of them. A peer is a `Source`; its `name` is the Peer Distinguisher where that
    is not zero (RFC 7854 §4.2), its `session` follows from the OPENs of the Peer Up. In the Loc-RIB
    the next hop of the router's own routes may be 0.0.0.0.
    """

    def __init__(self, rib: Rib, *, of: str = "adj-rib-in-pre") -> None:
        """Load into a RIB.

        Args:
            rib: what to fill.
            of: which RIB of the router to take, as `PeerHeader.rib` names it.

        Raises:
            LocalError: the RIB is something else, or there is none of that name.
        """
        from bgplib.rib import Rib  # who hands one in has imported it

        if not isinstance(rib, Rib):
            raise LocalError(f"{rib!r} is no Rib to load into")
        if of not in _RIBS:
            raise LocalError(f"{of!r} is none of the RIBs of a router: {', '.join(_RIBS)}")
        self._rib = rib
        self._of = of
        self._sources: dict[PeerKey, Source] = {}
        self.errors: list[str] = []  #: what could not be used, the first 1,000 sentences

    @property
    def sources(self) -> tuple[Source, ...]:
        """The peers that were met and have not gone, those without routes among them."""
        return tuple(self._sources.values())

    def add(self, message: BmpMessage | ErrorRecord) -> list[Change]:
        """Take a message, as a `Feed` or a `Reader` gives it.

        Returns:
            A change for each path that came or went.
        """
        if isinstance(message, RouteMonitoring):
            return self._update(message) if message.peer.rib == self._of else []
        if isinstance(message, PeerUp):
            # A peer that comes up has no routes yet, whatever became of its Peer Down.
            changes = self._drop(message.peer)
            self._sources[message.peer.key] = _source(message.peer, _session(message))
            return changes
        if isinstance(message, PeerDown):
            # RFC 7854 §4.9: "A Peer Down message implicitly withdraws all routes that were
            # associated with the peer in question."
            return self._drop(message.peer)
        if isinstance(message, ErrorRecord):
            self._report(str(message))
        return []

    def close(self) -> list[Change]:
        """Take all routes out: the connection has ended, and the next one says all anew.

        Returns:
            A change for each path that went.
        """
        sources, self._sources = self._sources, {}
        return [change for each in sources.values() for change in self._rib.drop_source(each)]

    def _update(self, message: RouteMonitoring) -> list[Change]:
        source = self._sources.get(message.peer.key)
        if source is None:
            source = self._sources[message.peer.key] = _source(message.peer, None)
        try:
            update = message.message
        except DecodeError as error:
            self._report(f"a message of {source}: {error}")
            return []
        if not isinstance(update, Update):
            self._report(f"a message of {source} is no UPDATE, but {update}")
            return []
        if update.treatment >= Treatment.TREAT_AS_WITHDRAW:
            self._report(f"an UPDATE of {source}: {max(update.findings, key=_severity)}")
        return self._rib.update(source, update)

    def _drop(self, peer: PeerHeader) -> list[Change]:
        source = self._sources.pop(peer.key, None)
        return [] if source is None else self._rib.drop_source(source)

    def _report(self, text: str) -> None:
        if len(self.errors) < _KEPT:
            self.errors.append(text)


def _source(peer: PeerHeader, session: SessionType | None) -> Source:
    """Return a peer as a source of routes."""
    name = str(RouteDistinguisher(peer.distinguisher)) if any(peer.distinguisher) else ""
    return Source(
        address=peer.address if peer.is_ipv6 else peer.address[12:],
        asn=peer.asn,
        identifier=peer.identifier,
        session=session,
        name=name,
    )


def _session(up: PeerUp) -> SessionType | None:
    """Return how the peer stands to the router; None where the OPENs do not say it."""
    # RFC 9069 §5.2: "This is a fabricated BGP OPEN message."
    if up.peer.is_loc_rib:
        return None
    try:
        ours, theirs = up.sent_open.asn, up.received_open.asn
    except DecodeError:
        return None
    return SessionType.INTERNAL if ours == theirs else SessionType.EXTERNAL


def _severity(finding: Finding) -> Treatment:
    return finding.treatment
