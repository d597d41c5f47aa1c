"""The published messages are read as ExaBGP, which states what they hold, reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats import bmp
from bgplib.formats.json import bmp_to_json, to_json
from bgplib.formats.json._nlri import nlri_to_json
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import mup, mvpn
from bgplib.nlri.flowspec import FlowSpecNlri
from tests.corpus.conftest import Record
from tests.corpus.test_hex import context_of

#: families whose routes ExaBGP states as prefix, route distinguisher and labels
_FAMILIES: Final = {
    "ipv4 unicast": "ipv4-unicast",
    "ipv6 unicast": "ipv6-unicast",
    "ipv4 nlri-mpls": "ipv4-labeled",
    "ipv4 mpls-vpn": "ipv4-vpn",
    "ipv6 mpls-vpn": "ipv6-vpn",
}
_SEGMENTS: Final = {"as-sequence": "AS_SEQUENCE", "as-set": "AS_SET"}


#: why an UPDATE that ExaBGP takes is treated otherwise: the sentence is in disagreements.md
JUDGED: Final = (
    "is not a host's address",
    "is not recognised and not optional",
    "a next hop of 4 octets",
)


def _joined(values: list[list[int]]) -> list[str]:
    return [":".join(map(str, each)) for each in values]


#: our name of each attribute, and its value as our JSON has it
_ATTRIBUTES: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "origin": ("ORIGIN", str),
    "local-preference": ("LOCAL_PREF", int),
    "med": ("MULTI_EXIT_DISC", int),
    "next-hop": ("NEXT_HOP", str),
    "originator-id": ("ORIGINATOR_ID", str),
    "cluster-list": ("CLUSTER_LIST", list),
    "community": ("COMMUNITIES", _joined),
    "large-community": ("LARGE_COMMUNITY", _joined),
    "as-path": (
        "AS_PATH",
        lambda said: [
            {"type": _SEGMENTS[each["element"]], "asns": each["value"]}
            for _, each in sorted(said.items())
        ],
    ),
}


def stated(corpus: Path) -> Iterator[Record]:
    """Yield the UPDATEs for which ExaBGP states something."""
    for path in sorted((corpus / "hex").glob("update-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if (record["expect"] or {}).get("format") == "exabgp-json":
                yield record


def _route(nlri: dict[str, Any]) -> tuple[Any, ...]:
    labels = [label[0] for label in nlri.get("label", ())]
    return nlri["nlri"], nlri.get("rd"), labels


def routes(expect: Record, kind: str) -> list[tuple[Any, ...]] | None:
    """Return the routes that are stated; None if there are some of other families."""
    found = []
    for family, said in expect.get(kind, {}).items():
        if family not in _FAMILIES:
            return None
        listed = said.items() if isinstance(said, dict) else [(None, said)]
        for next_hop, nlri in listed:
            found += [(_FAMILIES[family], next_hop, *_route(each)) for each in nlri]
    return sorted(found, key=repr)


def ours(message: dict[str, Any], kind: str) -> list[tuple[Any, ...]]:
    return sorted(
        (
            (group["family"], group.get("next_hop"), nlri["prefix"], nlri.get("rd"), labels)
            for group in message[kind]
            for nlri in group["nlri"]
            for labels in (nlri.get("labels", []),)
        ),
        key=repr,
    )


def test_exabgp_reads_the_same(corpus: Path) -> None:
    """Plain attributes, prefixes, next hops, route distinguishers and labels agree."""
    values = prefixes = judged = 0
    for record in stated(corpus):
        octets = bytes.fromhex(record["hex"])
        message = to_json(Decoder(context_of(record, octets)).decode(octets), len(octets))
        expect = record["expect"]
        found = {each["name"]: each.get("value") for each in message["attributes"]}
        for key, said in expect.get("attribute", {}).items():
            if key in _ATTRIBUTES:
                name, convert = _ATTRIBUTES[key]
                assert found.get(name) == convert(said), (record["id"], name)
                values += 1
        for kind in ("announce", "withdraw"):
            listed = routes(expect, kind)
            if listed:
                if message["treatment"] != "none":
                    text = message["findings"][0]["text"]
                    assert any(reason in text for reason in JUDGED), (record["id"], text)
                    assert message["announced"] == []
                    judged += 1
                    continue
                key = "announced" if kind == "announce" else "withdrawn"
                assert ours(message, key) == listed, (record["id"], kind)
                prefixes += len(listed)
    assert (values, prefixes, judged) == (322, 83, 9)


#: families whose routes ExaBGP states field by field, or in its own words
_TYPED: Final = {
    "ipv4 mcast-vpn": "ipv4-mcast-vpn",
    "ipv6 mcast-vpn": "ipv6-mcast-vpn",
    "ipv4 mup": "ipv4-mup",
    "ipv6 mup": "ipv6-mup",
    "l2vpn vpls": "l2vpn-vpls",
    "ipv4 sr-policy": "ipv4-sr-policy",
    "ipv4 flow": "ipv4-flowspec",
    "ipv6 flow": "ipv6-flowspec",
    "ipv4 flow-vpn": "ipv4-flowspec-vpn",
}
#: what ExaBGP calls a field, and what becomes of our route or JSON object in its place
_FIELDS: Final[dict[str, Callable[[Any, dict[str, Any]], Any]]] = {
    "rd": lambda _, ours: ours["rd"],
    "code": lambda _, ours: ours["route_type"],
    "raw": lambda route, ours: _exabgp_octets(route).hex().upper(),
    "source": lambda _, ours: ours["source"],
    "group": lambda _, ours: ours["group"],
    "source-as": lambda _, ours: str(ours["source_as"]),
    "prefix_ip": lambda _, ours: ours["prefix"].partition("/")[0],
    "prefix_ip_len": lambda _, ours: int(ours["prefix"].partition("/")[2]),
    "teid": lambda route, _: str(_teid(route)),
    "endpoint_ip": lambda _, ours: ours["endpoint"].partition("/")[0],
    "qfi": lambda _, ours: str(ours["qfi"]),
    "endpoint": lambda _, ours: ours.get("ve_id", ours.get("endpoint")),
    "base": lambda route, _: route.label_base.value,
    "offset": lambda _, ours: ours["block_offset"],
    "size": lambda _, ours: ours["block_size"],
    "distinguisher": lambda _, ours: ours["distinguisher"],
    "color": lambda _, ours: ours["color"],
}


#: an IPv6 flow specification whose pattern is longer than it is said to be
PATTERNS: Final = ("exabgp/qa/encoding/conf-flow.ci#message_7",)


#: a TEID of 23 bits in 24, the last of which is not one of them
SPARE_BITS: Final = "010004100000006400000064370A000001003039"


def _teid(route: Any) -> int:
    if hasattr(route, "teid"):
        return int(route.teid)
    return int.from_bytes(route.endpoint.teid, "big")


def _exabgp_octets(route: Any) -> bytes:
    family = Family.IPV4_MUP if type(route).__module__.startswith("bgplib.nlri.mup") else None
    codec = mup.CODEC if family else mvpn.CODEC
    octets: bytes = codec.encode(route, family or Family.IPV4_MCAST_VPN, Context())
    return octets


def test_exabgp_states_the_same_of_other_routes(corpus: Path) -> None:
    """Routes of MCAST-VPN, MUP, VPLS and SR Policies field by field, flow rules by their text."""
    fields = rules = 0
    for record in stated(corpus):
        octets = bytes.fromhex(record["hex"])
        update = Decoder(context_of(record, octets)).decode(octets)
        assert isinstance(update, Update)
        if record["id"] in PATTERNS:
            assert update.findings[0].rfc == "RFC 8955 §4.2"
            continue
        for kind, groups in (("announce", update.announced), ("withdraw", update.withdrawn)):
            for family, said in record["expect"].get(kind, {}).items():
                if family not in _TYPED:
                    continue
                listed = said.items() if isinstance(said, dict) else [(None, said)]
                found = [
                    (group, route)
                    for group in groups
                    if str(group.family) == _TYPED[family]
                    for route in group.nlri
                ]
                expected = [(hop, each) for hop, several in listed for each in several]
                assert len(found) == len(expected), (record["id"], family)
                for (group, route), (hop, each) in zip(found, expected, strict=True):
                    if hop not in (None, "no-nexthop"):
                        assert group.next_hop is not None
                        assert group.next_hop.short == hop, record["id"]
                    if isinstance(route, FlowSpecNlri):
                        assert FlowSpecNlri.parse(each["string"].removeprefix("flow ")) == route, (
                            record["id"]
                        )
                        rules += 1
                        continue
                    shown = nlri_to_json(route)
                    if each.get("raw") == SPARE_BITS:
                        assert _teid(route) == int(each["teid"]) & ~1
                        continue
                    for name, value in each.items():
                        if name in _FIELDS:
                            assert _FIELDS[name](route, shown) == value, (record["id"], name)
                            fields += 1
    assert (fields, rules) == (144, 28)


def test_tshark_reads_published_bmp_messages_the_same(corpus: Path) -> None:
    """RFC 7854 §4: peers and types are those that TShark has; no octet is lost."""
    compared = 0
    lines = (corpus / "bmp" / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    for record in map(json.loads, lines):
        octets = bytes.fromhex(record["hex"])
        try:
            message = bmp.decode(octets)
        except DecodeError:
            assert record["id"] in MALFORMED, record["id"]
            continue
        assert record["id"] not in MALFORMED
        assert message.encode() == octets, record["id"]
        bmp_to_json(message)
        tshark = record["tshark"] or {}
        if isinstance(message, bmp.PeerMessage) and "bmp.peer.asn" in tshark:
            peer = message.peer
            assert str(peer.asn) == tshark["bmp.peer.asn"], record["id"]
            assert peer.identifier_text == tshark["bmp.peer.id"], record["id"]
            assert str(peer.type) == tshark["bmp.peer.type"], record["id"]
            assert f"{peer.flags:#04x}" == tshark["bmp.peer.flags"], record["id"]
            assert peer.distinguisher.hex(":") == tshark["bmp.peer.distinguisher"], record["id"]
            compared += 1
        if "bmp.type" in tshark:
            assert str(message.type) == tshark["bmp.type"], record["id"]
    assert compared == 128


#: messages that are not what their type says
MALFORMED: Final = (
    "gobmp/pkg/bmp/raw_test.go#line_20",  # a peer header of four octets
    "gobmp/pkg/bmp/raw_test.go#line_98",  # one of two octets
)


def _odl_routes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the routes in an answer of OpenDaylight."""
    left = [value]
    while left:
        here = left.pop()
        if isinstance(here, dict):
            if "route-distinguisher" in here and "attributes" in here:
                yield here
            else:
                left += here.values()
        elif isinstance(here, list):
            left += here


def test_opendaylight_reads_the_same(corpus: Path) -> None:
    """Route distinguishers, next hops, origins and preferences of EVPN routes agree."""
    compared = 0
    path = corpus / "hex" / "update-evpn.jsonl"
    for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        expect = record["expect"] or {}
        if expect.get("format") != "opendaylight-restconf":
            continue
        octets = bytes.fromhex(record["hex"])
        message = to_json(Decoder(context_of(record, octets)).decode(octets), len(octets))
        found = {each["name"]: each.get("value") for each in message["attributes"]}
        if message["treatment"] != "none":
            assert "tunnel type 7 is not a FEC element" in message["findings"][0]["text"]
            continue
        (group,) = message["announced"]
        for route in _odl_routes(expect["value"]):
            said = route["attributes"]
            assert found["ORIGIN"] == said["origin"]["value"], record["id"]
            assert found.get("LOCAL_PREF") == said.get("local-pref", {}).get("pref"), record["id"]
            assert route["route-distinguisher"] in {each["rd"] for each in group["nlri"]}
            next_hop = said.get("ipv4-next-hop") or said["ipv6-next-hop"]
            assert group["next_hop"] == next_hop["global"], record["id"]
            compared += 1
    assert compared == 20
