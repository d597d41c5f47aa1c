"""Refreshes, filters, restarts, shutdowns, several paths, other families: speakers at both ends."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes import AsPath, Communities, MultiExitDisc, NextHop, Origin
from bgplib.attributes.block import AttributeBlock
from bgplib.context import Context
from bgplib.decision import AsPathRule, MultipathRules
from bgplib.errors import LocalError
from bgplib.iana import communities
from bgplib.iana.families import Family
from bgplib.messages.outbound_route_filter import (
    IMMEDIATE,
    AddressPrefixEntry,
    Filters,
    OutboundRouteFilter,
    RemoveAll,
    encode,
)
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.policy import ACCEPT_ALL, Action, Chain, Policy, Statement
from bgplib.policy.matchers import PrefixIn
from bgplib.policy.modifiers import SetCommunities
from bgplib.rib import Rib
from bgplib.session import GracefulRestartConfig, PrefixLimit, SessionDown
from bgplib.speaker import BestChanged, Confederation, Peer, PeerEvent, Speaker
from bgplib.values.prefix import Prefix
from tests.counting import lines_of
from tests.unit.speaker.test_update_group import _updates
from tests.unit.speaker.world import World, table

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
PREFIX = "198.51.100.0/24"


def pair(
    left_as: int = 65001,
    right_as: int = 65002,
    *,
    speaker_class: type[Speaker] = Speaker,
    **fields: Any,
) -> tuple[World, Peer, Peer]:
    """Return two peers that are up, the one as the other sees it."""
    world = World(speaker_class)
    left, right = world.speaker(left_as, 1), world.speaker(right_as, 2)
    ends = world.link(left, right, **fields)
    world.start()
    return world, *ends


def test_2918_a_refresh_tells_everything_again() -> None:
    """RFC 2918 §4: the whole Adj-RIB-Out is sent again; RFC 7313 §4: between BoRR and EoRR."""
    for enhanced in (True, False):
        world, ours, theirs = pair(enhanced_route_refresh=enhanced)
        for number in range(5):
            ours.speaker.originate(f"10.{number}.0.0/16", world.now)
        world.settle()
        world.sent.clear()
        theirs.request_refresh(V4, world.now)
        world.settle()
        sent = b"".join(world.sent[ours])
        assert sum(len(g) for u in _updates([sent]) for g in u.announced) == 5
        marks = _refreshes(sent)
        assert marks == ([1, 2] if enhanced else [])
        assert len(theirs.speaker.rib) == 5


def test_2918_requests_of_a_peer_that_reads_nothing_are_no_work() -> None:
    """RFC 2918 §4 has all routes told again: who asks meanwhile is told once more behind it."""
    world, ours, theirs = pair(enhanced_route_refresh=False, output_limit=200)
    for number in range(2000):
        prefix, attributes = f"10.{number >> 8}.{number & 255}.0/24", [MultiExitDisc(number)]
        ours.speaker.originate(prefix, world.now, attributes=attributes)
    world.settle()

    def ask(times: int) -> None:
        for _ in range(times):
            theirs.request_refresh(V4, world.now)
            world.settle()

    world.blocked.add(ours)
    world.sent.clear()
    ask(1)
    assert lines_of(lambda: ask(10)) < 10 * 2000
    ours.speaker.withdraw("10.0.0.0/24", world.now)
    world.blocked.clear()
    world.settle()
    sent = b"".join(world.sent[ours])
    assert sum(len(g) for u in _updates([sent]) for g in u.announced) in (3998, 3999, 4000)
    assert not list(ours.speaker.groups._refreshes)
    assert table(theirs.speaker).keys() == table(ours.speaker).keys()


def _refreshes(octets: bytes) -> list[int]:
    """Return the subtypes of ROUTE-REFRESH messages, which are to be around the UPDATEs."""
    found, at = [], 0
    while at < len(octets):
        length = int.from_bytes(octets[at + 16 : at + 18], "big")
        if octets[at + 18] == 5:
            found.append(octets[at + 21])
        at += length
    return found


def test_7313_4_what_the_peer_has_not_any_more_goes_with_its_eorr() -> None:
    """A route that the peer lost without saying so is swept; the others stay."""
    world, ours, theirs = pair()
    ours.speaker.originate("10.1.0.0/16", world.now)
    world.settle()
    assert theirs.source is not None
    block = AttributeBlock.of((Origin(0), AsPath.of([65001]), NextHop(b"\xc0\0\2\1")))
    theirs.speaker.rib.announce(V4, "10.9.0.0/16", theirs.source, block)
    theirs.request_refresh(V4, world.now)
    world.settle()
    assert set(table(theirs.speaker)) == {"10.1.0.0/16"}


def test_5291_the_peer_says_what_it_wants() -> None:
    """RFC 5291 §6: nothing before its filters; then what they permit, and the rest on their end."""
    world, ours, theirs = pair(left_side={"orf_receive": (V4,)}, right_side={"orf_send": (V4,)})
    for number in range(4):
        ours.speaker.originate(f"10.{number}.0.0/16", world.now)
    world.settle()
    assert table(theirs.speaker) == {}
    entry = AddressPrefixEntry(
        sequence=1, prefix=Prefix.parse("10.2.0.0/15"), minimum=0, maximum=16
    )
    _send_filter(world, theirs, entry)
    assert set(table(theirs.speaker)) == {"10.2.0.0/16", "10.3.0.0/16"}
    ours.speaker.originate("10.3.0.0/16", world.now, attributes=[MultiExitDisc(3)])
    ours.speaker.originate("10.1.0.0/16", world.now, attributes=[MultiExitDisc(3)])
    world.settle()
    assert set(table(theirs.speaker)) == {"10.2.0.0/16", "10.3.0.0/16"}
    report = str(ours.speaker.explain("10.1.0.0/16"))
    assert "the peer does not want it" in report
    _send_filter(world, theirs, RemoveAll())
    assert len(table(theirs.speaker)) == 4


def _send_filter(world: World, peer: Peer, entry: AddressPrefixEntry | RemoveAll) -> None:
    assert peer.connection is not None
    filters = Filters(when=IMMEDIATE, filters=(OutboundRouteFilter(type=64, entries=(entry,)),))
    peer.connection.send(RouteRefresh(V4, orf=encode(filters)))
    world.settle()


def test_4724_4_1_a_restarted_speaker_waits_for_all_its_peers() -> None:
    """Nothing is chosen for others before each has sent its End-of-RIB, or time is over."""
    world = World()
    ours = world.speaker(65000, 9, selection_deferral_time=100.0)
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    restarts: dict[str, Any] = {"graceful_restart": GracefulRestartConfig(families=(V4,))}
    to_first, _ = world.link(ours, first, **restarts)
    to_second, from_second = world.link(ours, second, **restarts)
    first.originate(PREFIX, world.now)
    for speaker in (ours, first):
        speaker.start(world.now, restarted=speaker is ours)
    world.settle()
    assert [peer.is_established for peer in (to_first, to_second)] == [True, False]
    assert ours.adj_rib_out(to_first) == []
    assert to_first.places == {}
    second.start(world.now)
    world.wait(30)
    assert to_second.is_established
    assert to_first.places
    assert set(table(second)) == {PREFIX}
    assert from_second.is_established


def test_4724_4_1_the_selection_deferral_timer() -> None:
    """A peer that does not come is waited for so long, and no longer."""
    world = World()
    ours = world.speaker(65000, 9, selection_deferral_time=100.0)
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    to_first, _ = world.link(ours, first)
    world.link(ours, second)
    first.originate(PREFIX, world.now)
    ours.originate("10.0.0.0/8", world.now)
    ours.start(world.now, restarted=True)
    first.start(world.now)
    world.settle()
    world.wait(99)
    assert set(table(first)) == {PREFIX}
    world.wait(2)
    assert set(table(first)) == {PREFIX, "10.0.0.0/8"}
    assert to_first.places


def test_9494_long_lived_stale_routes() -> None:
    """RFC 9494 §4: after the Restart Time they are marked, the last choice, and for few to know."""
    world = World()
    ours, theirs = world.speaker(65000, 9), world.speaker(65001, 1)
    knows, does_not = world.speaker(65002, 2), world.speaker(65003, 3)
    kept = GracefulRestartConfig(restart_time=10, families=(V4,), long_lived={V4: 1000})
    ends = world.link(ours, theirs, graceful_restart=kept)
    world.link(ours, knows, graceful_restart=kept)
    world.link(ours, does_not)
    world.start()
    theirs.originate(PREFIX, world.now)
    theirs.originate("10.0.0.0/8", world.now, attributes=[_communities(communities.NO_LLGR)])
    world.settle()
    assert len(table(does_not)) == 2
    world.unplug(ends[1])
    assert len(table(ours)) == 2
    assert all(each.stale for each in ours.explain(PREFIX).candidates)
    world.wait(11)
    assert set(table(ours)) == {PREFIX}
    best = ours.loc_rib.best(PREFIX)
    assert best is not None
    assert communities.LLGR_STALE in best.attributes.communities
    assert set(table(knows)) == {PREFIX}
    assert table(does_not) == {}
    world.plug(ends[1])
    world.wait(60)
    assert len(table(does_not)) == 2
    best = ours.loc_rib.best(PREFIX)
    assert best is not None
    assert communities.LLGR_STALE not in best.attributes.communities


def test_9494_4_3_octets_that_are_no_community_hide_no_route() -> None:
    """RFC 9494 §4.3 is of routes with the community LLGR_STALE, not of others with its octets."""
    world, ours, theirs = pair()
    stale = communities.LLGR_STALE
    ours.speaker.originate("10.1.0.0/16", world.now, attributes=[Communities((stale,))])
    ours.speaker.originate("10.2.0.0/16", world.now, attributes=[MultiExitDisc(stale)])
    world.settle()
    assert set(table(theirs.speaker)) == {"10.2.0.0/16"}


@pytest.mark.parametrize("matchers", [(), PrefixIn.of(PREFIX)])
def test_9494_policy_leaves_the_mark_of_long_lived_routes(matchers: Any) -> None:
    """RFC 9494 §4.3: who attached LLGR_STALE prefers all else, and passes it on with the route.

    Policies that set communities of their own take others away, on the way in and on the way out.
    """
    setting = Policy(
        name="setting",
        statements=[
            Statement(name="all", matchers=matchers, modifiers=SetCommunities.of("65000:1"))
        ],
        default=Action.ACCEPT,
    )
    world = World()
    ours, theirs, other = (world.speaker(asn, asn - 64999) for asn in (65000, 65001, 65004))
    knows, does_not = world.speaker(65002, 3), world.speaker(65003, 4)
    kept = GracefulRestartConfig(restart_time=10, families=(V4,), long_lived={V4: 1000})
    both = {"import_policy": setting, "export_policy": setting}
    ends = world.link(ours, theirs, graceful_restart=kept, left_side=both)
    world.link(ours, other)
    world.link(ours, knows, graceful_restart=kept, left_side=both)
    world.link(ours, does_not)
    world.start()
    theirs.originate(PREFIX, world.now)
    world.settle()
    assert set(table(does_not)) == {PREFIX}
    world.unplug(ends[1])
    world.wait(11)
    for speaker in (ours, knows):
        best = speaker.loc_rib.best(PREFIX)
        assert best is not None
        found = best.attributes.communities
        assert found == (*_communities("65000:1").communities, communities.LLGR_STALE)
    assert table(does_not) == {}
    # Policy that changes meanwhile takes it away neither.
    ours.update_peer(
        ends[0], attrs.evolve(ends[0].config, import_policy=Chain((setting,))), world.now
    )
    world.settle()
    assert table(does_not) == {}
    # What is fresh is preferred.
    other.originate(PREFIX, world.now, attributes=[AsPath.parse("65009 65009")])
    world.settle()
    assert set(table(does_not)) == {PREFIX}
    assert "65009" in table(does_not)[PREFIX]


def _communities(*marks: int | str) -> Any:
    from bgplib.attributes import Communities

    return Communities.of(marks)


def test_8326_external_peers_look_for_other_ways_first() -> None:
    """RFC 8326 §4: both ways routes lose before the session ends, and come back with `start`."""
    world = World()
    ours, other, far = world.speaker(65000, 9), world.speaker(65001, 1), world.speaker(65002, 2)
    world.link(ours, far)
    world.link(other, far)
    for speaker in (ours, other):
        speaker.originate(PREFIX, world.now)
    far.originate("10.0.0.0/8", world.now)
    world.start()
    ours.shut_down_gracefully(world.now)
    world.settle()
    (route,) = far.adj_rib_in("192.0.2.9")
    assert communities.GRACEFUL_SHUTDOWN in route.attributes.communities
    best = ours.loc_rib.best("10.0.0.0/8")
    assert best is not None
    assert best.path.local_preference == 0
    ours.start(world.now)
    world.settle()
    (route,) = far.adj_rib_in("192.0.2.9")
    assert route.attributes.communities == ()
    best = ours.loc_rib.best("10.0.0.0/8")
    assert best is not None
    assert best.path.local_preference == 100
    ours.shut_down_gracefully(world.now)
    world.settle()
    ours.stop(world.now, "maintenance")
    world.settle()
    ours.start(world.now)
    world.wait(60)
    (route,) = far.adj_rib_in("192.0.2.9")
    assert route.attributes.communities == ()
    best = ours.loc_rib.best("10.0.0.0/8")
    assert best is not None
    assert best.path.local_preference == 100


def test_8326_one_session_is_shut_down_and_the_others_are_not() -> None:
    """RFC 8326 §4.2: "on the EBGP session to be shutdown", and on no other."""
    world = World()
    hub, near, far = (world.speaker(65000 + at, 10 - at) for at in range(3))
    to_near, _ = world.link(hub, near)
    assert to_near.address_text == "192.0.2.9"
    world.link(hub, far)
    for speaker, prefix in ((hub, PREFIX), (near, "10.0.0.0/8"), (far, "10.0.0.0/8")):
        speaker.originate(prefix, world.now)
    world.start()

    def is_tagged(speaker: Speaker) -> bool:
        routes = {str(route.prefix): route for route in speaker.adj_rib_in("192.0.2.10")}
        return communities.GRACEFUL_SHUTDOWN in routes[PREFIX].attributes.communities

    def preferences() -> list[int]:
        routes = hub.rib.routes("10.0.0.0/8")
        return sorted(route.path.local_preference for route in routes)

    to_near.shut_down_gracefully(world.now)
    world.settle()
    assert (is_tagged(near), is_tagged(far), preferences()) == (True, False, [0, 100])
    assert (to_near.is_shutting_down, hub.is_shutting_down) == (True, False)
    # A session that fails meanwhile comes back as it was.
    to_near.reset(world.now)
    world.wait(60)
    assert (to_near.is_established, is_tagged(near), preferences()) == (True, True, [0, 100])
    to_near.start(world.now)
    world.settle()
    assert (is_tagged(near), is_tagged(far), preferences()) == (False, False, [100, 100])
    to_near.shut_down_gracefully(world.now)
    world.settle()
    to_near.stop(world.now, "maintenance")
    world.settle()
    to_near.start(world.now)
    world.wait(60)
    assert (is_tagged(near), preferences()) == (False, [100, 100])
    # All of them, and one of them: `start` of the speaker takes both back.
    hub.shut_down_gracefully(world.now)
    to_near.shut_down_gracefully(world.now)
    to_near.start(world.now)
    world.settle()
    assert (is_tagged(near), is_tagged(far), preferences()) == (True, True, [0, 0])
    to_near.shut_down_gracefully(world.now)
    hub.start(world.now)
    world.settle()
    assert (is_tagged(near), is_tagged(far), preferences()) == (False, False, [100, 100])
    hub.remove_peer(to_near, world.now)
    with pytest.raises(LocalError, match="there is no peer"):
        to_near.shut_down_gracefully(world.now)


def diamond(**fields: Any) -> tuple[World, Speaker, Speaker, list[Speaker]]:
    """Return a hub that has a route from three peers, and one more that it is passed on to."""
    world = World()
    hub, far = world.speaker(65000, 9, **fields), world.speaker(65009, 8)
    origins = [world.speaker(65001 + at, 1 + at) for at in range(3)]
    for origin in origins:
        world.link(hub, origin)
        origin.originate(PREFIX, world.now)
    return world, hub, far, origins


def test_7911_several_paths_are_sent() -> None:
    """The best so many, or all; each keeps its identifier while others come and go."""
    for most, told in ((2, 2), (None, 3)):
        world, hub, far, origins = diamond()
        world.link(hub, far, left_side={"send_paths": most}, right_side={"add_path_receive": (V4,)})
        world.start()
        routes = far.adj_rib_in("192.0.2.9")
        assert len(routes) == told
        numbers = {r.attributes.as_path_text: r.path_id for r in routes}
        assert len(set(numbers.values())) == told
        origins[0].withdraw(PREFIX, world.now)
        world.settle()
        after = {r.attributes.as_path_text: r.path_id for r in far.adj_rib_in("192.0.2.9")}
        assert len(after) == 2
        assert all(after[path] == numbers[path] for path in after.keys() & numbers.keys())
        origins[0].originate(PREFIX, world.now)
        origins[1].withdraw(PREFIX, world.now)
        origins[2].withdraw(PREFIX, world.now)
        world.settle()
        assert len(far.adj_rib_in("192.0.2.9")) == 1
        origins[0].withdraw(PREFIX, world.now)
        world.settle()
        assert far.adj_rib_in("192.0.2.9") == []
        assert hub.adj_rib_out("192.0.2.8") == []


def test_7911_a_slow_peer_is_told_how_several_paths_stand() -> None:
    """Behind and back again, it has the paths that there are, by the same identifiers."""
    world, hub, far, origins = diamond()
    to_far, _ = world.link(
        hub,
        far,
        left_side={"send_paths": None, "output_limit": 100},
        right_side={"add_path_receive": (V4,)},
    )
    other = world.speaker(65010, 7)
    world.link(hub, other, left_side={"send_paths": None}, right_side={"add_path_receive": (V4,)})
    world.start()
    world.blocked.add(to_far)
    for origin in origins:
        for number in range(3):
            origin.originate(f"10.{number}.0.0/16", world.now)
    world.settle()
    origins[1].withdraw(PREFIX, world.now)
    world.settle()
    origins[0].originate(PREFIX, world.now, attributes=[MultiExitDisc(7)])
    origins[1].withdraw("10.1.0.0/16", world.now)
    world.settle()
    world.blocked.clear()
    world.settle()
    told = [
        {(r.key, r.path_id, r.attributes.as_path_text, r.attributes.med) for r in each}
        for each in (far.adj_rib_in("192.0.2.9"), other.adj_rib_in("192.0.2.9"))
    ]
    assert told[0] == told[1]
    assert len(told[0]) == 2 + 3 + 2 + 3


def test_paths_that_share_the_load() -> None:
    """Where rules allow it, paths that are as good as the best are used with it."""
    world, hub, _, origins = diamond(multipath=MultipathRules(as_path=AsPathRule.LENGTH))
    world.start()
    assert len(hub.multipath(PREFIX)) == 3
    origins[1].withdraw(PREFIX, world.now)
    world.settle()
    assert [route.source.asn for route in hub.multipath(PREFIX)] == [65001, 65003]
    assert hub.multipath("10.0.0.0/8") == ()
    world, hub, _, _ = diamond()
    world.start()
    assert len(hub.multipath(PREFIX)) == 1


def test_ipv6_over_ipv6_and_over_ipv4() -> None:
    """RFC 2545 §3: our global address, with the link-local one on a shared subnet."""
    for fields, via in (
        ({"next_hop_ipv6": "2001:db8::1"}, "2001:db8::1"),
        ({"next_hop_ipv6": "2001:db8::1", "link_local": "fe80::1"}, "2001:db8::1"),
        ({}, None),
    ):
        world, ours, theirs = pair(families=(V4, V6), left_side=fields)
        ours.speaker.originate("2001:db8:1::/48", world.now)
        world.settle()
        found = theirs.speaker.loc_rib.best("2001:db8:1::/48")
        assert (None if found is None else str(found.next_hop).split(",")[0]) == via
        if "link_local" in fields:
            assert found is not None
            assert found.next_hop is not None
            assert found.next_hop.link_local[:2] == b"\xfe\x80"
        says_why = "no next hop" in str(ours.speaker.explain("2001:db8:1::/48"))
        assert says_why is (via is None)


def test_8950_ipv4_by_an_ipv6_next_hop() -> None:
    """RFC 8950 §4: where the peer agreed, IPv4 routes have our IPv6 address as next hop."""
    world, ours, theirs = pair(
        left_side={"local_address": "2001:db8::1"},
        right_side={"local_address": "2001:db8::2"},
        extended_next_hop=((V4, 2),),
    )
    ours.speaker.originate(PREFIX, world.now)
    world.settle()
    assert table(theirs.speaker) == {PREFIX: "65001 via 2001:db8::1"}


def test_families_whose_nlri_hold_more_than_a_key() -> None:
    """VPN routes pass from client to client, labels, RD and all, and are withdrawn by their key."""
    from bgplib.nlri.vpn import VpnNlri
    from bgplib.values.label import Label
    from bgplib.values.route_distinguisher import RouteDistinguisher

    vpn = Family.IPV4_VPN
    world = World()
    left, middle, right = (world.speaker(65000, number) for number in (1, 2, 3))
    for end in (left, right):
        world.link(middle, end, families=(vpn,), left_side={"route_reflector_client": True})
    world.start()
    rd = RouteDistinguisher.parse("65000:7")
    first = VpnNlri(prefix=Prefix.parse(PREFIX), rd=rd, labels=(Label.of(100),))
    left.originate(first, world.now, family=vpn)
    world.settle()
    (route,) = right.adj_rib_in("192.0.2.2")
    assert route.nlri == first
    assert route.next_hop is not None
    assert route.next_hop.address == b"\xc0\0\2\1"
    assert route.attributes.originator_id == left.config.identifier
    second = attrs.evolve(first, labels=(Label.of(200),))
    left.originate(second, world.now, family=vpn)
    world.settle()
    assert [route.nlri for route in right.adj_rib_in("192.0.2.2")] == [second]
    assert left.withdraw(second, world.now, family=vpn)
    world.settle()
    assert right.adj_rib_in("192.0.2.2") == []
    assert len(middle.rib) == 0


def test_7606_after_treat_as_withdraw_no_rib_holds_the_prefix() -> None:
    """RFC 7606 §2: a malformed UPDATE takes its routes out, here and wherever they were told."""
    world = World()
    bad, middle, far = (world.speaker(65001 + at, 1 + at) for at in range(3))
    (to_middle, _), _ = world.link(bad, middle), world.link(middle, far)
    world.start()
    bad.originate(PREFIX, world.now)
    bad.originate("10.0.0.0/8", world.now)
    world.settle()
    assert len(table(far)) == 2
    assert to_middle.connection is not None
    values = (Origin(0), AsPath.of([65001]), NextHop(b"\xc0\0\2\1"))
    whole = Update.announce([PREFIX], next_hop="192.0.2.1", attributes=values).encode(Context())
    # ORIGIN with a value that there is not.
    broken = whole.replace(b"\x40\x01\x01\x00", b"\x40\x01\x01\x09")
    assert broken != whole
    to_middle.connection.send_encoded([broken])
    world.settle()
    assert set(table(middle)) == set(table(far)) == {"10.0.0.0/8"}
    assert middle.adj_rib_in("192.0.2.1", V4)[0].prefix == Prefix.parse("10.0.0.0/8")
    assert middle.peer("192.0.2.1").is_established


def test_max_prefix_acts_before_storing() -> None:
    """RFC 4271 §6.7: of the UPDATE that is too much nothing comes into the RIB."""
    seen = []

    class Watching(Rib):
        def update(self, *arguments: Any, **named: Any) -> Any:
            changes = super().update(*arguments, **named)
            seen.append(len(self))
            return changes

    class Watched(Speaker):
        rib_class = Watching

    limits = {"prefix_limits": {V4: PrefixLimit(maximum=3)}}
    world, ours, theirs = pair(right_side=limits, speaker_class=Watched)
    for number in range(3):
        ours.speaker.originate(f"10.{number}.0.0/16", world.now)
    world.settle()
    assert len(theirs.speaker.rib) == 3
    for number in range(3, 9):
        ours.speaker.originate(f"10.{number}.0.0/16", world.now)
    world.settle()
    assert max(seen) == 3
    ended = [e.event for e in world.events[theirs.speaker] if isinstance(e, PeerEvent)]
    assert any(isinstance(event, SessionDown) for event in ended)
    assert len(theirs.speaker.rib) == 0


def test_max_prefix_discards_before_storing() -> None:
    """RFC 4271 §6.7 (a): what is beyond the limit is in no RIB, and the session goes on."""
    limits = {"prefix_limits": {V4: PrefixLimit(maximum=3, discard=True)}}
    world, ours, theirs = pair(right_side=limits)
    for number in range(9):
        ours.speaker.originate(f"10.{number}.0.0/16", world.now)
    world.settle()
    assert theirs.is_established
    kept = set(table(theirs.speaker))
    assert len(kept) == len(theirs.speaker.adj_rib_in(theirs, V4)) == 3
    # What is withdrawn makes room for what is announced again.
    for prefix in kept:
        ours.speaker.withdraw(prefix, world.now)
    world.settle()
    assert table(theirs.speaker) == {}
    theirs.request_refresh(V4, world.now)
    world.settle()
    left = set(table(theirs.speaker))
    assert len(left) == 3
    assert not left & kept


def test_what_the_driver_says_of_our_address() -> None:
    """Where the configuration has no address, the socket's is the next hop that we put."""
    world = World()
    ours, theirs = world.speaker(65001, 1), world.speaker(65002, 2)
    peer, _ = world.link(ours, theirs, left_side={"local_address": b""})
    ours.local_address_of(peer, "192.0.2.77")
    world.start()
    ours.originate(PREFIX, world.now)
    world.settle()
    assert table(theirs) == {PREFIX: "65001 via 192.0.2.77"}
    assert peer.importer is not None
    assert peer.importer.context.local_address == b"\xc0\0\2\x4d"
    assert ACCEPT_ALL.check() == ()


