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
from collections.abc import Collection, Iterable, Iterator
from typing import ClassVar, Final, NoReturn

import attrs

from bgplib._checks import shown
from bgplib._pickling import refuse
from bgplib.attributes.block import AttributeBlock
from bgplib.decision import DecisionContext
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.policy import AspaTable, Direction, PolicyError, RoaTable
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.rib import Change
from bgplib.rib.notes import ChangeNotes, Noted
from bgplib.route import Path, Route
from bgplib.session import Event, SendingResumed, SessionUp
from bgplib.speaker.accumulated import measured_anew
from bgplib.speaker.addresses import OwnAddresses, PeerAddresses, own_address
from bgplib.speaker.agenda import Agenda
from bgplib.speaker.asking import SpeakerReader
from bgplib.speaker.changes import PeerAction, PeerChange, compare_configs
from bgplib.speaker.config import PeerConfig, SpeakerConfig, address_of_peer
from bgplib.speaker.deferral import Deferral
from bgplib.speaker.events import (
    BestChanged,
    PeerAdded,
    PeerEvent,
    PeerRemoved,
    PolicyFailed,
    RouteNotSent,
    SendWanted,
    SpeakerEvent,
    StrangerRefused,
)
from bgplib.speaker.flow_validation import FlowValidation
from bgplib.speaker.groups import UpdateGroups
from bgplib.speaker.heeding import heed
from bgplib.speaker.origination import (
    Originated,
    identify_own,
    own_block,
    own_next_hop,
    own_weight,
    refuse_actions,
)
from bgplib.speaker.peer import Peer
from bgplib.speaker.ranges import PeerRange
from bgplib.speaker.revalidation import Kept, Revalidation
from bgplib.speaker.wires import PeerConnection
from bgplib.values.next_hop import NextHop

__all__ = ["Speaker"]


