"""RFC 9012: the Tunnel Encapsulation attribute, clause by clause; sub-TLVs of RFC 9830 too."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import TunnelEncapsulation
from bgplib.attributes import extended_communities as communities
from bgplib.attributes import tunnel_encapsulation as tunnels
from bgplib.attributes.extended_communities import Encapsulation, ExtendedCommunities, RouterMac
from bgplib.attributes.prefix_sid import LabelIndex
from bgplib.decision import RFC4271, DecisionContext
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.policy import (
    ACCEPT_ALL,
    TUNNELS_STAY_INSIDE,
    Chain,
    Direction,
    Policy,
    PolicyContext,
)
from bgplib.route import Path, Source
from bgplib.values.mac_address import MacAddress
from bgplib.values.tlv import Tlv
from tests.conformance.updates import (
    INTERNAL,
    attribute,
    encoded,
    is_fine,
    is_withdrawn,
    judged,
    route,
)
from tests.session_world import messages_of
from tests.unit.policy.routes import INTERNAL as INSIDE
from tests.unit.policy.routes import PEER
from tests.unit.policy.routes import path as policy_path
from tests.unit.speaker.world import World

VXLAN, SR_POLICY, UNASSIGNED = 8, 15, 0xFF00
GRE, IP_IN_IP, NVGRE, MPLS_IN_GRE = 2, 7, 9, 11


def sub(kind: int, octets: bytes) -> bytes:
    """Make a sub-TLV."""
    size = 2 if kind >= 128 else 1
    return bytes((kind,)) + len(octets).to_bytes(size, "big") + octets


ENDPOINT = sub(6, bytes.fromhex("00000000 0001 c0000201"))
COLOR = sub(4, bytes.fromhex("030b 0000 00000064"))
BAD_ENDPOINT = sub(6, bytes.fromhex("00000000 0001 c00002"))


def tunnel(*parts: bytes, kind: int = VXLAN) -> bytes:
    """Make a Tunnel TLV."""
    octets = b"".join(parts)
    return kind.to_bytes(2, "big") + len(octets).to_bytes(2, "big") + octets


def encapsulation(octets: bytes, *, flags: int = 0xC0) -> bytes:
    """Make a Tunnel Encapsulation attribute."""
    return attribute(flags, 23, octets)


def refuses(octets: bytes, rfc: str = "RFC 9012 §13", *, flags: int = 0xC0) -> bool:
    """Say whether treat-as-withdraw is applied by a section."""
    found = route(encapsulation(octets, flags=flags))
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (23, rfc)
    assert found.attributes.get(TunnelEncapsulation) is None
    return is_withdrawn(found)


def value_of(found: Update) -> TunnelEncapsulation:
    """Return the attribute's value, of an UPDATE without fault."""
    assert is_fine(found)
    value = found.attributes.get(TunnelEncapsulation)
    assert value is not None
    return value


def kept(*parts: bytes, kind: int = VXLAN) -> tuple[object, ...]:
    """Return the sub-TLVs that are read of a tunnel, which is passed on as it stood."""
    octets = tunnel(*parts, kind=kind)
    found = route(encapsulation(octets))
    (only,) = value_of(found).tunnels
    assert encapsulation(octets) in found.attributes.passed_on().octets
    return only.sub_tlvs


def test_2_it_is_read() -> None:
    """§2: optional transitive, type 23: Tunnel TLVs of sub-TLVs."""
    octets = tunnel(ENDPOINT, COLOR) + tunnel(ENDPOINT, kind=7)
    value = value_of(route(encapsulation(octets)))
    endpoint = tunnels.EgressEndpoint(afi=1, address=bytes((192, 0, 2, 1)))
    color = tunnels.Color(bytes.fromhex("030b000000000064"))
    assert value == TunnelEncapsulation(
        (tunnels.Tunnel(VXLAN, (endpoint, color)), tunnels.Tunnel(7, (endpoint,)))
    )
    assert color.color == 100
    assert encoded(value) == encapsulation(octets)


def test_2_long_sub_tlvs_have_two_octets_of_length() -> None:
    """§2: "1 octet if the Sub-TLV Type field contains a value in the range from 0-127"."""
    assert kept(ENDPOINT, sub(127, bytes(255)), sub(128, bytes(300)), sub(255, b""))[1:] == (
        Tlv(127, bytes(255)),
        Tlv(128, bytes(300)),
        Tlv(255, b""),
    )
    with pytest.raises(EncodeError):
        encoded(TunnelEncapsulation((tunnels.Tunnel(8, (Tlv(127, bytes(256)),)),)))


