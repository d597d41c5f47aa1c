"""Which octets are which field: names, texts, and where findings stand."""

from __future__ import annotations

from typing import Final

import pytest

from bgplib.attributes import AsPath, Communities, ExtendedCommunities, Origin
from bgplib.capabilities import Capability
from bgplib.context import Context, SessionType
from bgplib.errors import LocalError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.iana.messages import OPEN, OPEN_MESSAGE_ERROR, UNSUPPORTED_CAPABILITY
from bgplib.messages.dissection import MessageField, dissect
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.testing import malformed
from bgplib.testing.malformed import attribute, message, update

INTERNAL: Final = Context(session=SessionType.INTERNAL)
ROUTABLE: Final = (Origin(0), AsPath.of([65001, 65002]))


def rows(octets: bytes, context: Context | None = None) -> list[tuple[int, str, str, str]]:
    """Return offset, octets, name and text of the leaves behind the header."""
    return [
        (leaf.offset, leaf.octets.hex(), leaf.name, leaf.text)
        for leaf in dissect(octets, context).leaves()
        if leaf.offset >= 19
    ]


def at_fault(octets: bytes, context: Context | None = None) -> list[tuple[str, int, str]]:
    """Return name and offset of each field with a finding, and the treatment."""
    return [
        (field.name, field.offset, finding.treatment.text)
        for field in dissect(octets, context).walk()
        for finding in field.findings
    ]


def field(octets: bytes, name: str, context: Context | None = None) -> MessageField:
    """Return the only field of a name."""
    (found,) = [each for each in dissect(octets, context).walk() if each.name == name]
    return found


def test_header() -> None:
    """RFC 4271 §4.1."""
    whole = dissect(Keepalive().encode())
    assert (whole.name, whole.offset, whole.text) == ("KEEPALIVE", 0, "19 octets")
    assert [(each.name, each.offset, len(each.octets), each.text) for each in whole.parts] == [
        ("Marker", 0, 16, ""),
        ("Length", 16, 2, "19"),
        ("Type", 18, 1, "4 (KEEPALIVE)"),
    ]


def test_open() -> None:
    """RFC 4271 §4.2, RFC 5492 §4."""
    made = Open.build(
        asn=4200000000,
        hold_time=90,
        identifier="192.0.2.1",
        capabilities=[Capability.parse("MULTIPROTOCOL ipv4-unicast")],
    )
    assert rows(made.encode()) == [
        (19, "04", "Version", "4"),
        (20, "5ba0", "My Autonomous System", "23456"),
        (22, "005a", "Hold Time", "90 s"),
        (24, "c0000201", "BGP Identifier", "192.0.2.1"),
        (28, "0e", "Opt Parm Len", "14"),
        (29, "02", "Parm. Type", "2 (Capabilities)"),
        (30, "0c", "Parm. Length", "12"),
        (31, "01", "Capability Code", "1"),
        (32, "04", "Capability Length", "4"),
        (33, "00010001", "Capability Value", "ipv4-unicast"),
        (37, "41", "Capability Code", "65"),
        (38, "04", "Capability Length", "4"),
        (39, "fa56ea00", "Capability Value", "4200000000"),
    ]


def test_extended_optional_parameters() -> None:
    """RFC 9072 §2: lengths have two octets."""
    made = Open.build(asn=65001, hold_time=0, identifier=1, capabilities=(), extended=True)
    assert rows(made.encode())[4:] == [
        (28, "ff", "Non-Ext OP Len.", "255"),
        (29, "ff", "Non-Ext OP Type", "255"),
        (30, "0000", "Opt Parm Len", "0"),
    ]
    with_one = Open.build(
        asn=65001,
        hold_time=0,
        identifier=1,
        capabilities=[Capability.parse("ROUTE_REFRESH")],
        extended=True,
    )
    assert rows(with_one.encode())[7:] == [
        (32, "02", "Parm. Type", "2 (Capabilities)"),
        (33, "0002", "Parm. Length", "2"),
        (35, "02", "Capability Code", "2"),
        (36, "00", "Capability Length", "0"),
    ]


