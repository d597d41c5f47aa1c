"""RFC 8955: flow specifications, their order, their validation and actions, clause by clause."""

from __future__ import annotations

import functools

import attrs
import pytest

from bgplib.attributes import extended_communities as kinds
from bgplib.attributes.extended_communities import (
    ExtendedCommunity,
    TrafficAction,
    TrafficMarking,
    TrafficRate,
)
from bgplib.capabilities import Multiprotocol
from bgplib.context import Context, SessionType
from bgplib.decision import RFC4271, DecisionContext
from bgplib.errors import EncodeError, LocalError
from bgplib.findings import Treatment
from bgplib.iana.families import SAFI_UNICAST, Family
from bgplib.messages.decoder import decode
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.flowspec import (
    BitmaskComponent,
    BitmaskTerm,
    FlowSpecNlri,
    NumericComponent,
    NumericTerm,
    flow_rule_cmp,
)
from bgplib.rib import Rib, flow_problem
from bgplib.route import Path, Route, Source
from bgplib.session.negotiation import negotiate
from bgplib.values.prefix import Prefix
from tests.conformance.flow_rules import V4, announced, read, refused, rule, written
from tests.conformance.updates import texts, treatment
from tests.unit.decision.paths import block

DESTINATION = "01 18 c00002"  # destination 192.0.2.0/24
PORT_80 = "04 81 50"


# -- §4: the family, and what carries it -----------------------------------------------------------


def test_4_no_next_hop_is_sent() -> None:
    """§4: "the Length of the Next-Hop Network Address MUST be set to 0"."""
    update = Update.build(
        attributes=block("65001"), announced=[NlriGroup.of(V4, [rule(DESTINATION)])]
    )
    found = decode(update.encode())
    assert isinstance(found, Update)
    assert found.announced[0].next_hop_octets == b""
    assert b"\x80\x0e\x0b\x00\x01\x85\x00\x00" in update.encode()


def test_4_a_next_hop_is_ignored() -> None:
    """§4: "The Network Address of the Next-Hop field MUST be ignored", resolvable or not."""
    found = announced(DESTINATION, hop=bytes((192, 0, 2, 9)))
    assert (found.findings, texts(found.announced)) == ((), ["destination 192.0.2.0/24"])
    nowhere = DecisionContext(resolve=lambda _: None)
    source = Source(address="192.0.2.1", asn=65001)
    (nlri,) = found.announced[0].nlri
    flow = Path(source, found.attributes, bytes((192, 0, 2, 9)), nlri=nlri)
    assert RFC4271.select([flow], nowhere) is flow
    assert RFC4271.select([flow.replace(nlri=None)], nowhere) is None


def opened(*families: Family) -> Open:
    """Make an OPEN that offers families."""
    return Open.build(
        asn=65001,
        hold_time=90,
        identifier="192.0.2.1",
        capabilities=[Multiprotocol(each) for each in families],
    )


@pytest.mark.parametrize(
    ("family", "numbers"),
    [(V4, (1, 133)), (Family.IPV4_FLOWSPEC_VPN, (1, 134))],
)
def test_4_it_is_offered_and_agreed_on(family: Family, numbers: tuple[int, int]) -> None:
    """§4: Multiprotocol Extension Capability of "(AFI=1, SAFI=133)" and "(AFI=1, SAFI=134)"."""
    assert family == Family(*numbers)
    assert negotiate(opened(family), opened(family)).families == frozenset({family})


def test_4_without_agreement_the_routes_are_ignored() -> None:
    """§4: those who did not exchange the capability do not exchange flow specifications."""
    agreed = negotiate(opened(V4, Family.IPV4_UNICAST), opened(Family.IPV4_UNICAST)).families
    assert agreed == frozenset({Family.IPV4_UNICAST})
    found = announced(DESTINATION, context=Context(families=agreed))
    assert found.announced == ()
    assert [finding.rfc for finding in found.findings] == ["RFC 4760 §8"]


# -- §4.2: components ------------------------------------------------------------------------------


def test_4_2_components_in_ascending_order() -> None:
    """§4.2: "increasing numerical order", each "exactly once"; ours are put in order."""
    assert read(f"{DESTINATION} {PORT_80}") == "destination 192.0.2.0/24 port ==80"
    shuffled = FlowSpecNlri.parse("port ==80 destination 192.0.2.0/24")
    assert written(shuffled) == bytes.fromhex(f"{DESTINATION} {PORT_80}").hex()


