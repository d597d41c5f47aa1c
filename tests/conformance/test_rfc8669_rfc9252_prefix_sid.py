"""RFC 8669 and RFC 9252: PREFIX_SID, its label indices and SRv6 services, clause by clause."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes import AsPath, Origin, PrefixSid
from bgplib.attributes._srv6_service import SidInformation, SidStructure, Srv6Service
from bgplib.attributes.prefix_sid import LabelIndex, OriginatorSrgb, derived_labels
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.labeled import LabeledNlri
from bgplib.policy import (
    ACCEPT_ALL,
    PREFIX_SIDS_STAY_INSIDE,
    Chain,
    Direction,
    PolicyContext,
)
from bgplib.route import Source
from bgplib.session import UpdateReceived
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.tlv import Tlv
from tests.conformance.updates import (
    EXTERNAL,
    HOP6,
    INTERNAL,
    IPV6,
    ROUTE6,
    attribute,
    codes,
    encoded,
    is_fine,
    is_withdrawn,
    judged,
    reach,
    route,
    texts,
    treatment,
    unreach,
    update,
)
from tests.session_world import World, configs
from tests.unit.policy.routes import INTERNAL as INSIDE
from tests.unit.policy.routes import PEER
from tests.unit.policy.routes import path as policy_path

INDEX = bytes.fromhex("01 0007 00 0000 00000064")
SRGB = bytes.fromhex("03 0008 0000 003e80 001f40")
SID = bytes.fromhex("20010db8000100020000000000000000")
OUTSIDE = attrs.evolve(EXTERNAL, accept_prefix_sid=False)


def tlv(kind: int, octets: bytes) -> bytes:
    """Make a TLV, sub-TLV or sub-sub-TLV, all of which have two octets of length."""
    return bytes((kind,)) + len(octets).to_bytes(2, "big") + octets


def structure(*lengths: int) -> bytes:
    """Make a SID Structure Sub-Sub-TLV."""
    return tlv(1, bytes(lengths))


def information(parts: bytes = b"", *, behavior: int = 0x13) -> bytes:
    """Make a SID Information Sub-TLV."""
    return tlv(1, b"\0" + SID + b"\0" + behavior.to_bytes(2, "big") + b"\0" + parts)


def service(parts: bytes, *, kind: int = 5) -> bytes:
    """Make an SRv6 Service TLV."""
    return tlv(kind, b"\0" + parts)


def sid(octets: bytes, *, flags: int = 0xC0) -> bytes:
    """Make a PREFIX_SID attribute."""
    return attribute(flags, 40, octets)


def discards(octets: bytes, rfc: str = "RFC 8669 §6", *, context: Context = EXTERNAL) -> bool:
    """Say whether attribute-discard is applied by a section, and the route is left."""
    found = route(sid(octets), context=context)
    assert treatment(found) == "attribute-discard"
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (40, rfc)
    assert 40 not in codes(found)
    assert b"\xc0\x28" not in found.attributes.passed_on().octets
    return texts(found.announced) == ["198.51.100.0/24"]


def withdraws(octets: bytes, rfc: str = "RFC 9252 §7") -> bool:
    """Say whether treat-as-withdraw is applied by a section."""
    found = route(sid(octets))
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (40, rfc)
    return is_withdrawn(found)


# -- RFC 8669 --------------------------------------------------------------------------------------


def test_8669_3_it_is_read() -> None:
    """RFC 8669 §3: optional transitive, type 40; Label-Index and Originator SRGB TLVs."""
    found = route(sid(INDEX + SRGB))
    assert is_fine(found)
    value = PrefixSid((LabelIndex(index=100), OriginatorSrgb(((16000, 8000),))))
    assert found.attributes.get(PrefixSid) == value
    assert encoded(value) == sid(INDEX + SRGB)


@pytest.mark.parametrize("length", [0, 1, 6, 8])
def test_8669_3_1_label_index_has_7_octets(length: int) -> None:
    """RFC 8669 §3.1: length 7; §6: a length that breaks the TLV's constraints discards."""
    assert discards(tlv(1, bytes(length)), "RFC 8669 §3.1")


def test_8669_3_1_flags_and_reserved_are_ignored() -> None:
    """RFC 8669 §3.1: both "MUST be ignored on reception"; they are kept as they stood."""
    assert is_fine(route(sid(bytes.fromhex("01 0007 ff ffff 00000064"))))