@pytest.mark.parametrize(
    "endpoint",
    ["00000000 0001 c0000201", "ffffffff 0002 20010db8000000000000000000000001", "00000000 0000"],
)
def test_3_1_endpoints(endpoint: str) -> None:
    """§3.1: IPv4, IPv6, or 0 for the next hop; the Reserved field is kept."""
    (found,) = kept(sub(6, bytes.fromhex(endpoint)))
    assert isinstance(found, tunnels.EgressEndpoint)
    assert value_of(route(encapsulation(tunnel(sub(6, bytes.fromhex(endpoint)))))).tunnels[0].usable


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "0000000000",
        "00000000 0001",
        "00000000 0001 c000020101",
        "00000000 0000 c0000201",
        "00000000 0002 c0000201",
        "00000000 0001 20010db8000000000000000000000001",
    ],
)
def test_13_no_valid_tlv(endpoint: str) -> None:
    """§13: a TLV with a malformed endpoint is ignored; no "valid TLVs": treat-as-withdraw."""
    bad = tunnel(sub(6, bytes.fromhex(endpoint)), COLOR)
    assert refuses(bad)
    assert refuses(bad + bad)


def test_13_a_tlv_with_a_malformed_endpoint_is_removed() -> None:
    """§13: it "MUST be removed from the Tunnel Encapsulation attribute" before it is passed on."""
    good, bad = tunnel(ENDPOINT, kind=7), tunnel(BAD_ENDPOINT, COLOR)
    found = route(encapsulation(bad + good + bad))
    value = value_of(found)
    assert [item.usable for item in value.tunnels] == [False, True, False]
    assert [item.endpoint_is_malformed for item in value.tunnels] == [True, False, True]
    passed = found.attributes.passed_on()
    assert passed.get(TunnelEncapsulation) == TunnelEncapsulation(value.tunnels[1:2])
    assert encapsulation(good) in passed.octets
    assert judged(found.canonical().encode()).findings == ()


def test_3_1_an_endpoint_of_another_family_is_unrecognized() -> None:
    """§3.1: with any other family the sub-TLV "is considered "unrecognized"", and is kept."""
    foreign = sub(6, bytes.fromhex("00000000 0003 0102"))
    assert kept(foreign) == (Tlv(6, foreign[2:]),)


def test_13_an_endpoint_in_an_sr_policy_has_no_meaning() -> None:
    """RFC 9830 §2.2: the endpoint of an SR Policy is in its NLRI."""
    assert kept(BAD_ENDPOINT, kind=SR_POLICY) == (Tlv(6, BAD_ENDPOINT[2:]),)


FOREIGN_ENDPOINT = sub(6, bytes.fromhex("00000000 0003 0102"))
#: those of §6, and two that are not
LISTED = [
    *("ipv4-unicast", "ipv6-unicast", "ipv4-labeled", "ipv6-labeled"),
    *("ipv4-vpn", "ipv6-vpn", "l2vpn-evpn"),
]
UNLISTED = ["ipv4-multicast", "ipv4-sr-policy"]
NOT_ONE = [(), (COLOR,), (ENDPOINT, ENDPOINT), (ENDPOINT, FOREIGN_ENDPOINT)]


def left_of(octets: bytes, family: str) -> bytes | None:
    """Return the tunnels that are left where a route of a family is passed on."""
    block = route(encapsulation(octets)).attributes
    found = block.passed_on(Family.parse(family)).get(TunnelEncapsulation)
    return None if found is None else encoded(found)


@pytest.mark.parametrize("parts", NOT_ONE)
def test_13_not_exactly_one_endpoint(parts: tuple[bytes, ...]) -> None:
    """§13: in the families of §6 such a tunnel is not used; without others it is an error."""
    good = tunnel(ENDPOINT, kind=7)
    value = value_of(route(encapsulation(tunnel(*parts) + good)))
    assert [item.usable for item in value.tunnels] == [False, True]
    assert refuses(tunnel(*parts))
    assert refuses(tunnel(*parts) + tunnel(BAD_ENDPOINT))


@pytest.mark.parametrize("family", LISTED)
@pytest.mark.parametrize("parts", NOT_ONE)
def test_13_without_exactly_one_endpoint_it_is_removed(
    parts: tuple[bytes, ...], family: str
) -> None:
    """§13: "treated as if it contained a malformed Tunnel Egress Endpoint", which is removed."""
    good, bad = tunnel(ENDPOINT, kind=7), tunnel(*parts)
    assert left_of(bad + good + bad, family) == encapsulation(good)


