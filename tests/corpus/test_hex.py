"""The published messages are read as TShark reads them, and written as they were read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from bgplib.attributes import Aggregator, As4Aggregator, As4Path, AsPath, MpReachNlri
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.testing.strategies.context import UNICAST_FAMILIES
from bgplib.values.address import address_text, identifier_text
from tests.corpus.conftest import Record
from tests.corpus.contexts import family_of

Records = Callable[[str], list[Record]]

#: families with which an IPv6 next hop can be agreed on (RFC 8950 §4)
_EXTENDED: Final = tuple(
    (family, AFI_IPV6)
    for family in (
        Family.IPV4_UNICAST,
        Family.IPV4_MULTICAST,
        Family.IPV4_LABELED,
        Family.IPV4_VPN,
        Family.IPV4_VPN_MULTICAST,
    )
)


def reason_of(table: dict[str, str], record: Record) -> str | None:
    """Return the pattern of a table that fits the record, if one does."""
    found = [pattern for pattern in table if re.fullmatch(pattern, record["id"])]
    assert len(found) <= 1, (record["id"], found)
    return found[0] if found else None


#: a record with path identifiers that says nothing of them: id pattern to reason
ADD_PATH: Final = {
    r"bio-rd/.*update_sender_test\.go#line_229_message_1": "0.0.0.0/0 four times before each route",
}


def context_of(record: Record, octets: bytes) -> Context:
    """Choose a context for a message whose session is not recorded.

    The width of AS numbers is what the record says, else what TShark found to fit. Path
    identifiers are there if the record says that they are, or may be. Whether the peer is external
    nobody knows: the rules that need it are not applied. IPv6 next hops of IPv4 routes are taken as
    agreed on, and long messages too.
    """
    said = record["context"]
    width = said["asn4"]
    if width is None:
        width = (record.get("tshark") or {}).get("asn_len_used", 4) == 4
    families = [family_of(name) for name in said["addpath"]]
    if said.get("addpath_possible") or reason_of(ADD_PATH, record):
        families = [*UNICAST_FAMILIES, Family.IPV4_VPN]
    return Context(
        four_octet_as=width,
        session=None,
        add_path_receive=families,
        add_path_send=families,
        extended_next_hop=_EXTENDED,
        extended_messages=len(octets) > 4096,
    )


def messages(corpus: Path, records: Records) -> Iterator[tuple[Record, bytes, Context]]:
    """Read every complete message of `hex/`."""
    for path in sorted((corpus / "hex").glob("*.jsonl")):
        for record in records(f"hex/{path.name}"):
            if record["kind"] == "message":
                octets = bytes.fromhex(record["hex"])
                yield record, octets, context_of(record, octets)


#: complete messages that are none: id pattern to reason
REFUSED: Final = {
    r"bgp4r/.*#line_73": "RFC 4271 §6.1: type 6 (dynamic capability) is of a draft",
    r"odl-bgpcep/.*ParserTest\.java#line_147": "RFC 4271 §6.1: type 8 is not assigned",
    r"odl-bgpcep/.*ParserTest\.java#line_172": "RFC 4271 §4.4: a KEEPALIVE has 19 octets, not 20",
    r"odl-bgpcep/.*ParserTest\.java#line_223": "RFC 4271 §4.2: an OPEN has 29 octets, not 27",
    r"yabgp/.*#test_construct_cisco_route_refresh": "RFC 4271 §6.1: type 128 is Cisco's",
    r"scapy/.*#line_(66|69|72)": "RFC 4271 §4.2, §4.3, §4.5: a header, and no body",
    r"bio-rd/.*bmp/packet/decode_test\.go#line_261": "RFC 4271 §6.2: optional parameter 1",
}


def test_every_message_is_written_as_it_was_read(corpus: Path, records: Records) -> None:
    """`decode(o).encode() == o` for every complete message; what is none is listed with the RFC."""
    count = 0
    refused = set()
    for record, octets, context in messages(corpus, records):
        count += 1
        try:
            message = Decoder(context).decode(octets)
        except DecodeError:
            pattern = reason_of(REFUSED, record)
            assert pattern, record["id"]
            refused.add(pattern)
            continue
        assert message.encode() == octets, record["id"]
        assert message.encode(context) == octets, record["id"]
    assert count >= 1260
    assert refused == set(REFUSED)


# -- what TShark says ------------------------------------------------------------------------------


def _segments(update: Update) -> list[tuple[int, tuple[int, ...]]]:
    """List the segments of AS_PATH, then those of AS4_PATH, which TShark lists as one."""
    path = update.attributes.get(AsPath)
    as4_path = update.attributes.get(As4Path)
    return [*(path.plain if path else ()), *(as4_path.plain if as4_path else ())]


def _many(value: Any) -> list[Any]:
    """Make a list of what TShark says, which is a list only where there are several."""
    return value if isinstance(value, list) else [value]


def _prefixes(listed: list[Any]) -> list[str]:
    """Print prefixes as bgplib prints NLRI."""
    return [
        item if isinstance(item, str) else f"{item['prefix']} path-id {item['path_id']}"
        for item in listed
    ]


def seen_by_tshark(said: dict[str, Any]) -> dict[str, Any]:
    """Bring what TShark says into the form of `seen_by_us`."""
    found: dict[str, Any] = {}
    for key in ("origin", "multi_exit_disc", "local_pref", "next_hop", "originator_id"):
        if key in said:
            found[key] = said[key]
    if "as_path" in said:
        found["as_path"] = [(s["segment_type"], tuple(s["as"])) for s in said["as_path"]]
    for key in ("communities", "large_communities", "path_attribute.cluster_id"):
        if key in said:
            found[key] = _many(said[key])
    if "aggregator_as" in said:
        found["aggregator_as"] = _many(said["aggregator_as"])
        found["aggregator_origin"] = _many(said["aggregator_origin"])
    if "mp_reach_nlri.next_hop" in said:
        found["mp_next_hop"] = said["mp_reach_nlri.next_hop"].replace(":", "")
    return found


def _identifier(number: int | None) -> str | None:
    return None if number is None else identifier_text(number)


def seen_by_us(update: Update) -> dict[str, Any]:
    """Say of an UPDATE what TShark's fields say."""
    block = update.attributes
    found: dict[str, Any] = {
        "origin": block.origin,
        "multi_exit_disc": block.med,
        "local_pref": block.local_pref,
        "next_hop": block.next_hop and address_text(block.next_hop),
        "originator_id": _identifier(block.originator_id),
        "communities": [f"{value >> 16}:{value & 0xFFFF}" for value in block.communities],
        "large_communities": ["%d:%d:%d" % value for value in block.large_communities],
        "path_attribute.cluster_id": [identifier_text(value) for value in block.cluster_list],
    }
    if 2 in block or 17 in block:
        found["as_path"] = _segments(update)
    pairs = [
        (str(value.asn), address_text(value.address))
        for value in (attribute.value for attribute in block)
        if isinstance(value, Aggregator | As4Aggregator)
    ]
    found["aggregator_as"] = [asn for asn, _ in pairs]
    found["aggregator_origin"] = [address for _, address in pairs]
    for attribute in update.path_attributes():
        if isinstance(attribute.value, MpReachNlri):
            hop = attribute.value.next_hop
            found["mp_next_hop"] = bytes((len(hop),)).hex() + hop.hex()
    return {key: value for key, value in found.items() if value not in (None, [])}