def test_4_2_components_out_of_order() -> None:
    """§4.2: an NLRI "not encoded as specified here" is malformed."""
    assert refused(f"{PORT_80} {DESTINATION}") == "RFC 8955 §4.2"
    assert refused(f"{PORT_80} {PORT_80}") == "RFC 8955 §4.2"
    twice = FlowSpecNlri(components=rule(PORT_80).components * 2)
    with pytest.raises(EncodeError):
        written(twice)


def test_4_2_unknown_components() -> None:
    """§4.2: "an NLRI that contains an unknown component type, is considered malformed"."""
    assert refused(f"{DESTINATION} 0d 81 01") == "RFC 8955 §4.2"
    found = announced("7f 18 c00002")
    assert (found.treatment, found.announced) == (Treatment.SESSION_RESET, ())
    assert (found.findings[0].notification.code, found.findings[0].notification.subcode) == (3, 9)


# -- §4.2.1: operators -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [(5, True), (6, False), (15, True), (20, True), (21, False), (100, True), (101, False)],
)
def test_4_2_1_1_and_binds_stronger_than_or(data: int, expected: bool) -> None:
    """§4.2.1.1: "The AND operator has higher priority than OR": ==5 or >=10&<=20 or ==100."""
    (ports,) = rule("04 01 05 03 0a 45 14 81 64").components
    assert isinstance(ports, NumericComponent)
    assert str(ports) == "port ==5 >=10&<=20 ==100"
    assert ports.matches(data) is expected


def test_4_2_1_1_the_first_and_bit_is_unset() -> None:
    """§4.2.1.1: "MUST be encoded as unset and MUST be treated as always unset on decoding"."""
    odd, plain = rule("04 c1 50"), rule(PORT_80)
    assert odd == plain
    (ports,) = odd.components
    assert isinstance(ports, NumericComponent)
    assert (ports.matches(80), ports.matches(81)) == (True, False)
    made = NumericComponent(4, (NumericTerm.of("==", 80, conjunction=True),))
    assert written(FlowSpecNlri(components=(made,))) == bytes.fromhex(PORT_80).hex()
    assert made.matches(80)


def test_4_2_1_1_a_later_and_bit_counts() -> None:
    """§4.2.1.1: "If set, the operation is a logical AND." It is kept behind the first one."""
    octets = "04 03 0a c5 14"
    assert written(rule(octets)) == bytes.fromhex(octets).hex()
    (ports,) = rule(octets).components
    assert isinstance(ports, NumericComponent)
    assert [ports.matches(each) for each in (9, 10, 20, 21)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        pytest.param("04 89 50", "04 81 50", id="numeric"),
        pytest.param("04 0b 0a cd 14", "04 03 0a c5 14", id="numeric list"),
        pytest.param("09 8d 02", "09 81 02", id="bitmask"),
        pytest.param("0c 84 01", "0c 80 01", id="fragment"),
    ],
)
def test_4_2_1_reserved_bits_are_ignored_and_not_sent(odd: str, plain: str) -> None:
    """§4.2.1.1, §4.2.1.2: "MUST be set to 0 on NLRI encoding and MUST be ignored"."""
    assert rule(odd) == rule(plain)
    assert written(rule(odd)) == bytes.fromhex(plain).hex()


def test_4_2_1_reserved_bits_that_a_program_sets_are_not_sent() -> None:
    """§4.2.1.1: "MUST be set to 0 on NLRI encoding", whoever set them."""
    numeric = FlowSpecNlri(components=(NumericComponent(4, (NumericTerm(0x09, 80),)),))
    assert written(numeric) == "048150"
    bitmask = FlowSpecNlri(components=(BitmaskComponent(9, (BitmaskTerm(0x0D, 2),)),))
    assert written(bitmask) == "098102"


def test_4_2_1_bits_with_a_meaning_are_kept() -> None:
    """§4.2.1: lt, gt, eq, NOT and Match are no reserved bits."""
    for octets in ("048750", "048650", "098302", "09c202"):
        expected = octets.replace("09c2", "0982")
        assert written(rule(octets)) == expected


