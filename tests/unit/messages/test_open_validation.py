"""Judging an OPEN by our configuration: order, and what each setting decides."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from bgplib.capabilities import (
    Capability,
    ExtendedMessage,
    FourOctetAs,
    Multiprotocol,
    Role,
    RouteRefreshCapability,
)
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.messages.open_validation import Expected, validate
from bgplib.testing.strategies.messages import opens

OURS = Expected(local_as=65000, local_identifier=0x0A000001)


def open_of(
    *capabilities: Capability, asn: int = 65001, hold_time: int = 90, identifier: int = 0x0A000002
) -> Open:
    return Open.build(
        asn=asn, hold_time=hold_time, identifier=identifier, capabilities=capabilities
    )


def subcodes(message: Open, expected: Expected) -> list[int]:
    findings = validate(message, expected)
    assert all(finding.notification.code == 2 for finding in findings)
    assert all(finding.treatment is Treatment.SESSION_RESET for finding in findings)
    return [finding.notification.subcode for finding in findings]


@given(opens())
def test_an_open_without_fault_is_accepted_by_who_expects_nothing(message: Open) -> None:
    """Nothing is refused but for a rule that is named."""
    assert validate(message, Expected(local_as=0, local_identifier=0)) == ()


def test_the_first_finding_is_of_the_first_field() -> None:
    """RFC 4271 §6.2 goes through the fields in order: AS, Hold Time, identifier, parameters."""
    message = Open(
        two_octet_asn=0,
        hold_time=2,
        identifier=0,
        parameters=((Role(1), Role(2)),),
    )
    expected = Expected(
        local_as=65000,
        local_identifier=1,
        peer_as=65001,
        minimum_hold_time=10,
        role=Role.parse("peer"),
        required=(ExtendedMessage(),),
    )
    findings = validate(message, expected)
    assert [finding.offset for finding in findings] == sorted(f.offset for f in findings)
    assert [finding.notification.subcode for finding in findings] == [
        2, 2, 6, 6, 3, 11, 7, 11
    ]  # fmt: skip


@pytest.mark.parametrize(("hold_time", "refused"), [(0, False), (3, True), (9, True), (10, False)])
def test_a_shortest_hold_time(hold_time: int, refused: bool) -> None:
    """RFC 4271 §6.2: "An implementation MAY reject any proposed Hold Time"; 0 is no Hold Time."""
    expected = Expected(local_as=65000, local_identifier=1, minimum_hold_time=10)
    assert subcodes(open_of(hold_time=hold_time), expected) == [6] * refused


@pytest.mark.parametrize(
    ("confederation", "peer", "refused"),
    [(False, 65000, True), (False, 65001, False), (True, 65001, True)],
)
def test_our_identifier(confederation: bool, peer: int, refused: bool) -> None:
    """RFC 6286 §2.2, §3: within an AS, and within a confederation, identifiers are unique."""
    expected = Expected(local_as=65000, local_identifier=9, confederation=confederation)
    assert subcodes(open_of(asn=peer, identifier=9), expected) == [3] * refused


def test_an_as_number_of_four_octets_is_compared() -> None:
    """RFC 6793 §4.1: the number of the capability counts, not AS_TRANS."""
    expected = Expected(local_as=65000, local_identifier=1, peer_as=4200000001)
    assert subcodes(open_of(asn=4200000001), expected) == []
    assert subcodes(open_of(asn=4200000002), expected) == [2]


def test_6793_4_2_1_as_trans_is_what_an_old_speaker_knows_a_peer_by() -> None:
    """§4.2.1: "AS_TRANS MUST be used when the NEW BGP speaker does not have a two-octet AS number".

    Who knows of two octets only is configured with it; the number that counts will do as well.
    """
    old = Expected(local_as=1, local_identifier=1, four_octet_as=False)
    wide, narrow = open_of(asn=200000), open_of(asn=65002)
    for peer_as, accepted in ((23456, True), (200000, True), (65002, False), (200001, False)):
        found = subcodes(wide, attrs.evolve(old, peer_as=peer_as))
        assert found == ([] if accepted else [messages.BAD_PEER_AS])
    assert subcodes(narrow, attrs.evolve(old, peer_as=23456)) == [messages.BAD_PEER_AS]
    new = attrs.evolve(old, peer_as=23456, four_octet_as=True)
    assert subcodes(wide, new) == [messages.BAD_PEER_AS]


def test_a_peer_that_is_as_trans() -> None:
    """A peer configured as 23456 may be it; any other may not."""
    message = open_of(asn=23456)
    assert subcodes(message, OURS) == [2]
    assert subcodes(message, Expected(local_as=1, local_identifier=1, peer_as=23456)) == []
    assert subcodes(open_of(FourOctetAs(23456), asn=23456), OURS) == []


def test_roles_are_for_external_sessions() -> None:
    """RFC 9234 §4: a role is configured "for each eBGP session"."""
    expected = Expected(local_as=65001, local_identifier=1, role=Role(4), strict_role=True)
    assert subcodes(open_of(Role(0), Role(1)), expected) == []
    confederation = Expected(
        local_as=65000, local_identifier=1, role=Role(4), strict_role=True, confederation=True
    )
    assert subcodes(open_of(Role(0), Role(1)), confederation) == []


def test_capabilities_that_we_need() -> None:
    """RFC 5492 §5: the data list what is missing as it would stand in an OPEN."""
    expected = Expected(
        local_as=65000,
        local_identifier=1,
        required=(
            Multiprotocol(Family.IPV4_UNICAST),
            Multiprotocol(Family.IPV6_UNICAST),
            RouteRefreshCapability(),
            FourOctetAs(65000),
        ),
    )
    message = open_of(Multiprotocol(Family.IPV4_UNICAST), FourOctetAs(65001))
    (finding,) = validate(message, expected)
    assert finding.notification.subcode == 7
    assert finding.notification.data == bytes.fromhex("0104 0002 0001 0200")
    assert "MULTIPROTOCOL ipv6-unicast; ROUTE_REFRESH" in finding.text
    assert subcodes(open_of(), Expected(local_as=1, local_identifier=1)) == []


def test_a_value_that_has_no_place_is_an_encode_error() -> None:
    """Only an OPEN that a program made can be out of range."""
    with pytest.raises(EncodeError):
        validate(Open(two_octet_asn=1 << 16, hold_time=3, identifier=1), OURS)