@pytest.mark.parametrize("length", [8, 14, 248])
def test_8669_3_2_srgb_lengths(length: int) -> None:
    """RFC 8669 §3.2: the value has "2 + (non-zero multiple of 6)" octets."""
    assert is_fine(route(sid(tlv(3, bytes(length)))))


@pytest.mark.parametrize("length", [0, 1, 2, 6, 7, 9, 13])
def test_8669_3_2_srgb_of_another_length(length: int) -> None:
    """RFC 8669 §3.2, §6: any other length of the SRGB discards the attribute."""
    assert discards(tlv(3, bytes(length)), "RFC 8669 §3.2")


@pytest.mark.parametrize("context", [OUTSIDE])
@pytest.mark.parametrize("octets", [INDEX, b"", service(b"\1")])
def test_8669_4_outside_of_the_domain(context: Context, octets: bytes) -> None:
    """RFC 8669 §4: from an external peer outside the SR domain "MUST discard the attribute"."""
    assert discards(octets, "RFC 8669 §4", context=context)


@pytest.mark.parametrize("context", [EXTERNAL, INTERNAL, attrs.evolve(OUTSIDE, session=None)])
def test_8669_4_inside_of_the_domain(context: Context) -> None:
    """RFC 8669 §4: "unless it is configured to accept the attribute from the EBGP neighbor"."""
    assert is_fine(route(sid(INDEX), context=context))


@pytest.mark.parametrize("length", [0, 1, 2])
def test_8669_6_minimum_length(length: int) -> None:
    """RFC 8669 §6: "not meeting the minimum attribute length requirement" discards."""
    assert discards(bytes(length))


@pytest.mark.parametrize("behind", ["0100ff000000", "01000700", "ffffff", "01", "0000"])
def test_8669_6_a_tlv_past_the_end(behind: str) -> None:
    """RFC 8669 §6: "a TLV length that would extend beyond the end of the attribute" discards."""
    found = route(sid(INDEX + bytes.fromhex(behind)))
    assert treatment(found) == "attribute-discard"
    assert discards(INDEX + bytes.fromhex(behind), found.findings[0].rfc)


def test_8669_6_zeros_from_afar() -> None:
    """RFC 8669 §6: 37 octets of 0 are unknown TLVs of length 0 and one octet left over."""
    assert discards(bytes(37))


def test_8669_6_unknown_tlvs_are_passed_on() -> None:
    """RFC 8669 §6: "unknown TLVs MUST be ignored and propagated unmodified"."""
    octets = INDEX + tlv(2, b"") + tlv(255, bytes(9))
    found = route(sid(octets))
    assert is_fine(found)
    value = found.attributes.get(PrefixSid)
    assert value is not None
    assert value.parts[1:] == (Tlv(2, b""), Tlv(255, bytes(9)))
    assert sid(octets) in found.attributes.passed_on().octets


def test_8669_6_repeated_tlvs_are_no_error() -> None:
    """RFC 8669 §6: all but the first TLV are discarded; the attribute is still processed."""
    assert is_fine(route(sid(INDEX + INDEX)))


@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80])
def test_8669_flags(flags: int) -> None:
    """RFC 7606 §3 (c): flags in conflict are treat-as-withdraw."""
    found = route(sid(INDEX, flags=flags))
    assert found.findings[0].rfc == "RFC 7606 §3 (c)"
    assert is_withdrawn(found)


def labeled(octets: bytes) -> Update:
    """Decode an UPDATE that announces 10.0.0.0/8 with label 100 and a PREFIX_SID."""
    nlri = bytes((32, *Label.of(100).octets, 10))
    mp = reach(nlri, hop=bytes((192, 0, 2, 1)), family=Family.IPV4_LABELED)
    return judged(update(*BASICS, mp, sid(octets)))


BASICS = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"))


@pytest.mark.parametrize("octets", [INDEX, INDEX + SRGB, SRGB + INDEX, tlv(9, b"") + INDEX])
def test_8669_4_1_with_a_label_index(octets: bytes) -> None:
    """RFC 8669 §4.1: on labeled unicast "it MUST contain the Label-Index TLV"."""
    found = labeled(octets)
    assert found.findings == ()
    assert len(found.announced) == 1
    value = found.attributes.get(PrefixSid)
    assert value is not None
    assert value.label_index(Family.IPV4_LABELED) == 100


