"""ROUTE-REFRESH: its fields, and what makes it be ignored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.route_refresh import BORR, EORR, NORMAL, RouteRefresh
from bgplib.messages.route_refresh import decode as decode_route_refresh
from bgplib.testing.strategies.messages import route_refreshes
from tests.unit.messages.attempts import attempt


@given(route_refreshes(), st.sampled_from([None, True, False]))
def test_route_refreshes_survive_the_wire(value: RouteRefresh, enhanced: bool | None) -> None:
    """RFC 2918 §3, RFC 7313 §3.2: AFI, subtype, SAFI; RFC 5291 §4: filters behind them."""
    assert decode(value.encode(), Context(enhanced_route_refresh=enhanced)) == value


@given(st.binary(max_size=40), st.sampled_from([None, True, False]))
def test_any_octets(body: bytes, enhanced: bool | None) -> None:
    """Whatever is accepted encodes to the octets it came from."""
    octets = frame(5, body)
    value = attempt(lambda: decode(octets, Context(enhanced_route_refresh=enhanced)))
    if isinstance(value, DecodeError):
        assert (value.code, value.subcode, value.data) in {(1, 2, octets[16:18]), (7, 1, octets)}
        return
    assert value.encode() == octets
    assert str(value).isprintable()
    for finding in value.findings:
        assert octets[finding.offset : finding.offset + finding.length] == finding.octets


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (RouteRefresh(Family.IPV4_UNICAST), "ROUTE-REFRESH ipv4-unicast request"),
        (RouteRefresh(Family.IPV6_VPN, BORR), "ROUTE-REFRESH ipv6-vpn BoRR"),
        (RouteRefresh(Family.IPV6_VPN, EORR), "ROUTE-REFRESH ipv6-vpn EoRR"),
        (RouteRefresh(Family.IPV4_UNICAST, 9), "ROUTE-REFRESH ipv4-unicast UNKNOWN(9)"),
        (
            RouteRefresh(Family.IPV4_UNICAST, NORMAL, b"\x01"),
            "ROUTE-REFRESH ipv4-unicast request orf=0x01",
        ),
    ],
    ids=str,
)
def test_text(value: RouteRefresh, text: str) -> None:
    """One line says what is asked."""
    assert str(value) == text
    assert RouteRefresh.parse(text) == value
    assert value.type == 5


@pytest.mark.parametrize("size", range(4))
def test_too_short(size: int) -> None:
    """RFC 2918 §3: AFI, an octet and SAFI are always there."""
    octets = frame(5, bytes(size))
    with pytest.raises(DecodeError) as caught:
        decode_route_refresh(octets)
    assert (caught.value.code, caught.value.subcode) == (1, 2)
    assert caught.value.data == octets[16:18]


def test_out_of_range() -> None:
    """Each field has its octets; filters count against the longest message."""
    for value in (RouteRefresh(Family(1 << 16, 1)), RouteRefresh(Family(1, 1), 256)):
        with pytest.raises(EncodeError):
            value.encode()
    large = RouteRefresh(Family.IPV4_UNICAST, NORMAL, bytes(4074))
    with pytest.raises(EncodeError, match="4097"):
        large.encode()
    assert len(large.encode(Context(extended_messages=True))) == 4097


def test_a_family_that_was_not_agreed_on() -> None:
    """The finding names the family, and shows where it stands."""
    context = Context(families={Family.IPV6_UNICAST})
    octets = RouteRefresh(Family.IPV4_UNICAST).encode()
    value = decode(octets, context)
    assert value.treatment is Treatment.IGNORE
    (finding,) = value.findings
    assert (finding.family, finding.offset, finding.length) == (Family.IPV4_UNICAST, 19, 4)
    assert decode(RouteRefresh(Family.IPV6_UNICAST).encode(), context).findings == ()


def test_the_family_is_taken_as_text() -> None:
    """As wherever a program names one."""
    assert RouteRefresh("evpn") == RouteRefresh(Family.L2VPN_EVPN)
    with pytest.raises(ParseError):
        RouteRefresh("ipv5")
