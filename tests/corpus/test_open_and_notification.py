"""OPEN, NOTIFICATION, KEEPALIVE and ROUTE-REFRESH messages that others published.

Nothing is lost, and fields agree with TShark 4.0 and with what the sources state. Where they do
not, the record stands here with the sentence that decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from bgplib.capabilities import (
    AddPath,
    ExtendedNextHop,
    FourOctetAs,
    GracefulRestart,
    LongLivedGracefulRestart,
    Role,
    RouteRefreshCapability,
    RouteRefreshOld,
)
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages import keepalive, notification, route_refresh
from bgplib.messages import open as open_message
from bgplib.messages.decoder import Message, decode
from bgplib.messages.header import frame
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.open_validation import Expected, validate
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.values.address import parse_identifier

Record = dict[str, Any]
Records = Callable[[str], list[Record]]

FILES: Final = (
    "hex/open.jsonl",
    "hex/notification.jsonl",
    "hex/route-refresh.jsonl",
    "hex/keepalive-eor-other.jsonl",
)
CONTEXT: Final = Context(extended_messages=True, session=None)
UPDATE: Final = 2
_DECODERS: Final[dict[int, Callable[[bytes], Message]]] = {
    1: open_message.decode,
    3: notification.decode,
    4: keepalive.decode,
    5: route_refresh.decode,
}

# Messages that their sources take for valid, and are not: NOTIFICATION, and the sentence.
REFUSED: Final[dict[str, tuple[int, int, str]]] = {
    "bio-rd/protocols/bmp/packet/decode_test.go#line_261": (
        2, 4, 'RFC 5492 §6: "Parameter Type 1: Authentication (deprecated)"',
    ),
    "odl-bgpcep/bgp/parser-impl/src/test/java/org/opendaylight/protocol/bgp/parser/impl/"
    "ParserTest.java#line_223": (
        1, 2, 'RFC 4271 §4.2: "The minimum length of the OPEN message is 29 octets"',
    ),
    "scapy/test/contrib/bgp.uts#line_66": (
        1, 2, 'RFC 4271 §4.2: "The minimum length of the OPEN message is 29 octets"',
    ),
    "scapy/test/contrib/bgp.uts#line_72": (
        1, 2, 'RFC 4271 §4.5: "The minimum length of the NOTIFICATION message is 21 octets"',
    ),
    "odl-bgpcep/bgp/parser-impl/src/test/java/org/opendaylight/protocol/bgp/parser/impl/"
    "ParserTest.java#line_172": (
        1, 2, 'RFC 4271 §4.4: "has a length of 19 octets"',
    ),
    "odl-bgpcep/bgp/parser-impl/src/test/java/org/opendaylight/protocol/bgp/parser/impl/"
    "ParserTest.java#line_147": (
        1, 3, "RFC 4271 §6.1: type 8 is not assigned",
    ),
    "bgp4r/test/unit/messages/capability_test.rb#line_73": (
        1, 3, "RFC 4271 §6.1: type 6 is a draft's, draft-ietf-idr-dynamic-cap",
    ),
    "yabgp/yabgp/tests/unit/message/test_route_refresh.py#test_construct_cisco_route_refresh": (
        1, 3, "RFC 4271 §6.1: type 128 is what Cisco used before RFC 2918",
    ),
}  # fmt: skip

# Messages that can be read, and that a receiver refuses or ignores: treatment, and the sentence.
JUDGED: Final[dict[str, tuple[Treatment, str]]] = {
    "routecore/src/bgp/message/open.rs#line_1098": (
        Treatment.SESSION_RESET, "RFC 6793 §4.2.1: AS_TRANS without FOUR_OCTET_AS",
    ),
    "routecore/src/bgp/message/open.rs#line_1124": (
        Treatment.SESSION_RESET, "RFC 6793 §4.2.1: AS_TRANS without FOUR_OCTET_AS",
    ),
    "bgpkit/src/parser/bgp/messages.rs#line_993": (
        Treatment.IGNORE, "RFC 7313 §5: subtype 3",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def messages(records: Records) -> list[tuple[Record, Message]]:
    """Return all records of the files above but UPDATEs, and what they decode to."""
    found = []
    refused = set()
    for name in FILES:
        for record in records(name):
            octets = bytes.fromhex(record["hex"])
            if octets[18] == UPDATE:
                continue
            if record["id"] in REFUSED:
                with pytest.raises(DecodeError) as caught:
                    decode(octets, CONTEXT)
                assert (caught.value.code, caught.value.subcode) == REFUSED[record["id"]][:2]
                refused.add(record["id"])
                continue
            found.append((record, decode(octets, CONTEXT)))
    assert refused == set(REFUSED)
    return found


def test_all_sorts_are_there(messages: list[tuple[Record, Message]]) -> None:
    """The corpus has not shrunk: 144 messages that decode."""
    counts = {
        kind: sum(isinstance(message, kind) for _, message in messages)
        for kind in (Open, Notification, RouteRefresh, Keepalive)
    }
    assert counts[Open] >= 87
    assert counts[Notification] >= 45
    assert counts[RouteRefresh] >= 11
    assert counts[Keepalive] >= 1
    assert sum(counts.values()) == len(messages)


def test_nothing_is_lost(messages: list[tuple[Record, Message]]) -> None:
    """RFC 4271 §4: encode(decode(octets)) == octets."""
    for record, message in messages:
        assert message.encode(CONTEXT).hex() == record["hex"], record["id"]


def test_judgements(messages: list[tuple[Record, Message]]) -> None:
    """What other speakers sent is without fault, but for the messages listed above."""
    found = {record["id"]: message.treatment for record, message in messages if message.treatment}
    assert found == {name: treatment for name, (treatment, _) in JUDGED.items()}


def test_open_fields_agree_with_tshark(messages: list[tuple[Record, Message]]) -> None:
    """RFC 4271 §4.2, RFC 5492 §4: version, AS, Hold Time, identifier, codes of capabilities."""
    compared = 0
    for record, message in messages:
        stated = record["tshark"]
        if not isinstance(message, Open) or not stated:
            continue
        compared += 1
        assert {
            "open.version": str(message.version),
            "open.myas": str(message.two_octet_asn),
            "open.holdtime": str(message.hold_time),
            "open.identifier": message.identifier_text,
            "cap.type": [str(capability.code) for capability in message.capabilities],
        } == {
            "open.version": stated["open.version"],
            "open.myas": stated["open.myas"],
            "open.holdtime": stated["open.holdtime"],
            "open.identifier": stated["open.identifier"],
            "cap.type": stated.get("cap.type", []),
        }, record["id"]
    assert compared >= 80


def test_notification_fields_agree_with_tshark(messages: list[tuple[Record, Message]]) -> None:
    """RFC 4271 §4.5, RFC 9003 §2: code, subcode, shutdown communication."""
    compared = 0
    for record, message in messages:
        stated = record["tshark"]
        if not isinstance(message, Notification) or not stated:
            continue
        compared += 1
        assert stated["notify.major_error"] == str(message.code), record["id"]
        # TShark shows no subcode of code 7, which RFC 7313 came with.
        minor = {
            value for key, value in stated.items() if key.startswith("notify.minor_error")
        } or {"1"}
        assert minor == {str(message.subcode)}, record["id"]
        if "notify.communication" in stated:
            communication = message.shutdown_communication or ""
            assert communication == stated["notify.communication"], record["id"]
    assert compared >= 40


def test_route_refresh_fields_agree_with_tshark(messages: list[tuple[Record, Message]]) -> None:
    """RFC 2918 §3, RFC 7313 §3.2: AFI, subtype, SAFI."""
    compared = 0
    for record, message in messages:
        if not isinstance(message, RouteRefresh):
            continue
        stated = record["tshark"]
        compared += 1
        assert (message.family.afi, message.subtype, message.family.safi) == (
            int(stated["route_refresh.afi"]),
            int(stated["route_refresh.subtype"]),
            int(stated["route_refresh.safi"]),
        ), record["id"]
    assert compared >= 11


def test_opens_agree_with_ze(messages: list[tuple[Record, Message]]) -> None:
    """Ze states AS number, identifier, Hold Time, and the fields of each capability."""
    compared = 0
    for record, message in messages:
        stated = record["expect"]
        if not isinstance(message, Open) or not stated or stated["format"] != "ze-json":
            continue
        compared += 1
        fields = stated["open"]
        assert message.asn == fields["asn"]
        assert message.identifier_text == fields["router-id"]
        assert message.hold_time == fields["timer"]["hold-time"]
        pairs = zip(message.capabilities, fields["capabilities"], strict=True)
        for capability, other in pairs:
            assert capability.code == other["code"]
            if isinstance(capability, GracefulRestart):
                assert capability.restart_time == other["restart-time"]
                assert capability.restarted == other["restarting"]
                assert capability.notification == other["notification"]
                assert [
                    (one.family.afi, one.family.safi, one.forwarding) for one in capability.families
                ] == [(one["afi"], one["safi"], one["forward-state"]) for one in other["families"]]
            if isinstance(capability, LongLivedGracefulRestart):
                assert [
                    (one.family.afi, one.family.safi, one.forwarding, one.stale_time)
                    for one in capability.families
                ] == [
                    (one["afi"], one["safi"], one["forward-state"], one["long-lived-stale-time"])
                    for one in other["families"]
                ]
    assert compared == 3


def test_opens_agree_with_yabgp(messages: list[tuple[Record, Message]]) -> None:
    """What yabgp states: the fields of the header where it decodes, and the capabilities."""
    compared = 0
    for record, message in messages:
        stated = record["expect"]
        if not isinstance(message, Open) or not stated or stated["format"] != "yabgp":
            continue
        compared += 1
        fields = stated["value"]
        capabilities = fields.get("capabilities", fields)
        if "asn" in fields:
            assert (message.asn, message.hold_time) == (fields["asn"], fields["hold_time"])
            assert (message.identifier_text, message.version) == (fields["bgp_id"], 4)
        # One vector lists its families in another order than they have on the wire.
        families = {(family.afi, family.safi) for family in message.families}
        assert families == {tuple(pair) for pair in capabilities["afi_safi"]}
        for key, kind in (
            ("route_refresh", RouteRefreshCapability),
            ("cisco_route_refresh", RouteRefreshOld),
            ("four_bytes_as", FourOctetAs),
            ("graceful_restart", GracefulRestart),
        ):
            assert bool(message.every(kind)) == capabilities.get(key, False), (record["id"], key)
        if "LLGR" in capabilities:
            value = message.capability(LongLivedGracefulRestart)
            assert value is not None
            assert [([o.family.afi, o.family.safi], o.stale_time) for o in value.families] == [
                (one["afi_safi"], one["time"]) for one in capabilities["LLGR"]
            ]
        if "ext_nexthop" in capabilities:
            pairs = message.capability(ExtendedNextHop)
            assert pairs is not None
            assert pairs.pairs == tuple(
                (Family(*one["afi_safi"]), one["nexthop_afi"])
                for one in capabilities["ext_nexthop"]
            )
        if "add_path" in capabilities:
            paths = message.capability(AddPath)
            assert paths is not None
            assert paths.receive == {Family.IPV4_UNICAST, Family.IPV4_LABELED}
            assert paths.send == frozenset()
    assert compared == 4


def outcome(record: Record) -> tuple[str, list[tuple[int, int]]]:
    """Say what a speaker configured as the record has it does, and which NOTIFICATION it sends."""
    stated = record["context"]
    # FRR's vectors are about parsing alone; their AS numbers are not those of their context.
    peer_as = stated["peer_as"] if "local_id" in stated else None
    context = Context(
        extended_messages=stated.get("extended_message", False),
        peer_as=peer_as,
        enhanced_route_refresh=stated.get("enhanced_route_refresh"),
    )
    try:
        message = decode(bytes.fromhex(record["hex"]), context)
    except DecodeError as error:
        return "session-reset", [(error.code, error.subcode)]
    if isinstance(message, Notification):
        return "close", []
    if message.treatment is Treatment.IGNORE and isinstance(message, RouteRefresh):
        return "ignore", []
    if not isinstance(message, Open):
        return message.treatment.text, []
    role = stated.get("local_role")
    expected = Expected(
        local_as=stated["local_as"],
        local_identifier=parse_identifier(stated.get("local_id", 1)),
        peer_as=peer_as,
        role=None if role is None else Role.parse(role),
    )
    findings = validate(message, expected)
    numbers = [(one.notification.code, one.notification.subcode) for one in findings]
    return ("session-reset" if findings else "open-accept"), numbers


def test_known_failures_of_other_speakers(records: Records) -> None:
    """Octets that crashed or misled speakers have an outcome that the RFCs allow."""
    compared = 0
    cases = records("malformed/cve_sample.jsonl") + records("rfc7606/third_party.jsonl")
    for record in cases:
        octets = bytes.fromhex(record["hex"])
        if octets[18] == UPDATE or record["expect"]["action"] == "no-crash":
            continue
        compared += 1
        action, numbers = outcome(record)
        stated = record["expect"]
        assert action in stated["acceptable"], record["id"]
        if action == stated["action"] and "acceptable_notifications" in stated:
            assert list(numbers[0]) in stated["acceptable_notifications"], record["id"]
        if "gr_restart_time" in stated:
            message = decode(octets)
            assert isinstance(message, Open)
            value = message.capability(GracefulRestart)
            assert value is not None
            assert value.restart_time == stated["gr_restart_time"]
            assert list(value.families) == stated["gr_families"]
    assert compared >= 44


def test_malformed_messages_raise_nothing_else(records: Records) -> None:
    """Whatever others have fed their decoders, ours raises DecodeError or reads all of it."""
    read = 0
    for name in ("messages", "fuzz-corpus", "cve_sample"):
        for record in records(f"malformed/{name}.jsonl"):
            octets = bytes.fromhex(record["hex"])
            if len(octets) < 19 or octets[18] not in _DECODERS:
                continue
            read += 1
            # With the length put right, so that bodies are reached behind headers that lie.
            for whole in (octets, frame(octets[18], octets[19:4096])):
                for decoder in (decode, _DECODERS[octets[18]]):
                    try:
                        message = decoder(whole)
                    except DecodeError:
                        continue
                    assert message.encode() == frame(whole[18], whole[19:]), record["id"]
    assert read >= 58
