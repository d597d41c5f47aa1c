"""Sessions of every kind, changed in the middle of them: the short way against the long one.

Peers with several paths, restarts, limits and refreshes, peers of a range, other policies and other
registries; after each step the two speakers must be told apart by nothing. And at the end of it a
speaker that was configured so at once, and told all routes at once, has the same.
"""

from __future__ import annotations

import random
import struct
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import attrs
import pytest

from bgplib.attributes import AttributeBlock, MultiExitDisc, multi_exit_disc
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER
from bgplib.messages.route_refresh import BORR, EORR, NORMAL, RouteRefresh
from bgplib.messages.update import Update
from bgplib.policy import (
    ACCEPT_ALL,
    REJECT_ALL,
    Chain,
    Policy,
    PolicyContext,
    Result,
    SharedPaths,
    Statement,
)
from bgplib.policy.matchers import PrefixIn
from bgplib.policy.modifiers import AddCommunities, Prepend, SetLocalPref
from bgplib.policy.statement import Action
from bgplib.policy.subject import AnySubject, path_of
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.rib import Rib
from bgplib.route import Route
from bgplib.session import GracefulRestartConfig, PrefixLimit, SessionConfig
from bgplib.session.opening import open_of
from bgplib.speaker import (
    BestChanged,
    Confederation,
    DampeningConfig,
    PeerConfig,
    PeerRange,
    SendWanted,
    Speaker,
    SpeakerConfig,
)
from tests.oracle.test_speaker_histories import _KEYS, _attributes, _update
from tests.unit.speaker.told_twin import by_destination, story_of

V4: Final = Family.IPV4_UNICAST
OURS: Final = 65000
#: who tells something (two external ones, an internal one, one of a range), and who listens
ASNS: Final = (65001, 65002, OURS, 65003, 65009, OURS)
TELLERS: Final = 4
KEEPALIVE: Final = MARKER + b"\0\x13\4"
#: stands for the connection of who has none
NOBODY: Final[Any] = object()
#: EXTENDED_COMMUNITIES that say something of tunnels (RFC 9012 §4.1)
ENCAPSULATION: Final = b"\xc0\x10\x08\3\x0c" + bytes(6)
NOTHING_KNOWN: Final = PolicyContext()


class _LongRib(Rib):
    """A RIB of a program's own, which is handed each UPDATE."""


class LongSpeaker(Speaker):
    """Whose peers take the long way."""

    rib_class = _LongRib


class Picky(Policy):
    """A class of a program's own, whose statements and default say nothing."""

    def apply(
        self,
        route: AnySubject,
        context: PolicyContext = NOTHING_KNOWN,
        shared: SharedPaths | None = None,
    ) -> Result[AnySubject]:
        """Refuse what has a MULTI_EXIT_DISC of 1."""
        path = path_of(route)
        refused = path.attributes.med == 1
        return (REJECT_ALL if refused else ACCEPT_ALL).apply(route, context)


def _policy(name: str, *modifiers: Any, matchers: Any = ()) -> Policy:
    statement = Statement(name=name, matchers=matchers, modifiers=modifiers)
    return Policy(name=name, statements=[statement], default=Action.ACCEPT)


POLICIES: Final = (
    ACCEPT_ALL,
    ACCEPT_ALL,
    REJECT_ALL,
    _policy("high", SetLocalPref(300)),
    _policy("longer", Prepend(2)),
    _policy("some", SetLocalPref(50), matchers=PrefixIn.of("10.0.0.0/24", "10.0.1.0/24")),
    Chain.of(ACCEPT_ALL, _policy("marked", AddCommunities.of("65000:1"))),
    Chain.of(ACCEPT_ALL, ACCEPT_ALL),
    Picky(name="picky", default=Action.ACCEPT),
)


def _import_policy(pick: random.Random) -> Policy | Chain:
    """Draw one, mostly of those with which the short way is open."""
    return ACCEPT_ALL if pick.random() < 0.6 else pick.choice(POLICIES)


def _not_one(octets: bytes, context: Context) -> MultiExitDisc:
    if octets[-1] == 1:
        raise DecodeError("it is 1", rfc="our own", code=3, subcode=1)
    return multi_exit_disc.decode(octets, context)


def _own_registry() -> Registry:
    """Return one with a row in place of a usual one, which calls some values malformed."""
    own = attrs.evolve(multi_exit_disc.CODEC, decode=_not_one, quick=None)
    rows = (own if row.code == own.code else row for row in DEFAULT_REGISTRY.attributes.codecs)
    return Registry(tuple(rows), DEFAULT_REGISTRY.capabilities, DEFAULT_REGISTRY.nlri)


