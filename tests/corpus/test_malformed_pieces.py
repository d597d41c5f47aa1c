"""Pieces that others' parsers refuse are at fault here too, put where they belong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bgplib.context import Context
from bgplib.formats import bmp
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.testing import malformed
from tests.corpus.conftest import Record
from tests.corpus.test_malformed import decoded

Records = Callable[[str], list[Record]]
Place = Callable[[bytes], bytes]

_ORIGIN: Final = malformed.attribute(0x40, 1, b"\0")
_AS_PATH: Final = malformed.attribute(0x40, 2, b"\x02\x01\x00\x00\xfd\xe9")
_NEXT_HOP: Final = malformed.attribute(0x40, 3, bytes((192, 0, 2, 1)))
_NEEDED: Final = {1: _ORIGIN, 2: _AS_PATH, 3: _NEXT_HOP}
_NLRI: Final = bytes((24, 198, 51, 100))


def _attribute(code: int, flags: int) -> Place:
    """Put octets in the value of an attribute of an UPDATE that is otherwise right."""

    def put(octets: bytes) -> bytes:
        one = malformed.attribute(flags, code, octets)
        nlri = b"" if code in (14, 15) else _NLRI
        return malformed.update(*(_NEEDED | {code: one}).values(), nlri=nlri)

    return put


def _routes(family: Family, route_type: int | None = None) -> Place:
    """Put octets in MP_REACH_NLRI; behind a route type and their length, if there is one."""

    def put(octets: bytes) -> bytes:
        head = b"" if route_type is None else bytes((route_type, len(octets)))
        afi = family.afi.to_bytes(2, "big") + bytes((family.safi,))
        return _attribute(14, 0x80)(afi + b"\x04\xc0\x00\x02\x01\x00" + head + octets)

    return put


def _nlri(octets: bytes) -> bytes:
    return malformed.update(_ORIGIN, _AS_PATH, _NEXT_HOP, nlri=octets)


def _open(octets: bytes) -> bytes:
    return malformed.message(messages.OPEN, octets)


def _capabilities(octets: bytes) -> bytes:
    fixed = b"\x04\xfd\xe9\x00\x5a\x0a\x00\x00\x02"
    return _open(fixed + bytes((len(octets) + 2, 2, len(octets))) + octets)


#: what a parser of a source is for: its name to where its octets belong
PLACES: Final[dict[str, Place]] = {
    "as-path-value": _attribute(2, 0x40),
    "attribute/as4_test": _attribute(17, 0xC0),
    "attributes/attr_38_bfd_discriminator": _attribute(38, 0xC0),
    "attrs/mp_reach": _attribute(14, 0x80),
    "attrs/mp_unreach": _attribute(15, 0x80),
    "attrs/nlri_evpn": _routes(Family.L2VPN_EVPN),
    "attrs/nlri_mup": _routes(Family.IPV4_MUP),
    "attrs/prefix_sid": _attribute(40, 0xC0),
    "attrs/tunnel_encap": _attribute(23, 0xC0),
    "bgp/bgp-prefix-sid_test": _attribute(40, 0xC0),
    "bgp/mup_test": _routes(Family.IPV4_MUP),
    "bgp/prefix_sid_test": _attribute(40, 0xC0),
    "capabilities": _capabilities,
    "caps/graceful": _capabilities,
    "ClusterList.parse": _attribute(10, 0x80),
    "evpn/leaf-ad_test": _routes(Family.L2VPN_EVPN, 11),
    "evpn/mcast-leave-synch_test": _routes(Family.L2VPN_EVPN, 8),
    "evpn/mcast-membership-report-synch_test": _routes(Family.L2VPN_EVPN, 7),
    "evpn/rfc9251_test": _routes(Family.L2VPN_EVPN),
    "evpn/rfc9572_test": _routes(Family.L2VPN_EVPN),
    "evpn/spmsi-ad_test": _routes(Family.L2VPN_EVPN, 10),
    "flowspec/coverage_test": _routes(Family.IPV4_FLOWSPEC),
    "flowspec/flowspec_nlri_test": _routes(Family.IPV4_FLOWSPEC),
    "flowspec/rfc8955_test": _routes(Family.IPV4_FLOWSPEC),
    "flowspec/rfc8955_vpn_test": _routes(Family.IPV4_FLOWSPEC_VPN),
    "LocalPreference.parse": _attribute(5, 0x40),
    "mcastvpn/mcastvpn_test": _routes(Family.IPV4_MCAST_VPN),
    "message/open_test": _open,
    "mp-reach-value": _attribute(14, 0x80),
    "nlri/inet_test": _nlri,
    "nlrisplit/cidr_test": _nlri,
    "nlrisplit/evpn_test": _routes(Family.L2VPN_EVPN),
    "open/OpenPacketDecoderTest": _open,
    "Origin.parse": _attribute(1, 0x40),
    "packet/nlri_test": _nlri,
    "rtc/rtc_test": _routes(Family.IPV4_ROUTE_TARGET),
    "src/capability": _capabilities,
    "src/nlri": _nlri,
    "src/prefix_sid": _attribute(40, 0xC0),
    "src/rtc": _routes(Family.IPV4_ROUTE_TARGET),
    "src/sr_policy": _routes(Family.IPV4_SR_POLICY),
    "srpolicy/rfc9256_test": _routes(Family.IPV4_SR_POLICY),
    "tests/capabilities": _capabilities,
    "tests/open": _open,
    "TestUpdate": _nlri,
    "tunnel/rfc9012_test": _attribute(23, 0xC0),
    "unicast/rfc8277_test": _routes(Family.IPV4_LABELED),
    "unit/test_mvpn": _routes(Family.IPV4_MCAST_VPN),
    "vpls/types_test": _routes(Family.L2VPN_VPLS),
    "vpls/vpls_test": _routes(Family.L2VPN_VPLS),
}

#: pieces that a source refuses although nothing follows from them here: id pattern to reason
FINE: Final = {
    r"frr/.*#test_segments/minsize": "RFC 5291 §5: a malformed ORF capability is ignored",
    r"frr/.*#mp_segments/ORF-empty": "RFC 5291 §5: no entry, so nothing is offered",
    r"frr/.*#mp_segments/DynCapPadded": "the octets are two capabilities of code 0, which nobody "
    "knows (RFC 5492 §3)",
    r"frr/.*#mp_segments/DynCapMPCoverflow": "as before",
    r"rustbgpd/.*#line_1304": "RFC 7911 §4: an entry of another mode is ignored, as the name says",
    r"rustybgp/.*rtc\.rs#line_306": "RFC 4684 §4: a prefix of 32 to 96 bits",
    r"gobmp/.*mcastvpn_test\.go#line_336": "RFC 7606 §5.4: a route of unknown type is discarded",
    r"gobmp/.*rtc_test\.go#line_192": "RFC 4684 §4 does not look into the route target",
    r"gobmp/.*rtc_test\.go#line_205": "as before",
    r"gobmp/.*vpls_test\.go#line_195": "RFC 4761 §3.2.2, RFC 6074 §3.2.2.1: one NLRI of each form",
    r"gobmp/.*vpls_test\.go#line_497": "RFC 4364 §4.2: a distinguisher has no structure that BGP "
    "looks at",
    r"gobmp/.*vpls_test\.go#line_518": "as before",
    r"zebra-rs/.*mp_unreach\.rs#line_1105": "the name says that it parses",
}


def at_fault(record: Record, octets: bytes, context: Context) -> str:
    """Return the pattern of `FINE` that a piece is listed by; empty when something follows."""
    outcome = decoded(octets, context)
    if outcome.treatment not in ("none", "ignore"):
        return ""
    patterns = [pattern for pattern in FINE if re.fullmatch(pattern, record["id"])]
    assert patterns, (record["id"], record["description"], outcome)
    return patterns[0]


def test_pieces_that_sources_refuse_are_at_fault(records: Records) -> None:
    """RFC 4271 §6.2, RFC 7606: something follows from each of them, but for those listed."""
    count = 0
    fine = set[str]()
    for record in records("malformed/fragments.jsonl"):
        place = PLACES.get(record.get("unit", ""))
        if place is not None:
            count += 1
            octets = place(bytes.fromhex(record["hex"]))
            fine.add(at_fault(record, octets, Context(session=None)))
    assert count == 129
    assert fine - {""} == set(FINE)


def test_every_place_has_pieces(records: Records) -> None:
    """No name in the table is one that the corpus does not know."""
    units = {record.get("unit") for record in records("malformed/fragments.jsonl")}
    assert PLACES.keys() <= units


def test_attributes_that_sources_refuse_are_at_fault(records: Records) -> None:
    """RFC 7606 §3, §4, §7: runs of attributes whose source says only that they are malformed."""
    count = 0
    for record in records("malformed/path-attributes.jsonl"):
        if "error" not in record["expect"]:
            continue
        count += 1
        width = record["context"]["asn4"]
        given = record.get("composed_message_hex")
        field = bytes.fromhex(record["hex"])
        octets = bytes.fromhex(given) if given else malformed.update(field, nlri=_NLRI)
        for four in (True, False) if width is None else (width,):
            assert not at_fault(record, octets, Context(four_octet_as=four))
    assert count == 55


#: messages of captures that brought a decoder down, and yet say nothing wrong
SOUND: Final = {
    r"tcpdump/tests/bgp-as-path-oobr\.pcap#message_(1|4|9)": "what is wrong is between them",
    r"tcpdump/tests/bgp-malformed-hard-reset\.pcap#message_1": "RFC 4271 §6.4: whatever is in a "
    "NOTIFICATION, it closes the session and is not answered",
}


def test_captures_that_brought_decoders_down_are_at_fault(records: Records) -> None:
    """RFC 4271 §6: the messages that a source keeps since its decoder read past their ends."""
    outcomes: dict[str, Any] = {}
    sound = set[str]()
    for record in records("malformed/fuzz-corpus.jsonl"):
        if record["expect"] is None:
            continue
        octets = bytes.fromhex(record["hex"])
        contexts = (Context(session=None, four_octet_as=four) for four in (True, False))
        found = {decoded(octets, context).treatment for context in contexts}
        outcomes[record["id"]] = found
        if "none" in found:
            patterns = [pattern for pattern in SOUND if re.fullmatch(pattern, record["id"])]
            assert patterns, (record["id"], found)
            sound.add(patterns[0])
    assert len(outcomes) == 18
    assert sound == set(SOUND)


#: NOTIFICATION numbers of a source that differ from ours
OTHER_NUMBERS: Final = {
    r"bgp4j/.*#line_1091": "RFC 7606 §3 (c): the flags of AS4_PATH are looked at before its value",
    r"bgp4j/.*#line_2398": "RFC 4271 §6.3: a length that conflicts with the expected one is an "
    "Attribute Length Error, of optional attributes too",
}


def test_bodies_have_the_outcomes_of_their_sources(records: Records) -> None:
    """RFC 4271 §6, RFC 7606: treatment, or code and subcode, where the source of a body says so."""
    count = 0
    differing = set[str]()
    for record in records("malformed/fragments.jsonl"):
        wanted = record["expect"]
        error = wanted.get("error")
        if not isinstance(error, dict) and "rfc7606" not in wanted:
            continue
        count += 1
        kind = messages.OPEN if "open" in record["unit"] else messages.UPDATE
        octets = malformed.message(kind, bytes.fromhex(record["hex"]))
        found = decoded(octets, Context(session=None))
        if not isinstance(error, dict):
            assert found.treatment == wanted["rfc7606"], record["id"]
            continue
        told = found.notification
        assert told is not None, record["id"]
        if (told.code, told.subcode) != (error["code"], error["subcode"]):
            patterns = [one for one in OTHER_NUMBERS if re.fullmatch(one, record["id"])]
            assert patterns, (record["id"], told)
            differing.add(patterns[0])
    assert count == 7
    assert differing == set(OTHER_NUMBERS)


def test_a_route_monitoring_without_update_brings_no_routes(records: Records) -> None:
    """RFC 7854 §4.6 has an UPDATE there; what else is there is kept, and is no UPDATE."""
    bodies = [bytes.fromhex(record["hex"]) for record in records("malformed/bmp.jsonl")]
    assert len(bodies) == 1
    for body in bodies:
        found = bmp.decode(b"\x03" + (6 + len(body)).to_bytes(4, "big") + b"\x00" + body)
        assert isinstance(found, bmp.RouteMonitoring)
        assert isinstance(found.message, Notification)


def test_every_file_of_the_corpus_is_swept(corpus: Path) -> None:
    """A file that comes new needs a test here, or in test_malformed.py or test_loopback.py."""
    names = {path.stem for path in (corpus / "malformed").glob("*.jsonl")}
    assert names == {
        "bmp",
        "cve_sample",
        "fragments",
        "fuzz-corpus",
        "messages",
        "path-attributes",
    }
