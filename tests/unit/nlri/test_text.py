"""NLRI as text: our form, GoBGP's and ExaBGP's."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.context import Context
from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.formats.json import nlri_from_json
from bgplib.iana.families import Family
from bgplib.nlri import NlriGroup, UnicastNlri, UnknownNlri, evpn, mup, mvpn
from bgplib.nlri._routes import UnknownRoute
from bgplib.nlri.flowspec import (
    CODEC,
    BitmaskComponent,
    BitmaskTerm,
    FlowSpecNlri,
    MacComponent,
    NumericComponent,
    NumericTerm,
    PrefixComponent,
)
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.mdt import MdtNlri
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.nlri.sr_policy import SrPolicyNlri
from bgplib.nlri.vpls import VplsDiscoveryNlri, VplsNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.octets import Reader
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

TEN = Prefix.parse("10.0.0.0/8")
RD = RouteDistinguisher.parse("65000:1")
STACK = (Label.of(100, bottom=False), Label.of(200))
LONE = (Label.of(100),)

#: a value, its text, and other texts that mean the same
EXAMPLES = [
    (UnicastNlri(TEN), "10.0.0.0/8", ()),
    (UnicastNlri(TEN, path_id=7), "10.0.0.0/8 path-id 7", ("10.0.0.0/8 path-id=0.0.0.7",)),
    (UnknownNlri(b"\1\2", path_id=1), "0x0102 path-id 1", ("0102 path-id 1",)),
    (LabeledNlri(STACK, TEN), "10.0.0.0/8 label 100/200", ("10.0.0.0/8 label=100/200",)),
    (LabeledNlri((Label.WITHDRAWN,), TEN), "10.0.0.0/8 label withdrawn", ()),
    (
        LabeledNlri((Label.of_vni(1000),), TEN),
        "10.0.0.0/8 label 62;exp=4;s=0",
        ("10.0.0.0/8 label vni:1000",),
    ),
    (
        VpnNlri(labels=LONE, rd=RD, prefix=TEN),
        "65000:1:10.0.0.0/8 label 100",
        ("10.0.0.0/8 label 100 rd 65000:1", "10.0.0.0/8 rd 65000:1 label 100"),
    ),
    (
        VpnNlri(rd=RouteDistinguisher(b"\0\7abcdef"), prefix=Prefix.parse("2001:db8::/32")),
        "0x0007616263646566:2001:db8::/32",
        ("2001:db8::/32 rd 0x0007616263646566",),
    ),
    (RouteTargetNlri(origin_as=None, length=0), "default", ()),
    (
        RouteTargetNlri(origin_as=65000, route_target=b"\0\2\xfd\xe8\0\0\0\x64"),
        "65000:rt:65000:100",
        ("65000:65000:100", "65000:0002fde800000064/64"),
    ),
    (
        RouteTargetNlri(origin_as=65000, route_target=b"\0\2\xfd\xe8", length=32, path_id=3),
        "65000:0002fde8/32 path-id 3",
        (),
    ),
    (
        VplsNlri(rd=RD, ve_id=1, block_offset=2, block_size=8, label_base=Label.of(9)),
        "65000:1 ve-id 1 block-offset 2 block-size 8 label-base 9",
        ("65000:1 block-size=8 ve-id=1 block-offset=2 label-base=9",),
    ),
    (VplsDiscoveryNlri(rd=RD, pe_address=b"\xc0\0\2\1"), "65000:1:192.0.2.1", ()),
    (
        MdtNlri(rd=RD, pe_address=b"\xc0\0\2\1", group_address=b"\xef\0\0\1"),
        "65000:1:192.0.2.1 group 239.0.0.1",
        (),
    ),
    (
        SrPolicyNlri(distinguisher=1, color=100, endpoint=b"\xc0\0\2\1"),
        "1 color 100 endpoint 192.0.2.1",
        (),
    ),
    (UnknownRoute(b"\x4d\1\0", 77, path_id=5), "[type:77][octets:4d0100] path-id 5", ()),
]


@pytest.mark.parametrize(("value", "text", "others"), EXAMPLES, ids=str)
def test_texts_of_nlri(value: UnicastNlri, text: str, others: tuple[str, ...]) -> None:
    """One text is printed, several are read."""
    assert str(value) == text
    for each in (text, *others):
        assert type(value).parse(each) == value


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "has no rd|does not begin"),
        ("65000:1", "does not begin with a route distinguisher"),
        ("65000:1:10.0.0.0/33", "33"),
        ("65000:1:10.0.0.0/8 label", "label has no value"),
        ("65000:1:10.0.0.0/8 label 100 label 100", "twice"),
        ("65000:1:10.0.0.0/8 colour 3", "nothing here is called 'colour'"),
        ("65000:1:10.0.0.0/8 path-id 4294967296", "identifier"),
        ("65000:1:10.0.0.0/8 [", "no ']'"),
    ],
)
def test_complaints_say_what_is_wrong(text: str, complaint: str) -> None:
    """A text that is none is refused with a sentence."""
    with pytest.raises(ParseError, match=complaint):
        VpnNlri.parse(text)


# -- flow specifications -----------------------------------------------------------------------

FLOW = FlowSpecNlri(
    components=(
        PrefixComponent.of(1, Prefix.parse("10.0.0.0/24")),
        NumericComponent(3, (NumericTerm.of("==", 6), NumericTerm.of("==", 17))),
        NumericComponent(
            5,
            (
                NumericTerm.of(">=", 80),
                NumericTerm.of("<=", 90, conjunction=True),
                NumericTerm.of("==", 443),
            ),
        ),
        BitmaskComponent(
            9, (BitmaskTerm.of("=", 0x12), BitmaskTerm.of("!=", 0x01, conjunction=True))
        ),
        BitmaskComponent(12, (BitmaskTerm.of("", 0x03),)),
    )
)
OURS = (
    "destination 10.0.0.0/24 protocol ==6 ==17 destination-port >=80&<=90 ==443 "
    "tcp-flags =syn+ack&!=fin fragment dont-fragment+is-fragment"
)


@pytest.mark.parametrize(
    "text",
    [
        OURS,
        # as GoBGP prints it, and as its command line takes it
        (
            "[destination: 10.0.0.0/24][protocol: ==tcp ==udp][destination-port: >=80&<=90 ==443]"
            "[tcp-flags: =SA&!=F][fragment: dont-fragment+is-fragment]"
        ),
        (
            "match destination 10.0.0.0/24 protocol tcp ==udp destination-port >=80&<=90 ==443 "
            "tcp-flags =SA &!=F fragment dont-fragment+is-fragment then discard"
        ),
        # as ExaBGP's configuration has it, in whatever order
        (
            "match { protocol [ =tcp =udp ]; destination 10.0.0.0/24; "
            "destination-port [ >=80&<=90 =443 ]; tcp-flags [ =syn+ack&!=fin ]; "
            "fragment [ dont-fragment+is-fragment ]; } then { discard; }"
        ),
        (
            "destination 10.0.0.0/24; protocol [ =6 =17 ]; destination-port >=80&<=90|=443; "
            "tcp-flags =0x12&!=0x1; fragment 3;"
        ),
    ],
)
def test_flow_specifications_are_read_in_three_spellings(text: str) -> None:
    """RFC 8955 §4.2: the order of components follows from their types, not from the text."""
    assert FlowSpecNlri.parse(text) == FLOW


def test_flow_specifications_are_printed_in_three_spellings() -> None:
    """Each of them is what its program takes, and what we read."""
    assert str(FLOW) == OURS
    assert FLOW.gobgp_text() == (
        "match destination 10.0.0.0/24 protocol ==6 ==17 destination-port >=80&<=90 ==443 "
        "tcp-flags =SA&!=F fragment dont-fragment+is-fragment"
    )
    assert FLOW.exabgp_text() == (
        "match { destination 10.0.0.0/24; protocol [ =6 =17 ]; "
        "destination-port [ >=80&<=90 =443 ]; tcp-flags [ =syn+ack&!=fin ]; "
        "fragment [ dont-fragment+is-fragment ]; }"
    )
    for text in (FLOW.gobgp_text(), FLOW.exabgp_text()):
        assert FlowSpecNlri.parse(text) == FLOW


def test_names_of_icmp() -> None:
    """RFC 792, RFC 1812 §5.2.7.1: a code's name tells its number, whatever type it is of."""
    block = """match {
        destination 10.0.0.0/24;
        icmp-type [ unreachable router-solicit extended-echo-reply ];
        icmp-code [ communication-prohibited-by-filtering ttl-eq-zero-during-reassembly ];
    }"""
    assert str(FlowSpecNlri.parse(block)) == (
        "destination 10.0.0.0/24 icmp-type ==3 ==10 ==43 icmp-code ==13 ==1"
    )
    with pytest.raises(ParseError, match="'prohibited' is not a number"):
        FlowSpecNlri.parse("icmp-code prohibited")