@pytest.mark.parametrize("family", LISTED)
@pytest.mark.parametrize("endpoint", [ENDPOINT, FOREIGN_ENDPOINT])
def test_13_with_exactly_one_endpoint_it_is_passed_on(endpoint: bytes, family: str) -> None:
    """§13: one is enough, and it may be an unrecognized one (§3.1)."""
    octets = tunnel(endpoint, COLOR) + tunnel(COLOR, endpoint, kind=UNASSIGNED)
    assert left_of(octets, family) == encapsulation(octets)


@pytest.mark.parametrize("family", UNLISTED)
@pytest.mark.parametrize("parts", NOT_ONE)
def test_13_other_families_need_no_endpoint(parts: tuple[bytes, ...], family: str) -> None:
    """§13 speaks of the families of §6; a malformed endpoint is removed in any."""
    octets = tunnel(ENDPOINT, kind=7) + tunnel(*parts)
    assert left_of(octets + tunnel(BAD_ENDPOINT), family) == encapsulation(octets)


def test_13_a_speaker_removes_it() -> None:
    """§13: "before the route carrying that attribute is distributed", in the families of §6."""
    world = World()
    left, right = world.speaker(65001, 1), world.speaker(65001, 2)
    ours, _ = world.link(left, right)
    world.start()
    ends = tunnels.EgressEndpoint(afi=0)
    more = tunnels.Tunnel(GRE, (ends, tunnels.GreKey(7)))
    odd = tunnels.Tunnel(VXLAN, (GOLD,)), tunnels.Tunnel(VXLAN, (ends, ends))
    left.originate(
        "198.51.100.0/24", world.now, attributes=[TunnelEncapsulation((odd[0], more, odd[1]))]
    )
    world.settle()
    sent = [decode(octets, INTERNAL) for octets in messages_of(b"".join(world.sent[ours]))]
    (only,) = [each for each in sent if isinstance(each, Update) and each.announced]
    assert only.findings == ()
    assert only.attributes.get(TunnelEncapsulation) == TunnelEncapsulation((more,))


@pytest.mark.parametrize(
    "octets",
    [
        tunnel(ENDPOINT, b"\1"),
        tunnel(ENDPOINT, b"\x80\0"),
        tunnel(ENDPOINT, b"\1\2\0"),
        tunnel(ENDPOINT, b"\x80\0\1"),
        tunnel(ENDPOINT[:-1]),
        tunnel(ENDPOINT, kind=UNASSIGNED) + tunnel(b"\4\xff", kind=UNASSIGNED),
    ],
)
def test_13_end_of_the_last_sub_tlv(octets: bytes) -> None:
    """§13: "The final octet of a TLV MUST also be the final octet of its final sub-TLV"."""
    assert refuses(octets)


@pytest.mark.parametrize("octets", ["0008ffff0604", "00", "0008", "000800", "0008000100"])
def test_13_tlv_past_the_end(octets: str) -> None:
    """§13: a TLV that runs past the end of the attribute is none."""
    assert refuses(tunnel(ENDPOINT) + bytes.fromhex(octets))


@pytest.mark.parametrize("length", range(4))
def test_13_no_tlv_at_all(length: int) -> None:
    """§13: "does not have any valid TLVs": treat-as-withdraw."""
    assert refuses(bytes(length))


@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80])
def test_13_transitive_bit(flags: int) -> None:
    """§13: "it does not have the transitive bit set": treat-as-withdraw."""
    assert refuses(tunnel(ENDPOINT), "RFC 7606 §3 (c)", flags=flags)


def test_13_unknown_tunnel_types_are_no_error() -> None:
    """§13: with such "that BGP speaker MUST NOT consider the attribute to be malformed"."""
    assert kept(ENDPOINT, COLOR, kind=UNASSIGNED)


def test_13_unknown_sub_tlvs_are_no_error() -> None:
    """§13: an unrecognized sub-TLV "MUST remain in the attribute"."""
    assert kept(ENDPOINT, sub(99, b"\1"))[1] == Tlv(99, b"\1")


def test_13_repeated_sub_tlvs_are_no_error() -> None:
    """§13: "all the sub-TLVs MUST be propagated", though all but the first are disregarded."""
    assert len(kept(ENDPOINT, sub(7, b"\1"), sub(7, b"\2"))) == 3


