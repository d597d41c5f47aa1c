"""RFC 9552: link-state routes and what is said of them, clause by clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pytest

from bgplib.attributes import AsPath, AttributeBlock, BgpLs, Origin
from bgplib.attributes.bgp_ls import origination_faults
from bgplib.attributes.bgp_ls import tlvs as attribute_tlvs
from bgplib.capabilities import Multiprotocol
from bgplib.context import Context, SessionType
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, NlriGroup
from bgplib.nlri.bgp_ls import CODEC, LinkStateNlri, UnknownLinkStateNlri
from bgplib.octets import Reader
from bgplib.rib.packing import Packer
from bgplib.route import Path, Source
from bgplib.session import PrefixLimit, PrefixLimitExceeded
from bgplib.session.negotiation import negotiate
from bgplib.values.tlv import Tlv, write_tlvs
from tests.conformance.updates import attribute, judged, reach, texts, treatment, update
from tests.session_world import World, configs

LINK_STATE, VPN = Family.LINK_STATE, Family.LINK_STATE_VPN
INTERNAL = Context(session=SessionType.INTERNAL)
NODE = {"igp-router-id": "0000.0000.0001"}
LOCAL = Tlv(256, write_tlvs([Tlv(512, b"\0\0\xfd\xe9"), Tlv(515, bytes(5) + b"\1")], 2, 2))
REMOTE = Tlv(257, write_tlvs([Tlv(515, bytes(5) + b"\2")], 2, 2))
IS_IS, OSPF, DIRECT = 2, 3, 4


def octets_of(*tlvs: Tlv, nlri_type: int = iana.LINK, protocol: int = IS_IS) -> bytes:
    """Frame TLVs as NLRI."""
    body = bytes((protocol,)) + bytes(8) + write_tlvs(tlvs, 2, 2)
    return nlri_type.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


GOOD = octets_of(LOCAL, REMOTE, Tlv(259, bytes((10, 0, 0, 1))))
BASICS = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b""), attribute(0x40, 5, bytes(4)))


def announced(*nlri: bytes, said: bytes | None = None, family: Family = LINK_STATE) -> Update:
    """Decode an UPDATE that announces NLRI, with a BGP-LS attribute or without."""
    hop = bytes((192, 0, 2, 1))
    mp = reach(b"".join(nlri), hop=hop if family == LINK_STATE else bytes(8) + hop, family=family)
    more = () if said is None else (attribute(0x80, 29, said),)
    return judged(update(*BASICS, mp, *more), INTERNAL)


def is_discarded(*tlvs: Tlv) -> bool:
    """Say whether an NLRI is discarded, and its neighbours are not."""
    bad = octets_of(*tlvs)
    found = announced(GOOD, bad, GOOD)
    assert len(found.announced[0].nlri) in (2, 3)
    if found.findings:
        (finding,) = found.findings
        assert (finding.rfc, finding.octets) == ("RFC 9552 §8.2.2", bad)
        assert finding.treatment is Treatment.IGNORE
    return len(found.announced[0].nlri) == 2


# -- §5.1: TLVs ------------------------------------------------------------------------------------


def test_5_1_tlvs_in_ascending_order() -> None:
    """§5.1: "in ascending order by TLV Type", then by length, then by value; as we make them."""
    assert not is_discarded(
        LOCAL, REMOTE, Tlv(259, bytes(4)), Tlv(999, b"\2"), Tlv(999, b"\3"), Tlv(999, b"\0\0")
    )
    made = LinkStateNlri.of(
        iana.LINK,
        [(999, b"\0\0"), (999, b"\3"), ("remote-node-descriptors", NODE), (999, b"\2"), (256, b"")],
        protocol_id=IS_IS,
    )
    assert [(tlv.type, tlv.octets) for tlv in made.tlvs][2:] == [
        (999, b"\2"),
        (999, b"\3"),
        (999, b"\0\0"),
    ]


@pytest.mark.parametrize(
    "tlvs",
    [
        (REMOTE, LOCAL),
        (LOCAL, Tlv(999, b""), REMOTE),
        (LOCAL, Tlv(999, b"\0\0"), Tlv(999, b"\1")),
        (LOCAL, Tlv(999, b"\2"), Tlv(999, b"\1")),
    ],
)
def test_5_1_tlvs_out_of_order(tlvs: tuple[Tlv, ...]) -> None:
    """§5.1: such NLRI "MUST be considered as malformed by a BGP-LS Propagator"; none are made."""
    assert is_discarded(*tlvs)
    (good,) = announced(GOOD).announced[0].nlri
    assert isinstance(good, LinkStateNlri)
    wrong = attrs.evolve(good, tlvs=tuple(reversed(good.tlvs)))
    with pytest.raises(EncodeError):
        CODEC.encode(wrong, LINK_STATE, INTERNAL)


def test_5_1_unknown_tlvs_are_preserved() -> None:
    """§5.1: "preserved and propagated within both the NLRI and the BGP-LS Attribute"."""
    nlri = octets_of(LOCAL, REMOTE, Tlv(9999, b"any"))
    said = write_tlvs([Tlv(9998, b"thing"), Tlv(1026, b"r1")], 2, 2)
    found = announced(nlri, said=said)
    assert found.findings == ()
    assert CODEC.encode(found.announced[0].nlri[0], LINK_STATE, INTERNAL) == nlri
    assert attribute(0x80, 29, said) in found.attributes.passed_on().octets


def test_5_1_unexpected_tlvs_are_not_malformed() -> None:
    """§5.1: "unknown or unexpected TLVs MUST NOT result in" anything malformed."""
    assert not is_discarded(Tlv(1, b"x"), LOCAL, REMOTE, Tlv(265, b"\x08\x0a"))
    said = write_tlvs([Tlv(256, b""), Tlv(9999, b"")], 2, 2)
    assert announced(GOOD, said=said).findings == ()


def test_5_1_tlvs_that_run_past_the_end_are_malformed() -> None:
    """§5.1, §8.2.2: a length that does not add up is, known or not."""
    assert is_discarded(LOCAL, Tlv(257, b"\2"))
    assert treatment(announced(GOOD, said=b"\x27\x0f\0\2\0")) == "attribute-discard"


def test_5_1_an_attribute_without_order() -> None:
    """§5.1: "BGP-LS Attribute with unordered TLVs MUST NOT be considered malformed"."""
    said = write_tlvs([Tlv(1098, b"b"), Tlv(1026, b"a"), Tlv(1026, b"")], 2, 2)
    found = announced(GOOD, said=said)
    assert found.findings == ()
    value = found.attributes.get(BgpLs)
    assert value is not None
    assert value.get("node-name") == "a"


# -- §5.2: NLRI ------------------------------------------------------------------------------------


def opened(*families: Family) -> Open:
    """Make an OPEN that offers families."""
    return Open.build(
        asn=65001,
        hold_time=90,
        identifier="192.0.2.1",
        capabilities=[Multiprotocol(each) for each in families],
    )


def test_5_2_families() -> None:
    """§5.2: AFI 16388, SAFI 71 without and SAFI 72 with a VPN's distinguisher; by capability."""
    assert (Family(16388, 71), Family(16388, 72)) == (LINK_STATE, VPN)
    agreed = negotiate(opened(LINK_STATE, VPN), opened(VPN, LINK_STATE)).families
    assert agreed == frozenset({LINK_STATE, VPN})
    rd = bytes.fromhex("0000fde800000001")
    body = GOOD[:2] + (len(GOOD) - 4 + 8).to_bytes(2, "big") + rd + GOOD[4:]
    found = announced(body, family=VPN)
    assert found.findings == ()
    assert texts(found.announced)[0].startswith("rd 65000:1 link")