def test_a_range_as_people_write_it_is_told_as_it_is_read() -> None:
    """RFC 8955 §4.2.1.1 has two comparisons and the AND bit; a dash is none of ours."""
    with pytest.raises(ParseError, match="'80-90' is not a number; a range is >=80&<=90, in dest"):
        FlowSpecNlri.parse("destination-port 80-90")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("protocol udp dst-port 53", "'dst-port' is not a number, in protocol 'udp dst-port 53'"),
        (
            "destination 10.0.0.1/32 proto udp",
            "'proto udp' is not an offset, in destination '10.0.0.1/32 proto udp'",
        ),
    ],
)
def test_a_word_that_is_no_component_is_told_which_ones_there_are(text: str, value: str) -> None:
    """It counts as a part of the value before it, which the mistake is said with."""
    with pytest.raises(ParseError) as caught:
        FlowSpecNlri.parse(text)
    assert str(caught.value).startswith(f"{value}; components are destination, source, protocol,")
    with pytest.raises(ParseError, match=r"^'foo' is not a number, in protocol 'foo'$"):
        FlowSpecNlri.parse("protocol foo")


@pytest.mark.parametrize(
    "before",
    ["destination 2001:db8::/32", "protocol ipv6-icmp", "next-header =58", "flow-label 5"],
)
def test_names_of_icmpv6(before: str) -> None:
    """RFC 4443 §2.1: an Echo Request is 128 in IPv6, 8 in IPv4; in whatever order they stand."""
    for text in (
        f"{before} icmp-type echo-request packet-too-big icmp-code port-unreachable",
        f"icmp-code port-unreachable icmp-type echo-request packet-too-big {before}",
    ):
        flow = FlowSpecNlri.parse(text)
        assert "icmp-type ==128 ==2 icmp-code ==4" in str(flow)
        assert FlowSpecNlri.parse(str(flow)) == flow
    with pytest.raises(ParseError, match="'source-quench' is not a number"):
        FlowSpecNlri.parse(f"{before} icmp-type source-quench")


