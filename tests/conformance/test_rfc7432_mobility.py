"""RFC 7432 §15: where a MAC address is, read off routes, and as a step of the decision process."""

from __future__ import annotations

from itertools import permutations

import attrs
import pytest

from bgplib import ExtendedCommunities
from bgplib.attributes import AsPath, AttributeBlock, LocalPref, Origin
from bgplib.attributes.extended_communities import MacMobility
from bgplib.context import SessionType
from bgplib.decision import FRR, RFC4271, DecisionProcess
from bgplib.decision.evpn import MAC_MOBILITY, MacRoute, best_mac_route, local_mobility
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.nlri import Nlri, evpn
from bgplib.route import Path, Source
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from tests.unit.speaker.world import World

EVPN = Family.L2VPN_EVPN
MAC = "macadv 00:00:5e:00:53:01 10.0.0.1 etag 0 label 1000 rd 65000:100"
FLOOD = "multicast 192.0.2.9 etag 0 rd 65000:100"
SEGMENT = "00:11:22:33:44:55:66:77:88:99"
PROCESS = RFC4271.inserting(MAC_MOBILITY, before="highest weight")


def path(number: int, marks: str = "", *, esi: str = "", nlri: str = MAC) -> Path:
    """Return a path by way of an internal peer, whose PE is the lower the higher the number."""
    source = Source(
        address=f"192.0.2.{number}",
        asn=65000,
        identifier=f"10.0.0.{number}",
        session=SessionType.INTERNAL,
    )
    values = [Origin(0), AsPath(()), LocalPref(100)]
    if marks:
        values.append(ExtendedCommunities.parse(marks))
    route: Nlri = evpn.parse(nlri)
    if esi and isinstance(route, evpn.MacIpAdvertisement):
        route = attrs.evolve(route, esi=EthernetSegmentId.parse(esi))
    return Path(source, AttributeBlock.of(values), f"198.18.0.{100 - number}", nlri=route)


def best(*paths: Path, process: DecisionProcess = PROCESS) -> int:
    """Return the number of the path that is chosen, in whatever order they came."""
    chosen = {process.select(some) for some in permutations(paths)}
    chosen |= {process.under().select(some) for some in permutations(paths)}
    (one,) = chosen
    assert one is not None
    return one.source.address[-1]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("", "mac-mobility:1"), 2),
        (("mac-mobility:7", "mac-mobility:8"), 2),
        (("mac-mobility:8", "mac-mobility:7"), 1),
        (("mac-mobility:4294967295", "mac-mobility:0"), 2),
        (("mac-mobility:0:sticky", "mac-mobility:9"), 1),
        (("mac-mobility:1", "mac-mobility:3", "mac-mobility:2"), 2),
        # Each comes after the one before, and the first after the last.
        (("mac-mobility:0", "mac-mobility:1500000000", "mac-mobility:3000000000"), 3),
    ],
)
def test_15_the_step_takes_the_latest(marks: tuple[str, ...], expected: int) -> None:
    """§15: "a higher sequence number", "scenarios in which sequence number wraparound occurs"."""
    assert best(*(path(number, each) for number, each in enumerate(marks, 1))) == expected


@pytest.mark.parametrize("marks", ["", "mac-mobility:5"])
def test_15_then_the_lowest_address_of_a_pe(marks: str) -> None:
    """§15: "the route advertised by the PE with the lowest IP address"."""
    assert best(path(1, marks), path(2, marks), path(3, marks)) == 3
    assert best(path(1, marks), path(2, marks), process=RFC4271) == 1


def test_15_not_on_one_segment() -> None:
    """§15: "with the same sequence number but different Ethernet segment identifiers"."""
    assert best(path(1, esi=SEGMENT), path(2, esi=SEGMENT)) == 1
    assert best(path(1, esi=SEGMENT), path(2, esi=SEGMENT), path(3)) == 3
    # A static address comes first there, too (§7.7).
    moving, static = "mac-mobility:9", "mac-mobility:9:sticky"
    assert best(path(1, moving, esi=SEGMENT), path(2, static, esi=SEGMENT)) == 2