MALFORMED = {
    "color of 7 octets": sub(4, bytes(7)),
    "color that is none": sub(4, bytes(8)),
    "ds of 2 octets": sub(7, bytes(2)),
    "protocol of 1 octet": sub(2, bytes(1)),
    "protocol 0xffff": sub(2, b"\xff\xff"),
    "port 0": sub(8, bytes(2)),
    "label handling 0": sub(9, b"\0"),
    "label handling 3": sub(9, b"\3"),
    "empty label stack": sub(10, b""),
    "label stack of 5 octets": sub(10, bytes(5)),
    "preference of 5 octets": sub(12, bytes(5)),
    "binding SID of 5 octets": sub(13, bytes(7)),
    "explicit null of 2 octets": sub(14, bytes(2)),
    "SRv6 binding SID of 15 octets": sub(20, bytes(17)),
    "empty segment list": sub(128, b""),
    "segment past the end": sub(128, b"\0\1\7\0"),
    "empty name": sub(129, b""),
}


@pytest.mark.parametrize("octets", MALFORMED.values(), ids=MALFORMED)
def test_13_malformed_sub_tlvs_are_as_unknown_ones(octets: bytes) -> None:
    """§13: a malformed one "MUST be treated as if it were an unrecognized sub-TLV"."""
    kind = octets[0]
    value = octets[3 if kind >= 128 else 2 :]
    assert kept(ENDPOINT, octets, COLOR)[1] == Tlv(kind, value)


WELL_FORMED = {
    "ds 0": (sub(7, b"\0"), "ds 0"),
    "protocol 0x0800": (sub(2, b"\x08\0"), "protocol 2048"),
    "port 4789": (sub(8, b"\x12\xb5"), "udp-port 4789"),
    "label handling 2": (sub(9, b"\2"), "label-handling 2"),
    "label stack": (
        sub(10, bytes.fromhex("0006 40ff 000c 81ff")),
        "labels 100;ttl=255, 200;s=1;ttl=255",
    ),
    "preference": (sub(12, bytes.fromhex("0000 000000c8")), "preference 200"),
    "no binding SID": (sub(13, bytes(2)), "binding-sid none"),
    "binding SID": (sub(13, bytes.fromhex("0000 003e8000")), "binding-sid 1000"),
    "SRv6 binding SID": (sub(13, bytes(17) + b"\1"), "binding-sid ::1"),
    "SRv6": (sub(20, bytes(17) + b"\1"), "srv6-binding-sid ::1"),
    "explicit null": (sub(14, bytes.fromhex("000003")), "explicit-null 3"),
    "path name": (sub(129, b"\0gold"), "path-name gold"),
    "policy name": (sub(130, b"\0\xff\n\\"), r'policy-name "\xff\x0a\\"'),
    "segment list": (
        sub(128, b"\0" + bytes.fromhex("0906 0000 00000002 0106 0000 00064000")),
        "segment-list [weight 2, label 100]",
    ),
}


@pytest.mark.parametrize(("octets", "text"), WELL_FORMED.values(), ids=WELL_FORMED)
def test_3_sub_tlvs(octets: bytes, text: str) -> None:
    """§3 and RFC 9830 §2.4: sub-TLVs of their form are read, and print as one line."""
    found = kept(ENDPOINT, octets)[1]
    assert not isinstance(found, Tlv)
    assert str(found) == text


@pytest.mark.parametrize(
    "wrong",
    [
        tunnels.Number(99, 1),
        tunnels.Name(type=1, name=b""),
        tunnels.EgressEndpoint(afi=1, address=bytes(16)),
    ],
)
def test_3_what_has_no_form_is_not_written(wrong: tunnels.Number) -> None:
    """§3: a sub-TLV that would read as another one is refused."""
    with pytest.raises(EncodeError):
        encoded(TunnelEncapsulation((tunnels.Tunnel(VXLAN, (wrong,)),)), INTERNAL)


# -- what counts, and how --------------------------------------------------------------------------


def test_3_1_the_reserved_field_is_passed_on() -> None:
    """§3.1: it "MUST be disregarded on receipt, and it MUST be propagated unchanged"."""
    octets = tunnel(sub(6, bytes.fromhex("ffffffff 0001 c0000201")))
    found = route(encapsulation(octets))
    assert value_of(found).tunnels[0].usable
    assert encapsulation(octets) in found.attributes.passed_on().octets


VXLAN_ENCAPSULATION = "c0 000064 020000000001 0000"
VALUE = tunnels.VirtualNetwork.of(100, MacAddress.parse("02:00:00:00:00:01"))


