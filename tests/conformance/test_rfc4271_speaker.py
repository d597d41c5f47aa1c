"""RFC 4271 §5.1, §9.1.3, §9.2: what a speaker passes on, to whom, and with which attributes."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes import Communities, MultiExitDisc
from bgplib.decision import DecisionContext
from bgplib.iana.communities import NO_ADVERTISE
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.policy import Action, Policy, Statement
from bgplib.policy.matchers import PrefixList
from bgplib.policy.modifiers import SetLocalPref, SetMed, SetNextHop
from bgplib.speaker import Confederation, Peer, Speaker
from tests.session_world import messages_of
from tests.unit.speaker.world import World

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
PREFIX, OTHER = "198.51.100.0/24", "203.0.113.0/24"


class Line:
    """A speaker of AS 65000 in the middle, with peers of other ASes and of its own."""

    def __init__(self, **links: dict[str, Any]) -> None:
        """Make the speakers, and start them.

        Args:
            links: how the middle one is configured towards each of the others.
        """
        self.world = World()
        add = self.world.speaker
        self.middle = add(65000, 100, resolve=self.resolve)
        self.reachable: set[int] | None = None
        self.far = {
            "outside": add(65001, 1),
            "beyond": add(65002, 2),
            "inside": add(65000, 3),
            "within": add(65000, 4),
        }
        self.peers: dict[str, Peer] = {}
        for name, speaker in self.far.items():
            near, far = ({"next_hop_ipv6": f"2001:db8::{number}"} for number in (100, 9))
            self.peers[name], _ = self.world.link(
                self.middle,
                speaker,
                left_side=near | links.get(name, {}),
                right_side=far,
                families=(V4, V6),
            )
        self.world.start()

    def resolve(self, hop: bytes) -> int | None:
        """Resolve all next hops, or those with some last octets."""
        return 0 if self.reachable is None or hop[-1] in self.reachable else None

    def originate(self, who: str, prefix: str = PREFIX, **more: Any) -> None:
        """Let somebody announce a route of its own."""
        self.speaker(who).originate(prefix, self.world.now, **more)
        self.world.settle()

    def withdraw(self, who: str, prefix: str = PREFIX) -> None:
        """Let somebody withdraw a route of its own."""
        self.speaker(who).withdraw(prefix, self.world.now)
        self.world.settle()

    def speaker(self, who: str) -> Speaker:
        """Return a speaker by its name."""
        return self.middle if who == "middle" else self.far[who]

    def heard(self, who: str) -> list[Update]:
        """Return the UPDATEs with routes that somebody was sent, oldest first."""
        octets = b"".join(self.world.sent[self.peers[who]])
        agreed = self.peers[who].negotiation
        assert agreed is not None
        decoder = Decoder(attrs.evolve(agreed.context, local_as=None, peer_as=None))
        found = [decoder.decode(each) for each in messages_of(octets) if each[18] == 2]
        updates = [each for each in found if isinstance(each, Update)]
        return [each for each in updates if each.end_of_rib is None]

    def last(self, who: str) -> Update:
        """Return the last of them, which has nothing wrong."""
        found = self.heard(who)[-1]
        assert found.findings == ()
        return found


def names(updates: list[Update]) -> list[str]:
    """Print what was announced and, with a minus, withdrawn."""
    return [
        sign + str(nlri)
        for update in updates
        for sign, groups in (("-", update.withdrawn), ("", update.announced))
        for group in groups
        for nlri in group
    ]


# -- §5.1.2 AS_PATH --------------------------------------------------------------------------------


def test_512_the_path_is_not_modified_towards_internal_peers() -> None:
    """§5.1.2 a: "the advertising speaker SHALL NOT modify the AS_PATH attribute"."""
    line = Line()
    line.originate("outside")
    assert line.last("inside").attributes.as_path_text == "65001"
    line.originate("middle", OTHER)
    assert line.last("inside").attributes.as_path_text == ""


def test_512_the_path_is_modified_towards_external_peers() -> None:
    """§5.1.2 b: "the local system prepends its own AS number"."""
    line = Line()
    line.originate("outside")
    assert line.last("beyond").attributes.as_path_text == "65000 65001"
    line.originate("middle", OTHER)
    assert line.last("beyond").attributes.as_path_text == "65000"


# -- §5.1.3 NEXT_HOP -------------------------------------------------------------------------------

SUBNET = {"shared_subnets": ("192.0.2.0/24",)}


def test_513_an_originated_route_may_have_another_next_hop() -> None:
    """§5.1.3: a third party on the common subnet."""
    line = Line(beyond=SUBNET)
    line.originate("middle", next_hop="192.0.2.77")
    assert str(line.last("beyond").announced[0].next_hop) == "192.0.2.77"


@pytest.mark.parametrize("shared", [True, False])
def test_513_a_third_party_is_on_the_common_subnet(shared: bool) -> None:
    """§5.1.3: "provided that peer X shares a common subnet with this address"."""
    setting = Policy(
        name="mine",
        statements=(
            Statement(
                name="all", modifiers=SetNextHop("192.0.2.77" if shared else "198.51.100.77")
            ),
        ),
        default=Action.ACCEPT,
    )
    line = Line(outside={"import_policy": setting}, beyond=SUBNET)
    line.originate("outside")
    hop = "192.0.2.77" if shared else "192.0.2.100"
    assert str(line.last("beyond").announced[0].next_hop) == hop


def test_513_an_address_of_an_external_peer_is_not_its_next_hop() -> None:
    """§5.1.3: an originated route is not advertised "using an address of that peer as NEXT_HOP"."""
    line = Line(beyond=SUBNET, outside=SUBNET)
    line.originate("middle", next_hop="192.0.2.2")
    assert str(line.last("beyond").announced[0].next_hop) == "192.0.2.100"
    assert str(line.last("outside").announced[0].next_hop) == "192.0.2.2"


@pytest.mark.parametrize("name", ["inside", "beyond"])
def test_513_no_peer_is_its_own_next_hop(name: str) -> None:
    """§5.1.3: to an internal peer, and by policy, it is not advertised at all; to others it is."""
    address = "192.0.2.3" if name == "inside" else "192.0.2.2"
    setting = Policy(
        name="mine",
        statements=(Statement(name="all", modifiers=SetNextHop(address)),),
        default=Action.ACCEPT,
    )
    both = {"inside": "within", "beyond": "outside"}[name]
    line = Line(**{each: {"export_policy": setting} for each in (name, both)})
    line.originate("middle")
    assert names(line.heard(name)) == []
    assert line.middle.adj_rib_out(line.peers[name]) == []
    (other,) = line.middle.adj_rib_out(line.peers[both])
    assert str(other.next_hop) == str(line.last(both).announced[0].next_hop) == address
    told = {each.peer: each.told for each in line.middle.explain(PREFIX).exports}
    assert [told[line.peers[each].name] for each in (name, both)] == [False, True]
    line.withdraw("middle")
    assert names(line.heard(name)) == []
    assert names(line.heard(both)) == [PREFIX, f"-{PREFIX}"]


def test_513_a_route_whose_next_hop_becomes_the_peer_is_withdrawn() -> None:
    """§5.1.3: and announced again when it is another's."""
    line = Line()
    for number in (77, 3, 78, 3, 79):
        line.originate("middle", next_hop=f"192.0.2.{number}")
    assert names(line.heard("inside")) == [PREFIX, f"-{PREFIX}", PREFIX, f"-{PREFIX}", PREFIX]
    hops = [str(update.announced[0].next_hop) for update in line.heard("within")]
    assert hops == [f"192.0.2.{number}" for number in (77, 3, 78, 3, 79)]