def test_reselection_when_next_hops_change() -> None:
    """RFC 4271 §9.1.2: when next hops resolve otherwise, routes are chosen and told anew."""
    lost: set[bytes] = set()
    world, hub, far, _ = diamond(resolve=lambda address: None if address in lost else 1)
    world.link(hub, far)
    world.start()
    assert table(far) == {PREFIX: "65000 65001 via 192.0.2.9"}
    lost.add(b"\xc0\0\2\1")
    hub.reselect(world.now)
    world.settle()
    assert table(far) == {PREFIX: "65000 65002 via 192.0.2.9"}
    lost |= {b"\xc0\0\2\2", b"\xc0\0\2\3"}
    hub.reselect(world.now)
    world.settle()
    assert table(far) == {}


def test_reselection_where_several_paths_are_told() -> None:
    """RFC 4271 §9.1.2: what is not the best goes as well when it cannot be reached."""
    for reported in (False, True):
        lost: set[bytes] = set()
        world, hub, far, _ = diamond(
            resolve=lambda address, lost=lost: None if address in lost else 1,
            best_changes=reported,
        )
        world.link(
            hub,
            far,
            left_side={"send_paths": None},
            right_side={"add_path_receive": {V4}},
        )
        world.start()
        assert len(far.adj_rib_in("192.0.2.9")) == 3
        for left, address in ((2, b"\xc0\0\2\3"), (1, b"\xc0\0\2\2"), (0, b"\xc0\0\2\1")):
            lost.add(address)
            hub.reselect(world.now)
            world.settle()
            assert len(far.adj_rib_in("192.0.2.9")) == left
        lost.clear()
        hub.reselect(world.now)
        world.settle()
        assert len(far.adj_rib_in("192.0.2.9")) == 3


