"""The BGP-LS attribute: each TLV's layout, look-up by number and name, and errors."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from bgplib.attributes import BgpLs
from bgplib.attributes.bgp_ls import (
    CODEC,
    AdjacencySid,
    AffinityConstraint,
    ApplicationSpecific,
    BidirectionalGroup,
    BundleMember,
    CandidatePathConstraints,
    CandidatePathState,
    DisjointGroup,
    FlexibleAlgorithmDefinition,
    FlexibleAlgorithmPrefixMetric,
    LabelRange,
    LabelRanges,
    LanAdjacencySid,
    LinkDelay,
    LinkDelayRange,
    LinkLoss,
    LinkStateTlv,
    LinkStateTlvs,
    MetricConstraint,
    PrefixRange,
    PrefixSegment,
    Segment,
    SegmentList,
    SegmentListMetric,
    Sid,
    SrBindingSid,
    Srv6BindingSid,
    Srv6Capabilities,
    Srv6EndpointBehavior,
    Srv6EndX,
    Srv6LanEndX,
    Srv6Locator,
    Srv6PeerNode,
    Srv6SidStructure,
    UnsupportedSubTlvs,
    tlvs,
)
from bgplib.attributes.bgp_ls._table import ATTRIBUTES
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana import bgp_ls as iana
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri.bgp_ls import IgpRouterId, MaximumSidDepth
from bgplib.nlri.bgp_ls._layout import Flags
from bgplib.values.tlv import Tlv, write_tlvs

CONTEXT = Context()
SID = "20010db8000000000000000000000001"
SID_VALUE = IPv6Address("2001:db8::1")
STRUCTURE = "04e4 0004 28181000"
STRUCTURE_VALUE = Srv6SidStructure(40, 24, 16, 0)
DEFINITION = (
    "80 01 00 64 0410 0004 00000001 0411 0008 0000000200000003 0412 0004 00000004 "
    "0413 0001 80 0415 0004 00000005 0416 0003 02 0102"
)
LABEL = Sid(24001, is_label=True)
INDEX = Sid(7, is_label=False)


def held(*items: tuple[int, Any]) -> LinkStateTlvs:
    """Make the TLVs that another one holds."""
    return tlvs(items)


def read(octets: bytes) -> BgpLs:
    """Read a value, and check that it is written the same."""
    attribute = CODEC.decode(octets, CONTEXT)
    assert CODEC.encode(attribute, CONTEXT) == octets
    return attribute


@pytest.mark.parametrize(
    ("code", "octets", "value"),
    [
        # RFC 9552 §5.2.2.1, RFC 8814
        (263, "0000 f002", (0, 2)),
        (266, "010a 020b", (MaximumSidDepth(1, 10), MaximumSidDepth(2, 11))),
        (267, "0105", (MaximumSidDepth(1, 5),)),
        # RFC 9552 §5.3.1
        (1024, "84", Flags(0x84, 1, ("overload", "v6"))),
        (1024, "7b", Flags(0x7B, 1, ("attached", "external", "abr", "router"))),
        (1025, "deadbeef", bytes.fromhex("deadbeef")),
        (1026, "7231", "r1"),
        (1026, "ff0a", "\\xff\n"),
        (1027, "490001", bytes.fromhex("490001")),
        (1028, "c0000201", IPv4Address("192.0.2.1")),
        (1029, SID, SID_VALUE),
        (1030, "c0000202", IPv4Address("192.0.2.2")),
        (1031, SID, SID_VALUE),
        # RFC 9552 §5.3.2
        (1088, "80000001", 0x80000001),
        (1089, "4cee6b28", 125000000.0),
        (1090, "00000000", 0.0),
        (1091, "4cee6b28" + 7 * "3f800000", (125000000.0, *7 * (1.0,))),
        (1092, "0000000a", 10),
        (1093, "1c00", Flags(0x1C00, 2, ("dedicated-1+1", "dedicated-1:1", "shared"))),
        (1094, "c0", Flags(0xC0, 1, ("ldp", "rsvp-te"))),
        (1095, "ff", 63),
        (1095, "ffff", 65535),
        (1095, "ffffff", 0xFFFFFF),
        (1096, "0000000a 0000000b", (10, 11)),
        (1097, "01", b"\1"),
        (1098, "6c31", "l1"),
        # RFC 9552 §5.3.3
        (
            1152,
            "f0",
            Flags(
                0xF0,
                1,
                ("is-is-up-down", "ospf-no-unicast", "ospf-local-address", "ospf-propagate-nssa"),
            ),
        ),
        (1153, "00000001 ffffffff", (1, 0xFFFFFFFF)),
        (1154, "0000000100000002", (0x100000002,)),
        (1155, "00000014", 20),
        (1156, "c0000201", IPv4Address("192.0.2.1")),
        (1156, SID, SID_VALUE),
        (1157, "02", b"\2"),
        # RFC 9085 §2.1
        (
            1034,
            "8000 001f40 0489 0003 003e80 0003e8 0489 0004 00000007",
            LabelRanges(
                0x80, (LabelRange(8000, Sid(16000, is_label=True)), LabelRange(1000, INDEX))
            ),
        ),
        (1035, "00 80 81", (0, 128, 129)),
        (
            1036,
            "0000 0003e8 0489 0003 003a98",
            LabelRanges(0, (LabelRange(1000, Sid(15000, is_label=True)),)),
        ),
        (1037, "80", 128),
        (1161, "fffffe", Sid(0xFFFFE, is_label=True)),
        # RFC 9085 §2.2, RFC 9086 §5
        (1099, "30 05 0000 005dc1", AdjacencySid(flags=0x30, weight=5, sid=LABEL)),
        (1099, "00 00 0000 00000007", AdjacencySid(sid=INDEX)),
        (
            1100,
            "30 00 0000 000000000001 005dc1",
            LanAdjacencySid(flags=0x30, neighbor=IgpRouterId.parse("0000.0000.0001"), sid=LABEL),
        ),
        (
            1100,
            "30 00 0000 0a000001 00000007",
            LanAdjacencySid(flags=0x30, neighbor=IgpRouterId.parse("10.0.0.1"), sid=INDEX),
        ),
        (1101, "c0 00 0000 005dc1", AdjacencySid(flags=0xC0, sid=LABEL)),
        (1102, "c0 01 0000 005dc1", AdjacencySid(flags=0xC0, weight=1, sid=LABEL)),
        (1103, "00 00 0000 00000007", AdjacencySid(sid=INDEX)),
        (
            1172,
            "00000009 0440 0004 00000001 044b 0007 30 00 0000 005dc1",
            BundleMember(9, held((1088, 1), (1099, AdjacencySid(flags=0x30, sid=LABEL)))),
        ),
        # RFC 8169 §4.3, RFC 8379 §4.5
        (1105, "20", Flags(0x20, 1, ("one-step",))),
        (1105, "6001", Flags(0x6001, 2, ("two-step", "one-step"))),
        (1121, "", True),
        # RFC 9085 §2.3
        (1158, "40 01 0000 00000007", PrefixSegment(flags=0x40, algorithm=1, sid=INDEX)),
        (
            1159,
            "80 00 000a 0486 0008 00 00 0000 00000007",
            PrefixRange(flags=0x80, size=10, sub_tlvs=held((1158, PrefixSegment(sid=INDEX)))),
        ),
        (1170, "a0", Flags(0xA0)),
        (1170, "a001", Flags(0xA001, 2)),
        (1171, "c0000201", IPv4Address("192.0.2.1")),
        (1171, SID, SID_VALUE),
        (1174, "0a000001", IPv4Address("10.0.0.1")),
        # RFC 8571 §2
        (1114, "80 00000a", LinkDelay(anomalous=True, delay=10)),
        (1115, "00 00000a 00 00000b", LinkDelayRange(anomalous=False, minimum=10, maximum=11)),
        (1116, "00 000033", 51),
        (1117, "80 000002", LinkLoss(anomalous=True, loss=2)),
        (1118, "4cee6b28", 125000000.0),
        (1119, "4cee6b28", 125000000.0),
        (1120, "4cee6b28", 125000000.0),
        # RFC 9247, RFC 9104
        (1032, "00000001 00000002", (1, 2)),
        (1173, "00000001 80000000", (1, 0x80000000)),
        # RFC 9294 §2
        (
            1122,
            "04 04 0000 10000000 00000000 0444 0004 0000000a",
            ApplicationSpecific(
                standard=b"\x10\0\0\0", user_defined=bytes(4), sub_tlvs=held((1092, 10))
            ),
        ),
        (1122, "00 08 0000 ffffffffffffffff", ApplicationSpecific(user_defined=b"\xff" * 8)),
        # RFC 9351
        (
            1039,
            DEFINITION,
            FlexibleAlgorithmDefinition(
                algorithm=128,
                metric_type=1,
                priority=100,
                sub_tlvs=held(
                    (1040, (1,)),
                    (1041, (2, 3)),
                    (1042, (4,)),
                    (1043, 0x80),
                    (1045, (5,)),
                    (1046, UnsupportedSubTlvs(2, (1, 2))),
                ),
            ),
        ),
        (1043, "80000000", Flags(0x80000000, 4, ("m-flag",))),
        (1043, "0080", Flags(0x80, 2)),
        (1046, "03 0102", UnsupportedSubTlvs(3, (0x102,))),
        (1046, "03", UnsupportedSubTlvs(3, ())),
        (
            1044,
            "80 80 0000 00002710",
            FlexibleAlgorithmPrefixMetric(algorithm=128, flags=0x80, metric=10000),
        ),
        # RFC 9514
        (1038, "4000 0000", Srv6Capabilities(Flags(0x4000, 2, ("oam",)))),
        (
            1106,
            f"0039 80 81 05 00 {SID} {STRUCTURE}",
            Srv6EndX(
                behavior=57,
                flags=0x80,
                algorithm=129,
                weight=5,
                sid=SID_VALUE,
                sub_tlvs=held((1252, STRUCTURE_VALUE)),
            ),
        ),
        (
            1107,
            f"0039 00 00 00 00 000000000014 {SID} {STRUCTURE}",
            Srv6LanEndX(
                behavior=57,
                neighbor=IgpRouterId.parse("0000.0000.0014"),
                sid=SID_VALUE,
                sub_tlvs=held((1252, STRUCTURE_VALUE)),
            ),
        ),
        (
            1108,
            f"0039 00 00 00 00 0a000001 {SID}",
            Srv6LanEndX(behavior=57, neighbor=IgpRouterId.parse("10.0.0.1"), sid=SID_VALUE),
        ),
        (1162, "80 81 0000 0000000a", Srv6Locator(flags=0x80, algorithm=129, metric=10)),
        (1250, "0030 00 80", Srv6EndpointBehavior(behavior=48, algorithm=128)),
        (
            1251,
            "80 07 0000 0000fde8 c0000201",
            Srv6PeerNode(
                flags=0x80, weight=7, peer_as=65000, peer_identifier=IPv4Address("192.0.2.1")
            ),
        ),
        (1252, "28181000", STRUCTURE_VALUE),
        # RFC 9857
        (1213, "676f6c64", "gold"),
        (
            1201,
            "4800 0000 05dc1000 00000000",
            SrBindingSid(flags=Flags(0x4800, 2, ("allocated", "fallback")), sid=24001, specified=0),
        ),
        (
            1201,
            f"8000 0000 {SID} {SID}",
            SrBindingSid(flags=Flags(0x8000, 2, ("srv6",)), sid=SID_VALUE, specified=SID_VALUE),
        ),
        (
            1202,
            "0a 00 4800 00000064",
            CandidatePathState(
                priority=10, flags=Flags(0x4800, 2, ("active", "valid")), preference=100
            ),
        ),
        (
            1204,
            "0400 0000 0002 80 00 04ba 0004 4cee6b28",
            CandidatePathConstraints(
                flags=Flags(0x0400, 2, ("strict",)),
                topology=2,
                algorithm=128,
                sub_tlvs=held((1210, 125000000.0)),
            ),
        ),
        (
            1205,
            "2000 0000 0000 00 00 00000001 04b6 0009 01 00 8000 03e81000 00 04c1 0004 00000007",
            SegmentList(
                flags=Flags(0x2000, 2, ("computed",)),
                weight=1,
                sub_tlvs=held(
                    (
                        1206,
                        Segment(
                            segment_type=1,
                            flags=Flags(0x8000, 2, ("sid",)),
                            sid=16001,
                            algorithm=0,
                        ),
                    ),
                    (1217, 7),
                ),
            ),
        ),
        (
            1206,
            f"0b 00 8000 {SID} {SID} {SID} {STRUCTURE}",
            Segment(
                segment_type=11,
                flags=Flags(0x8000, 2, ("sid",)),
                sid=SID_VALUE,
                local=SID_VALUE,
                remote=SID_VALUE,
                sub_tlvs=held((1252, STRUCTURE_VALUE)),
            ),
        ),
        (
            1206,
            "06 00 0000 00000000 c0000201 c0000202",
            Segment(
                segment_type=6,
                flags=Flags(0, 2),
                sid=0,
                local=IPv4Address("192.0.2.1"),
                remote=IPv4Address("192.0.2.2"),
            ),
        ),
        (
            1207,
            "02 10 0000 00000000 00000000 0000001e",
            SegmentListMetric(
                metric_type=2, flags=Flags(0x10, 1, ("value",)), margin=0, bound=0, value=30
            ),
        ),
        (
            1208,
            "01 00 02 00 00000001 00000002 00000003",
            AffinityConstraint(exclude_any=(1,), include_all=(2, 3)),
        ),
        (1209, "00000001 00000002", (1, 2)),
        (
            1211,
            "40 50 0000 00000007",
            DisjointGroup(
                request=Flags(0x40, 1, ("node",)),
                status=Flags(0x50, 1, ("node", "fallback")),
                group=b"\0\0\0\7",
            ),
        ),
        (
            1212,
            f"8000 0000 {SID} {'00' * 16} {STRUCTURE}",
            Srv6BindingSid(
                flags=Flags(0x8000, 2, ("allocated",)),
                sid=SID_VALUE,
                specified=IPv6Address("::"),
                sub_tlvs=held((1252, STRUCTURE_VALUE)),
            ),
        ),
        (
            1214,
            "c000 0000 00000007",
            BidirectionalGroup(flags=Flags(0xC000, 2, ("reverse", "co-routed")), group=b"\0\0\0\7"),
        ),
        (
            1215,
            "01 90 0000 00000000 000003e8",
            MetricConstraint(
                metric_type=1, flags=Flags(0x90, 1, ("optimization", "bound")), margin=0, bound=1000
            ),
        ),
        (9999, "01020304", bytes.fromhex("01020304")),
    ],
)
def test_layouts(code: int, octets: str, value: object) -> None:
    """The section that `tlv_rfc` names gives the layout; value and octets say the same."""
    attribute = read(write_tlvs([Tlv(code, bytes.fromhex(octets))], 2, 2))
    assert attribute.get(code) == value
    assert type(attribute.get(code)) is type(value)
    assert ATTRIBUTES.make(code, value).value == value
    assert "UNKNOWN" not in iana.tlv_name(code) or code == 9999


@pytest.mark.parametrize("code", sorted(ATTRIBUTES.layouts))
def test_layouts_have_names_and_sections(code: int) -> None:
    """Each TLV with a layout is in the registry, and says where it is defined."""
    name, rfc = iana.TLVS[code]
    assert rfc.startswith("RFC ")
    assert iana.tlv_code(name) == iana.tlv_code(iana.slug(name).upper()) == code


@pytest.mark.parametrize(
    ("code", "octets"),
    [
        (263, "00"),
        (266, "01"),
        (1024, "8044"),
        (1028, "c00002"),
        (1029, "c0000201"),
        (1034, "80"),
        (1034, "8000 000001 0488 0003 003e80"),
        (1034, "8000 000001 0489 0002 003e"),
        (1035, ""),
        (1038, "4000"),
        (1039, "800100"),
        (1046, ""),
        (1046, "03 010203"),
        (1089, "4cee6b"),
        (1091, "4cee6b28"),
        (1095, "00000001"),
        (1099, "30 05 0000 5dc1"),
        (1100, "30 00 0000 0a0000"),
        (1105, ""),
        (1106, f"0039 80 81 05 00 {SID[:-2]}"),
        (1115, "00 00000a 00 0000"),
        (1116, "000033"),
        (1121, "00"),
        (1122, "040400"),
        (1122, "03 00 0000 100000"),
        (1122, "04 04 0000 10000000"),
        (1154, "00000001"),
        (1171, "c0"),
        (1172, "000000"),
        (1201, "01"),
        (1201, "8000 0000 05dc1000 00000000"),
        (1202, "0a 00 4800 000000"),
        (1204, "0400 0000 0002 80"),
        (1206, ""),
        (1206, "0c 00 8000 03e81000 00"),
        (1206, "01 00 8000 03e81000"),
        (1208, "01 00 00 00"),
        (1211, "40 50 0000 000007"),
        (1250, "003000"),
        (1252, "281810"),
    ],
)
def test_lengths_are_no_reason_to_discard(code: int, octets: str) -> None:
    """RFC 9552 §8.2.2: a value without the layout of its type is kept as octets."""
    attribute = read(write_tlvs([Tlv(code, bytes.fromhex(octets)), Tlv(1092, bytes(4))], 2, 2))
    assert attribute.get(code) == bytes.fromhex(octets)
    assert attribute.get("te-default-metric") == 0


@pytest.mark.parametrize("octets", ["0400 0002 80", "0400 0001 80 04", "0400 0001 80 0400", "04"])
def test_tlvs_past_the_attribute_discard_it(octets: str) -> None:
    """RFC 9552 §8.2.2: the lengths of all TLVs add up to that of the attribute."""
    with pytest.raises(DecodeError):
        CODEC.decode(bytes.fromhex(octets), CONTEXT)


@pytest.mark.parametrize(
    ("code", "octets"),
    [
        (1034, "8000 000001 0489 0004 003e80"),
        (1034, "8000 00"),
        (1036, "0000 000001 0489 0003"),
        (1039, "80 01 00 64 0410 0004"),
        (1106, f"0039 80 81 05 00 {SID} 04e4 0004"),
        (1107, f"0039 80 81 05 00 000000000001 {SID} 04e4 0004 28"),
        (1108, f"0039 80 81 05 00 0a000001 {SID} 04"),
        (1122, "00 00 0000 0444 0004 000000"),
        (1159, "00 00 0001 0486 0007"),
        (1162, "80 81 0000 0000000a 04e4 0004"),
        (1172, "00000009 0440 0004 00"),
        (1172, "00000009 0462 000b 00 00 0000 0444 0004 000000"),
    ],
)
def test_sub_tlvs_past_their_tlv_discard_the_attribute(code: int, octets: str) -> None:
    """RFC 9552 §8.2.2: of a TLV that is recognised, the lengths of its sub-TLVs count too."""
    value = bytes.fromhex(octets)
    with pytest.raises(DecodeError):
        CODEC.decode(write_tlvs([Tlv(code, value)], 2, 2), CONTEXT)
    assert read(write_tlvs([Tlv(9999, value)], 2, 2)).get(9999) == value


def test_bundle_members_hold_what_links_do() -> None:
    """RFC 9085 §2.2.3, RFC 9294 §2: three levels, the last one inside application-specific ones."""
    inner = ApplicationSpecific(standard=b"\x80\0\0\0", sub_tlvs=held((1092, 10)))
    attribute = BgpLs.of({"l2-bundle-member-attributes": BundleMember(1, held((1122, inner)))})
    again = read(CODEC.encode(attribute, CONTEXT))
    (member,) = again.all(1172)
    assert member.sub_tlvs.get(1122).sub_tlvs.get("te-default-metric") == 10


def test_nothing_nests_deeper_than_its_table() -> None:
    """However deep octets are nested, they are read to the third level and kept below it."""
    octets = b""
    for depth in range(2000):
        code = 1172 if depth % 2 else 1122
        octets = code.to_bytes(2, "big") + (len(octets) + 4).to_bytes(2, "big") + bytes(4) + octets
    attribute = read(octets)
    member = attribute.get(1172)
    assert isinstance(member, BundleMember)
    specific = member.sub_tlvs.get(1122)
    assert isinstance(specific, ApplicationSpecific)
    assert isinstance(specific.sub_tlvs.get(1172), bytes)


def test_values_are_found_by_number_and_name() -> None:
    """Names are the registry's, in any case and with any separators."""
    attribute = BgpLs.of(
        [
            ("igp-route-tag", [1]),
            ("IS-IS Area Identifier", b"\x49\0\1"),
            (1027, b"\x49\0\0"),
            ("node_name", "r1"),
        ]
    )
    assert [tlv.type for tlv in attribute.tlvs] == [1026, 1027, 1027, 1153]
    for key in (1026, "node-name", "Node Name", "NODE_NAME"):
        assert attribute.get(key) == "r1"
        assert key in attribute
    assert attribute.all("is-is-area-identifier") == (b"\x49\0\0", b"\x49\0\1")
    assert attribute.get("link-name") is None
    assert attribute.get("link-name", "?") == "?"
    assert "link-name" not in attribute
    assert attribute.all(1098) == ()
    with pytest.raises(ParseError, match="no BGP-LS TLV is called"):
        attribute.get("nodename")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("isis-area-identifier", "try is-is-area-identifier or "),
        ("max-link-bandwidth", "try maximum-link-bandwidth or "),
        ("Router ID", "try igp-router-id or "),
        ("zzz", "'zzz'"),
    ],
)
def test_a_name_that_is_nearly_right(name: str, near: str) -> None:
    """What is refused says what may have been meant, if anything."""
    with pytest.raises(ParseError, match=f"no BGP-LS TLV is called .*{near}"):
        BgpLs.parse(f"[{name} 1]")