def test_5_2_without_agreement() -> None:
    """§5.2: "they MUST use BGP Capabilities Advertisement"; else routes are ignored."""
    agreed = negotiate(opened(LINK_STATE, VPN), opened(VPN)).families
    assert agreed == frozenset({VPN})
    mp = reach(GOOD, hop=bytes((192, 0, 2, 1)), family=LINK_STATE)
    found = judged(update(*BASICS, mp), attrs.evolve(INTERNAL, families=agreed))
    assert [finding.rfc for finding in found.findings] == ["RFC 4760 §8"]
    assert found.announced == ()


def test_5_2_a_distinguisher_is_for_vpns() -> None:
    """§5.2: what has none is not written for SAFI 72, nor the other way round."""
    (nlri,) = announced(GOOD).announced[0].nlri
    with pytest.raises(EncodeError):
        CODEC.encode(nlri, VPN, INTERNAL)


def test_5_2_unknown_types_are_opaque() -> None:
    """§5.2: "MUST handle unknown Link-State NLRI types as opaque objects", and preserve them."""
    unknown = b"\0\x4d\0\3any"
    found = announced(unknown, GOOD)
    assert found.findings == ()
    first = found.announced[0].nlri[0]
    assert isinstance(first, UnknownLinkStateNlri)
    assert NlriGroup.of(LINK_STATE, [first]).encode(INTERNAL) == unknown