# -- §5.1.4 MULTI_EXIT_DISC ------------------------------------------------------------------------


def test_514_med_is_propagated_within_the_as() -> None:
    """§5.1.4: it "MAY be propagated over IBGP"; what we set ourselves goes out."""
    line = Line()
    line.originate("outside", attributes=[MultiExitDisc(7)])
    assert line.last("inside").attributes.med == 7
    line.originate("middle", OTHER, attributes=[MultiExitDisc(8)])
    assert line.last("beyond").attributes.med == 8


def test_514_med_is_not_propagated_to_other_neighbouring_ases() -> None:
    """§5.1.4: it "MUST NOT be propagated to other neighboring ASes", unless policy sets one."""
    setting = Policy(name="mine", statements=(Statement(name="all", modifiers=SetMed(9)),))
    line = Line()
    line.originate("outside", attributes=[MultiExitDisc(7)])
    assert line.last("beyond").attributes.med is None
    other = Line(beyond={"export_policy": attrs.evolve(setting, default=Action.ACCEPT)})
    other.originate("outside", attributes=[MultiExitDisc(7)])
    assert other.last("beyond").attributes.med == 9


# -- §5.1.5 LOCAL_PREF -----------------------------------------------------------------------------

PREFERRING = Policy(
    name="mine",
    statements=(Statement(name="all", modifiers=SetLocalPref(300)),),
    default=Action.ACCEPT,
)