def test_the_text_of_an_attribute() -> None:
    """Names and values in one line, whatever the names of nodes hold."""
    attribute = BgpLs.of(
        {
            1024: 0x80,
            1026: b"r1\n\xff",
            1089: 1.25e9,
            1099: AdjacencySid(flags=48, sid=LABEL),
            1114: LinkDelay(anomalous=True, delay=10),
            1118: float("inf"),
            1170: 0,
        }
    )
    assert str(attribute) == (
        'node-flag-bits 0x80(overload), node-name "r1\\x0a\\\\xff" octets=0x72310aff, '
        "maximum-link-bandwidth 1250000000, adjacency-sid flags=0x30 sid=label:24001, "
        "unidirectional-link-delay anomalous=yes delay=10, "
        "unidirectional-residual-bandwidth inf, prefix-attribute-flags 0x00"
    )


def test_flags_are_found_by_name() -> None:
    """A bit is asked for by its name; all together are a number."""
    flags = BgpLs.of({"node-flag-bits": 0xA1}).get("node-flag-bits")
    assert "overload" in flags
    assert "abr" not in flags
    assert int(flags) == 0xA1
    assert str(flags) == "0xa1(overload,external)"


def test_loss_is_in_percent() -> None:
    """RFC 8570 §4.4: the unit is 0.000003 percent."""
    assert LinkLoss(anomalous=False, loss=1_000_000).percent == pytest.approx(3.0)