REGISTRIES: Final = (*[DEFAULT_REGISTRY] * 3, _own_registry())


def _address(number: int) -> bytes:
    return bytes((192, 0, 2, number))


def _config(pick: random.Random, number: int) -> PeerConfig:
    """Draw how a peer is configured; that of the range has no address."""
    listens = number >= TELLERS
    internal = ASNS[number] == OURS
    restart = GracefulRestartConfig(restart_time=60, families=[V4], long_lived={V4: 100})
    several = pick.random() < 0.25
    return PeerConfig(
        address=b"" if number == 3 else _address(number),
        name="ranged" if number == 3 else "",
        local_address="192.0.2.254",
        remote_as=ASNS[number],
        passive=True,
        import_policy=REJECT_ALL if listens else _import_policy(pick),
        export_policy=ACCEPT_ALL if listens else REJECT_ALL,
        graceful_restart=restart if pick.random() < 0.6 else None,
        add_path_receive=[V4] if several and not listens else [],
        send_paths=pick.choice((None, 2)) if several and listens else 1,
        mrai=5.0 if listens and pick.random() < 0.2 else 0.0,
        route_reflector_client=internal and pick.random() < 0.5,
        prefix_limits=_limits(pick),
        dampening=_dampening(pick, number, often=0.15),
        registry=pick.choice(REGISTRIES),
        idle_hold_time=1.0,
    )


def _dampening(pick: random.Random, number: int, *, often: float) -> DampeningConfig | None:
    external = ASNS[number] != OURS and number != 0
    return DampeningConfig(suppress=2000.0) if external and pick.random() < often else None


def _limits(pick: random.Random) -> dict[Family, PrefixLimit]:
    if pick.random() < 0.7:
        return {}
    maximum = pick.choice((2, 4, 50))
    end = pick.random()
    return {V4: PrefixLimit(maximum=maximum, cease=end < 0.5, discard=end > 0.75, restart=1.0)}


