"""Networks of speakers in which anything happens, and what holds when they have settled.

A plan is data: the speakers, the links, and what happens in which order. The same plan is played
with and without update groups, or in another order, and compared; and each session is held against
a slow twin of the rules of propagation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bgplib.attributes import (
    Communities,
    LocalPref,
    MultiExitDisc,
    Origin,
    UnknownAttribute,
)
from bgplib.attributes.extended_communities import ExtendedCommunities, from_int
from bgplib.context import Context
from bgplib.decision import DecisionContext
from bgplib.iana import communities as well_known
from bgplib.iana.families import Family
from bgplib.policy import ACCEPT_ALL
from bgplib.speaker import Confederation, Peer, Speaker, update_group
from tests.unit.speaker.export_twin import REFUSING, differences, story_of
from tests.unit.speaker.world import World

V4 = Family.IPV4_UNICAST
PREFIXES = [f"10.{number}.0.0/16" for number in range(6)]
MARKS = (
    well_known.NO_EXPORT,
    well_known.NO_ADVERTISE,
    well_known.NO_EXPORT_SUBCONFED,
    65001 << 16 | 1,
)


@attrs.frozen(kw_only=True)
class Plan:
    """Who there is, and what happens."""

    asns: tuple[int, ...]
    confederation: bool
    links: tuple[tuple[int, int, dict[str, Any], dict[str, Any]], ...]
    steps: tuple[tuple[Any, ...], ...]


ATTRIBUTES = st.builds(
    lambda *values: [value for value in values if value is not None],
    st.builds(Origin, st.integers(0, 2)),
    st.none() | st.builds(MultiExitDisc, st.integers(0, 3)),
    st.none() | st.builds(LocalPref, st.integers(99, 101)),
    st.none()
    | st.lists(st.sampled_from(MARKS), min_size=1, unique=True).map(
        lambda marks: Communities(tuple(marks))
    ),
    st.none()
    | st.just(
        ExtendedCommunities(
            (
                from_int(0x0002FDE800000001),
                from_int(0x4300000000000001),
            )
        )
    ),
    st.none() | st.just(UnknownAttribute(code=250, flags=0xC0, octets=b"transitive")),
    st.none() | st.just(UnknownAttribute(code=251, flags=0x80, octets=b"not transitive")),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan of a few speakers; links make a connected network without parallel sessions."""
    count = draw(st.integers(2, 5))
    asns = tuple(draw(st.sampled_from((65001, 65001, 65002, 65003))) for _ in range(count))
    pairs = [(draw(st.integers(0, at - 1)), at) for at in range(1, count)]
    pairs += [
        (left, right)
        for left in range(count)
        for right in range(left + 1, count)
        if (left, right) not in pairs and draw(st.booleans())
    ]
    # RFC 5065 §5.3 has a path of another Member-AS count as internal. Where two members of one AS
    # have it at equal cost, each may prefer the other's, and neither then passes it on: no end.
    confederation = len(pairs) == count - 1 and draw(st.booleans())
    ends = [end for pair in pairs for end in pair]
    links = []
    for left, right in pairs:
        sides: list[dict[str, Any]] = []
        for near, far in ((left, right), (right, left)):
            side: dict[str, Any] = {"next_hop_self": draw(st.booleans())}
            inner = confederation and {asns[near], asns[far]} <= {65001, 65002}
            if asns[near] == asns[far]:
                side["route_reflector_client"] = draw(st.booleans())
            elif not inner and ends.count(far) == 1:
                # A server does not prepend its AS, so that nobody finds a loop of several of them.
                side["route_server_client"] = draw(st.booleans())
                side["own_choice"] = side["route_server_client"] and draw(st.booleans())
            if draw(st.booleans()) and draw(st.booleans()):
                side["send_paths"] = draw(st.sampled_from((2, None)))
            side["add_path_receive"] = (V4,) if draw(st.booleans()) else ()
            sides.append(side)
        links.append((left, right, sides[0], sides[1]))
    who, which = st.integers(0, count - 1), st.sampled_from(PREFIXES)
    wire = st.integers(0, len(links) - 1)
    end = st.booleans()
    steps = draw(
        st.lists(
            st.one_of(
                st.tuples(st.just("originate"), who, which, ATTRIBUTES),
                st.tuples(st.just("originate"), who, which, ATTRIBUTES),
                st.tuples(st.just("withdraw"), who, which),
                st.tuples(st.just("cut"), wire),
                st.tuples(st.just("block"), wire, end),
                st.tuples(st.just("unblock"), wire, end),
                st.tuples(st.just("refresh"), wire, end),
                st.tuples(st.just("next hop self"), wire, end),
                st.tuples(st.just("client"), wire, end),
                st.tuples(st.just("refuse out"), wire, end),
                st.tuples(st.just("refuse in"), wire, end),
                st.tuples(st.just("fewer paths"), wire, end),
                st.tuples(st.just("interval"), wire, end),
                st.tuples(st.just("own choice"), wire, end),
                st.tuples(st.just("wait"), st.floats(0.1, 3)),
            ),
            max_size=25,
        )
    )
    return Plan(asns=asns, confederation=confederation, links=tuple(links), steps=tuple(steps))