@pytest.mark.parametrize(
    ("family", "numbers"),
    [
        (Family.IPV4_FLOWSPEC, "icmp-type ==8 icmp-code ==3"),
        (Family.IPV6_FLOWSPEC, "icmp-type ==128 icmp-code ==4"),
        (Family.L2VPN_FLOWSPEC_VPN, "icmp-type ==8 icmp-code ==3"),
    ],
)
def test_the_family_says_which_icmp_is_meant(family: Family, numbers: str) -> None:
    """Where nothing else in the text does, in a group of NLRI and in JSON too."""
    text = "icmp-type echo-request icmp-code port-unreachable"
    assert str(FlowSpecNlri.parse(text, family=family)) == numbers
    assert [str(each) for each in NlriGroup.of(family, [text]).nlri] == [numbers]
    components = [
        {"name": "icmp-type", "match": "echo-request"},
        {"name": "icmp-code", "match": "port-unreachable"},
    ]
    assert str(nlri_from_json({"components": components}, family)) == numbers
    assert str(FlowSpecNlri.parse(text)) == "icmp-type ==8 icmp-code ==3"


@pytest.mark.parametrize(
    ("before", "numbers"),
    [
        ("ether-type ipv6", "icmp-type ==128 icmp-code ==4"),
        ("protocol ipv6-icmp", "icmp-type ==128 icmp-code ==4"),
        ("ether-type ipv4", "icmp-type ==8 icmp-code ==3"),
        ("ether-type ipv4 ipv6", "icmp-type ==8 icmp-code ==3"),
        ("protocol icmp", "icmp-type ==8 icmp-code ==3"),
    ],
)
def test_frames_say_which_icmp_is_meant_in_them(before: str, numbers: str) -> None:
    """RFC 4443 §2.1: a family of Ethernet is of IPv4 and of IPv6; its components tell which."""
    family = Family.L2VPN_FLOWSPEC_VPN
    text = f"rd 65000:1 icmp-type echo-request icmp-code port-unreachable {before}"
    flow = FlowSpecNlri.parse(text, family=family)
    assert numbers in str(flow)
    name, match = before.split(" ", 1)
    components = [
        {"name": "icmp-type", "match": "echo-request"},
        {"name": "icmp-code", "match": "port-unreachable"},
        {"name": name, "match": match},
    ]
    assert nlri_from_json({"rd": "65000:1", "components": components}, family) == flow