def test_5_2_unknown_types_past_the_field() -> None:
    """§5.2, §8.2.2: where it ends is to be known all the same."""
    assert announced(GOOD, b"\0\x4d\0\4any").treatment is Treatment.SESSION_RESET


@pytest.mark.parametrize("identifier", [0, 1, (1 << 64) - 1])
def test_8_2_3_instances(identifier: int) -> None:
    """§8.2.3: "an 8-octet BGP-LS Instance-ID" is the operator's to choose."""
    nlri = LinkStateNlri.of(iana.NODE, {256: b""}, protocol_id=IS_IS, identifier=identifier)
    octets = CODEC.encode(nlri, LINK_STATE, INTERNAL)
    assert octets[5:13] == identifier.to_bytes(8, "big")
    assert CODEC.decode(Reader(octets), LINK_STATE, INTERNAL) == nlri


def test_8_2_3_no_instance() -> None:
    """§8.2.3: more than 8 octets are none."""
    nlri = LinkStateNlri.of(iana.NODE, {256: b""}, protocol_id=IS_IS, identifier=1 << 64)
    with pytest.raises(EncodeError):
        CODEC.encode(nlri, LINK_STATE, INTERNAL)


def keys(*nlri: bytes) -> set[bytes]:
    """Return what tells routes apart."""
    return set(announced(*nlri).announced[0].keys)


def node(**items: object) -> bytes:
    """Make a node of descriptors by name."""
    named = {name.replace("_", "-"): value for name, value in items.items()}
    made = LinkStateNlri.of(iana.NODE, {"local-node-descriptors": named}, protocol_id=IS_IS)
    return CODEC.encode(made, LINK_STATE, INTERNAL)


def test_5_2_1_1_one_node_has_one_key() -> None:
    """§5.2.1.1: "The same node MUST NOT be represented by two keys", whatever order we got."""
    one = node(autonomous_system=65001, igp_router_id="0000.0000.0001")
    other = node(igp_router_id="0000.0000.0001", autonomous_system=65001)
    assert one == other
    assert len(keys(one, other)) == 1


def test_5_2_1_1_two_nodes_have_two_keys() -> None:
    """§5.2.1.1: "Two different nodes MUST NOT be represented by the same key"."""
    area = {"autonomous_system": 65001, "igp_router_id": "192.0.2.1"}
    assert (
        len(
            keys(
                node(**area), node(**area, ospf_area_id="0.0.0.0"), node(igp_router_id="192.0.2.1")
            )
        )
        == 3
    )


def sub_tlvs(*types: int) -> Tlv:
    """Make a node descriptor."""
    return Tlv(256, write_tlvs([Tlv(each, bytes(4)) for each in types], 2, 2))


def test_5_2_1_4_sub_tlvs_of_a_node() -> None:
    """§5.2.1.4: "one instance of each sub-TLV type", "in ascending order by sub-TLV type"."""
    assert not is_discarded(sub_tlvs(512, 514, 515))


@pytest.mark.parametrize("types", [(512, 512), (515, 512), (512, 515, 514)])
def test_5_2_1_4_sub_tlvs_of_a_node_that_are_not_so(types: tuple[int, ...]) -> None:
    """§5.2.1.4: a repeated one, and another order, are malformed."""
    assert is_discarded(sub_tlvs(*types))


# -- what producers must not announce --------------------------------------------------------------