#: which attributes the fields are of
_CODES: Final = {
    "origin": {1},
    "as_path": {2, 17},
    "next_hop": {3},
    "multi_exit_disc": {4},
    "local_pref": {5},
    "aggregator_as": {7, 18},
    "aggregator_origin": {7, 18},
    "communities": {8},
    "originator_id": {9},
    "path_attribute.cluster_id": {10},
    "mp_next_hop": {14},
    "large_communities": {32},
}

#: fields in which TShark and bgplib differ: id pattern to fields and reason
DIFFERING: Final = {
    r"odl-bgpcep/.*/pmsi_mldp_mp2mp_lsp/.*\.hex": "TShark gives up at attribute 22 (its own note)",
    r"onos/.*BgpUpdateMsgTest\.java#line_1201": "AS4_PATH stands before AS_PATH; we list it behind",
    r"bgp4j/.*UpdatePacketDecoderTest\.java#line_(1181|1212|1242)": "TShark tries 4-octet AS "
    "numbers, which do not fit; the record says 2 (RFC 4271 §4.3)",
    r"bgp4j/.*UpdatePacketEncodingTest\.java#line_(583|604|677)": "the same",
    r"odl-bgpcep/.*/up8\.bin#message_1": "RFC 7606 §4: TShark lists what does not fit",
    r"dpkt/dpkt/bgp\.py#line_802": "RFC 6368 §5: TShark lists what is in ATTR_SET too",
    r"scapy/test/contrib/bgp\.uts#line_674": "0xffffff01 is 65535:65281, which TShark names not",
}


def updates(corpus: Path, records: Records) -> Iterator[tuple[Record, Update]]:
    """Decode every UPDATE that TShark has decoded too."""
    for record, octets, context in messages(corpus, records):
        said = record.get("tshark") or {}
        if said.get("type") == 2 and not reason_of(REFUSED, record):
            message = Decoder(context).decode(octets)
            assert isinstance(message, Update), record["id"]
            yield record, message


