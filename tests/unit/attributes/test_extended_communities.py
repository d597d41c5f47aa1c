"""Extended communities: every kind, octet by octet, and its text."""

from __future__ import annotations

import importlib
import pkgutil
import re

import attrs
import pytest

from bgplib.attributes import extended_communities as kinds
from bgplib.attributes.extended_communities import (
    CODEC,
    CODECS,
    DEFAULT_TABLE,
    BgpDataCollection,
    Color,
    DfElection,
    Encapsulation,
    EsiLabel,
    EvpnLinkBandwidth,
    ExtendedCommunities,
    ExtendedCommunity,
    ExtendedCommunityCodec,
    ExtendedCommunityTable,
    LinkBandwidth,
    MacMobility,
    OspfRouteType,
    RouteTarget,
    RtRedirect,
    SourceAs,
    TrafficRate,
    UnknownExtendedCommunity,
    VrfRouteImport,
    attribute_codec,
)
from bgplib.attributes.extended_communities._bits import Layout
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, LocalError, ParseError
from bgplib.iana import extended_communities as iana

# Octets in hex, canonical text, then other spellings of the same; each line made by hand from
# the drawing in the RFC (the module's card cites it).
VECTORS: list[tuple[str, str, tuple[str, ...]]] = [
    ("0002fde800000001", "rt:65000:1", ("target:65000:1", "65000:1", "RT:65000:1", "rt 65000:1")),
    ("0102c00002010001", "rt:192.0.2.1:1", ("target:192.0.2.1:1", "192.0.2.1:1")),
    ("0202fa56ea000001", "rt:4200000000:1", ("route-target:64086.59904:1",)),
    ("02020000fde80001", "rt:65000L:1", ("(rt, 65000L, 1)",)),
    ("0003fde800000001", "soo:65000:1", ("origin:65000:0.0.0.1", "SoO:65000:1")),
    ("0103c00002010001", "soo:192.0.2.1:1", ("origin:192.0.2.1:1",)),
    ("4004fde84cee6b28", "link-bandwidth:65000:125000000", ("LB:65000:125000000 (1.000 Gbps)",)),
    ("0004fde84cee6b28", "link-bandwidth:65000:125000000;transitive", ()),
    ("0105c00002010200", "ospf-domain:192.0.2.1:512", ()),
    ("0107c00002010000", "ospf-router-id:192.0.2.1:0", ()),
    ("00082a7c000010f2", "data-collection:10876:4338", ()),
    ("0009fde800000000", "source-as:65000:0", ()),
    ("000afde800000001", "l2vpn-id:65000:1", ()),
    ("010bc00002010005", "vrf-route-import:192.0.2.1:5", ()),
    ("0010fde800000001", "vpn-distinguisher:65000:1", ()),
    ("0112c00002010000", "segmented-next-hop:192.0.2.1:0", ()),
    ("0120c00002010000", "mvpn-sa-rp:192.0.2.1:0", ()),
    ("8005fde800000001", "ospf-domain:65000:1;deprecated", ("ospf-did:65000:1;deprecated",)),
    ("8001c00002010000", "ospf-router-id:192.0.2.1:0;deprecated", ()),
    ("8000000000000501", "ospf-route-type:0.0.0.0:5:1;deprecated", ()),
    ("031b000000000064", "local-color:100", ("lcm:100",)),
    ("060d20010db80001", "evi-rt-ipv6:0x20010db80001", ()),
    ("0b02000640" + "000c80", "sfc-labels:100:200", ()),
    ("800b000a00140003", "vpls-etree:10:20:PV", ()),
    ("800b000a00140000", "vpls-etree:10:20:-", ()),
    ("800b000a00140002", "vpls-etree:10:20:P", ()),
    ("0204fa56ea000001", "generic-as4:4200000000:1", ()),
    ("4204fa56ea000001", "generic-as4:4200000000:1;non-transitive", ()),
    ("4301810100000064", "cost:igp:1:100", ("Cost:129:1:100",)),
    ("0301800100000064", "cost:absolute:1:100;transitive", ("cost:pre-bestpath:1:100;transitive",)),
    ("0303000000000000", "cp-orf", ()),
    ("0304000000000000", "extranet-source", ()),
    ("0305000000000000", "extranet-separation", ()),
    ("0306000000000501", "ospf-route-type:0.0.0.0:5:1", ("ospf-rt:0:5:1",)),
    ("0307000000000001", "pmsi-tunnel-flags:0x1", ()),
    ("0308000000001000", "label-space:0:4096", ()),
    ("030b000000000064", "color:100", ("Color:00:100", "color=100", "color 100")),
    ("030b400000000064", "color:01:100", ()),
    ("030c000000000008", "encap:vxlan", ("ET:8", "[VXLAN]", "encapsulation:vxlan", "vxlan")),
    ("030c00000000012c", "encap:300", ()),
    ("030d000000000000", "default-gateway", ("default_gateway", "[default-gateway]")),
    ("0600000000000005", "mac-mobility:5", ("MM:5",)),
    ("0600010000000005", "mac-mobility:5:sticky", ("MM:5, sticky MAC", "mac-mobility: 5, sticky")),
    ("0601000000001900", "esi-label:400", ("[esi-label: 400, all-active]",)),
    ("0601010000001900", "esi-label:400:single-active", ("[esi-label: 400, single-active]",)),
    ("060200005e005301", "es-import:00:00:5e:00:53:01", ("es-import rt: 0000.5e00.5301",)),
    ("060300005e005301", "router-mac:00:00:5e:00:53:01", ("Rmac:00:00:5e:00:53:01",)),
    ("0604000705dc0000", "l2-attributes:CPB:1500", ()),
    ("0604000200000000", "l2-attributes:P:0", ()),
    ("0604000000000000", "l2-attributes:-:0", ()),
    ("0605010000000640", "etree:leaf:100", ("e-tree:leaf:100",)),
    ("0605000000000640", "etree:root:100", ()),
    ("0606024000007fff", "df-election:2:0x4000:32767", ()),
    ("06080b0000000000", "arp-nd:IOR", ()),
    ("0608010000000000", "arp-nd:R", ("ND:Router Flag",)),
    ("0609000300000000", "multicast-flags:IM", ("mcast-flags: igmp-proxy, mld-proxy",)),
    ("0609000200000000", "multicast-flags:M", ("mcast-flags: mld-proxy",)),
    ("060afde800000001", "evi-rt:65000:1", ()),
    ("060bc00002010001", "evi-rt:192.0.2.1:1", ()),
    ("060cfa56ea000001", "evi-rt:4200000000:1", ()),
    ("060fe8754700" + "8000", "service-carving-time:3900000000:32768", ()),
    ("0610000000002710", "evpn-link-bandwidth:mbps:10000", ()),
    ("0610010000000001", "evpn-link-bandwidth:weight:1", ()),
    (
        "07020000fde8400a",
        "interface-set:input:65000:10",
        ("interface-set:transitive:input:65000:10",),
    ),
    ("4702fa56ea00c001", "interface-set:input-output:4200000000:1;non-transitive", ()),
    ("0800000000000000", "redirect-to-next-hop", ("redirect-to-nexthop",)),
    ("0800c00002010001", "copy-to-next-hop:192.0.2.1", ()),
    ("010cc00002010000", "redirect-to-ip:192.0.2.1", ("redirect-to-nexthop-ietf 192.0.2.1",)),
    ("010cc00002010001", "copy-to-ip:192.0.2.1", ()),
    ("0a02000000000064", "transport-class:100", ()),
    ("4a02000000000064", "transport-class:100;non-transitive", ()),
    ("0b01000000000102", "sfir-pool:0x102", ()),
    ("0c00000a0000000b", "mup:10:11", ()),
    ("4300000000000000", "validation-state:valid", ("valid", "rpki:valid")),
    ("4300000000000001", "validation-state:not-found", ("not-found", "(generic, 0x43000000, 0x1)")),
    ("4300000000000002", "validation-state:invalid", ("invalid",)),
    ("4300000000000003", "validation-state:3", ()),
    ("8006000046160000", "traffic-rate-bytes:0:9600", ("rate-limit:9600", "FS:rate 9600.000000")),
    ("8006fde800000000", "traffic-rate-bytes:65000:0", ("rate: 0.0(as: 65000)",)),
    ("8006000000000000", "traffic-rate-bytes:0:0", ("discard", "rate-limit:0")),
    ("800cfde842c80000", "traffic-rate-packets:65000:100", ()),
    ("800c0000447a0000", "traffic-rate-packets:0:1000", ("rate-limit:1000:packets",)),
    ("8007000000000003", "traffic-action:sample-terminal", ("action sample-terminal",)),
    ("8007000000000002", "traffic-action:sample", ("action: sample",)),
    ("8007000000000001", "traffic-action:terminal", ()),
    ("8007000000000000", "traffic-action:none", ()),
    ("8008fde800000001", "rt-redirect:65000:1", ("redirect:65000:1", "FS:redirect VRF RT:65000:1")),
    ("8108c00002010001", "rt-redirect:192.0.2.1:1", ("redirect: 192.0.2.1:1",)),
    ("8208fa56ea000001", "rt-redirect:4200000000:1", ()),
    ("800900000000000a", "traffic-marking:10", ("mark 10", "remark: 10", "FS:marking 10")),
    ("800a130005dc006f", "l2info:19:0:1500:111", ()),
    ("0102030405060708", "rt:3.4.5.6:1800", ()),
    ("1122334455667788", "0x1122334455667788", ("0X1122334455667788",)),
    ("4602f20cdd809ff8", "0x4602f20cdd809ff8", ()),
]