def faults(
    items: Mapping[Any, Any] | None = None,
    said: Mapping[Any, Any] | None = None,
    *,
    nlri_type: int = iana.LINK,
    protocol: int = IS_IS,
) -> list[str]:
    """Return the sections that an object breaks."""
    nlri = LinkStateNlri.of(nlri_type, {256: b""} | dict(items or {}), protocol_id=protocol)
    found = origination_faults(nlri, None if said is None else BgpLs(attribute_tlvs(said)))
    return [text[text.index("§") : -1] for text in found]


IDENTIFIERS = bytes((0, 0, 0, 1, 0, 0, 0, 2))


@pytest.mark.parametrize(
    "items", [{259: "10.0.0.1", 260: "10.0.0.2"}, {261: "2001:db8::1"}, {258: IDENTIFIERS}]
)
def test_5_2_2_link_descriptors(items: dict[int, Any]) -> None:
    """§5.2.2: addresses, or identifiers where there are none."""
    assert faults(items) == []


@pytest.mark.parametrize(
    "items",
    [
        {258: IDENTIFIERS, 259: "10.0.0.1"},
        {258: IDENTIFIERS, 262: "2001:db8::1"},
        {},
        {259: "169.254.0.1"},
        {261: "fe80::1"},
    ],
)
def test_5_2_2_link_descriptors_that_are_not_so(items: dict[int, Any]) -> None:
    """§5.2.2: both, none, and link-local addresses, which "are not considered unique"."""
    assert faults(items) == ["§5.2.2"]


@pytest.mark.parametrize(("protocol", "topology"), [(IS_IS, 2), (IS_IS, 0xFFF), (OSPF, 127)])
def test_5_2_2_1_a_topology(protocol: int, topology: int) -> None:
    """§5.2.2.1: one; of 12 bits in IS-IS, "from 0 to 127" in OSPF."""
    assert faults({259: "10.0.0.1", 263: [topology]}, protocol=protocol) == []


@pytest.mark.parametrize(
    ("protocol", "topologies"), [(IS_IS, [0x1002]), (OSPF, [128]), (IS_IS, [2, 3]), (OSPF, [])]
)
def test_5_2_2_1_no_topology(protocol: int, topologies: list[int]) -> None:
    """§5.2.2.1: reserved bits are 0; "multiple NLRIs MUST be generated" for several."""
    octets = b"".join(each.to_bytes(2, "big") for each in topologies)
    assert faults({259: "10.0.0.1", 263: octets}, protocol=protocol) == ["§5.2.2.1"]


def test_5_2_2_1_reserved_bits_are_ignored() -> None:
    """§5.2.2.1: "ignored on receipt"."""
    found = announced(octets_of(LOCAL, REMOTE, Tlv(263, b"\xf0\2"))).announced[0].nlri[0]
    assert isinstance(found, LinkStateNlri)
    assert found.get("multi-topology-id") == (2,)


PREFIX = iana.IPV4_TOPOLOGY_PREFIX


def test_5_2_3_2_bits_behind_a_prefix() -> None:
    """§5.2.3.2: "Any trailing bits MUST be set to 0", as those of a prefix are."""
    assert faults({265: "10.0.0.0/9"}, nlri_type=PREFIX) == []
    assert faults({265: bytes((9, 10, 128))}, nlri_type=PREFIX) == []


def test_5_2_3_2_bits_that_are_not_0() -> None:
    """§5.2.3.2: others are not announced."""
    assert faults({265: bytes((9, 10, 129))}, nlri_type=PREFIX) == ["§5.2.3.2"]


LINK = {259: "10.0.0.1"}


@pytest.mark.parametrize(
    "said", [{1024: b"\xfc"}, {1152: b"\xf0"}, {1095: b"\x3f"}, {1095: b"\xff\xff"}]
)
def test_5_3_bits_with_a_meaning(said: dict[int, bytes]) -> None:
    """§5.3.1.1, §5.3.3.1, §5.3.2.4: the flags that are defined, metrics in their width."""
    assert faults(LINK, said) == []


@pytest.mark.parametrize(
    ("said", "section"),
    [({1024: b"\1"}, "§5.3"), ({1152: b"\x08"}, "§5.3"), ({1095: b"\x40"}, "§5.3.2.4")],
)
def test_5_3_bits_without_a_meaning(said: dict[int, bytes], section: str) -> None:
    """§5.3.1.1, §5.3.3.1, §5.3.2.4: they "MUST be set to 0 by the originator"."""
    assert faults(LINK, said) == [section]


