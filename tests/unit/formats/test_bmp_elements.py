"""Routes in BMP messages as rows."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import AsPath, Communities, LocalPref, Origin
from bgplib.errors import DecodeError, LocalError, ParseError
from bgplib.formats import bmp, mrt
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.update import Update

PEER = bmp.PeerHeader(
    address="192.0.2.1", asn=64500, identifier="192.0.2.1", seconds=1_700_000_000, microseconds=5
)
UPDATE = Update.announce(
    ["198.51.100.0/24", "203.0.113.0/24"],
    next_hop="192.0.2.1",
    attributes=[
        Origin(0),
        AsPath.parse("64500 64510"),
        LocalPref(200),
        Communities.parse("64500:1"),
    ],
)


def told(octets: bytes, **changes: Any) -> bmp.RouteMonitoring:
    """Return what a router says of its peer."""
    fields = {"address": "192.0.2.1", "asn": 64500, "identifier": 1, **changes}
    return bmp.RouteMonitoring(peer=bmp.PeerHeader(**fields), octets=octets)


def test_rows_are_those_of_an_archive() -> None:
    """RFC 7854 §4.6: all columns but the kind are as if a collector had heard the UPDATE."""
    message = bmp.RouteMonitoring(peer=PEER, octets=UPDATE.encode())
    archived = mrt.Bgp4mpMessage.of(
        UPDATE,
        timestamp=1_700_000_000,
        microseconds=5,
        peer_as=64500,
        peer_address="192.0.2.1",
        local_as=64501,
        local_address="192.0.2.9",
    ).encode()
    rows = bmp.elements(message)
    assert [row._replace(kind="") for row in rows] == [
        row._replace(kind="") for row in mrt.elements(archived)
    ]
    assert {row.kind for row in rows} == {"BMP/ADJ_RIB_IN_PRE"}
    assert rows[0].local_pref == 200


def test_what_is_withdrawn() -> None:
    """RFC 7606 §2: so are the routes of an UPDATE whose attributes are malformed."""
    octets = UPDATE.encode()
    for each in (
        Update.withdraw(["198.51.100.0/24", "203.0.113.0/24"]).encode(),
        octets.replace(bytes.fromhex("40010100"), bytes.fromhex("40010107")),
    ):
        rows = bmp.elements(told(each))
        assert [(row.elem_type, row.prefix) for row in rows] == [
            ("W", "198.51.100.0/24"),
            ("W", "203.0.113.0/24"),
        ]


@pytest.mark.parametrize(
    ("fields", "peer_ip", "kind"),
    [
        ({"flags": 0x40}, "192.0.2.1", "BMP/ADJ_RIB_IN_POST"),
        ({"flags": 0x50}, "192.0.2.1", "BMP/ADJ_RIB_OUT_POST"),
        ({"address": "2001:db8::1", "flags": 0x80}, "2001:db8::1", "BMP/ADJ_RIB_IN_PRE"),
        ({"type": 3, "address": bytes(16)}, "", "BMP/LOC_RIB"),
    ],
)
def test_of_whom_and_of_which_rib(fields: Any, peer_ip: str, kind: str) -> None:
    """RFC 7854 §4.2, RFC 8671 §4, RFC 9069 §4: flags and type say so; a Loc-RIB has no peer."""
    row = bmp.elements(told(UPDATE.encode(), **fields))[0]
    assert (row.peer_ip, row.peer_asn, row.kind, row.timestamp) == (peer_ip, 64500, kind, 0.0)


def test_what_has_no_routes_has_no_rows() -> None:
    """Other messages, and other messages of BGP; what cannot be decoded, and what is no message."""
    down = bmp.PeerDown(peer=PEER, reason=4)
    assert bmp.elements(down) == bmp.elements(told(Keepalive().encode())) == []
    with pytest.raises(DecodeError):
        bmp.elements(told(UPDATE.encode()[:-1]))
    wrong: Any = UPDATE
    with pytest.raises(LocalError, match="message"):
        bmp.elements(wrong)


def test_the_identifier_of_a_peer_may_be_text() -> None:
    """As its address may, and as that of an archive's peer."""
    assert PEER.identifier == 0xC0000201
    assert PEER.identifier_text == "192.0.2.1"
    with pytest.raises(ParseError, match=r"192\.0\.2"):
        bmp.PeerHeader(asn=64500, identifier="192.0.2")