@pytest.mark.parametrize("prefix", [PREFIX, "2001:db8:1::/48"])
def test_515_local_pref_is_sent_to_internal_peers(prefix: str) -> None:
    """§5.1.5: "SHALL be included in all UPDATE messages" to them; RFC 4760 §3 says it again."""
    line = Line()
    line.originate("outside", prefix)
    assert line.last("inside").attributes.local_pref == 100
    line.withdraw("outside", prefix)
    line.originate("middle", prefix)
    assert line.last("inside").attributes.local_pref == 100


def test_515_the_degree_of_preference_is_sent_to_internal_peers() -> None:
    """§5.1.5, §9.1.1: policy computes it, and it is "used as the LOCAL_PREF value"."""
    line = Line(outside={"import_policy": PREFERRING})
    line.originate("outside")
    assert line.last("inside").attributes.local_pref == 300
    found = line.far["inside"].loc_rib.best(PREFIX)
    assert found is not None
    assert found.path.local_preference == 300


@pytest.mark.parametrize("prefix", [PREFIX, "2001:db8:1::/48"])
def test_515_local_pref_is_not_sent_to_external_peers(prefix: str) -> None:
    """§5.1.5: "MUST NOT include this attribute in UPDATE messages it sends to external peers"."""
    line = Line(outside={"import_policy": PREFERRING}, beyond={"export_policy": PREFERRING})
    line.originate("outside", prefix)
    assert line.last("beyond").attributes.local_pref is None
    assert 5 not in line.last("beyond").attributes
    line.originate("inside", OTHER)
    assert 5 not in line.last("beyond").attributes


def test_515_local_pref_is_sent_within_a_confederation() -> None:
    """§5.1.5: "except in the case of BGP Confederations"."""
    world = World()
    inside = Confederation(65000, {65010, 65011})
    one, other = (world.speaker(65010 + at, 1 + at, confederation=inside) for at in (0, 1))
    world.link(one, other)
    world.start()
    one.originate(PREFIX, world.now)
    world.settle()
    (found,) = other.adj_rib_in("192.0.2.1")
    assert found.attributes.local_pref == 100


# -- §6.3 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hop", ["192.0.2.1", "192.0.2.77", "198.51.100.1"])
def test_63_next_hops_of_an_external_peer(hop: str) -> None:
    """§6.3: "the sender's IP address", or one that shares a subnet; others are ignored."""
    subnets = ("192.0.2.64/26",)
    setting = Policy(
        name="mine",
        statements=(Statement(name="all", modifiers=SetNextHop(hop)),),
        default=Action.ACCEPT,
    )
    line = Line(outside={"shared_subnets": subnets})
    near = line.far["outside"].peer("192.0.2.100")
    line.far["outside"].update_peer(near, attrs.evolve(near.config, export_policy=setting), 0.0)
    line.originate("outside")
    line.originate("outside", "2001:db8:1::/48")
    assert len(line.middle.adj_rib_in("192.0.2.1", V4)) == 1
    best = line.middle.loc_rib.best(PREFIX)
    if hop == "198.51.100.1":
        assert best is None
        assert "next hops (RFC 4271 §6.3)" in str(line.middle.explain(PREFIX))
        assert line.peers["outside"].is_established, "the connection is not closed"
    else:
        assert str(best.next_hop) == hop  # type: ignore[union-attr]  # there is one


def test_63_subnets_that_are_not_known() -> None:
    """§6.3 is of peers "one IP hop away"; without a shared subnet nothing is judged."""
    line = Line(outside={"shared_subnets": ("2001:db8::/64",)}, beyond={})
    for name, prefix in (("outside", PREFIX), ("beyond", OTHER)):
        line.originate(name, prefix)
        assert line.middle.loc_rib.best(prefix) is not None
    line.originate("outside", "2001:db8:1::/48")
    found = line.middle.loc_rib.best("2001:db8:1::/48")
    assert str(found.next_hop) == "2001:db8::9"  # type: ignore[union-attr]  # there is one