@pytest.mark.parametrize("kind", [VXLAN, NVGRE])
def test_3_2_virtual_networks(kind: int) -> None:
    """§3.2.1, §3.2.2: VN-ID and MAC Address, where V and M say that they are there."""
    found = kept(ENDPOINT, sub(1, bytes.fromhex(VXLAN_ENCAPSULATION)), kind=kind)[1]
    assert isinstance(found, tunnels.VirtualNetwork)
    assert (found.vn_id, str(found.mac)) == (100, "02:00:00:00:00:01")
    assert found == VALUE
    assert tunnels.VirtualNetwork.parse(str(found)) == found


@pytest.mark.parametrize("kind", [VXLAN, NVGRE])
def test_3_2_fields_that_are_not_there_are_disregarded(kind: int) -> None:
    """§3.2.1, §3.2.2: with V or M 0 the field is "disregarded on receipt"; Reserved always is."""
    found = kept(ENDPOINT, sub(1, bytes.fromhex("00 ffffff ffffffffffff ffff")), kind=kind)[1]
    assert isinstance(found, tunnels.VirtualNetwork)
    assert (found.vn_id, found.mac) == (None, None)


@pytest.mark.parametrize("kind", [VXLAN, NVGRE])
def test_3_2_r_bits_are_ignored_and_passed_on(kind: int) -> None:
    """§3.2.1, §3.2.2: "MUST propagate them without modification", and "MUST ignore these bits"."""
    found = kept(ENDPOINT, sub(1, bytes.fromhex("bf 000064 000000000000 0000")), kind=kind)[1]
    assert isinstance(found, tunnels.VirtualNetwork)
    assert (found.vn_id, found.mac) == (100, None)


@pytest.mark.parametrize(
    ("value", "octets"),
    [
        (tunnels.VirtualNetwork.of(), "00 000000 000000000000 0000"),
        (tunnels.VirtualNetwork.of(100), "80 000064 000000000000 0000"),
        (
            tunnels.VirtualNetwork.of(mac=MacAddress(bytes(5) + b"\1")),
            "40 000000 000000000001 0000",
        ),
    ],
)
@pytest.mark.parametrize("kind", [VXLAN, NVGRE])
def test_3_2_what_is_not_there_is_sent_as_zero(
    value: tunnels.VirtualNetwork, octets: str, kind: int
) -> None:
    """§3.2.1, §3.2.2: R bits, Reserved, and the fields that V and M say are not there, are 0."""
    written = encoded(TunnelEncapsulation((tunnels.Tunnel(kind, (value,)),)))
    assert written == encapsulation(tunnel(sub(1, bytes.fromhex(octets)), kind=kind))


def test_3_2_other_encapsulations() -> None:
    """§3.2.3, §3.2.4, §3.2.5: L2TPv3's session and cookie, GRE's key."""
    assert kept(ENDPOINT, sub(1, b"\0\0\0\7\1\2"), kind=1)[1] == tunnels.L2tpSession(7, b"\1\2")
    for kind in (GRE, MPLS_IN_GRE):
        assert kept(ENDPOINT, sub(1, b"\0\0\0\7"), kind=kind)[1] == tunnels.GreKey(7)


@pytest.mark.parametrize(
    ("kind", "octets"),
    [
        (1, bytes(4)),
        (1, bytes(3)),
        (1, b"\1" * 13),
        (GRE, b""),
        (GRE, bytes(5)),
        (VXLAN, bytes(11)),
    ],
)
def test_3_2_malformed_encapsulations(kind: int, octets: bytes) -> None:
    """§3.2, §13: of another length, or an L2TPv3 session 0: as unrecognized sub-TLVs."""
    assert kept(ENDPOINT, sub(1, octets), kind=kind)[1] == Tlv(1, octets)


@pytest.mark.parametrize("kind", [GRE, MPLS_IN_GRE])
def test_3_2_no_sub_tlv_without_a_key(kind: int) -> None:
    """§3.2.4, §3.2.5: "Unless a key value is being advertised", there is none to be written."""
    with pytest.raises(EncodeError):
        encoded(TunnelEncapsulation((tunnels.Tunnel(kind, (tunnels.VirtualNetwork.of(7),)),)))
    bare = tunnels.Tunnel(kind, (tunnels.EgressEndpoint(afi=0),))
    assert encoded(TunnelEncapsulation((bare,))) == encapsulation(tunnel(NEXT_HOP, kind=kind))