def _at_fault(update: Update) -> set[int | None]:
    """Return the attributes that a finding took away, which TShark prints nevertheless."""
    return {finding.attribute for finding in update.findings}


def test_attributes_are_those_of_tshark(corpus: Path, records: Records) -> None:
    """RFC 4271 §4.3, §5.1: their order, and origin, path, next hops, communities and so on."""
    count = 0
    differing = set()
    for record, update in updates(corpus, records):
        said = record["tshark"]
        gone = _at_fault(update)
        theirs, ours = seen_by_tshark(said), seen_by_us(update)
        fields = {key for key in theirs | ours if not _CODES[key] & gone}
        count += len(fields)
        wrong = {key for key in fields if theirs.get(key) != ours.get(key)}
        order = [code for code in said.get("attr_types", []) if code not in gone]
        if order != [a.code for a in update.path_attributes() if a.code not in gone]:
            wrong.add("attr_types")
        if wrong:
            pattern = reason_of(DIFFERING, record)
            assert pattern, (record["id"], wrong, theirs, ours)
            differing.add(pattern)
    assert count >= 3800
    assert differing == set(DIFFERING)


#: messages whose prefixes TShark reads otherwise: id pattern to reason
OTHER_ROUTES: Final = {
    r"netgauze/.*peer\.rs#line_886": "RFC 7606 §5.3: a /25 runs past the end; TShark tries path "
    "identifiers where nobody agreed on any",
    r"bgpkit/.*raw_bytes\.rs#line_315": "TShark lists no NLRI where there are no attributes",
    r"bio-rd/.*path_attributes_test\.go#line_(1964|2163)": "the same",
    r"bgp4j/.*BGPv4CodecTest\.java#line_711": "the same",
    r"bgp4j/.*UpdatePacket(Decoder|Encoding)Test\.java#line_(2062|1384)": "RFC 7606 §7.11: a next "
    "hop of no octets: NLRI cannot be located reliably",
    r"exabgp/qa/encoding/extended-nexthop\.ci#message_2": "RFC 7606 §7.11: the next hop of an IPv6 "
    "route has 4 octets",
    r"odl-bgpcep/.*/up1\.bin#message_1": "RFC 7606 §5.3: MP_REACH_NLRI has wrong flags",
    r"bio-rd/.*update_sender_test\.go#line_468_message_[12]": "the record has TShark's list cut",
}

_PREFIXES: Final = ("nlri", "withdrawn", "mp_reach_prefixes", "mp_unreach_prefixes")


def _is_plain(said: dict[str, Any]) -> bool:
    """Say whether all families of a message are unicast or multicast ones."""
    for key in ("mp_reach_nlri", "mp_unreach_nlri"):
        if f"{key}.afi" in said:
            family = Family(int(said[f"{key}.afi"]), int(said[f"{key}.safi"]))
            if family not in UNICAST_FAMILIES:
                return False
    return True


def test_prefixes_are_those_of_tshark(corpus: Path, records: Records) -> None:
    """RFC 4271 §4.3, RFC 4760 §5, RFC 7911 §3: unicast and multicast routes of all fields."""
    count = 0
    differing = set()
    for record, update in updates(corpus, records):
        said = record["tshark"]
        if not _is_plain(said) or reason_of(DIFFERING, record):
            continue
        theirs = [prefix for key in _PREFIXES for prefix in _prefixes(said.get(key, []))]
        ours = [str(nlri) for group in update.as_withdraw().withdrawn for nlri in group.nlri]
        count += len(ours)
        if sorted(theirs) != sorted(ours):
            pattern = reason_of(OTHER_ROUTES, record)
            assert pattern, (record["id"], theirs, ours)
            differing.add(pattern)
            continue
        if update.treatment < Treatment.TREAT_AS_WITHDRAW:
            announced = [str(nlri) for group in update.announced for nlri in group.nlri]
            reach = [
                p for key in ("nlri", "mp_reach_prefixes") for p in _prefixes(said.get(key, []))
            ]
            assert sorted(announced) == sorted(reach), record["id"]
    assert count >= 1000
    assert differing == set(OTHER_ROUTES)


