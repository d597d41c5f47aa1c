"""BGP-LS NLRI: their form, their order, and what becomes of broken ones."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri.bgp_ls import (
    CODEC,
    CandidatePathDescriptor,
    IgpRouterId,
    LinkIdentifiers,
    LinkStateNlri,
    LinkStateTlvs,
    UnknownLinkStateNlri,
)
from bgplib.nlri.bgp_ls._nlri import descriptors_of
from bgplib.nlri.reader import FamilyReader, NlriFault
from bgplib.octets import Reader
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from bgplib.values.tlv import Tlv, write_tlvs

CONTEXT = Context(session=SessionType.INTERNAL)
LOCAL = Tlv(256, write_tlvs([Tlv(512, b"\0\0\xfd\xe9"), Tlv(515, bytes(5) + b"\1")], 2, 2))
ADDRESS = Tlv(259, bytes((10, 0, 0, 1)))


def nlri_octets(*tlvs: Tlv, nlri_type: int = iana.LINK, head: bytes = b"\2" + bytes(8)) -> bytes:
    """Frame TLVs as NLRI of IS-IS level 2."""
    body = head + write_tlvs(tlvs, 2, 2)
    return nlri_type.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


def read(
    octets: bytes, family: Family = Family.LINK_STATE
) -> tuple[tuple[object, ...], list[NlriFault]]:
    """Read a field of NLRI."""
    group, faults = FamilyReader(family, CODEC, CONTEXT).read_with_faults(octets, 0, len(octets))
    return group.nlri, faults


def link() -> LinkStateNlri:
    return LinkStateNlri.of(
        iana.LINK,
        {
            "remote-node-descriptors": {"igp-router-id": "0000.0000.0002.03"},
            "local-node-descriptors": {
                "igp-router-id": "0000.0000.0001",
                "autonomous-system": 65001,
            },
            "multi-topology-id": [2],
            "IPv4 interface address": "10.0.0.1",
            260: IPv4Address("10.0.0.2"),
        },
        protocol_id=2,
    )


def test_a_link_is_made_of_names() -> None:
    """RFC 9552 §5.2, §5.1: header, then TLVs by ascending type whatever order they came in."""
    assert CODEC.encode(link(), Family.LINK_STATE, CONTEXT) == bytes.fromhex(
        "0002 0044 02 0000000000000000"
        "0100 0012 0200 0004 0000fde9 0203 0006 000000000001"
        "0101 000b 0203 0007 00000000000203"
        "0103 0004 0a000001 0104 0004 0a000002 0107 0002 0002"
    )


def test_parts_of_a_link_read_plainly() -> None:
    """Values are plain: numbers, addresses, and the names of nodes."""
    nlri = link()
    assert nlri.name == "Link"
    assert nlri.local_node.get("autonomous_system") == 65001
    assert nlri.local_node.get(515) == IgpRouterId.parse("0000.0000.0001")
    assert nlri.remote_node.get("IGP Router-ID").pseudonode == 3
    assert nlri.get("ipv4-neighbor-address") == IPv4Address("10.0.0.2")
    assert nlri.get(263) == (2,)
    assert nlri.get("srv6-sid-information") is None
    assert nlri.get("srv6-sid-information", 0) == 0
    assert [tlv.type for tlv in nlri.descriptors] == [259, 260, 263]
    assert nlri.descriptors.has(260)
    assert not nlri.descriptors.has("link-msd")
    assert nlri.prefix is None
    with pytest.raises(ParseError, match="no BGP-LS TLV is called"):
        nlri.get("igp-metrik")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ipv4-prefix direct 0 []", "'ipv4-prefix' is .*node, link, ipv4-topology-prefix, "),
        ("node isis 0 []", "'isis' is .*is-is-level-1, is-is-level-2, ospfv2, "),
    ],
)
def test_names_that_are_not_right(text: str, names: str) -> None:
    """What is refused says which there are."""
    with pytest.raises(ParseError, match=names):
        LinkStateNlri.parse(text)


def test_the_text_of_a_link() -> None:
    """One line: type, protocol, identifier, descriptors."""
    assert str(link()) == (
        "link is-is-level-2 0 [local-node-descriptors [autonomous-system 65001, "
        "igp-router-id 0000.0000.0001], remote-node-descriptors [igp-router-id "
        "0000.0000.0002.03], ipv4-interface-address 10.0.0.1, ipv4-neighbor-address 10.0.0.2, "
        "multi-topology-id [2]]"
    )


@pytest.mark.parametrize(
    ("nlri_type", "octets", "prefix"),
    [
        (iana.IPV4_TOPOLOGY_PREFIX, "180a0000", Prefix.parse("10.0.0.0/24")),
        (iana.IPV4_TOPOLOGY_PREFIX, "00", Prefix.parse("0.0.0.0/0")),
        (iana.IPV6_TOPOLOGY_PREFIX, "2020010db8", Prefix.parse("2001:db8::/32")),
        (iana.IPV6_TOPOLOGY_PREFIX, "180a0000", Prefix.parse("a00::/24")),
        (iana.IPV4_TOPOLOGY_PREFIX, "180a000000", None),
        (iana.IPV4_TOPOLOGY_PREFIX, "180a00", None),
        (iana.IPV4_TOPOLOGY_PREFIX, "210a00000000", None),
        (iana.IPV4_TOPOLOGY_PREFIX, "", None),
        (iana.NODE, "180a0000", None),
    ],
)
def test_prefixes_are_of_the_family_of_their_nlri(
    nlri_type: int, octets: str, prefix: Prefix | None
) -> None:
    """RFC 9552 §5.2.3.2: length in bits, and as many octets as hold them; else it stays octets."""
    tlv = Tlv(265, bytes.fromhex(octets))
    ((nlri,), faults) = read(nlri_octets(LOCAL, tlv, nlri_type=nlri_type))
    assert isinstance(nlri, LinkStateNlri)
    assert nlri.prefix == prefix
    assert nlri.get(265) == (tlv.octets if prefix is None else prefix)
    assert faults == []
    assert LinkStateNlri.parse(str(nlri)) == nlri


@pytest.mark.parametrize(
    ("nlri_type", "size"), [(iana.IPV4_TOPOLOGY_PREFIX, 4), (iana.IPV6_TOPOLOGY_PREFIX, 16)]
)
def test_a_prefix_of_each_length(nlri_type: int, size: int) -> None:
    """RFC 9552 §5.2.3.2: its octets are the fewest that hold its bits, no more and no fewer."""
    for length in range(8 * size + 1):
        count = (length + 7) // 8
        for found in range(size + 2):
            tlv = Tlv(265, bytes((length, *bytes(found))))
            ((nlri,), _) = read(nlri_octets(LOCAL, tlv, nlri_type=nlri_type))
            assert isinstance(nlri, LinkStateNlri)
            expected = Prefix.from_address(bytes(size), length) if found == count else None
            assert nlri.prefix == expected, (length, found)


def test_a_prefix_is_made_of_text() -> None:
    """A text of the right family is a prefix, one of the other is an error."""
    items = {"ip-reachability-information": "10.0.0.0/8"}
    made = LinkStateNlri.of(iana.IPV4_TOPOLOGY_PREFIX, items, protocol_id=3)
    assert made.prefix == Prefix.parse("10.0.0.0/8")
    with pytest.raises(EncodeError, match="has no place here"):
        LinkStateNlri.of(iana.IPV6_TOPOLOGY_PREFIX, items, protocol_id=3)


def test_srv6_sids() -> None:
    """RFC 9514 §6: a SID in TLV 518, perhaps with a topology."""
    sid = Tlv(518, IPv6Address("2001:db8::1").packed)
    octets = nlri_octets(LOCAL, Tlv(263, b"\xf0\2"), sid, nlri_type=iana.SRV6_SID)
    ((nlri,), _) = read(octets)
    assert isinstance(nlri, LinkStateNlri)
    assert nlri.name == "SRv6 SID"
    assert nlri.get("srv6-sid-information") == IPv6Address("2001:db8::1")
    assert nlri.get(263) == (2,)  # RFC 9552 §5.2.2.1: reserved bits are ignored, but kept
    assert CODEC.encode(nlri, Family.LINK_STATE, CONTEXT) == octets


@pytest.mark.parametrize(
    ("flags", "endpoint", "originator"),
    [
        (0x00, "198.51.100.1", "192.0.2.1"),
        (0x80, "2001:db8::1", "192.0.2.1"),
        (0x40, "198.51.100.1", "2001:db8::2"),
        (0xC0, "2001:db8::1", "2001:db8::2"),
    ],
)
def test_candidate_paths(flags: int, endpoint: str, originator: str) -> None:
    """RFC 9857 §4.1: two flags say which of the two addresses are IPv6 addresses."""
    first, second = ip_address(endpoint), ip_address(originator)
    octets = (
        bytes((3, flags, 0, 0))
        + first.packed
        + bytes.fromhex("00000064 0000fde8")
        + second.packed
        + bytes.fromhex("00000007")
    )
    table = descriptors_of(iana.SR_POLICY_CANDIDATE_PATH)
    expected = CandidatePathDescriptor(
        protocol_origin=3,
        endpoint=first,
        color=100,
        originator_asn=65000,
        originator=second,
        discriminator=7,
    )
    code = iana.SR_POLICY_CANDIDATE_PATH_DESCRIPTOR
    assert table.make(code, octets).value == expected
    assert table.make(code, expected).octets == octets
    for wrong in (octets[:-1], octets + b"\0", octets[:3]):
        assert table.make(code, wrong).value == wrong


def test_links_without_addresses() -> None:
    """RFC 5307 §1.1: local and remote identifier."""
    ((nlri,), _) = read(nlri_octets(LOCAL, Tlv(258, bytes.fromhex("0000000100000002"))))
    assert isinstance(nlri, LinkStateNlri)
    assert nlri.get("link-local-remote-identifiers") == LinkIdentifiers(1, 2)


@pytest.mark.parametrize(
    ("tlvs", "text"),
    [
        ((ADDRESS, LOCAL), "TLV 256 stands behind TLV 259"),
        ((LOCAL, Tlv(9999, b""), ADDRESS), "TLV 259 stands behind TLV 9999"),
        ((LOCAL, Tlv(259, b"\2"), Tlv(259, b"\1")), "TLV 259 stands behind TLV 259"),
        ((LOCAL, Tlv(259, b"\0\0"), Tlv(259, b"\1")), "TLV 259 stands behind TLV 259"),
        ((Tlv(256, write_tlvs([Tlv(515, b"")] * 2, 2, 2)),), "sub-TLV 515 stands behind"),
        (
            (Tlv(256, write_tlvs([Tlv(515, b""), Tlv(512, b"")], 2, 2)),),
            "sub-TLV 512 stands behind sub-TLV 515",
        ),
        ((Tlv(256, b"\2\0\0\5abcd"),), "TLV 512 says 5 octets, 4 are left"),
        ((LOCAL, Tlv(257, b"\2")), "2 octets wanted"),
    ],
)
def test_broken_nlri_are_discarded_alone(tlvs: tuple[Tlv, ...], text: str) -> None:
    """RFC 9552 §8.2.2: what does not add up or is out of order is discarded, and nothing else."""
    good = nlri_octets(LOCAL, ADDRESS)
    bad = nlri_octets(*tlvs)
    ((first, second), faults) = read(good + bad + good)
    assert first == second
    assert [(fault.start, fault.stop) for fault in faults] == [(len(good), len(good) + len(bad))]
    assert text in faults[0].error.text
    assert faults[0].error.treatment is Treatment.IGNORE
    assert faults[0].error.rfc == "RFC 9552 §8.2.2"


@pytest.mark.parametrize(
    ("head", "family"),
    [
        (b"", Family.LINK_STATE),
        (b"\2" + bytes(7), Family.LINK_STATE),
        (bytes(7), Family.LINK_STATE_VPN),
        (bytes(8) + b"\2" + bytes(7), Family.LINK_STATE_VPN),
        (b"\2" + bytes(8) + b"\1\0\0", Family.LINK_STATE),
    ],
)
def test_short_nlri_are_discarded_alone(head: bytes, family: Family) -> None:
    """RFC 9552 §8.2.2: NLRI that end before their header does."""
    (nlri, faults) = read(nlri_octets(head=head), family)
    assert nlri == ()
    assert [fault.error.treatment for fault in faults] == [Treatment.IGNORE]


@pytest.mark.parametrize(
    "tlvs",
    [
        (),
        (ADDRESS,),
        (LOCAL, LOCAL),
        (Tlv(1, b"x"), LOCAL),
        (LOCAL, Tlv(259, bytes(5)), Tlv(261, bytes(4))),
        (LOCAL, Tlv(258, b"\0\0\0\1"), Tlv(263, b"\0"), Tlv(264, b""), Tlv(266, b"\1")),
        (Tlv(256, write_tlvs([Tlv(512, b"\1"), Tlv(515, bytes(5))], 2, 2)),),
    ],
)
def test_contents_are_no_reason_to_discard(tlvs: tuple[Tlv, ...]) -> None:
    """RFC 9552 §8.2.2: which TLVs are there, and how long they are, does not make NLRI malformed.

    A value without the layout of its type stays octets.
    """
    octets = nlri_octets(*tlvs)
    ((nlri,), faults) = read(octets)
    assert faults == []
    assert isinstance(nlri, LinkStateNlri)
    assert [tlv.octets for tlv in nlri.tlvs] == [tlv.octets for tlv in tlvs]
    assert CODEC.encode(nlri, Family.LINK_STATE, CONTEXT) == octets
    for code in (258, 261, 264, 266):
        assert all(isinstance(value, bytes) for value in nlri.tlvs.all(code))


def test_nlri_of_unknown_type_are_kept() -> None:
    """RFC 9552 §5.2: they are opaque, and preserved."""
    unknown = nlri_octets(nlri_type=77, head=b"anything at all")
    ((first, second), faults) = read(unknown + nlri_octets(LOCAL))
    assert isinstance(first, UnknownLinkStateNlri)
    assert (first.nlri_type, first.octets) == (77, unknown)
    assert str(first) == f"link-state type 77 octets 0x{unknown.hex()}"
    assert isinstance(second, LinkStateNlri)
    assert faults == []


def update_octets(code: int, field: bytes, attributes: bytes = b"") -> bytes:
    """Frame a field of NLRI as an UPDATE with one MP attribute."""
    value = b"\x40\x04\x47" + (b"\4\xc0\0\2\1\0" if code == 14 else b"") + field
    block = attributes + bytes((0x90, code)) + len(value).to_bytes(2, "big") + value
    body = b"\0\0" + len(block).to_bytes(2, "big") + block
    return b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\2" + body


#: ORIGIN, AS_PATH and LOCAL_PREF
MANDATORY = bytes.fromhex("40010100 400200 40050400000064")


@pytest.mark.parametrize("code", [14, 15])
@pytest.mark.parametrize(
    "field",
    [
        nlri_octets(LOCAL)[:-1],
        nlri_octets(LOCAL) + b"\0\2\0",
        nlri_octets(LOCAL) + b"\0\2\xff\xff",
        nlri_octets(nlri_type=77, head=b"x")[:-1],
    ],
)
def test_nlri_past_the_field_reset_the_session(code: int, field: bytes) -> None:
    """RFC 9552 §8.2.2: where NLRI end is not known, so that the rest cannot be read."""
    attributes = MANDATORY if code == 14 else b""
    update = Decoder(CONTEXT).decode(update_octets(code, field, attributes))
    assert isinstance(update, Update)
    assert update.treatment is Treatment.SESSION_RESET


def test_an_update_goes_on_without_its_broken_nlri() -> None:
    """RFC 9552 §8.2.2, RFC 7606 §5.4: the others are announced, the finding has the octets."""
    good, bad = nlri_octets(LOCAL), nlri_octets(ADDRESS, LOCAL)
    octets = update_octets(14, bad + good, MANDATORY)
    update = Decoder(CONTEXT).decode(octets)
    assert isinstance(update, Update)
    assert update.treatment is Treatment.IGNORE
    assert [finding.octets for finding in update.findings] == [bad]
    assert [nlri for group in update.announced for nlri in group.nlri] == list(read(good)[0])
    assert update.encode(CONTEXT) == octets


def test_distinguishers_are_for_vpns() -> None:
    """RFC 9552 §5.2: 8 octets behind the length with SAFI 72, none with SAFI 71."""
    rd = RouteDistinguisher.parse("65000:1")
    octets = nlri_octets(LOCAL, head=rd.octets + b"\2" + bytes(8))
    ((nlri,), _) = read(octets, Family.LINK_STATE_VPN)
    assert isinstance(nlri, LinkStateNlri)
    assert nlri.rd == rd
    assert str(nlri).startswith("rd 65000:1 link is-is-level-2 0 [")
    assert CODEC.encode(nlri, Family.LINK_STATE_VPN, CONTEXT) == octets
    with pytest.raises(EncodeError, match="no distinguisher"):
        CODEC.encode(nlri, Family.LINK_STATE, CONTEXT)
    with pytest.raises(EncodeError, match="have a distinguisher"):
        CODEC.encode(link(), Family.LINK_STATE_VPN, CONTEXT)


def test_next_hops() -> None:
    """RFC 9552 §5.5: an address, with a distinguisher before it in VPNs."""
    assert CODEC.next_hop_lengths(Family.LINK_STATE) == (4, 16, 32)
    assert CODEC.next_hop_lengths(Family.LINK_STATE_VPN) == (12, 24, 48)


def test_what_has_no_place_on_the_wire() -> None:
    """EncodeError says what does not fit."""
    wrong = LinkStateNlri(
        nlri_type=iana.LINK, protocol_id=2, tlvs=LinkStateTlvs(reversed(link().tlvs))
    )
    with pytest.raises(EncodeError, match="out of order"):
        CODEC.encode(wrong, Family.LINK_STATE, CONTEXT)
    for protocol_id, identifier in ((256, 0), (-1, 0), (1, 1 << 64)):
        big = LinkStateNlri.of(1, {}, protocol_id=protocol_id, identifier=identifier)
        with pytest.raises(EncodeError, match="does not fit"):
            CODEC.encode(big, Family.LINK_STATE, CONTEXT)
    for key, value in ((512, 1 << 32), (512, "x"), (256, 5), (516, "2001:db8::1"), (258, 1)):
        with pytest.raises((EncodeError, ParseError)):
            LinkStateNlri.of(1, {256: {key: value}, 258: value}, protocol_id=1)
    with pytest.raises(EncodeError, match="made of octets"):
        LinkStateNlri.of(1, {9999: 5}, protocol_id=1)
    assert LinkStateNlri.of(1, {9999: b"x"}, protocol_id=1).get(9999) == b"x"


@pytest.mark.parametrize(
    ("text", "octets", "node", "pseudonode"),
    [
        ("10.0.0.1", "0a000001", "10.0.0.1", None),
        ("10.0.0.1-10.0.0.2", "0a0000010a000002", "10.0.0.1", 0x0A000002),
        ("1921.6800.1001", "192168001001", "1921.6800.1001", None),
        ("1921.6800.1001.0a", "1921680010010a", "1921.6800.1001", 10),
    ],
)
def test_router_ids(text: str, octets: str, node: str, pseudonode: int | None) -> None:
    """RFC 9552 §5.2.1.4: OSPF routers, their LANs, IS-IS systems, and theirs."""
    router = IgpRouterId.parse(text)
    assert router.octets.hex() == octets
    assert str(router) == text
    assert str(router.node) == node
    assert router.pseudonode == pseudonode


@pytest.mark.parametrize("text", ["", "10.0.0", "2001:db8::1", "1.1.1.1-2.2.2.2-3.3.3.3", "00.00"])
def test_what_is_no_router_id(text: str) -> None:
    """ParseError for any other text, and any other length."""
    with pytest.raises(ParseError):
        IgpRouterId.parse(text)
    with pytest.raises(ParseError):
        IgpRouterId(bytes(5))


def test_numbers_without_name() -> None:
    """Unknown types, protocols and TLVs print as numbers."""
    assert iana.nlri_type_name(99) == "UNKNOWN(99)"
    assert iana.protocol_name(200) == "UNKNOWN(200)"
    assert (iana.tlv_name(9999), iana.tlv_rfc(9999)) == ("UNKNOWN(9999)", "")
    assert iana.tlv_rfc(1095) == "RFC 9552 §5.3.2.4"
    made = LinkStateNlri.of(1, {9999: b"\1"}, protocol_id=200, identifier=7)
    assert str(made) == "node unknown-200 7 [unknown-9999 0x01]"


def test_a_reader_is_left_behind_the_nlri() -> None:
    """A codec that asks to pass over NLRI has consumed them."""
    bad = nlri_octets(ADDRESS, LOCAL)
    reader = Reader(bad + b"next")
    with pytest.raises(DecodeError):
        CODEC.decode(reader, Family.LINK_STATE, CONTEXT)
    assert reader.rest() == b"next"


def test_tlvs_out_of_place_are_octets() -> None:
    """Where their type means nothing they need not be what it means elsewhere; the text says so."""
    lost = Tlv(256, b"\0\0\xfd\xe8")
    (nlri,), faults = read(nlri_octets(Tlv(256, write_tlvs([lost], 2, 2)), nlri_type=iana.NODE))
    assert not faults
    assert str(nlri).endswith("[local-node-descriptors [local-node-descriptors octets=0x0000fde8]]")
    assert LinkStateNlri.parse(str(nlri)) == nlri
