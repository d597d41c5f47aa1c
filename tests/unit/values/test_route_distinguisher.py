"""Route distinguishers (RFC 4364 §4.2)."""

from __future__ import annotations

import pytest

from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.values.route_distinguisher import RouteDistinguisher


@pytest.mark.parametrize(
    ("text", "hexadecimal", "canonical"),
    [
        ("65000:1", "0000fde800000001", "65000:1"),
        ("65000:4294967295", "0000fde8ffffffff", "65000:4294967295"),
        ("192.0.2.1:1", "0001c00002010001", "192.0.2.1:1"),
        ("4200000000:1", "0002fa56ea000001", "4200000000:1"),
        ("1.10:100", "00020001000a0064", "65546:100"),
        ("100.100:100", "0002006400640064", "6553700:100"),
        ("0.100:100", "0002000000640064", "100L:100"),
        ("65000L:1", "00020000fde80001", "65000L:1"),
        ("0x0003010203040506", "0003010203040506", "0x0003010203040506"),
        ("0x0000fde800000001", "0000fde800000001", "65000:1"),
    ],
)
def test_type_follows_from_the_text(text: str, hexadecimal: str, canonical: str) -> None:
    """RFC 4364 §4.2: three types, told apart by the size of the administrator."""
    distinguisher = RouteDistinguisher.parse(text)
    assert distinguisher.octets.hex() == hexadecimal
    assert str(distinguisher) == canonical
    assert RouteDistinguisher.parse(canonical) == distinguisher
    assert eval(repr(distinguisher), {"RouteDistinguisher": RouteDistinguisher}) == distinguisher


def test_type_can_be_demanded() -> None:
    """RFC 4364 §4.2: type 2 may hold an AS number that would fit in type 0."""
    distinguisher = RouteDistinguisher.parse("65000:1", type=2)
    assert distinguisher.octets.hex() == "00020000fde80001"
    assert (distinguisher.type, distinguisher.administrator, distinguisher.number) == (2, 65000, 1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4200000000:1", 0),
        ("65000:1", 1),
        ("192.0.2.1:1", 0),
        ("192.0.2.1:1", 2),
        ("65000:65536", 2),
        ("65000:1", 3),
        ("4200000000:65536", None),
        ("192.0.2.1:65536", None),
        ("65000:4294967296", None),
        ("4294967296:1", None),
        ("65000", None),
        ("", None),
        (":", None),
        ("a:b", None),
        ("0x000301020304050g", None),
        ("999.0.0.1:1", None),
    ],
)
def test_what_does_not_fit_is_refused(text: str, kind: int | None) -> None:
    """RFC 4364 §4.2: administrator and number have 48 bits between them."""
    with pytest.raises(ParseError):
        RouteDistinguisher.parse(text, type=kind)


def test_parts_of_unknown_types_are_none() -> None:
    """RFC 4364 §4.2: what is behind another type is not known, but kept."""
    distinguisher = RouteDistinguisher(bytes.fromhex("ffff010203040506"))
    assert distinguisher.type == 0xFFFF
    assert distinguisher.administrator is None
    assert distinguisher.number is None


def test_making_one_checks_the_parts() -> None:
    """RFC 4364 §4.2: only types 0, 1 and 2 have parts."""
    assert str(RouteDistinguisher.of(1, 0xC0000201, 7)) == "192.0.2.1:7"
    for parts in ((3, 1, 1), (0, 65536, 1), (2, 1, 65536), (0, -1, 1)):
        with pytest.raises(EncodeError):
            RouteDistinguisher.of(*parts)
    with pytest.raises(ParseError):
        RouteDistinguisher(b"")


def test_what_gobgp_takes() -> None:
    """RFC 5396 §2: AS numbers of four octets in asdot, which tells them from those of two."""
    for text in ("65000:1", "192.0.2.1:7", "0.65000:1", "64086.59904:9"):
        assert RouteDistinguisher.parse(text).gobgp_text() == text
    with pytest.raises(LocalError, match="no words"):
        RouteDistinguisher(b"\0\x09abcdef").gobgp_text()
