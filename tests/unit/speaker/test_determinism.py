"""What is put out follows from what came in, and not from how Python hashes in a process.

Sets of octets, text and families are in another order in each process. A program that compares two
runs, or replays one, must not see that.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from bgplib.attributes import MultiExitDisc
from bgplib.context import Context, SessionType
from bgplib.decision import DecisionContext
from bgplib.formats.mrt import Selection
from bgplib.iana.families import Family
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.policy import ACCEPT_ALL, Aspa, Policy, RoaTable, Statement, TextRegex
from bgplib.policy.matchers import (
    AsPathHas,
    EvpnRouteType,
    FamilyIs,
    FromPeer,
    FromSession,
    NeighbourAs,
    NextHopIn,
    OriginAs,
    PeerAs,
    PeerRole,
    PrefixIn,
    RpkiIs,
    SessionIs,
)
from bgplib.policy.modifiers import AddCommunities
from bgplib.session import GracefulRestartConfig, RoutesSwept
from bgplib.speaker import Confederation, PeerConfig, PeerEvent, Speaker, SpeakerConfig
from bgplib.speaker.changes import compare_configs
from bgplib.testing import malformed
from tests.unit.speaker.world import World

_PLACE = re.compile(r" at 0x[0-9a-f]+")
ROOT = Path(__file__).parents[3]
V4, V6, FLOW = Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_FLOWSPEC
FAMILIES = (V4, V6, FLOW)
RESTART = GracefulRestartConfig(families=FAMILIES, preserved=FAMILIES, long_lived={V4: 90, V6: 80})


def _prefixes(count: int) -> Iterator[str]:
    for number in range(count):
        yield f"10.{number}.0.0/16"
        yield f"2001:db8:{number:x}::/48"


def _tell(speaker: Speaker, now: float, count: int, med: int = 0) -> None:
    """Let a speaker announce prefixes of two families, and flow specifications to some."""
    for number, prefix in enumerate(_prefixes(count)):
        hop = "2001:db8::1" if ":" in prefix else None
        values = [MultiExitDisc(med + number % 3)]
        speaker.originate(prefix, now, attributes=values, next_hop=hop)
    for port in range(count):
        flow = FlowSpecNlri.parse(f"destination 10.{port % 3}.0.0/16 destination-port ={port}")
        speaker.originate(flow, now, family=FLOW)


def _star(**hub: Any) -> tuple[World, Speaker, list[Speaker]]:
    """Put a hub between two speakers that tell it something, and two that are told."""
    world = World()
    far = [world.speaker(65001 + at, 1 + at) for at in range(4)]
    table = RoaTable.of(("10.0.0.0/8", 65001, 24), ("10.0.0.0/8", 65002, 24), ("10.1.0.0/16", 1))
    middle = world.speaker(65000, 9, roas=table, **hub)
    marks = Policy(
        name="marks",
        statements=[
            Statement(name="some", matchers=PrefixIn.of(*_prefixes(5)), modifiers=_mark(1)),
            Statement(name="valid", matchers=RpkiIs("valid"), modifiers=_mark(2)),
            Statement(name="families", matchers=FamilyIs.of(*FAMILIES)),
        ],
    )
    for at, each in enumerate(far):
        world.link(
            middle,
            each,
            families=FAMILIES,
            # Without the N bit the F bits are those of a restart alone: of what is not preserved
            # all goes at once.
            graceful_restart=attrs.evolve(RESTART, notification=at != 0),
            left_side={
                "export_policy": marks if at == 2 else ACCEPT_ALL,
                "mrai": 5.0 if at == 3 else 0.0,
                "next_hop_ipv6": "2001:db8::9",
                "send_paths": 2 if at == 2 else 1,
                "prefix_limits": {},
            },
            right_side={"add_path_receive": [V4, V6] if at == 2 else []},
        )
    world.start()
    return world, middle, far


def _mark(number: int) -> AddCommunities:
    return AddCommunities.of(f"65000:{number}")


def _shown(value: object) -> str:
    """Return a value as it is printed for people, and for programmers."""
    # Python prints of functions where they are, which is elsewhere in each process.
    return _PLACE.sub("", f"{value}\n{value!r}")


def _values() -> Iterator[object]:
    """Yield values that hold sets of several members, of each kind that a program makes."""
    numbers = (65001, 1, 4200000000, 10**9)
    texts = ("192.0.2.1", "2001:db8::1", "198.51.100.7", "203.0.113.9")
    prefixes = [f"{each}/{128 if ':' in each else 32}" for each in texts]
    pairs = [(family, 2) for family in FAMILIES]
    yield from (PrefixIn.of(*prefixes), FamilyIs.of(*FAMILIES), NextHopIn.of(*prefixes))
    yield from (kind.of(*numbers) for kind in (AsPathHas, NeighbourAs, OriginAs, PeerAs))
    yield from (EvpnRouteType.of(1, 9, 200), PeerRole.of("customer", "peer", "rs"))
    yield from (kind.of(*SessionType) for kind in (FromSession, SessionIs))
    yield from (FromPeer.of(*texts), Aspa(65000, numbers), TextRegex("_[1-9a-z][0-9]*_"))
    yield from (DecisionContext(local_addresses=texts, local_asns=numbers, tunnel_types=numbers),)
    yield from (Confederation(identifier=65000, members=numbers), RESTART)
    yield Selection(peers=texts, peer_asns=numbers, origin_asns=numbers, afis=(1, 2))
    yield Context(
        add_path_receive=FAMILIES, extended_next_hop=pairs, families=FAMILIES, maximum_labels=pairs
    )
    old = PeerConfig(address="192.0.2.1", remote_as=65001)
    new = attrs.evolve(old, import_policy=_OTHER, export_policy=_OTHER, mrai=9.0)
    speaker = SpeakerConfig(local_as=65000, identifier="192.0.2.9")
    yield compare_configs(old, new, speaker)
    yield from (case for case in malformed.cases() if len(case.acceptable) > 1)


def _seen(world: World) -> list[str]:
    """Return all that came out: octets, events, tables, explanations, as text and as data."""
    found: list[str] = []
    for peer, pieces in world.sent.items():
        found += [f"{peer.speaker.config.local_as} to {peer.name}: {each.hex()}" for each in pieces]
    for speaker in world.speakers:
        found += [str(each) for each in world.events[speaker]]
        found += [
            _shown(each.event) for each in world.events[speaker] if isinstance(each, PeerEvent)
        ]
        found.append(_shown(speaker.rib.context))
        for peer in speaker.peers.values():
            found += map(_shown, (peer.config, peer.session.config, peer.snapshot()))
            found.append(_shown(peer.negotiation))
        for family in FAMILIES:
            for key in speaker.rib.keys(family):
                report = speaker.explain(key, family)
                found += [str(report), json.dumps(report.to_json())]
        for peer in speaker.peers.values():
            found += [str(each) for each in speaker.adj_rib_in(peer)]
            found += [str(each) for each in speaker.adj_rib_out(peer)]
    return found


def _restarts(world: World, hub: Speaker, far: list[Speaker]) -> None:
    """Let one speaker come back with less than it had, and another stay away."""
    back, away = (hub.peer(f"192.0.2.{1 + at}") for at in (0, 1))
    world.unplug(back)
    for number, prefix in enumerate(_prefixes(12)):
        if number % 3:
            far[0].withdraw(prefix, world.now)
    world.plug(back)
    world.wait(60.0)
    world.unplug(away)
    # Past the Restart Time, and the times for which routes stay long-lived stale (RFC 9494 §4.2).
    world.wait(150.0)
    world.wait(300.0)


def _behind(world: World, hub: Speaker, far: list[Speaker]) -> None:
    """Let things change while one peer waits for its interval, and one has no room."""
    slow, late = (hub.peer(f"192.0.2.{1 + at}") for at in (2, 3))
    world.blocked.add(slow)
    for round in range(1, 4):
        _tell(far[0], world.now, 12, med=round)
        world.settle()
    hub.update_peer(late, attrs.evolve(late.config, export_policy=_OTHER), world.now)
    world.settle()
    _tell(far[0], world.now, 12, med=9)
    world.settle()
    # Who joins a group that waits for its interval knows some of what the group is to be told.
    joins = hub.peer("192.0.2.2")
    hub.update_peer(joins, attrs.evolve(joins.config, export_policy=_OTHER, mrai=5.0), world.now)
    world.settle()
    world.blocked.discard(slow)
    world.wait(30.0)
    slow.request_refresh(V4, world.now)
    hub.groups.refresh(late, V6)
    world.wait(30.0)


def _comes_back(world: World, hub: Speaker, far: list[Speaker]) -> None:
    """Let the hub come back from a restart, choose late, and lose a peer for good."""
    hub.stop(world.now)
    world.settle()
    hub.start(world.now, restarted=True)
    world.wait(400.0)
    hub.remove_peer("192.0.2.1", world.now)
    world.settle()
    hub.shut_down_gracefully(world.now)
    world.settle()


_OTHER = Policy(name="other", statements=[Statement(name="all", modifiers=_mark(7))])


def scenario() -> list[str]:
    """Return all that is seen of a history in which sets are gone through."""
    found = [*map(_shown, _values())]
    for reports in (False, True):
        world, hub, far = _star(best_changes=reports)
        for each in far[:2]:
            _tell(each, world.now, 12)
        world.settle()
        for step in (_behind, _restarts, _comes_back):
            step(world, hub, far)
            found += _seen(world)
    return found


def _digests(seed: int) -> list[str]:
    """Return a digest of each line, of a process with its own hashes."""
    program = (
        "from tests.unit.speaker.test_determinism import digests; print(*digests(), sep='\\n')"
    )
    environment = os.environ | {"PYTHONHASHSEED": str(seed)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode().split()


def digests() -> list[str]:
    """Return a digest of each line of what is seen."""
    return [hashlib.sha256(line.encode()).hexdigest()[:16] for line in scenario()]


def test_each_process_puts_out_the_same() -> None:
    """Octets, events, explanations and tables of a process are those of others."""
    lines = scenario()
    ours = [hashlib.sha256(line.encode()).hexdigest()[:16] for line in lines]
    for seed in (1, 2):
        theirs = _digests(seed)
        assert len(ours) == len(theirs)
        differing = [
            line for line, one, other in zip(lines, ours, theirs, strict=True) if one != other
        ]
        assert not differing, differing[0]


def test_the_history_has_what_goes_through_sets() -> None:
    """Or nothing was tried: routes are swept, of several families, and many at once."""
    world, hub, far = _star()
    for each in far[:2]:
        _tell(each, world.now, 12)
    world.settle()
    _restarts(world, hub, far)
    swept = [
        each.event
        for each in world.events[hub]
        if isinstance(each, PeerEvent) and isinstance(each.event, RoutesSwept)
    ]
    assert max(len(event.families) for event in swept) > 1
    assert len(hub.rib) > 0
    assert hub.flows.count > 0
