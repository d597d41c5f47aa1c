"""RFC 9234: the Only to Customer attribute (its encoding; roles are in test_rfc9234_role.py)."""

from __future__ import annotations

import pytest

from bgplib.attributes import OnlyToCustomer
from bgplib.errors import EncodeError
from bgplib.messages.update import Update
from tests.conformance.updates import attribute, encoded, is_fine, is_withdrawn, judged, route


def test_5_it_is_optional_transitive_of_four_octets() -> None:
    """§5: "an optional transitive Path Attribute of the UPDATE message", code 35, length 4."""
    assert encoded(OnlyToCustomer(65001)) == bytes.fromhex("c0 23 04 0000fde9")
    found = route(attribute(0xC0, 35, bytes.fromhex("0000fde9")))
    assert is_fine(found)
    assert found.attributes.only_to_customer == 65001
    assert found.attributes.get(OnlyToCustomer) == OnlyToCustomer(65001)


def test_5_partial_may_be_set() -> None:
    """§5: "with Attribute Type Code 35"; as of any transitive attribute Partial says where from."""
    assert is_fine(route(attribute(0xE0, 35, bytes.fromhex("0000fde9"))))


@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80])
def test_5_other_flags_are_wrong(flags: int) -> None:
    """RFC 7606 §3 (c)."""
    assert is_withdrawn(route(attribute(flags, 35, bytes(4))))


@pytest.mark.parametrize("length", [0, 1, 3, 5, 8, 1024])
def test_5_malformed_length(length: int) -> None:
    """§5: "is considered malformed if the length value is not 4": treat-as-withdraw."""
    found = route(attribute(0xC0, 35, bytes(length)))
    assert is_withdrawn(found)
    assert found.findings[0].rfc == "RFC 9234 §5"
    assert found.attributes.only_to_customer is None


def test_5_it_must_not_be_modified() -> None:
    """§5: "Once the OTC Attribute has been set, it MUST be preserved unchanged"."""
    received = route(attribute(0xC0, 35, bytes.fromhex("fa56ea01")))
    sent = Update.build(attributes=received.attributes.passed_on(), announced=received.announced)
    assert judged(sent.encode()).attributes.only_to_customer == 4200000001


@pytest.mark.parametrize("asn", [-1, 1 << 32])
def test_5_it_holds_one_as_number(asn: int) -> None:
    """§5: a 4-octet AS number, and a length that is the value's."""
    with pytest.raises(EncodeError):
        encoded(OnlyToCustomer(asn))
