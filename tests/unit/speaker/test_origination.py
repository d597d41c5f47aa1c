"""What a program says of its own routes: destinations, next hops, and what cannot be meant."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import AsPath, NextHop, Origin
from bgplib.errors import BGPError, EncodeError, LocalError, ParseError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, evpn
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.policy import REJECT_ALL, Action, Policy, Statement
from bgplib.policy.modifiers import SetNextHop
from bgplib.route import Route
from bgplib.speaker import Speaker, SpeakerConfig
from bgplib.values.next_hop import NextHop as HopOctets
from bgplib.values.prefix import Prefix
from tests.unit.speaker.world import World

PREFIX, PREFIX6 = "198.51.100.0/24", "2001:db8:1::/48"
V4, V6, VPN = Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_VPN
VPN6, LABELED6 = Family.IPV6_VPN, Family.IPV6_LABELED
EVPN, FLOWS = Family.L2VPN_EVPN, Family.IPV4_FLOWSPEC
FLOW = FlowSpecNlri.parse("destination 198.51.100.7/32 protocol udp")
MULTICAST = evpn.parse("multicast 192.0.2.1 etag 0 rd 65001:1")
IN_VPN = VpnNlri.parse("65000:1:10.0.0.0/8 label 100")
IN_VPN6 = VpnNlri.parse("65000:1:2001:db8:1::/48 label 100")
LABELED = LabeledNlri.parse("2001:db8:1::/48 label 100")


def alone() -> Speaker:
    """Return a speaker without peers."""
    return Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.1"))


def two(other_as: int, **fields: Any) -> tuple[World, Speaker, Speaker]:
    """Return two speakers with a session, of one AS or of two."""
    world = World()
    first, second = world.speaker(65001, 1), world.speaker(other_as, 2)
    world.link(first, second, families=(V4, V6, VPN, VPN6, LABELED6, EVPN), left_side=fields)
    world.start()
    return world, first, second


@pytest.mark.parametrize("other_as", [65001, 65002])
@pytest.mark.parametrize(
    ("destination", "family", "named", "told"),
    [
        (PREFIX, V4, "192.0.2.77", "192.0.2.77"),
        (PREFIX6, V6, "2001:db8::77", "2001:db8::77"),
        (IN_VPN, VPN, "192.0.2.77", "192.0.2.77 rd 0:0"),
        (IN_VPN, VPN, "192.0.2.77 rd 1:1", "192.0.2.77 rd 1:1"),
        (IN_VPN6, VPN6, "192.0.2.77", "::ffff:192.0.2.77 rd 0:0"),
        (IN_VPN6, VPN6, "2001:db8::77", "2001:db8::77 rd 0:0"),
        (LABELED, LABELED6, "192.0.2.77", "::ffff:192.0.2.77"),
        (MULTICAST, EVPN, "2001:db8::77", "2001:db8::77"),
    ],
)
def test_a_next_hop_that_is_named_is_told(
    other_as: int, destination: str | Nlri, family: Family, named: str, told: str
) -> None:
    """To internal and external peers alike, in the form that the family has."""
    world, first, second = two(other_as)
    first.originate(destination, world.now, family=family, next_hop=named)
    world.settle()
    (route,) = second.loc_rib.routes(family)
    assert str(route.next_hop) == told


@pytest.mark.parametrize(
    ("destination", "family", "named"),
    [
        (PREFIX6, V6, "192.0.2.77"),
        (IN_VPN, VPN, "0x" + "00" * 20),  # an IPv6 address and half a distinguisher
        (PREFIX, V4, "0x0102"),
        (MULTICAST, EVPN, "192.0.2.77 rd 1:1"),
    ],
)
def test_a_next_hop_of_another_family_is_refused(
    destination: str | Nlri, family: Family, named: str
) -> None:
    """No peer could read the UPDATE that has it."""
    speaker = alone()
    with pytest.raises(LocalError, match=f"is no next hop of {family}"):
        speaker.originate(destination, 0.0, family=family, next_hop=named)
    assert len(speaker.rib) == 0


def test_an_ipv4_next_hop_of_ipv6_is_told_its_form() -> None:
    """RFC 4291 §2.5.5.2: and the form that is named is taken."""
    speaker = alone()
    with pytest.raises(LocalError, match=r"; as an IPv4-mapped address it is: (\S+)$") as caught:
        speaker.originate(PREFIX6, 0.0, next_hop="192.0.2.1")
    named = str(caught.value).rpartition(" ")[2]
    update = Update.announce(
        [PREFIX6], family=V6, next_hop="192.0.2.1", attributes=[Origin(0), AsPath(())]
    )
    with pytest.raises(EncodeError, match=rf"address it is: {named}$"):
        update.encode()
    speaker.originate(PREFIX6, 0.0, next_hop=named)
    assert [str(route.next_hop) for route in speaker.loc_rib] == ["::ffff:192.0.2.1"] == [named]
    with pytest.raises(LocalError, match=f"is no next hop of {V4}$"):
        speaker.originate(PREFIX, 0.0, next_hop="0x0102")


def test_an_ipv6_next_hop_goes_to_who_agreed_to_it() -> None:
    """RFC 8950 §4: and `explain` says why others are not told of the route."""
    world = World()
    first, second, third = (world.speaker(65000 + number, number) for number in (1, 2, 3))
    world.link(first, second, extended_next_hop=[(V4, 2)])
    world.link(first, third)
    world.start()
    first.originate(PREFIX, world.now, next_hop="2001:db8::77")
    world.settle()
    assert [str(route.next_hop) for route in second.loc_rib] == ["2001:db8::77"]
    assert list(third.loc_rib) == []
    assert "takes no next hop such as 2001:db8::77" in str(first.explain(PREFIX))


@pytest.mark.parametrize("other_as", [65001, 65002])
def test_policy_sets_next_hops_in_the_form_of_the_family(other_as: int) -> None:
    """One policy for several families breaks none of them: what cannot be written is not told."""
    setting = Policy(
        name="elsewhere",
        statements=[Statement(name="all", modifiers=SetNextHop("192.0.2.77"))],
        default=Action.ACCEPT,
    )
    world, first, second = two(other_as, export_policy=setting)
    for destination, family in ((PREFIX, V4), (PREFIX6, V6), (IN_VPN, VPN), (MULTICAST, EVPN)):
        first.originate(destination, world.now, family=family)
    world.settle()
    assert [(str(route.family), str(route.next_hop)) for route in second.loc_rib] == [
        ("ipv4-unicast", "192.0.2.77"),
        ("ipv4-vpn", "192.0.2.77 rd 0:0"),
        ("l2vpn-evpn", "192.0.2.77"),
    ]
    assert "takes no next hop such as 192.0.2.77" in str(first.explain(PREFIX6))
    assert all(peer.is_established for peer in first.peers.values())


@pytest.mark.parametrize(
    ("destination", "family", "complaint"),
    [
        (None, None, "is no destination"),
        (5, V4, "is no destination"),
        (FLOW, None, "none was given"),
        (
            "macadv 00:00:5e:00:53:01 192.0.2.1",
            None,
            "`family=` has to say of which",
        ),
        (FLOW, V4, "is no NLRI of ipv4-unicast"),
        (FLOW, EVPN, "is no NLRI of l2vpn-evpn"),
        (FLOW, Family.IPV6_FLOWSPEC, "no component"),
        (MULTICAST, VPN, "is no NLRI of ipv4-vpn"),
        (IN_VPN, VPN6, "has no place in ipv6-vpn"),
        (PREFIX, 5, "5 is no Family"),
        (PREFIX, "epvn", "'epvn' is not an address family"),
        ("macadv 00:00:5e:00:53:01", "evpn", "ends before the ip"),
        ("10.0.0.0/8", "ipv4-flowspec", "is not a flow specification"),
        (PREFIX, V6, "is no destination of ipv6-unicast"),
    ],
)
def test_what_is_no_destination(destination: Any, family: Any, complaint: str) -> None:
    """Each is refused with a sentence, by all that take a destination."""
    speaker = alone()
    with pytest.raises(BGPError, match=complaint):
        speaker.originate(destination, 0.0, family=family)
    with pytest.raises(BGPError, match=complaint):
        speaker.withdraw(destination, 0.0, family=family)
    with pytest.raises(BGPError, match=complaint):
        speaker.explain(destination, family)
    with pytest.raises(BGPError, match=complaint):
        speaker.loc_rib.best(destination, family)


@pytest.mark.parametrize(
    "rule",
    [
        "match destination 198.51.100.7/32 protocol udp then discard",
        "match { destination 198.51.100.7/32; protocol udp; } then { rate-limit 0; }",
    ],
)
def test_a_rule_does_not_lose_its_action(rule: str) -> None:
    """RFC 8955 §7: without an action packets are accepted, so that the text is not taken for one.

    Who withdraws a rule, or asks for it, need not take the end off.
    """
    speaker = alone()
    with pytest.raises(LocalError, match="goes into `attributes`"):
        speaker.originate(rule, 0.0, family="ipv4-flowspec")
    speaker.originate(FLOW, 0.0, family="ipv4-flowspec")
    assert speaker.loc_rib.best(rule, FLOWS) is not None
    assert speaker.withdraw(rule, 0.0, family="ipv4-flowspec")


@pytest.mark.parametrize(
    ("destination", "family"),
    [(PREFIX, V4), (FLOW, FLOWS), (MULTICAST, EVPN), (IN_VPN, VPN), (LABELED, LABELED6)],
)
def test_events_say_which_destination(destination: str | Nlri, family: Family) -> None:
    """A line of a log names it as `str` does, in each family."""
    speaker = Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.1", best_changes=True))
    speaker.originate(destination, 0.0, family=family)
    assert [str(event) for event in speaker.events()] == [
        f"Change {destination}: nothing to ourselves"
    ]
    assert [route.destination for route in speaker.loc_rib] == [str(destination)]
    speaker.withdraw(destination, 0.0, family=family)
    assert [str(event) for event in speaker.events()] == [
        f"Change {destination}: ourselves to nothing"
    ]


def test_what_has_no_next_hop_is_not_our_own() -> None:
    """RFC 8955 §4: flow specifications come without a next hop, whoever announces them."""
    world = World()
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    world.link(first, second, families=(V4, FLOWS), validate_flows=False)
    world.start()
    first.originate(FLOW, world.now, family=FLOWS)
    world.settle()
    assert "AS path -, next hop our own" in str(first.explain(FLOW, FLOWS))
    assert "AS path 65001, no next hop" in str(second.explain(FLOW, FLOWS))


def test_a_reason_for_each_policy() -> None:
    """Where several policies decide, ours is not hidden behind the procedures of RFC 9234."""
    ours = Policy(name="ours", statements=Statement(name="all of it"))
    world = World()
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    world.link(
        first,
        second,
        left_side={"export_policy": ours, "role": "provider"},
        right_side={"import_policy": ours, "role": "customer"},
    )
    world.start()
    first.originate(PREFIX, world.now)
    world.settle()
    told = str(first.explain(PREFIX))
    assert "    statement 'all of it' of policy 'ours': accept\n    " in told
    assert "of policy 'roles, out (RFC 9234)': accept" in told
    assert "    import: statement 'all of it' of policy 'ours': accept" in str(
        second.explain(PREFIX)
    )


def test_a_reason_why_policy_tells_nothing() -> None:
    """What policy said is there for who asks, whether it accepted the route or not."""
    world = World()
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    world.link(first, second, left_side={"export_policy": REJECT_ALL})
    world.start()
    first.originate(PREFIX, world.now)
    world.settle()
    report = first.explain(PREFIX)
    ((_, exported),) = report.exports[0].paths
    assert exported.result is not None
    assert not exported.result.accepted
    (shown,) = report.to_json()["exports"][0]["paths"]
    assert shown["policy"] == exported.result.to_json()


def test_next_hops_that_are_none() -> None:
    """A type that is none of an address, and a text that is none."""
    speaker = alone()
    next_hop: Any = 5
    with pytest.raises(LocalError, match="5 is no next hop"):
        speaker.originate(PREFIX, 0.0, next_hop=next_hop)
    with pytest.raises(ParseError):
        speaker.originate(PREFIX, 0.0, next_hop="self")


@pytest.mark.parametrize(("nlri", "family"), [(FLOW, FLOWS), (MULTICAST, EVPN), (IN_VPN, VPN)])
def test_texts_name_families_and_destinations(nlri: Nlri, family: Family) -> None:
    """Where values do, their texts do: the same route is meant."""
    speaker = alone()
    speaker.originate(str(nlri), 0.0, family=str(family))
    best = speaker.loc_rib.best(str(nlri), str(family))
    assert best is not None
    assert best.nlri == nlri
    assert speaker.loc_rib.best(nlri, family) == best
    assert list(speaker.loc_rib.routes(str(family))) == [best]
    assert str(speaker.explain(str(nlri), str(family))) == str(speaker.explain(nlri, family))
    assert speaker.withdraw(str(nlri), 0.0, family=str(family))
    assert speaker.loc_rib.best(nlri, family) is None


@pytest.mark.parametrize(("nlri", "family"), [(FLOW, FLOWS), (MULTICAST, EVPN), (IN_VPN, VPN)])
def test_nlri_name_destinations(nlri: Nlri, family: Family) -> None:
    """What was originated can be asked for and withdrawn by the same value."""
    speaker = alone()
    speaker.originate(nlri, 0.0, family=family)
    best = speaker.loc_rib.best(nlri, family)
    assert isinstance(best, Route)
    assert best.nlri == nlri
    assert str(nlri) in str(speaker.explain(nlri, family))
    assert [route.nlri for route in speaker.rib.routes(nlri, family)] == [nlri]
    assert speaker.withdraw(nlri, 0.0, family=family)
    assert speaker.loc_rib.best(nlri, family) is None


def test_why_peers_are_told_nothing() -> None:
    """`explain` names every peer, and what stands between it and the family."""
    world = World()
    first, second, third, fourth, fifth = (
        world.speaker(65000 + number, number) for number in (1, 2, 3, 4, 5)
    )
    world.link(first, second)
    world.link(first, third, left_side={"families": (V4, V6)})
    down, _ = world.link(first, fourth, families=(V6,))
    world.link(
        first,
        fifth,
        families=(V6,),
        left_side={"orf_receive": (V6,)},
        right_side={"orf_send": (V6,)},
    )
    world.unplug(down)
    world.start()
    first.originate(PREFIX6, world.now, next_hop="2001:db8::1")
    world.settle()
    report = first.explain(PREFIX6)
    assert {each.peer: (each.told, each.silence) for each in report.exports} == {
        "192.0.2.2": (False, "ipv6-unicast is not among its families"),
        "192.0.2.3": (False, "ipv6-unicast was not agreed on"),
        "192.0.2.4": (False, f"the session is in {down.state.text}"),
        "192.0.2.5": (False, "it has yet to send its outbound route filters (RFC 5291 §6)"),
    }
    assert "192.0.2.2 is told nothing\n    ipv6-unicast is not among its families" in str(report)
    assert report.to_json()["exports"][0]["silence"] == "ipv6-unicast is not among its families"


def test_peers_are_told_nothing_while_we_wait_for_others() -> None:
    """RFC 4724 §4.1: after our own restart, until all have sent their tables."""
    world = World()
    first, second, third = (world.speaker(65000 + number, number) for number in (1, 2, 3))
    world.link(first, second)
    late, _ = world.link(first, third)
    world.unplug(late)
    second.start(0.0)
    first.start(0.0, restarted=True)
    first.originate(PREFIX, 0.0)
    world.settle()
    export = first.explain(PREFIX).exports[0]
    assert export.silence == "peers have yet to send their tables after our restart (RFC 4724 §4.1)"
    world.wait(first.config.selection_deferral_time)
    assert first.explain(PREFIX).exports[0].told


def originated(destination: Any = PREFIX, **fields: Any) -> Route:
    """Return a route of our own, as the RIB has it."""
    speaker = alone()
    speaker.originate(destination, 0.0, **fields)
    (route,) = speaker.loc_rib.routes(fields.get("family", V4))
    return route


def test_what_is_not_said_of_a_route_is_that_it_is_ours() -> None:
    """RFC 4271 §5.1.1: IGP, since it is interior to our AS; §5.1.2: an AS_PATH that is empty."""
    block = originated().attributes
    assert (block.origin, block.as_path) == (0, ())


def test_what_is_said_of_a_route_stays() -> None:
    """An ORIGIN and an AS_PATH of the program's own, and the next hop in one of three forms."""
    attributes = [Origin(2), AsPath.parse("65009"), NextHop.parse("192.0.2.77")]
    block = originated(attributes=attributes).attributes
    assert (block.origin, block.as_path_text) == (2, "65009")
    for fields in (
        {"attributes": attributes},
        {"next_hop": bytes((192, 0, 2, 77))},
        {"next_hop": HopOctets(bytes((192, 0, 2, 77)))},
    ):
        assert str(originated(**fields).next_hop) == "192.0.2.77"