NEXT_HOP = sub(6, bytes(6))
LABELED, UNICAST = Family.IPV4_LABELED, Family.IPV4_UNICAST


def counts(*parts: bytes, kind: int = VXLAN, family: Family = UNICAST) -> list[str]:
    """Print the sub-TLVs that count, behind a well-formed endpoint; all of them are passed on."""
    kept(ENDPOINT, *parts, kind=kind)
    (only,) = value_of(route(encapsulation(tunnel(ENDPOINT, *parts, kind=kind)))).tunnels
    return [str(item) for item in tunnels.effective(only, family)][1:]


def test_3_3_outer_encapsulations_that_the_type_uses() -> None:
    """§3.3: the DS field of an outer IP header, the port of an outer UDP header."""
    assert counts(sub(7, b"\1"), sub(8, b"\0\7")) == ["ds 1", "udp-port 7"]


def test_3_3_outer_encapsulations_that_the_type_does_not_use() -> None:
    """§3.3: such a sub-TLV "MUST be treated as if it were an unrecognized type of sub-TLV"."""
    assert counts(sub(7, b"\1"), sub(8, b"\0\7"), kind=GRE) == ["ds 1"]
    assert counts(sub(7, b"\1"), sub(8, b"\0\7"), kind=10) == []


def test_3_4_1_protocols() -> None:
    """§3.4.1: any in a tunnel of type Y, X itself in one of type X-in-Y."""
    assert counts(sub(2, b"\x88\x47"), sub(2, b"\x08\0"), kind=GRE) == [
        "protocol 34887",
        "protocol 2048",
    ]
    assert counts(sub(2, b"\x88\x47"), kind=MPLS_IN_GRE) == ["protocol 34887"]


def test_3_4_1_another_protocol_in_x_in_y() -> None:
    """§3.4.1: "specifying anything other than "X" MUST be ignored"."""
    assert counts(sub(2, b"\x08\0"), kind=MPLS_IN_GRE) == []
    assert counts(sub(2, b"\x88\x47"), sub(2, b"\x86\xdd"), kind=IP_IN_IP) == ["protocol 34525"]


@pytest.mark.parametrize("family", [LABELED, Family.IPV6_VPN, Family.L2VPN_EVPN])
def test_3_5_label_handling_of_labeled_families(family: Family) -> None:
    """§3.5: the sub-TLV is for labeled families, and for tunnels with a virtual network."""
    assert counts(sub(9, b"\1"), family=family) == ["label-handling 1"]


@pytest.mark.parametrize(("kind", "family"), [(VXLAN, UNICAST), (GRE, LABELED), (12, LABELED)])
def test_3_5_label_handling_elsewhere(kind: int, family: Family) -> None:
    """§3.5: "the sub-TLV MUST be disregarded", and "it MUST NOT be stripped from the TLV"."""
    assert counts(sub(9, b"\1"), kind=kind, family=family) == []


def test_3_6_the_number_of_labels() -> None:
    """§3.6: it "MUST be determined from the Sub-TLV Length field", whatever S bits say."""
    stack = bytes.fromhex("000641ff 000c81ff 001f40ff")
    assert counts(sub(10, stack)) == ["labels 100;s=1;ttl=255, 200;s=1;ttl=255, 500;ttl=255"]


SID = bytes.fromhex("01 0007 00 0000 00000064")


def test_3_7_a_prefix_sid_of_labeled_unicast() -> None:
    """§3.7: its value is that of the Prefix-SID attribute."""
    found = kept(ENDPOINT, sub(11, SID))[1]
    assert isinstance(found, tunnels.TunnelPrefixSid)
    assert found.value.label_index(LABELED) == 100
    assert counts(sub(11, SID), family=LABELED) == [str(found)]


@pytest.mark.parametrize("family", [UNICAST, Family.IPV4_VPN, Family.L2VPN_EVPN])
def test_3_7_a_prefix_sid_elsewhere(family: Family) -> None:
    """§3.7: in any other family "it MUST be ignored"; a malformed one is unrecognized (§13)."""
    assert counts(sub(11, SID), family=family) == []
    assert kept(ENDPOINT, sub(11, SID[:-1]))[1] == Tlv(11, SID[:-1])