def test_63_subnets_are_changed_without_a_reset() -> None:
    """§6.3: routes that were taken are judged anew, by subnets that come to be known."""
    line = Line()
    far = line.far["outside"]
    near = far.peer("192.0.2.100")
    setting = Statement(name="all", modifiers=SetNextHop("198.51.100.1"))
    policy = Policy(name="mine", statements=(setting,), default=Action.ACCEPT)
    far.update_peer(near, attrs.evolve(near.config, export_policy=policy), line.world.now)
    line.originate("outside")
    assert line.middle.loc_rib.best(PREFIX) is not None
    peer = line.peers["outside"]
    for subnet, is_taken in (("203.0.113.0/24", False), ("198.51.100.0/24", True)):
        config = attrs.evolve(peer.config, shared_subnets=(subnet,))
        change = line.middle.update_peer(peer, config, line.world.now)
        line.world.settle()
        assert not change.resets
        assert change.fields == ("shared_subnets",)
        assert (line.middle.loc_rib.best(PREFIX) is not None) is is_taken


def leading_to(hop: str, **fields: Any) -> tuple[World, Speaker]:
    """Let a peer pass on a route whose next hop it has set, and another that it has not.

    Args:
        hop: the next hop.
        fields: how the receiving speaker is configured.
    """
    world = World()
    middle = world.speaker(65000, 100, **fields)
    other, third = world.speaker(65001, 1), world.speaker(65003, 3)
    setting = Statement(name="one", matchers=PrefixList.of(PREFIX), modifiers=SetNextHop(hop))
    policy = Policy(name="mine", statements=(setting,), default=Action.ACCEPT)
    world.link(middle, other, right_side={"export_policy": policy})
    world.link(other, third)
    world.start()
    for prefix in (PREFIX, OTHER):
        third.originate(prefix, world.now)
    world.settle()
    assert len(middle.adj_rib_in("192.0.2.1")) == 2
    assert middle.loc_rib.best(OTHER) is not None
    return world, middle


def test_63_a_next_hop_that_is_ourselves() -> None:
    """§5.1.3, §6.3: "It MUST NOT be the IP address of the receiving speaker"."""
    for hop, fields in (
        ("192.0.2.100", {}),
        ("192.0.2.55", {"decision": DecisionContext(local_addresses={"192.0.2.55"})}),
    ):
        _, middle = leading_to(hop, **fields)
        assert middle.loc_rib.best(PREFIX) is None
        assert middle.peer("192.0.2.1").is_established


def test_63_a_next_hop_that_turns_out_to_be_ourselves() -> None:
    """§6.3: addresses that become ours later, of other sessions too."""
    world, middle = leading_to("192.0.2.55")
    assert middle.loc_rib.best(PREFIX) is not None
    late = world.speaker(65004, 4)
    near, _ = world.link(middle, late, left_side={"local_address": "192.0.2.55"})
    assert middle.loc_rib.best(PREFIX) is None
    assert middle.loc_rib.best(OTHER) is not None
    world, middle = leading_to("192.0.2.55")
    near = middle.peer("192.0.2.1")
    changed = attrs.evolve(near.config, next_hop_ipv4="192.0.2.55")
    middle.update_peer(near, changed, world.now)
    assert middle.loc_rib.best(PREFIX) is None


# -- §9.1.3 Phase 3 --------------------------------------------------------------------------------


def test_913_only_what_can_be_forwarded_is_advertised() -> None:
    """§9.1.3: "SHALL NOT be installed in the Adj-Rib-Out unless" the next hop can be reached."""
    line = Line()
    line.reachable = {1}
    line.originate("outside")
    line.originate("beyond", OTHER)
    assert names(line.heard("inside")) == [PREFIX]
    assert len(line.middle.adj_rib_in("192.0.2.2")) == 1
    assert [str(route.prefix) for route in line.middle.adj_rib_out("192.0.2.3")] == [PREFIX]


def test_913_what_cannot_be_forwarded_any_more_is_withdrawn() -> None:
    """§9.1.3: excluded, "the previously advertised route ... MUST be withdrawn from service"."""
    line = Line()
    line.originate("outside")
    line.reachable = set()
    line.middle.reselect(line.world.now)
    line.world.settle()
    assert names(line.heard("inside")) == [PREFIX, f"-{PREFIX}"]
    assert line.far["inside"].loc_rib.best(PREFIX) is None


