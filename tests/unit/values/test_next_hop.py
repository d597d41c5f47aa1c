"""NextHop: the field in all lengths that RFCs give it."""

from __future__ import annotations

import pytest

from bgplib.errors import ParseError
from bgplib.values.address import address_octets
from bgplib.values.next_hop import NextHop

V4 = address_octets("192.0.2.1")
V6 = address_octets("2001:db8::1")
LL = address_octets("fe80::1")
RD = bytes.fromhex("0000fde900000001")


@pytest.mark.parametrize(
    ("octets", "address", "link_local", "rd"),
    [
        (V4, V4, b"", b""),  # RFC 4760 §3
        (V6, V6, b"", b""),  # RFC 2545 §3
        (V6 + LL, V6, LL, b""),  # RFC 2545 §3
        (RD + V4, V4, b"", RD),  # RFC 4364 §4.3.2
        (RD + V6, V6, b"", RD),  # RFC 4659 §3.2.1
        (RD + V6 + RD + LL, V6, LL, RD),  # RFC 4659 §3.2.1
        (b"", b"", b"", b""),  # RFC 8955 §4
        (b"12345", b"", b"", b""),
    ],
)
def test_parts_are_found(octets: bytes, address: bytes, link_local: bytes, rd: bytes) -> None:
    """The length of the field says what is in it."""
    hop = NextHop(octets)
    assert (hop.address, hop.link_local, hop.route_distinguisher) == (address, link_local, rd)


def test_the_short_text_is_the_address() -> None:
    """The address, or the octets in hex where their number means nothing."""
    assert NextHop(RD + V4).short == "192.0.2.1"
    assert NextHop(V6 + LL).short == "2001:db8::1"
    assert NextHop(b"\x01\x02").short == "0102"
    assert NextHop(b"").short == ""


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (V4, "192.0.2.1"),
        (V6 + LL, "2001:db8::1,fe80::1"),
        (RD + V4, "192.0.2.1 rd 65001:1"),
        (RD + V6 + RD + LL, "2001:db8::1,fe80::1 rd 65001:1"),
        (RD + V6 + bytes(8) + LL, "0x" + (RD + V6 + bytes(8) + LL).hex()),
        (b"\x01\x02", "0x0102"),
        (b"", "none"),
    ],
)
def test_the_whole_text_reads_back(octets: bytes, text: str) -> None:
    """No octet is lost: a link-local address and a distinguisher stand in the text."""
    assert str(NextHop(octets)) == text
    assert NextHop.parse(text) == NextHop(octets)


@pytest.mark.parametrize(
    ("text", "octets"),
    [("192.0.2.1", V4), ("2001:db8::1", V6), ("2001:db8::1, fe80::1", V6 + LL)],
)
def test_text_is_read(text: str, octets: bytes) -> None:
    """An address, or two of IPv6 with a comma between."""
    assert NextHop.parse(text).octets == octets


@pytest.mark.parametrize("text", ["", "x", "192.0.2.1,192.0.2.2", "::1,::2,::3", "::1,"])
def test_other_text_is_refused(text: str) -> None:
    """Two IPv4 addresses are no next hop, nor are three addresses."""
    with pytest.raises(ParseError):
        NextHop.parse(text)