def test_13_the_first_of_repeated_sub_tlvs_counts() -> None:
    """§13: "all but the first occurrence of each such sub-TLV type MUST be disregarded"."""
    for octets, text in (
        (sub(7, b"\1"), "ds 1"),
        (sub(8, b"\0\7"), "udp-port 7"),
        (sub(9, b"\1"), "label-handling 1"),
        (sub(10, bytes.fromhex("000641ff")), "labels 100;s=1;ttl=255"),
        (sub(11, SID), str(tunnels.TunnelPrefixSid((LabelIndex(index=100),)))),
        (sub(1, bytes.fromhex(VXLAN_ENCAPSULATION)), str(VALUE)),
    ):
        other = octets[:-1] + bytes((octets[-1] ^ 2,))
        assert counts(octets, other, octets, family=LABELED) == [text]


def test_13_those_that_may_be_repeated_all_count() -> None:
    """§13: Color and Protocol Type are not among those that count once."""
    colors = [sub(4, bytes.fromhex(f"030b 0000 0000000{number}")) for number in (1, 2)]
    assert counts(*colors) == ["color 1", "color 2"]


def test_13_unrecognized_sub_tlvs_do_not_count() -> None:
    """§13: "as if the unrecognized sub-TLV had not been present"; malformed ones are such."""
    assert counts(sub(99, b"\1"), sub(8, bytes(2)), COLOR) == ["color 100"]


# -- extended communities --------------------------------------------------------------------------


def test_4_1_barebones_tunnels_are_sent_as_communities() -> None:
    """§4.1: such a tunnel "MUST be encoded using the corresponding" extended community."""
    bare = tunnels.Tunnel(VXLAN, (tunnels.EgressEndpoint(afi=0),))
    assert tunnels.as_sent([bare]) == (None, (Encapsulation(tunnel_type=VXLAN),))


def test_4_1_others_are_sent_in_the_attribute() -> None:
    """§4.1: a tunnel that says more than its type has no place in a community."""
    bare = tunnels.Tunnel(GRE, (tunnels.EgressEndpoint(afi=0),))
    more = tunnels.Tunnel(GRE, (*bare.sub_tlvs, tunnels.GreKey(7)))
    elsewhere = tunnels.Tunnel(GRE, (tunnels.EgressEndpoint(afi=1, address=bytes(4)),))
    attribute, communities = tunnels.as_sent([more, bare, elsewhere])
    assert attribute == TunnelEncapsulation((more, elsewhere))
    assert communities == (Encapsulation(tunnel_type=GRE),)


def test_4_1_barebones_tunnels_are_read() -> None:
    """§4.1: "an implementation MUST be prepared to process a tunnel received" as such a TLV."""
    (only,) = value_of(route(encapsulation(tunnel(NEXT_HOP)))).tunnels
    assert only.usable
    assert only.is_barebones


def test_4_2_the_community_says_the_mac() -> None:
    """§4.2: in a conflict "the information in the Router's MAC Extended Community MUST be used"."""
    inner, outer = MacAddress(bytes(5) + b"\1"), MacAddress(bytes(5) + b"\2")
    behind = tunnels.Tunnel(VXLAN, (tunnels.VirtualNetwork.of(7, inner),))
    marks = [Encapsulation(tunnel_type=VXLAN), RouterMac(outer)]
    assert tunnels.router_mac(behind, Family.L2VPN_EVPN, marks) == outer


def test_4_2_without_conflict() -> None:
    """§4.2: without the community, the sub-TLV says it."""
    mac = MacAddress(bytes(5) + b"\1")
    behind = tunnels.Tunnel(VXLAN, (tunnels.VirtualNetwork.of(7, mac),))
    assert tunnels.router_mac(behind, Family.L2VPN_EVPN) == mac
    assert tunnels.router_mac(tunnels.Tunnel(GRE, ()), Family.L2VPN_EVPN) is None


def test_4_3_flags_of_a_color_are_sent_as_zero() -> None:
    """§4.3: "this field MUST be set to zero by the originator"."""
    assert communities.encode(communities.Color(color=100)).hex() == "030b000000000064"


def test_4_3_flags_of_a_color_are_ignored_and_kept() -> None:
    """§4.3: "ignored by the receiver; the value MUST NOT be changed when propagating"."""
    octets = bytes.fromhex("030b 3fff 00000064")
    found = communities.decode(octets)
    assert isinstance(found, communities.Color)
    assert found.color == 100
    passed = route(attribute(0xC0, 16, octets)).attributes.passed_on()
    assert attribute(0xC0, 16, octets) in passed.octets


# -- use -------------------------------------------------------------------------------------------