class Hub:
    """A speaker with all of these peers, and all that was seen of it."""

    def __init__(
        self,
        kind: type[Speaker],
        seed: int,
        *,
        best_changes: bool = False,
        connects: bool = True,
    ) -> None:
        pick = random.Random(seed)
        self.speaker = kind(
            SpeakerConfig(
                local_as=OURS,
                identifier="192.0.2.254",
                # The first peer is of our confederation, then.
                confederation=Confederation(64999, (ASNS[0],)) if pick.random() < 0.3 else None,
                best_changes=best_changes,
            )
        )
        #: who has AS numbers of 2 octets only
        self.narrow = [pick.random() < 0.15 for _ in ASNS]
        self.now = 0.0
        self.events: list[str] = []
        self.sent: list[bytes] = []
        self.connections: dict[int, Any] = {}
        for number in range(len(ASNS)):
            config = _config(pick, number)
            if number == 3:
                self.speaker.add_range(PeerRange(prefixes="192.0.2.3/32", template=config))
            else:
                self.speaker.add_peer(config)
        self.speaker.start(0.0)
        for number in range(len(ASNS)) if connects else ():
            self.connect(number, forwarding=False)

    def peer(self, number: int) -> Any:
        """Return a peer; None where one of the range is not there."""
        peers = self.speaker.peers.values()
        return next((each for each in peers if each.config.address == _address(number)), None)

    def connect(self, number: int, *, forwarding: bool) -> None:
        """Let a peer come up, if it can."""
        peer = self.peer(number)
        if peer is not None and peer.is_established:
            return
        self.wait(2.0)
        connection = self.speaker.connection_from(_address(number), self.now)
        if connection is None:
            return
        self.connections[number] = connection
        known = connection.peer.config
        restart = known.graceful_restart
        if restart is not None:
            restart = attrs.evolve(restart, preserved=[V4] if forwarding else [])
        theirs = SessionConfig(
            local_as=ASNS[number],
            local_identifier=f"10.9.0.{number + 1}",
            peer_as=connection.peer.session.config.local_as,
            four_octet_as=not self.narrow[number],
            graceful_restart=restart,
            add_path_send=known.add_path_receive,
            add_path_receive=[V4] if known.send_paths != 1 else [],
        )
        connection.receive_data(open_of(theirs, restarted=forwarding).encode(), self.now)
        connection.receive_data(KEEPALIVE, self.now)
        self.settle()

    def wait(self, seconds: float) -> None:
        """Let time go by; nobody's Hold Time runs out."""
        until = self.now + seconds
        while (due := self.speaker.next_deadline()) is not None and due <= until:
            self.now = max(self.now, due)
            self.speaker.handle_timers(self.now)
            self.keep_alive()
        self.now = until
        self.speaker.handle_timers(self.now)
        self.keep_alive()

    def keep_alive(self) -> None:
        """Let all peers say that they are there."""
        for connection in self.connections.values():
            if connection.peer.connection is connection:
                connection.receive_data(KEEPALIVE, self.now)
        self.settle()

    def settle(self) -> None:
        """Take what has happened, and send what waits."""
        for event in self.speaker.events():
            if isinstance(event, SendWanted):
                octets = event.connection.data_to_send()
                event.connection.data_sent(len(octets), self.now)
                self.sent.append(octets)
            elif not isinstance(event, BestChanged):
                self.events.append(str(event))

    def do(self, what: str, number: int, load: Any) -> None:
        """Let something happen at a peer."""
        peer, connection = self.peer(number), self.connections.get(number, NOBODY)
        up = peer is not None and peer.connection is connection
        if what == "octets" and up:
            connection.receive_data(load, self.now)
        elif what == "refresh" and up:
            for subtype in load:
                connection.receive_data(RouteRefresh(V4, subtype).encode(), self.now)
        elif what == "configure" and peer is not None:
            self.speaker.update_peer(peer, attrs.evolve(peer.config, **load), self.now)
        elif what == "cut" and up:
            connection.receive_data(b"", self.now)
        elif what == "reset" and peer is not None:
            peer.reset(self.now)
        elif what == "ask" and up and peer.negotiation.route_refresh:
            peer.request_refresh(V4, self.now)
        elif what == "originate":
            self.speaker.originate(load, self.now)
        elif what == "withdraw":
            self.speaker.withdraw(load, self.now)
        elif what == "reselect":
            self.speaker.reselect(self.now)
        elif what == "shut down":
            self.speaker.shut_down_gracefully(self.now)
        elif what == "shut one down" and peer is not None:
            peer.shut_down_gracefully(self.now)
        elif what == "remove" and peer is not None and number == 3:
            self.speaker.remove_peer(peer, self.now)
        self.settle()
        if what == "wait":
            self.wait(load)
        elif what == "connect":
            self.connect(number, forwarding=load)

    def outcome(self) -> list[object]:
        """Return all that can be seen from outside."""
        speaker = self.speaker
        found: list[object] = [self.events, self.sent, speaker.rib.path_count]
        for peer in speaker.peers.values():
            snapshot = peer.snapshot()
            found += [peer.name, snapshot.received, snapshot.faults, snapshot.timers]
            found += [snapshot.prefixes, snapshot.stale, snapshot.sent, snapshot.messages]
            for after in (False, True):
                found += [
                    (each.key, each.path.octets, each.path.next_hop_octets, str(each.path))
                    for each in speaker.adj_rib_in(peer, V4, after_policy=after)
                ]
            found += [(each.key, each.path.octets) for each in speaker.adj_rib_out(peer, V4)]
            if peer.source is not None:
                found += [(each.key, each.path_id) for each in speaker.rib.stale(peer.source, V4)]
        for key in speaker.rib.destinations(V4):
            found.append(str(speaker.explain(key, V4)))
        return found


def _adapted(pick: random.Random, attributes: bytes, hub: Hub, number: int) -> bytes:
    """Write an AS_PATH, which stands second, as a peer does."""
    kind, count = attributes[7], attributes[8]
    if number == 0 and hub.speaker.config.confederation is not None and pick.random() < 0.7:
        kind = 3
    stop = 9 + 4 * count
    asns = struct.unpack(f">{count}I", attributes[9:stop])
    path = struct.pack(f">BB{count}{'H' if hub.narrow[number] else 'I'}", kind, count, *asns)
    return attributes[:6] + bytes((len(path),)) + path + attributes[stop:]


def _with_ids(pick: random.Random, keys: list[bytes]) -> bytes:
    return b"".join(struct.pack(">I", pick.randint(1, 2)) + key for key in keys)


def _message(pick: random.Random, pool: list[bytes], *, numbered: bool) -> bytes:
    """Draw an UPDATE, mostly of the usual kind."""
    keys = pick.choices(_KEYS, k=pick.randint(1, 3))
    routes = _with_ids(pick, keys) if numbered else b"".join(keys)
    kind = pick.choices(range(4), (40, 8, 3, 2))[0]
    if kind == 1:
        return _update(routes, b"", b"")
    if kind == 2:
        return Update.end_of_rib_of(V4).encode()
    if kind == 3:
        return _update(b"", pick.choice(pool)[4:], routes)
    return _update(b"", pick.choice(pool), routes)


