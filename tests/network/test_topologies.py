"""The ready-made topologies: they settle, and everybody has the routes that the RFCs promise."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve

from bgplib.attributes import LargeCommunities, MultiExitDisc
from bgplib.errors import LocalError
from bgplib.iana import messages
from bgplib.nlri import evpn
from bgplib.speaker import BestChanged
from bgplib.testing.network import Network
from bgplib.testing.relationships import gao_rexford
from bgplib.testing.topology import (
    MED_OSCILLATION_PREFIX,
    Topology,
    confederation,
    full_mesh,
    leaf_spine,
    med_oscillation,
    route_reflector,
    route_server,
)
from bgplib.values.address import address_text
from bgplib.values.large_community import LargeCommunity


def sources(topology: Topology, name: str) -> dict[str, str]:
    """Return whom a router has each prefix from."""
    table = topology.tables()[name]
    return {prefix: text.rpartition(" from ")[2] for prefix, text in table.items()}


def test_full_mesh() -> None:
    """RFC 4271 §9.2: in a full mesh each router has each route from the one that announces it."""
    topology = full_mesh(5)
    report = topology.converge()
    assert report.settled
    for name in topology.routers:
        assert sources(topology, name) == {
            prefix: owner for owner, prefix in topology.prefixes.items()
        }


def test_tables_of_any_family() -> None:
    """A destination need not be a prefix."""
    topology = Topology(Network(seed=1))
    for name, asn in (("left", 65001), ("right", 65002)):
        topology.add(name, asn, originates=False)
    families = {"families": ["ipv4-unicast", "l2vpn-evpn"]}
    topology.link("left", "right", left_peer=families, right_peer=families)
    topology.converge()
    left = topology.routers["left"]
    route = evpn.parse("multicast 192.0.2.1 etag 0 rd 65001:1")
    left.speaker.originate(route, topology.network.now, family="l2vpn-evpn")
    topology.network.settle(left)
    assert topology.converge().tables == {
        "left": {str(route): "- from left"},
        "right": {str(route): "65001 from left"},
    }


@pytest.mark.parametrize("cluster_id", [None, "192.0.2.99"])
def test_reflectors(cluster_id: str | None) -> None:
    """RFC 4456 §6: clients have the routes of all others, through reflectors, and survive one."""
    topology = route_reflector(4, 2, cluster_id=cluster_id)
    assert topology.converge().settled
    prefixes = set(topology.prefixes.values())
    for client in ("c1", "c2", "c3", "c4"):
        assert set(sources(topology, client)) == prefixes
        assert set(sources(topology, client).values()) == {client, "rr1"}
    route = topology.routers["c1"].speaker.loc_rib.best(topology.prefixes["c2"])
    assert route is not None
    assert route.attributes.originator_id == topology.routers["c2"].speaker.config.identifier
    assert len(route.attributes.cluster_list) == 1
    for client in ("c1", "c2", "c3", "c4"):
        topology.cut("rr1", client)
    topology.network.run(1)
    for client in ("c1", "c2", "c3", "c4"):
        assert set(sources(topology, client).values()) == {client, "rr2"}


def test_reflectors_in_a_circle_do_not_loop() -> None:
    """RFC 4456 §8: CLUSTER_LIST ends what goes around among reflectors that reflect each other."""
    topology = route_reflector(2, 4)
    mirrors = [name for name in topology.routers if name.startswith("rr")]
    for left in mirrors:
        for right in mirrors:
            if left < right:
                # Each takes the others for clients, which no operator should do.
                for near, far in ((left, right), (right, left)):
                    router = topology.routers[near]
                    peer = router.node(topology.routers[far]).peer
                    assert peer is not None
                    client = evolve(peer.config, route_reflector_client=True)
                    router.speaker.update_peer(peer, client, topology.network.now)
    report = topology.converge()
    assert report.settled
    assert report.convergence_time < 1
    # Eight times the least: each of two routes goes to each of five others.
    assert report.messages["UPDATE"] < 8 * 2 * 5 + 2 * len(topology.network.nodes)
    topology.routers["c1"].speaker.withdraw(topology.prefixes["c1"], topology.network.now)
    topology.network.settle(topology.routers["c1"])
    topology.network.run(10)
    for name in topology.routers:
        assert topology.prefixes["c1"] not in topology.tables()[name]


def test_confederation() -> None:
    """RFC 5065 §4: those outside see one AS; inside, the members on the way stand in brackets."""
    topology = confederation(4, 2)
    assert topology.converge().settled
    prefixes = set(topology.prefixes.values())
    for name in topology.routers:
        assert set(sources(topology, name)) == prefixes, name
    outside = topology.tables()["outside"]
    for owner, prefix in topology.prefixes.items():
        if owner != "outside":
            assert outside[prefix] == "65000 from m1r1"
    inner = topology.tables()["m3r1"][topology.prefixes["outside"]]
    path = inner.rpartition(" from ")[0]
    assert path.startswith("(")
    assert path.endswith(") 64496")


def test_a_ring_of_members_may_never_settle() -> None:
    """RFC 5065 §5.3: where Member-ASes are not counted, identifiers decide, around and around."""
    report = confederation(4, 1, plain=True).converge(quiet=0.5, limit=1.5)
    assert not report.settled


def test_route_server_is_transparent() -> None:
    """RFC 7947 §2.2: AS_PATH, NEXT_HOP, MULTI_EXIT_DISC and communities pass as they are."""
    topology = route_server(3)
    origin = topology.routers["c1"].speaker
    marks = LargeCommunities((LargeCommunity.parse("64513:1:2"),))
    origin.originate("198.51.100.0/24", topology.network.now, attributes=[MultiExitDisc(7), marks])
    assert topology.converge().settled
    for client in ("c2", "c3"):
        route = topology.routers[client].speaker.loc_rib.best("198.51.100.0/24")
        assert route is not None
        assert route.attributes.as_path_text == str(origin.config.local_as)
        assert str(route.next_hop) == "192.168.0.2"
        assert route.attributes.med == 7
        assert route.attributes.large_communities == marks.communities


def test_leaf_spine_shares_the_load() -> None:
    """RFC 7938 §6.1: a leaf uses the paths through all spines, and goes on with those that are."""
    topology = leaf_spine(4, 3)
    assert topology.converge().settled
    target = topology.prefixes["leaf2"]
    assert topology.equal_paths("leaf1", target) == ["spine1", "spine2", "spine3"]
    topology.cut("leaf2", "spine2")
    topology.network.run(1)
    assert topology.equal_paths("leaf1", target) == ["spine1", "spine3"]
    topology.repair("leaf2", "spine2")
    assert topology.network.run_until(topology.network.established)
    topology.network.run(5)
    assert topology.equal_paths("leaf1", target) == ["spine1", "spine2", "spine3"]
    # RFC 7938 §5.2.1: spines have one AS number, so that no path goes up twice.
    for table in topology.tables().values():
        assert all(text.split().count("64512") <= 1 for text in table.values())


def test_med_oscillation() -> None:
    """RFC 3345: two clusters whose choice goes around for ever, and what stops it."""
    topology = med_oscillation()
    report = topology.converge(quiet=1, limit=3)
    assert not report.settled
    router = topology.routers["a"]
    chosen: list[str] = []
    router.on_event = lambda event: chosen.append(sources(topology, "a")[MED_OSCILLATION_PREFIX])
    topology.network.run(1)
    # It goes from b to c and back, as long as one looks.
    assert set(chosen) == {"b", "c"}
    changes = sum(before != after for before, after in pairwise(chosen))
    assert changes > 10


def test_comparing_all_meds_stops_the_oscillation() -> None:
    """RFC 3345 §4.2.3: compared whatever the neighbouring AS, MULTI_EXIT_DISC is an ordering."""
    report = med_oscillation(always_compare_med=True).converge(quiet=10, limit=60)
    assert report.settled
    assert report.tables["a"][MED_OSCILLATION_PREFIX] == "10 from d"


def test_all_paths_stop_the_oscillation() -> None:
    """RFC 7964 §3: who hears of all paths chooses the same as who hears of all the time."""
    report = med_oscillation(add_paths=True).converge(quiet=10, limit=60)
    assert report.settled
    assert report.tables["a"][MED_OSCILLATION_PREFIX] == "6 from b"
    assert report.tables["d"][MED_OSCILLATION_PREFIX] == "6 from a"


def test_graceful_shutdown_loses_nothing() -> None:
    """RFC 8326 §3: a spine that is taken out of service first loses its traffic, then its sessions.

    No leaf is ever without a route to another one.
    """
    topology = leaf_spine(3, 2)
    assert topology.converge().settled
    leaves = [topology.routers[f"leaf{number}"] for number in (1, 2, 3)]
    changes: list[BestChanged] = []
    for leaf in leaves:
        leaf.on_event = lambda event: (
            changes.append(event) if isinstance(event, BestChanged) else None
        )
    spine = topology.routers["spine1"]
    spine.speaker.shut_down_gracefully(topology.network.now)
    topology.network.settle(spine)
    topology.network.run(5)
    for number in (1, 2, 3):
        found = sources(topology, f"leaf{number}")
        assert set(found.values()) == {f"leaf{number}", "spine2"}
        assert len(found) == 3
    assert topology.network.established()
    moved = len(changes)
    assert moved >= 6
    spine.speaker.stop(topology.network.now, "maintenance")
    topology.network.settle(spine)
    topology.network.run(5)
    # Nothing was lost on the way, and nothing depended on the sessions any more.
    assert all(event.change.new is not None for event in changes)
    assert len(changes) == moved
    assert all(len(topology.tables()[f"leaf{number}"]) == 3 for number in (1, 2, 3))


def test_messages_are_counted() -> None:
    """What a report says of messages is what the sessions counted."""
    topology = full_mesh(3)
    report = topology.converge()
    sent = sum(node.session.log.sent[messages.UPDATE] for node in topology.network.nodes)
    received = sum(node.session.log.received[messages.UPDATE] for node in topology.network.nodes)
    assert report.messages["UPDATE"] == sent == received
    assert report.octets >= 19 * sum(report.messages.values())


def test_a_report_counts_what_is_new() -> None:
    """What a failure costs is not added to what it took to come up; nothing happens twice."""
    topology = leaf_spine(leaves=3, spines=2)
    first = topology.converge()
    octets = topology.network.octets
    assert first.octets == octets
    quiet = topology.converge()
    assert quiet.messages["UPDATE"] == quiet.messages["OPEN"] == 0
    assert quiet.convergence_time == 0
    topology.cut("leaf1", "spine1")
    failure = topology.converge()
    assert 0 < failure.messages["UPDATE"] < first.messages["UPDATE"]
    assert first.octets + quiet.octets + failure.octets == topology.network.octets
    assert len(repr(failure)) < 300


def test_names_that_nobody_has() -> None:
    """Are told, with those that somebody has."""
    topology = full_mesh(2)
    first, second = topology.routers
    for call in (topology.link, topology.wire, topology.cut):
        for names in (("nobody", first), (first, "nobody")):
            with pytest.raises(LocalError, match=f"no router nobody; there are {first}, {second}"):
                call(*names)


def test_whether_a_router_originates_is_no_prefix() -> None:
    """A prefix of one's own is announced by `Speaker.originate`, and was passed over here."""
    wrong: Any = "198.51.100.0/24"
    with pytest.raises(LocalError, match="originates"):
        Topology(Network()).add("one", 65001, originates=wrong)