def chosen(*ends: bytes, reachable: bytes = bytes((192, 0, 2, 1)), kind: int = VXLAN) -> bool:
    """Say whether a route with tunnels is eligible, where only some addresses are reachable."""
    found = route(encapsulation(b"".join(tunnel(end, kind=kind) for end in ends)))
    source = Source(address="192.0.2.7", asn=65001)
    context = DecisionContext(
        resolve=lambda octets: 0 if octets in (reachable, bytes((192, 0, 2, 99))) else None,
        tunnel_types=(VXLAN, GRE),
    )
    path = Path(source, found.attributes, bytes((192, 0, 2, 99)))
    return RFC4271.select([path], context) is path


ELSEWHERE = sub(6, bytes.fromhex("00000000 0001 c0000209"))


@pytest.mark.parametrize("ends", [(ENDPOINT,), (ELSEWHERE, ENDPOINT), (NEXT_HOP,)])
def test_7_1_a_feasible_tunnel(ends: tuple[bytes, ...]) -> None:
    """§6, §7.1: its type is supported and its endpoint reachable; one such tunnel is enough."""
    assert chosen(*ends)


def test_7_1_no_feasible_tunnel() -> None:
    """§7.1: "that route MUST NOT be considered resolvable"."""
    assert not chosen(ELSEWHERE)
    assert not chosen(ENDPOINT, kind=12)
    assert not chosen(ELSEWHERE, COLOR)


def test_7_1_an_sr_policy_has_its_endpoint_elsewhere() -> None:
    """RFC 9830 §2.2: the endpoint of an SR Policy is in its NLRI; §7.1 does not exclude it."""
    policy = tunnels.Tunnel(SR_POLICY, ())
    assert DecisionContext(resolve=lambda _: None).is_feasible(policy)


GOLD = tunnels.Color(bytes.fromhex("030b 0000 00000064"))
SILVER = tunnels.Color(bytes.fromhex("030b 0000 000000c8"))


def test_8_colors_that_match() -> None:
    """§8: "a Color Extended Community that is identified in one of U2's Color sub-TLVs"."""
    assert tunnels.carries(tunnels.Tunnel(VXLAN, (GOLD, SILVER)), [200])
    assert tunnels.carries(tunnels.Tunnel(VXLAN, ()), [])


@pytest.mark.parametrize("colors", [[], [300]])
def test_8_colors_that_do_not_match(colors: list[int]) -> None:
    """§8: "packet P MUST NOT be sent through the tunnel contained in that TLV"."""
    assert not tunnels.carries(tunnels.Tunnel(VXLAN, (GOLD, SILVER)), colors)


# -- scope -----------------------------------------------------------------------------------------


def filtered(
    peer: Source, direction: Direction, policy: Policy = TUNNELS_STAY_INSIDE, **more: Any
) -> tuple[bool, list[str]]:
    """Pass a route with both signs of a tunnel; return whether the attribute is left, and marks."""
    subject = policy_path(
        extended="encap:vxlan rt:1:1",
        more=(TunnelEncapsulation((tunnels.Tunnel(VXLAN, (tunnels.EgressEndpoint(afi=0),)),)),),
    )
    context = PolicyContext(direction=direction, peer=peer, local_as=64500, **more)
    result = Chain.of(policy).apply(subject, context)
    assert result.accepted
    left = result.route.attributes
    marks = left.get(ExtendedCommunities)
    assert marks is not None
    return TunnelEncapsulation in map(type, (a.value for a in left)), [
        str(mark) for mark in marks.communities
    ]


@pytest.mark.parametrize("direction", list(Direction))
def test_11_tunnels_pass_within_the_as_or_as_configured(direction: Direction) -> None:
    """§11: filtering is "possible on a per-BGP-session basis"; within our AS there is none."""
    both = (True, ["encap:vxlan", "rt:1:1"])
    assert filtered(INSIDE, direction, family=UNICAST) == both
    assert filtered(PEER, direction, ACCEPT_ALL, family=UNICAST) == both


@pytest.mark.parametrize("direction", list(Direction))
def test_11_tunnels_stay_inside(direction: Direction) -> None:
    """§11: both signs are filtered from incoming and outgoing messages of EBGP sessions."""
    assert filtered(PEER, direction, family=UNICAST) == (False, ["rt:1:1"])


def test_11_an_sr_policy_is_its_attribute() -> None:
    """RFC 9830 §2.2 puts the whole policy into the attribute, which §11 does not speak of."""
    assert filtered(PEER, Direction.IMPORT, family=Family.IPV4_SR_POLICY)[0]
