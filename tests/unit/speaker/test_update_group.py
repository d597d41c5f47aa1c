"""Update groups: who is told what, how often messages are made, and what becomes of slow peers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bgplib.attributes import Communities
from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.policy import ACCEPT_ALL, Action, Policy, PolicyContext, Statement
from bgplib.policy.matchers import FromPeer, PeerAs
from bgplib.policy.modifiers import AddCommunities
from bgplib.rib import Rib
from bgplib.rib.packing import Packer
from bgplib.route import Path
from bgplib.speaker import Speaker
from bgplib.speaker.update_group import UpdateGroup
from tests.unit.speaker.world import World

V4 = Family.IPV4_UNICAST


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by the number of messages each time that messages are made."""
    counts: list[int] = []
    pack = Packer.pack

    def counting(self: Packer, *arguments: Any) -> Any:
        made = pack(self, *arguments)
        counts.append(len(made.messages))
        return made

    monkeypatch.setattr(Packer, "pack", counting)
    return counts


def star(count: int, **fields: Any) -> tuple[World, Speaker, list[Speaker]]:
    """Return a world in which one speaker has several external peers, and is up with all."""
    world = World()
    world.keep_events = False
    hub = world.speaker(65000, 254)
    leaves = [world.speaker(65001 + at, 1 + at) for at in range(count)]
    for leaf in leaves:
        world.link(hub, leaf, **fields)
    world.start()
    return world, hub, leaves


def groups(hub: Speaker) -> list[UpdateGroup]:
    """Return the update groups of a speaker."""
    return hub.groups_of(V4)