def test_equal_octets_are_equal_tlvs() -> None:
    """Type and octets count, also where octets differ that say the same."""
    assert ATTRIBUTES.make(1095, b"\x0a") != ATTRIBUTES.make(1095, 10)
    assert ATTRIBUTES.make(1095, b"\x0a").value == ATTRIBUTES.make(1095, 10).value == 10
    nan = ATTRIBUTES.make(1089, bytes.fromhex("7fc00001"))
    assert nan == LinkStateTlv(1089, bytes.fromhex("7fc00001"), 0.0)
    assert hash(nan) == hash(ATTRIBUTES.make(1089, bytes.fromhex("7fc00001")))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (1092, 1 << 32),
        (1092, "ten"),
        (1092, None),
        (1026, "r\xe9"),
        (1028, "2001:db8::1"),
        (1028, "not an address"),
        (1089, 1e39),
        (1091, (1.0, 2.0)),
        (1096, (-1,)),
        (1024, 256),
        (1099, AdjacencySid(sid=Sid(1 << 20, is_label=True))),
        (1099, 5),
        (1107, Srv6LanEndX(behavior=1, sid=SID_VALUE, neighbor=IgpRouterId.parse("10.0.0.1"))),
        (1121, False),
        (1122, ApplicationSpecific(standard=b"\x80")),
        (9999, 5),
    ],
)
def test_what_has_no_place_on_the_wire(key: int, value: object) -> None:
    """EncodeError, whatever the value is."""
    with pytest.raises(EncodeError):
        BgpLs.of({key: value})