class Speaker(SpeakerReader):
    """A BGP speaker of any number of peers.

    Policies have code of the program, which may raise: the route is rejected then, an event says so
    (`PolicyFailed`), and it comes out of none of the methods here. `update_peer` with a policy that
    works has all judged again.

    Every time is in seconds, from any origin, and does not go backwards: an earlier one counts as
    the latest that was said.
    """

    #: the class of its peers
    peer_class: ClassVar[type[Peer]] = Peer

    def __init__(self, config: SpeakerConfig) -> None:
        """Start without peers and without routes.

        Raises:
            LocalError: it is no configuration of a speaker.
        """
        if not isinstance(config, SpeakerConfig):
            raise LocalError(f"a speaker is made of a SpeakerConfig, not of {shown(config)}")
        super().__init__(config)
        self._stirred: Final[dict[Peer, None]] = {}
        self._groups = UpdateGroups(self)
        self._flows: Final = FlowValidation(self)
        self._notes: Final = ChangeNotes(self.groups.families)
        self._changes: Final[list[Change]] = []
        self._events: deque[SpeakerEvent] = deque()
        self._agenda = Agenda()
        self._addresses: dict[Peer, bytes] = {}  # ours, in the session with each
        self._own_addresses = OwnAddresses()
        self._by_address = PeerAddresses()
        self._failed: set[tuple[Peer, Family, Direction, str]] = set()
        # By destination, the best path that was reported last, where another may be best by now.
        self._unreported: dict[Family, dict[bytes, Path | None]] = {}
        self._deferral: Final = Deferral()
        self._is_running = False
        self._is_shutting_down = False

    # -- peers -------------------------------------------------------------------------------

    def __reduce__(self) -> NoReturn:
        """Say that it cannot be copied or pickled.

        Raises:
            LocalError: always.
        """
        refuse(
            self,
            "it belongs to a program that runs; take the routes of its `loc_rib`, or a snapshot",
        )

    def add_peer(self, config: PeerConfig) -> Peer:
        """Take in a peer; its session starts with the speaker, or at once where that runs.

        Driver: then take `events` and wait for `next_deadline`.

        Raises:
            EncodeError: the configuration has no OPEN: a field is out of range.
            LocalError: there is a peer of that name, or the configuration contradicts itself.
        """
        if not isinstance(config, PeerConfig):
            raise LocalError(f"a peer is made of a PeerConfig, not of {config!r}")
        if not config.address:
            raise LocalError("a peer has an address; only the template of a PeerRange has none")
        if config.key in self._peers:
            raise LocalError(f"there is a peer {config.key} already")
        return self._take_in(config)

    def _take_in(self, config: PeerConfig, range: PeerRange | None = None) -> Peer:
        peer = self._peers[config.key] = self.peer_class(self, config, range)
        self._by_address.enter(peer)
        self._note_addresses(peer)
        if self._is_running:
            peer.start(self.clock.now)
        return peer

    def add_range(self, range: PeerRange) -> None:
        """Let peers connect from a range of addresses; see `connection_from`.

        Raises:
            EncodeError: the template has no OPEN: a field is out of range.
            LocalError: one of its prefixes is that of another range, or the template contradicts
                itself or the speaker.
        """
        self._ranges.add(range, self.config)

    def remove_range(self, range: PeerRange, now: float) -> None:
        """Let nobody connect from a range any more, and let its peers go.

        Driver: then take `events`, send what waits, and close.

        Raises:
            LocalError: there is no such range.
        """
        self._ranges.remove(range)
        for peer in [each for each in self._peers.values() if each.range == range]:
            self.remove_peer(peer, now)

    def remove_peer(self, peer: Peer | str, now: float) -> None:
        """Let a peer go: its session ends with Peer De-configured (RFC 4486 §4).

        Driver: then take `events`, send what waits, and close.

        Raises:
            LocalError: there is no such peer.
        """
        gone = self.peer(peer)
        gone.stop(now, "the peer was removed", Notification(6, 3))
        self._forget(gone)

    def _part(self, peer: Peer) -> None:
        """Let a dynamic peer go whose session is over."""
        # What the driver still says of the connections of one that has gone means nothing.
        if self._peers.get(peer.name) is peer:
            peer.stop(self.clock.now, "its session is over")
            self._forget(peer)

    def _forget(self, gone: Peer) -> None:
        """Drop all that is known of a peer whose session was stopped."""
        self._collect(gone)
        self.stirred.pop(gone, None)
        self._agenda.strike(gone)
        self.deferral.strike(gone)
        self._addresses.pop(gone, None)
        self._know(gone, None)
        if gone.source is not None:
            # What was kept for a restart is kept no longer.
            self.changed(self.rib.drop_source(gone.source, notes=self.notes))
        del self._peers[gone.name]
        self._by_address.strike(gone)
        self._use_addresses(gone, ())
        # Those of routes that were kept came when no session was left to end.
        self._forget_failures(gone)
        if gone.range is not None:
            self._ranges.count(gone.range, -1)
            self._events.append(PeerRemoved(gone))

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
        # A reason that is too long stops nobody.
        Notification.shutdown(reason)
        self.clock.set(now)
        self._is_running = self._is_shutting_down = False
        self.deferral.end()
        for peer in self._peers.values():
            peer.stop(now, reason)

    def shut_down_gracefully(self, now: float) -> None:
        """Let external peers look for other ways before `stop` (RFC 8326 §4.2).

        What they are told gets GRACEFUL_SHUTDOWN, and what they announced loses against all else.
        Afterwards wait until the network has found its way around, and call `stop`. `start` takes
        it back. For a single session there is `Peer.shut_down_gracefully`.

        Driver: then take `events`.

        Raises:
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        self._shut_down(gracefully=True)

    def _shut_down(self, *, gracefully: bool) -> None:
        if gracefully is not self.is_shutting_down:
            self._is_shutting_down = gracefully
            self.tell_anew(self._peers.values())

    def update_peer(self, peer: Peer | str, config: PeerConfig, now: float) -> PeerChange:
        """Configure a peer otherwise, and do no more than that asks for.

        Routes that are kept while the peer restarts (RFC 4724 §4.2) are judged by the policy that
        is configured by now, whatever they were judged by when the session was up.

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
            raise LocalError(f"a peer is configured with a PeerConfig, not with {shown(config)}")
        if config.key != known.name:
            raise LocalError(f"{known.name} stays {known.name}: add a peer {config.key} instead")
        change = compare_configs(known.config, config, self.config)
        self.clock.set(now)
        known._configure(config)  # noqa: SLF001 - it does not all that follows, as is done here
        self._by_address.enter(known)
        self._note_addresses(known)
        self.deferral.configured(known)
        if {"import_policy", "export_policy"} & {*change.fields}:
            self._forget_failures(known)
        if "prefix_limits" in change.fields:
            known.limit_prefixes()
        if change.resets:
            # RFC 8538 §5.1: after Other Configuration Change the session is back soon, and routes
            # stay. Whoever has another address is another one: to the former, nobody comes back,
            # and what was kept for its return goes.
            moved = "address" in change.fields
            known.reset(now, "the configuration changed", Notification(6, 3 if moved else 6))
        # RFC 4724 §4.2 has routes of a session that was lost before retained, and says nothing of
        # policy: what is configured by now is what is to hold for them, and for all of them at
        # once, not for those alone that `update_validation` comes by.
        if change.resets or PeerAction.SOFT_IN in change.actions:
            self._judge_anew(known)
        if PeerAction.SOFT_OUT in change.actions:
            self.groups.regroup([known])
        if {"route_reflector_client", "route_server_client"} & {*change.fields}:
            # What it announced goes to other peers now, or not any more.
            self.groups.client_changed(known)
        return change

    def update_validation(
        self,
        now: float,
        *,
        roas: RoaTable | Kept | None = Kept.KEPT,
        aspas: AspaTable | Kept | None = Kept.KEPT,
    ) -> None:
        """Validate by other payloads from now on: those in place of `SpeakerConfig.roas`, `.aspas`.

        RFC 6811 §4: "When a mapping is added or deleted, the implementation MUST re-validate any
        affected prefixes and run the BGP decision process if needed." The routes are there as they
        were received, also those that policy refused, so that no peer is asked to send them again
        (RFC 9324). Routes that no policy looks up are left alone; a policy with code of a program's
        own is taken to look everything up. Stale routes (RFC 4724 §4.2) are routes as any: they are
        validated again, and stay stale.

        Call it for each set of payloads, however often: where they say the same as before nothing
        is done, and nothing is sent where no route fares otherwise.

        Driver: then take `events`.

        Args:
            now: the time.
            roas: validated ROA payloads, all of them; None: no route is validated. Left out, they
                stay.
            aspas: validated ASPA payloads, likewise.

        Raises:
            LocalError: it is no such table, or the time is not a number.
        """
        old = self._config
        config = attrs.evolve(
            old,
            roas=old.roas if isinstance(roas, Kept) else roas,
            aspas=old.aspas if isinstance(aspas, Kept) else aspas,
        )
        self.clock.set(now)
        change = Revalidation(old, config)
        self._config = config
        if not change.differs:
            return
        for peer in self._peers.values():
            if peer.importer is not None and change.concerns(peer.importer.policy):
                self._validate_anew(peer, change)
        self.groups.validation_changed(change)

    # -- our own routes ----------------------------------------------------------------------

    def originate(
        self,
        destination: Originated,
        now: float,
        *,
        family: Family | str | None = None,
        attributes: AttributeBlock | Iterable[object] = (),
        next_hop: NextHop | str | bytes | None = None,
        weight: int = 0,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Announce a route of our own, in place of the one to the same destination.

        Driver: then take `events`.

        Args:
            destination: a prefix, NLRI, the text of either, or a route, whose path says the rest.
            now: the time.
            family: it, or its text; None takes the unicast family of a prefix; NLRI need it.
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
                hops, or what no row describes; or the text of a flow specification says what
                becomes of the packets, which is said by `attributes`.
            ParseError: a text is not a family, a destination of it, or an address.
        """
        self.clock.set(now)
        family, key, nlri = identify_own(destination, family, registry)
        refuse_actions(destination, family)
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
        family: Family | str | None = None,
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

    def connection_from(
        self, address: str | bytes, now: float, *, local_address: str | bytes | None = None
    ) -> PeerConnection | None:
        """Take a connection that somebody has started, as the peer's whose address it is.

        Of several peers that have the address it is the one that was added first. Where none has
        it and a `PeerRange` holds it, there is a dynamic peer from now on, until its session is
        over.

        Driver: for each connection that was accepted, of whomever. Close it where there is None;
        otherwise go on as after `Peer.connection_made`.

        Args:
            address: from where, as the socket says it.
            now: the time.
            local_address: as `Peer.connection_made`.

        Returns:
            The connection; None where nobody may connect from there, or no more.

        Raises:
            LocalError: the time is not a number, or the address has a zone.
            ParseError: a text is not an address.
        """
        self.clock.set(now)
        octets = address_of_peer(address)
        if len(octets) not in (4, 16):
            raise LocalError(f"{octets!r} is no address: it has 4 or 16 octets")
        peer = self._by_address.first(octets) or self._welcome(octets)
        if peer is None:
            return None
        return peer.connection_made(now, inbound=True, local_address=local_address)

    def _welcome(self, address: bytes) -> Peer | None:
        """Make the dynamic peer that connects from an address, if there may be one."""
        range = self._ranges.range_of(address)
        if range is None:
            text = "neither a peer nor a range has the address"
        elif not self._is_running:
            text = "the speaker was not started"
        elif not self._ranges.has_room(range):
            text = f"the range {range} has {range.limit} peers, which is its limit"
        elif (config := range.config_of(address)).key in self._peers:
            text = f"another peer has the name {config.key}"
        else:
            peer = self._take_in(config, range)
            self._ranges.count(range, 1)
            self._events.append(PeerAdded(peer))
            return peer
        self._events.append(StrangerRefused(address, text))
        return None

    def events(self) -> Iterator[SpeakerEvent]:
        """Pass on what came in, and iterate over what has happened since; each event once.

        Driver: take them after every other call.
        """
        while True:
            self._flush()
            for peer in tuple(self.stirred):
                self._collect(peer)
                if peer.range is not None and peer.session.is_over:
                    self._part(peer)
                else:
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
        due = tuple(self._agenda.due(now))
        # Where one of them fails, in code of the program, the others are due as before.
        self.stirred.update(dict.fromkeys(due))
        for peer in due:
            peer.handle_timers(now)

    # -- what peers ask and call -------------------------------------------------------------

    @property
    def stirred(self) -> dict[Peer, None]:
        """Peers at which something happened."""
        return self._stirred

    @property
    def flows(self) -> FlowValidation:
        """Which flow specifications hang on which routes."""
        return self._flows

    @property
    def deferral(self) -> Deferral:
        """What waits for the peers after our own restart."""
        return self._deferral

    @property
    def is_shutting_down(self) -> bool:
        """Whether `shut_down_gracefully` was called."""
        return self._is_shutting_down

    @property
    def changes(self) -> list[Change]:
        """What changed in the RIB and nobody has looked at, where it says it change by change."""
        return self._changes

    @property
    def notes(self) -> Noted:
        """Where the RIB notes what changes."""
        return self._changes if self._config.best_changes else self._notes

    def changed(self, changes: Iterable[Change] = ()) -> None:
        """Take what changed in the RIB: what it returned, and what it put into `changes`."""
        found = (*changes, *self.changes)
        self.changes.clear()
        for change in found:
            every = self.groups.families.get(change.family)
            if every or (change.best_changed and every is not None):
                self._notes.best.setdefault(change.family, {})[change.key] = change.new
            if change.best_changed and self.config.best_changes:
                self._report(change)

    def _report(self, change: Change) -> None:
        """Tell the program of another best path; after a restart, when all are chosen."""
        family = change.family
        # What waits is reported first.
        if self.deferral.holds(family) or family in self._unreported:
            self._unreported.setdefault(family, {}).setdefault(change.key, change.old)
        else:
            self._events.append(BestChanged(change))

    def _report_deferred(self) -> None:
        """Tell the program what was chosen while selection was deferred."""
        for family in [each for each in self._unreported if not self.deferral.holds(each)]:
            for key, old in self._unreported.pop(family).items():
                new = self.rib.best_path(key, family)
                if new is not old:
                    self._events.append(BestChanged(Change(family, key, None, None, old, new)))

    def heed(self, peer: Peer, event: Event) -> None:
        """Do what an event of a session asks for."""
        heed(peer, event)

    def joined(self, peer: Peer, event: SessionUp) -> None:
        """Note that a session is Established."""
        self._pass_on(peer)
        self._know(peer, peer.source)
        self.groups.arrive(peer, event.negotiation.families)
        self.deferral.came_up(peer)

    def left(self, peer: Peer) -> None:
        """Note that a session is not Established any more."""
        self.groups.leave(peer)
        peer.waiting.clear()
        self._forget_failures(peer)

    def _forget_failures(self, peer: Peer) -> None:
        """Tell once more of a policy of a peer that raises."""
        self._failed = {each for each in self._failed if each[0] is not peer}

    def end_of_rib(self, peer: Peer, family: Family) -> None:
        """Note that a peer has sent all that it is going to send at first of a family."""
        self.deferral.end_of_rib(peer, family)
        if family == Family.IPV4_ROUTE_TARGET:
            self.groups.memberships_complete(peer)

    def address_of(self, peer: Peer) -> bytes:
        """Return our address in the session with a peer; empty when it is not known."""
        return peer.config.local_address or self._addresses.get(peer, b"")

    def local_address_of(self, peer: Peer, address: str | bytes) -> None:
        """Note our address in the session with a peer, as the driver says it."""
        self._addresses[peer] = own_address(address)
        self._note_addresses(peer)

    def _note_addresses(self, peer: Peer) -> None:
        """Note which addresses are ours towards a peer: by configuration, and in its session."""
        self._use_addresses(peer, (*peer.config.own_addresses, self._addresses.get(peer, b"")))

    def _use_addresses(self, peer: Peer, addresses: Iterable[bytes]) -> None:
        """Note our addresses towards a peer, in place of those before; empty ones are none."""
        # RFC 4271 §5.1.3: "A BGP speaker SHALL NOT install a route with itself as the next hop."
        if self._own_addresses.enter(peer, addresses):
            ours = self.config.decision.local_addresses | self._own_addresses.all
            self._reselect(attrs.evolve(self.rib.context, local_addresses=ours))

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
        self._pass_on(peer)
        for connection in peer.waiting:
            self._events.append(SendWanted(peer, connection))
        peer.waiting.clear()

    def _pass_on(self, peer: Peer) -> None:
        """Take the events of a session: before its routes come, where it has come up."""
        for event in peer.session.events():
            if not isinstance(event, SendingResumed):
                self._events.append(PeerEvent(peer, event))

    def _flush(self) -> None:
        """Tell peers what there is to tell."""
        if self.changes:  # what was done before a step of the decision process failed
            self.changed()
        if self._unreported:
            self._report_deferred()
        self.flows.revalidate(self._notes.best)
        self.groups.flush(self.clock.now, self._notes.take() if self._notes else {})
        for family, unsent in self.groups.take_unsent():
            self._events.append(RouteNotSent(family, unsent))

    def _validate_anew(self, peer: Peer, change: Revalidation) -> None:
        """Let import policy judge those routes of a peer again that payloads may matter to."""
        peer.set_importer()
        if peer.source is None or peer.importer is None:
            return
        policy, judge, rib = peer.importer.policy, peer.importer.judge, self.rib
        for family in rib.families:
            keys = change.keys(policy, family, rib.destinations(family))
            changes = rib.rejudge(peer.source, judge, family, keys=keys, notes=self.notes)
            self.changed(changes)
        self.groups.membership_changed(peer)

    def tell_anew(self, peers: Collection[Peer]) -> None:
        """Judge again what peers announced, and what they are told."""
        for peer in peers:
            self._judge_anew(peer)
        self.groups.regroup(peers)

    def _judge_anew(self, peer: Peer) -> None:
        """Let import policy judge all routes of a peer again, as they were received."""
        peer.set_importer()
        if peer.source is not None and peer.importer is not None:
            self.changed(self.rib.rejudge(peer.source, peer.importer.judge, notes=self.notes))
            self.groups.membership_changed(peer)