def test_5_3_bits_without_a_meaning_are_ignored() -> None:
    """§5.3.1.1, §5.3.2.2, §5.3.3.1, §5.3.2.4: "MUST be ignored by the receiver"."""
    said = write_tlvs([Tlv(1024, b"\x83"), Tlv(1095, b"\xc7"), Tlv(1152, b"\x8f")], 2, 2)
    value = announced(GOOD, said=said).attributes.get(BgpLs)
    assert value is not None
    assert "overload" in value.get(1024)
    assert "attached" not in value.get(1024)
    assert value.get(1095) == 7
    clean = announced(GOOD, said=write_tlvs([Tlv(1152, b"\x80")], 2, 2)).attributes.get(BgpLs)
    assert clean is not None
    assert value.get(1152).names == clean.get(1152).names


def test_5_3_2_2_a_protocol_mask_of_local_information() -> None:
    """§5.3.2.2: for 'Direct' and 'Static configuration', with the bits that are defined."""
    assert faults(LINK, {1094: b"\xc0"}, protocol=DIRECT) == []


def test_5_3_2_2_a_protocol_mask_elsewhere() -> None:
    """§5.3.2.2: it "MUST NOT be included in NLRIs with the other Protocol-IDs"."""
    assert faults(LINK, {1094: b"\xc0"}) == ["§5.3.2.2"]
    assert faults(LINK, {1094: b"\x20"}, protocol=DIRECT) == ["§5.3"]


def test_5_3_2_3_metrics_are_padded() -> None:
    """§5.3.2.3: "the high-order bits of this field MUST be padded with zero"."""
    assert attribute_tlvs({"te-default-metric": 7})[0].octets == bytes((0, 0, 0, 7))


def test_5_3_2_3_metrics_that_do_not_fit() -> None:
    """§5.3.2.3: nothing of a metric is cut."""
    with pytest.raises(EncodeError):
        attribute_tlvs({"te-default-metric": 1 << 32})


def test_5_4_private_tlvs_have_an_enterprise_code() -> None:
    """§5.4: "a 4-octet field MUST be included as the first field in the value"."""
    assert faults(LINK | {65000: bytes(4)}, {65535: b"\0\0\x12\x34more"}) == []


def test_5_4_private_tlvs_without_an_enterprise_code() -> None:
    """§5.4: in the NLRI as in the attribute."""
    assert faults(LINK | {65000: b""}, {65535: bytes(3)}) == ["§5.4", "§5.4"]


def private_octets(nlri_type: int, body: bytes) -> bytes:
    """Frame NLRI of a type that nobody describes."""
    return nlri_type.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


@pytest.mark.parametrize("nlri_type", [65000, 65535])
def test_5_4_private_nlri_have_an_enterprise_code(nlri_type: int) -> None:
    """§5.4: it is "the first field in the NLRI immediately following the Total NLRI Length"."""
    made = UnknownLinkStateNlri.private(nlri_type, 32473, b"more")
    octets = private_octets(nlri_type, b"\0\0\x7e\xd9more")
    assert NlriGroup.of(LINK_STATE, [made]).encode(INTERNAL) == octets
    assert announced(octets).announced[0].nlri == (made,)
    assert made.enterprise_code == 32473
    assert origination_faults(made, BgpLs(attribute_tlvs({65535: bytes(4)}))) == ()


@pytest.mark.parametrize("size", range(4))
def test_5_4_private_nlri_without_an_enterprise_code(size: int) -> None:
    """§5.4: none are to be announced; §8.2.2: they are passed on octet for octet."""
    octets = private_octets(65000, bytes(size))
    found = announced(octets)
    assert found.findings == ()
    (nlri,) = found.announced[0].nlri
    assert isinstance(nlri, UnknownLinkStateNlri)
    assert nlri.enterprise_code is None
    (fault,) = origination_faults(nlri)
    assert fault.endswith("(RFC 9552 §5.4)")
    assert NlriGroup.of(LINK_STATE, [nlri]).encode(INTERNAL) == octets


