"""Anything happens to connected speakers at any moment; when all is quiet, all agree.

Peers come, go and are configured otherwise, routes, policies and filters change, sessions break and
restart, time goes by, while octets are on their way in pieces and connections have no room. What
must hold at the end does not depend on any of it: what one end believes it told is what the other
has, and speakers that begin with the last configurations come to the same. And at any moment a peer
was told what `adj_rib_out` says, and what it should have been, unless it is behind; and no route is
stale for longer than it may be.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bgplib.attributes import Communities, LocalPref, MultiExitDisc
from bgplib.attributes.extended_communities import ExtendedCommunities, RouteTarget
from bgplib.context import Context
from bgplib.decision import DecisionContext
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.messages.outbound_route_filter import ADD, AddressPrefixEntry, RemoveAll
from bgplib.nlri.vpn import VpnNlri
from bgplib.policy import ACCEPT_ALL, REJECT_ALL, Action, Policy, RoaTable, Statement
from bgplib.policy.matchers import PrefixList, RpkiIs
from bgplib.policy.modifiers import AddCommunities, SetLocalPref, SetMed
from bgplib.rib.adj_rib_out import paths_of
from bgplib.session import GracefulRestartConfig, PrefixLimit
from bgplib.speaker import (
    DampeningConfig,
    Peer,
    PeerConfig,
    Speaker,
    SpeakerConfig,
    update_group,
    wires,
)
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.conformance.test_rfc4684_speaker import ALL, member
from tests.unit.speaker.loose_world import LooseWorld, Pipe, Side
from tests.unit.speaker.told_twin import (
    TellingConnection,
    by_destination,
    owed_to,
    saying_of,
    story_of,
)
from tests.unit.speaker.world import address_of

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
VPN, TARGETS = Family.IPV4_VPN, Family.IPV4_ROUTE_TARGET
FLOWS: Final = Family.parse("ipv4-flowspec")

PREFIXES: Final = (
    *(f"10.{number}.0.0/16" for number in range(5)),
    *(f"2001:db8:{number}::/48" for number in range(2)),
)


def _policy(*modifiers: Any, matchers: Any = (), action: Action = Action.NEXT) -> Policy:
    statement = Statement(name="one", matchers=matchers, modifiers=modifiers, action=action)
    return Policy(name="mine", statements=[statement], default=Action.ACCEPT)


SOME = PrefixList.of("10.0.0.0/15+", "2001:db8::/48+")
#: none of them prefers what another speaker says to a route of one's own: two speakers that did
#: so would each be content with the other's (RFC 4264)
POLICIES: Final = (
    ACCEPT_ALL,
    REJECT_ALL,
    _policy(matchers=SOME, action=Action.REJECT),
    _policy(SetLocalPref(50), matchers=SOME),
    _policy(SetMed(7), AddCommunities.of("65000:7")),
    _policy(matchers=RpkiIs("invalid"), action=Action.REJECT),
)
#: validated payloads, by which some of the routes are invalid
ROAS: Final = (
    None,
    RoaTable.of(("10.0.0.0/15", 65001, 16), ("2001:db8::/47", 65002, 48)),
    RoaTable.of(("10.0.0.0/15", 65002, 16), ("10.4.0.0/14", 65001, 16)),
)
#: roles of both ends of an external session that go together (RFC 9234 §4.2)
ROLES: Final = (
    (None, None),
    ("provider", "customer"),
    ("customer", "provider"),
    ("peer", "peer"),
    ("rs", "rs-client"),
)
#: why a session is reset: for what lasts, and for what does not (RFC 8538 §5.1)
CEASES: Final = (Notification(6, 10), Notification(6, 3), Notification(6, 6), Notification(6, 9))
STALE_TIME, LONG_LIVED = 15.0, {V4: 30}
RESTARTS: Final = (
    None,
    GracefulRestartConfig(
        families=[V4], restart_time=20, stale_time=STALE_TIME, notification=False
    ),
    GracefulRestartConfig(families=[V4, V6], restart_time=20, stale_time=STALE_TIME),
    GracefulRestartConfig(
        families=[V4, V6],
        restart_time=5,
        stale_time=STALE_TIME,
        long_lived=LONG_LIVED,
        preserved=[V4, V6],
    ),
    GracefulRestartConfig(
        families=[V4, V6], restart_time=9, stale_time=STALE_TIME, preserved=[V4, V6]
    ),
)
#: fields of a peer's configuration, each with its values
CHANGES: Final[dict[str, tuple[Any, ...]]] = {
    "import_policy": POLICIES,
    "export_policy": POLICIES,
    "next_hop_self": (False, True),
    "send_paths": (1, 2, None),
    "add_path_receive": ((), (V4,)),
    "mrai": (0.0, 0.7, 5.0),
    "graceful_restart": RESTARTS,
    "output_limit": (100, 300, 5000),
    "prefix_limits": (
        {},
        {V4: PrefixLimit(maximum=3, restart=3.0)},
        {V4: PrefixLimit(maximum=2, cease=False)},
        {V4: PrefixLimit(maximum=2, discard=True)},
    ),
    "hold_time": (0, 9, 90),
    "orf_receive": ((), (V4,)),
    "orf_send": ((), (V4,)),
    "enhanced_route_refresh": (True, False),
    "delay_open_time": (0.0, 2.0),
    "four_octet_as": (True, False),
    "validate_flows": (True, False),
    "next_hop_ipv4": ("", "192.0.2.200"),
    "same_administration": (True, False),
    "identifier": (None, "198.51.100.7"),
}
#: and those that not every peer can have
CLIENT, SERVED, DAMPED = "route_reflector_client", "route_server_client", "dampening"

# RFC 3345: where MULTI_EXIT_DISC is compared within an AS only, there may be no end.
_COMPARABLE: Final = DecisionContext(always_compare_med=True)


class _Life(RuleBasedStateMachine):
    """A speaker in the middle, and three around it, so that there is one way to each."""

    asns: ClassVar[tuple[int, ...]] = (65000, 65000, 65001, 65002)
    families: ClassVar[tuple[tuple[Family, ...], ...]] = ((V4, V6), (V4,), (V6, V4))
    sides = st.tuples(st.integers(0, 2), st.integers(0, 1))
    sizes = st.sampled_from((1, 19, 60, 200, 5000))

    def __init__(self) -> None:
        """Begin."""
        super().__init__()
        self.lost: dict[Speaker, set[bytes]] = {}
        self.stale: dict[tuple[Peer, Family], float] = {}
        self.world = self._world({})

    def _world(self, configs: dict[Side, PeerConfig]) -> LooseWorld:
        middle, *others = (self._speaker(asn, at) for at, asn in enumerate(self.asns, 1))
        links = [(middle, other) for other in others]
        return LooseWorld(
            links,
            {
                (number, end): configs.get((number, end)) or self._config(link[end], link[1 - end])
                for number, link in enumerate(links)
                for end in (0, 1)
            },
        )

    def _speaker(self, asn: int, number: int) -> Speaker:
        lost = set[bytes]()
        speaker = Speaker(
            SpeakerConfig(
                local_as=asn,
                identifier=f"192.0.2.{number}",
                decision=_COMPARABLE,
                selection_deferral_time=30.0,
                best_changes=bool(number % 2),
                resolve=lambda address: None if address in lost else 0,
            )
        )
        self.lost[speaker] = lost
        return speaker

    def _config(self, near: Speaker, far: Speaker) -> PeerConfig:
        return PeerConfig(
            address=address_of(far),
            name=address_of(far),
            local_address=address_of(near),
            next_hop_ipv6=f"2001:db8:ffff::{near.config.identifier & 255}",
            remote_as=far.config.local_as,
            import_policy=ACCEPT_ALL,
            export_policy=ACCEPT_ALL,
            families=self.families[0],
            # A client of a route server takes paths that do not begin with its AS.
            rules=Context(enforce_first_as=False),
            output_limit=300,
            graceful_restart=GracefulRestartConfig(stale_time=STALE_TIME),
            connect_retry_time=7.0,
            idle_hold_time=1.0,
            idle_hold_maximum=4.0,
        )

    @initialize(up=st.booleans())
    def begin(self, up: bool) -> None:
        """Begin with sessions that are up, or not yet."""
        if up:
            self.world.settle()

    # -- routes ------------------------------------------------------------------------------

    @rule(side=sides, prefix=st.sampled_from(PREFIXES), value=st.integers(0, 19))
    def originate(self, side: Side, prefix: str, value: int) -> None:
        """Announce a route."""
        values: list[object] = [MultiExitDisc(value % 3)]
        if value % 2:
            values.append(LocalPref(100 + value))
        if value % 5 == 0:
            values.append(Communities((65001 << 16 | value,)))
        self._at(side).originate(prefix, self.world.now, attributes=values)
        self.world.obey(self._at(side))

    @rule(side=sides, value=st.integers(0, 19))
    def originate_all(self, side: Side, value: int) -> None:
        """Announce many routes, so that not all connections have room for them."""
        for prefix in PREFIXES:
            self.originate(side, prefix, value)

    @rule(side=sides, prefix=st.sampled_from(PREFIXES))
    def withdraw(self, side: Side, prefix: str) -> None:
        """Withdraw a route."""
        self._at(side).withdraw(prefix, self.world.now)
        self.world.obey(self._at(side))

    @rule(side=sides, last=st.integers(1, 4))
    def lose(self, side: Side, last: int) -> None:
        """Let a next hop be out of reach for a speaker, or in reach again."""
        speaker = self._at(side)
        self.lost[speaker] ^= {bytes((192, 0, 2, last))}
        speaker.reselect(self.world.now)
        self.world.obey(speaker)

    # -- peers -------------------------------------------------------------------------------

    @rule(side=sides, change=st.sampled_from(sorted(CHANGES)), at=st.integers(0, 59))
    def configure(self, side: Side, change: str, at: int) -> None:
        """Configure a peer otherwise."""
        values = CHANGES[change]
        self.world.configure(side, **{change: values[at % len(values)]})

    @rule(side=sides, at=st.integers(0, 5))
    def configure_families(self, side: Side, at: int) -> None:
        """Exchange other families."""
        self.world.configure(side, families=self.families[at % len(self.families)])

    @rule(side=sides, yes=st.booleans(), damped=st.booleans(), own=st.booleans())
    def configure_kind(self, side: Side, yes: bool, damped: bool, own: bool) -> None:
        """Reflect to an internal peer, serve an external one transparently, or damp its routes."""
        if len({speaker.config.local_as for speaker in self.world.links[side[0]]}) == 1:
            self.world.configure(side, **{CLIENT: yes})
        elif damped:
            config = DampeningConfig(suppress=2000.0, half_life=5.0, maximum_time=20.0)
            self.world.configure(side, **{DAMPED: config if yes else None})
        elif side[1] == 0:
            self.world.configure(side, **{SERVED: yes, "own_choice": yes and own})

    @rule(number=st.integers(1, 2), at=st.integers(0, len(ROLES) - 1))
    def configure_roles(self, number: int, at: int) -> None:
        """Have other roles, one end after the other."""
        if len({speaker.config.local_as for speaker in self.world.links[number]}) > 1:
            for end in (0, 1):
                self.world.configure((number, end), role=ROLES[at][end])

    @rule(number=st.integers(1, 2), other=st.booleans())
    def configure_asn(self, number: int, other: bool) -> None:
        """Have another AS number for an external peer, and for it alone (RFC 7705)."""
        near, far = self.world.links[number]
        if near.config.local_as != far.config.local_as:
            self.world.configure((number, 0), local_as=64999 if other else None)
            self.world.configure((number, 1), remote_as=64999 if other else near.config.local_as)

    @rule(side=sides, moved=st.booleans())
    def move(self, side: Side, moved: bool) -> None:
        """Have a peer at another address, which is another one."""
        far = self.world.links[side[0]][1 - side[1]]
        self.world.configure(side, address="192.0.2.99" if moved else address_of(far))

    @rule(side=sides, at=st.integers(0, len(ROAS) - 1))
    def validate(self, side: Side, at: int) -> None:
        """Validate by other payloads."""
        self._at(side).update_validation(self.world.now, roas=ROAS[at])
        self.world.obey(self._at(side))

    @rule(side=sides)
    def remove(self, side: Side) -> None:
        """Let a peer go."""
        peer = self.world.peer(side)
        if peer is not None:
            peer.speaker.remove_peer(peer, self.world.now)
            self.world.obey(peer.speaker)

    @rule(number=st.integers(0, 2))
    def add(self, number: int) -> None:
        """Let it come back."""
        self.world.add(number)

    @rule(side=sides, what=st.sampled_from(("reset", "stop", "start")))
    def session(self, side: Side, what: str) -> None:
        """End a session, or begin it."""
        peer = self.world.peer(side)
        if peer is not None:
            getattr(peer, what)(self.world.now)
            self.world.obey(peer.speaker)
            if what == "stop":
                _check_stopped(peer)

    @rule(side=sides, cease=st.sampled_from(CEASES))
    def reset_for(self, side: Side, cease: Notification) -> None:
        """Reset a session that is up, or lost, for a reason."""
        peer = self.world.peer(side)
        if peer is not None:
            peer.reset(self.world.now, notification=cease)
            self.world.obey(peer.speaker)
            if cease.subcode != 6:
                _check_stopped(peer)

    @rule(side=sides)
    def spoil(self, side: Side) -> None:
        """Let octets arrive that no speaker sends."""
        _, connection = self._ready(side)
        if connection is not None:
            connection.receive_data(bytes(19), self.world.now)
            self.world.obey(self._at(side))

    @rule(side=sides, v6=st.booleans())
    def refresh(self, side: Side, v6: bool) -> None:
        """Ask for all routes again."""
        peer, connection = self._ready(side)
        family = V6 if v6 else V4
        if peer is not None and family in connection.sending_context.families:
            peer.request_refresh(family, self.world.now)
            self.world.obey(peer.speaker)

    @rule(side=sides, at=st.integers(0, 4), kind=st.integers(0, 5), defer=st.booleans())
    def filter(self, side: Side, at: int, kind: int, defer: bool) -> None:
        """Tell a peer what not to send."""
        peer, _ = self._ready(side)
        if peer is None or not peer.session.negotiation.orf_send:
            return
        prefix = Prefix.parse("0.0.0.0/0" if kind % 3 == 0 else PREFIXES[at])
        entry = AddressPrefixEntry(
            action=ADD, deny=bool(kind % 2), sequence=at, prefix=prefix, minimum=0, maximum=32
        )
        peer.send_filters(V4, [RemoveAll() if kind == 5 else entry], self.world.now, defer=defer)
        self.world.obey(peer.speaker)

    @rule(number=st.integers(0, 2), plug=st.booleans())
    def cut(self, number: int, plug: bool) -> None:
        """Break the connections of a link, and perhaps let none be made, or be made again."""
        if plug:
            self.world.unplugged.symmetric_difference_update((number,))
        self.world.cut(number)

    @rule(side=sides, restarted=st.booleans())
    def restart(self, side: Side, restarted: bool) -> None:
        """Stop a speaker, and start it."""
        speaker = self._at(side)
        speaker.stop(self.world.now)
        self.world.obey(speaker)
        for peer in speaker.peers.values():
            _check_stopped(peer)
        speaker.start(self.world.now, restarted=restarted)
        self.world.obey(speaker)

    @rule(side=sides)
    def shut_down(self, side: Side) -> None:
        """Announce that a speaker is going to be shut down."""
        self._at(side).shut_down_gracefully(self.world.now)
        self.world.obey(self._at(side))

    @rule(side=sides, number=st.integers(0, 5))
    def shut_down_one(self, side: Side, number: int) -> None:
        """Announce that one session is going to be shut down."""
        speaker = self._at(side)
        peers = list(speaker.peers.values())
        if peers:
            peers[number % len(peers)].shut_down_gracefully(self.world.now)
            self.world.obey(speaker)

    # -- octets and time ---------------------------------------------------------------------

    @rule(takes=st.booleans())
    def take_time(self, takes: bool) -> None:
        """Let attempts to connect take time, or none."""
        self.world.takes_time = takes

    @rule(ats=st.lists(st.integers(0, 5), min_size=1, max_size=3))
    def connect(self, ats: list[int]) -> None:
        """Let attempts to connect succeed, also such as were given up."""
        for at in ats:
            if self.world.dials:
                self.world.connect(at % len(self.world.dials))
                for speaker in self.world.speakers:
                    self.world.obey(speaker)

    @rule(moves=st.lists(st.tuples(st.integers(0, 11), st.booleans(), sizes), max_size=20))
    def some(self, moves: list[tuple[int, bool, int]]) -> None:
        """Let some octets be written, and some arrive."""
        for at, writes, size in moves:
            if self.world.pipes:
                pipe = self.world.pipes[at % len(self.world.pipes)]
                (self.world.write if writes else self.world.read)(pipe, size)

    @rule(side=sides, held=st.booleans())
    def hold(self, side: Side, held: bool) -> None:
        """Let the writer of a side lag behind, or write again."""
        (self.world.held.add if held else self.world.held.discard)(side)

    @rule(side=sides, values=st.lists(st.integers(0, 19), min_size=2, max_size=3))
    def lag(self, side: Side, values: list[int]) -> None:
        """Let the writer of a side lag behind while much changes that others hear of."""
        self.world.held.add(side)
        for value in values:
            self.originate_all(side, value)
            self.world.settle()

    @rule()
    def settle(self) -> None:
        """Let all arrive."""
        self.world.settle()

    @rule(seconds=st.sampled_from((0.1, 1, 3, 10, 40, 100)), settled=st.booleans())
    def wait(self, seconds: float, settled: bool) -> None:
        """Let time go by."""
        self.world.wait(seconds, settled=settled)

    # -- what holds at any moment ------------------------------------------------------------

    @invariant()
    def each_was_told_what_it_should_have_been(self) -> None:
        """Hold what each peer was told against its messages, and against what follows by now."""
        for speaker in self.world.speakers:
            for peer in speaker.peers.values():
                for family in () if peer.negotiation is None else peer.negotiation.families:
                    _check_told(peer, family)

    @invariant()
    def routes_are_of_peers_that_there_are(self) -> None:
        """Hold from whom there are routes against who is configured."""
        for speaker in self.world.speakers:
            for peer in speaker.peers.values():
                if peer.source is not None and peer.source in speaker.rib.sources:
                    assert peer.source.address == peer.config.address

    @invariant()
    def nothing_is_stale_for_longer_than_it_may_be(self) -> None:
        """Hold the time for which routes are stale against RFC 8538 §4.1 and RFC 9494 §4.2."""
        now = self.world.now
        found = {
            (peer, family): self.stale.get((peer, family), now)
            for speaker in self.world.speakers
            for peer in speaker.peers.values()
            for family in peer.session.snapshot().stale
        }
        for (peer, family), since in found.items():
            assert now - since <= STALE_TIME + LONG_LIVED.get(family, 0), (peer, family)
        self.stale = found

    # -- what holds at the end ---------------------------------------------------------------

    def teardown(self) -> None:
        """Let all sessions come up, wait until nothing happens any more, and look."""
        world = self.world
        world.unplugged.clear()
        world.takes_time = False
        world.held.clear()
        for number in range(3):
            for end in (0, 1):
                # Nobody is away for a limit, or waits for filters that nobody sends.
                world.configure((number, end), prefix_limits={}, orf_send=())
            world.add(number)
        for speaker in world.speakers:
            speaker.start(world.now)
            for peer in speaker.peers.values():
                peer.start(world.now)
            world.obey(speaker)
        world.settle()
        world.wait(700, settled=True)
        _check(world)
        for side in world.configs:
            # Of paths that are as good, the identifier decides, which follows from what happened.
            world.configure(side, add_path_receive=())
        world.settle()
        world.wait(700, settled=True)
        _check(world)
        twin = self._twin()
        _check(twin)
        assert _chosen(world) == _chosen(twin)
        assert _told(world) == _told(twin)

    def _twin(self) -> LooseWorld:
        """Return speakers that have begun with what is configured by now."""
        twin = self._world(self.world.configs)
        for speaker, other in zip(self.world.speakers, twin.speakers, strict=True):
            self.lost[other] |= self.lost[speaker]
            other.update_validation(twin.now, roas=speaker.config.roas)
            for family in speaker.rib.families:
                for route in speaker.rib.adj_rib_in(speaker.source, family):
                    other.originate(route, twin.now)
            other.reselect(twin.now)
            twin.obey(other)
        twin.settle()
        twin.wait(700, settled=True)
        return twin

    def _at(self, side: Side) -> Speaker:
        return self.world.links[side[0]][side[1]]

    def _ready(self, side: Side) -> tuple[Any, Any]:
        """Return a peer to which more can be sent, and the connection."""
        peer = self.world.peer(side)
        connection = None if peer is None else peer.connection
        return (
            (peer, connection) if connection is not None and connection.writable else (None, None)
        )


class _Vpn(_Life):
    """Internal speakers, whose VPN routes go where somebody wants them (RFC 4684)."""

    asns = (65000, 65000, 65000, 65000)
    families = ((V4, VPN, TARGETS), (VPN, TARGETS), (V4, VPN))

    @rule(side=_Life.sides, at=st.integers(0, 4), comes=st.booleans())
    def membership(self, side: Side, at: int, comes: bool) -> None:
        """Want the routes of a target, of all that begin like it, or all."""
        target = ALL if at == 4 else member(f"65000:{at}", 48 if at == 3 else 64)
        speaker = self._at(side)
        if comes:
            speaker.originate(target, self.world.now, family=TARGETS)
        else:
            speaker.withdraw(target, self.world.now, family=TARGETS)
        self.world.obey(speaker)

    @rule(side=_Life.sides, at=st.integers(0, 3), marks=st.sets(st.integers(0, 3)))
    def vpn_route(self, side: Side, at: int, marks: set[int]) -> None:
        """Announce a VPN route, or withdraw it where it has no target."""
        nlri = VpnNlri(
            prefix=Prefix.parse(f"10.{at}.0.0/16"),
            rd=RouteDistinguisher.parse("65000:1"),
            labels=(Label.of(100 + at),),
        )
        values = [ExtendedCommunities(tuple(RouteTarget.of(f"65000:{each}") for each in marks))]
        speaker = self._at(side)
        if marks:
            speaker.originate(nlri, self.world.now, family=VPN, attributes=values)
        else:
            speaker.withdraw(nlri, self.world.now, family=VPN)
        self.world.obey(speaker)


class _Flows(_Life):
    """Flow specifications, which hang on the unicast routes (RFC 8955 §6)."""

    families = ((V4, FLOWS), (V4,), (FLOWS, V4))

    @rule(side=_Life.sides, at=st.integers(0, 4), length=st.integers(15, 17), comes=st.booleans())
    def flow(self, side: Side, at: int, length: int, comes: bool) -> None:
        """Announce a flow specification, or withdraw it."""
        prefix = Prefix.from_address(bytes((10, at, 0, 0)), length)
        speaker, text = self._at(side), f"destination {prefix} protocol =6"
        if comes:
            speaker.originate(text, self.world.now, family=FLOWS)
        else:
            speaker.withdraw(text, self.world.now, family=FLOWS)
        self.world.obey(speaker)


def _check_told(peer: Peer, family: Family) -> None:
    """Hold what a peer was told of a family against what it heard, and what it is owed."""
    connection = peer.connection
    if not isinstance(connection, TellingConnection):
        assert not peer.places
        return
    told = story_of(peer.speaker.adj_rib_out(peer, family))
    assert told == connection.heard(family), (peer, family)
    owed = owed_to(peer, family) if family in peer.places else None
    assert owed in (None, by_destination(told)), (peer, family)


def _check_stopped(peer: Peer) -> None:
    """Hold what is left of a peer that was stopped against RFC 8538 §5.1."""
    assert peer.session.snapshot().stale == frozenset()
    assert peer.speaker.adj_rib_in(peer) == []


def _check(world: LooseWorld) -> None:
    """Hold what the ends of each session have against each other."""
    for number, end in world.configs:
        near, far = world.peer((number, end)), world.peer((number, 1 - end))
        assert near is not None
        assert far is not None
        assert near.is_established
        assert near.negotiation is not None
        assert near.session.snapshot().stale == frozenset()
        for family in near.negotiation.families:
            told = story_of(near.speaker.adj_rib_out(near, family))
            assert told == story_of(far.speaker.adj_rib_in(far, family)), (near, family)
            group, each = near.places[family]
            assert (group.cohorts, each.opening, each.owed) == ([], [], [])
            assert not group.has_work
        others = set(far.speaker.rib.families) - set(near.negotiation.families)
        assert not any(far.speaker.adj_rib_in(far, family) for family in others)
        assert far.source is not None
        assert not any(
            list(far.speaker.rib.stale(far.source, each)) for each in far.config.families
        )
    for pipe in world.past:
        _check_marks(pipe)
    for speaker in world.speakers:
        _check_nothing_is_left(speaker)
        if speaker.config.best_changes:
            chosen = {(route.family, route.key): route.path for route in speaker.loc_rib}
            assert world.followed.get(speaker, {}) == chosen


def _check_nothing_is_left(speaker: Speaker) -> None:
    """Hold what a quiet speaker keeps against what it has: nothing is of what was."""
    peers = set(speaker.peers.values())
    sources = {peer.source for peer in peers} | {speaker.source}
    assert set(speaker.rib.sources) <= sources
    assert set(speaker._of) <= sources
    assert set(speaker._sources) == set(speaker._of.values()) == peers
    for kept in (speaker._addresses, speaker._agenda._deadlines, speaker._own_addresses._of):
        assert set(kept) <= peers
    assert not speaker._failed
    assert not speaker._unreported
    assert not speaker.changes
    assert not speaker.stirred
    assert speaker.deferral.deadline is None
    assert FLOWS in speaker.rib.families or not speaker.flows.count
    for table in speaker.rib._tables.values():
        for source, store in table.stores.items():
            paths = [path for _, path in table.paths_of(store)]
            assert source in sources
            assert store.stale is None
            assert store.count == len(paths) > 0
            assert len(store._outcomes) <= len({each.received for each in paths})
            if not any(path.nlri for path in paths):
                assert len(store) == len({each.received for each in paths})
    groups = speaker.groups
    for waiting in (groups._arrivals, groups._moving, groups._refreshes, groups._awake):
        assert not waiting
    assert not groups._waiting
    assert not groups._awaited
    assert groups._complete <= peers
    assert {id(group) for group in groups} == {
        id(group) for peer in peers for group, _ in peer.places.values()
    }
    for group in groups:
        told = {each for paths in group.out.paths.values() for each in paths_of(paths)}
        assert set(group.out._exported.values()) <= told
        assert sum(each.uses for each in told) == sum(
            len(paths_of(paths)) for paths in group.out.paths.values()
        )


def _check_marks(pipe: Pipe) -> None:
    """Hold End-of-RIB markers, BoRRs and EoRRs against RFC 4724 §2 and RFC 7313 §4."""
    marks: dict[Family, str] = {}
    octets, at = bytes(pipe.arrived), 0
    while at + 19 <= len(octets):
        size = int.from_bytes(octets[at + 16 : at + 18], "big")
        body, kind = octets[at + 19 : at + size], octets[at + 18]
        at += size
        if kind == 5 and body[2]:
            family = Family(int.from_bytes(body[:2], "big"), body[3])
            marks[family] = marks.get(family, "") + " BE"[body[2]]
        elif kind == 2 and size == 23:
            marks[V4] = marks.get(V4, "") + "."
        elif kind == 2 and body[:2] == b"\0\0" and 29 <= size <= 30 and body[5] == 15:
            family = Family(int.from_bytes(body[-3:-1], "big"), body[-1])
            marks[family] = marks.get(family, "") + "."
    owner = pipe.owner
    is_last = owner.connection is pipe.connection
    for found in marks.values():
        # "it MUST NOT send a BoRR for an <AFI, SAFI> to a neighbor before it sends the EoR"
        rest = found.removeprefix(".")
        assert rest.replace("BE", "") == ("" if is_last or rest[-1:] != "B" else "B"), found
    if is_last and owner.negotiation is not None:
        marked = owner.config.graceful_restart is not None
        for family in owner.negotiation.families:
            assert marks.get(family, "").startswith(".") is (marked or family == TARGETS), owner


def _chosen(world: LooseWorld) -> list[Any]:
    return [
        {(r.family, r.key): (str(r.source), saying_of(r.path)) for r in speaker.loc_rib}
        for speaker in world.speakers
    ]


def _told(world: LooseWorld) -> list[Any]:
    peers = [world.peer(side) for side in sorted(world.configs)]
    return [None if each is None else story_of(each.speaker.adj_rib_out(each)) for each in peers]


@pytest.fixture(autouse=True, scope="module")
def _few_at_a_time() -> Any:
    """Look at so few destinations at a time that members of groups are behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update_group, "_CHUNK", 2)
        patch.setattr(wires.PeerSession, "connection_class", TellingConnection)
        yield


_SLOW: Final = settings(
    deadline=None,
    max_examples=30,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def _case(machine: type[_Life]) -> Any:
    """Return the tests of a machine."""
    case: Any = machine.TestCase
    case.settings = _SLOW
    return case


TestLife, TestVpn, TestFlows = map(_case, (_Life, _Vpn, _Flows))
