"""RFC 8950: the EXTENDED_NEXT_HOP capability in an OPEN."""

from __future__ import annotations

import pytest

from bgplib.capabilities import ExtendedNextHop
from bgplib.iana.families import Family
from tests.conformance.opens import read, refused


def test_entries() -> None:
    """RFC 8950 §4: AFI, SAFI and next hop AFI of two octets each."""
    value = read("0506 0001 0001 0002").capability(ExtendedNextHop)
    assert value == ExtendedNextHop(((Family.IPV4_UNICAST, 2),))


@pytest.mark.parametrize("field", ["0505 0001000100", "0507 00010001000200"])
def test_a_broken_length_is_refused(field: str) -> None:
    """RFC 8950 §4: entries of six octets."""
    assert refused(field) == (2, 0)