@pytest.mark.parametrize(
    ("operator", "data", "expected"),
    [
        ("81", 0x03, True),
        ("81", 0x02, False),
        ("80", 0x02, True),
        ("80", 0x04, False),
        ("82", 0x04, True),
        ("83", 0x03, False),
    ],
)
def test_4_2_1_2_bitmasks(operator: str, data: int, expected: bool) -> None:
    """§4.2.1.2: "(data AND value) == value"; any of the bits; and the negation of both."""
    (flags,) = rule(f"09 {operator} 03").components
    assert isinstance(flags, BitmaskComponent)
    assert flags.matches(data) is expected


@pytest.mark.parametrize(("octets", "data"), [("09 91 0f02", 0x5F02), ("09 81 02", 0x5F02)])
def test_4_2_2_9_the_data_offset_is_treated_as_0(octets: str, data: int) -> None:
    """§4.2.2.9: "octets 13 and 14 of the TCP header with the data offset [...] treated as 0"."""
    (flags,) = rule(octets).components
    assert isinstance(flags, BitmaskComponent)
    assert flags.matches(data)
    (offset,) = rule("09 90 f000").components
    assert isinstance(offset, BitmaskComponent)
    assert not offset.matches(data)


def test_4_2_2_11_bits_beside_the_dscp() -> None:
    """§4.2.2.11: "All other bits SHOULD be treated as 0."."""
    assert rule("0b 01 ca 81 2e") == rule("0b 01 0a 81 2e")
    (dscp,) = rule("0b 81 ca").components
    assert isinstance(dscp, NumericComponent)
    assert dscp.matches(10)
    odd = FlowSpecNlri(components=(NumericComponent(11, (NumericTerm(0x01, 0xCA),)),))
    assert written(odd) == "0b810a"


def test_4_2_2_12_reserved_bits_of_fragments() -> None:
    """§4.2.2.12: "MUST be set to 0 on NLRI encoding and MUST be ignored during decoding"."""
    assert rule("0c 80 f1") == rule("0c 80 01")
    odd = FlowSpecNlri(components=(BitmaskComponent(12, (BitmaskTerm(0x01, 0xF1),)),))
    assert written(odd) == "0c8101"


def test_4_2_2_12_bits_with_a_name_are_kept() -> None:
    """§4.2.2.12: LF, FF, IsF and DF are no reserved bits."""
    text = "fragment =dont-fragment+is-fragment+first-fragment+last-fragment"
    assert read("0c 81 0f") == text
    assert written(FlowSpecNlri.parse(text)) == "0c810f"


WIDE = {
    "tcp-flags of 4 octets": "09 a1 00000002",
    "tcp-flags of 8 octets": "09 b1 0000000000000002",
    "dscp of 2 octets": "0b 91 000a",
    "dscp of 4 octets, the second": "0b 01 0a a1 0000000a",
    "fragment of 2 octets": "0c 91 0001",
}


@pytest.mark.parametrize("octets", ["09 81 02", "09 91 0102", "0b 81 0a", "0c 81 01"])
def test_4_2_2_values_of_the_right_size(octets: str) -> None:
    """§4.2.2.9, §4.2.2.11, §4.2.2.12: one octet, for TCP flags one or two."""
    assert written(rule(octets)) == bytes.fromhex(octets).hex()


@pytest.mark.parametrize("octets", WIDE.values(), ids=WIDE)
def test_4_2_2_values_that_are_too_wide(octets: str) -> None:
    """§4.2.2.9, §4.2.2.11, §4.2.2.12: others are "not encoded as specified here" (§4.2)."""
    assert refused(octets) == "RFC 8955 §4.2"


@pytest.mark.parametrize(
    "component",
    [
        BitmaskComponent(9, (BitmaskTerm.of("=", 0x10000),)),
        NumericComponent(11, (NumericTerm.of("==", 256),)),
        BitmaskComponent(12, (BitmaskTerm.of("", 256),)),
    ],
)
def test_4_2_2_values_that_are_too_wide_are_not_written(
    component: BitmaskComponent | NumericComponent,
) -> None:
    """§4.2.2.9, §4.2.2.11, §4.2.2.12: "MUST be encoded as" holds for the sender."""
    with pytest.raises(EncodeError):
        written(FlowSpecNlri(components=(component,)))


# -- §5.1: order -----------------------------------------------------------------------------------