#: what may happen, and how often
STEPS: Final = {
    "octets": 40.0,
    "refresh": 4.0,
    "configure": 8.0,
    "listener": 4.0,
    "cut": 4.0,
    "connect": 8.0,
    "wait": 4.0,
    "reset": 2.0,
    "ask": 2.0,
    "originate": 2.0,
    "withdraw": 2.0,
    "reselect": 2.0,
    "remove": 1.0,
    "shut down": 1.0,
    "shut one down": 1.0,
}


def _step(pick: random.Random, hub: Hub, pools: list[list[bytes]]) -> tuple[str, int, Any]:
    """Draw what happens next, in the same way for all."""
    number = pick.randrange(TELLERS)
    what = pick.choices(tuple(STEPS), tuple(STEPS.values()))[0]
    if what == "octets":
        peer = hub.peer(number)
        numbered = peer is not None and bool(peer.config.add_path_receive)
        count = pick.choice((1, 4, 12))
        messages = [_message(pick, pools[number], numbered=numbered) for _ in range(count)]
        return what, number, b"".join(messages)
    if what == "refresh":
        subtypes = ((NORMAL,), (BORR,), (EORR,), (BORR, EORR))
        return what, pick.choice((number, 4, 5)), pick.choice(subtypes)
    if what == "configure":
        change: dict[str, Any] = pick.choice(
            (
                {"import_policy": _import_policy(pick)},
                {"import_policy": _import_policy(pick)},
                {"prefix_limits": _limits(pick)},
                {"registry": pick.choice(REGISTRIES)},
                {"same_administration": pick.random() < 0.5},
                {"shared_subnets": pick.choice(("192.0.2.0/24", "198.51.100.0/24", ()))},
                {"dampening": _dampening(pick, number, often=0.5)},
                {"add_path_receive": pick.choice(([], [V4]))},
                {"route_reflector_client": ASNS[number] == OURS and pick.random() < 0.5},
            )
        )
        return what, number, change
    if what == "listener":
        change = pick.choice(
            (
                {"export_policy": pick.choice(POLICIES)},
                {"send_paths": pick.choice((1, 2, None))},
                {"mrai": pick.choice((0.0, 5.0))},
                {"next_hop_self": pick.random() < 0.5},
            )
        )
        return "configure", pick.choice((4, 5)), change
    if what in ("originate", "withdraw"):
        return what, 0, pick.choice(("10.0.1.0/24", "10.0.0.0/24"))
    if what == "wait":
        return what, 0, pick.choice((1.0, 10.0, 70.0, 200.0, 1000.0))
    if what == "connect":
        return what, pick.randrange(len(ASNS)), pick.random() < 0.6
    return what, number, None


def history(seed: int, steps: int, seen: Counter[str]) -> None:
    """Let the same happen to three speakers, and compare them after each step."""
    pick = random.Random(seed)
    hubs = [Hub(Speaker, seed), Hub(LongSpeaker, seed), Hub(Speaker, seed, best_changes=True)]
    pools = [
        [_adapted(pick, _attributes(pick, asn), hubs[0], number) for _ in range(4)]
        for number, asn in enumerate(ASNS[:TELLERS])
    ]
    for pool in pools:
        # Of all others nothing is taken away where a peer's tunnels are none of ours.
        plain = next((each for each in pool if b"\xc0\x10" not in each), pool[0])
        pool.append(plain + ENCAPSULATION)
    done: list[Any] = []
    for _ in range(steps):
        step = _step(pick, hubs[1], pools)
        done.append(step)
        for hub in hubs:
            hub.do(*step)
        first, *others = [hub.outcome() for hub in hubs]
        for other in others:
            assert other == first, (seed, len(done), step)
        seen[step[0]] += 1
        for number in range(TELLERS):
            peer = hubs[0].peer(number)
            if peer is None or not peer.is_established:
                continue
            seen["up"] += 1
            blocks = peer.session._decoder.blocks
            for route in hubs[0].speaker.adj_rib_in(peer, V4):
                seen["short" if blocks.peek(route.path.octets) is None else "long"] += 1
                seen["stale"] += hubs[0].speaker.rib.is_stale(route)
                seen["several"] += route.path_id is not None


def test_both_ways_lead_to_the_same() -> None:
    """After each step: routes, choices, explanations, events, messages, and octets to send."""
    seen = Counter[str]()
    for seed in range(12):
        history(seed, 30, seen)
    # All of this happened, or it shows nothing. A listener is configured.
    assert seen["short"] > 100
    assert {*STEPS, "long", "stale", "several", "up"} - {"listener"} <= (+seen).keys()