def test_icmpv6_is_called_as_in_its_registry() -> None:
    """Types and codes of RFC 6550, RFC 7112, RFC 8754, RFC 8883, RFC 2894 and RFC 8335."""
    types = "redirect-message=137 rpl-control-message=155 mpl-control-message=159"
    codes = (
        "error-in-source-routing-header=7 headers-too-long=8 option-too-big=10 "
        "ipv6-first-fragment-has-incomplete-ipv6-header-chain=3 sr-upper-layer-header-error=4 "
        "sequence-number-reset=255 multiple-interfaces-satisfy-query=4"
    )
    for component, names in (("icmp-type", types), ("icmp-code", codes)):
        for name, _, number in (each.partition("=") for each in names.split()):
            flow = FlowSpecNlri.parse(f"{component} {name}", family=Family.IPV6_FLOWSPEC)
            assert str(flow) == f"{component} =={number}"


def test_flow_specifications_of_vpns_and_ipv6() -> None:
    """RFC 8956 §3.1: an offset; RFC 8955 §8: a route distinguisher."""
    flow = FlowSpecNlri.parse("rd 65000:1 destination 2001:db8::/8-32 flow-label 5 path-id 9")
    assert str(flow) == "rd 65000:1 destination 1:db8::/8-32 label ==5 path-id 9"
    assert FlowSpecNlri.parse(str(flow)) == flow
    assert flow.rd == RD
    assert flow.path_id == 9
    assert flow.gobgp_text() == "rd 65000:1 match destination 1:db8::/32 8 label ==5"
    assert flow.exabgp_text() == (
        "rd 65000:1; match { destination 1:db8::/32/8; flow-label [ =5 ]; }"
    )
    alone = attrs.evolve(flow, path_id=None)
    assert FlowSpecNlri.parse(flow.gobgp_text()) == alone
    assert FlowSpecNlri.parse(flow.exabgp_text()) == alone
    assert FlowSpecNlri.parse("[rd: 65000:1][destination: 2001:db8::/32/8][label: ==5]") == alone


def test_values_in_more_octets_than_they_need() -> None:
    """RFC 8955 §4.2.1.1: port 80 may stand in two octets, and the text tells."""
    octets = Reader(bytes.fromhex("0405910050"))
    flow = CODEC.decode(octets, Family.IPV4_FLOWSPEC, Context())
    assert str(flow) == "destination-port ==80/2"
    assert FlowSpecNlri.parse(str(flow)) == flow
    assert flow.components[0].condition == "==80"
    with pytest.raises(ParseError, match="does not have 1 octets"):
        FlowSpecNlri.parse("port ==8080/1")
    with pytest.raises(ParseError, match="does not have 3 octets"):
        FlowSpecNlri.parse("port ==80/3")