def test_4724_4_1_a_stop_ends_the_deferral_of_selection() -> None:
    """A later `start`, which is none after a restart, waits for nobody's End-of-RIB."""
    world = World()
    near, far = world.speaker(65000, 9), world.speaker(65001, 1)
    world.link(near, far)
    near.start(world.now, restarted=True)
    assert near.next_deadline() is not None
    near.stop(world.now)
    assert near.next_deadline() is None
    near.originate(PREFIX, world.now)
    world.start()
    assert PREFIX in table(far)


def test_4724_4_1_what_was_chosen_meanwhile_is_reported_once() -> None:
    """Best paths are told when selection is over: each against the one that was told before it.

    Who follows the changes knows the Loc-RIB then, of what came, went, and changed meanwhile.
    """
    world = World()
    near, far = world.speaker(65000, 9, best_changes=True), world.speaker(65001, 1)
    world.link(near, far)
    known = [f"10.{number}.0.0/16" for number in range(4)]
    for prefix in known[:3]:
        near.originate(prefix, world.now)
    near.start(world.now, restarted=True)
    near.withdraw(known[0], world.now)
    near.originate(known[1], world.now, attributes=[MultiExitDisc(1)])
    near.originate(known[3], world.now)
    near.originate(PREFIX, world.now)
    near.withdraw(PREFIX, world.now)
    far.originate(known[3], world.now)
    # The last that is waited for, and what comes with it.
    far.originate("10.9.0.0/16", world.now)
    world.start()
    world.wait(60)
    far.withdraw("10.9.0.0/16", world.now)
    world.settle()
    followed: dict[str, Any] = {}
    changes = [e.change for e in world.events[near] if isinstance(e, BestChanged)]
    for change in changes:
        assert followed.get(change.destination) is change.old
        assert change.best_changed
        followed[change.destination] = change.new
    chosen = {str(route.prefix): route.path for route in near.loc_rib}
    assert {key: path for key, path in followed.items() if path} == chosen
    assert set(chosen) == set(known[1:])
    assert len(changes) == 3 + 3 + 2