def test_5_4_other_types_have_no_enterprise_code() -> None:
    """§5.4: those below 65000 are not for private use, whatever octets they begin with."""
    (nlri,) = announced(private_octets(64999, bytes(8))).announced[0].nlri
    assert isinstance(nlri, UnknownLinkStateNlri)
    assert nlri.enterprise_code is None
    assert origination_faults(nlri) == ()


@pytest.mark.parametrize(
    ("nlri_type", "code", "size"),
    [(64999, 1, 0), (65536, 1, 0), (65000, -1, 0), (65000, 1 << 32, 0), (65000, 1, 65532)],
)
def test_5_4_private_nlri_that_cannot_be_made(nlri_type: int, code: int, size: int) -> None:
    """§5.4: the type is for private use, the code has 4 octets, and the length is that of NLRI."""
    with pytest.raises(EncodeError):
        UnknownLinkStateNlri.private(nlri_type, code, bytes(size))


def test_8_2_2_contents_are_no_reason_to_discard() -> None:
    """§8.2.2: none of this makes received NLRI or attributes malformed."""
    bad = octets_of(LOCAL, Tlv(258, IDENTIFIERS), Tlv(259, b"\xa9\xfe\0\1"), Tlv(263, b"\xff\xff"))
    said = write_tlvs([Tlv(1024, b"\xff"), Tlv(1094, b"\xff"), Tlv(1095, b"\xff")], 2, 2)
    assert announced(bad, said=said).findings == ()


# -- §5.3: the size of messages --------------------------------------------------------------------

PEER = Source(address="192.0.2.1", asn=65001)


def packed(said: int, path: int, *, extended: bool = False) -> list[Update]:
    """Pack a node with so many octets of BGP-LS attribute and AS numbers in the path."""
    (nlri,) = announced(GOOD).announced[0].nlri
    as_path = AsPath.parse(" ".join(["65001"] * path))
    block = AttributeBlock.of([Origin(0), as_path, BgpLs(attribute_tlvs({9999: bytes(said)}))])
    context = Context(session=None, extended_messages=extended)
    route = Path(PEER, block, bytes((192, 0, 2, 1)), nlri=nlri)
    found = Packer(LINK_STATE, context).pack({}, {route: [b"key"]})
    assert found.unsent == ()
    messages = [decode(octets, context) for octets in found.messages]
    updates = [message for message in messages if isinstance(message, Update)]
    assert len(updates) == len(messages)
    return updates


@pytest.mark.parametrize(("said", "path", "extended"), [(3000, 10, False), (9000, 900, True)])
def test_5_3_what_fits_is_sent_whole(said: int, path: int, extended: bool) -> None:
    """§5.3: a message below the maximum keeps its BGP-LS attribute."""
    (found,) = packed(said, path, extended=extended)
    assert found.attributes.get(BgpLs) is not None


@pytest.mark.parametrize(("said", "path"), [(3900, 100), (4500, 1)])
def test_5_3_what_does_not_fit_loses_the_attribute(said: int, path: int) -> None:
    """§5.3: "it MUST consider the BGP-LS Attribute to be malformed", and leave it out."""
    (found,) = packed(said, path)
    assert found.attributes.get(BgpLs) is None
    assert len(found.announced[0].nlri) == 1
    assert found.attributes.as_path_length == path


def test_5_3_a_producer_is_told() -> None:
    """§5.3: what "crosses the maximum limit for a BGP message" is not encoded."""
    (nlri,) = announced(GOOD).announced[0].nlri
    big = BgpLs(attribute_tlvs({9999: bytes(4096)}))
    made = Update.announce(
        [nlri], next_hop="192.0.2.1", attributes=[Origin(0), AsPath(()), big], family=LINK_STATE
    )
    with pytest.raises(EncodeError):
        made.encode()
    assert made.encode(Context(extended_messages=True))


def test_5_3_the_attribute_is_for_link_state() -> None:
    """RFC 7752 §3.3: "This attribute MUST be ignored for all other address families"."""
    hop = b"\x20\x01\x0d\xb8" + bytes(11) + b"\1"
    mp = reach(bytes((8, 32)), hop=hop, family=Family.IPV6_UNICAST)
    found = judged(
        update(*BASICS, mp, attribute(0x80, 29, bytes.fromhex("04020002 7231"))), INTERNAL
    )
    assert treatment(found) == "attribute-discard"
    assert [finding.rfc for finding in found.findings] == ["RFC 7752 §3.3"]
    assert found.attributes.get(BgpLs) is None
    assert texts(found.announced) == ["2000::/8"]


