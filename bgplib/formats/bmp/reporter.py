"""PeerReporter: what a router tells a station of one session (RFC 7854 §3.3, §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from bgplib._checks import check
from bgplib.findings import Treatment
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.peer_down import PeerDown
from bgplib.formats.bmp.peer_header import PeerHeader
from bgplib.formats.bmp.peer_up import PeerUp
from bgplib.formats.bmp.route_monitoring import RouteMonitoring
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.address import address_octets

if TYPE_CHECKING:
    from bgplib.iana.families import Family
    from bgplib.route import Path, Route
    from bgplib.session import Negotiation, SessionDown

__all__ = ["PeerReporter"]


class PeerReporter:
    """Makes the messages of one session that is up: of the Adj-RIB-In of its peer, before policy.

    A station that connects is told `up`, `table` and what comes from then on, `update`; at the end
    `down`. Where routes go of which no UPDATE came, as at `RoutesSwept`, `RefreshEnded` and
    `FamilyDisabled`, tell it `down`, `up` and `table` again.
    """

    def __init__(
        self,
        address: str | bytes,
        negotiation: Negotiation,
        *,
        local_address: str | bytes,
        local_port: int = 0,
        remote_port: int = 0,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Make ready.

        Args:
            address: the peer's.
            negotiation: what its session agreed on; `SessionUp` and `Peer.negotiation` have it.
            local_address: ours in the session.
            local_port: the TCP port at our end.
            remote_port: the TCP port at the peer's end.
            registry: where attributes and NLRI are described.

        Raises:
            LocalError: an argument is of another type.
            ParseError: a text is no address.
        """
        from bgplib.session import Negotiation

        check(negotiation, Negotiation, "negotiation")
        octets = address_octets(address) if isinstance(address, str) else address
        context = negotiation.context
        flags = codes.FLAG_IPV6 if len(octets) == 16 else 0
        if not context.four_octet_as:
            flags |= codes.FLAG_LEGACY_AS_PATH
        self._header: Final = PeerHeader(
            address=octets,
            asn=negotiation.remote.asn,
            identifier=negotiation.remote.identifier,
            flags=flags,
        )
        self._negotiation: Final = negotiation
        # What is sent on has path identifiers where the peer's messages have them.
        self._context: Final = context.with_add_path(*context.add_path_receive)
        self._local_address: Final = local_address
        self._ports: Final = local_port, remote_port
        self._registry: Final = registry

    def header(self, time: float = 0.0) -> PeerHeader:
        """Return what names the peer in each message.

        Args:
            time: when it happened, in seconds since 1970-01-01 00:00 UTC; 0: it is not said.
        """
        header = self._header
        seconds, microseconds = divmod(round(time * 1_000_000), 1_000_000)
        return PeerHeader(
            address=header.address,
            asn=header.asn,
            identifier=header.identifier,
            flags=header.flags,
            seconds=seconds,
            microseconds=microseconds,
        )

    def up(self, time: float = 0.0) -> PeerUp:
        """Return what says that the session is up, with both OPENs."""
        local_port, remote_port = self._ports
        return PeerUp(
            peer=self.header(time),
            local_address=self._local_address,
            local_port=local_port,
            remote_port=remote_port,
            sent_octets=self._negotiation.local.encode(),
            received_octets=self._negotiation.remote.encode(),
        )

    def table(self, routes: Iterable[Route], time: float = 0.0) -> Iterator[RouteMonitoring]:
        """Yield what the peer has announced so far, and an End-of-RIB of each family.

        Args:
            routes: as they were received: `Speaker.adj_rib_in`, or `Rib.adj_rib_in`.
            time: as `header`.
        """
        from bgplib.rib.packing import Packer

        header = self.header(time)
        families: dict[Family, dict[Path, list[bytes]]]
        families = {family: {} for family in self._negotiation.families}
        for route in routes:
            if route.family in families:
                families[route.family].setdefault(route.path, []).append(route.key)
        for family, announced in families.items():
            packer = Packer(family, self._context, self._registry)
            for octets in packer.pack({}, announced).messages:
                yield RouteMonitoring(peer=header, octets=octets)
        # RFC 7854 §5: "When the initial dump is completed for a given peer, this MUST be indicated
        # by sending an End-of-RIB marker for that peer".
        for family in families:
            octets = Update.end_of_rib_of(family).encode(self._context)
            yield RouteMonitoring(peer=header, octets=octets)

    def update(self, update: Update, time: float = 0.0) -> list[RouteMonitoring]:
        """Return what tells of an UPDATE: as it came, or, if it has findings, what counts of it.

        Args:
            update: what the session received: that of an `UpdateReceived`.
            time: as `header`.
        """
        header = self.header(time)
        if update.treatment is Treatment.NONE:
            found = [update.encode()]
        else:
            # A station does not know all that we judged by: what it is told has nothing to judge.
            withdraws = update.treatment >= Treatment.TREAT_AS_WITHDRAW
            counts = update.as_withdraw() if withdraws else update.canonical()
            found = [each.encode(self._context) for each in counts.split()]
        return [RouteMonitoring(peer=header, octets=octets) for octets in found]

    def down(self, event: SessionDown | None = None, time: float = 0.0) -> PeerDown:
        """Return what says that the session is over.

        Args:
            event: why; None: it goes on, and is told no more of.
            time: as `header`.
        """
        from bgplib.session import Input

        header = self.header(time)
        if event is None:
            return PeerDown(peer=header, reason=codes.DE_CONFIGURED)
        if event.received is not None:
            octets = event.received.encode()
            return PeerDown(peer=header, reason=codes.REMOTE_NOTIFICATION, data=octets)
        if event.sent is not None:
            octets = event.sent.encode()
            return PeerDown(peer=header, reason=codes.LOCAL_NOTIFICATION, data=octets)
        if event.cause is Input.TCP_CONNECTION_FAILS:
            return PeerDown(peer=header, reason=codes.REMOTE_WITHOUT_NOTIFICATION)
        # RFC 7854 §4.9: "Following the reason code is a 2-byte field containing the code
        # corresponding to the Finite State Machine (FSM) Event that caused the system to close the
        # session".
        number = event.cause.value.to_bytes(2, "big")
        return PeerDown(peer=header, reason=codes.LOCAL_WITHOUT_NOTIFICATION, data=number)