def test_more_routers_than_192_168_has_addresses() -> None:
    """CAIDA knows more than 65,535 ASes, and each has a router, an identifier and a prefix."""
    topology = Topology(Network())
    first = topology.add("first", 64512)
    topology.routers.update(dict.fromkeys(map(str, range(65_534)), first))
    last, more = topology.add("last", 64513), topology.add("more", 64514)
    identifiers = [
        address_text(each.speaker.config.identifier.to_bytes(4, "big"))
        for each in (first, last, more)
    ]
    assert identifiers == ["192.168.0.1", "192.169.0.0", "192.169.0.1"]
    assert list(topology.prefixes.values()) == ["10.0.1.0/24", "11.0.0.0/24", "11.0.1.0/24"]


@pytest.mark.parametrize("quiet", [0, -1.0])
def test_nothing_settles_in_no_time(quiet: float) -> None:
    """It was called settled before anything had happened."""
    with pytest.raises(LocalError, match="quiet"):
        full_mesh(2).converge(quiet=quiet)


def test_who_shares_no_load_because_nobody_has_the_name() -> None:
    """Names that there are stand in the message, as everywhere."""
    with pytest.raises(LocalError, match="no router nobody; there are spine1, leaf1"):
        leaf_spine(1, 1).equal_paths("nobody", "10.0.0.0/8")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: full_mesh(-3), "count is -3, it must be at least 0"),
        (lambda: full_mesh("3"), "count is '3'"),  # type: ignore[arg-type]  # the mistake
        (lambda: route_reflector(2, -1), "reflectors is -1"),
        (lambda: route_reflector(2.0), "clients is 2.0"),  # type: ignore[arg-type]  # the mistake
        (lambda: route_server(-1), "clients is -1"),
        (lambda: leaf_spine(2, -1), "spines is -1"),
        (lambda: confederation(0), "members is 0, it must be at least 1"),
        (lambda: confederation(2, 0), "routers is 0"),
        (lambda: route_server(1, left_peer="mrai"), "left_peer is 'mrai'"),
    ],
)
def test_how_many_there_are_to_be(make: Callable[[], Topology], message: str) -> None:
    """What is no number of routers is refused by its name."""
    with pytest.raises(LocalError, match=message):
        make()