def test_913_what_policy_excludes_is_withdrawn() -> None:
    """§9.1.3: "If a route in Loc-RIB is excluded from a particular Adj-RIB-Out", from that only."""
    line = Line()
    line.originate("outside")
    peer = line.peers["beyond"]
    refusing = Policy(
        name="mine",
        statements=(Statement(name="no", matchers=PrefixList.of(PREFIX), action=Action.REJECT),),
        default=Action.ACCEPT,
    )
    line.middle.update_peer(peer, attrs.evolve(peer.config, export_policy=refusing), 0.0)
    line.world.settle()
    assert names(line.heard("beyond")) == [PREFIX, f"-{PREFIX}"]
    assert names(line.heard("inside")) == [PREFIX]


def test_913_what_is_marked_later_is_withdrawn() -> None:
    """§9.1.3: a route that may not be advertised any more (RFC 1997) is withdrawn."""
    line = Line()
    line.originate("middle")
    line.originate("middle", attributes=[Communities((NO_ADVERTISE,))])
    for name in line.peers:
        assert names(line.heard(name)) == [PREFIX, f"-{PREFIX}"]


# -- §9.2 ------------------------------------------------------------------------------------------


def test_92_internal_routes_stay_with_whom_they_were_told() -> None:
    """§9.2: from an internal peer, not re-distributed "to other internal peers"."""
    line = Line()
    line.originate("inside")
    assert names(line.heard("beyond")) == [PREFIX]
    assert names(line.heard("within")) == []


@pytest.mark.parametrize("client", ["inside", "within"])
def test_92_a_reflector_passes_them_on(client: str) -> None:
    """§9.2: "unless the speaker acts as a BGP Route Reflector"."""
    line = Line(**{client: {"route_reflector_client": True}})
    line.originate("inside")
    assert names(line.heard("within")) == [PREFIX]
    assert line.last("within").attributes.as_path_text == ""


def test_92_new_routes_are_advertised() -> None:
    """§9.2: "All newly installed routes"; to the one that announced them, nothing is new."""
    line = Line()
    line.originate("outside")
    for name in ("beyond", "inside", "within"):
        assert names(line.heard(name)) == [PREFIX]
    assert names(line.heard("outside")) == []


def test_92_who_announced_a_route_is_not_told_of_it_and_why() -> None:
    """§9.2: what is advertised is new to whom it is advertised; an explanation says so."""
    line = Line()
    line.originate("outside")
    exports = {each.peer: each for each in line.middle.explain(PREFIX).exports}
    assert {name for name, peer in line.peers.items() if exports[peer.name].told} == {
        *("beyond", "inside", "within")
    }
    ((_, told),) = exports[line.peers["outside"].name].paths
    assert (told.path, told.reason) == (None, "it came from this peer")


def test_92_unfeasible_routes_without_replacement_are_withdrawn() -> None:
    """§9.2: "all newly unfeasible routes for which there is no replacement"; else it is that."""
    line = Line()
    line.originate("outside")
    line.originate("beyond")
    line.withdraw("outside")
    assert names(line.heard("inside")) == [PREFIX, PREFIX]
    assert line.last("inside").attributes.as_path_text == "65002"
    line.withdraw("beyond")
    assert names(line.heard("inside")) == [PREFIX, PREFIX, f"-{PREFIX}"]


def test_92_changes_within_the_as_are_advertised() -> None:
    """§9.2: "Changes to the reachable destinations within its own autonomous system SHALL also"."""
    line = Line()
    line.originate("middle")
    line.withdraw("middle")
    for name in line.peers:
        assert names(line.heard(name)) == [PREFIX, f"-{PREFIX}"]


def test_92_what_is_not_reachable_any_more_is_advertised_once() -> None:
    """§9.2: a change that is none is not advertised."""
    line = Line()
    line.originate("middle")
    line.originate("middle")
    assert not line.middle.withdraw(OTHER, line.world.now)
    line.world.settle()
    assert names(line.heard("beyond")) == [PREFIX]


def test_9211_updates_on_a_destination_are_apart() -> None:
    """§9.2.1.1: separated "by at least MinRouteAdvertisementIntervalTimer", withdrawals too."""
    line = Line(beyond={"mrai": 30.0})
    line.originate("outside")
    line.withdraw("outside")
    assert names(line.heard("beyond")) == [PREFIX]
    assert names(line.heard("inside")) == [PREFIX, f"-{PREFIX}"], "no interval, no wait"
    line.world.wait(29.9)
    assert names(line.heard("beyond")) == [PREFIX]
    line.world.wait(0.2)
    assert names(line.heard("beyond")) == [PREFIX, f"-{PREFIX}"]