@pytest.mark.parametrize(("octets", "text", "others"), VECTORS)
def test_octets_value_and_text_agree(octets: str, text: str, others: tuple[str, ...]) -> None:
    """The octets the RFC draws, the typed value and every text of it are the same community."""
    community = kinds.decode(bytes.fromhex(octets))
    assert str(community) == text
    assert kinds.encode(community).hex() == octets
    assert kinds.to_int(community) == int(octets, 16)
    assert kinds.from_int(int(octets, 16)) == community
    for spelling in (text, *others, text.upper(), "0x" + octets):
        assert kinds.parse(spelling) == community, spelling


def test_every_kind_has_a_vector() -> None:
    """The vectors above leave no type code of the table out but those of sibling forms."""
    seen = {int(octets[:4], 16) for octets, _, _ in VECTORS}
    missing = [codec.name for codec in CODECS if not seen & set(codec.codes)]
    assert not missing
    assert len(CODECS) == 51


def test_table_equals_folder() -> None:
    """Every module of a kind has its line in the table, and the table has no other lines."""
    found = {
        module.CODEC.value
        for info in pkgutil.iter_modules(kinds.__path__)
        if not info.name.startswith("_") and info.name not in ("attribute", "unknown")
        for module in (importlib.import_module(f"{kinds.__name__}.{info.name}"),)
    }
    assert found == {codec.value for codec in CODECS}
    assert {codec.value.__name__ for codec in CODECS} < set(kinds.__all__)


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.value.__name__)
def test_card_equals_row(codec: ExtendedCommunityCodec[ExtendedCommunity]) -> None:
    """The card names the type codes and the section of the row, and shows its text."""
    card = importlib.import_module(codec.value.__module__).__doc__ or ""
    type_codes = re.search(r"Type codes?: (.*)\n", card)
    assert type_codes
    assert {int(code, 16) for code in re.findall(r"0x[0-9a-f]{4}", type_codes[1])} == set(
        codec.codes
    )
    assert codec.rfc in card
    texts = re.search(r"Text: (.*?)(?:\n\n|\Z)", card, re.DOTALL)
    assert texts
    whole = [text for text in re.findall(r"`([^`]+)`", texts[1]) if text[0] not in ":-"]
    assert whole
    for text in whole:
        community = kinds.parse(text)
        assert isinstance(community, codec.value)
        assert str(community) == text


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.value.__name__)
def test_registry_knows_the_type_codes(codec: ExtendedCommunityCodec[ExtendedCommunity]) -> None:
    """IANA "BGP Extended Communities": each type code of a row has a name there."""
    for code in codec.codes:
        assert code in iana.NAMES
        assert code >> 8 in iana.TYPE_NAMES


