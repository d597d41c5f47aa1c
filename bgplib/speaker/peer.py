"""Peer: a session, the source of the routes that come in by it, and its places in update groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NoReturn

import attrs

from bgplib._compiling import mypyc_attr
from bgplib._pickling import refuse
from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.iana.families import SAFI_FLOWSPEC, Family, as_family
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.policy import Direction, PolicyContext
from bgplib.rib.judging import Judge
from bgplib.route import Route, Source
from bgplib.session import (
    Connection,
    Negotiation,
    Snapshot,
    State,
)
from bgplib.session.orf_sending import Entry
from bgplib.speaker.config import PeerConfig
from bgplib.speaker.dampening import Dampening
from bgplib.speaker.import_ import Importer, import_policy
from bgplib.speaker.member import Member
from bgplib.speaker.ranges import PeerRange
from bgplib.speaker.revalidation import tables_for
from bgplib.speaker.short_way import ShortWay
from bgplib.speaker.update_group import UpdateGroup
from bgplib.speaker.wires import PeerConnection, PeerSession

if TYPE_CHECKING:
    from bgplib.speaker.speaker import Speaker

__all__ = ["Peer"]

_TARGETS: Final = Family.IPV4_ROUTE_TARGET
_IPV4_UNICAST: Final = Family.IPV4_UNICAST


@mypyc_attr(allow_interpreted_subclasses=True)
class Peer:
    """One peer of a speaker; `Speaker.add_peer` makes it."""

    def __init__(self, speaker: Speaker, config: PeerConfig) -> None:
        """Start in Idle; programs use `Speaker.add_peer`.

        Raises:
            EncodeError: the configuration has no OPEN.
            LocalError: it contradicts that of the speaker.
        """
        self.speaker = speaker  #: whose peer it is
        self._rib: Final = speaker.rib  # asked for with each UPDATE
        self._config = config
        self.session = PeerSession(config.session_config(speaker.config), self, speaker.clock)
        #: under which its routes stand in the RIB; None until it was Established once
        self.source: Source | None = None
        self.importer: Importer | None = None  #: what judges its routes; None as `source`
        self._dampening: Dampening | None = None
        self._judge: Judge | None = None
        self.short_way = ShortWay(self)  #: how usual UPDATEs get into the RIB
        #: by family, its place in an update group, while the session is Established
        self.places: dict[Family, tuple[UpdateGroup, Member]] = {}
        #: connections on which octets wait that the driver does not know of
        self.waiting: dict[Connection, None] = {}
        #: the range that it connected from without being configured; None where it was configured
        self.range: PeerRange | None = None
        self.deadline: float | None = None  #: for when the speaker has it on its agenda

    # -- what the driver calls ---------------------------------------------------------------

    def connection_made(
        self, now: float, *, inbound: bool = False, local_address: str | bytes | None = None
    ) -> PeerConnection:
        """Take a connection: one that `ConnectWanted` asked for, or one that the peer has started.

        Driver: then send `data_to_send`, take `Speaker.events` (a `CloseWanted` refuses the
        connection) and wait for `Speaker.next_deadline`.

        Args:
            now: the time.
            inbound: the peer has started it.
            local_address: our address, as the socket says it: the next hop that we put where the
                configuration has none.

        Raises:
            LocalError: the time is not a number.
            ParseError: the text is not an address.
        """
        if local_address is not None:
            self.speaker.local_address_of(self, local_address)
        connection = self.session.connection_made(now, inbound=inbound)
        self.stir()
        return connection

    def connection_failed(self, now: float) -> None:
        """Note that the connection which `ConnectWanted` asked for could not be made.

        Driver: then take `Speaker.events` and wait for `Speaker.next_deadline`.

        Raises:
            LocalError: the time is not a number.
        """
        self.session.connection_failed(now)
        self.stir()

    def connection_requested(self, now: float, *, valid: bool = True) -> bool:
        """Say whether a connection that the peer asks for would be taken (RFC 4271 §8.1.4).

        Args:
            now: the time.
            valid: source and destination are those of the peer and ours.

        Raises:
            LocalError: the time is not a number.
        """
        taken = self.session.connection_requested(now, valid=valid)
        self.stir()
        return taken

    # -- what the operator does --------------------------------------------------------------

    def start(self, now: float, *, restarted: bool = False) -> None:
        """Begin: connect to the peer, or wait for it if it is `passive`; see `Session.start`.

        Driver: then take `Speaker.events` and wait for `Speaker.next_deadline`.

        Raises:
            LocalError: the time is not a number, or the peer was removed.
        """
        self.speaker.peer(self)
        self.session.start(now, restarted=restarted)
        self.stir()

    def stop(self, now: float, reason: str = "", notification: Notification | None = None) -> None:
        """End the session, and stay down until `start`; see `Session.stop`.

        Driver: then take `Speaker.events` and wait for `Speaker.next_deadline`.
        """
        self.session.stop(now, reason, notification)
        self.stir()

    def reset(self, now: float, reason: str = "", notification: Notification | None = None) -> None:
        """End the session, and come back; see `Session.reset`.

        Driver: then take `Speaker.events` and wait for `Speaker.next_deadline`.
        """
        self.session.reset(now, reason, notification)
        self.stir()

    def request_refresh(self, family: Family | str, now: float) -> None:
        """Ask the peer for all its routes of a family again (RFC 2918).

        The speaker itself has no need to: what the peer sent is kept as it was.

        Driver: then take `Speaker.events`.

        Raises:
            LocalError: the session is not Established, the peer does not know of it, or the family
                is none.
            ParseError: the text is no family.
        """
        self.speaker.clock.set(now)
        family = as_family(family)
        negotiation, connection = self.session.negotiation, self.session.connection
        if connection is None or negotiation is None:
            raise LocalError(f"the session with {self.name} is not Established")
        if not negotiation.route_refresh:
            raise LocalError(f"{self.name} does not know of route refresh (RFC 2918)")
        connection.send(RouteRefresh(family))

    def send_filters(
        self, family: Family | str, entries: Iterable[Entry], now: float, *, defer: bool = False
    ) -> None:
        """Tell the peer which routes of a family not to send; see `Session.send_filters`.

        Driver: then take `Speaker.events`.

        Raises:
            EncodeError: a field is out of range.
            LocalError: the session is not Established, the peer takes no such filters of the
                family, or an entry cannot be meant.
        """
        family = as_family(family)
        self.session.send_filters(family, entries, now, defer=defer)
        self.stir()

    # -- what anybody may ask ----------------------------------------------------------------

    @property
    def config(self) -> PeerConfig:
        """How it is configured; `Speaker.update_peer` configures it otherwise."""
        return self._config

    @property
    def dampening(self) -> Dampening | None:
        """How often its routes flapped; None unless it is external and configured so."""
        return self._dampening

    @property
    def name(self) -> str:
        """What tells it apart: its configured name, or its address."""
        return self._config.key

    @property
    def state(self) -> State:
        """The state of its session."""
        return self.session.state

    @property
    def is_dynamic(self) -> bool:
        """Whether it was made when it connected, from an address of a `PeerRange`."""
        return self.range is not None

    @property
    def is_established(self) -> bool:
        """Whether routes are exchanged."""
        return self.session.connection is not None

    @property
    def negotiation(self) -> Negotiation | None:
        """What was agreed on; None until the peer's OPEN is there."""
        return self.session.negotiation

    @property
    def connection(self) -> Connection | None:
        """The connection on which the session is Established; None while it is not."""
        return self.session.connection

    def snapshot(self) -> Snapshot:
        """Return how the session is, for an operator."""
        snapshot = self.session.snapshot()
        return attrs.evolve(snapshot, dynamic=True) if self.is_dynamic else snapshot

    def __reduce__(self) -> NoReturn:
        """Say that it cannot be copied or pickled.

        Raises:
            LocalError: always.
        """
        refuse(
            self, "it belongs to a program that runs; take its `config`, `source` or `snapshot()`"
        )

    def __repr__(self) -> str:
        """Return name and state."""
        dynamic = ", dynamic" if self.is_dynamic else ""
        return f"<Peer {self.name}: {self.state.text}{dynamic}>"

    # -- what session and connections call ---------------------------------------------------

    def stir(self) -> None:
        """Note that something happened here which the speaker has to look at."""
        self.speaker.stirred[self] = None

    def sent(self, connection: PeerConnection) -> None:
        """Note that octets have left."""
        self.stir()
        if not connection.backlog:
            for group, member in self.places.values():
                if member.cohort is not None:
                    self.speaker.groups.wake(group)

    def receive(self, update: Update) -> None:
        """Take an UPDATE that did not take the short way (`bgplib.speaker.short_way`)."""
        source, importer = self.source, self.importer
        if source is None or importer is None:
            return
        speaker = self.speaker
        if self._dampening is not None:
            self._dampening.note(self._rib, source, update, speaker.clock.now)
        judge = importer.judge_of(update.attributes)
        changes = self._rib.update(source, update, judge, notes=speaker.notes)
        if changes or speaker.changes:
            speaker.changed(changes)
        if _names_targets(update) and _TARGETS in self.places:
            speaker.groups.membership_changed(self)
        if update.end_of_rib is not None:
            speaker.end_of_rib(self, update.end_of_rib)

    def next_deadline(self) -> float | None:
        """Return when `handle_timers` has something to do; None when nothing waits."""
        waiting = None if self._dampening is None else self._dampening.next_deadline()
        deadline = self.session.next_deadline()
        return min((each for each in (waiting, deadline) if each is not None), default=None)

    def handle_timers(self, now: float) -> None:
        """Do what is due: in the session, and to routes that have rested long enough."""
        self.session.handle_timers(now)
        if self._dampening is None or self.source is None:
            return
        rib = self._rib
        for family, key, path_id in self._dampening.reusable(now):
            for route in rib.routes(key, family):
                if route.source is self.source and route.path_id == path_id:
                    if rib.is_stale(route):
                        # It is judged when the peer announces it anew, or goes.
                        continue
                    update = self._again(Route(family, key, route.path.received))
                    notes = self.speaker.notes
                    self.speaker.changed(rib.update(self.source, update, self._judge, notes=notes))

    def _again(self, route: Route) -> Update:
        """Return the UPDATE that announces a route as it was received."""
        registry = self.config.registry
        hop = route.next_hop
        group = NlriGroup.of(route.family, [route.nlri], next_hop=hop, registry=registry)
        return Update.build(attributes=route.attributes, announced=[group])

    def configure(self, config: PeerConfig) -> None:
        """Take another configuration; the session does what it can at once."""
        self.session.config = config.session_config(self.speaker.config)
        self._config = config

    def limit_prefixes(self) -> None:
        """Let other limits of prefixes hold, from what the peer has announced already."""
        rib, source = self._rib, self.source
        limits = self.config.prefix_limits
        self.session.limit_prefixes(
            limits,
            {
                family: {(route.path_id, route.key) for route in rib.adj_rib_in(source, family)}
                for family in limits
                if source is not None
            },
        )

    def set_importer(self) -> None:
        """Make what judges the routes of the peer."""
        source = self.source
        if source is None:
            return
        config, speaker = self.config, self.speaker
        role = config.role if source.session is SessionType.EXTERNAL else None
        policy = import_policy(
            config.import_policy,
            source,
            role,
            shared_subnets=config.shared_subnets,
            shutting_down=speaker.is_shutting_down,
        )
        roas, aspas = tables_for(policy, speaker.config)
        context = PolicyContext(
            peer=source,
            local_as=self.session.config.local_as,
            local_address=speaker.address_of(self),
            role=role,
            roas=roas,
            aspas=aspas,
        )
        known = self._dampening
        if config.dampening is None or source.session is not SessionType.EXTERNAL:
            self._dampening = None
        elif known is None or known.config != config.dampening:
            self._dampening = Dampening(config.dampening)
        self.importer = Importer(
            policy,
            context,
            lambda family, error: speaker.policy_failed(self, family, Direction.IMPORT, error),
            self._dampening,
            same_administration=config.same_administration,
            flows=speaker.flows if self._validates_flows(source) else None,
        )
        self._judge = self.importer.judge
        self.short_way.close()

    def _validates_flows(self, source: Source) -> bool:
        # RFC 8955 §1: "A Flow Specification received from an external autonomous system will need
        # to be validated against unicast routing before being accepted".
        # RFC 8955 §1: "The Flow Specification received from an internal BGP peer within the same
        # autonomous system [RFC4271] is assumed to have been validated prior to transmission"
        return (
            self.config.validate_flows
            and source.session is SessionType.EXTERNAL
            and any(family.safi == SAFI_FLOWSPEC for family in self.config.families)
        )


def _names_targets(update: Update) -> bool:
    """Say whether an UPDATE changes which route targets a peer is a member of."""
    # Most groups are of one family, which is compared without looking into it.
    for group in update.announced:
        if group.family is not _IPV4_UNICAST and group.family == _TARGETS:
            return True
    for group in update.withdrawn:
        if group.family is not _IPV4_UNICAST and group.family == _TARGETS:
            return True
    return False