class Played:
    """A plan that is being played."""

    def __init__(self, plan: Plan, **fields: Any) -> None:
        self.plan = plan
        self.world = World()
        self.world.keep_events = False
        mrai: float = fields.pop("mrai", 0.0)
        self.speakers: list[Speaker] = []
        self.lost: list[set[bytes]] = []
        for number, asn in enumerate(plan.asns, 1):
            inner = Confederation(65000, (65001, 65002)) if plan.confederation else None
            mine: dict[str, Any] = {} if asn == 65003 else {"confederation": inner}
            lost: set[bytes] = set()
            self.lost.append(lost)
            mine["resolve"] = lambda address, lost=lost: None if address in lost else 0
            speaker = self.world.speaker(asn, number, decision=_COMPARABLE, **mine, **fields)
            self.speakers.append(speaker)
        self.wires = [
            self.world.link(
                self.speakers[left],
                self.speakers[right],
                left_side=left_side,
                right_side=right_side,
                # A client of a route server takes paths that do not begin with its AS.
                rules=_LENIENT,
                output_limit=300,
                mrai=mrai,
            )
            for left, right, left_side, right_side in plan.links
        ]
        self.world.start()

    def play(self, steps: Any = None) -> Played:
        """Let everything happen, and wait until nothing does any more."""
        for step in self.plan.steps if steps is None else steps:
            getattr(self, "_" + step[0].replace(" ", "_"))(*step[1:])
            self.world.settle()
        self.world.blocked.clear()
        self.world.wait(400)
        assert all(peer.is_established for wire in self.wires for peer in wire)
        return self

    def _originate(self, who: int, prefix: str, attributes: list[object]) -> None:
        self.speakers[who].originate(prefix, self.world.now, attributes=attributes)

    def _withdraw(self, who: int, prefix: str) -> None:
        self.speakers[who].withdraw(prefix, self.world.now)

    def _cut(self, wire: int) -> None:
        self.world.cut(self.wires[wire][0])

    def _block(self, wire: int, end: bool) -> None:
        self.world.blocked.add(self.wires[wire][end])

    def _unblock(self, wire: int, end: bool) -> None:
        self.world.blocked.discard(self.wires[wire][end])

    def _refresh(self, wire: int, end: bool) -> None:
        peer = self.wires[wire][end]
        connection = peer.connection
        if connection is not None and connection.writable:
            peer.request_refresh(V4, self.world.now)

    def _next_hop_self(self, wire: int, end: bool) -> None:
        peer = self.wires[wire][end]
        config = attrs.evolve(peer.config, next_hop_self=not peer.config.next_hop_self)
        peer.speaker.update_peer(peer, config, self.world.now)

    def _client(self, wire: int, end: bool) -> None:
        peer = self.wires[wire][end]
        if (
            self.wires[wire][0].speaker.config.local_as
            != self.wires[wire][1].speaker.config.local_as
        ):
            return
        client = not peer.config.route_reflector_client
        config = attrs.evolve(peer.config, route_reflector_client=client)
        peer.speaker.update_peer(peer, config, self.world.now)

    def _refuse_out(self, wire: int, end: bool) -> None:
        self._change_policy(self.wires[wire][end], "export_policy")

    def _refuse_in(self, wire: int, end: bool) -> None:
        self._change_policy(self.wires[wire][end], "import_policy")

    def _change_policy(self, peer: Peer, name: str) -> None:
        policy = REFUSING if getattr(peer.config, name) is ACCEPT_ALL else ACCEPT_ALL
        changed: dict[str, Any] = {name: policy}
        config = attrs.evolve(peer.config, **changed)
        peer.speaker.update_peer(peer, config, self.world.now)

    def _fewer_paths(self, wire: int, end: bool) -> None:
        peer = self.wires[wire][end]
        if peer.config.send_paths != 1:
            paths = None if peer.config.send_paths == 2 else 2
            config = attrs.evolve(peer.config, send_paths=paths)
            peer.speaker.update_peer(peer, config, self.world.now)

    def _interval(self, wire: int, end: bool) -> None:
        peer = self.wires[wire][end]
        config = attrs.evolve(peer.config, mrai=0.0 if peer.config.mrai else 0.7)
        peer.speaker.update_peer(peer, config, self.world.now)

    def _own_choice(self, wire: int, end: bool) -> None:
        peer = self.wires[wire][end]
        if peer.config.route_server_client:
            config = attrs.evolve(peer.config, own_choice=not peer.config.own_choice)
            peer.speaker.update_peer(peer, config, self.world.now)

    def lose(self, who: int, number: int) -> None:
        """Let the next hop of a number be out of reach for a speaker, or in reach again."""
        self.lost[who] ^= {bytes((192, 0, 2, number))}
        self.speakers[who].reselect(self.world.now)
        self.world.settle()

    def _wait(self, seconds: float) -> None:
        self.world.wait(seconds)

    # -- what came of it ---------------------------------------------------------------------

    def check(self) -> None:
        """Hold each session against the twin."""
        for left, right in self.wires:
            assert differences(left, right, V4) == []
            assert differences(right, left, V4) == []

    def tables(self) -> list[dict[bytes, Any]]:
        """Return what each speaker chose."""
        return [
            {route.key: (str(route.source), story_of(route.path)) for route in speaker.loc_rib}
            for speaker in self.speakers
        ]


