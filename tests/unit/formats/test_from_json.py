"""Messages out of JSON: what may be left out, what counts, and what is said of mistakes."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

import bgplib
from bgplib.attributes import AsPath, Communities, LocalPref, Origin, UnknownAttribute
from bgplib.attributes.aigp import Aigp
from bgplib.attributes.pmsi_tunnel import PmsiTunnel
from bgplib.attributes.prefix_sid import LabelIndex, PrefixSid
from bgplib.context import Context
from bgplib.errors import BGPError, EncodeError, LocalError, ParseError
from bgplib.formats.json import (
    attribute_from_json,
    capability_from_json,
    from_json,
    group_from_json,
    nlri_from_json,
    nlri_to_json,
    to_json,
)
from bgplib.iana.families import Family
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.evpn import InclusiveMulticast
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix

ROUTABLE = (Origin(0), AsPath.of([65001]))
WIRE = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=ROUTABLE).encode()
SHOWN = to_json(bgplib.decode(WIRE))
LEAST: dict[str, Any] = {
    "type": "UPDATE",
    "attributes": [
        {"code": 1, "value": "igp"},
        {"code": 2, "value": [{"type": "AS_SEQUENCE", "asns": [65001]}]},
    ],
    "announced": [
        {"family": "ipv4-unicast", "next_hop": "192.0.2.1", "nlri": [{"prefix": "10.0.0.0/8"}]}
    ],
}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Return the JSON of an UPDATE with a change."""
    found = copy.deepcopy(SHOWN)
    change(found)
    return found


def complaint(message: Any, context: Context | None = None) -> str:
    with pytest.raises(ParseError) as found:
        from_json(message, context)
    return str(found.value)


def test_the_object_or_its_text() -> None:
    """Both are read; a line of JSON may be octets or text."""
    line = json.dumps(SHOWN)
    for message in (SHOWN, line, line.encode(), f"  {line}\n"):
        assert from_json(message).encode() == WIRE


def test_the_least_that_makes_a_message() -> None:
    """RFC 4271 §4: names, flags and lengths follow from the rest."""
    assert from_json(LEAST).encode() == WIRE
    assert from_json({"type": "KEEPALIVE"}) == Keepalive()
    assert from_json({"type": "NOTIFICATION", "code": 6}) == Notification(6, 0)
    refresh = from_json({"type": "ROUTE-REFRESH", "family": "l2vpn-evpn"})
    assert refresh == RouteRefresh(Family.L2VPN_EVPN)
    said = {"type": "OPEN", "asn": 4_200_000_001, "hold_time": 90, "identifier": "192.0.2.1"}
    wanted = Open.build(asn=4_200_000_001, hold_time=90, identifier="192.0.2.1")
    assert from_json(said) == wanted


def test_an_update_is_what_a_peer_reads() -> None:
    """The value is that of decoding the octets: routes, attributes, how they are written."""
    update = from_json(LEAST)
    assert update == bgplib.decode(WIRE)
    assert isinstance(update, Update)
    assert update.attributes.next_hop == bytes((192, 0, 2, 1))


def test_the_next_hop_of_the_group_counts() -> None:
    """RFC 4271 §5.1.3, RFC 4760 §3: NEXT_HOP and MP_REACH_NLRI say it again."""
    found = from_json(changed(lambda m: m["announced"][0].update(next_hop="192.0.2.9")))
    assert isinstance(found, Update)
    assert found.attributes.next_hop == bytes((192, 0, 2, 9))
    without = changed(lambda m: m["announced"][0].pop("next_hop"))
    assert from_json(without).encode() == WIRE
    assert complaint(LEAST | {"announced": [without["announced"][0]]}) == (
        "announced[0].next_hop: IPv4 routes are announced without a next hop"
    )
    ipv6 = Update.announce(
        ["2001:db8::/32"],
        next_hop="2001:db8::1,fe80::1",
        attributes=ROUTABLE,
        family=Family.IPV6_UNICAST,
    )
    shown = to_json(bgplib.decode(ipv6.encode()))
    assert from_json(shown).encode() == ipv6.encode()
    shown["announced"][0]["next_hop"] = "2001:db8::2"
    again = from_json(shown)
    assert isinstance(again, Update)
    assert str(again.announced[0].next_hop) == "2001:db8::2,fe80::1"