@pytest.mark.parametrize(
    ("topology", "left", "right", "field"),
    [
        (lambda **link: full_mesh(2, **link), "r1", "r2", None),
        (lambda **link: route_reflector(1, **link), "rr1", "c1", "route_reflector_client"),
        (lambda **link: route_server(1, **link), "rs", "c1", "route_server_client"),
        (lambda **link: leaf_spine(1, 1, **link), "leaf1", "spine1", "import_policy"),
        (med_oscillation, "a", "b", "route_reflector_client"),
        (lambda **link: gao_rexford(["1|2|-1"], **link), "AS1", "AS2", "role"),
    ],
)
def test_fields_of_peers_are_added_to_those_of_a_topology(
    topology: Callable[..., Topology], left: str, right: str, field: str | None
) -> None:
    """What a topology says of its ends stays, unless a program says something else."""
    made = topology(left_peer={"mrai": 7.0}, right_peer={"mrai": 8.0})
    near, far = made.wire(left, right).left.peer, made.wire(left, right).right.peer
    assert near is not None
    assert far is not None
    assert (near.config.mrai, far.config.mrai) == (7.0, 8.0)
    assert field is None or getattr(near.config, field)
    if field == "role":
        assert far.config.passive
        other = topology(left_peer={"role": None}).wire(left, right).left.peer
        assert other is not None
        assert other.config.role is None


def test_of_what_nobody_sent_there_were_none() -> None:
    """The count of a type of message is 0, and that of what is no type is a mistake."""
    report = full_mesh(2, right_peer={"passive": True}).converge()
    assert report.messages["NOTIFICATION"] == 0
    assert "NOTIFICATION" not in report.messages
    assert Network().messages()["UPDATE"] == 0
    with pytest.raises(KeyError):
        report.messages["NOTIFICATIONS"]