def test_5_1_the_order() -> None:
    """§5.1: lower types first, more specific prefixes first, then the lower, then memcmp."""
    ordered = [
        "destination 10.0.0.0/24 port ==80",
        "destination 10.0.0.0/24",
        "destination 10.0.0.0/8 source 10.0.0.0/8",
        "destination 10.0.0.0/8",
        "destination 11.0.0.0/16",
        "source 10.0.0.0/8",
        "protocol ==6",
        "port ==80 ==443",
        "port ==80",
        "port ==81",
        "port >=80",
    ]
    rules = [FlowSpecNlri.parse(text) for text in ordered]
    rules.reverse()
    rules.sort(key=functools.cmp_to_key(flow_rule_cmp))
    assert [str(each) for each in rules] == ordered


def test_5_1_longer_strings_first() -> None:
    """§5.1: "the longest string is considered to have higher precedence"."""
    short = NumericComponent(4, (NumericTerm.of("==", 80),))
    wide = NumericComponent(4, (attrs.evolve(short.terms[0], operator=0x11),))
    a, b = (FlowSpecNlri(components=(each,)) for each in (short, wide))
    assert flow_rule_cmp(a, b) < 0 < flow_rule_cmp(b, a)
    assert flow_rule_cmp(a, a) == 0


# -- §6: validation --------------------------------------------------------------------------------

#: a customer, a provider, and an internal peer
AS1 = Source(address="192.0.2.1", asn=65001, identifier="10.0.0.1")
AS2 = Source(address="192.0.2.2", asn=65002, identifier="10.0.0.2")
INSIDE = Source(address="192.0.2.3", asn=65000, identifier="10.0.0.3", session=SessionType.INTERNAL)
ROUTER = Source(address="192.0.2.4", asn=65000, identifier="10.0.0.4", session=SessionType.INTERNAL)


def table(*rows: tuple[str, Source, str]) -> Rib:
    """Make a RIB of prefix, source and AS path."""
    rib = Rib()
    for prefix, source, path in rows:
        assert rib.announce(
            Family(Prefix.parse(prefix).afi, SAFI_UNICAST),
            prefix,
            source,
            block(path, next_hop="192.0.2.9"),
        )
    return rib


def flow(
    text: str = "destination 10.0.0.0/24",
    source: Source = AS1,
    path: str = "65001",
    *,
    family: Family = V4,
    originator: int | None = None,
) -> Route:
    """Make a route of a flow specification."""
    nlri = FlowSpecNlri.parse(text)
    attributes = block(path, originator_id=originator)
    return Route(family, b"key", Path(source, attributes, b"", nlri=nlri))


def feasible(rib: Rib, route: Route, **rules: bool) -> bool:
    """Say whether nothing speaks against a flow specification."""
    return flow_problem(rib, route, **rules) is None


COVERED = table(("10.0.0.0/16", AS1, "65001 65009"), ("0.0.0.0/0", AS2, "65002"))


def test_6_all_conditions_are_true() -> None:
    """§6: "it is considered feasible if and only if all of the conditions below are true"."""
    assert feasible(COVERED, flow())


@pytest.mark.parametrize(
    ("rib", "route", "reason"),
    [
        pytest.param(COVERED, flow("port ==80"), "no destination prefix", id="a"),
        pytest.param(COVERED, flow("source 10.0.0.0/24"), "no destination prefix", id="a, source"),
        pytest.param(COVERED, flow(source=AS2, path="65002"), "is from 192.0.2.1", id="b"),
        pytest.param(Rib(), flow(), "no unicast route covers", id="b, no route"),
        pytest.param(
            table(("10.0.0.0/16", AS1, "65001"), ("10.0.0.128/25", AS2, "65002")),
            flow(),
            "a part of 10.0.0.0/24 is reached through another AS",
            id="c",
        ),
    ],
)
def test_6_one_condition_is_false(rib: Rib, route: Route, reason: str) -> None:
    """§6: each of the conditions a, b and c alone makes it unfeasible."""
    assert reason in (flow_problem(rib, route) or "")


def test_6_the_longest_match_vouches() -> None:
    """§6: "the unicast route with the longest possible prefix length covering the destination"."""
    rib = table(("10.0.0.0/16", AS2, "65002"), ("10.0.0.0/20", AS1, "65001"))
    assert feasible(rib, flow())
    assert not feasible(rib, flow("destination 10.0.0.0/18", AS1))


