"""RFC 6514: PMSI_TUNNEL and PE_DISTINGUISHER_LABELS, clause by clause."""

from __future__ import annotations

import pytest

from bgplib.attributes import PeDistinguisherLabels, PmsiTunnel
from bgplib.values.label import Label
from tests.conformance.updates import attribute, encoded, is_fine, is_withdrawn, route

LABEL = bytes.fromhex("000641")
FEC4 = bytes.fromhex("06 0001 04 c0000201 0007 01 0004 0000000a")
FEC6 = bytes.fromhex("06 0002 10 20010db8000000000000000000000001 0007 01 0004 0000000a")


def pmsi(kind: int, identifier: bytes = b"", *, flags: int = 0xC0, label: bytes = LABEL) -> bytes:
    """Make a PMSI_TUNNEL attribute."""
    return attribute(flags, 22, bytes((0, kind)) + label + identifier)


def refuses(octets: bytes, rfc: str = "RFC 6514 §5", *, code: int = 22) -> bool:
    """Say whether treat-as-withdraw is applied by a section."""
    found = route(octets)
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (code, rfc)
    assert finding.notification.code == 3
    return is_withdrawn(found)


WELL_FORMED = {
    "none": (0, 0),
    "RSVP-TE IPv4": (1, 12),
    "RSVP-TE IPv6": (1, 24),
    "PIM-SSM IPv4": (3, 8),
    "PIM-SSM IPv6": (3, 32),
    "PIM-SM IPv4": (4, 8),
    "PIM-SM IPv6": (4, 32),
    "BIDIR-PIM IPv4": (5, 8),
    "BIDIR-PIM IPv6": (5, 32),
    "ingress replication IPv4": (6, 4),
    "ingress replication IPv6": (6, 16),
    "experimental": (0x7B, 3),
    "composite": (0x86, 7),
}


@pytest.mark.parametrize(("kind", "size"), WELL_FORMED.values(), ids=WELL_FORMED)
def test_5_identifiers_by_type(kind: int, size: int) -> None:
    """§5: "The type determines the syntax and semantics of the Tunnel Identifier field"."""
    found = route(pmsi(kind, bytes(size)))
    assert is_fine(found)
    value = found.attributes.get(PmsiTunnel)
    assert value == PmsiTunnel(tunnel_type=kind, label=Label(LABEL), identifier=bytes(size))


@pytest.mark.parametrize("fec", [FEC4, FEC6], ids=["IPv4", "IPv6"])
@pytest.mark.parametrize("kind", [2, 7])
def test_5_fec_elements(kind: int, fec: bytes) -> None:
    """§5: for mLDP, the identifier is a "Forwarding Equivalence Class (FEC) Element"."""
    assert is_fine(route(pmsi(kind, fec)))


@pytest.mark.parametrize("flags", [0xC0, 0xE0])
@pytest.mark.parametrize("kind", [0x0F, 0x7A, 0x7F, 0xFA, 0xFF])
def test_5_undefined_tunnel_type(kind: int, flags: int) -> None:
    """§5: "malformed if either (a) it contains an undefined tunnel type": treat-as-withdraw.

    The RFC says so for Partial; RFC 7606 §8 leaves nothing else for what is without Partial.
    """
    assert refuses(pmsi(kind, flags=flags))


@pytest.mark.parametrize(
    ("kind", "size"),
    [(0, 1), (1, 11), (1, 16), (3, 4), (3, 9), (4, 0), (4, 31), (5, 16), (6, 5), (6, 15), (6, 17)],
)
def test_5_identifier_of_another_form(kind: int, size: int) -> None:
    """§5: "(b) the router cannot parse the Tunnel Identifier field": treat-as-withdraw."""
    assert refuses(pmsi(kind, bytes(size)))


@pytest.mark.parametrize("kind", [2, 7])
@pytest.mark.parametrize(
    "fec", [b"", FEC4[:3], FEC4[:-1], FEC4 + b"\0", FEC4[:3] + b"\xff" + FEC4[4:], FEC4[:8]]
)
def test_5_fec_element_of_another_form(kind: int, fec: bytes) -> None:
    """§5: "(b) the router cannot parse the Tunnel Identifier field", of mLDP here."""
    assert refuses(pmsi(kind, fec))


@pytest.mark.parametrize("length", range(5))
def test_5_it_has_five_octets_at_least(length: int) -> None:
    """§5: flags, type and label come first; the shortest attribute is "no tunnel information"."""
    assert refuses(attribute(0xC0, 22, bytes(length)))


def test_5_the_shortest_one() -> None:
    """§5: "No tunnel information present": explicit tracking by the L flag."""
    found = route(attribute(0xC0, 22, bytes.fromhex("0100000000")))
    assert is_fine(found)
    value = found.attributes.get(PmsiTunnel)
    assert value is not None
    assert value.leaf_information_required
    assert not value.label.value
    assert encoded(value) == bytes.fromhex("c0 16 05 0100000000")


@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80])
def test_5_flags(flags: int) -> None:
    """§5: it "is an optional transitive BGP attribute"; RFC 7606 §3 (c)."""
    assert refuses(pmsi(6, bytes(4), flags=flags), "RFC 7606 §3 (c)")


FOUR = bytes((192, 0, 2, 1)) + LABEL
SIXTEEN = b"\x20\x01\x0d\xb8" + bytes(11) + b"\1" + LABEL


@pytest.mark.parametrize("octets", [FOUR, 3 * FOUR, SIXTEEN, 2 * SIXTEEN, 7 * SIXTEEN, 19 * FOUR])
def test_8_addresses_and_labels(octets: bytes) -> None:
    """§8: addresses of 4 or 16 octets, each with a label of 3."""
    found = route(attribute(0xC0, 27, octets))
    assert is_fine(found)
    value = found.attributes.get(PeDistinguisherLabels)
    assert value is not None
    assert {label for _, label in value.labels} == {Label(LABEL)}
    assert len(value.labels) == octets.count(LABEL)


@pytest.mark.parametrize("length", [0, 1, 6, 8, 18, 20, 37])
def test_8_malformed_length(length: int) -> None:
    """§8: "the length of the attribute is not a multiple of 7" nor of 19."""
    assert refuses(attribute(0xC0, 27, bytes([1] * length)), "RFC 6514 §8", code=27)


@pytest.mark.parametrize(
    "address", [bytes(4), bytes((224, 0, 0, 1)), bytes([255] * 4), bytes(16), b"\xff" + bytes(15)]
)
def test_8_addresses_are_unicast(address: bytes) -> None:
    """§8: "malformed if the PE Address field does not contain a unicast address"."""
    octets = address + LABEL
    assert refuses(attribute(0xC0, 27, octets), "RFC 6514 §8", code=27)
    before = FOUR if len(address) == 4 else SIXTEEN
    assert refuses(attribute(0xC0, 27, before + octets), "RFC 6514 §8", code=27)
