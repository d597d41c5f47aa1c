"""RFC 4684: VPN routes go where somebody is a member of one of their route targets."""

from __future__ import annotations

import attrs
import pytest

from bgplib import Keepalive, Open, Update, decode
from bgplib.attributes import AsPath, LocalPref, Origin
from bgplib.attributes.extended_communities import ExtendedCommunities, RouteTarget, encode
from bgplib.capabilities import FourOctetAs, Multiprotocol
from bgplib.iana.families import Family
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.policy import ACCEPT_ALL, NO_POLICY
from bgplib.session import State
from bgplib.speaker import DampeningConfig, PeerConfig, Speaker
from bgplib.speaker.route_targets import has_targets
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.counting import lines_of
from tests.session_world import messages_of
from tests.unit.speaker.world import World

VPN, TARGETS = Family.IPV4_VPN, Family.IPV4_ROUTE_TARGET
BOTH = (TARGETS, VPN)


def member(target: str, length: int = 64, asn: int | None = 65000) -> RouteTargetNlri:
    """Return a membership: of a target, or of all that begin like it."""
    octets = encode(RouteTarget.of(target)) if asn is not None else b""
    size = (length + 7) // 8
    return RouteTargetNlri(origin_as=asn, route_target=octets[:size], length=length)


ALL = RouteTargetNlri(origin_as=None, length=0)


def vpn_route(speaker: Speaker, world: World, number: int, *targets: str) -> None:
    """Originate a VPN route with some route targets."""
    nlri = VpnNlri(
        prefix=Prefix.parse(f"10.{number}.0.0/16"),
        rd=RouteDistinguisher.parse("65000:1"),
        labels=(Label.of(100 + number),),
    )
    values = [ExtendedCommunities(tuple(RouteTarget.of(each) for each in targets))]
    speaker.originate(nlri, world.now, family=VPN, attributes=values if targets else ())


def has(speaker: Speaker) -> list[str]:
    """Return the prefixes of VPN routes that others announced."""
    return sorted(
        str(route.nlri.prefix)
        for peer in speaker.peers
        for route in speaker.adj_rib_in(peer, VPN)
        if isinstance(route.nlri, VpnNlri)
    )


def pair(families: tuple[Family, ...] = BOTH) -> tuple[World, Speaker, Speaker]:
    """Return a speaker with three VPN routes, and an internal peer of it."""
    world = World()
    ours, theirs = world.speaker(65000, 1), world.speaker(65000, 2)
    world.link(ours, theirs, families=families)
    vpn_route(ours, world, 1, "65000:1")
    vpn_route(ours, world, 2, "65000:2", "65000:9")
    vpn_route(ours, world, 3)
    world.start()
    return world, ours, theirs


