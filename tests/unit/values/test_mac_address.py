"""MAC addresses as text."""

from __future__ import annotations

import pytest

from bgplib.errors import ParseError
from bgplib.values.mac_address import MacAddress


@pytest.mark.parametrize(
    "text",
    [
        "00:00:5e:00:53:01",
        "00:00:5E:00:53:01",
        "0:0:5e:0:53:1",
        "00-00-5E-00-53-01",
        "0000.5e00.5301",
        "00005e005301",
        " 00:00:5e:00:53:01\n",
    ],
)
def test_every_spelling_is_read_and_one_is_printed(text: str) -> None:
    """IEEE 802: colons, hyphens, Cisco's dots or nothing may stand between."""
    address = MacAddress.parse(text)
    assert address.octets == b"\x00\x00\x5e\x00\x53\x01"
    assert str(address) == "00:00:5e:00:53:01"
    assert eval(repr(address), {"MacAddress": MacAddress}) == address


@pytest.mark.parametrize(
    "text",
    ["", "00:00:5e:00:53", "00:00:5e:00:53:01:02", "00:00-5e:00:53:01", "0000.5e00.530g", "0" * 11],
)
def test_what_is_no_mac_address_is_refused(text: str) -> None:
    """IEEE 802: six octets in one notation."""
    with pytest.raises(ParseError):
        MacAddress.parse(text)


def test_other_lengths_than_six_octets_are_refused() -> None:
    """IEEE 802: an address has 6 octets."""
    with pytest.raises(ParseError):
        MacAddress(b"\x00" * 5)


def test_addresses_sort_by_their_octets() -> None:
    """Tables print them in order."""
    assert MacAddress(b"\x00" * 6) < MacAddress(b"\x00" * 5 + b"\x01") < MacAddress(b"\xff" * 6)