def test_4684_6_the_end_of_the_memberships_is_marked_in_any_case() -> None:
    """Without graceful restart, too; of other families the end is not marked then."""
    targets = Family.IPV4_ROUTE_TARGET
    world, ours, _ = pair(families=(V4, targets), graceful_restart=None)
    ends = [update.end_of_rib for update in _updates(world.sent[ours])]
    assert ends == [targets]


def test_2545_3_a_link_local_next_hop_stays_on_its_link() -> None:
    """Internal peers get our global address for a next hop that has none; another one stays."""
    for given, expected in (("fe80::1", "2001:db8::9"), ("2001:db8::1", "2001:db8::1")):
        world = World()
        first, hub, last = world.speaker(65001, 1), world.speaker(65000, 9), world.speaker(65000, 2)
        world.link(first, hub, families=(V6,), left_side={"next_hop_ipv6": given})
        world.link(hub, last, families=(V6,), left_side={"next_hop_ipv6": "2001:db8::9"})
        first.originate("2001:db8:1::/48", world.now)
        world.start()
        found = last.loc_rib.best("2001:db8:1::/48")
        assert found is not None
        assert str(found.next_hop) == expected


def test_2918_many_requests_at_once_are_answered_once() -> None:
    """A peer that repeats itself makes no work: the table is looked at once, and sent once."""
    world, ours, theirs = pair(enhanced_route_refresh=True)
    for number in range(5):
        ours.speaker.originate(f"10.{number}.0.0/16", world.now)
    world.settle()
    world.sent.clear()
    connection, looked = ours.connection, 0
    assert connection is not None
    (group,) = ours.speaker.groups_of(V4)
    told = group.told

    def counting(member: Any) -> Any:
        nonlocal looked
        looked += 1
        return told(member)

    group.told = counting  # type: ignore[method-assign]  # and calls it
    connection.receive_data(RouteRefresh(V4).encode(Context()) * 1000, world.now)
    assert looked == 0
    world.settle()
    assert looked == 1
    sent = b"".join(world.sent[ours])
    assert sum(len(g) for u in _updates([sent]) for g in u.announced) == 5
    assert _refreshes(sent) == [1, 2]
    assert len(theirs.speaker.rib) == 5