@pytest.mark.parametrize("octets", [SRGB, tlv(9, bytes(7)), tlv(5, b"\0")])
def test_8669_4_1_without_a_label_index(octets: bytes) -> None:
    """RFC 8669 §4.1, §6: an "invalid" one is ignored and not advertised, the route is kept."""
    found = labeled(octets)
    assert treatment(found) == "attribute-discard"
    assert [finding.rfc for finding in found.findings] == ["RFC 8669 §4.1"]
    assert len(found.announced) == 1
    assert found.attributes.get(PrefixSid) is None
    assert b"\xc0\x28" not in found.attributes.passed_on().octets


def test_8669_4_1_elsewhere_no_label_index_is_needed() -> None:
    """RFC 8669 §4.1: other families are not spoken of; RFC 9252 has SIDs of services there."""
    assert is_fine(route(sid(service(b""))))


def test_8669_3_1_what_is_sent_has_a_label_index() -> None:
    """RFC 8669 §3.1: it "MUST be present", hence nothing else is sent."""
    nlri = LabeledNlri((Label.of(100),), Prefix.parse("10.0.0.0/8"))
    group = NlriGroup.of(Family.IPV4_LABELED, [nlri], next_hop="192.0.2.1")
    origin, path = Origin(0), AsPath.parse("65001")
    good = PrefixSid((LabelIndex(index=100),))
    assert Update.build(attributes=[origin, path, good], announced=[group]).encode()
    bad = PrefixSid((OriginatorSrgb(((16000, 8000),)),))
    with pytest.raises(EncodeError):
        Update.build(attributes=[origin, path, bad], announced=[group]).encode()


def test_8669_3_1_it_counts_for_labeled_unicast() -> None:
    """RFC 8669 §3.1, §3.2: both TLVs have their meaning there."""
    value = PrefixSid((LabelIndex(index=100), OriginatorSrgb(((16000, 8000),))))
    for family in (Family.IPV4_LABELED, Family.IPV6_LABELED):
        assert value.label_index(family) == 100
        assert value.srgb(family) == ((16000, 8000),)


def test_8669_3_1_it_is_ignored_elsewhere() -> None:
    """RFC 8669 §3.1, §3.2: "MUST be ignored when received for other BGP AFI/SAFI combinations"."""
    value = PrefixSid((LabelIndex(index=100), OriginatorSrgb(((16000, 8000),))))
    for family in (Family.IPV4_UNICAST, Family.IPV4_VPN, Family.L2VPN_EVPN):
        assert value.label_index(family) is None
        assert value.srgb(family) == ()
    alone = PrefixSid((OriginatorSrgb(((16000, 8000),)),))
    assert alone.srgb(Family.IPV4_LABELED) == ()


def test_8669_3_1_reserved_fields_are_sent_as_zero() -> None:
    """RFC 8669 §3.1, §3.2: Flags and RESERVED "MUST be clear on transmission"."""
    value = PrefixSid((LabelIndex(index=100), OriginatorSrgb(((16000, 8000),))))
    assert encoded(value)[3:].hex() == "01000700000000000064" + "030008" + "0000003e80001f40"


def test_8669_3_2_flags_are_ignored() -> None:
    """RFC 8669 §3.2: Flags "MUST be ignored on reception"."""
    found = labeled(INDEX + tlv(3, b"\xff\xff" + bytes.fromhex("003e80001f40")))
    assert found.findings == ()
    value = found.attributes.get(PrefixSid)
    assert value is not None
    assert value.srgb(Family.IPV4_LABELED) == ((16000, 8000),)


def test_8669_3_2_the_srgb_is_passed_on_as_it_came() -> None:
    """RFC 8669 §3.2: it "MUST NOT be changed during the propagation of the BGP update"."""
    octets = INDEX + tlv(3, b"\0\1" + bytes.fromhex("003e80001f40 000000000001"))
    assert sid(octets) in labeled(octets).attributes.passed_on().octets


def test_8669_6_repeated_tlvs_are_discarded() -> None:
    """RFC 8669 §6: "all the occurrences of the TLV other than the first one SHALL be discarded"."""
    other = bytes.fromhex("01 0007 00 0000 000000c8")
    found = labeled(INDEX + SRGB + other + SRGB + tlv(9, b"") + tlv(9, b""))
    assert found.findings == ()
    value = found.attributes.get(PrefixSid)
    assert value is not None
    assert value.label_index(Family.IPV4_LABELED) == 100
    kept = sid(INDEX + SRGB + tlv(9, b"") + tlv(9, b""))
    assert kept in found.attributes.passed_on().octets