def test_transitivity_is_read_from_the_type_code() -> None:
    """RFC 4360 §2: T bit 1 means "The community is non-transitive across ASes"."""
    checked = 0
    for codec in CODECS:
        for code in codec.codes:
            community = kinds.decode(code.to_bytes(2, "big") + bytes(6))
            assert community.transitive == (not code >> 8 & iana.NON_TRANSITIVE)
            checked += 1
    assert checked > len(CODECS)
    assert not UnknownExtendedCommunity(b"\x40" + bytes(7)).transitive
    assert UnknownExtendedCommunity(b"\x80" + bytes(7)).transitive


def test_route_target_from_parts() -> None:
    """RFC 4360 §4, RFC 5668 §4: the three forms of a route target."""
    assert RouteTarget.of("65000:1") == RouteTarget(administrator=65000, number=1)
    assert RouteTarget.of("192.0.2.1:1") == RouteTarget(form=1, administrator=0xC0000201, number=1)
    assert RouteTarget.of("4200000000:1") == RouteTarget(form=2, administrator=4200000000, number=1)


def test_forms_that_a_kind_does_not_have_are_refused() -> None:
    """RFC 6514 §6 and §7: Source AS has no address, VRF Route Import nothing but one."""
    with pytest.raises(ParseError):
        SourceAs.of("192.0.2.1:0")
    with pytest.raises(ParseError):
        VrfRouteImport.of("65000:1")
    with pytest.raises(EncodeError):
        kinds.encode(VrfRouteImport(administrator=65000, number=1))
    with pytest.raises(EncodeError):
        kinds.encode(RouteTarget(administrator=1, number=1, form=7))


