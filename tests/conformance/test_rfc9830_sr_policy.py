"""RFC 9830: SR Policies, and when the attribute beside their routes is malformed."""

from __future__ import annotations

import pytest

from bgplib.attributes import TunnelEncapsulation
from bgplib.context import Context, SessionType
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from tests.conformance.updates import attribute, judged, reach, route, update

INTERNAL = Context(session=SessionType.INTERNAL)
BASE = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b""), attribute(0x40, 5, b"\0\0\0\x64"))
HOP = bytes((192, 0, 2, 1))
ROUTE = bytes((96, 0, 0, 0, 1, 0, 0, 0, 100)) + HOP
SR_POLICY, VXLAN = 15, 8


def sub(kind: int, octets: str) -> bytes:
    """Make a sub-TLV."""
    value = bytes.fromhex(octets)
    return bytes((kind,)) + len(value).to_bytes(2 if kind >= 128 else 1, "big") + value


def tunnel(*parts: bytes, kind: int = SR_POLICY) -> bytes:
    """Make a Tunnel TLV."""
    octets = b"".join(parts)
    return kind.to_bytes(2, "big") + len(octets).to_bytes(2, "big") + octets


def policy(*tunnels: bytes) -> Update:
    """Decode an UPDATE with the route of a policy."""
    there = reach(ROUTE, family=Family.IPV4_SR_POLICY, hop=HOP)
    return judged(update(there, *BASE, attribute(0xC0, 23, b"".join(tunnels))), INTERNAL)


def is_fine(found: Update) -> bool:
    return found.findings == () and len(found.announced) == 1


def is_refused(found: Update, rfc: str) -> bool:
    """Say whether the route counts as withdrawn, by a section."""
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (23, rfc)
    assert finding.treatment is Treatment.TREAT_AS_WITHDRAW
    assert found.attributes.get(TunnelEncapsulation) is None
    return found.announced == () and len(found.withdrawn) == 1


PREFERENCE = sub(12, "0000 00000064")


def test_2_2_one_tunnel_of_its_type() -> None:
    """§2.2: "the use of the Tunnel Encapsulation Attribute with the SR Policy Tunnel Type"."""
    assert is_fine(policy(tunnel(PREFERENCE)))


@pytest.mark.parametrize(
    "tunnels", [(tunnel(kind=VXLAN),), (tunnel(PREFERENCE), tunnel(kind=VXLAN))]
)
def test_2_2_tunnels_of_other_types(tunnels: tuple[bytes, ...]) -> None:
    """§2.2: "any other Tunnel Type with the SR Policy SAFI MUST be considered malformed"."""
    assert is_refused(policy(*tunnels), "RFC 9830 §2.2")


def test_2_2_more_than_one() -> None:
    """§2.2: "MUST NOT contain more than one TLV of type "SR Policy""."""
    assert is_refused(policy(tunnel(PREFERENCE), tunnel(PREFERENCE)), "RFC 9830 §2.2")


WELL_FORMED = {
    "Preference": PREFERENCE,
    "Preference, twice": PREFERENCE + PREFERENCE,
    "Binding SID, none": sub(13, "0000"),
    "Binding SID, a label": sub(13, "0000 00064000"),
    "Binding SID, of SRv6": sub(13, "0000" + "20" * 16),
    "Explicit NULL": sub(14, "0000 04"),
    "Explicit NULL, a value that nobody knows": sub(14, "0000 09"),
    "Priority": sub(15, "0700"),
    "SRv6 Binding SID": sub(20, "0000" + "20" * 16),
    "SRv6 Binding SID with its structure": sub(20, "2000" + "20" * 16 + "0001 0000 20101000"),
    "Segment List": sub(128, "000906 0000 000000010106 0000 00064000"),
    "Segment List with a segment that nobody knows": sub(128, "00c802 0000"),
    "names": sub(129, "00 61") + sub(130, "00 62"),
    "a sub-TLV that nobody knows": sub(99, "00"),
    "an endpoint and a color, which are ignored": sub(6, "00") + sub(4, "00"),
}


@pytest.mark.parametrize("parts", WELL_FORMED.values(), ids=WELL_FORMED)
def test_5_sub_tlvs(parts: bytes) -> None:
    """§2.4, §5: what has its length is not malformed; fields are for others to verify."""
    assert is_fine(policy(tunnel(parts)))


MALFORMED = {
    "Preference of 5 octets": sub(12, "0000 000064"),
    "Preference of 7 octets": sub(12, "0000 0000006400"),
    "Binding SID of 5 octets": sub(13, "0000 000640"),
    "Explicit NULL of 2 octets": sub(14, "0000"),
    "Priority of 1 octet": sub(15, "07"),
    "SRv6 Binding SID of 17 octets": sub(20, "0000" + "20" * 15),
    "SRv6 Binding SID of 25 octets": sub(20, "2000" + "20" * 16 + "0001 0000 201010"),
    "Segment List without an octet": sub(128, ""),
    "Segment List whose segment overruns": sub(128, "000107 0000 00064000"),
    "Weight of 5 octets": sub(128, "000905 0000 000001"),
    "segment of type A of 7 octets": sub(128, "000107 0000 0006400000"),
    "segment of type B of 17 octets": sub(128, "000d11 0000" + "20" * 15),
    "a name without an octet": sub(129, ""),
}


@pytest.mark.parametrize("parts", MALFORMED.values(), ids=MALFORMED)
def test_5_malformed_sub_tlvs(parts: bytes) -> None:
    """§5: "In case of any error detected", "the "treat-as-withdraw" strategy MUST be applied"."""
    assert is_refused(policy(tunnel(parts)), "RFC 9830 §5")
    assert is_refused(policy(tunnel(PREFERENCE, parts)), "RFC 9830 §5")


@pytest.mark.parametrize("parts", MALFORMED.values(), ids=MALFORMED)
def test_5_beside_other_routes_they_are_unrecognized(parts: bytes) -> None:
    """RFC 9012 §13: "treated as if it were an unrecognized sub-TLV", where no policy is."""
    found = route(attribute(0xC0, 23, tunnel(sub(6, "00000000 0000"), parts, kind=VXLAN)))
    assert is_fine(found)
