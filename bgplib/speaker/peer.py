"""Peer: a session, the source of the routes that come in by it, and its places in update groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final, NoReturn

import attrs

from bgplib._compiling import mypyc_attr
from bgplib._pickling import refuse
from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.iana.families import SAFI_FLOWSPEC, SAFI_SR_POLICY, Family, as_family
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
from bgplib.speaker.addresses import own_address
from bgplib.speaker.config import PeerConfig
from bgplib.speaker.dampening import Dampening
from bgplib.speaker.import_ import Importer, import_policy
from bgplib.speaker.member import Member
from bgplib.speaker.ranges import PeerRange
from bgplib.speaker.revalidation import tables_for
from bgplib.speaker.short_way import ShortWay
from bgplib.speaker.update_group import UpdateGroup
from bgplib.speaker.wires import PeerConnection, PeerSession
from bgplib.values.address import address_text

if TYPE_CHECKING:
    from bgplib.speaker.speaker import Speaker

__all__ = ["Peer"]

_TARGETS: Final = Family.IPV4_ROUTE_TARGET
_IPV4_UNICAST: Final = Family.IPV4_UNICAST


@mypyc_attr(allow_interpreted_subclasses=True)
class Peer:
    """One peer of a speaker; `Speaker.add_peer` makes it."""

    #: the class of its session
    session_class: ClassVar[type[PeerSession]] = PeerSession
    #: the class of what judges its routes
    importer_class: ClassVar[type[Importer]] = Importer

    def __init__(
        self, speaker: Speaker, config: PeerConfig, range: PeerRange | None = None
    ) -> None:
        """Start in Idle; programs use `Speaker.add_peer`.

        Args:
            speaker: whose peer it is.
            config: how it is configured.
            range: where it connected from without being configured.

        Raises:
            EncodeError: the configuration has no OPEN.
            LocalError: it contradicts that of the speaker.
        """
        self._speaker: Final = speaker
        self._rib: Final = speaker.rib  # asked for with each UPDATE
        self._range: Final = range
        self._config = config
        self._source: Source | None = None
        self._importer: Importer | None = None
        self._dampening: Dampening | None = None
        self._judge: Judge | None = None
        self._short_way: Final = ShortWay(self)
        self._places: Final[dict[Family, tuple[UpdateGroup, Member]]] = {}
        self._waiting: Final[dict[Connection, None]] = {}
        self._is_shutting_down = False
        session = config.session_config(speaker.config)
        self._session = self.session_class(session, self, speaker.clock)

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
            LocalError: the time is not a number, or the octets are not an address.
            ParseError: the text is not an address.
        """
        ours = own_address(local_address)
        connection = self._session.connection_made(now, inbound=inbound)
        # It counts when the session is Established on this connection, and not on another.
        connection.local_address = ours
        self.stir()
        return connection

    def connection_failed(self, now: float) -> None:
        """Note that the connection which `ConnectWanted` asked for could not be made.

        Driver: then take `Speaker.events` and wait for `Speaker.next_deadline`.

        Raises:
            LocalError: the time is not a number.
        """
        self._session.connection_failed(now)
        self.stir()

    def connection_requested(self, now: float, *, valid: bool = True) -> bool:
        """Say whether a connection that the peer asks for would be taken (RFC 4271 §8.1.4).

        Args:
            now: the time.
            valid: source and destination are those of the peer and ours.

        Raises:
            LocalError: the time is not a number.
        """
        taken = self._session.connection_requested(now, valid=valid)
        self.stir()
        return taken

    # -- what the operator does --------------------------------------------------------------

    def start(self, now: float, *, restarted: bool = False) -> None:
        """Begin: connect to the peer, or wait for it if it is `passive`; see `Session.start`.

        Driver: then take `Speaker.events` and wait for `Speaker.next_deadline`.

        Raises:
            LocalError: the time is not a number, or the peer was removed.
        """
        self._speaker.peer(self)
        self._session.start(now, restarted=restarted)
        self._shut_down(gracefully=False)
        self.stir()

    def shut_down_gracefully(self, now: float) -> None:
        """Let this peer, if it is external, look for other ways before `stop` (RFC 8326 §4.2).

        It is `Speaker.shut_down_gracefully` for one session, whatever becomes of it: what the peer
        is told gets GRACEFUL_SHUTDOWN, and what it announced loses against all else, until `start`,
        which takes it back whether the session was stopped or not. A dynamic peer that connects
        again is another one, and is not shut down.

        Driver: then take `Speaker.events`.

        Raises:
            LocalError: the time is not a number, or the peer was removed.
        """
        self._speaker.peer(self)
        self._speaker.clock.set(now)
        self._shut_down(gracefully=True)

    def _shut_down(self, *, gracefully: bool) -> None:
        before = self.is_shutting_down
        self._is_shutting_down = gracefully
        if self.is_shutting_down is not before:
            self._speaker.tell_anew([self])

    def stop(self, now: float, reason: str = "", notification: Notification | None = None) -> None:
        """End the session, and stay down until `start`; see `Session.stop`.

        Driver: then take `Speaker.events` and wait for `Speaker.next_deadline`.
        """
        self._session.stop(now, reason, notification)
        # It says nothing until `start`.
        self._speaker.deferral.strike(self)
        self.stir()

    def reset(self, now: float, reason: str = "", notification: Notification | None = None) -> None:
        """End the session, and come back; see `Session.reset`.

        Driver: then take `Speaker.events` and wait for `Speaker.next_deadline`.
        """
        self._session.reset(now, reason, notification)
        self.stir()

    def request_refresh(self, family: Family | str, now: float) -> None:
        """Ask the peer for all its routes of a family again (RFC 2918).

        The speaker itself has no need to: what the peer sent is kept as it was.

        Driver: then take `Speaker.events`.

        Raises:
            LocalError: the session is not Established, the peer does not know of it, the family is
                none, or so much waits to be sent that the peer must read first (see
                `Connection.send`).
            ParseError: the text is no family.
        """
        self._speaker.clock.set(now)
        family = as_family(family)
        negotiation, connection = self._session.negotiation, self._session.connection
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
        self._session.send_filters(family, entries, now, defer=defer)
        self.stir()

    # -- what anybody may ask ----------------------------------------------------------------

    @property
    def is_shutting_down(self) -> bool:
        """Whether `shut_down_gracefully` was called, here or for all peers."""
        return self._is_shutting_down or self._speaker.is_shutting_down

    @property
    def speaker(self) -> Speaker:
        """Whose peer it is."""
        return self._speaker

    @property
    def session(self) -> PeerSession:
        """Its session."""
        return self._session

    @property
    def source(self) -> Source | None:
        """Under which its routes stand in the RIB; None until it was Established once."""
        return self._source

    @property
    def importer(self) -> Importer | None:
        """What judges its routes; None as `source`."""
        return self._importer

    @property
    def short_way(self) -> ShortWay:
        """How usual UPDATEs get into the RIB."""
        return self._short_way

    @property
    def places(self) -> dict[Family, tuple[UpdateGroup, Member]]:
        """By family, its place in an update group, while the session is Established."""
        return self._places

    @property
    def waiting(self) -> dict[Connection, None]:
        """The connections on which octets wait that the driver does not know of."""
        return self._waiting

    @property
    def range(self) -> PeerRange | None:
        """The range that it connected from without being configured; None where it was."""
        return self._range

    @property
    def config(self) -> PeerConfig:
        """How it is configured; `Speaker.update_peer` configures it otherwise."""
        return self._config

    @property
    def dampening(self) -> Dampening | None:
        """How often its routes flapped; None unless it is external and configured so."""
        return self._dampening

    @property
    def address_text(self) -> str:
        """Its address as text, to connect to and to print."""
        return address_text(self._config.address)

    @property
    def name(self) -> str:
        """What tells it apart: its configured name, or its address."""
        return self._config.key

    @property
    def state(self) -> State:
        """The state of its session."""
        return self._session.state

    @property
    def is_dynamic(self) -> bool:
        """Whether it was made when it connected, from an address of a `PeerRange`."""
        return self._range is not None

    @property
    def is_established(self) -> bool:
        """Whether routes are exchanged."""
        return self._session.connection is not None

    @property
    def negotiation(self) -> Negotiation | None:
        """What was agreed on; None until the peer's OPEN is there."""
        return self._session.negotiation

    @property
    def connection(self) -> Connection | None:
        """The connection on which the session is Established; None while it is not."""
        return self._session.connection

    def snapshot(self) -> Snapshot:
        """Return how the session is, for an operator."""
        snapshot = self._session.snapshot()
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
        self._speaker.stirred[self] = None

    def sent(self, connection: PeerConnection) -> None:
        """Note that octets have left."""
        self.stir()
        if not connection.backlog:
            for group, member in self._places.values():
                if member.cohort is not None:
                    self._speaker.groups.wake(group)

    def receive(self, update: Update) -> None:
        """Take an UPDATE that did not take the short way (`bgplib.speaker.short_way`)."""
        source, importer = self._source, self._importer
        if source is None or importer is None:
            return
        speaker = self._speaker
        if self._dampening is not None:
            self._dampening.note(self._rib, source, update, speaker.clock.now)
        judge = importer.judge_of(update.attributes)
        # Before a policy or a step may fail: what it says may be there then.
        if self._places and _names_targets(update):
            speaker.groups.membership_changed(self, update)
        changes = self._rib.update(source, update, judge, notes=speaker.notes)
        if changes or speaker.changes:
            speaker.changed(changes)
        if update.end_of_rib is not None:
            speaker.end_of_rib(self, update.end_of_rib)

    def next_deadline(self) -> float | None:
        """Return when `handle_timers` has something to do; None when nothing waits."""
        waiting = None if self._dampening is None else self._dampening.next_deadline()
        deadline = self._session.next_deadline()
        return min((each for each in (waiting, deadline) if each is not None), default=None)

    def handle_timers(self, now: float) -> None:
        """Do what is due: in the session, and to routes that have rested long enough."""
        self._session.handle_timers(now)
        if self._dampening is None or self._source is None:
            return
        rib = self._rib
        for family, key, path_id in self._dampening.reusable(now):
            path = rib.path_of(self._source, key, family, path_id)
            # What is stale is judged when the peer announces it anew, or goes.
            if path is None or rib.is_stale(Route(family, key, path)):
                continue
            update = self._again(Route(family, key, path.received))
            speaker = self._speaker
            changes = rib.update(self._source, update, self._judge, notes=speaker.notes)
            speaker.changed(changes)
            if family == _TARGETS:
                speaker.groups.membership_changed(self)

    def _again(self, route: Route) -> Update:
        """Return the UPDATE that announces a route as it was received."""
        registry = self.config.registry
        hop = route.next_hop
        group = NlriGroup.of(route.family, [route.nlri], next_hop=hop, registry=registry)
        return Update.build(attributes=route.attributes, announced=[group])

    def _configure(self, config: PeerConfig) -> None:
        """Take another configuration; the session does what it can at once.

        The rest of what follows from it `Speaker.update_peer` does.
        """
        self._session.configure(config.session_config(self._speaker.config))
        self._config = config
        self._short_way.close()  # it depends on what is reported

    def limit_prefixes(self) -> None:
        """Let other limits of prefixes hold, from what the peer has announced already."""
        rib, source = self._rib, self._source
        limits = self.config.prefix_limits
        self._session.limit_prefixes(
            limits,
            {
                # What is stale comes again, or goes.
                family: {
                    (route.path_id, route.key)
                    for route in rib.adj_rib_in(source, family)
                    if not rib.is_stale(route)
                }
                for family in limits
                if source is not None
            },
        )

    def came_up(self, source: Source) -> None:
        """Note under which source its routes stand from now on, and make what judges them."""
        if source != self._source:
            # Otherwise it stays the same object, by which its paths are told from others.
            self._source = source
        self.set_importer()

    def set_importer(self) -> None:
        """Make what judges the routes of the peer."""
        source = self._source
        if source is None:
            return
        config, speaker = self.config, self._speaker
        role = config.role if source.session is SessionType.EXTERNAL else None
        policy = import_policy(
            config.import_policy,
            source,
            role,
            shared_subnets=config.shared_subnets,
            shutting_down=self.is_shutting_down,
        )
        roas, aspas = tables_for(policy, speaker.config)
        context = PolicyContext(
            peer=source,
            local_as=self._session.config.local_as,
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
        self._importer = self.importer_class(
            policy,
            context,
            lambda family, error: speaker.policy_failed(self, family, Direction.IMPORT, error),
            self._dampening,
            same_administration=config.same_administration,
            flows=speaker.flows if self._validates_flows(source) else None,
            sr_policies=any(family.safi == SAFI_SR_POLICY for family in config.families),
            long_lived=config.graceful_restart is not None
            and bool(config.graceful_restart.long_lived),
        )
        self._judge = self._importer.judge
        self._short_way.close()

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