@pytest.mark.parametrize(
    "text",
    [
        "destination 10.0.0.0/8",
        "destination-port ==80/2 >=8080&<=8090",
        "tcp-flags =syn&!ack/2",
        "source-mac aa:bb:cc:00:00:00/24",
        "port true0&false7",
    ],
)
def test_components_alone(text: str) -> None:
    """Each form of component reads what it prints."""
    kinds = (PrefixComponent, NumericComponent, BitmaskComponent, MacComponent)
    found = []
    for kind in kinds:
        try:
            found.append(kind.parse(text))
        except ParseError as error:
            assert "not a" in str(error)
    assert [str(each) for each in found] == [text]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not a flow specification"),
        ("then discard", "not a flow specification"),
        ("port", "not a list of operators"),
        ("port &==80", "nothing stands before the &"),
        ("tcp-flags &=syn", "nothing stands before the &"),
        ("port ==80 port ==81", "twice"),
        ("rd 65000:2 port ==80 rd 65000:1", "two route distinguishers"),
        ("port ==x", "not a number"),
        ("port ==18446744073709551616", "too large"),
        ("destination 10.0.0.0/8-4", "number|offset|prefix"),
        ("destination ::/8/8", "offset"),
        ("colour 5 port ==80", "not a flow specification, such as destination "),
        ("source-mac aa:bb:cc:00:00:00/49", "48 bits"),
    ],
)
def test_what_is_no_flow_specification(text: str, complaint: str) -> None:
    """Each is refused with a sentence."""
    with pytest.raises(ParseError, match=complaint):
        FlowSpecNlri.parse(text)


def test_what_other_programs_cannot_say() -> None:
    """Bits without a name, and components that ExaBGP does not have."""
    with pytest.raises(LocalError, match="no word for the bits 0x100"):
        FlowSpecNlri.parse("tcp-flags =0x100").gobgp_text()
    with pytest.raises(LocalError, match="no component vid"):
        FlowSpecNlri.parse("vid ==5").exabgp_text()
    with pytest.raises(LocalError, match="no operator true"):
        FlowSpecNlri.parse("port true").exabgp_text()


def test_gobgp_has_true_and_false_the_other_way_round() -> None:
    """RFC 8955 §4.2.1.1 has 0 for false and 7 for true, drafts before it and GoBGP do not."""
    nlri = FlowSpecNlri.parse("port true0")
    (component,) = nlri.components
    assert isinstance(component, NumericComponent)
    assert component.terms[0].operator & 7 == 7
    assert nlri.gobgp_text() == "match port false"


# -- EVPN --------------------------------------------------------------------------------------

#: what GoBGP prints, what its command line takes, and what of the route's fields both say
GOBGP = [
    (
        "[type:macadv][rd:65000:100][etag:100][mac:aa:bb:cc:dd:ee:01][ip:10.3.0.1]",
        "macadv aa:bb:cc:dd:ee:01 10.3.0.1 esi single-homed etag 100 label 1 rd 65000:100",
    ),
    (
        "[type:macadv][rd:65000:100][etag:100][mac:aa:bb:cc:dd:ee:02][ip:<nil>]",
        "macadv aa:bb:cc:dd:ee:02 0.0.0.0 esi single-homed etag 100 label 1 rd 65000:100",
    ),
    (
        "[type:multicast][rd:65000:100][etag:100][ip:192.0.2.3]",
        "multicast 192.0.2.3 etag 100 rd 65000:100",
    ),
    (
        "[type:Prefix][rd:65000:100][etag:7][prefix:10.30.0.0/24]",
        "prefix 10.30.0.0/24 gw 0.0.0.0 esi single-homed etag 7 label 1 rd 65000:100",
    ),
    (
        "[type:A-D][rd:65000:100][esi:single-homed][etag:100]",
        "a-d esi single-homed etag 100 label 1 rd 65000:100",
    ),
    (
        "[type:esi][rd:65000:100][esi:ESI_ARBITRARY | 11:22:33:44:55:66:77:88:99][ip:192.0.2.3]",
        "esi 192.0.2.3 esi ARBITRARY 11:22:33:44:55:66:77:88:99 rd 65000:100",
    ),
    *(
        (
            f"[type:A-D][rd:65000:100][esi:{printed}][etag:1]",
            f"a-d esi {taken} etag 1 label 1 rd 65000:100",
        )
        for printed, taken in (
            ("ESI_LACP | system mac aa:bb:cc:dd:ee:ff, port key 10", "LACP aa:bb:cc:dd:ee:ff 10"),
            ("ESI_MSTP | bridge mac aa:bb:cc:dd:ee:ff, priority 9", "MSTP aa:bb:cc:dd:ee:ff 9"),
            (
                "ESI_MAC | system mac aa:bb:cc:dd:ee:ff, local discriminator 8",
                "MAC aa:bb:cc:dd:ee:ff 8",
            ),
            (
                "ESI_ROUTERID | router id 192.0.2.1, local discriminator 7",
                "ROUTERID 192.0.2.1 7",
            ),
            ("ESI_AS | as 65000, local discriminator 6", "AS 65000 6"),
        )
    ),
]