# -- §5.5, §8.2 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("hop", ["c0000201", "20010db8000000000000000000000001"])
def test_5_5_next_hops(hop: str) -> None:
    """§5.5: "The next-hop address MUST be encoded as described in [RFC4760]"."""
    mp = reach(GOOD, hop=bytes.fromhex(hop), family=LINK_STATE)
    found = judged(update(*BASICS, mp), INTERNAL)
    assert found.findings == ()
    assert found.announced[0].next_hop_octets.hex() == hop


def test_5_5_other_next_hops() -> None:
    """§5.5: another length is no address."""
    mp = reach(GOOD, hop=bytes(5), family=LINK_STATE)
    assert judged(update(*BASICS, mp), INTERNAL).treatment is Treatment.SESSION_RESET


def test_8_2_2_a_well_formed_update() -> None:
    """§8.2.2: NLRI and attribute that add up; the attribute may be missing."""
    assert announced(GOOD, GOOD, said=write_tlvs([Tlv(1026, b"r1")], 2, 2)).findings == ()
    assert announced(GOOD).findings == ()


def test_8_2_2_a_malformed_nlri_is_discarded() -> None:
    """§8.2.2: "it MUST handle such malformed NLRIs as 'NLRI discard'"."""
    assert is_discarded(REMOTE, LOCAL)


@pytest.mark.parametrize("tail", [b"\0\2\0", b"\0\2\xff\xff" + bytes(3)])
def test_8_2_2_nlri_that_cannot_be_told_apart(tail: bytes) -> None:
    """§8.2.2: "'session reset' when the session is only being used for BGP-LS", or the family."""
    assert announced(GOOD, tail).treatment is Treatment.SESSION_RESET
    both = attrs.evolve(INTERNAL, disable_family_on_error=True)
    mp = reach(GOOD + tail, hop=bytes((192, 0, 2, 1)), family=LINK_STATE)
    assert judged(update(*BASICS, mp), both).treatment is Treatment.AFI_SAFI_DISABLE


@pytest.mark.parametrize("said", [b"\4\2\0\3r1", b"\4\2\0", b"\4\2\0\2r1\0", b""])
def test_8_2_2_a_malformed_attribute_is_discarded(said: bytes) -> None:
    """§8.2.2: "it MUST handle such malformed BGP-LS Attribute as 'Attribute Discard'"."""
    found = announced(GOOD, said=said)
    assert treatment(found) == "attribute-discard"
    assert found.findings[0].rfc == "RFC 9552 §8.2.2"
    assert found.attributes.get(BgpLs) is None
    assert len(found.announced[0].nlri) == 1


def limited(count: int) -> Sequence[object]:
    """Let a peer announce nodes in a session that takes two of them; return what it is told."""
    left, right = configs(families=[LINK_STATE])
    limits = {LINK_STATE: PrefixLimit(maximum=2)}
    found = World(attrs.evolve(left, prefix_limits=limits), right)
    for side in (0, 1):
        found.start(side)
    while not found.sides[1].dialling:
        found.tick(1)
    found.sides[0].dialling = False
    wire = found.dial(1)
    found.drain()
    end = wire.ends[1]
    assert end is not None
    nodes: list[Nlri] = [
        LinkStateNlri.of(iana.NODE, {256: bytes((2, 0, 0, 1, number))}, protocol_id=IS_IS)
        for number in range(count)
    ]
    end.send(
        Update.announce(
            nodes,
            next_hop="192.0.2.2",
            attributes=[Origin(0), AsPath.parse("64502")],
            family=LINK_STATE,
        )
    )
    found.settle()
    found.drain()
    return found.sides[0].of(PrefixLimitExceeded)


def test_8_2_6_inbound_updates_within_the_limit() -> None:
    """§8.2.6: "An implementation MUST have the means to limit inbound updates"."""
    assert limited(2) == []


def test_8_2_6_inbound_updates_above_the_limit() -> None:
    """§8.2.6: a third object is too many."""
    assert len(limited(3)) == 1