def test_a_tlv_too_long() -> None:
    """RFC 9552 §5.1: the length has two octets."""
    with pytest.raises(EncodeError):
        CODEC.encode(BgpLs.of({9999: bytes(65536)}), CONTEXT)


NODE_ROUTE = bytes.fromhex(
    "900e 0024 4004 47 04 c0000201 000001 0017 02 0000000000000000 0100 000a 0203 0006 000000000001"
)
MANDATORY = bytes.fromhex("40010100 400200 40050400000064")


@pytest.mark.parametrize(
    ("attribute", "treatment"),
    [
        ("801d 05 0400000180", Treatment.NONE),
        ("801d 06 040000018004", Treatment.ATTRIBUTE_DISCARD),
        ("801d 06 040000038000", Treatment.ATTRIBUTE_DISCARD),
        ("801d 00", Treatment.ATTRIBUTE_DISCARD),
        ("801d 03 040000", Treatment.ATTRIBUTE_DISCARD),
        ("c01d 05 0400000180", Treatment.TREAT_AS_WITHDRAW),
    ],
)
def test_what_malformed_leads_to(attribute: str, treatment: Treatment) -> None:
    """RFC 9552 §8.2.2: attribute-discard; RFC 7606 §3 (c): treat-as-withdraw for wrong flags."""
    block = MANDATORY + NODE_ROUTE + bytes.fromhex(attribute)
    body = b"\0\0" + len(block).to_bytes(2, "big") + block
    octets = b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\2" + body
    update = Decoder(Context(session=SessionType.INTERNAL)).decode(octets)
    assert isinstance(update, Update)
    assert update.treatment is treatment
    if treatment is Treatment.NONE:
        found = update.attributes.get(BgpLs)
        assert found is not None
        assert "overload" in found.get("node-flag-bits")
    else:
        assert update.attributes.get(BgpLs) is None
        assert update.findings[0].attribute == 29
    if treatment is Treatment.ATTRIBUTE_DISCARD:
        assert update.findings[0].rfc == "RFC 9552 §8.2.2"
    routes = update.withdrawn if treatment is Treatment.TREAT_AS_WITHDRAW else update.announced
    assert [len(group.nlri) for group in routes] == [1]
    assert update.encode() == octets