@pytest.mark.parametrize("kind", [Speaker, LongSpeaker])
def test_what_another_session_took_is_judged_anew(kind: type[Speaker]) -> None:
    """RFC 4724 §4.2: stale paths stay for a session that may know other rows of attributes."""
    hub = Hub(kind, 0)
    config = PeerConfig(
        address=_address(1),
        local_address="192.0.2.254",
        remote_as=ASNS[1],
        passive=True,
        import_policy=ACCEPT_ALL,
        graceful_restart=GracefulRestartConfig(restart_time=60, families=[V4]),
        idle_hold_time=1.0,
    )
    hub.do("configure", 1, attrs.asdict(config, recurse=False))
    hub.narrow[1] = False
    hub.connect(1, forwarding=False)
    block = AttributeBlock.plain(as_path=[ASNS[1]], med=1)
    octets = [
        Update.announce([prefix], next_hop="192.0.2.1", attributes=block).encode()
        for prefix in ("10.0.0.0/24", "10.0.1.0/24")
    ]
    for each in octets:
        hub.do("octets", 1, each)
    source = hub.peer(1).source
    assert hub.speaker.rib.count(source, V4) == 2
    hub.do("cut", 1, None)
    hub.do("configure", 1, {"registry": REGISTRIES[-1]})
    hub.connect(1, forwarding=True)
    assert len(list(hub.speaker.rib.stale(source, V4))) == 2
    # Our own row of MULTI_EXIT_DISC calls it malformed: treat-as-withdraw (RFC 7606 §7.4).
    for each in octets:
        hub.do("octets", 1, each)
    assert hub.speaker.rib.count(source, V4) == 0


def _spread(hub: Hub) -> dict[int, list[Route]]:
    """Return the routes of each peer that is up, as they were received; none is stale."""
    found = {}
    for number in range(len(ASNS)):
        peer = hub.peer(number)
        if peer is not None and peer.is_established:
            assert peer.source is None or not list(hub.speaker.rib.stale(peer.source, V4))
            found[number] = list(hub.speaker.adj_rib_in(peer, V4))
    return found


def _same_at_once(hub: Hub, seed: int) -> Hub:
    """Return a speaker that is configured so from the beginning, and hears all of it at once."""
    fresh = Hub(Speaker, seed, connects=False)
    fresh.narrow = hub.narrow
    fresh.now = hub.now
    for number, peer in ((each, hub.peer(each)) for each in range(len(ASNS))):
        if peer is not None and number != 3:
            fresh.do("configure", number, attrs.asdict(peer.config, recurse=False))
    routes = _spread(hub)
    for number in routes:
        fresh.connect(number, forwarding=False)
        if number == 3:
            fresh.do("configure", number, attrs.asdict(hub.peer(3).config, recurse=False))
            fresh.connect(number, forwarding=False)
        if hub.peer(number)._is_shutting_down:
            fresh.do("shut one down", number, None)
    if hub.speaker.is_shutting_down:
        fresh.do("shut down", 0, None)
    speaker = hub.speaker
    for route in speaker.rib.adj_rib_in(speaker.source, V4):
        fresh.do("originate", 0, route)
    for number, its_routes in routes.items():
        peer = fresh.peer(number)
        assert peer.is_established
        for route in its_routes:
            peer.receive(hub.peer(number)._again(route))
    fresh.settle()
    # MinRouteAdvertisementIntervalTimer.
    fresh.wait(20.0)
    return fresh


def _state(hub: Hub, peers: Iterable[int]) -> list[object]:
    """Return what holds, whatever happened: routes, choices, and what peers were told."""
    speaker = hub.speaker
    found: list[object] = [sorted(map(str, speaker.loc_rib)), speaker.rib.path_count]
    for number in peers:
        peer = hub.peer(number)
        for after in (False, True):
            routes = speaker.adj_rib_in(peer, V4, after_policy=after)
            found.append(sorted((each.key, each.path_id or 0, each.path.octets) for each in routes))
        found.append(by_destination(story_of(speaker.adj_rib_out(peer, V4))))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_how_it_came_about_makes_no_difference(seed: int) -> None:
    """What holds at the end is what a speaker holds that is told all of it at once."""
    pick = random.Random(seed)
    hub = Hub(Speaker, seed)
    pools = [
        [_adapted(pick, _attributes(pick, asn), hub, number) for _ in range(4)]
        for number, asn in enumerate(ASNS[:TELLERS])
    ]
    for _ in range(120):
        hub.do(*_step(pick, hub, pools))
    # What is stale goes, and what rests is taken again.
    hub.wait(5000.0)
    fresh = _same_at_once(hub, seed)
    peers = _spread(hub)
    assert _state(hub, peers) == _state(fresh, peers)