def test_update() -> None:
    """RFC 4271 §4.3, with the rows that some attributes consist of."""
    made = Update.announce(
        ["10.0.0.0/8"],
        next_hop="192.0.2.1",
        attributes=(
            *ROUTABLE,
            Communities.parse("65000:1 no-export"),
            ExtendedCommunities.parse("rt:65000:1"),
        ),
    )
    assert rows(made.encode()) == [
        (19, "0000", "Withdrawn Routes Length", "0"),
        (21, "002e", "Total Path Attribute Length", "46"),
        (23, "40", "Attribute Flags", "well-known, transitive"),
        (24, "01", "Attribute Type Code", "1"),
        (25, "01", "Attribute Length", "1"),
        (26, "00", "Attribute Value", "igp"),
        (27, "40", "Attribute Flags", "well-known, transitive"),
        (28, "02", "Attribute Type Code", "2"),
        (29, "0a", "Attribute Length", "10"),
        (30, "02", "Path Segment Type", "2 (AS_SEQUENCE)"),
        (31, "02", "Path Segment Length", "2"),
        (32, "0000fde9", "AS Number", "65001"),
        (36, "0000fdea", "AS Number", "65002"),
        (40, "40", "Attribute Flags", "well-known, transitive"),
        (41, "03", "Attribute Type Code", "3"),
        (42, "04", "Attribute Length", "4"),
        (43, "c0000201", "Attribute Value", "192.0.2.1"),
        (47, "c0", "Attribute Flags", "optional, transitive"),
        (48, "08", "Attribute Type Code", "8"),
        (49, "08", "Attribute Length", "8"),
        (50, "fde80001", "Community", "65000:1"),
        (54, "ffffff01", "Community", "65535:65281"),
        (58, "c0", "Attribute Flags", "optional, transitive"),
        (59, "10", "Attribute Type Code", "16"),
        (60, "08", "Attribute Length", "8"),
        (61, "0002fde800000001", "Extended Community", "rt:65000:1"),
        (69, "08", "Length", "8"),
        (70, "0a", "Prefix", "10.0.0.0/8"),
    ]
    assert field(made.encode(), "Path Segment").offset == 30
    assert field(made.encode(), "NEXT_HOP").octets.hex() == "400304c0000201"


def test_as_numbers_of_two_octets() -> None:
    """RFC 6793: what the context says of AS_PATH and AGGREGATOR; AS4_PATH is as it is."""
    old = Context(four_octet_as=False)
    octets = update(
        attribute(0x40, 2, bytes.fromhex("02015ba0")),
        attribute(0xC0, 7, bytes.fromhex("5ba0c0000201")),
        attribute(0xC0, 17, bytes.fromhex("0201fa56ea00")),
    )
    numbers = [(at, wire) for at, wire, name, _ in rows(octets, old) if name == "AS Number"]
    assert numbers == [(28, "5ba0"), (33, "5ba0"), (44, "fa56ea00")]


def test_multiprotocol() -> None:
    """RFC 4760 §3, RFC 4364 §4.3.4, RFC 7911 §3: inner fields, path identifier, label, RD."""
    family = Family.IPV4_VPN
    context = Context().with_add_path(family)
    made = Update.announce(
        ["10.0.0.0/8 rd 65000:1 label 100 path-id 7"],
        next_hop="192.0.2.1",
        attributes=ROUTABLE,
        family=family,
    ).encode(context)
    assert rows(made, context)[5:16] == [
        (26, "0001", "AFI", "1"),
        (28, "80", "SAFI", "128 (ipv4-vpn)"),
        (29, "0c", "Next Hop Length", "12"),
        (30, "0000000000000000c0000201", "Next Hop", "192.0.2.1 rd 0:0"),
        (42, "00", "Reserved", ""),
        (43, "00000007", "Path Identifier", "7"),
        (47, "60", "Length", "96"),
        (48, "000641", "Label", "100"),
        (51, "0000fde800000001", "Route Distinguisher", "65000:1"),
        (59, "0a", "Prefix", "10.0.0.0/8"),
        (60, "40", "Attribute Flags", "well-known, transitive"),
    ]


def test_typed_routes() -> None:
    """RFC 7432 §7.3: the fields are those that the row of the route type lists."""
    made = Update.withdraw(["multicast 192.0.2.1 etag 0 rd 65000:1"], family="l2vpn-evpn")
    assert rows(made.encode())[7:] == [
        (29, "03", "Route Type", "3 (Inclusive Multicast Ethernet Tag)"),
        (30, "11", "Length", "17"),
        (31, "0000fde800000001", "rd", "65000:1"),
        (39, "00000000", "ethernet tag", "0"),
        (43, "20c0000201", "originator", "192.0.2.1"),
    ]


