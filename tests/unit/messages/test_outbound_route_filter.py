"""Outbound route filters: octets, values, and which routes match."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages import outbound_route_filter as orf
from bgplib.messages.outbound_route_filter import (
    AddressPrefixEntry,
    CoveringPrefixEntry,
    Filters,
    OutboundRouteFilter,
    RemoveAll,
)
from bgplib.testing.strategies.messages import covering_filters, filters
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
    """Only types with an RFC have entries with a type; L2VPN has no address prefixes."""
    octets = bytes.fromhex("02 42 0003 010203")
    assert orf.decode(octets, IPV4).filters == (OutboundRouteFilter(0x42, b"\x01\x02\x03"),)
    value = orf.decode(OCTETS, Family.L2VPN_EVPN)
    assert value.filters[0].entries == OCTETS[4:]
    assert orf.encode(value) == OCTETS


@pytest.mark.parametrize("kind", [64, 65, 128])
def test_types_that_were_not_agreed_on_stay_octets(kind: int) -> None:
    """RFC 5291 §6: they are ignored, whatever is wrong with them; others are read as ever."""
    wrong = b"\x01" + bytes((kind,)) + bytes.fromhex("0001 c0")
    octets = wrong + bytes.fromhex("42 0000")
    others = {64, 65, 66, 128} - {kind}
    value = orf.decode(octets, Family.IPV4_VPN, others)
    assert value.filters[0] == OutboundRouteFilter(kind, b"\xc0")
    assert orf.encode(value) == octets
    for types in (None, {kind}):
        with pytest.raises(DecodeError):
            orf.decode(octets, Family.IPV4_VPN, types)
    assert orf.decode(OCTETS, IPV4, {64}) == VALUE


RT, IMPORT = bytes.fromhex("0002fde800000001"), bytes.fromhex("0002fde800000002")
#: IMMEDIATE; type 65: add permit 5 for 10.1.2.3, rt:65000:1, sent with rt:65000:2; remove all
COVERING = bytes.fromhex(
    "01 41 001d 00 00000005 00 20 0002fde800000001 0002fde800000002 00 0a010203 80"
)
FOR_HOST = CoveringPrefixEntry(
    sequence=5, maximum=32, route_target=RT, import_target=IMPORT, host=bytes((10, 1, 2, 3))
)
FOR_MAC = attrs.evolve(FOR_HOST, route_type=2, host=bytes.fromhex("00005e005301"))
FOR_ROUTES = attrs.evolve(FOR_HOST, route_type=3, maximum=0, host=b"")
VPN_FAMILIES = (Family.IPV4_VPN, Family.IPV6_VPN, Family.L2VPN_EVPN)


def test_covering_prefixes() -> None:
    """RFC 7543 §2, Figure 1: octets and value agree; REMOVE-ALL has no fields."""
    value = orf.decode(COVERING, Family.IPV4_VPN)
    assert value.filters == (OutboundRouteFilter(orf.COVERING_PREFIXES, (FOR_HOST, RemoveAll())),)
    assert orf.encode(value) == COVERING


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        (FOR_HOST, "10.1.2.3"),
        (attrs.evolve(FOR_HOST, action=1, host=bytes(15) + b"\x01"), "::1"),
        (FOR_MAC, "00:00:5e:00:53:01"),
        (FOR_ROUTES, "none"),
    ],
    ids=str,
)
def test_covering_prefixes_have_text(entry: CoveringPrefixEntry, shown: str) -> None:
    """The host is an address of its kind, and what is printed is read back."""
    value = Filters(orf.IMMEDIATE, (OutboundRouteFilter(orf.COVERING_PREFIXES, (entry,)),))
    assert f"covering {shown} " in str(value)
    assert Filters.parse(str(value)) == value


@given(st.sampled_from(VPN_FAMILIES), st.data())
def test_covering_prefixes_survive_the_wire(family: Family, data: st.DataObject) -> None:
    """Every value encodes to octets that decode to it."""
    value = data.draw(covering_filters(family))
    assert orf.decode(orf.encode(value), family) == value


@given(st.sampled_from(VPN_FAMILIES), st.data())
def test_damaged_covering_prefixes(family: Family, data: st.DataObject) -> None:
    """What is accepted has one encoding; nothing but a DecodeError leaves."""
    octets = bytearray(orf.encode(data.draw(covering_filters(family))))
    octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    value = attempt(lambda: orf.decode(bytes(octets), family))
    if isinstance(value, DecodeError):
        assert value.code == 7
        return
    assert orf.decode(orf.encode(value), family) == value


def covering(first: int, lengths: str, route_type: int, host: str) -> bytes:
    """Make filters with one entry of covering prefixes."""
    entry = bytes((first,)) + bytes(4) + bytes.fromhex(lengths) + RT + IMPORT
    entry += bytes((route_type,)) + bytes.fromhex(host)
    return b"\x01\x41" + len(entry).to_bytes(2, "big") + entry


FOUR, SIX, SIXTEEN = "0a010203", "00005e005301", "20010db8000000000000000000000001"


@pytest.mark.parametrize(
    ("octets", "family"),
    [
        (covering(0, "0020", 0, FOUR), Family.IPV4_VPN),
        (covering(0x40, "2020", 0, FOUR), Family.IPV4_VPN),
        (covering(0, "0080", 0, SIXTEEN), Family.IPV6_VPN),
        (covering(0, "8080", 0, SIXTEEN), Family.IPV6_VPN),
        (covering(0, "0030", 2, SIX), Family.L2VPN_EVPN),
        (covering(0, "3030", 2, SIX), Family.L2VPN_EVPN),
        (covering(0, "0000", 1, ""), Family.L2VPN_EVPN),
        (covering(0, "0000", 3, ""), Family.L2VPN_EVPN),
        (covering(0x5F, "0000", 4, ""), Family.L2VPN_EVPN),
        (bytes.fromhex("01 41 0001 a0"), Family.IPV4_VPN),  # REMOVE-ALL, whose Match says nothing
        (bytes.fromhex("01 41 0000"), Family.IPV4_VPN),
    ],
)
def test_covering_prefixes_within_the_rules(octets: bytes, family: Family) -> None:
    """RFC 7543 §2: the limits are reached and not passed."""
    value = orf.decode(octets, family)
    assert isinstance(value.filters[0].entries, tuple)
    assert orf.encode(value) == octets


@pytest.mark.parametrize(
    ("octets", "family", "words"),
    [
        (COVERING, Family.IPV4_UNICAST, "no filters"),
        (COVERING, Family.IPV6_UNICAST, "no filters"),
        (COVERING, Family(25, 65), "no filters"),
        (COVERING, Family(1, 70), "no filters"),
        (covering(0, "0000", 3, ""), Family(25, 128), "no filters"),
        (covering(0, "0000", 0, FOUR), Family(16388, 71), "no filters"),
        (bytes.fromhex("01 41 0000"), Family.IPV4_UNICAST, "no filters"),
        (covering(0x20, "0020", 0, FOUR), Family.IPV4_VPN, "DENY"),
        (covering(0x60, "0020", 0, FOUR), Family.IPV4_VPN, "DENY"),
        (bytes.fromhex("01 41 0001 c0"), Family.IPV4_VPN, "the action 3"),
        (covering(0xC0, "0020", 0, FOUR), Family.IPV4_VPN, "the action 3"),
        (covering(0, "2121", 0, FOUR), Family.IPV4_VPN, "more than 32"),
        (covering(0, "0021", 0, FOUR), Family.IPV4_VPN, "more than 32"),
        (covering(0, "2120", 0, FOUR), Family.IPV4_VPN, "more than 32"),
        (covering(0, "1110", 0, FOUR), Family.IPV4_VPN, "17 bits, the longest 16"),
        (covering(0, "0020", 1, FOUR), Family.IPV4_VPN, "no Route Type 1"),
        (covering(0, "0020", 0, FOUR[2:]), Family.IPV4_VPN, "octets"),
        (covering(0, "0020", 0, SIXTEEN), Family.IPV4_VPN, "octets"),
        (covering(0, "8181", 0, SIXTEEN), Family.IPV6_VPN, "more than 128"),
        (covering(0, "0081", 0, SIXTEEN), Family.IPV6_VPN, "more than 128"),
        (covering(0, "1110", 0, SIXTEEN), Family.IPV6_VPN, "17 bits, the longest 16"),
        (covering(0, "0020", 2, SIXTEEN), Family.IPV6_VPN, "no Route Type 2"),
        (covering(0, "0020", 0, FOUR), Family.IPV6_VPN, "octets"),
        (covering(0, "0000", 0, ""), Family.L2VPN_EVPN, "no Route Type 0"),
        (covering(0, "0000", 5, ""), Family.L2VPN_EVPN, "no Route Type 5"),
        (covering(0, "0001", 1, ""), Family.L2VPN_EVPN, "more than 0"),
        (covering(0, "0101", 3, ""), Family.L2VPN_EVPN, "more than 0"),
        (covering(0, "0100", 4, ""), Family.L2VPN_EVPN, "more than 0"),
        (covering(0, "0000", 1, SIX), Family.L2VPN_EVPN, "octets"),
        (covering(0, "0031", 2, SIX), Family.L2VPN_EVPN, "more than 48"),
        (covering(0, "3131", 2, SIX), Family.L2VPN_EVPN, "more than 48"),
        (covering(0, "1110", 2, SIX), Family.L2VPN_EVPN, "17 bits, the longest 16"),
        (covering(0, "0020", 2, FOUR), Family.L2VPN_EVPN, "octets"),
        (bytes.fromhex("01 41 0002 80 00"), Family.IPV4_VPN, "octets"),
    ],
)
def test_covering_prefixes_that_break_a_rule(octets: bytes, family: Family, words: str) -> None:
    """RFC 7543 §3: the speaker "MUST ignore the entire ROUTE-REFRESH message"."""
    with pytest.raises(DecodeError, match=words) as caught:
        orf.decode(octets, family)
    assert caught.value.treatment == Treatment.IGNORE
    assert caught.value.rfc == "RFC 7543 §2"
    assert caught.value.code == 7


def test_address_prefixes_that_break_a_rule_are_not_ignored() -> None:
    """RFC 5291 §6: they remove what was received before."""
    with pytest.raises(DecodeError) as caught:
        orf.decode(bytes.fromhex("01 40 0001 c0"), Family.IPV4_VPN)
    assert caught.value.treatment is None


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        (64, FOR_HOST),
        (128, FOR_HOST),
        (65, AddressPrefixEntry(sequence=1, prefix=TEN)),
        (65, attrs.evolve(FOR_HOST, host=b"")),
        (65, attrs.evolve(FOR_HOST, host=bytes(5))),
        (65, attrs.evolve(FOR_HOST, host=bytes(6))),
        (65, attrs.evolve(FOR_HOST, maximum=33)),
        (65, attrs.evolve(FOR_HOST, minimum=2, maximum=1)),
        (65, attrs.evolve(FOR_HOST, route_type=2)),
        (65, attrs.evolve(FOR_HOST, minimum=-1)),
        (65, attrs.evolve(FOR_HOST, reserved=32)),
        (65, attrs.evolve(FOR_MAC, maximum=49)),
        (65, attrs.evolve(FOR_MAC, route_type=1)),
        (65, attrs.evolve(FOR_ROUTES, route_type=5)),
        (65, attrs.evolve(FOR_ROUTES, maximum=1)),
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


def test_hosts_of_several_families_are_not_written() -> None:
    """A ROUTE-REFRESH is of one family, whose routes of all types may be asked for."""
    with pytest.raises(EncodeError, match="several families"):
        orf.encode(Filters(orf.DEFER, (OutboundRouteFilter(65, (FOR_HOST, FOR_MAC)),)))
    value = Filters(orf.DEFER, (OutboundRouteFilter(65, (FOR_ROUTES, RemoveAll(), FOR_MAC)),))
    assert orf.decode(orf.encode(value), Family.L2VPN_EVPN) == value


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