def test_several_groups_in_their_fields() -> None:
    """RFC 7606 §5.1 allows a sender one group, and has a receiver take them all."""
    more = LEAST | {
        "announced": [
            *LEAST["announced"],
            {"family": "ipv6-unicast", "next_hop": "::1", "nlri": [{"prefix": "2001:db8::/32"}]},
        ],
        "withdrawn": [
            {"family": "ipv4-unicast", "nlri": [{"prefix": "10.1.0.0/16"}]},
            {"family": "ipv6-unicast", "nlri": [{"prefix": "2001:db9::/32"}]},
        ],
    }
    update = from_json(more)
    assert isinstance(update, Update)
    assert {str(group.family) for group in update.announced} == {"ipv4-unicast", "ipv6-unicast"}
    assert [str(nlri) for group in update.withdrawn for nlri in group] == [
        "10.1.0.0/16",
        "2001:db9::/32",
    ]
    again = from_json(to_json(update))
    assert again.encode() == update.encode()
    third = {"family": "ipv6-multicast", "next_hop": "::1", "nlri": []}
    assert complaint(more | {"announced": [*more["announced"], third]}) == (
        "announced[2]: an UPDATE has room for one group of such a family only"
    )


def test_rules_of_the_session_are_not_applied() -> None:
    """RFC 4271 §5.1.5: LOCAL_PREF is discarded if an external peer sends it; to make it is none."""
    found = from_json(changed(lambda m: m["attributes"].append({"code": 5, "value": 200})))
    assert isinstance(found, Update)
    assert found.attributes.get(LocalPref) == LocalPref(200)


def test_two_octet_as_numbers() -> None:
    """RFC 6793 §4.2.2: what needs four octets is AS_TRANS, and stands in AS4_PATH."""
    two = Context(four_octet_as=False)
    small = from_json(LEAST, two).encode(two)
    assert bgplib.decode(small, two) == from_json(LEAST, two)
    path = [{"type": "AS_SEQUENCE", "asns": [65001, 70000]}]
    wide = LEAST | {"attributes": [LEAST["attributes"][0], {"code": 2, "value": path}]}
    update = bgplib.decode(from_json(wide, two).encode(two), two)
    assert isinstance(update, Update)
    assert update.attributes.as_path_text == "65001 70000"
    assert 17 in update.attributes


def test_path_identifiers_are_seen() -> None:
    """RFC 7911 §3: who encodes says whether the peer expects them."""
    message = LEAST | {"announced": [copy.deepcopy(LEAST["announced"][0])]}
    message["announced"][0]["nlri"][0]["path_id"] = 7
    context = Context().with_add_path(Family.IPV4_UNICAST)
    octets = from_json(message).encode(context)
    assert octets == from_json(message, context).encode(context)
    assert bgplib.decode(octets, context) == from_json(message)
    with pytest.raises(EncodeError):
        from_json(message).encode(Context())


def test_end_of_rib() -> None:
    """RFC 4724 §2: an UPDATE of nothing, or MP_UNREACH_NLRI of nothing; never by accident."""
    for family in (Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.L2VPN_EVPN):
        wanted = Update.end_of_rib_of(family)
        found = from_json({"type": "UPDATE", "end_of_rib": str(family)})
        assert found.encode() == wanted.encode()
        assert from_json(to_json(wanted)).encode() == wanted.encode()
        assert from_json(to_json(bgplib.decode(wanted.encode()))) == found
    assert complaint({"type": "UPDATE"}).startswith("end_of_rib: nothing else is there")
    assert complaint(LEAST | {"end_of_rib": "ipv4-unicast"}) == (
        "end_of_rib: there is more than the marker of ipv4-unicast"
    )