def test_rows_of_tlvs() -> None:
    """RFC 7311 §3, whose length counts the whole TLV, and RFC 8669 §3, whose does not."""
    aigp = update(attribute(0x80, 26, bytes.fromhex("01000b0000000000000064")))
    assert rows(aigp)[-3:] == [
        (26, "01", "Type", "1"),
        (27, "000b", "Length", "11"),
        (29, "0000000000000064", "Value", ""),
    ]
    assert field(aigp, "TLV", INTERNAL).text == "100"
    sid = update(attribute(0xC0, 40, bytes.fromhex("0100070000000000006409000178")))
    assert [(wire, name) for _, wire, name, _ in rows(sid)[-3:]] == [
        ("09", "Type"),
        ("0001", "Length"),
        ("78", "Value"),
    ]


def test_notification() -> None:
    """RFC 4271 §4.5, RFC 9003 §2, RFC 8538 §3.1, RFC 4486 §4, RFC 5492 §5."""
    shutdown = Notification.shutdown("bye")
    behind = [
        ("06", "Error code", "6 (Cease)"),
        ("02", "Error subcode", "2 (Administrative Shutdown)"),
        ("03", "Length", "3"),
        ("627965", "Shutdown Communication", "bye"),
    ]
    assert [row[1:] for row in rows(shutdown.encode())] == behind
    hard = [("06", "Error code", "6 (Cease)"), ("09", "Error subcode", "9 (Hard Reset)"), *behind]
    assert [row[1:] for row in rows(Notification.hard_reset_of(shutdown).encode())] == hard
    limit = Notification.too_many_prefixes(Family.IPV6_UNICAST, 100)
    assert [row[1:] for row in rows(limit.encode())][2:] == [
        ("0002", "AFI", "2"),
        ("01", "SAFI", "1 (ipv6-unicast)"),
        ("00000064", "Prefix upper bound", "100"),
    ]
    missing = Notification(OPEN_MESSAGE_ERROR, UNSUPPORTED_CAPABILITY, bytes.fromhex("0200"))
    assert field(missing.encode(), "ROUTE_REFRESH").offset == 21
    assert rows(Notification(9, 7, b"\1").encode()) == [
        (19, "09", "Error code", "9 (Loss of LSDB Synchronization)"),
        (20, "07", "Error subcode", "7"),
        (21, "01", "Data", ""),
    ]


def test_route_refresh() -> None:
    """RFC 2918 §3, RFC 5291 §4, RFC 5292 §3."""
    filters = bytes.fromhex("01 40 000a 00 00000005 00 18 08 0a 80")
    octets = RouteRefresh("ipv4-unicast", 0, filters).encode()
    assert rows(octets) == [
        (19, "0001", "AFI", "1"),
        (21, "00", "Message Subtype", "0 (request)"),
        (22, "01", "SAFI", "1 (ipv4-unicast)"),
        (23, "01", "When-to-refresh", "1 (immediate)"),
        (24, "40", "ORF Type", "64 (address-prefix)"),
        (25, "000a", "Length of ORF entries", "10"),
        (27, "00000000050018080a", "ORF entry", "prefix 10.0.0.0/8 sequence=5 maximum=24"),
        (36, "80", "ORF entry", "remove-all"),
    ]
    assert at_fault(octets) == []
    wrong = RouteRefresh("ipv4-unicast", 0, bytes.fromhex("0140000980 00000000050018210a")).encode()
    # RFC 5292 §3: a prefix of 33 bits.
    assert at_fault(wrong) == [("ORF entries", 28, "ignore")]


# -- what is wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "name", "offset"),
    [
        (b"", "no message", 0),
        (b"\xff" * 17, "Length", 16),
        (b"\xfe" * 16 + Keepalive().encode()[16:], "Marker", 0),
        (message(9, b""), "Type", 18),
        (message(4, b"\0"), "Length", 16),
        (message(2, b"\0"), "Length", 16),
        (Keepalive().encode() + b"\0", "Length", 16),
        (message(OPEN, b"\3" + bytes(9)), "Version", 19),
        # RFC 4271 §4.2: the length of all parameters; one that is too long; one of unknown type.
        (message(OPEN, b"\4" + bytes(8) + b"\5" + bytes(4)), "Opt Parm Len", 28),
        (message(OPEN, b"\4" + bytes(8) + b"\2\2\1"), "Optional Parameter", 29),
        (message(OPEN, b"\4" + bytes(8) + b"\3\7\1\0"), "Optional Parameter", 29),
        # RFC 5492 §4: a capability that runs past its parameter; RFC 6793 §3: of wrong size.
        (message(OPEN, b"\4" + bytes(8) + b"\6\2\4\2\0\1\4"), "MULTIPROTOCOL", 33),
        (message(OPEN, b"\4" + bytes(8) + b"\7\2\5\x41\3\0\0\1"), "FOUR_OCTET_AS", 31),
    ],
)
def test_what_decode_refuses(octets: bytes, name: str, offset: int) -> None:
    """The field that the NOTIFICATION is about, or where the lengths end to make sense, has it."""
    ((found, at, treatment),) = at_fault(octets)
    assert treatment == "session-reset"
    assert (found, at) == (name, offset)


