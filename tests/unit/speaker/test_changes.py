"""What changes of a configuration ask for, and that what holds afterwards is what was asked for."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.capabilities import Role
from bgplib.errors import EncodeError, LocalError
from bgplib.iana.families import Family
from bgplib.policy import ACCEPT_ALL, REJECT_ALL, Policy, Statement
from bgplib.policy.modifiers import Prepend, SetLocalPref
from bgplib.session import (
    GracefulRestartConfig,
    PrefixLimit,
    PrefixLimitExceeded,
    SessionDown,
    SessionOptions,
)
from bgplib.speaker import (
    Confederation,
    DampeningConfig,
    PeerAction,
    PeerChange,
    PeerConfig,
    PeerEvent,
    Speaker,
    SpeakerConfig,
)
from bgplib.speaker.changes import compare_configs
from tests.unit.speaker.world import World

V4 = Family.IPV4_UNICAST
US = SpeakerConfig(local_as=65000, identifier="192.0.2.254")
HIGH = Policy(name="high", statements=[Statement(name="all", modifiers=SetLocalPref(300))])
LONG = Policy(name="long", statements=[Statement(name="all", modifiers=Prepend(2))])


def pair(**fields: Any) -> tuple[World, Speaker, Speaker]:
    """Return two external peers that are up, each with a route."""
    world = World()
    ours, theirs = world.speaker(65000, 1), world.speaker(65001, 2)
    world.link(ours, theirs, **fields)
    world.start()
    ours.originate("10.1.0.0/16", world.now)
    theirs.originate("10.2.0.0/16", world.now)
    world.settle()
    return world, ours, theirs


def change(world: World, speaker: Speaker, **fields: Any) -> PeerChange:
    """Configure the only peer of a speaker otherwise."""
    (peer,) = speaker.peers.values()
    done = speaker.update_peer(peer, attrs.evolve(peer.config, **fields), world.now)
    world.settle()
    return done


@pytest.mark.parametrize("moved", [True, False])
def test_8538_5_1_nobody_comes_back_to_a_former_address(moved: bool) -> None:
    """RFC 8538 §5.1: Peer De-configured is for ever, Other Configuration Change is not."""
    restarts = GracefulRestartConfig(families=(V4,))
    world, ours, theirs = pair(name="other", graceful_restart=restarts)
    fields: dict[str, Any] = {"address": "192.0.2.77"} if moved else {"hold_time": 30}
    assert change(world, ours, **fields).resets
    for speaker in (ours, theirs):
        (down,) = (
            each.event
            for each in world.events[speaker]
            if isinstance(each, PeerEvent) and isinstance(each.event, SessionDown)
        )
        told = down.received or down.sent
        assert told is not None
        assert (told.hard_reset or told).subcode == (3 if moved else 6)
        assert told.is_hard_reset is moved
        assert down.stale == (set() if moved else {V4})
    world.wait(60)
    assert all(peer.is_established for peer in ours.peers.values())


@pytest.mark.parametrize("moved", [True, False])
def test_what_was_kept_of_a_former_peer_goes(moved: bool) -> None:
    """RFC 4724 §4.2 keeps the routes of a peer that comes back: who has another address is none."""
    restarts = GracefulRestartConfig(families=(V4,), restart_time=100)
    world, ours, theirs = pair(name="other", graceful_restart=restarts)
    (peer,) = ours.peers.values()
    world.unplug(peer)
    assert peer.session.snapshot().stale == {V4}
    fields: dict[str, Any] = {"address": "192.0.2.77"} if moved else {"hold_time": 30}
    assert change(world, ours, **fields).resets
    assert peer.session.snapshot().stale == (set() if moved else {V4})
    assert len(ours.adj_rib_in(peer)) == (not moved)
    assert (ours.loc_rib.best("10.2.0.0/16") is None) is moved
    world.plug(peer)
    world.wait(60)
    assert peer.is_established
    assert len(ours.adj_rib_in(peer)) == len(theirs.adj_rib_in("other")) == 1


def test_4271_9_1_3_who_was_told_nothing_is_told_what_comes_later() -> None:
    """RFC 4271 §9.1.3: another policy for a peer counts for routes to come, too, both ways."""
    world, ours, theirs = pair(export_policy=REJECT_ALL)
    for number, policy in enumerate((ACCEPT_ALL, REJECT_ALL, LONG)):
        change(world, ours, export_policy=policy)
        ours.originate(f"10.3.{number}.0/24", world.now)
        world.settle()
        told = 0 if policy is REJECT_ALL else 2 + number
        assert len(theirs.adj_rib_in("192.0.2.1")) == told, number


def test_what_cannot_be_said_in_an_open_changes_nothing() -> None:
    """As `add_peer` refuses it: otherwise the next OPEN would fail, when nobody expects it."""
    world, ours, _ = pair()
    (peer,) = ours.peers.values()
    before = peer.config
    too_long = GracefulRestartConfig(families=(V4,), long_lived={V4: 1 << 24})
    with pytest.raises(EncodeError, match="Long-Lived Stale Time 16777216"):
        change(world, ours, graceful_restart=too_long, import_policy=REJECT_ALL)
    assert peer.config is before
    assert peer.session.config.graceful_restart is before.graceful_restart
    with pytest.raises(EncodeError, match="Long-Lived Stale Time 16777216"):
        peer.session.configure(attrs.evolve(peer.session.config, graceful_restart=too_long))
    peer.reset(world.now)
    world.wait(60)
    assert peer.is_established
    assert downs(world, ours) == 1
    assert len(ours.loc_rib) == 2


def downs(world: World, speaker: Speaker) -> int:
    """Return how often a session ended."""
    return sum(
        isinstance(each, PeerEvent) and isinstance(each.event, SessionDown)
        for each in world.events[speaker]
    )


def test_import_policy_is_applied_to_what_is_there() -> None:
    """Soft reconfiguration: the peer is asked for nothing, its routes are judged anew."""
    world, ours, _ = pair()
    world.sent.clear()
    done = change(world, ours, import_policy=HIGH)
    assert done.actions == {PeerAction.SOFT_IN}
    best = ours.loc_rib.best("10.2.0.0/16")
    assert best is not None
    assert best.path.local_preference == 300
    assert change(world, ours, import_policy=REJECT_ALL).actions == {PeerAction.SOFT_IN}
    assert ours.loc_rib.best("10.2.0.0/16") is None
    assert len(ours.adj_rib_in("192.0.2.2")) == 1
    assert world.sent == {}
    assert downs(world, ours) == 0


def test_export_policy_sends_the_difference() -> None:
    """What the peer has is what the new policy lets it have, and nothing is said twice."""
    world, ours, theirs = pair()
    done = change(world, ours, export_policy=LONG)
    assert done.actions == {PeerAction.SOFT_OUT}
    best = theirs.loc_rib.best("10.1.0.0/16")
    assert best is not None
    assert best.attributes.as_path_text == "65000 65000 65000"
    change(world, ours, export_policy=REJECT_ALL)
    assert theirs.loc_rib.best("10.1.0.0/16") is None
    change(world, ours, export_policy=ACCEPT_ALL)
    assert theirs.loc_rib.best("10.1.0.0/16") is not None
    world.sent.clear()
    same = Policy(name="another that says the same", statements=(), default=ACCEPT_ALL.default)
    assert change(world, ours, export_policy=same).actions == {PeerAction.SOFT_OUT}
    assert world.sent == {}
    assert downs(world, ours) == 0


def test_what_the_open_says_needs_a_reset() -> None:
    """The session ends with Cease, and comes back as it is configured now."""
    world, ours, theirs = pair()
    done = change(world, ours, families=(V4, Family.IPV6_UNICAST))
    assert done.resets
    assert "families" in str(done)
    assert downs(world, ours) == 1
    world.wait(30)
    assert ours.peer("192.0.2.2").is_established
    assert ours.loc_rib.best("10.2.0.0/16") is not None
    negotiation = theirs.peer("192.0.2.1").negotiation
    assert negotiation is not None
    assert Family.IPV6_UNICAST in negotiation.remote.families


def test_what_is_looked_at_when_needed_needs_nothing() -> None:
    """Timers of the next attempt and the like are in force without any action."""
    world, ours, _ = pair()
    done = change(world, ours, connect_retry_time=7.0, passive=True)
    assert (done.actions, done.fields) == (frozenset(), ("connect_retry_time", "passive"))
    assert str(done) == "in force at once: connect_retry_time, passive"
    assert str(change(world, ours)) == "nothing changed"
    assert ours.peer("192.0.2.2").session.config.connect_retry_time == 7.0


def test_prefix_limits_count_what_is_there() -> None:
    """RFC 4486 §4: a limit that is set later knows of what was announced before."""
    world, ours, theirs = pair()
    done = change(world, ours, prefix_limits={V4: PrefixLimit(maximum=2)})
    assert done.actions == frozenset()
    theirs.originate("10.3.0.0/16", world.now)
    world.settle()
    assert downs(world, ours) == 0
    theirs.originate("10.4.0.0/16", world.now)
    world.settle()
    exceeded = [
        each.event
        for each in world.events[ours]
        if isinstance(each, PeerEvent) and isinstance(each.event, PrefixLimitExceeded)
    ]
    assert [each.count for each in exceeded] == [3]
    assert downs(world, ours) == 1
    assert [str(route.prefix) for route in ours.loc_rib] == ["10.1.0.0/16"]


def test_a_name_stays() -> None:
    """Another name is another peer."""
    world, ours, _ = pair()
    with pytest.raises(LocalError, match=r"stays 192\.0\.2\.2"):
        change(world, ours, name="other")
    with pytest.raises(LocalError, match="no peer"):
        ours.update_peer("nobody", PeerConfig(address="192.0.2.9"), world.now)


def test_a_client_is_made_while_the_session_lives() -> None:
    """RFC 4456: whoever becomes a client is reflected to, and its routes are reflected."""
    world = World()
    left, middle, right = (world.speaker(65000, number) for number in (1, 2, 3))
    world.link(left, middle)
    world.link(middle, right)
    world.start()
    left.originate("10.1.0.0/16", world.now)
    right.originate("10.2.0.0/16", world.now)
    world.settle()
    assert left.loc_rib.best("10.2.0.0/16") is None
    config = middle.peer("192.0.2.1").config
    for client, there in ((True, True), (False, False), (True, True)):
        done = middle.update_peer(
            "192.0.2.1", attrs.evolve(config, route_reflector_client=client), world.now
        )
        world.settle()
        assert done.actions <= {PeerAction.SOFT_OUT}
        assert (left.loc_rib.best("10.2.0.0/16") is not None) is there
        assert (right.loc_rib.best("10.1.0.0/16") is not None) is there


#: for each field another value than the default of the peer below, and what its change asks for
_OTHER: dict[str, tuple[Any, set[PeerAction]]] = {
    "accept": (print, set()),
    "add_path_receive": ({V4}, {PeerAction.RESET}),
    "add_path_send": ({V4}, {PeerAction.RESET}),
    "address": ("192.0.2.9", {PeerAction.RESET}),
    "capabilities": ((Role.parse("peer"),), {PeerAction.RESET}),
    "collision_detect_established": (True, set()),
    "connect_retry_time": (1.0, set()),
    "damp_peer_oscillations": (False, set()),
    "dampening": (DampeningConfig(), {PeerAction.SOFT_IN}),
    "delay_open_time": (1.0, set()),
    "enhanced_route_refresh": (False, {PeerAction.RESET}),
    "export_policy": (HIGH, {PeerAction.SOFT_OUT}),
    "extended_messages": (False, {PeerAction.RESET}),
    "extended_next_hop": (((V4, 2),), {PeerAction.RESET}),
    "families": ((Family.IPV6_UNICAST,), {PeerAction.RESET}),
    "four_octet_as": (False, {PeerAction.RESET}),
    "graceful_restart": (None, {PeerAction.RESET}),
    "hold_time": (30, {PeerAction.RESET}),
    "identifier": ("192.0.2.7", {PeerAction.RESET}),
    "idle_hold_maximum": (1.0, set()),
    "idle_hold_time": (1.0, set()),
    "import_policy": (HIGH, {PeerAction.SOFT_IN}),
    "legacy_as": (65001, {PeerAction.RESET}),
    "link_local": ("fe80::1", {PeerAction.SOFT_OUT}),
    "local_address": ("192.0.2.8", {PeerAction.RESET}),
    "local_as": (64999, {PeerAction.RESET}),
    "log_length": (1, set()),
    "minimum_hold_time": (9, set()),
    "mrai": (5.0, {PeerAction.SOFT_OUT}),
    "name": ("other", {PeerAction.RESET}),
    "next_hop_ipv4": ("192.0.2.8", {PeerAction.SOFT_OUT}),
    "next_hop_ipv6": ("2001:db8::1", {PeerAction.SOFT_OUT}),
    "next_hop_self": (True, {PeerAction.SOFT_OUT}),
    "notification_without_open": (True, set()),
    "open_hold_time": (1.0, set()),
    "orf_receive": ({V4}, {PeerAction.RESET}),
    "orf_send": ({V4}, {PeerAction.RESET}),
    "output_limit": (1, set()),
    "passive": (True, set()),
    "prefix_limits": ({V4: PrefixLimit(maximum=1)}, set()),
    "report_updates": (True, set()),
    "remote_as": (65009, {PeerAction.RESET}),
    "required": ((Role.parse("peer"),), set()),
    "restart": (False, set()),
    "role": (Role.parse("peer"), {PeerAction.RESET}),
    "route_refresh": (False, {PeerAction.RESET}),
    "route_server_client": (True, {PeerAction.SOFT_OUT}),
    "same_administration": (True, {PeerAction.SOFT_IN, PeerAction.SOFT_OUT}),
    "send_hold_time": (999.0, set()),
    "send_paths": (3, {PeerAction.RESET}),
    "shared_subnets": (("192.0.2.0/24",), {PeerAction.SOFT_IN, PeerAction.SOFT_OUT}),
    "strict_role": (True, set()),
    "update_is_keepalive": (True, set()),
    "validate_flows": (False, {PeerAction.SOFT_IN}),
}


@pytest.mark.parametrize("name", sorted(_OTHER))
def test_each_field_says_what_it_asks_for(name: str) -> None:
    """A field that decides what is in the OPEN resets, a policy does not, a timer does nothing."""
    before = PeerConfig(address="192.0.2.1", remote_as=65001)
    value, actions = _OTHER[name]
    changed: dict[str, Any] = {name: value}
    after = attrs.evolve(before, **changed)
    assert compare_configs(before, after, US).actions == actions


def test_every_field_has_its_row() -> None:
    """Of the fields only these are not tried: their values are functions, or need others."""
    fields = {field.name for field in attrs.fields(PeerConfig)}
    others = {"jitter", "own_choice", "registry", "route_reflector_client", "rules"}
    assert fields - set(_OTHER) == others
    assert {field.name for field in attrs.fields(SessionOptions)} <= fields


def test_the_number_of_paths_changes_without_a_reset_where_add_path_stays() -> None:
    """What the OPEN says of ADD-PATH stays the same, so that the session may."""
    before = PeerConfig(address="192.0.2.1", remote_as=65001, add_path_send={V4}, send_paths=2)
    after = attrs.evolve(before, send_paths=None)
    assert compare_configs(before, after, US).actions == {PeerAction.SOFT_OUT}


def test_the_choice_of_a_client_changes_without_a_reset() -> None:
    """It is about what the client is told, and no OPEN says it."""
    before = PeerConfig(address="192.0.2.1", remote_as=65001, route_server_client=True)
    after = attrs.evolve(before, own_choice=True)
    assert compare_configs(before, after, US).actions == {PeerAction.SOFT_OUT}


@pytest.mark.parametrize(
    "fields",
    [
        {"remote_as": 0},
        {"remote_as": 1 << 32},
        {"send_paths": 0},
        {"mrai": -1.0},
        {"route_reflector_client": True, "route_server_client": True},
        {"own_choice": True},
        {"families": ()},
    ],
)
def test_what_cannot_be_meant_is_refused(fields: dict[str, Any]) -> None:
    """A peer's configuration that contradicts itself is the caller's mistake."""
    sound: dict[str, Any] = {"address": "192.0.2.1", "remote_as": 65001}
    with pytest.raises(LocalError):
        PeerConfig(**(sound | fields))


def test_clients_are_on_the_right_side() -> None:
    """RFC 4456: a reflector's client is internal; RFC 7947: a route server's is external."""
    speaker = Speaker(US)
    with pytest.raises(LocalError, match="internal"):
        speaker.add_peer(
            PeerConfig(address="192.0.2.1", remote_as=65001, route_reflector_client=True)
        )
    with pytest.raises(LocalError, match="external"):
        speaker.add_peer(PeerConfig(address="192.0.2.1", remote_as=65000, route_server_client=True))
    assert speaker.peers == {}


def test_5065_4_which_as_number_is_shown() -> None:
    """RFC 5065 §4: the identifier to those outside, the Member-AS number to those inside."""
    config = SpeakerConfig(
        local_as=65001, identifier="192.0.2.1", confederation=Confederation(65000, (65002,))
    )
    shown = {
        remote: PeerConfig(address="192.0.2.2", remote_as=remote).session_config(config).local_as
        for remote in (65001, 65002, 64000)
    }
    assert shown == {65001: 65001, 65002: 65001, 64000: 65000}