_LENIENT = Context(enforce_first_as=False)
# RFC 3345: where MULTI_EXIT_DISC is compared within an AS only, reflectors may never settle.
_COMPARABLE = DecisionContext(always_compare_med=True)


@pytest.fixture(autouse=True, scope="module")
def _few_at_a_time() -> Iterator[None]:
    """Look at so few destinations at a time, with so little room, that members are behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update_group, "_CHUNK", 2)
        yield


SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(plans())
def test_each_peer_has_what_the_rules_say(plan: Plan) -> None:
    """What came in at one end is what a slow model lets the other end send of its Loc-RIB."""
    Played(plan).play().check()


@SLOW
@given(plans(), st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=5))
def test_next_hops_come_and_go(plan: Plan, losses: list[tuple[int, int]]) -> None:
    """RFC 4271 §9.1.2: what cannot be reached any more is withdrawn, the best path or another."""
    played = Played(plan).play()
    for who, number in losses:
        played.lose(who % len(plan.asns), number)
    played.world.wait(10)
    played.check()


@SLOW
@given(plans())
def test_update_groups_make_no_difference(plan: Plan) -> None:
    """Groups of one, and groups of all that fare alike, lead to the same tables."""
    together, apart = Played(plan).play(), Played(plan, update_groups=False).play()
    assert together.tables() == apart.tables()
    apart.check()


@SLOW
@given(plans())
def test_waiting_makes_no_difference(plan: Plan) -> None:
    """With MinRouteAdvertisementIntervalTimer fewer messages are sent, and they say the same."""
    at_once, later = Played(plan).play(), Played(plan, mrai=1.5).play()
    assert at_once.tables() == later.tables()
    later.check()


@SLOW
@given(plans(), st.randoms(use_true_random=False))
def test_order_makes_no_difference(plan: Plan, random: Any) -> None:
    """Whichever way it came about, what is announced in the end decides what is chosen."""
    last = {step[1:3]: step for step in plan.steps if step[0] in ("originate", "withdraw")}
    steps = [step for step in last.values() if step[0] == "originate"]
    shuffled = random.sample(steps, len(steps))
    assert Played(plan).play(steps).tables() == Played(plan).play(shuffled).tables()


@SLOW
@given(plans())
def test_nothing_is_left_when_all_is_withdrawn(plan: Plan) -> None:
    """RIBs, groups and what they share are empty when the last route is gone."""
    played = Played(plan).play()
    for speaker in played.speakers:
        for prefix in PREFIXES:
            speaker.withdraw(prefix, played.world.now)
    played.world.wait(10)
    for speaker in played.speakers:
        assert len(speaker.rib) == 0
        assert speaker.rib.path_count == 0
        for peer in speaker.peers.values():
            assert speaker.adj_rib_out(peer) == []
            for group, _ in peer.places.values():
                assert len(group.out) == 0
                assert group.cohorts == []
        speaker.stop(played.world.now)
    played.world.settle()
    for speaker in played.speakers:
        assert [peer.places for peer in speaker.peers.values()] == [{}] * len(speaker.peers)