def test_findings_stand_beside_their_octets() -> None:
    """RFC 7606 §7.1, §4, §3 (d): of an attribute, of what is left, of the message."""
    origin = attribute(0x40, 1, b"\7")
    path = malformed.attribute(0x40, 2, bytes.fromhex("02010000fde9"))
    hop = attribute(0x40, 3, bytes((192, 0, 2, 1)))
    nlri = bytes((8, 10))
    assert at_fault(update(origin, path, hop, nlri=nlri)) == [("ORIGIN", 23, "treat-as-withdraw")]
    cut = update(attribute(0x40, 1, b"\0"), path, hop, b"\xc0\x08\x08\0\1\0\2", nlri=nlri)
    assert at_fault(cut) == [("COMMUNITIES", 43, "treat-as-withdraw")]
    assert rows(cut)[-3:-2] == [(46, "00010002", "Attribute Value", "cut off: 4 of 8 octets")]
    assert at_fault(update(attribute(0x40, 1, b"\0"), hop, nlri=nlri)) == [
        ("UPDATE", 0, "treat-as-withdraw")
    ]
    place = update(attribute(0x40, 1, b"\0"), path, hop, attribute(0x40, 5, bytes(4)), nlri=nlri)
    assert at_fault(place) == [("LOCAL_PREF", 43, "attribute-discard")]
    assert at_fault(place, INTERNAL) == []


def test_lengths_that_lie() -> None:
    """RFC 7606 §3 (b): what is there is cut, and the field says how much it is."""
    octets = update(attribute(0x40, 1, b"\0"), attributes_length=300)
    found = field(octets, "Path Attributes")
    assert found.text == "cut off: 4 of 300 octets"
    assert [part.name for part in found.parts] == ["ORIGIN"]
    assert at_fault(octets) == [("UPDATE", 0, "session-reset")]


def test_octets_that_are_no_field() -> None:
    """What is behind the last field that the lengths have room for is shown as well."""
    octets = update(attribute(0x80, 14, bytes.fromhex("000101 04 c0000201 00 08 0a 28 01")))
    assert [row[1:3] for row in rows(octets)[-3:]] == [
        ("08", "Length"),
        ("0a", "Prefix"),
        ("2801", "NLRI"),
    ]


def test_text() -> None:
    """A table: offset, octets, name, text; findings below what they are about."""
    octets = update(attribute(0x40, 1, b"\7"), attribute(0xC0, 250, bytes(range(9))), nlri=b"\0")
    assert str(dissect(octets)).splitlines()[9:-3] == [
        "   23                      Path Attributes",
        "   23                        ORIGIN",
        f"{'':29}! treat-as-withdraw: ORIGIN 7 is not defined (RFC 7606 §7.1, offset 23)",
        "   23  40                      Attribute Flags          well-known, transitive",
        "   24  01                      Attribute Type Code      1",
        "   25  01                      Attribute Length         1",
        "   26  07                      Attribute Value",
        "   27                        UNKNOWN(250)",
        "   27  c0                      Attribute Flags          optional, transitive",
        "   28  fa                      Attribute Type Code      250",
        "   29  09                      Attribute Length         9",
        "   30  0001020304050607        Attribute Value",
        "   38  08",
    ]


def test_text_of_a_peer_is_safe() -> None:
    """A shutdown communication does nothing to a terminal."""
    octets = Notification.shutdown("\x1b[2J\u202e").encode()
    assert str(dissect(octets)).isascii()
    assert "\x1b" not in str(dissect(octets))


def test_arguments() -> None:
    """The caller's mistakes are told."""
    assert dissect(bytearray(Keepalive().encode())) == dissect(memoryview(Keepalive().encode()))
    with pytest.raises(LocalError, match="hexadecimal"):
        dissect("ff" * 19)  # type: ignore[arg-type]  # the mistake
    with pytest.raises(LocalError, match="context"):
        dissect(b"", "internal")  # type: ignore[arg-type]  # the same
    assert Treatment.SESSION_RESET in {finding.treatment for finding in dissect(b"").findings}