def test_a_route_names_its_destination() -> None:
    """With family, key and labels, as it was found in another RIB."""
    route = originated(LABELED, family=LABELED6)
    again = originated(route, family=LABELED6)
    assert (again.family, again.key, again.nlri) == (LABELED6, route.key, LABELED)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("attributes", 5, "attributes is 5"),
        ("weight", "7", "weight is '7'"),
        ("weight", 7.0, "weight is 7.0"),
    ],
)
def test_what_cannot_be_said_of_a_route(field: str, value: Any, complaint: str) -> None:
    """The caller's mistake is told where it is made, and nothing is originated."""
    speaker = alone()
    with pytest.raises(LocalError, match=complaint):
        speaker.originate(PREFIX, 0.0, **{field: value})
    assert len(speaker.rib) == 0


def test_what_is_in_the_loc_rib() -> None:
    """A destination is in it while there is a best route, and a route while it is that one."""
    speaker = Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.1"))
    assert "198.51.100.0/24" not in speaker.loc_rib
    speaker.originate("198.51.100.0/24", 0.0)
    before = speaker.loc_rib.best("198.51.100.0/24")
    assert before is not None
    for destination in ("198.51.100.0/24", Prefix.parse("198.51.100.0/24"), (V4, before.key)):
        assert destination in speaker.loc_rib
    assert before in speaker.loc_rib
    assert "198.51.100.0/25" not in speaker.loc_rib
    assert 7 not in speaker.loc_rib
    with pytest.raises(ParseError, match="family="):
        assert "nonsense" in speaker.loc_rib
    speaker.originate("198.51.100.0/24", 0.0, attributes=[AsPath.parse("65005")])
    assert before not in speaker.loc_rib
    speaker.withdraw("198.51.100.0/24", 0.0)
    assert "198.51.100.0/24" not in speaker.loc_rib