def announce(hub: Speaker, world: World, count: int, mark: int = 1) -> None:
    """Originate many routes, of some sets of attributes, and tell nobody yet."""
    for number in range(count):
        marks = Communities((65000 << 16 | mark, number // 50))
        hub.originate(f"10.{number >> 8}.{number & 255}.0/24", world.now, attributes=[marks])


def routes(speaker: Speaker) -> dict[bytes, tuple[int, ...]]:
    """Return destinations and their communities."""
    return {route.key: route.attributes.communities for route in speaker.loc_rib}


def test_ten_peers_cost_one_encoding(packed: list[int]) -> None:
    """Messages for all peers with the same export are made once."""
    world, hub, leaves = star(10)
    assert len(groups(hub)) == 1
    packed.clear()
    hub.originate("10.0.0.0/8", world.now)
    world.settle([hub])
    assert packed == [1]
    world.settle()
    assert all(len(routes(leaf)) == 1 for leaf in leaves)


def test_a_member_that_is_the_source_is_told_nothing(packed: list[int]) -> None:
    """Of its own route a peer gets nothing back; where it loses to another it gets that one."""
    world, hub, (first, second, third) = star(3)
    first.originate("10.0.0.0/8", world.now)
    world.settle()
    assert len(hub.adj_rib_out("192.0.2.1")) == 0
    assert [len(routes(leaf)) for leaf in (first, second, third)] == [1, 1, 1]
    assert len(first.adj_rib_in("192.0.2.254")) == 0
    # The second one's is preferred: the first one hears of it, the second one hears no more.
    hub.update_peer("192.0.2.2", _preferring(hub, "192.0.2.2"), world.now)
    second.originate("10.0.0.0/8", world.now)
    world.settle()
    assert [str(route.attributes.as_path_text) for route in first.adj_rib_in("192.0.2.254")] == [
        "65000 65002"
    ]
    assert second.adj_rib_in("192.0.2.254") == []
    assert [route.attributes.as_path_text for route in third.adj_rib_in("192.0.2.254")] == [
        "65000 65002"
    ]
    second.withdraw("10.0.0.0/8", world.now)
    world.settle()
    assert first.adj_rib_in("192.0.2.254") == []
    assert [route.attributes.as_path_text for route in second.adj_rib_in("192.0.2.254")] == [
        "65000 65001"
    ]


def _preferring(speaker: Speaker, name: str) -> Any:
    import attrs

    from bgplib.policy.modifiers import SetLocalPref

    policy = Policy(name="p", statements=[Statement(name="s", modifiers=SetLocalPref(200))])
    return attrs.evolve(speaker.peer(name).config, import_policy=policy)


def test_policies_that_look_at_the_peer_divide_groups() -> None:
    """By the AS number if that is all they look at, else each peer is a group of its own."""
    by_as = Policy(
        name="by AS",
        statements=[Statement(name="1", matchers=PeerAs.of(65001), action=Action.REJECT)],
        default=Action.ACCEPT,
    )

    def by_address(route: object, context: PolicyContext) -> bool:
        return context.peer is not None and context.peer.address[-1] == 2

    own = Policy(
        name="own",
        statements=[Statement(name="1", matchers=by_address, action=Action.REJECT)],
        default=Action.ACCEPT,
    )
    for policy, refused in ((by_as, 0), (own, 1)):
        world, hub, leaves = star(3, export_policy=policy)
        assert len(groups(hub)) == 3
        hub.originate("10.0.0.0/8", world.now)
        world.settle()
        told = [len(routes(leaf)) for leaf in leaves]
        assert told == [0 if at == refused else 1 for at in range(3)]


def test_equal_policies_make_one_group() -> None:
    """Two policies that say the same are the same, whichever object they are."""
    world = World()
    hub = world.speaker(65000, 254)
    for at in range(2):
        policy = Policy(name="all", default=Action.ACCEPT)
        world.link(hub, world.speaker(65001 + at, 1 + at), export_policy=policy)
    world.start()
    assert len(groups(hub)) == 1


def test_a_slow_member_delays_nobody_and_catches_up() -> None:
    """Others have all; the slow one is told how it stands in the end, and is in step again."""
    world, hub, leaves = star(3, output_limit=2000)
    slow = hub.peer("192.0.2.1")
    world.blocked.add(slow)
    for mark in range(1, 6):
        announce(hub, world, 400, mark)
        world.settle()
    assert routes(leaves[1]) == routes(leaves[2]) == routes(hub)
    assert len(routes(leaves[0])) < 400
    (group,) = groups(hub)
    assert [member.peer for cohort in group.cohorts for member in cohort.members] == [slow]
    assert slow.connection is not None
    assert slow.connection.backlog < 2000 + 1024 * 100
    world.blocked.clear()
    sent = len(b"".join(world.sent.get(slow, [])))
    world.settle()
    assert routes(leaves[0]) == routes(hub)
    assert group.cohorts == []
    assert len(group.members) == 3
    # Five rounds went to the others, and to this one little more than the first and the last.
    caught_up = len(b"".join(world.sent[slow])) - sent
    everything = len(b"".join(world.sent[hub.peer("192.0.2.2")]))
    assert caught_up < everything / 2


def test_4271_3_2_what_a_slow_member_was_told_is_less_than_it_is_to_be() -> None:
    """RFC 4271 §3.2: what is "selected for advertisement" is not what has been advertised yet.

    A peer that is behind was told what the messages to it say, and neither what its group was told
    since, nor what was taken back.
    """
    world, hub, leaves = star(2, output_limit=150)
    announce(hub, world, 3)
    world.settle()
    slow, quick = hub.peer("192.0.2.1"), hub.peer("192.0.2.2")
    world.blocked.add(slow)
    for number in range(3):
        hub.withdraw(f"10.0.{number}.0/24", world.now)
        world.settle()
    for mark in range(2, 40):
        announce(hub, world, 3, mark)
        hub.originate(f"10.1.{mark}.0/24", world.now)
        world.settle()
    assert len(hub.adj_rib_out(quick)) == 3 + 38
    told = {(route.key, route.attributes.communities) for route in hub.adj_rib_out(slow)}
    assert len(told) < 20
    world.blocked.clear()
    assert slow.connection is not None
    octets = slow.connection.data_to_send()
    far = leaves[0].peer("192.0.2.254")
    assert far.connection is not None
    far.connection.receive_data(octets, world.now)
    heard = {(route.key, route.attributes.communities) for route in leaves[0].adj_rib_in(far)}
    assert told == heard
    slow.connection.data_sent(len(octets), world.now)
    world.settle()
    assert len(hub.adj_rib_out(slow)) == len(leaves[0].adj_rib_in(far)) == 3 + 38


def test_a_slow_member_that_missed_a_withdrawal_gets_it() -> None:
    """What it was told and what is gone meanwhile is withdrawn; what came and went is not named."""
    world, hub, leaves = star(2, output_limit=150)
    announce(hub, world, 30)
    world.settle()
    slow = hub.peer("192.0.2.1")
    world.blocked.add(slow)
    announce(hub, world, 30, 2)
    world.settle()
    hub.originate("172.16.0.0/12", world.now)
    world.settle()
    hub.withdraw("172.16.0.0/12", world.now)
    for number in range(30):
        hub.withdraw(f"10.0.{number}.0/24", world.now)
    world.settle()
    assert routes(leaves[1]) == {}
    world.blocked.clear()
    world.sent.clear()
    world.settle()
    assert routes(leaves[0]) == {}
    assert _destinations(world.sent[slow]) <= {f"10.0.{number}.0/24" for number in range(30)}


@pytest.mark.parametrize("limit", range(150, 400, 10))
def test_7313_4_the_beginning_of_a_refresh_may_take_the_last_room(limit: int) -> None:
    """A BoRR leaves where there is room, and routes wait behind it where there is no more.

    RFC 7313 §4: "the speaker MUST send a BoRR message" before it sends its routes again.
    """
    world, hub, leaves = star(1, output_limit=limit)
    announce(hub, world, 10)
    world.settle()
    world.blocked.add(hub.peer("192.0.2.1"))
    for number in range(4):
        hub.originate(f"172.16.{number}.0/24", world.now)
        world.settle()
    leaves[0].peer("192.0.2.254").request_refresh(V4, world.now)
    world.settle()
    world.blocked.clear()
    world.settle()
    assert len(leaves[0].loc_rib) == 14
    assert leaves[0].peer("192.0.2.254").session.snapshot().received[5] == 2


def test_a_slow_member_is_told_what_came_back_while_others_waited() -> None:
    """RFC 4271 §9.2.1.1: what changes behind MRAI, and back, was no change but for who was slow."""
    world, hub, leaves = star(2, output_limit=150, mrai=30.0)
    slow = hub.peer("192.0.2.1")

    def mark(number: int) -> None:
        marks = [Communities((number,))]
        hub.originate("172.16.0.0/12", world.now, attributes=marks)
        world.settle()

    mark(1)
    world.wait(31)
    world.blocked.add(slow)
    announce(hub, world, 30)
    world.wait(31)
    mark(2)
    mark(3)
    mark(2)
    world.wait(31)
    assert slow.is_established
    world.blocked.clear()
    world.wait(31)
    for leaf in leaves:
        (route,) = leaf.rib.routes("172.16.0.0/12")
        assert route.attributes.communities == (2,)
        assert len(leaf.rib) == 31


def test_what_comes_and_goes_while_all_wait_is_not_kept() -> None:
    """RFC 4271 §9.2.1.1: behind MRAI it would be named in vain, and many such would pile up."""
    world, hub, _ = star(1, mrai=30.0)
    (group,) = groups(hub)
    for mark in (1, 2):
        announce(hub, world, 3, mark)
        world.settle()
    assert len(group._dirty) == 3
    hub.originate("172.16.0.0/12", world.now)
    world.settle()
    assert len(group._dirty) == 4
    hub.withdraw("172.16.0.0/12", world.now)
    world.settle()
    assert len(group._dirty) == 3


def _destinations(octets: list[bytes]) -> set[str]:
    """Return all prefixes in messages."""
    return {
        str(prefix)
        for update in _updates(octets)
        for each in (*update.announced, *update.withdrawn)
        for prefix in each.prefixes
    }


def _updates(octets: list[bytes]) -> list[Update]:
    stream, found, at = b"".join(octets), [], 0
    decoder = Decoder(Context(extended_messages=True))
    while at < len(stream):
        length = int.from_bytes(stream[at + 16 : at + 18], "big")
        message = decoder.decode(stream[at : at + length])
        if isinstance(message, Update):
            assert message.findings == ()
            found.append(message)
        at += length
    return found


def test_messages_are_few_and_within_the_size_of_the_peer() -> None:
    """Routes with the same attributes share messages, of 4,096 octets where no more was agreed."""
    world, hub, (leaf,) = star(1, extended_messages=False)
    world.sent.clear()
    announce(hub, world, 2000)
    world.settle()
    messages = _updates(world.sent[hub.peer("192.0.2.1")])
    assert 40 <= len(messages) <= 42
    assert sum(len(group) for update in messages for group in update.announced) == 2000
    assert routes(leaf) == routes(hub)
    world.sent.clear()
    for number in range(2000):
        hub.withdraw(f"10.{number >> 8}.{number & 255}.0/24", world.now)
    world.settle()
    messages = _updates(world.sent[hub.peer("192.0.2.1")])
    assert 2 <= len(messages) <= 4
    assert routes(leaf) == {}


def test_withdrawals_come_first() -> None:
    """RFC 4271 §9.2 has unfeasible routes leave; they do so before what is announced."""
    world, hub, _ = star(1)
    hub.originate("10.0.0.0/8", world.now)
    world.settle()
    world.sent.clear()
    hub.originate("172.16.0.0/12", world.now)
    hub.withdraw("10.0.0.0/8", world.now)
    world.settle()
    first, second = _updates(world.sent[hub.peer("192.0.2.1")])
    assert first.withdrawn
    assert second.announced


def test_changes_of_one_call_leave_together() -> None:
    """What comes and goes before anybody took the events is told nobody."""
    world, hub, (leaf,) = star(1)
    world.sent.clear()
    hub.originate("10.0.0.0/8", world.now)
    hub.withdraw("10.0.0.0/8", world.now)
    hub.originate("172.16.0.0/12", world.now)
    hub.originate("172.16.0.0/12", world.now, attributes=[Communities((1,))])
    world.settle()
    assert len(_updates(world.sent[hub.peer("192.0.2.1")])) == 1
    assert list(routes(leaf).values()) == [(1,)]


def test_what_says_the_same_is_not_said_again() -> None:
    """RFC 4271 §9.2: no UPDATE with the same route as was previously advertised."""
    world, hub, (first, second, third) = star(3)
    hub.update_peer("192.0.2.1", _without_path(hub, "192.0.2.1"), world.now)
    hub.update_peer("192.0.2.2", _without_path(hub, "192.0.2.2"), world.now)
    second.originate("10.0.0.0/8", world.now)
    world.settle()
    world.sent.clear()
    # The first one's identifier is lower: another path is best, which looks alike from outside.
    first.originate("10.0.0.0/8", world.now)
    world.settle()
    best = hub.loc_rib.best("10.0.0.0/8")
    assert best is not None
    assert best.source.address == first.peers["192.0.2.254"].config.local_address
    assert _updates(world.sent.get(hub.peer("192.0.2.3"), [])) == []
    assert len(third.adj_rib_in("192.0.2.254")) == 1
    assert first.adj_rib_in("192.0.2.254") == []
    assert len(second.adj_rib_in("192.0.2.254")) == 1


def _without_path(speaker: Speaker, name: str) -> Any:
    import attrs

    from bgplib.attributes import AsPath
    from bgplib.policy.modifiers import SetAttribute

    policy = Policy(name="p", statements=[Statement(name="s", modifiers=SetAttribute(AsPath(())))])
    return attrs.evolve(speaker.peer(name).config, import_policy=policy)


def test_4271_9_2_1_1_mrai_gathers_changes() -> None:
    """Within MinRouteAdvertisementIntervalTimer nothing is sent; then the last route selected."""
    world, hub, (leaf,) = star(1, mrai=30.0)
    world.wait(40)
    hub.originate("10.0.0.0/8", world.now)
    world.settle()
    assert len(routes(leaf)) == 1
    world.sent.clear()
    for mark in range(5):
        world.wait(2)
        hub.originate("10.0.0.0/8", world.now, attributes=[Communities((mark,))])
        world.settle()
    assert _updates(world.sent.get(hub.peer("192.0.2.1"), [])) == []
    deadline = hub.next_deadline()
    assert deadline is not None
    assert deadline <= world.now + 20
    world.wait(21)
    assert len(_updates(world.sent[hub.peer("192.0.2.1")])) == 1
    assert list(routes(leaf).values()) == [(4,)]


def test_who_comes_later_shares_the_group() -> None:
    """A peer that comes up beside others is told the table, and is in step then."""
    world, hub, _ = star(2)
    announce(hub, world, 3000)
    world.settle()
    late = world.speaker(65009, 9)
    world.link(hub, late)
    world.settle()
    late.start(world.now)
    world.settle()
    assert routes(late) == routes(hub)
    (group,) = groups(hub)
    assert (len(group.members), group.cohorts) == (3, [])


def test_a_lone_member_costs_no_table_of_its_own_routes() -> None:
    """What the only peer of a group announced is not exported; with a second one it is."""
    world, hub, (leaf,) = star(1)
    leaf.originate("10.0.0.0/8", world.now)
    hub.originate("172.16.0.0/12", world.now)
    world.settle()
    (group,) = groups(hub)
    assert len(group.out) == 1
    late = world.speaker(65009, 9)
    world.link(hub, late)
    late.start(world.now)
    world.settle()
    assert len(group.out) == 2
    assert routes(late).keys() == routes(hub).keys()
    assert len(leaf.adj_rib_in("192.0.2.254")) == 1


def test_groups_go_with_their_last_member() -> None:
    """When nobody is Established there is no group, and a peer that comes back makes one anew."""
    world, hub, leaves = star(2)
    announce(hub, world, 10)
    world.settle()
    for leaf in leaves:
        leaf.stop(world.now)
    world.settle()
    assert groups(hub) == []
    leaves[0].start(world.now)
    world.wait(30)
    assert routes(leaves[0]) == routes(hub)


def test_who_is_told_nothing_has_no_table() -> None:
    """RFC 8212: without an export policy nothing is computed for an external peer."""
    world, hub, _ = star(1, export_policy=None)
    announce(hub, world, 10)
    world.settle()
    (group,) = groups(hub)
    assert len(group.out) == 0
    assert not group.has_work
    assert ACCEPT_ALL.default is Action.ACCEPT


def test_what_is_hostile_and_huge_leaves_nothing() -> None:
    """Announced and withdrawn with ever other attributes, a route leaves no trace in any store."""
    world, hub, leaves = star(2)
    for number in range(3000):
        leaves[0].originate(
            "10.0.0.0/8", world.now, attributes=[Communities((number, 65000 << 16))]
        )
        if number % 100 == 0:
            world.settle()
        leaves[0].withdraw("10.0.0.0/8", world.now)
        if number % 100 == 50:
            world.settle()
    world.settle()
    assert len(hub.rib) == len(leaves[1].rib) == 0
    assert hub.rib.sources == ()
    (group,) = groups(hub)
    assert (len(group.out), group.out._exported) == (0, {})
    assert len(hub.groups._layouts) < 10
    assert not group.has_work


def test_4271_9_2_1_1_mrai_does_not_hold_back_what_had_no_room() -> None:
    """A table that does not fit at once goes on as there is room; what changes meanwhile waits."""
    world, hub, (leaf,) = star(1, mrai=30.0, output_limit=2000)
    world.wait(40)
    announce(hub, world, 5000)
    world.settle()
    assert len(routes(leaf)) == 5000
    world.sent.clear()
    announce(hub, world, 5000, 2)
    world.settle()
    assert _updates(world.sent.get(hub.peer("192.0.2.1"), [])) == []
    world.wait(31)
    assert routes(leaf) == routes(hub)


def test_4271_9_2_1_1_mrai_holds_for_each_destination_of_a_walk_that_pauses() -> None:
    """What changes while the first table waits for room is not told twice within MRAI."""
    world, hub, (leaf,) = star(1, mrai=30.0, output_limit=2000)
    announce(hub, world, 3000)
    world.settle()
    peer = hub.peer("192.0.2.1")
    world.blocked_when_up.add(peer)
    leaf.stop(world.now)
    world.settle()
    leaf.start(world.now)
    world.wait(10)
    (group,) = groups(hub)
    assert group._walk
    assert len(group.out) == 1024
    announce(hub, world, 3000, 2)
    world.settle()
    world.sent.clear()
    world.blocked_when_up.clear()
    world.settle()
    told = [str(p) for u in _updates(world.sent[peer]) for g in u.announced for p in g.prefixes]
    assert len(told) == len(set(told)) > 0
    world.wait(31)
    assert routes(leaf) == routes(hub)


def test_nothing_is_kept_for_who_never_reads_of_what_came_and_went() -> None:
    """Ever other destinations come and go: no slow member, and no slow group, remembers them."""
    for count in (1, 2):
        world, hub, _ = star(count, output_limit=500)
        world.blocked.add(hub.peer("192.0.2.1"))
        announce(hub, world, 100)
        world.settle()
        for number in range(2000):
            hub.originate(f"172.16.{number >> 8}.{number & 255}/32", world.now)
            if number % 10 == 9:
                world.settle()
                for each in range(number - 9, number + 1):
                    hub.withdraw(f"172.16.{each >> 8}.{each & 255}/32", world.now)
                world.settle()
        (group,) = groups(hub)
        kept = [len(cohort.pending) for cohort in group.cohorts]
        assert sum(kept) + len(group._dirty) + len(group._current) <= 120
        connection = hub.peer("192.0.2.1").connection
        assert connection is not None
        assert not connection.writable


def test_a_member_that_moves_to_a_group_that_is_behind_is_not_told_older_things() -> None:
    """What the other group has not looked at yet, for want of room or for MRAI, stays as it is."""
    world, hub, leaves = star(2, output_limit=2000)
    slow, moving = hub.peer("192.0.2.1"), hub.peer("192.0.2.2")
    policy = Policy(name="all, too", default=Action.ACCEPT)
    hub.update_peer(slow, _exporting(slow, policy), world.now)
    world.settle()
    world.blocked.add(slow)
    announce(hub, world, 3000)
    world.settle()
    (behind,) = [group for group in groups(hub) if group.has_work]
    assert [member.peer for member in behind.members] == [slow]
    world.sent.clear()
    hub.update_peer(moving, _exporting(moving, policy), world.now)
    world.settle()
    assert len(groups(hub)) == 1
    assert routes(leaves[1]) == routes(hub)
    assert _updates(world.sent.get(moving, [])) == []
    world.blocked.clear()
    world.settle()
    assert routes(leaves[0]) == routes(hub)


def _exporting(peer: Any, policy: Policy, **fields: Any) -> Any:
    import attrs

    return attrs.evolve(peer.config, export_policy=policy, **fields)


def test_a_member_that_moves_to_a_group_with_mrai_is_not_told_what_is_gone() -> None:
    """It knows of a withdrawal that the others are told of after MRAI."""
    world, hub, leaves = star(2)
    calm, moving = hub.peer("192.0.2.1"), hub.peer("192.0.2.2")
    hub.update_peer(calm, _exporting(calm, ACCEPT_ALL, mrai=30.0), world.now)
    world.wait(40)
    announce(hub, world, 3)
    world.settle()
    hub.withdraw("10.0.1.0/24", world.now)
    world.settle()
    assert [len(routes(leaf)) for leaf in leaves] == [3, 2]
    world.sent.clear()
    hub.update_peer(moving, _exporting(moving, ACCEPT_ALL, mrai=30.0), world.now)
    world.settle()
    assert len(groups(hub)) == 1
    assert [len(routes(leaf)) for leaf in leaves] == [3, 2]
    world.wait(31)
    assert [len(routes(leaf)) for leaf in leaves] == [2, 2]
    assert _updates(world.sent.get(moving, [])) == []
    (group,) = groups(hub)
    assert (len(group.members), group.cohorts) == (2, [])


def test_peers_that_are_configured_in_one_step_move_together(packed: list[int]) -> None:
    """What they were told is written down once, and messages are made once, not for each."""
    world, hub, leaves = star(10)
    announce(hub, world, 100)
    world.settle()
    packed.clear()
    for number in range(1, 11):
        marking = Statement(name="all", modifiers=AddCommunities.of("65000:9"))
        peer = hub.peer(f"192.0.2.{number}")
        policy = Policy(name="marking", statements=[marking])
        hub.update_peer(peer, _exporting(peer, policy), world.now)
    # Who asks before the events are taken is told how it is by now.
    assert "add community 65000:9" in str(hub.explain("10.0.7.0/24").exports[3].paths[0][1].result)
    (group,) = groups(hub)
    assert [len(cohort.members) for cohort in group.cohorts] == [10]
    world.settle()
    assert sum(packed) == 2  # of two sets of attributes
    assert {marks for leaf in leaves for marks in routes(leaf).values()} == {
        (65000 << 16 | 1, at, 65000 << 16 | 9) for at in (0, 1)
    }


def test_a_policy_without_a_hash_is_the_same_policy() -> None:
    """A peer whose policy cannot be hashed stays where it is as long as nothing changes."""

    class Everything:
        __hash__ = None  # type: ignore[assignment]  # as of what cannot be hashed

        def __eq__(self, other: object) -> bool:
            return False

        def __call__(self, route: object, context: object) -> bool:
            return True

    policy = Policy(name="own", statements=[Statement(name="1", matchers=Everything())])
    with pytest.raises(TypeError):
        hash(policy)
    world, hub, _ = star(1, export_policy=policy)
    announce(hub, world, 3)
    world.settle()
    (before,) = groups(hub)
    hub.groups.regroup([hub.peer("192.0.2.1")])
    assert groups(hub) == [before]


def test_who_leaves_costs_nothing_for_the_groups_of_others() -> None:
    """Policies may be long, and to look them up costs as much: only those of who goes are."""
    asked: list[object] = []

    class Long:
        def __hash__(self) -> int:
            asked.append(self)
            return id(self)

        def __eq__(self, other: object) -> bool:
            return self is other

        def __call__(self, route: object, context: object) -> bool:
            return True

    world, hub, _ = star(6)
    for number in range(1, 7):
        peer = hub.peer(f"192.0.2.{number}")
        policy = Policy(name="own", statements=[Statement(name="1", matchers=Long())])
        hub.update_peer(peer, _exporting(peer, policy), world.now)
    world.settle()
    assert len(groups(hub)) == 6
    asked.clear()
    hub.remove_peer("192.0.2.1", world.now)
    list(hub.events())
    assert len(groups(hub)) == 5
    assert len(set(map(id, asked))) <= 1


def test_paths_are_ranked_once_for_all_who_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 7947 §2.3.2.1: each client has its choice, of the same paths in the same order."""
    server_side = {"route_server_client": True, "own_choice": True}
    world = World()
    hub = world.speaker(65000, 254)
    leaves = [world.speaker(65001 + at, 1 + at) for at in range(8)]
    rules = Context(enforce_first_as=False)
    for leaf in leaves:
        world.link(hub, leaf, left_side=server_side, rules=rules)
    world.start()
    asked: list[bytes] = []
    rank = Rib.ranked_paths

    def counting(rib: Rib, key: bytes, family: Family) -> list[Path]:
        if rib is hub.rib:
            asked.append(key)
        return rank(rib, key, family)

    monkeypatch.setattr(Rib, "ranked_paths", counting)
    for at, leaf in enumerate(leaves):
        asked.clear()
        leaf.originate("10.0.0.0/8", world.now)
        world.settle()
        # Only who announced the best path is told another one.
        assert len(asked) <= 1
        assert [len(routes(each)) for each in leaves] == [1] * 8 if at else True
    assert {len(leaf.adj_rib_in("192.0.2.254")) for leaf in leaves} == {1}
    refusing = Statement(name="first", matchers=FromPeer.of("192.0.2.1"), action="reject")
    asked.clear()
    for number in range(1, 9):
        peer = hub.peer(f"192.0.2.{number}")
        policy = Policy(name="not the first", statements=[refusing], default="accept")
        hub.update_peer(peer, _exporting(peer, policy), world.now)
    world.settle()
    assert len(asked) == 1
    paths = [leaf.adj_rib_in("192.0.2.254")[0].attributes.as_path_text for leaf in leaves]
    assert paths == ["65002", "65003", *["65002"] * 6]


def test_groups_that_wait_for_mrai_are_left_alone() -> None:
    """What happens meanwhile elsewhere costs nothing for each of them; each goes on in time."""
    world, hub, leaves = star(3, mrai=30.0)
    for at, interval in enumerate((30.0, 20.0, 0.0)):
        peer = hub.peer(f"192.0.2.{1 + at}")
        hub.update_peer(peer, _exporting(peer, ACCEPT_ALL, mrai=interval), world.now)
    world.wait(60)
    hub.originate("10.0.0.0/8", world.now)
    world.settle()
    start = world.now
    assert hub.next_deadline() == start + 20
    flushed: list[float] = []

    def counting(flush: Callable[..., None]) -> Callable[..., None]:
        def flush_and_count(now: float, interval: float) -> None:
            flushed.append(now - start)
            flush(now, interval)

        return flush_and_count

    for group in groups(hub):
        if group.terms.mrai:
            group.flush = counting(group.flush)  # type: ignore[method-assign]  # and calls it
    hub.withdraw("10.0.0.0/8", world.now)
    world.settle()
    assert flushed == [0.0, 0.0]
    for _ in range(5):
        leaves[2].originate("172.16.0.0/12", world.now)
        leaves[2].withdraw("172.16.0.0/12", world.now)
        hub.peer("192.0.2.3").request_refresh(V4, world.now)
        world.settle()
    assert flushed == [0.0, 0.0]
    world.wait(19)
    assert [len(routes(leaf)) for leaf in leaves] == [1, 1, 0]
    world.wait(2)
    assert [len(routes(leaf)) for leaf in leaves] == [1, 0, 0]
    world.wait(10)
    assert [len(routes(leaf)) for leaf in leaves] == [0, 0, 0]
    assert len(flushed) < 12


def test_members_that_move_together_share_what_they_were_told(packed: list[int]) -> None:
    """Ten peers that go to another group, or want all again, cost one table and one encoding."""
    world, hub, leaves = star(10)
    announce(hub, world, 100)
    world.settle()
    one = len(_encoded_for(packed, lambda: hub.shut_down_gracefully(world.now), hub, world))
    assert all(routes(leaf).keys() == routes(hub).keys() for leaf in leaves)
    (group,) = groups(hub)
    assert (len(group.members), group.cohorts) == (10, [])
    assert one == 1

    def ask() -> None:
        for leaf in leaves:
            leaf.peer("192.0.2.254").request_refresh(V4, world.now)
        world.settle(leaves)

    assert len(_encoded_for(packed, ask, hub, world)) == 1


def _encoded_for(
    packed: list[int], act: Callable[[], None], hub: Speaker, world: World
) -> list[int]:
    """Return how many messages were made each time that some were, for what somebody does."""
    act()
    packed.clear()
    world.settle([hub])
    found = list(packed)
    world.settle()
    return found