def test_what_became_of_a_malformed_message_is_no_message() -> None:
    """RFC 7606 §2: after treat-as-withdraw not all that stood in it is there."""
    octets = bytes.fromhex("ff" * 16 + "002d02000000144001010740020602010000fde9400304c0000201080a")
    shown = to_json(bgplib.decode(octets))
    assert complaint(shown).startswith("treatment: not all that stood in the message is here")
    del shown["treatment"]
    found = from_json(shown)
    assert isinstance(found, Update)
    assert [str(nlri) for nlri in found.withdrawn[0]] == ["10.0.0.0/8"]
    undecodable = {"format": "bgplib/1", "error": {}, "treatment": "session-reset"}
    assert complaint(undecodable) == "error: octets that could not be decoded are no message"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(format="bgplib/2"), "format: 'bgplib/2' is not 'bgplib/1'"),
        (lambda m: m.update(type="UPDAET"), "type: 'UPDAET' is none of OPEN, UPDATE"),
        (lambda m: m.pop("type"), "there is no 'type'"),
        (lambda m: m.update(attribute=[]), "nothing here is called 'attribute'"),
        (lambda m: m.update(attributes={}), "attributes: an object is not a list"),
        (lambda m: m["attributes"].append(7), "attributes[3]: 7 is not an object"),
        (
            lambda m: m["attributes"][0].pop("code"),
            "attributes[0]: there is no 'code'; that of ORIGIN is 1",
        ),
        (lambda m: m["attributes"][0].update(code=256), "attributes[0].code: 256 does not fit"),
        (lambda m: m["attributes"][0].update(flags=128), "attributes[0].flags: 128 is not of"),
        (lambda m: m["attributes"][0].update(value=0), "attributes[0].value: 0 is not a text"),
        (lambda m: m["attributes"][0].update(octets="00"), "attributes[0]: 'value' and 'octets'"),
        (
            lambda m: m["attributes"][1]["value"][0]["asns"].append("65002"),
            "attributes[1].value[0].asns[1]: '65002' is not a whole number",
        ),
        (
            lambda m: m["attributes"][1]["value"][0]["asns"].append(1 << 32),
            "attributes[1].value: ",
        ),
        (lambda m: m["attributes"].pop(1), "attributes: "),
        (lambda m: m["attributes"].append(m["attributes"][0]), "attributes[3]: attribute 1 is"),
        (
            lambda m: m["attributes"].append({"code": 8, "value": ["65000:1", "65000:x"]}),
            "attributes[3].value[1]: 'x' is not a community's lower half",
        ),
        (
            lambda m: m["attributes"].append({"code": 250, "octets": "00"}),
            "attributes[3]: there are no 'flags'",
        ),
        (
            lambda m: m["attributes"].append({"code": 250, "flags": 192, "octets": "0"}),
            "attributes[3].octets: '0' is not octets in hexadecimal",
        ),
        (lambda m: m["announced"][0].pop("nlri"), "announced[0]: there is no 'nlri'"),
        (lambda m: m["announced"][0].update(family="ipv5"), "announced[0].family: "),
        (lambda m: m["announced"][0].update(next_hop="x"), "announced[0].next_hop: 'x' is not"),
        (
            lambda m: m["announced"][0]["nlri"].append("10.1.0.0/16"),
            "announced[0].nlri[1]: '10.1.0.0/16' is not an object, which has it under \"prefix\"",
        ),
        (
            lambda m: m["announced"][0]["nlri"].append({"prefix": "10.0.0.0/33"}),
            "announced[0].nlri[1].prefix: ",
        ),
        (
            lambda m: m["announced"][0]["nlri"].append({"prefix": "2001:db8::/32"}),
            "announced[0].nlri[1]: ",
        ),
        (
            lambda m: m["announced"][0]["nlri"].append({"prefix": "10.0.0.0/8", "rd": "1:1"}),
            "announced[0].nlri[1]: nothing here is called 'rd'",
        ),
        (
            lambda m: m["announced"][0]["nlri"].append({"prefix": "10.0.0.0/8", "path_id": 1}),
            "announced[0].nlri: either all NLRI",
        ),
        (
            lambda m: m["announced"][0].update(family="ipv6-unicast"),
            "announced[0].nlri[0]: ",
        ),
    ],
)
def test_mistakes_have_a_path(change: Callable[[dict[str, Any]], object], said: str) -> None:
    """Who made a mistake reads where it stands, and what was expected."""
    assert complaint(changed(change)).startswith(said)


@pytest.mark.parametrize("value", [True, [], {}, None, "fast", pytest.param(10**400, id="huge")])
def test_what_is_no_number(value: Any) -> None:
    """A bandwidth is a number of JSON's, or a text for what JSON has no form for."""
    wrong = {"code": 29, "value": [{"type": 1089, "value": value}]}
    said = complaint(changed(lambda m: m["attributes"].append(wrong)))
    assert said.startswith("attributes[3].value[0].value: ")
    assert said.endswith(("is not a number", "is out of range"))


def test_an_evpn_route_without_its_type() -> None:
    """RFC 7432 §7: the fields of a route follow from its type; without one there are none."""
    group = {"family": "l2vpn-evpn", "next_hop": "192.0.2.1", "nlri": [{"rd": "65000:1"}]}
    assert complaint(LEAST | {"announced": [group]}) == (
        "announced[0].nlri[0]: there is no 'route_type'"
    )


def test_what_is_no_context() -> None:
    """A program's mistake is told as such."""
    wrong: Any = "ibgp"
    with pytest.raises(LocalError, match="context"):
        from_json(LEAST, wrong)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "it is no JSON: "),
        ("{", "it is no JSON: "),
        ("nonsense", "it is no JSON: "),
        (b"\xff\xfe\xfd", "it is no JSON: "),
        ('{"type": NaN}', "it is no JSON: NaN"),
        ('{"type": ' + "9" * 5000 + "}", "it is no JSON to be read: a number"),
        ('{"type": "KEEPALIVE", "type": "OPEN"}', "'type' is there twice in an object"),
        ("[]", "a list is not an object"),
        ("7" * 6000, ""),
    ],
)
def test_lines_that_are_no_message(line: str | bytes, said: str) -> None:
    """RFC 8259: what is no JSON, or ambiguous, is a mistake of its own."""
    assert complaint(line).startswith(said)