def test_6_more_specific_routes_of_the_same_as() -> None:
    """§6: rule c speaks of "a different neighboring AS" only."""
    rib = table(("10.0.0.0/16", AS1, "65001"), ("10.0.0.128/25", INSIDE, "65001 7"))
    assert feasible(rib, flow())


@pytest.mark.parametrize("source", [AS1, AS2])
def test_6_rule_a_is_relaxed(source: Source) -> None:
    """§6: then "rules b and c are moot and MUST be disregarded"."""
    assert feasible(Rib(), flow("port ==80", source), needs_destination=False)


def test_6_rule_a_is_relaxed_for_those_without_destination_only() -> None:
    """§6: with a destination prefix the rules b and c hold, relaxed or not."""
    assert not feasible(COVERED, flow(source=AS2, path="65002"), needs_destination=False)


def test_6_originator_id_is_the_originator() -> None:
    """§6: "either the address of the originator in the ORIGINATOR_ID Attribute" or the peer's."""
    rib = Rib()
    attributes = block("65001", next_hop="192.0.2.9", originator_id=0xC0000263)
    rib.announce(Family.IPV4_UNICAST, "10.0.0.0/16", INSIDE, attributes)
    assert feasible(rib, flow(source=ROUTER, originator=0xC0000263))
    assert not feasible(rib, flow(source=ROUTER, originator=0xC0000264))
    assert not feasible(rib, flow(source=INSIDE))


def test_6_revalidation() -> None:
    """§6: revalidation is "retesting rules a to c", and "unicast routes change"."""
    rib = table(("10.0.0.0/16", AS1, "65001"))
    assert feasible(rib, flow())
    rib.announce(Family.IPV4_UNICAST, "10.0.0.0/20", AS2, block("65002", next_hop="192.0.2.9"))
    assert not feasible(rib, flow())
    rib.withdraw(Family.IPV4_UNICAST, "10.0.0.0/20", AS2)
    assert feasible(rib, flow())


def test_6_vpn_routes_are_not_held_against_unicast_ones() -> None:
    """§6: SAFI 134 is validated against SAFI 128, which is not asked of SAFI 1."""
    with pytest.raises(LocalError):
        flow_problem(COVERED, flow(family=Family.IPV4_FLOWSPEC_VPN))


def test_6_unicast_routes_are_no_flow_specifications() -> None:
    """§6: the rules are for flow specifications."""
    route = Route(V4, b"key", Path(AS1, block("65001"), b"", nlri=None))
    with pytest.raises(LocalError):
        flow_problem(COVERED, route)


def test_6_our_own_need_nobody_to_vouch() -> None:
    """§6: what is "received from a BGP peer" is validated; we trust ourselves."""
    assert feasible(Rib(), flow(source=Source.ourselves(65000), path=""))


def test_6_the_first_as_is_the_neighbour() -> None:
    """§6: "contains the neighboring AS in the left-most position of the AS_PATH attribute"."""
    known = Context(local_as=65000, peer_as=65001)
    found = announced(DESTINATION, context=known)
    assert (found.findings, len(found.announced)) == ((), 1)


def test_6_the_first_as_is_foreign() -> None:
    """§6: BGP implementations "MUST also enforce" it; the flow specification is withdrawn."""
    foreign = Context(local_as=65000, peer_as=65002)
    found = announced(DESTINATION, context=foreign)
    assert (treatment(found), found.announced) == ("treat-as-withdraw", ())
    assert texts(found.withdrawn) == ["destination 192.0.2.0/24"]


def test_9117_4_1_from_within_the_local_domain() -> None:
    """RFC 9117 §4.1: "empty or contains only an AS_CONFED_SEQUENCE"; not from without."""
    for path in ("", "(65010)"):
        assert feasible(COVERED, flow(source=ROUTER, path=path))
        assert not feasible(COVERED, flow(source=ROUTER, path=path), accepts_local_domain=False)
    for path in ("65001", "[65010]", "(65009) [65010]"):
        assert not feasible(COVERED, flow(source=ROUTER, path=path))


@pytest.mark.parametrize(
    "rib",
    [
        Rib(),
        table(("10.0.0.0/16", Source.ourselves(65000), "")),
        table(("10.0.0.0/16", ROUTER, "")),
    ],
    ids=["no route", "a route of our own", "a route from inside"],
)
def test_9117_4_2_an_external_peer_is_not_of_the_local_domain(rib: Rib) -> None:
    """RFC 9117 §4.2: an eBGP peer's empty AS_PATH does not stand for "inside the Local Domain"."""
    assert not feasible(rib, flow(path=""))