_HOST: Final = (
    "treat-as-withdraw",
    "RFC 4271 §6.3",
    "127.0.0.1, 255.255.255.255 or 0.0.0.0 is no valid IP host address",
)
_MANDATORY: Final = (
    "treat-as-withdraw",
    "RFC 7606 §3 (d)",
    "a test of the source's own, without ORIGIN, AS_PATH or NEXT_HOP",
)
_NEXT_HOP_LENGTH: Final = (
    "session-reset",
    "RFC 7606 §7.11",
    "TShark's notes say the same: Unknown Next Hop length",
)
#: what we find wrong with UPDATEs of plain families: id pattern to treatment, section, remark
FAULTS: Final = {
    r"exabgp/qa/api/api-(healthcheck-(module|withdraw)|multiple-api)\.ci#message_2": _HOST,
    r"exabgp/qa/api/api-nexthop-self\.ci#message_[456]": _HOST,
    r"exabgp/qa/encoding/conf-(ipself4\.ci#message_1|attributes\.ci#message_3)": _HOST,
    r"ze/test/encode/default-originate\.ci#hex_1": _HOST,
    r"bio-rd/.*update_sender_test\.go#line_229_message_1": _HOST,
    r"tcpdump/tests/mpbgp-linklocal-nexthop\.pcap#message_1": (
        "ignore",
        "RFC 4760 §3",
        "0.0.0.0 stands in NEXT_HOP, which nobody reads",
    ),
    r"exabgp/qa/encoding/conf-generic-attribute\.ci#message_2": (
        "treat-as-withdraw",
        "RFC 7606 §3 (c)",
        "attribute 153 is not optional",
    ),
    r"netgauze/.*peer\.rs#line_886": (
        "session-reset",
        "RFC 7606 §5.3",
        "made to cause an error, as its name says",
    ),
    r"bgpkit/.*raw_bytes\.rs#line_315": _MANDATORY,
    r"bio-rd/.*path_attributes_test\.go#line_(1964|2163)": _MANDATORY,
    r"bgp4j/.*BGPv4CodecTest\.java#line_(711|801)": _MANDATORY,
    r"bgp4j/.*UpdatePacketDecoderTest\.java#line_1990": _MANDATORY,
    r"bgp4j/.*UpdatePacketEncodingTest\.java#line_(1283|1311)": _MANDATORY,
    r"ze/.*(message_receiver_test\.go#line_96|codec_test\.go#line_197)": _MANDATORY,
    r"ze/.*(fuzz_test\.go#line_137|bmp/event_test\.go#line_(514|576))": _MANDATORY,
    r"bgp4j/.*UpdatePacket(Decoder|Encoding)Test\.java#line_(2062|1384)": _NEXT_HOP_LENGTH,
    r"exabgp/qa/encoding/extended-nexthop\.ci#message_2": _NEXT_HOP_LENGTH,
    r"bgp4j/.*UpdatePacketEncodingTest\.java#line_73": (
        "attribute-discard",
        "RFC 7606 §7.7",
        "an AGGREGATOR alone: its record does not say that AS numbers have two octets",
    ),
    r"bgp4j/.*UpdatePacketEncodingTest\.java"
    r"#line_(791|817|843|869|895|921|973|996|1018|1043|1069|1143|1166|1184)": (
        "session-reset",
        "RFC 7606 §5.2",
        "AS4_PATH alone, with the flags of a well-known attribute (tagged flags-wrong)",
    ),
    r"odl-bgpcep/.*/announce_pmsi_mldp_mp2mp_lsp\.hex": (
        "treat-as-withdraw",
        "RFC 6514 §5",
        "TShark's notes say of the tunnel identifier: MALFORMED",
    ),
    r"odl-bgpcep/.*/withdraw_pmsi_mldp_mp2mp_lsp\.hex": (
        "session-reset",
        "RFC 7606 §5.2",
        "the same attribute, beside MP_UNREACH_NLRI",
    ),
    r"odl-bgpcep/.*/up1\.bin#message_1": (
        "session-reset",
        "RFC 7606 §3 (c)",
        "MP_REACH_NLRI with the flags of a well-known attribute (tagged flags-wrong)",
    ),
    r"odl-bgpcep/.*/up8\.bin#message_1": (
        "treat-as-withdraw",
        "RFC 7606 §7.1",
        "TShark's notes say the same of ORIGIN and the length of an attribute",
    ),
}


def test_findings_are_known_and_explained(corpus: Path, records: Records) -> None:
    """What sources publish as UPDATEs is mostly without fault; the rest is listed, with the RFC."""
    faultless = 0
    found = set()
    for record, update in updates(corpus, records):
        if not _is_plain(record["tshark"]):
            continue
        if not update.findings:
            faultless += 1
            continue
        pattern = reason_of({key: rfc for key, (_, rfc, _) in FAULTS.items()}, record)
        assert pattern, (record["id"], update.findings)
        found.add(pattern)
        treatment, rfc, _ = FAULTS[pattern]
        assert update.treatment.text == treatment, record["id"]
        assert rfc in {finding.rfc for finding in update.findings}, record["id"]
    assert faultless >= 400
    assert found == set(FAULTS)