def test_deep_nesting_is_a_mistake() -> None:
    """Whatever is nested, and wherever it stands, it is refused, not descended."""
    for depth in (100, 100_000):
        deep = "[" * depth + "]" * depth
        for line in (deep, f'{{"type": {deep}}}', f'{{"type": "UPDATE", "attributes": {deep}}}'):
            complaint(line)
    nested: Any = []
    for _ in range(sys.getrecursionlimit() * 3):
        nested = [nested]
    for key in ("type", "format", "treatment", "attributes", "announced", "end_of_rib"):
        complaint({"type": "UPDATE", "attributes": []} | {key: nested})
    complaint(changed(lambda m: m["attributes"][1].update(value=nested)))
    complaint(changed(lambda m: m["announced"][0]["nlri"][0].update(prefix=nested)))
    complaint(changed(lambda m: m["announced"][0].update({"x": nested})))


def test_what_labels_leave_unsaid_stands_beside() -> None:
    """RFC 8277 §2.2: a label has 24 bits, of which its number tells 20."""
    prefix = Prefix.parse("10.0.0.0/8")
    usual = LabeledNlri(labels=(Label.of(100, bottom=False), Label.of(200)), prefix=prefix)
    assert nlri_to_json(usual) == {"labels": [100, 200], "prefix": "10.0.0.0/8"}
    gone = LabeledNlri(labels=(Label.WITHDRAWN,), prefix=prefix)
    assert nlri_to_json(gone) == {"labels": [524288], "prefix": "10.0.0.0/8"}
    odd = LabeledNlri(labels=(Label.of(100, exp=5),), prefix=prefix)
    shown = nlri_to_json(odd)
    assert shown["labels_octets"] == ["00064b"]
    for nlri in (usual, gone, odd):
        assert nlri_from_json(nlri_to_json(nlri), Family.IPV4_LABELED) == nlri
    shown["labels"] = [101]
    with pytest.raises(ParseError, match="labels_octets: this is not what 'labels' says"):
        nlri_from_json(shown, Family.IPV4_LABELED)
    del shown["labels"]
    assert nlri_from_json(shown, Family.IPV4_LABELED) == odd


def test_vnis_are_labels_too() -> None:
    """RFC 8365 §5.1.3: "the entire 24-bit field is used to encode the VNI value."."""
    shown = {"route_type": 5, "rd": "65000:1", "prefix": "10.0.0.0/8", "gateway": "0.0.0.0"}
    route: Any = nlri_from_json(shown | {"vnis": [5001]}, Family.L2VPN_EVPN)
    assert route.label == Label.of_vni(5001)
    assert nlri_from_json(nlri_to_json(route, (5001,)), Family.L2VPN_EVPN) == route
    with pytest.raises(ParseError, match="vnis: this is not what 'label' says"):
        nlri_from_json(shown | {"vnis": [5001], "label": 7}, Family.L2VPN_EVPN)
    tunnel = attribute_from_json(
        {
            "code": 22,
            "value": {"tunnel_type": 6, "label_octets": "001389", "identifier": "c0000201"},
        }
    )
    assert isinstance(tunnel, PmsiTunnel)
    assert tunnel.label.vni == 5001
    # The VNI of such a route is that of its PMSI_TUNNEL, and stands there.
    multicast = {"route_type": 3, "rd": "65000:1", "originator": "192.0.2.1", "vnis": [5001]}
    assert isinstance(nlri_from_json(multicast, Family.L2VPN_EVPN), InclusiveMulticast)


def test_what_a_flow_specification_leaves_unsaid_stands_beside() -> None:
    """RFC 8955 §4.2.1: a value may have more octets than it needs."""
    flow = FlowSpecNlri.parse("destination-port ==80/2")
    shown = nlri_to_json(flow)
    (component,) = shown["components"]
    assert component == {
        "type": 5,
        "name": "destination-port",
        "match": "==80",
        "exact": "==80/2",
    }
    assert nlri_from_json(shown, Family.IPV4_FLOWSPEC) == flow
    component["match"] = "==81"
    with pytest.raises(ParseError, match=r"components\[0\].exact: this is not what 'match' says"):
        nlri_from_json(shown, Family.IPV4_FLOWSPEC)
    short = {"components": [{"type": 5, "match": "==81"}]}
    assert nlri_from_json(short, Family.IPV4_FLOWSPEC) == FlowSpecNlri.parse("destination-port 81")