@pytest.mark.parametrize(("printed", "taken"), GOBGP)
def test_evpn_routes_as_gobgp_has_them(printed: str, taken: str) -> None:
    """What it prints and what its command line takes are one route, and come back from ours."""
    route = evpn.parse(printed)
    assert not isinstance(route, UnknownRoute)
    assert evpn.parse(taken) == evpn.parse(str(route)) == route
    assert type(route).parse(str(route)) == route
    assert evpn.gobgp_text(route) == taken


def test_labels_of_evpn_routes() -> None:
    """GoBGP's command line has all 24 bits, and two with a comma between; ours has labels."""
    words = "macadv aa:bb:cc:dd:ee:02 10.0.0.1 esi single-homed etag 0 label 1000,2000 rd 65000:1"
    route = evpn.parse(words)
    assert isinstance(route, evpn.MacIpAdvertisement)
    assert route.labels == (Label.of_vni(1000), Label.of_vni(2000))
    assert evpn.parse(words.replace("1000,2000", "vni:1000,vni:2000")) == route
    assert evpn.parse(words.replace("1000,2000", "1000/2000")) == route
    assert evpn.parse(str(route)) == route
    assert evpn.gobgp_text(route) == words
    mpls = attrs.evolve(route, labels=(Label.of(62, bottom=False), Label.of(125)))
    assert "[labels:62;s=0,125]" in str(mpls)
    assert evpn.parse(str(mpls)) == mpls
    assert "label 992,2001" in evpn.gobgp_text(mpls)


def test_a_host_without_an_address() -> None:
    """RFC 7432 §9.2.1: "the IP Address field is omitted"; GoBGP says 0.0.0.0."""
    words = "macadv 00:00:5e:00:53:01 etag 0 label 1000 rd 65000:1"
    route = evpn.parse(words)
    assert isinstance(route, evpn.MacIpAdvertisement)
    assert route.ip == b""
    assert evpn.parse(words.replace(" etag", " 0.0.0.0 etag")) == route
    with pytest.raises(ParseError, match="ends before the ip"):
        evpn.parse("macadv 00:00:5e:00:53:01")


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"rd": "65000:1"}, "rd of a macadv route: '65000:1' is no RouteDistinguisher; Route"),
        ({"mac": "00:00:5e:00:53:01"}, "mac of a macadv route: .* MacAddress.parse makes one"),
        ({"labels": (1000,)}, "labels of a macadv route: 1000 is no Label; Label.parse"),
        ({"ip": "192.0.2.1"}, "ip of a macadv route: '192.0.2.1' is text; .*address_octets"),
    ],
)
def test_a_field_that_is_text_is_named(fields: Any, complaint: str) -> None:
    """A class takes values: what makes one of text is said where it is missing."""
    route = evpn.parse("macadv 00:00:5e:00:53:01 192.0.2.1 etag 0 label 1000 rd 65000:1")
    with pytest.raises(EncodeError, match=complaint):
        NlriGroup.of(Family.L2VPN_EVPN, [attrs.evolve(route, **fields)]).encode(Context())