def test_data_collection_tells_category_or_region() -> None:
    """RFC 4384 §4: 0x10F2 is a terrestrial route from Fiji (242) in Oceania."""
    fiji = BgpDataCollection.of("10876:4338")
    assert (fiji.category, fiji.region, fiji.satellite, fiji.country) == ("", "OC", False, 242)
    customer = BgpDataCollection.of("10876:1")
    assert (customer.category, customer.region) == ("customer", "")


def test_df_election_capabilities() -> None:
    """RFC 8584 §2.2: bit 1, counted from the most significant, is AC-DF."""
    election = DfElection(algorithm=1, capabilities=0x4000)
    assert (election.do_not_preempt, election.ac_influenced) == (False, True)
    assert not election.time_synchronized
    assert DfElection(algorithm=2, capabilities=0x8000).do_not_preempt


def test_reserved_bits_are_ignored_in_the_value_and_kept_in_the_octets() -> None:
    """RFC 9012 §4.3: flags are "ignored by the receiver" and MUST NOT be changed on the way."""
    octets = bytes.fromhex("030b3fff00000064")
    community = kinds.decode(octets)
    assert isinstance(community, Color)
    assert (community.color, community.color_only, community.reserved) == (100, 0, 0x3FFF)
    assert str(community) == "color:100;reserved=0x3fff"
    assert kinds.encode(community) == octets
    assert kinds.encode(attrs.evolve(community, reserved=0)).hex() == "030b000000000064"


def test_reserved_bits_of_several_places_form_one_number() -> None:
    """RFC 7432 §7.5: flags, reserved octets and the 4 bits behind the label."""
    community = kinds.decode(bytes.fromhex("0601ff00ff000011"))
    assert isinstance(community, EsiLabel)
    assert (community.label, community.single_active) == (1, True)
    assert community.reserved == 0x7F << 20 | 0x00FF << 4 | 1


def test_negative_rate_reads_as_zero() -> None:
    """RFC 8955 §7.1: "On decoding, negative values MUST be treated as zero"."""
    octets = bytes.fromhex("8006fde8bf800000")
    community = kinds.decode(octets)
    assert isinstance(community, TrafficRate)
    assert community.rate == 0.0
    assert str(community) == "traffic-rate-bytes:65000:0;bits=0xbf800000"
    assert kinds.encode(community) == octets


def test_negative_rate_is_not_sent() -> None:
    """RFC 8955 §7.1: "On encoding, the traffic-rate MUST NOT be negative."."""
    with pytest.raises(EncodeError):
        kinds.encode(TrafficRate(rate=-1.0))
    with pytest.raises(ParseError):
        kinds.parse("rate-limit:-1")
    assert kinds.encode(TrafficRate(rate=-0.0)).hex() == "8006000000000000"