def test_8669_6_repeated_attributes_are_discarded() -> None:
    """RFC 8669 §6: of the attribute too, only the first one counts."""
    found = route(sid(INDEX), sid(SRGB))
    assert [finding.rfc for finding in found.findings] == ["RFC 7606 §3 (g)"]
    value = found.attributes.get(PrefixSid)
    assert value is not None
    assert value == PrefixSid((LabelIndex(index=100),))
    assert texts(found.announced) == ["198.51.100.0/24"]


def test_8669_4_1_acceptable_label_indices() -> None:
    """RFC 8669 §4.1: the derived label is L_I + SRGB_Start; two paths may share an index."""
    assert derived_labels({"a": 0, "b": 7999}, range(16000, 24000)) == {"a": 16000, "b": 23999}


@pytest.mark.parametrize("indices", [{"a": 5, "b": 5}, {"a": 8000}, {"a": 5, "b": 5, "c": 8000}])
def test_8669_4_1_conflicting_label_indices(indices: dict[str, int]) -> None:
    """RFC 8669 §4.1: shared by different prefixes, or outside of the SRGB: "conflicting"."""
    assert derived_labels(indices, range(16000, 24000)) == {}
    assert derived_labels(indices | {"d": 6}, range(16000, 24000)) == {"d": 16006}


def received(**rules: Any) -> Update:
    """Let a session of two ASes carry a PREFIX_SID, and return what it hands out."""
    left, right = configs()
    found = World(attrs.evolve(left, rules=Context(**rules)), right)
    for side in (0, 1):
        found.start(side)
    while not found.sides[1].dialling:
        found.tick(1)
    found.sides[0].dialling = False
    wire = found.dial(1)
    found.drain()
    end = wire.ends[1]
    assert end is not None
    attributes = [Origin(0), AsPath.parse("64502"), PrefixSid((LabelIndex(index=100),))]
    end.send(Update.announce(["10.0.0.0/8"], next_hop="192.0.2.2", attributes=attributes))
    found.settle()
    found.drain()
    (event,) = found.sides[0].of(UpdateReceived)
    assert isinstance(event, UpdateReceived)
    return event.update


def test_8669_4_a_session_is_told_to_accept_it() -> None:
    """RFC 8669 §4: "unless it is configured to accept the attribute from the EBGP neighbor"."""
    found = received(accept_prefix_sid=True)
    assert is_fine(found, "10.0.0.0/8")
    assert found.attributes.get(PrefixSid) is not None


@pytest.mark.parametrize("rules", [{}, {"accept_prefix_sid": False}])
def test_8669_4_a_session_discards_it_by_default(rules: dict[str, bool]) -> None:
    """RFC 8669 §4: an external peer is taken to be outside of the SR domain."""
    found = received(**rules)
    assert [finding.rfc for finding in found.findings] == ["RFC 8669 §4"]
    assert found.attributes.get(PrefixSid) is None
    assert texts(found.announced) == ["10.0.0.0/8"]


def exported(peer: Source, *, configured: bool = False) -> bool:
    """Say whether a PREFIX_SID passes on export."""
    subject = policy_path(more=(PrefixSid((LabelIndex(index=100),)),))
    policy = ACCEPT_ALL if configured else Chain.of(ACCEPT_ALL, PREFIX_SIDS_STAY_INSIDE)
    context = PolicyContext(direction=Direction.EXPORT, peer=peer, local_as=64500)
    result = policy.apply(subject, context)
    assert result.accepted
    return result.route.attributes.get(PrefixSid) is not None


def test_8669_8_it_passes_within_the_as_or_as_configured() -> None:
    """RFC 8669 §8: what is not propagated "outside the boundary" is propagated within."""
    assert exported(INSIDE)
    assert exported(PEER, configured=True)


def test_8669_8_it_stays_inside() -> None:
    """RFC 8669 §8: "The propagation to other ASes MUST be explicitly configured"."""
    assert not exported(PEER)


# -- RFC 9252 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [5, 6])
def test_9252_2_services_are_read(kind: int) -> None:
    """RFC 9252 §2, §3: services of layers 3 and 2, SID Information, SID Structure."""
    octets = service(information(structure(40, 24, 16, 0, 16, 64)), kind=kind)
    found = beside(MPLS_VPN, octets)
    assert found.findings == ()
    parts = SidStructure(
        locator_block=40,
        locator_node=24,
        function=16,
        argument=0,
        transposition_length=16,
        transposition_offset=64,
    )
    inner = SidInformation(sid=SID, behavior=0x13, parts=(parts,))
    value = PrefixSid((Srv6Service(type=kind, parts=(inner,)),))
    assert found.attributes.get(PrefixSid) == value
    assert encoded(value) == sid(octets)