def test_a_label_that_gobgp_is_not_told() -> None:
    """It makes three octets of zero of it."""
    route = evpn.parse("prefix 10.0.0.0/8 gw 192.0.2.1 etag 0 rd 65000:1")
    assert isinstance(route, evpn.IpPrefix)
    assert route.label == Label.of_vni(0)


def test_path_identifiers_of_routes_with_types() -> None:
    """RFC 7911 §3: NLRI of every family may have one."""
    route = evpn.parse("[type:multicast][rd:65000:1][etag:0][ip:192.0.2.3] path-id 12")
    assert route.path_id == 12
    assert evpn.parse(str(route)) == route


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not a route"),
        ("[rd:65000:1]", "not a route"),
        ("[type:nothing][rd:65000:1]", "not a route type; known are A-D"),
        ("[type:multicast][rd:65000:1]", "no ip of a multicast route"),
        ("[type:multicast][rd:65000:1][ip:x]", "as ip of a multicast route"),
        ("[type:multicast][rd:1:1][ip:::][color:5]", "has no color"),
        ("[type:multicast][rd:1:1][rd:1:1][ip:::]", "not a route"),
        ("[type:multicast] and [rd:1:1]", "not a route"),
        ("[type:multicast][rd:1:1][etag:4294967296][ip:::]", "too large"),
        ("macadv aa:bb:cc:dd:ee:02", "ends before the ip"),
        ("mac aa:bb:cc:dd:ee:02", "or begins with a-d, macadv, multicast, "),
        ("multicast 192.0.2.3 etag 1 rd 65000:1 rt 65000:1", "'rt' has no place"),
        ("multicast 192.0.2.3 etag 1", "no rd"),
    ],
)
def test_what_is_no_evpn_route(text: str, complaint: str) -> None:
    """Each is refused with a sentence."""
    with pytest.raises(ParseError, match=complaint):
        evpn.parse(text)


def test_types_that_gobgp_does_not_make() -> None:
    """Its command line has the first five types, and six types of segment identifiers."""
    route = evpn.parse("[type:leaf][route-key:030100][ip:192.0.2.1]")
    assert not isinstance(route, UnknownRoute)
    with pytest.raises(LocalError, match="no leaf routes"):
        evpn.gobgp_text(route)
    with pytest.raises(LocalError, match="no words"):
        EthernetSegmentId.MAX.gobgp_text()


def test_routes_of_other_families() -> None:
    """MCAST-VPN and MUP share the form."""
    for parse, text in (
        (mvpn.parse, "[type:intra-as-i-pmsi][rd:65000:1][orig:192.0.2.1]"),
        (mup.parse, "[type:dsd][rd:65000:1][ip:192.0.2.1] path-id 1"),
    ):
        route = parse(text)
        assert str(route) == text
        assert type(route).parse(text) == route
    with pytest.raises(ParseError, match="is not a dsd route"):
        mup.DirectSegmentDiscovery.parse("[type:isd][rd:65000:1][prefix:10.0.0.0/8]")


@pytest.mark.parametrize("kind", [NumericTerm, BitmaskTerm])
@pytest.mark.parametrize("blank", [" ", "\t\n"])
def test_blanks_cost_no_more_than_they_are(
    kind: type[NumericTerm] | type[BitmaskTerm], blank: str
) -> None:
    """Reading a term takes time in proportion to its text; with the cube of it this never ends."""
    many = blank * 20_000
    with pytest.raises(ParseError):
        kind.parse(many)
    assert kind.parse(f"{many}={many}1{many}") == kind.parse("=1")
    assert FlowSpecNlri.parse(f"port{many}={many}1") == FlowSpecNlri.parse("port =1")
    assert FlowSpecNlri.parse(f"match{many}{{{many}port =1; }}") == FlowSpecNlri.parse("port =1")
    assert UnicastNlri.parse(f"10.0.0.0/8{many}path-id{many}7") == UnicastNlri.parse(
        "10.0.0.0/8 path-id 7"
    )