@pytest.mark.parametrize("octets", ["8006fde87fc00000", "800c00007f800001", "4004fde8ffffffff"])
def test_what_is_no_number_stays_unknown(octets: str) -> None:
    """IEEE 754: a NaN is not a rate; its octets are kept."""
    community = kinds.decode(bytes.fromhex(octets))
    assert isinstance(community, UnknownExtendedCommunity)
    assert str(community) == "0x" + octets
    assert community.name == iana.name(int(octets[:4], 16))


def test_traffic_rate_and_bandwidth_from_parts() -> None:
    """RFC 8955 §7.1: the rate is the nearest number of 32 bits."""
    assert kinds.encode(TrafficRate(asn=65000, rate=0.1)).hex() == "8006fde83dcccccd"
    assert str(kinds.decode(bytes.fromhex("8006fde83dcccccd"))) == "traffic-rate-bytes:65000:0.1"
    assert str(LinkBandwidth(bandwidth=float("inf"))) == "link-bandwidth:0:inf"
    assert kinds.parse("link-bandwidth:0:inf") == LinkBandwidth(bandwidth=float("inf"))


@pytest.mark.parametrize(
    "community",
    [
        RouteTarget(administrator=65536, number=1),
        RouteTarget(administrator=1, number=-1),
        RouteTarget(administrator=1, number=65536, form=2),
        Color(color=1 << 32),
        Color(color=1, color_only=4),
        Encapsulation(tunnel_type=-1),
        MacMobility(sequence=1, reserved=1 << 15),
        OspfRouteType(area=0, route_type=256),
        EvpnLinkBandwidth(weight=1 << 40),
        LinkBandwidth(asn=65536, bandwidth=1.0),
        LinkBandwidth(bandwidth=1e39),
        LinkBandwidth(bandwidth=float("nan")),
        TrafficRate(asn=65536, rate=1.0),
        TrafficRate(rate=0.0, bits=1 << 32),
        TrafficRate(rate=0.0, bits=0x3F800000),
        TrafficRate(rate=0.0, bits=0xFFC00000),
        TrafficRate(rate=2.0, bits=0xBF800000),
        RtRedirect(administrator=1 << 32, number=0, form=2),
    ],
    ids=repr,
)
def test_what_does_not_fit_is_not_encoded(community: ExtendedCommunity) -> None:
    """A value with a field out of range has no octets."""
    with pytest.raises(EncodeError):
        kinds.encode(community)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rt",
        "rt:",
        "rt:65000",
        "rt:65000:1:2",
        "rt:4200000000:65536",
        "unheard-of:1",
        "0x01",
        "0x010203040506070g",
        "color",
        "color:4294967296",
        "color:02:1",
        "encap:quantum",
        "encap",
        "mac-mobility:5:slippery",
        "esi-label:1048576",
        "esi-label:1:sometimes-active",
        "l2-attributes:X:1",
        "etree:branch:1",
        "validation-state:perhaps",
        "interface-set:sideways:1:1",
        "traffic-action:dance",
        "traffic-marking:64",
        "traffic-rate:1:2:3",
        "traffic-rate:packets",
        "traffic-rate:nan",
        "default-gateway:1",
        "redirect-to-ip:2001:db8::1",
        "rt:65000:1;reserved=0x1",
        "rt:65000:1;",
        "rt:65000:1;colour=blue",
        "color:1;reserved=1",
        "color:1;bits=0x1",
        "color:1;non-transitive",
        "(rt, 65000)",
        "generic:0x1:0x2:0x3",
    ],
)
def test_what_is_no_extended_community_is_refused(text: str) -> None:
    """Text that no kind reads is the program's mistake."""
    with pytest.raises(ParseError):
        kinds.parse(text)


