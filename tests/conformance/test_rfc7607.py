"""RFC 7607: AS 0 in UPDATE messages (OPEN is in test_rfc7607_open.py)."""

from __future__ import annotations

import pytest

from bgplib.attributes import Aggregator, As4Aggregator, As4Path, AsPath, Segment
from bgplib.context import Context
from bgplib.errors import EncodeError
from tests.conformance.updates import (
    EXTERNAL,
    OLD,
    attribute,
    codes,
    encoded,
    is_fine,
    is_withdrawn,
    route,
    texts,
    treatment,
)

ZERO = Segment(2, (65001, 0))


@pytest.mark.parametrize(
    "value",
    [AsPath((ZERO,)), As4Path((ZERO,)), Aggregator(0, bytes(4)), As4Aggregator(0, bytes(4))],
)
def test_2_it_is_not_sent(value: object) -> None:
    """§2: "MUST NOT originate or propagate a route with an AS number of zero"."""
    with pytest.raises(EncodeError):
        encoded(value)


def test_2_other_numbers_are_sent() -> None:
    """§2 is of AS 0 alone."""
    assert encoded(AsPath.of([1])) == bytes.fromhex("400206020100000001")


@pytest.mark.parametrize(
    "path", ["0202 0000fde9 00000000", "0201 0000fde9 0101 00000000", "0201 00000000"]
)
def test_2_as_path_with_zero(path: str) -> None:
    """§2: "MUST be considered as malformed and be handled by the procedures" of RFC 7606."""
    found = route(attribute(0x40, 2, bytes.fromhex(path)))
    assert is_withdrawn(found)
    assert found.findings[0].rfc == "RFC 7607 §2"


def test_2_as_path_with_zero_of_two_octets() -> None:
    """§2, between 2-octet speakers."""
    assert is_withdrawn(route(attribute(0x40, 2, bytes.fromhex("0202fde90000")), context=OLD))


@pytest.mark.parametrize(("context", "value"), [(EXTERNAL, "00000000"), (OLD, "0000")])
def test_2_aggregator_with_zero(context: Context, value: str) -> None:
    """§2: RFC 7606 §7.7 asks for attribute discard."""
    octets = attribute(0xC0, 7, bytes.fromhex(value + "c0000201"))
    found = route(octets, context=context)
    assert treatment(found) == "attribute-discard"
    assert 7 not in codes(found)
    assert texts(found.announced) == ["198.51.100.0/24"]


@pytest.mark.parametrize(
    "octets",
    [
        attribute(0xC0, 17, bytes.fromhex("0201 00000000")),
        attribute(0xC0, 17, bytes.fromhex("0202 00010000 00000000")),
        attribute(0xC0, 18, bytes.fromhex("00000000 c0000201")),
    ],
)
def test_2_as4_attributes_with_zero(octets: bytes) -> None:
    """§2: "handled by the procedures specified in [RFC6793]": attribute discard."""
    found = route(octets, context=OLD)
    assert treatment(found) == "attribute-discard"
    assert octets[1] not in codes(found)


def test_2_without_zero_nothing_is_malformed() -> None:
    """§2: the same attributes with other numbers."""
    assert is_fine(route(attribute(0x40, 2, bytes.fromhex("0202 0000fde9 00000001"))))
    assert is_fine(route(attribute(0xC0, 7, bytes.fromhex("00000001 c0000201"))))
    assert is_fine(route(attribute(0xC0, 17, bytes.fromhex("0201 00010000")), context=OLD))
    assert is_fine(route(attribute(0xC0, 18, bytes.fromhex("00010000 c0000201")), context=OLD))
