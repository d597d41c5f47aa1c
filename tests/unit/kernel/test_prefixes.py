"""Fields of NLRI are split into keys (RFC 4271 §4.3, RFC 7911 §3)."""

from __future__ import annotations

import pytest

from bgplib.errors import DecodeError
from bgplib.kernel.prefixes import split, split_with_path_ids


def keys(field: str, maximum: int = 32) -> list[str]:
    """Split hex, and return hex."""
    octets = bytes.fromhex(field)
    return [key.hex() for key in split(octets, 0, len(octets), maximum)]


def test_prefixes_are_split_where_their_lengths_say() -> None:
    """RFC 4271 §4.3: a length in bits, then as many octets as hold them."""
    assert keys("00 08 0a 18 c00002 20 c6336401") == ["00", "080a", "18c00002", "20c6336401"]
    assert keys("") == []


def test_trailing_bits_are_cleared() -> None:
    """RFC 4271 §4.3: "Note that the value of trailing bits is irrelevant."."""
    assert keys("09 0aff 01 ff") == ["090a80", "0180"]
    assert keys("09 0aff") == keys("09 0a80")


@pytest.mark.parametrize("field", ["21 0a00000000", "ff", "08", "18 0a00", "080a 20 0a0000"])
def test_what_is_no_prefix_is_refused(field: str) -> None:
    """RFC 7606 §5.3: a length above 32, or more octets than are left; subcode 10."""
    with pytest.raises(DecodeError) as caught:
        keys(field)
    assert (caught.value.code, caught.value.subcode) == (3, 10)


def test_ipv6_prefixes_have_up_to_128_bits() -> None:
    """RFC 7606 §5.3: "an IPv6 NLRI has a length greater than 128" is incorrect."""
    assert keys("80" + "20010db8" + "00" * 12, 128) == ["80" + "20010db8" + "00" * 12]
    with pytest.raises(DecodeError):
        keys("81" + "00" * 17, 128)


def test_a_path_identifier_stands_before_each_prefix() -> None:
    """RFC 7911 §3: four octets of Path Identifier, then Length and Prefix."""
    octets = bytes.fromhex("00000001 08 0a ffffffff 00")
    found = split_with_path_ids(octets, 0, len(octets), 32)
    assert found == ([1, 0xFFFFFFFF], [b"\x08\x0a", b"\x00"])


@pytest.mark.parametrize("field", ["00000001", "00", "00000001 18 0a", "00000001 21 0000000000"])
def test_a_path_identifier_without_a_prefix_is_refused(field: str) -> None:
    """RFC 7911 §3: plain NLRI where identifiers were agreed on do not parse."""
    octets = bytes.fromhex(field)
    with pytest.raises(DecodeError) as caught:
        split_with_path_ids(octets, 0, len(octets), 32)
    assert caught.value.subcode == 10
