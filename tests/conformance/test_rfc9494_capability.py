"""RFC 9494: the LONG_LIVED_GRACEFUL_RESTART capability in an OPEN."""

from __future__ import annotations

from tests.conformance.opens import read, refused


def test_entries_of_seven_octets() -> None:
    """RFC 9494 §3.1: other lengths are refused (CVE-2023-31489)."""
    assert read("4707 0001 01 80 000e10").findings == ()
    assert refused("4703 000101") == (2, 0)