def test_9211_the_last_route_is_advertised() -> None:
    """§9.2.1.1: "the last route selected SHALL be advertised at the end of" the interval."""
    line = Line(beyond={"mrai": 30.0})
    line.originate("middle", attributes=[MultiExitDisc(1)])
    for number in (2, 3, 4):
        line.originate("middle", attributes=[MultiExitDisc(number)])
        line.world.wait(5)
    assert line.last("beyond").attributes.med == 1
    line.world.wait(20)
    assert [update.attributes.med for update in line.heard("beyond")] == [1, 4]


def test_9211_without_an_interval_each_route_is_advertised() -> None:
    """§9.2.1.1: the timer is configured for each peer."""
    line = Line()
    for number in (1, 2, 3):
        line.originate("middle", attributes=[MultiExitDisc(number)])
    assert [update.attributes.med for update in line.heard("beyond")] == [1, 2, 3]


# -- what others ask for ---------------------------------------------------------------------------


def test_7606_51_what_a_speaker_sends() -> None:
    """RFC 7606 §5.1: one field of routes in each UPDATE, and an MP attribute first."""
    line = Line()
    for prefix in (PREFIX, OTHER, "2001:db8:1::/48", "2001:db8:2::/48"):
        line.originate("outside", prefix, attributes=[MultiExitDisc(7), Communities((1,))])
        line.originate("middle", prefix)
        line.withdraw("middle", prefix)
        line.withdraw("outside", prefix)
    count = 0
    for name in line.peers:
        for update in line.heard(name):
            assert update.findings == ()
            assert len(update.announced) + len(update.withdrawn) == 1
            codes = [attribute.code for attribute in update.path_attributes()]
            assert codes == sorted(codes, key=lambda code: (code not in (14, 15), code))
            count += 1
    assert count > 20


@pytest.mark.parametrize("several", [False, True])
def test_9_2_what_does_not_fit_is_not_said_to_be_told(several: bool) -> None:
    """§9.2: "a single route doesn't fit into the message": it "MUST not" be advertised.

    What is said of the peer's table is what it was told, and the route before is withdrawn.
    """
    prefix = "198.51.100.0/24"
    world = World()
    one, ours, small, large = (world.speaker(65000 + number, number) for number in (1, 2, 3, 4))
    paths = {"add_path_receive": {Family.IPV4_UNICAST}} if several else {}
    world.link(ours, one)
    world.link(
        ours,
        small,
        left_side={"send_paths": None if several else 1},
        right_side={"extended_messages": False, **paths},
    )
    world.link(ours, large)
    world.start()

    def told(speaker: Speaker) -> tuple[int, int, bool]:
        name = f"192.0.2.{speaker.config.identifier & 255}"
        report = next(each for each in ours.explain(prefix).exports if each.peer == name)
        return len(speaker.adj_rib_in("192.0.2.2")), len(ours.adj_rib_out(name)), report.told

    for count, fits in ((1, True), (1100, False), (2, True), (1200, False)):
        marks = Communities(tuple(range(1, 1 + count)))
        one.originate(prefix, world.now, attributes=[marks])
        world.settle()
        assert told(small) == (fits, fits, fits)
        assert told(large) == (1, 1, True)
    assert "does not fit" in str(ours.explain(prefix))
    one.withdraw(prefix, world.now)
    world.settle()
    assert told(small) == (0, 0, False)


def test_9_2_what_does_not_fit_is_not_remembered_for_long() -> None:
    """A peer that announces ever other destinations, with attributes that fit in no message."""
    world = World()
    one, ours, small = (world.speaker(65000 + number, number) for number in (1, 2, 3))
    world.link(ours, one)
    world.link(ours, small, right_side={"extended_messages": False})
    world.start()
    marks = [Communities(tuple(range(1, 1100)))]
    one.originate("198.51.100.0/24", world.now, attributes=marks)
    world.settle()
    group, _ = ours.peers["192.0.2.3"].places[Family.IPV4_UNICAST]
    for number in range(20):
        one.originate(f"203.0.113.{number}/32", world.now, attributes=marks)
        world.settle()
        assert len(group._unfit) == 2
        one.withdraw(f"203.0.113.{number}/32", world.now)
        world.settle()
    assert len(group._unfit) == 1