def test_values_that_are_said_twice_agree() -> None:
    """RFC 7311 §3: the metric is a TLV; to change one of the two is a mistake that is told."""
    shown: dict[str, Any] = {
        "code": 26,
        "value": {"metric": 7, "tlvs": [{"type": 1, "octets": f"{7:016x}"}]},
    }
    assert attribute_from_json(shown) == Aigp.of(7)
    assert attribute_from_json({"code": 26, "value": {"metric": 8}}) == Aigp.of(8)
    with pytest.raises(ParseError, match=r"value.tlvs: this is not what 'metric' says"):
        attribute_from_json(shown | {"value": shown["value"] | {"metric": 8}})


def test_next_hops_of_vpns() -> None:
    """RFC 4364 §4.3.2: an RD of 0 stands before the address; another one stands in octets."""
    said = {"family": "ipv4-vpn", "next_hop": "192.0.2.1", "nlri": []}
    assert group_from_json(said).next_hop_octets == bytes(8) + bytes((192, 0, 2, 1))
    exact = "0000fde800000001c0000201"
    assert group_from_json(said | {"next_hop_octets": exact}).next_hop_octets.hex() == exact
    with pytest.raises(ParseError, match="next_hop_octets: this is not what 'next_hop' says"):
        group_from_json(said | {"next_hop_octets": exact[:-1] + "2"})


def test_parts_by_themselves() -> None:
    """Attributes, capabilities and NLRI have ways back of their own, whose paths begin there."""
    assert attribute_from_json({"code": 8, "value": ["65000:1"]}) == Communities((65000 << 16 | 1,))
    octets = {"code": 250, "flags": 192, "octets": "0102"}
    assert attribute_from_json(octets) == UnknownAttribute(code=250, flags=192, octets=b"\1\2")
    parts = [{"kind": "LabelIndex", "index": 7}]
    assert attribute_from_json({"code": 40, "value": parts}) == PrefixSid((LabelIndex(index=7),))
    with pytest.raises(ParseError, match=r"^value\[0\].kind: null is none of LabelIndex, "):
        attribute_from_json({"code": 40, "value": [{"index": 7}]})
    with pytest.raises(ParseError, match=r"^value.restart_time: true is not a whole number"):
        capability_from_json({"code": 64, "value": {"restart_time": True}})
    with pytest.raises(ParseError, match=r"^c\[1\].value: nothing is known of capability 200"):
        capability_from_json({"code": 200, "value": {}}, path="c[1]")


def test_capabilities_that_have_no_place() -> None:
    """RFC 6793 §4.1: the AS number stands in the capability as well."""
    shown = to_json(Open.build(asn=4_200_000_001, hold_time=90, identifier="192.0.2.1"))
    shown["asn"] = 4_200_000_002
    assert complaint(shown) == "capabilities: FOUR_OCTET_AS has another AS number than 4200000002"
    shown["capabilities"] = [{"code": 64, "value": {"restart_time": 5000}}]
    assert complaint(shown).startswith("capabilities[0].value: ")


def test_nothing_takes_longer_than_it_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long message, all of whose routes but the last can be written, is looked at a few times."""
    count = 20_000
    looked_at = []
    encode = NlriGroup.encode

    def counted(group: NlriGroup, *arguments: Any, **named: Any) -> bytes:
        looked_at.append(len(group))
        return encode(group, *arguments, **named)

    monkeypatch.setattr(NlriGroup, "encode", counted)
    nlri = [{"prefix": f"10.{at >> 8 & 255}.{at & 255}.0/24"} for at in range(count)]
    message = copy.deepcopy(LEAST)
    message["announced"][0]["nlri"] = nlri
    assert complaint(message).endswith("octets long, 65535 are allowed")
    assert 0 < sum(looked_at) <= 3 * count
    looked_at.clear()
    message["announced"][0]["nlri"] = [*nlri, {"prefix": "::/0"}]
    assert complaint(message).startswith(f"announced[0].nlri[{count}]: ")
    assert 0 < sum(looked_at) <= 3 * count


def test_only_errors_of_bgplib() -> None:
    """A value of Python that JSON has not is a mistake like another."""
    for value in (object(), {1, 2}, b"octets", 1j, {7: 8}, {None: None}, 10**6000, float("nan")):
        for key in SHOWN:
            try:
                from_json(SHOWN | {key: value})
            except BGPError:
                continue
