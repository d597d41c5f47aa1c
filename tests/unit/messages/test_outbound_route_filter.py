"""Outbound route filters: octets, values, and which routes match."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import Family
from bgplib.messages import outbound_route_filter as orf
from bgplib.messages.outbound_route_filter import (
    AddressPrefixEntry,
    CoveringPrefixEntry,
    Filters,
    OutboundRouteFilter,
    RemoveAll,
)
from bgplib.testing.strategies.messages import filters
from bgplib.values.prefix import Prefix
from tests.unit.messages.attempts import attempt

IPV4 = Family.IPV4_UNICAST
TEN = Prefix.parse("10.0.0.0/8")
# IMMEDIATE; type 64, 19 octets: remove all; add permit 5 10.0.0.0/8 ge 16 le 24; deny 7 0.0.0.0/0.
OCTETS = bytes.fromhex("01 40 0012 80 00 00000005 10 18 08 0a 20 00000007 00 00 00")
VALUE = Filters(
    orf.IMMEDIATE,
    (
        OutboundRouteFilter(
            orf.ADDRESS_PREFIX,
            (
                RemoveAll(),
                AddressPrefixEntry(sequence=5, prefix=TEN, minimum=16, maximum=24),
                AddressPrefixEntry(sequence=7, prefix=Prefix.parse("0.0.0.0/0"), deny=True),
            ),
        ),
    ),
)


def test_octets_and_value_agree() -> None:
    """RFC 5291 §4, RFC 5292 §3."""
    assert orf.decode(OCTETS, IPV4) == VALUE
    assert orf.encode(VALUE) == OCTETS


@given(st.sampled_from([1, 2]), st.data())
def test_filters_survive_the_wire(afi: int, data: st.DataObject) -> None:
    """Every value encodes to octets that decode to it."""
    value = data.draw(filters(afi))
    assert orf.decode(orf.encode(value), Family(afi, 1)) == value


@given(st.binary(max_size=60), st.sampled_from([1, 2, 25]))
def test_any_octets_are_filters_or_a_decode_error(octets: bytes, afi: int) -> None:
    """Nothing else leaves, and what is accepted has one encoding, but for trailing bits."""
    value = attempt(lambda: orf.decode(octets, Family(afi, 1)))
    if isinstance(value, DecodeError):
        assert value.code == 7
        return
    assert orf.decode(orf.encode(value), Family(afi, 1)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01 40",
        "01 40 00",
        "01 40 0002 80",
        "01 40 0001 00",
        "01 40 0001 c0",
        "01 40 0009 00 00000005 00 00 08",
        "01 40 0008 00 00000005 00 00 08",
        "01 40 000d 00 00000005 00 00 21 0a00000000",
        "01 40 0008 00 00000005 21 00 00",
        "01 40 0008 00 00000005 00 21 00",
    ],
)
def test_what_cannot_be_read(text: str) -> None:
    """A length that lies, an action without meaning, a prefix longer than an address."""
    with pytest.raises(DecodeError) as caught:
        orf.decode(bytes.fromhex(text), IPV4)
    assert caught.value.code == 7
    assert caught.value.rfc


def test_trailing_bits_are_irrelevant() -> None:
    """RFC 5292 §3: "The value of the trailing bits is irrelevant."."""
    one = orf.decode(bytes.fromhex("01 40 000a 00 00000005 00 00 09 0aff"), IPV4)
    assert one.filters[0].entries == (
        AddressPrefixEntry(sequence=5, prefix=Prefix.parse("10.128.0.0/9")),
    )


def test_types_that_are_not_known_stay_octets() -> None:
    """Only address prefixes have entries with a type; L2VPN has no address prefixes."""
    octets = bytes.fromhex("02 41 0003 010203")
    assert orf.decode(octets, IPV4).filters == (OutboundRouteFilter(0x41, b"\x01\x02\x03"),)
    value = orf.decode(OCTETS, Family.L2VPN_EVPN)
    assert value.filters[0].entries == OCTETS[4:]
    assert orf.encode(value) == OCTETS


#: IMMEDIATE; type 65: add permit 5 for 10.1.2.3, rt:65000:1, sent with rt:65000:2; remove all
COVERING = bytes.fromhex(
    "01 41 001d 00 00000005 00 20 0002fde800000001 0002fde800000002 00 0a010203 80"
)
FOR_HOST = CoveringPrefixEntry(
    sequence=5,
    maximum=32,
    route_target=bytes.fromhex("0002fde800000001"),
    import_target=bytes.fromhex("0002fde800000002"),
    host=bytes((10, 1, 2, 3)),
)


def test_covering_prefixes_of_vpn_families() -> None:
    """RFC 7543 §3: an entry for one host, whose address is of the family."""
    value = orf.decode(COVERING, Family.IPV4_VPN)
    assert value.filters == (OutboundRouteFilter(orf.COVERING_PREFIXES, (FOR_HOST, RemoveAll())),)
    assert orf.encode(value) == COVERING
    text = str(value)
    assert "covering-prefixes" in text
    assert "10.1.2.3" in text
    assert Filters.parse(text) == value
    six = CoveringPrefixEntry(
        action=1,
        deny=True,
        sequence=1,
        minimum=1,
        maximum=128,
        route_target=bytes(8),
        import_target=bytes(range(8)),
        host=bytes(range(16)),
        reserved=31,
    )
    value = Filters(orf.DEFER, (OutboundRouteFilter(orf.COVERING_PREFIXES, (six, six)),))
    assert orf.decode(orf.encode(value), Family.IPV6_VPN) == value


@pytest.mark.parametrize(
    ("octets", "family"),
    [
        (COVERING, Family.IPV4_UNICAST),
        (COVERING, Family.L2VPN_EVPN),
        (COVERING, Family.IPV6_VPN),
        (bytes.fromhex("01 41 0001 c0"), Family.IPV4_VPN),
        (bytes.fromhex("01 41 0002 80 00"), Family.IPV4_VPN),
    ],
)
def test_covering_prefixes_that_cannot_be_read_stay_octets(octets: bytes, family: Family) -> None:
    """A family of another kind, an action without meaning, an entry that runs past the end."""
    value = orf.decode(octets, family)
    assert value.filters == (OutboundRouteFilter(orf.COVERING_PREFIXES, octets[4:]),)
    assert orf.encode(value) == octets


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        (64, FOR_HOST),
        (128, FOR_HOST),
        (65, AddressPrefixEntry(sequence=1, prefix=TEN)),
        (65, attrs.evolve(FOR_HOST, host=b"")),
        (65, attrs.evolve(FOR_HOST, action=2)),
        (65, attrs.evolve(FOR_HOST, route_target=bytes(6))),
        (65, attrs.evolve(FOR_HOST, import_target=bytes(9))),
        (65, attrs.evolve(FOR_HOST, route_type=256)),
        (65, attrs.evolve(FOR_HOST, sequence=-1)),
    ],
    ids=str,
)
def test_entries_that_do_not_fit_their_type_are_not_written(kind: int, entry: orf.Entry) -> None:
    """A caller's mistake."""
    with pytest.raises(EncodeError):
        orf.encode(Filters(orf.IMMEDIATE, (OutboundRouteFilter(kind, (entry,)),)))