def test_6_only_routes_with_a_target_of_the_peer_are_advertised() -> None:
    """§6: a route goes to a peer that advertised "any of the targets contained" in it."""
    world, _, theirs = pair()
    assert has(theirs) == []
    theirs.originate(member("65000:2"), world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == ["10.2.0.0/16"]
    theirs.originate(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == ["10.1.0.0/16", "10.2.0.0/16"]
    theirs.withdraw(member("65000:2"), world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == ["10.1.0.0/16"]


def test_6_without_the_family_all_are_advertised() -> None:
    """§6 is of "a peer that participates in the exchange of Route Target membership"."""
    _, _, theirs = pair((VPN,))
    assert has(theirs) == ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"]


def test_6_the_default_asks_for_all() -> None:
    """§6: "the default Route Target membership NLRI" has all routes advertised."""
    world, _, theirs = pair()
    theirs.originate(ALL, world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"]


def test_4_a_shorter_one_asks_for_all_that_begin_alike() -> None:
    """§4: "Except for the default route target, which is encoded as a zero-length prefix"."""
    world, _, theirs = pair()
    theirs.originate(member("65000:0", length=32), world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == ["10.1.0.0/16", "10.2.0.0/16"]
    theirs.originate(member("65001:0", length=32), world.now, family=TARGETS)
    theirs.withdraw(member("65000:0", length=32), world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == []


def test_6_the_set_of_updates_is_minimal() -> None:
    """§6: "the minimum set of BGP VPN route updates" leads from one state to the other."""
    world, ours, theirs = pair()
    theirs.originate(member("65000:2"), world.now, family=TARGETS)
    world.settle()
    (to_theirs,) = ours.peers.values()
    world.sent.clear()
    theirs.originate(member("65000:9"), world.now, family=TARGETS)
    world.settle()
    assert to_theirs not in world.sent


class Silent:
    """A peer that says what memberships it has, and never that these are all."""

    def __init__(self) -> None:
        self.world = World()
        self.ours = self.world.speaker(65000, 1)
        vpn_route(self.ours, self.world, 1, "65000:1")
        peer = self.ours.add_peer(
            PeerConfig(
                address="192.0.2.9",
                local_address="192.0.2.1",
                remote_as=65000,
                families=BOTH,
                hold_time=0,
                export_policy=ACCEPT_ALL,
                import_policy=ACCEPT_ALL,
            )
        )
        self.ours.start(0.0)
        self.connection = peer.connection_made(0.0, inbound=True)
        opened = Open.build(
            asn=65000,
            identifier="192.0.2.9",
            hold_time=0,
            capabilities=[FourOctetAs(65000), *map(Multiprotocol, BOTH)],
        )
        self.connection.receive_data(opened.encode() + Keepalive().encode(), 0.0)
        assert peer.session.state is State.ESTABLISHED

    def told(self) -> list[str]:
        """Return the VPN routes that it was told by now."""
        list(self.ours.events())
        octets = messages_of(self.connection.data_to_send())
        heard = [decode(each, self.connection.sending_context) for each in octets]
        updates = [each for each in heard if isinstance(each, Update)]
        groups = [group for update in updates for group in update.announced]
        return [str(nlri) for group in groups if group.family == VPN for nlri in group]


def test_6_what_a_membership_asks_for_waits_for_no_marker() -> None:
    """§6: who "chooses to delay" limits it; here nothing is delayed until the End-of-RIB marker."""
    silent = Silent()
    assert silent.told() == []
    update = Update.announce(
        [member("65000:1")],
        next_hop="192.0.2.9",
        attributes=[Origin(0), AsPath(()), LocalPref(100)],
        family=TARGETS,
    )
    silent.connection.receive_data(update.encode(), 0.0)
    silent.ours.handle_timers(0.0)
    assert silent.told() == ["65000:1:10.1.0.0/16 label 101"]


def test_6_nor_does_time_ask_for_anything() -> None:
    """§6: without a membership no route "should be advertised", after 60 seconds neither."""
    silent = Silent()
    for now in (1.0, 60.0, 61.0, 3600.0):
        silent.ours.handle_timers(now)
        assert silent.told() == []


def test_6_memberships_count_while_ours_are_held_back() -> None:
    """RFC 4724 §4.1 defers each family for itself; whoever is told VPN routes may want others."""
    world = World()
    ours, theirs = world.speaker(65000, 1), world.speaker(65000, 2)
    silent = ours.add_peer(
        PeerConfig(address="192.0.2.9", remote_as=65000, families=[TARGETS], passive=True)
    )
    near, _ = world.link(ours, theirs, families=BOTH)
    vpn_route(ours, world, 1, "65000:1")
    theirs.start(world.now)
    ours.start(world.now, restarted=True)
    ours.deferral.strike(near)
    world.settle()
    assert ours.deferral.holds(TARGETS)
    assert set(near.places) == {VPN}
    theirs.originate(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == ["10.1.0.0/16"]
    theirs.withdraw(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == []
    silent.stop(world.now)
    world.settle()
    assert set(near.places) == {*BOTH}


def marked(silent: Silent) -> list[Family]:
    """Return of which families a peer was told by now that this is all."""
    list(silent.ours.events())
    octets = messages_of(silent.connection.data_to_send())
    heard = [decode(each, silent.connection.sending_context) for each in octets]
    return [each.end_of_rib for each in heard if isinstance(each, Update) and each.end_of_rib]


def test_6_the_marker_waits_for_a_minute_at_most() -> None:
    """§6 limits the delay "to an upper bound", which is 60 seconds.

    RFC 4724 §2 has the marker say that the routes before it are all: without the memberships none
    is, and who has kept our routes since a restart would let go of them.
    """
    silent = Silent()
    assert marked(silent) == [TARGETS]
    assert silent.ours.next_deadline() == 60.0
    silent.ours.handle_timers(59.9)
    assert marked(silent) == []
    silent.ours.handle_timers(60.0)
    assert marked(silent) == [VPN]
    assert silent.ours.next_deadline() is None


def test_6_the_marker_follows_that_of_the_memberships() -> None:
    """§6: with the peer's marker, ours is due; the peer need not know of restarts for that."""
    silent = Silent()
    assert marked(silent) == [TARGETS]
    silent.connection.receive_data(Update.end_of_rib_of(TARGETS).encode(), 1.0)
    assert marked(silent) == [VPN]
    assert silent.ours.next_deadline() is None


def test_6_nobody_waits_for_memberships_of_who_has_gone() -> None:
    """Nor is anything of it left in the next session."""
    silent = Silent()
    assert marked(silent) == [TARGETS]
    silent.ours.remove_peer("192.0.2.9", 2.0)
    list(silent.ours.events())
    assert silent.ours.next_deadline() is None


def reflected() -> tuple[World, list[Speaker]]:
    """Return a client, its reflector, another reflector, and a client of that."""
    world = World()
    speakers = [world.speaker(65000, number) for number in (1, 2, 3, 4)]
    client = {"route_reflector_client": True}
    world.link(speakers[1], speakers[0], families=BOTH, left_side=client)
    world.link(speakers[1], speakers[2], families=BOTH)
    world.link(speakers[2], speakers[3], families=BOTH, left_side=client)
    world.start()
    return world, speakers


def test_3_2_i_a_client_gets_its_own_membership_back() -> None:
    """§3.2: ORIGINATOR_ID and next hop are the reflector's, so that the client takes it."""
    world, (client, reflector, _, far) = reflected()
    client.originate(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    (route,) = client.adj_rib_in("192.0.2.2", TARGETS)
    assert route.attributes.originator_id == reflector.config.identifier
    assert str(route.next_hop) == "192.0.2.2"
    assert client.rib.is_eligible(route.path)
    (told, *_) = reflector.explain(member("65000:1"), TARGETS).exports
    assert (told.peer, told.told) == (reflector.peer("192.0.2.1").name, True)
    # So the client tells the reflector its own routes with this target, and so do others.
    vpn_route(client, world, 1, "65000:1")
    vpn_route(far, world, 2, "65000:1")
    vpn_route(far, world, 3, "65000:2")
    world.settle()
    assert has(reflector) == ["10.1.0.0/16", "10.2.0.0/16"]
    assert has(client) == ["10.2.0.0/16"]


def test_3_2_ii_a_client_s_path_goes_to_those_who_are_none() -> None:
    """§3.2: where the best is of a non-client, a client's path is advertised to non-clients."""
    world, (client, left, right, far) = reflected()
    for pe in (client, far):
        pe.originate(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    # Each reflector hears of the other's client, whichever of the two paths it prefers.
    for reflector, other in ((left, "192.0.2.3"), (right, "192.0.2.2")):
        assert len(reflector.adj_rib_in(other, TARGETS)) == 1
    vpn_route(client, world, 1, "65000:1")
    vpn_route(far, world, 2, "65000:1")
    world.settle()
    assert has(client) == ["10.2.0.0/16"]
    assert has(far) == ["10.1.0.0/16"]


def test_3_2_ii_not_when_the_client_s_path_is_gone() -> None:
    """§3.2 is of a client path that is there: without one, reflectors have nothing to say."""
    world, (client, left, right, far) = reflected()
    for pe in (client, far):
        pe.originate(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    far.withdraw(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    assert left.adj_rib_in("192.0.2.3", TARGETS) == []
    assert len(right.adj_rib_in("192.0.2.2", TARGETS)) == 1


@pytest.mark.parametrize(("asn", "told"), [(65000, ["192.0.2.3"]), (65009, [])])
def test_3_2_what_other_ases_have_sourced_goes_by_the_usual_rules(
    asn: int, told: list[str]
) -> None:
    """§3.2: of "external RT membership information", "standard BGP" rules "will allow" enough.

    So an internal peer is told the best path, or nothing where that came from another one.
    """
    world = World()
    best, other, client, reflector = (world.speaker(65000, number) for number in (1, 2, 3, 4))
    for pe in (best, other, client):
        side = {"route_reflector_client": pe is client}
        world.link(reflector, pe, families=BOTH, left_side=side)
    world.start()
    for pe in (best, client):
        pe.originate(member("65009:1", asn=asn), world.now, family=TARGETS)
    world.settle()
    found = [str(route.next_hop) for route in other.adj_rib_in("192.0.2.4", TARGETS)]
    assert found == told
    (route,) = reflector.adj_rib_out("192.0.2.3", TARGETS)
    # The client has to know the best path, from whomever it came.
    assert str(route.next_hop) == ("192.0.2.4" if told else "192.0.2.1")


def test_3_2_ii_the_explanation_has_the_client_s_path_too() -> None:
    """§3.2: what is explained is what non-clients are told, and not what the best path is."""
    world = World()
    best, other, client, reflector = (world.speaker(65000, number) for number in (1, 2, 3, 4))
    for pe in (best, other, client):
        side = {"route_reflector_client": pe is client}
        world.link(reflector, pe, families=BOTH, left_side=side)
    world.start()
    for pe in (best, client):
        pe.originate(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    report = reflector.explain(member("65000:1"), TARGETS)
    assert report.best is not None
    assert str(report.best.source) == "192.0.2.1 AS65000"
    for export in report.exports:
        (told,) = reflector.adj_rib_out(export.peer, TARGETS)
        ((_, exported),) = export.paths
        assert exported.path is not None, export.peer
        assert (exported.path.source, exported.path.attributes) == (told.source, told.attributes)


@pytest.mark.parametrize(
    ("family", "goes_by_targets"),
    [
        (Family.IPV4_VPN, True),
        (Family.IPV6_VPN, True),
        (Family.L2VPN_EVPN, True),
        (Family.IPV4_FLOWSPEC_VPN, True),
        (Family.IPV6_FLOWSPEC_VPN, True),
        (Family.parse("l2vpn-mcast-vpls"), True),
        (Family.parse("ipv4-vpn-car"), True),
        (Family.parse("ipv4-l1vpn"), True),
        (Family.IPV4_UNICAST, False),
        (Family.IPV4_FLOWSPEC, False),
        (Family.parse("ipv4-car"), False),
        (Family.IPV4_ROUTE_TARGET, False),
    ],
)
def test_which_families_go_by_targets(family: Family, *, goes_by_targets: bool) -> None:
    """§1: "any BGP NLRI that controls the distribution [...] by using Route Targets"."""
    assert has_targets(family) is goes_by_targets


def test_6_flow_specifications_of_vpns_go_to_members() -> None:
    """§6, of RFC 8955 §8: "Propagation [...] is controlled by matching Route Target"."""
    flows = Family.IPV4_FLOWSPEC_VPN
    world, ours, theirs = pair((TARGETS, flows))
    theirs.originate(member("65000:2"), world.now, family=TARGETS)
    for number in (1, 2):
        marks = ExtendedCommunities((RouteTarget.of(f"65000:{number}"),))
        rule = f"rd 65000:1 destination 10.{number}.0.0/16"
        ours.originate(rule, world.now, family=flows, attributes=[marks])
    world.settle()
    assert [route.nlri for route in theirs.loc_rib.routes(flows)] == [
        FlowSpecNlri.parse("rd 65000:1 destination 10.2.0.0/16")
    ]


def test_6_memberships_that_policy_refuses_ask_for_nothing() -> None:
    """Another import policy decides at once on what of the peer's memberships counts."""
    world, ours, theirs = pair()
    theirs.originate(member("65000:2"), world.now, family=TARGETS)
    world.settle()
    (peer,) = ours.peers.values()
    for policy, expected in ((NO_POLICY, []), (None, ["10.2.0.0/16"])):
        ours.update_peer(peer, attrs.evolve(peer.config, import_policy=policy), world.now)
        world.settle()
        assert has(theirs) == expected


def test_6_members_that_change_places_are_told_of_each_other() -> None:
    """§6, of two members that come to want what the other wanted, in the same moment.

    Each comes into the update group of the other, from which the routes of the one that was alone
    there were left out.
    """
    world = World()
    hub, *clients = (world.speaker(65000, number) for number in (1, 2, 3))
    wires = [
        world.link(hub, client, families=BOTH, left_side={"route_reflector_client": True})
        for client in clients
    ]
    world.start()
    targets = ["65000:1", "65000:2"]
    for number, client in enumerate(clients, 1):
        vpn_route(client, world, number, *targets)
        client.originate(member(targets[number - 1]), world.now, family=TARGETS)
    world.settle()
    assert [has(client) for client in clients] == [["10.2.0.0/16"], ["10.1.0.0/16"]]
    world.blocked |= {client for _, client in wires}
    for client, before, after in zip(clients, targets, reversed(targets), strict=True):
        client.withdraw(member(before), world.now, family=TARGETS)
        client.originate(member(after), world.now, family=TARGETS)
    world.settle()
    world.blocked.clear()
    for client in clients:
        world._deliver(client)
    world.settle()
    assert [has(client) for client in clients] == [["10.2.0.0/16"], ["10.1.0.0/16"]]


def test_6_a_membership_that_has_rested_counts_again() -> None:
    """§6 and RFC 2439: an external member whose flapping is over is told what it wants."""
    world = World()
    ours, theirs = world.speaker(65001, 1), world.speaker(65002, 2)
    damped = {"dampening": DampeningConfig(suppress=1500.0)}
    world.link(ours, theirs, families=BOTH, left_side=damped)
    vpn_route(ours, world, 1, "65000:1")
    world.start()
    for _ in range(3):
        theirs.originate(member("65000:1"), world.now, family=TARGETS)
        world.settle()
        theirs.withdraw(member("65000:1"), world.now, family=TARGETS)
        world.settle()
    theirs.originate(member("65000:1"), world.now, family=TARGETS)
    world.settle()
    assert has(theirs) == []
    world.wait(3600)
    assert has(theirs) == ["10.1.0.0/16"]


def test_6_a_membership_costs_the_same_beside_many() -> None:
    """§6: of a peer with 500 memberships, one more is as many lines of work as with 5."""

    def work(count: int) -> int:
        world, ours, theirs = pair()
        for number in range(count):
            theirs.originate(member(f"65001:{number}"), world.now, family=TARGETS)
        world.settle()
        theirs.originate(member("65000:1"), world.now, family=TARGETS)
        world.settle([theirs])
        lines = lines_of(lambda: world.settle([ours]))
        world.settle()
        assert has(theirs) == ["10.1.0.0/16"]
        return lines

    few, many = work(5), work(500)
    assert 0 < many <= few * 1.1