def test_other_lengths_than_eight_octets_are_refused() -> None:
    """RFC 4360 §2: "Each Extended Community is encoded as an 8-octet quantity"."""
    for octets in (b"", bytes(7), bytes(9)):
        with pytest.raises(DecodeError):
            kinds.decode(octets)
    with pytest.raises(EncodeError):
        UnknownExtendedCommunity(bytes(7))
    for number in (1 << 64, -1):
        with pytest.raises(EncodeError):
            kinds.from_int(number)


@attrs.frozen
class _Ours(ExtendedCommunity):
    """A kind that the library does not have."""

    number: int  #: 48 bits

    def _short(self) -> str:
        return f"ours:{self.number}"


OURS = ExtendedCommunityCodec(
    codes=(0x8FFF,),
    name="Ours",
    rfc="nowhere",
    value=_Ours,
    decode=lambda octets: _Ours(int.from_bytes(octets[2:], "big")),
    encode=lambda community: b"\x8f\xff" + community.number.to_bytes(6, "big"),
    words=("ours",),
    parse=lambda word, rest: _Ours(int(rest)),
)


def test_an_outsiders_kind_is_one_row() -> None:
    """A row beside the table's makes a new table; the old one does not change."""
    table = DEFAULT_TABLE.with_codec(OURS)
    octets = bytes.fromhex("8fff000000000007")
    assert table.decode(octets) == _Ours(7)
    assert table.parse("ours:7") == _Ours(7)
    assert table.encode(_Ours(7)) == octets
    assert table.by_code(0x8FFF) is OURS
    assert DEFAULT_TABLE.by_code(0x8FFF) is None
    assert isinstance(DEFAULT_TABLE.decode(octets), UnknownExtendedCommunity)
    with pytest.raises(EncodeError):
        DEFAULT_TABLE.encode(_Ours(7))
    attribute = attribute_codec(table).decode(octets, Context())
    assert attribute == ExtendedCommunities((_Ours(7),))
    assert table.with_codec(OURS).codecs == table.codecs


def test_rows_must_not_clash() -> None:
    """Two rows for one type code, class or word would make the text or the octets ambiguous."""
    for clash in (
        attrs.evolve(OURS, codes=(0x0002,)),
        attrs.evolve(OURS, words=("rt",)),
        attrs.evolve(OURS, codes=(0x8FFF, 0x8FFF)),
    ):
        with pytest.raises(LocalError):
            DEFAULT_TABLE.with_codec(clash)
    with pytest.raises(LocalError):
        ExtendedCommunityTable((OURS, attrs.evolve(OURS, codes=(0x8FFE,), words=("mine",))))
    assert isinstance(ExtendedCommunityTable(()).decode(bytes(8)), UnknownExtendedCommunity)
    with pytest.raises(ParseError):
        ExtendedCommunityTable(()).parse("rt:1:1")


def test_a_layout_has_48_bits() -> None:
    """RFC 4360 §2: behind the type code stand 6 octets."""
    with pytest.raises(LocalError):
        Layout(("all", 47))


def test_attribute_reads_communities_in_order() -> None:
    """RFC 4360 §2: "The attribute consists of a set of "extended communities"."."""
    octets = bytes.fromhex("0002fde800000001030c0000000000080002fde800000001")
    value = CODEC.decode(octets, Context())
    assert str(value) == "rt:65000:1 encap:vxlan rt:65000:1"
    assert CODEC.encode(value, Context()) == octets
    assert value.communities[0] == value.communities[2]


def test_attribute_holds_at_least_one_community() -> None:
    """RFC 7606 §7.14: malformed "if its length is not a non-zero multiple of 8"."""
    assert [length for length in range(25) if CODEC.length.accepts(length)] == [8, 16, 24]
    with pytest.raises(EncodeError):
        CODEC.encode(ExtendedCommunities(()), Context())


@pytest.mark.parametrize("text", ["redirect 65000:100", "rate-limit 9600"])
def test_a_word_whose_value_stands_behind_a_blank(text: str) -> None:
    """In a text of one it is read, as ExaBGP writes it; in one of several it is said what to do."""
    assert str(kinds.parse(text)) == str(kinds.parse(text.replace(" ", ":")))
    word = text.split(maxsplit=1)[0]
    with pytest.raises(ParseError, match=f"between '{word}' and its value stands a colon"):
        kinds.ExtendedCommunities.parse(text)
