"""Ethernet segment identifiers (RFC 7432 §5)."""

from __future__ import annotations

import pytest

from bgplib.errors import EncodeError, ParseError
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.mac_address import MacAddress


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("single-homed", "00:00:00:00:00:00:00:00:00:00"),
        ("0", "00:00:00:00:00:00:00:00:00:00"),
        ("00:11:22:33:44:55:66:77:88:99", "00:11:22:33:44:55:66:77:88:99"),
        ("00-11-22-33-44-55-66-77-88-99", "00:11:22:33:44:55:66:77:88:99"),
        ("0.11.22.33.44.55.66.77.88.99", "00:11:22:33:44:55:66:77:88:99"),
        ("0011.2233.4455.6677.8899", "00:11:22:33:44:55:66:77:88:99"),
        ("0x00112233445566778899", "00:11:22:33:44:55:66:77:88:99"),
        ("00112233445566778899", "00:11:22:33:44:55:66:77:88:99"),
        ("ARBITRARY 11:22:33:44:55:66:77:88:99", "00:11:22:33:44:55:66:77:88:99"),
        ("LACP 00:00:5e:00:53:01 10", "01:00:00:5e:00:53:01:00:0a:00"),
        ("MSTP 00:00:5e:00:53:01 32768", "02:00:00:5e:00:53:01:80:00:00"),
        ("MAC 00:00:5e:00:53:01 10", "03:00:00:5e:00:53:01:00:00:0a"),
        ("ROUTERID 192.0.2.1 10", "04:c0:00:02:01:00:00:00:0a:00"),
        ("AS 65000 100013", "05:00:00:fd:e8:00:01:86:ad:00"),
        ("as 65000 100013", "05:00:00:fd:e8:00:01:86:ad:00"),
    ],
)
def test_every_spelling_is_read(text: str, canonical: str) -> None:
    """RFC 7432 §5: the six types and their parts, in GoBGP's words or as ten octets."""
    identifier = EthernetSegmentId.parse(text)
    assert str(identifier) == canonical
    assert EthernetSegmentId.parse(canonical) == identifier
    assert eval(repr(identifier), {"EthernetSegmentId": EthernetSegmentId}) == identifier


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00:11:22",
        "LACP",
        "LACP 00:00:5e:00:53:01",
        "LACP 00:00:5e:00:53:01 65536",
        "MAC 00:00:5e:00:53:01 16777216",
        "AS 4294967296 1",
        "AS 1 4294967296",
        "ARBITRARY 11:22",
        "ARBITRARY 11:22:33:44:55:66:77:88:99 1",
        "00:11:22:33:44:55:66:77:88:9g",
    ],
)
def test_what_does_not_fit_is_refused(text: str) -> None:
    """RFC 7432 §5: each part has its size."""
    with pytest.raises(ParseError):
        EthernetSegmentId.parse(text)


def test_parts_are_there_in_their_types_only() -> None:
    """RFC 7432 §5: what the nine octets mean depends on the type."""
    mac = MacAddress.parse("00:00:5e:00:53:01")
    lacp = EthernetSegmentId.of(1, mac.octets, 10)
    assert (lacp.type, lacp.mac, lacp.port_key) == (1, mac, 10)
    assert (lacp.root_priority, lacp.router_id, lacp.asn, lacp.local_discriminator) == (None,) * 4
    mstp = EthernetSegmentId.of(2, mac.octets, 32768)
    assert (mstp.mac, mstp.root_priority, mstp.port_key) == (mac, 32768, None)
    by_mac = EthernetSegmentId.of(3, mac.octets, 0x010203)
    assert (by_mac.mac, by_mac.local_discriminator) == (mac, 0x010203)
    by_router = EthernetSegmentId.of(4, 0xC0000201, 7)
    assert (by_router.router_id, by_router.local_discriminator) == (0xC0000201, 7)
    by_as = EthernetSegmentId.of(5, 65000, 7)
    assert (by_as.asn, by_as.local_discriminator, by_as.mac) == (65000, 7, None)
    arbitrary = EthernetSegmentId.of(0, b"123456789")
    assert (arbitrary.value, arbitrary.mac) == (b"123456789", None)


def test_reserved_identifiers() -> None:
    """RFC 7432 §5: ESI 0 and MAX-ESI are reserved."""
    assert str(EthernetSegmentId.SINGLE_HOMED) == ":".join(["00"] * 10)
    assert str(EthernetSegmentId.MAX) == ":".join(["ff"] * 10)


@pytest.mark.parametrize(
    ("kind", "identifier", "discriminator"),
    [(6, 1, 1), (1, b"12345", 1), (1, 1 << 48, 1), (1, 1, 1 << 16), (0, b"123456789", 1)],
)
def test_making_one_checks_the_parts(
    kind: int, identifier: bytes | int, discriminator: int
) -> None:
    """RFC 7432 §5: there are six types, with parts of given sizes."""
    with pytest.raises(EncodeError):
        EthernetSegmentId.of(kind, identifier, discriminator)