def test_9117_4_1_rule_c_still_holds() -> None:
    """RFC 9117 §4.1 redefines rule b only."""
    rib = table(("10.0.0.0/16", AS1, "65001"), ("10.0.0.128/25", AS2, "65002"))
    assert not feasible(rib, flow(source=ROUTER, path=""))


def test_9117_4_2_the_first_as_is_that_of_the_unicast_route() -> None:
    """RFC 9117 §4.2: "matches the AS in the left-most position" of the best-match route."""
    rib = table(("10.0.0.0/16", AS1, "65009 65008"))
    assert feasible(rib, flow(path="65009"))
    assert not feasible(rib, flow(path="65001 65009"))
    assert not feasible(rib, flow(path="{65009}"))


def test_9117_4_2_an_as_set_in_front_is_passed_over() -> None:
    """RFC 9117 §4.2: it "means the AS that was last added to an AS_SEQUENCE"."""
    rib = table(("10.0.0.0/16", AS1, "{65001 65002} 65009 65008"))
    for path in ("65009", "{65001 65002} 65009", "{65007} 65009 65001"):
        assert feasible(rib, flow(path=path))
    for path in ("65008", "{65009} 65008"):
        assert not feasible(rib, flow(path=path))


@pytest.mark.parametrize("path", ["{65001}", ""])
def test_9117_4_2_two_paths_that_name_no_such_as_do_not_match(path: str) -> None:
    """RFC 9117 §4.2: the AS that was last added has to be the same one."""
    assert not feasible(table(("10.0.0.0/16", AS1, path)), flow(path=path))


# -- §7: actions -----------------------------------------------------------------------------------


def community(octets: str) -> ExtendedCommunity:
    """Read an extended community."""
    return kinds.decode(bytes.fromhex(octets))


@pytest.mark.parametrize("kind", ["06", "0c"])
def test_7_rates(kind: str) -> None:
    """§7.1, §7.2: the rate in 32 bits of IEEE 754."""
    rate = community(f"80{kind} fde9 46160000")
    assert isinstance(rate, TrafficRate)
    assert (rate.rate, rate.packets, rate.asn) == (9600.0, kind == "0c", 65001)
    assert kinds.encode(rate).hex() == f"80{kind}fde946160000"


@pytest.mark.parametrize("kind", ["06", "0c"])
def test_7_negative_rates_are_zero(kind: str) -> None:
    """§7.1, §7.2: "negative values MUST be treated as zero (discard all traffic)"."""
    rate = community(f"80{kind} 0000 c6160000")
    assert isinstance(rate, TrafficRate)
    assert rate.rate == 0


@pytest.mark.parametrize("packets", [False, True])
def test_7_negative_rates_are_not_sent(packets: bool) -> None:
    """§7.1, §7.2: "On encoding, the traffic-rate MUST NOT be negative"."""
    with pytest.raises(EncodeError):
        kinds.encode(TrafficRate(rate=-1.0, packets=packets))


def test_7_3_unused_bits_are_ignored() -> None:
    """§7.3: "MUST be ignored during decoding": S and T are read all the same."""
    action = community("8007 ffffffffff fe")
    assert isinstance(action, TrafficAction)
    assert (action.sample, action.terminal) == (True, False)


def test_7_3_unused_bits_are_not_set() -> None:
    """§7.3: "These bits MUST be set to 0 on encoding"."""
    assert kinds.encode(TrafficAction(sample=True, terminal=True)).hex() == "8007000000000003"
    assert kinds.encode(kinds.parse("traffic-action:terminal")).hex() == "8007000000000001"


def test_7_5_reserved_bits_are_ignored() -> None:
    """§7.5: "MUST be ignored during decoding": the DSCP is read all the same."""
    marking = community("8009 ffffffffff ca")
    assert isinstance(marking, TrafficMarking)
    assert marking.dscp == 10


def test_7_5_reserved_bits_are_not_set() -> None:
    """§7.5: "MUST be set to 0 on encoding"."""
    assert kinds.encode(TrafficMarking(dscp=10)).hex() == "800900000000000a"
    assert kinds.encode(kinds.parse("traffic-marking:46")).hex() == "800900000000002e"