@pytest.mark.parametrize("kind", [5, 6])
def test_9252_7_service_of_length_0(kind: int) -> None:
    """RFC 9252 §7: malformed if "The TLV Length is less than 1": treat-as-withdraw."""
    assert withdraws(tlv(kind, b""))
    assert is_fine(route(sid(tlv(kind, b"\0"))))


@pytest.mark.parametrize("kind", [5, 6])
def test_9252_7_service_past_the_end(kind: int) -> None:
    """RFC 9252 §7: its length is inconsistent with that of the attribute: treat-as-withdraw."""
    assert withdraws(INDEX + bytes((kind,)) + b"\xff\xff\0")
    assert withdraws(INDEX + service(information(), kind=kind)[:-1])


def test_9252_7_other_tlvs_past_the_end() -> None:
    """RFC 8669 §6: where it is another TLV, the attribute is discarded as ever."""
    assert discards(service(information()) + INDEX[:-1])


@pytest.mark.parametrize("parts", [b"\1", b"\1\0", b"\1\0\x15", b"\7\xff\xff", information()[:-1]])
def test_9252_7_sub_tlv_past_the_end(parts: bytes) -> None:
    """RFC 9252 §7: "The Sub-TLV Length is inconsistent": treat-as-withdraw."""
    assert withdraws(service(parts))


@pytest.mark.parametrize("length", [0, 1, 17, 20])
def test_9252_7_information_is_short(length: int) -> None:
    """RFC 9252 §7: "The Sub-TLV Length is less than 21": treat-as-withdraw."""
    assert withdraws(service(tlv(1, bytes(length))))
    assert is_fine(route(sid(service(tlv(1, bytes(21))))))


@pytest.mark.parametrize("parts", [b"\1", b"\1\0\6", b"\7\0\1", structure(*range(6))[:-1]])
def test_9252_7_sub_sub_tlv_past_the_end(parts: bytes) -> None:
    """RFC 9252 §7: "The Sub-Sub-TLV Length is inconsistent": treat-as-withdraw."""
    assert withdraws(service(information(parts)))


@pytest.mark.parametrize("length", [0, 5, 7])
def test_9252_3_2_1_structure_has_6_octets(length: int) -> None:
    """RFC 9252 §3.2.1: "This field contains a total length of 6 octets"."""
    assert withdraws(service(information(tlv(1, bytes(length)))))


INVALID = [
    (64, 32, 32, 1, 0, 0),
    (255, 255, 255, 255, 0, 0),
    (40, 24, 16, 0, 25, 64),
    (40, 24, 16, 0, 16, 65),
    (40, 24, 16, 0, 16, 48),
    (40, 24, 16, 0, 0, 1),
]


MPLS_VPN, EVPN = Family.IPV4_VPN, Family.L2VPN_EVPN
VPN_NLRI = bytes((112,)) + b"\0\x01\x01" + bytes(8) + bytes((198, 51, 100))
EVPN_NLRI = bytes((3, 17)) + bytes(8) + bytes(4) + bytes((32, 192, 0, 2, 1))


def beside(family: Family, octets: bytes) -> Update:
    """Decode an UPDATE with a route of a family and a PREFIX_SID."""
    hop, nlri = bytes((192, 0, 2, 1)), EVPN_NLRI
    if family == MPLS_VPN:
        hop, nlri = bytes(8) + hop, VPN_NLRI
    elif family == IPV6:
        hop, nlri = HOP6, ROUTE6
    found = route(reach(nlri, hop=hop, family=family), sid(octets), nlri=b"", without=3)
    assert found.treatment.text in ("none", "treat-as-withdraw")
    return found


def is_taken(family: Family, octets: bytes) -> bool:
    """Say whether such a route is taken; if it is not, check that RFC 9252 §7 is why."""
    found = beside(family, octets)
    if found.findings:
        (finding,) = found.findings
        assert (finding.attribute, finding.rfc) == (40, "RFC 9252 §7")
        assert found.treatment.text == "treat-as-withdraw"
        assert [group.family for group in found.withdrawn] == [family]
    return bool(found.announced)