@pytest.mark.parametrize(
    ("minimum", "maximum", "prefix", "expected"),
    [
        (0, 0, "10.0.0.0/8", True),
        (0, 0, "10.0.0.0/9", False),
        (0, 0, "11.0.0.0/8", False),
        (16, 0, "10.0.0.0/8", False),
        (16, 0, "10.1.0.0/16", True),
        (16, 0, "10.1.1.1/32", True),
        (16, 0, "11.1.1.1/32", False),
        (0, 24, "10.0.0.0/8", True),
        (0, 24, "10.1.1.0/24", True),
        (0, 24, "10.1.1.0/25", False),
        (16, 24, "10.0.0.0/15", False),
        (16, 24, "10.1.0.0/16", True),
        (16, 24, "10.1.1.0/25", False),
        (0, 24, "0.0.0.0/0", False),
        (0, 0, "a00::/8", False),
    ],
)
def test_matching(minimum: int, maximum: int, prefix: str, expected: bool) -> None:
    """RFC 5292 §4, Table 1."""
    entry = AddressPrefixEntry(sequence=1, prefix=TEN, minimum=minimum, maximum=maximum)
    assert entry.matches(Prefix.parse(prefix)) is expected


@pytest.mark.parametrize(
    "entry",
    [
        RemoveAll(64),
        AddressPrefixEntry(sequence=1, prefix=TEN, action=2),
        AddressPrefixEntry(sequence=1 << 32, prefix=TEN),
        AddressPrefixEntry(sequence=1, prefix=TEN, minimum=256),
        AddressPrefixEntry(sequence=1, prefix=TEN, reserved=32),
    ],
    ids=str,
)
def test_out_of_range(entry: AddressPrefixEntry | RemoveAll) -> None:
    """A value that has no place in its field is refused."""
    with pytest.raises(EncodeError):
        orf.encode(Filters(1, (OutboundRouteFilter(64, (entry,)),)))