def test_a_route_server_is_in_the_paths_of_what_it_originates_itself() -> None:
    """RFC 4271 §5.1.2, §5.1.3: they have its AS number and address, what is passed on has not."""
    world = World()
    server, one, two = world.speaker(65000, 9), world.speaker(65001, 1), world.speaker(65002, 2)
    for client in (one, two):
        world.link(
            server,
            client,
            left_side={"route_server_client": True},
            right_side={"rules": Context(enforce_first_as=False)},
        )
    server.originate("10.0.0.0/8", world.now)
    one.originate("172.16.0.0/12", world.now)
    world.start()
    assert table(two) == {
        "10.0.0.0/8": "65000 via 192.0.2.9",
        "172.16.0.0/12": "65001 via 192.0.2.1",
    }


def test_5065_4_1_a_route_server_keeps_the_members_of_its_confederation_to_itself() -> None:
    """Their segments "MUST be removed from the AS_PATH" for a client outside, too."""
    world = World()
    inner = Confederation(65000, (65001, 65002))
    first = world.speaker(65001, 1, confederation=inner)
    server = world.speaker(65002, 2, confederation=inner)
    client = world.speaker(65003, 3)
    world.link(first, server)
    world.link(
        server,
        client,
        left_side={"route_server_client": True},
        right_side={"rules": Context(enforce_first_as=False)},
    )
    first.originate("10.0.0.0/8", world.now)
    world.start()
    assert table(client) == {"10.0.0.0/8": "65000 via 192.0.2.1"}


def test_a_peer_is_found_by_the_source_that_it_has_now() -> None:
    """Its routes tell their peer, whatever it was called before, until it is gone."""
    world, ours, _ = pair()
    speaker = ours.speaker
    former = ours.source
    assert former is not None
    assert speaker.peer_of(former) is ours
    now = attrs.evolve(former, identifier="198.51.100.1")
    ours.came_up(now)
    world.cut(ours)
    speaker._know(ours, now)
    assert speaker.peer_of(now) is ours
    assert speaker.peer_of(former) is None
    speaker.remove_peer(ours, world.now)
    assert speaker.peer_of(now) is None