def test_15_other_routes_have_no_mobility() -> None:
    """The step looks at MAC/IP Advertisement routes alone."""
    assert best(path(1, nlri=FLOOD), path(2, "mac-mobility:9", nlri=FLOOD)) == 1


@pytest.mark.parametrize("process", [RFC4271, FRR])
def test_15_no_preset_has_the_step(process: DecisionProcess) -> None:
    """§7.9: a distinguisher is of one MAC-VRF, so routes of two PEs do not meet, as a rule."""
    old, new = path(1), path(2, "mac-mobility:1")
    assert best(old, new, process=process) == 1


def test_15_the_step_says_why() -> None:
    """Both operands stand in the explanation."""
    text = str(
        PROCESS.explain([path(1), path(2, "mac-mobility:1"), path(3, "mac-mobility:0:sticky")])
    )
    assert "MAC mobility (RFC 7432 §15): 3 wins with static" in text
    assert "2 is out: sequence 1 against static" in text


def test_15_where_a_route_says_that_an_address_is() -> None:
    """§15, of routes with several distinguishers: what `best_mac_route` asks is read off."""
    routes = [path(1, "rt:65000:1 mac-mobility:2"), path(2), path(3, esi=SEGMENT)]
    made = [MacRoute.of(each) for each in routes]
    assert made == [
        MacRoute(
            esi=EthernetSegmentId.SINGLE_HOMED,
            pe=bytes((198, 18, 0, 99)),
            mobility=MacMobility(sequence=2),
        ),
        MacRoute(esi=EthernetSegmentId.SINGLE_HOMED, pe=bytes((198, 18, 0, 98))),
        MacRoute(esi=EthernetSegmentId.parse(SEGMENT), pe=bytes((198, 18, 0, 97))),
    ]
    assert best_mac_route(made) == made[0]
    with pytest.raises(LocalError, match="is no MAC/IP Advertisement route"):
        MacRoute.of(path(1, nlri=FLOOD))


@pytest.mark.parametrize(("number", "is_own"), [(1, True), (3, False)])
def test_15_our_own_address_is_compared_with_that_of_the_other_pe(
    number: int, *, is_own: bool
) -> None:
    """§15: who originates with the same number "will select the lowest IP"."""
    world = World()
    ours, theirs = (world.speaker(65000, each, process=PROCESS) for each in (number, 2))
    world.link(ours, theirs, families=[EVPN])
    world.start()
    for speaker in (theirs, ours):
        speaker.originate(MAC, world.now, family=EVPN)
    world.settle()
    route = ours.loc_rib.best(MAC, EVPN)
    assert route is not None
    assert route.source.local is is_own


def test_15_a_speaker_lets_its_own_route_go() -> None:
    """§15: who receives a higher number "withdraws its MAC/IP Advertisement route"."""
    world = World()
    ours, theirs = (world.speaker(65000, number, process=PROCESS) for number in (1, 2))
    world.link(ours, theirs, families=[EVPN])
    world.start()
    ours.originate(MAC, world.now, family=EVPN)
    world.settle()
    (received,) = theirs.loc_rib.routes(EVPN)
    mobility = local_mobility(EthernetSegmentId.SINGLE_HOMED, [MacRoute.of(received)])
    assert mobility == MacMobility(sequence=1)
    marks = ExtendedCommunities((mobility,))
    theirs.originate(MAC, world.now, family=EVPN, attributes=[marks])
    world.settle()
    for speaker, is_own in ((ours, False), (theirs, True)):
        route = speaker.loc_rib.best(MAC, EVPN)
        assert route is not None
        assert route.source.local is is_own
    assert not list(ours.adj_rib_out(next(iter(ours.peers)), EVPN))