@pytest.mark.parametrize("family", [MPLS_VPN, EVPN, IPV6])
@pytest.mark.parametrize("lengths", INVALID)
def test_9252_3_2_1_structure_that_does_not_fit(lengths: tuple[int, ...], family: Family) -> None:
    """RFC 9252 §7: such a SID is invalid, and a path without another one is not eligible.

    Treat-as-withdraw leaves the path as little use as that.
    """
    assert not is_taken(family, service(information(structure(*lengths))))
    assert not is_taken(family, service(information(structure(*lengths)) * 2))


@pytest.mark.parametrize("lengths", INVALID)
def test_9252_7_an_invalid_sid_without_routes(lengths: tuple[int, ...]) -> None:
    """RFC 9252 §7: nothing is malformed "because of failing any semantic validation".

    So RFC 7606 §5.2 has no session to reset where there is no route.
    """
    octets = sid(service(information(structure(*lengths))))
    for found in (judged(update(octets)), judged(update(octets + unreach(ROUTE6)))):
        assert (treatment(found), codes(found)[0]) == ("none", 40)


@pytest.mark.parametrize("lengths", INVALID)
def test_9252_7_a_valid_sid_beside_an_invalid_one(lengths: tuple[int, ...]) -> None:
    """RFC 9252 §7: only a path "without any valid SRv6 SID information" is not eligible."""
    wrong, right = information(structure(*lengths)), information(structure(40, 24, 16, 0, 16, 64))
    for octets in (
        service(wrong + right),
        service(right + wrong),
        service(wrong) + service(right, kind=6),
    ):
        found = beside(MPLS_VPN, octets)
        assert found.findings == ()
        value = found.attributes.get(PrefixSid)
        assert value is not None
        assert encoded(value) == sid(octets)
        assert len(value.valid_sids(MPLS_VPN)) == 1
        assert len(value.sids) == 2
    # Of several services of one layer the first counts.
    assert not is_taken(MPLS_VPN, service(wrong) + service(right))


@pytest.mark.parametrize(
    "lengths",
    [(40, 24, 16, 0, 0, 0), (40, 24, 24, 0, 20, 68), (64, 32, 16, 16, 16, 96), (0, 0, 0, 0, 0, 0)],
)
def test_9252_3_2_1_structure_that_fits(lengths: tuple[int, ...]) -> None:
    """RFC 9252 §3.2.1: the sum is at most 128, and what is transposed lies in it."""
    octets = service(information(structure(*lengths)))
    assert is_taken(MPLS_VPN, octets)
    assert is_taken(EVPN, octets)


@pytest.mark.parametrize(
    ("length", "taken"),
    [(1, {MPLS_VPN, EVPN}), (20, {MPLS_VPN, EVPN}), (21, {EVPN}), (24, {EVPN}), (25, set())],
)
def test_9252_7_the_label_field_has_a_size(length: int, taken: set[Family]) -> None:
    """RFC 9252 §7: invalid if it is "greater than the number of bits of the label field".

    §3.2.1: these are 20 of RFC 4364, and 24 of RFC 7432.
    """
    octets = service(information(structure(40, 24, 32, 0, length, 64)))
    assert {family for family in (MPLS_VPN, EVPN) if is_taken(family, octets)} == taken


def test_9252_7_unknown_types_are_no_error() -> None:
    """RFC 9252 §7: nothing is malformed "because its Type is unrecognized", on any level."""
    unknown = tlv(9, bytes(3))
    assert is_fine(route(sid(unknown + service(unknown + information(unknown)))))


def test_9252_7_unknown_behaviors_are_no_error() -> None:
    """RFC 9252 §7: nothing is malformed for "failing any semantic validation"."""
    assert is_fine(route(sid(service(information(behavior=0xFFFE)))))


def test_9252_7_repeated_services_are_no_error() -> None:
    """RFC 9252 §7: of several instances "all but the first instance MUST be ignored"."""
    assert is_fine(route(sid(service(information()) + service(information()))))


@pytest.mark.parametrize("bad", [tlv(1, bytes(6)), tlv(3, bytes(2))])
def test_9252_7_the_stronger_treatment_wins(bad: bytes) -> None:
    """RFC 9252 §7: one malformed service is enough; RFC 7606 §3 (h): the strongest action."""
    assert withdraws(bad + tlv(5, b""))
    assert withdraws(tlv(5, b"") + bad)
    assert withdraws(bad + b"\5\0\4\0")
