"""A speaker: sessions with many peers, policies, and the RIB between them; still without a socket.

Nothing here opens a socket or reads a clock. A driver does these four things for ever:

1. call what happened: `start`, `peer.connection_made`, `connection.receive_data`,
   `handle_timers`, ...;
2. send what `connection.data_to_send` returns, and say with `connection.data_sent` what has left;
3. take `events`: do what `PeerEvent`s with `ConnectWanted`, `ConnectAbandoned` and `CloseWanted`
   ask for, and send where `SendWanted` says that octets wait;
4. wait for the sockets, or until `next_deadline`.

Routes that came in are passed on when the driver takes the events: all that one call brought goes
out together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from bgplib.attributes.block import AttributeBlock
from bgplib.decision import DecisionContext
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.policy import Direction, PolicyError
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.rib import Change, Rib
from bgplib.rib.adj_rib_out import is_for
from bgplib.rib.notes import ChangeNotes
from bgplib.rib.reading import Destination, check_family, identify
from bgplib.route import Route, Source
from bgplib.session import Event, SendingResumed, SessionUp
from bgplib.session.timers import Clock
from bgplib.speaker.accumulated import measured_anew
from bgplib.speaker.agenda import Agenda
from bgplib.speaker.changes import PeerAction, PeerChange, compare_configs
from bgplib.speaker.config import PeerConfig, SpeakerConfig
from bgplib.speaker.deferral import Deferral
from bgplib.speaker.events import (
    BestChanged,
    PeerEvent,
    PolicyFailed,
    RouteNotSent,
    SendWanted,
    SpeakerEvent,
)
from bgplib.speaker.explaining import report_of
from bgplib.speaker.flow_validation import FlowValidation
from bgplib.speaker.groups import UpdateGroups
from bgplib.speaker.heeding import heed
from bgplib.speaker.loc_rib import LocRib
from bgplib.speaker.origination import (
    Originated,
    identify_own,
    own_block,
    own_next_hop,
    own_weight,
)
from bgplib.speaker.peer import Peer
from bgplib.speaker.report import RouteReport
from bgplib.speaker.update_group import UpdateGroup
from bgplib.values.address import address_octets
from bgplib.values.next_hop import NextHop

__all__ = ["Speaker"]


class Speaker:
    """A BGP speaker of any number of peers.

    Every time is in seconds, from any origin, and does not go backwards: an earlier one counts as
    the latest that was said.
    """

    def __init__(self, config: SpeakerConfig) -> None:
        """Start without peers and without routes.

        Raises:
            LocalError: it is no configuration of a speaker.
        """
        if not isinstance(config, SpeakerConfig):
            raise LocalError(f"a speaker is made of a SpeakerConfig, not of {config!r}")
        self.config = config  #: who we are
        self.clock = Clock()  #: the latest time that was said
        #: all that peers announced and we originated, and which of it is best
        self.rib = Rib(config.process, config.decision_context)
        self.source = Source.ourselves(config.local_as, config.identifier)  #: of our own routes
        self.stirred: dict[Peer, None] = {}  #: peers at which something happened
        self._peers: dict[str, Peer] = {}
        self._of: dict[Source, Peer] = {}
        self.groups = UpdateGroups(self)  #: who is told what
        self.flows = FlowValidation(self)  #: which flow specifications hang on which routes
        self._notes = ChangeNotes(self.groups.families)
        #: where the RIB notes what changes; None where it has to say it change by change
        self.notes = None if config.best_changes else self._notes
        self._events: deque[SpeakerEvent] = deque()
        self._agenda = Agenda()
        self._addresses: dict[Peer, bytes] = {}
        self._failed: set[tuple[Peer, Family, Direction, str]] = set()
        self._unreported: set[Family] = set()  # families that were chosen, and not reported yet
        self.deferral = Deferral()  #: what waits for the peers after our own restart
        self._is_running = False
        self.is_shutting_down = False  #: `shut_down_gracefully` was called

    # -- peers -------------------------------------------------------------------------------

    def add_peer(self, config: PeerConfig) -> Peer:
        """Take in a peer; its session starts with the speaker, or at once where that runs.

        Driver: then take `events` and wait for `next_deadline`.

        Raises:
            EncodeError: the configuration has no OPEN: a field is out of range.
            LocalError: there is a peer of that name, or the configuration contradicts itself.
        """
        if not isinstance(config, PeerConfig):
            raise LocalError(f"a peer is made of a PeerConfig, not of {config!r}")
        if config.key in self._peers:
            raise LocalError(f"there is a peer {config.key} already")
        peer = self._peers[config.key] = Peer(self, config)
        self._note_addresses(config.own_addresses)
        if self._is_running:
            peer.start(self.clock.now)
        return peer

    def remove_peer(self, peer: Peer | str, now: float) -> None:
        """Let a peer go: its session ends with Peer De-configured (RFC 4486 §4).

        Driver: then take `events`, send what waits, and close.

        Raises:
            LocalError: there is no such peer.
        """
        gone = self.peer(peer)
        gone.stop(now, "the peer was removed", Notification(6, 3))
        self._collect(gone)
        self.stirred.pop(gone, None)
        self._agenda.strike(gone)
        self.deferral.strike(gone)
        self._addresses.pop(gone, None)
        if gone.source is not None:
            self._of.pop(gone.source, None)
            # What was kept for a restart is kept no longer.
            self.changed(self.rib.drop_source(gone.source, notes=self.notes))
        del self._peers[gone.name]

    @property
    def peers(self) -> Mapping[str, Peer]:
        """The peers by name."""
        return MappingProxyType(self._peers)

    def peer(self, peer: Peer | str) -> Peer:
        """Return a peer.

        Args:
            peer: it, or its name.

        Raises:
            LocalError: there is none.
        """
        if not isinstance(peer, Peer | str):
            raise LocalError(f"a peer or its name is asked for, not a {type(peer).__name__}")
        found = self._peers.get(peer if isinstance(peer, str) else peer.name)
        if found is None or (isinstance(peer, Peer) and peer is not found):
            raise LocalError(f"there is no peer {peer}")
        return found

    # -- what the operator does --------------------------------------------------------------

    def start(self, now: float, *, restarted: bool = False) -> None:
        """Begin: all sessions start.

        Driver: then take `events` and wait for `next_deadline`.

        Args:
            now: the time.
            restarted: we come back from a restart, and forwarding state was preserved as the
                peers' `graceful_restart` says (RFC 4724 §4.1).

        Raises:
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        self._is_running = True
        self._shut_down(gracefully=False)
        if restarted:
            wait = self.config.selection_deferral_time
            self.deferral.begin(self._peers.values(), self.clock.now + wait)
        for peer in self._peers.values():
            peer.start(now, restarted=restarted)

    def stop(self, now: float, reason: str = "") -> None:
        """End all sessions, and stay down until `start`.

        Driver: then take `events`, send what waits, and close.

        Args:
            now: the time.
            reason: what to tell the operators of the peers (RFC 9003), up to 255 octets of UTF-8.

        Raises:
            EncodeError: the reason is too long.
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        self._is_running = self.is_shutting_down = False
        self.deferral.end()
        for peer in self._peers.values():
            peer.stop(now, reason)

    def shut_down_gracefully(self, now: float) -> None:
        """Let external peers look for other ways before `stop` (RFC 8326 §4.2).

        What they are told gets GRACEFUL_SHUTDOWN, and what they announced loses against all else.
        Afterwards wait until the network has found its way around, and call `stop`. `start` takes
        it back.

        Driver: then take `events`.

        Raises:
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        self._shut_down(gracefully=True)

    def _shut_down(self, *, gracefully: bool) -> None:
        if gracefully is not self.is_shutting_down:
            self.is_shutting_down = gracefully
            for peer in self._peers.values():
                self._judge_anew(peer)
            self.groups.regroup(self._peers.values())

    def update_peer(self, peer: Peer | str, config: PeerConfig, now: float) -> PeerChange:
        """Configure a peer otherwise, and do no more than that asks for.

        Driver: then take `events`.

        Args:
            peer: the peer, or its name, which stays.
            config: all of its configuration.
            now: the time.

        Returns:
            What was done, and why: nothing, soft reconfiguration, or a reset of the session.

        Raises:
            EncodeError: the configuration has no OPEN: a field is out of range.
            LocalError: there is no such peer, its name differs, or the configuration contradicts
                itself.
        """
        known = self.peer(peer)
        if not isinstance(config, PeerConfig):
            raise LocalError(f"a peer is configured with a PeerConfig, not with {config!r}")
        if config.key != known.name:
            raise LocalError(f"{known.name} stays {known.name}: add a peer {config.key} instead")
        change = compare_configs(known.config, config, self.config)
        self.clock.set(now)
        known.configure(config)
        self._note_addresses(config.own_addresses)
        if "prefix_limits" in change.fields:
            known.limit_prefixes()
        if change.resets:
            known.reset(now, "the configuration changed", Notification(6, 6))
        if PeerAction.SOFT_IN in change.actions:
            self._judge_anew(known)
        if PeerAction.SOFT_OUT in change.actions:
            self.groups.regroup([known])
        if "route_reflector_client" in change.fields:
            # What it announced goes to other peers now, or not any more.
            self.groups.client_changed(known)
        return change

    # -- our own routes ----------------------------------------------------------------------

    def originate(
        self,
        destination: Originated,
        now: float,
        *,
        family: Family | None = None,
        attributes: AttributeBlock | Iterable[object] = (),
        next_hop: NextHop | str | bytes | None = None,
        weight: int = 0,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Announce a route of our own, in place of the one to the same destination.

        Driver: then take `events`.

        Args:
            destination: a prefix or its text, NLRI, or a route, whose path says the rest.
            now: the time.
            family: None takes the unicast family of a prefix; NLRI need it.
            attributes: a block, or values such as `MultiExitDisc(5)`; ORIGIN IGP and an empty
                AS_PATH are there in any case.
            next_hop: an address, which all peers are told that can take it, but for the one whose
                address it is (RFC 4271 §5.1.3); None for our own in each session.
            weight: a preference of this speaker only; the higher wins.
            registry: where NLRI and values of attributes are described; what peers are told is
                written by `PeerConfig.registry`.

        Raises:
            EncodeError: an attribute is out of range or there twice.
            LocalError: NLRI without a family, what is none of the family's destinations or next
                hops, or what no row describes.
            ParseError: a text is not a prefix or an address.
        """
        self.clock.set(now)
        family, key, nlri = identify_own(destination, family, registry)
        path_id = None
        if isinstance(destination, Route):
            path = destination.path
            attributes, weight, path_id = path.attributes, path.weight, path.path_id
            next_hop = path.next_hop_octets
        block = own_block(attributes, registry)
        change = self.rib.announce(
            family,
            key,
            self.source,
            block,
            own_next_hop(next_hop, block, family),
            path_id=path_id,
            weight=own_weight(weight),
            nlri=nlri,
        )
        if change is not None:
            self.changed([change])

    def withdraw(
        self,
        destination: Originated,
        now: float,
        *,
        family: Family | None = None,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> bool:
        """Withdraw a route of our own, and say whether there was one.

        Driver: then take `events`.

        Args:
            destination: as `originate`.
            now: the time.
            family: as `originate`.
            registry: where NLRI are described.

        Raises:
            LocalError: NLRI without a family, or what is none of the family's destinations.
            ParseError: the text is not a prefix.
        """
        self.clock.set(now)
        family, key, _ = identify_own(destination, family, registry)
        path_id = destination.path_id if isinstance(destination, Route) else None
        change = self.rib.withdraw(family, key, self.source, path_id)
        if change is not None:
            self.changed([change])
        return change is not None

    def reselect(self, now: float) -> None:
        """Choose anew everywhere: `SpeakerConfig.resolve` would answer otherwise than before.

        RFC 4271 §9.1.2: "If either the immediate next-hop or the IGP cost to the NEXT_HOP (where
        the NEXT_HOP is resolved through an IGP route) changes, Phase 2 Route Selection MUST be
        performed again."

        Driver: then take `events`.

        Raises:
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        self._reselect(None)
        for group in measured_anew(self.groups, self.rib):
            self.groups.wake(group)

    # -- what the driver calls ---------------------------------------------------------------

    def events(self) -> Iterator[SpeakerEvent]:
        """Pass on what came in, and iterate over what has happened since; each event once.

        Driver: take them after every other call.
        """
        while True:
            self._flush()
            for peer in tuple(self.stirred):
                self._collect(peer)
                self._agenda.enter(peer)
            self.stirred.clear()
            if not self._events:
                return
            while self._events:
                yield self._events.popleft()

    def next_deadline(self) -> float | None:
        """Return when `handle_timers` has something to do; None: no timer runs.

        Driver: ask again after every other call.
        """
        for peer in self.stirred:
            self._agenda.enter(peer)
        deadlines = [self._agenda.next_deadline(), self.deferral.deadline]
        deadlines.append(self.groups.next_deadline())
        return min((each for each in deadlines if each is not None), default=None)

    def handle_timers(self, now: float) -> None:
        """Do what is due.

        Driver: call it at `next_deadline`, or later, then take `events`; too early it does nothing.

        Raises:
            LocalError: the time is not a number.
        """
        now = self.clock.set(now)
        self.deferral.expire(now)
        for peer in self.stirred:
            self._agenda.enter(peer)
        for peer in tuple(self._agenda.due(now)):
            peer.handle_timers(now)
            peer.stir()

    # -- what anybody may ask ----------------------------------------------------------------

    @property
    def loc_rib(self) -> LocRib:
        """The routes that were chosen."""
        return LocRib(self.rib)

    def adj_rib_out(self, peer: Peer | str, family: Family | None = None) -> list[Route]:
        """Return what a peer is told, as it is told.

        Args:
            peer: the peer, or its name.
            family: one family; None takes all.

        Raises:
            LocalError: there is no such peer, or it is no family.
        """
        check_family(family)
        found = []
        for each, (group, member) in self.peer(peer).places.items():
            if family in (None, each):
                found += [
                    route for route in group.out.routes() if is_for(route.path, member.source)
                ]
        return found

    def adj_rib_in(
        self, peer: Peer | str, family: Family | None = None, *, after_policy: bool = False
    ) -> list[Route]:
        """Return what a peer announced.

        Args:
            peer: the peer, or its name.
            family: one family; None takes all.
            after_policy: as import policy left it, without what it refused; otherwise as received.

        Raises:
            LocalError: there is no such peer, or it is no family.
        """
        check_family(family)
        source = self.peer(peer).source
        if source is None:
            return []
        families = self.rib.families if family is None else (family,)
        return [
            route
            for each in families
            for route in self.rib.adj_rib_in(source, each, after_policy=after_policy)
        ]

    def multipath(
        self, destination: Destination, family: Family | None = None
    ) -> tuple[Route, ...]:
        """Return the routes to share the load among: the best, and those that are as good.

        Without `SpeakerConfig.multipath` it is the best alone.

        Args:
            destination: a prefix, its text, NLRI, or a key.
            family: None takes the unicast family of a prefix; NLRI and keys need it.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        rules = self.config.multipath
        best = self.rib.best(destination, family)
        if best is None:
            return ()
        if rules is None:
            return (best,)
        context = attrs.evolve(self.rib.context, existing=best.path)
        routes = self.rib.routes(best.key, best.family)
        return self.rib.process.multipath(routes, context, rules)

    def groups_of(self, family: Family) -> list[UpdateGroup]:
        """Return the update groups of a family: who is told the same."""
        return [group for group in self.groups if group.terms.family == family]

    def peer_of(self, source: Source) -> Peer | None:
        """Return the peer that is a source of routes; None for our own."""
        return self._of.get(source)

    def explain(self, destination: Destination, family: Family | None = None) -> RouteReport:
        """Say all about one destination: what came in, what was chosen and why, what goes out.

        Args:
            destination: a prefix, its text, NLRI, or a key.
            family: None takes the unicast family of a prefix; NLRI and keys need it.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        return report_of(self, family, key)

    # -- what peers call ---------------------------------------------------------------------

    def changed(self, changes: Iterable[Change]) -> None:
        """Take what changed in the RIB where it does not go to `notes`."""
        for change in changes:
            every = self.groups.families.get(change.family)
            if every or (change.best_changed and every is not None):
                self._notes.best.setdefault(change.family, {})[change.key] = change.new
            if change.best_changed and self.config.best_changes:
                self._report(change)

    def _report(self, change: Change) -> None:
        """Tell the program of another best path; after a restart, when all are chosen."""
        if self.deferral.holds(change.family):
            self._unreported.add(change.family)
        else:
            self._events.append(BestChanged(change))

    def _report_deferred(self) -> None:
        """Tell the program what was chosen while selection was deferred."""
        for family in [each for each in self._unreported if not self.deferral.holds(each)]:
            self._unreported.discard(family)
            for route in self.rib.loc_rib(family):
                change = Change(family, route.key, None, None, None, route.path)
                self._events.append(BestChanged(change))

    def heed(self, peer: Peer, event: Event) -> None:
        """Do what an event of a session asks for."""
        heed(peer, event)

    def joined(self, peer: Peer, event: SessionUp) -> None:
        """Note that a session is Established."""
        self._of = {source: each for source, each in self._of.items() if each is not peer}
        if peer.source is not None:
            self._of[peer.source] = peer
        self.groups.arrive(peer, event.negotiation.families)
        self.deferral.came_up(peer)

    def left(self, peer: Peer) -> None:
        """Note that a session is not Established any more."""
        self.groups.leave(peer)
        peer.waiting.clear()
        self._failed = {each for each in self._failed if each[0] is not peer}

    def end_of_rib(self, peer: Peer, family: Family) -> None:
        """Note that a peer has sent its whole table of a family."""
        self.deferral.end_of_rib(peer, family)

    def address_of(self, peer: Peer) -> bytes:
        """Return our address in the session with a peer; empty when it is not known."""
        return peer.config.local_address or self._addresses.get(peer, b"")

    def local_address_of(self, peer: Peer, address: str | bytes) -> None:
        """Note our address in the session with a peer, as the driver says it."""
        octets = address_octets(address) if isinstance(address, str) else address
        self._addresses[peer] = octets
        self._note_addresses((octets,))

    def _note_addresses(self, addresses: Iterable[bytes]) -> None:
        """Note addresses that are ours; empty ones are none."""
        # RFC 4271 §5.1.3: "A BGP speaker SHALL NOT install a route with itself as the next hop."
        context = self.rib.context
        ours = context.local_addresses.union(filter(None, addresses))
        if ours != context.local_addresses:
            context = attrs.evolve(context, local_addresses=ours)
            self._reselect(context)

    def _reselect(self, context: DecisionContext | None) -> None:
        """Choose anew everywhere, and look at all destinations of which several paths are told."""
        self.changed(self.rib.reselect(context, notes=self.notes))
        for family in [family for family, every in self.groups.families.items() if every]:
            keys = self.rib.destinations(family)
            best = {key: self.rib.best_path(key, family) for key in keys}
            self._notes.best.setdefault(family, {}).update(best)

    def policy_failed(
        self, peer: Peer, family: Family, direction: Direction, error: PolicyError
    ) -> None:
        """Note that a policy raised."""
        what = (peer, family, direction, f"{error.policy}/{error.statement}")
        if what not in self._failed:
            self._failed.add(what)
            self._events.append(PolicyFailed(peer, family, direction, error))

    # -- inside ------------------------------------------------------------------------------

    def _collect(self, peer: Peer) -> None:
        """Take the events of a session, and note where octets wait."""
        for event in peer.session.events():
            if not isinstance(event, SendingResumed):
                self._events.append(PeerEvent(peer, event))
        for connection in peer.waiting:
            self._events.append(SendWanted(peer, connection))
        peer.waiting.clear()

    def _flush(self) -> None:
        """Tell peers what there is to tell."""
        if self._unreported:
            self._report_deferred()
        self.flows.revalidate(self._notes.best)
        self.groups.flush(self.clock.now, self._notes.take() if self._notes else {})
        for family, unsent in self.groups.take_unsent():
            self._events.append(RouteNotSent(family, unsent))

    def _judge_anew(self, peer: Peer) -> None:
        """Let import policy judge all routes of a peer again, as they were received."""
        peer.set_importer()
        if peer.source is not None and peer.importer is not None:
            self.changed(self.rib.rejudge(peer.source, peer.importer.judge, notes=self.notes))
            self.groups.membership_changed(peer)
