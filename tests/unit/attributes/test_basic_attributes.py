"""The path attributes of RFC 4271 and its close kin: octets, text, and what is out of range."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import (
    Aggregator,
    As4Aggregator,
    As4Path,
    AsPath,
    AtomicAggregate,
    AttributeReader,
    ClusterList,
    Communities,
    LargeCommunities,
    LocalPref,
    MpReachNlri,
    MpUnreachNlri,
    MultiExitDisc,
    NextHop,
    OnlyToCustomer,
    Origin,
    OriginatorId,
    Segment,
    UnknownAttribute,
)
from bgplib.attributes._table import CODECS, DEFAULT_TABLE, AttributeTable
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, LocalError, ParseError
from bgplib.iana.families import Family
from bgplib.testing.strategies.attributes import attributes_of
from bgplib.testing.strategies.context import contexts

WIDE = AttributeReader(Context(session=None), DEFAULT_TABLE)
NARROW = AttributeReader(Context(session=None, four_octet_as=False), DEFAULT_TABLE)
HOST = bytes((192, 0, 2, 1))

#: value, whole attribute with 4-octet AS numbers, the same with 2-octet ones, text
EXAMPLES = [
    (Origin(0), "40010100", None, "igp"),
    (Origin(1), "40010101", None, "egp"),
    (Origin(2), "40010102", None, "incomplete"),
    (AsPath(), "400200", None, ""),
    (
        AsPath.parse("65001 {2,3}"),
        "400210 02010000fde9 01020000000200000003",
        "40020a 0201fde9 010200020003",
        "65001 {2,3}",
    ),
    (NextHop(HOST), "400304c0000201", None, "192.0.2.1"),
    (MultiExitDisc(7), "80040400000007", None, "7"),
    (LocalPref(100), "40050400000064", None, "100"),
    (AtomicAggregate(), "400600", None, "atomic-aggregate"),
    (
        Aggregator(65001, HOST),
        "c007080000fde9c0000201",
        "c00706fde9c0000201",
        "65001 192.0.2.1",
    ),
    (
        Communities((0xFDE80001, 0xFFFFFF01)),
        "c00808fde80001ffffff01",
        None,
        "65000:1 65535:65281",
    ),
    (OriginatorId(0x0A000001), "8009040a000001", None, "10.0.0.1"),
    (ClusterList((1, 0x0A000002)), "800a08000000010a000002", None, "0.0.0.1 10.0.0.2"),
    (
        As4Path((Segment(2, (4200000001,)),)),
        "c011060201fa56ea01",
        None,
        "4200000001",
    ),
    (As4Aggregator(4200000001, HOST), "c01208fa56ea01c0000201", None, "4200000001 192.0.2.1"),
    (
        LargeCommunities(((65000, 1, 2),)),
        "c0200c0000fde80000000100000002",
        None,
        "65000:1:2",
    ),
    (OnlyToCustomer(65001), "c023040000fde9", None, "65001"),
    (
        MpReachNlri(family=Family.IPV4_UNICAST, next_hop=HOST, nlri=b"\x08\x0a"),
        "800e0b 00010104c000020100 080a",
        None,
        "ipv4-unicast next-hop=192.0.2.1 nlri=0x080a",
    ),
    (MpUnreachNlri(Family.IPV6_UNICAST), "800f03000201", None, "ipv6-unicast"),
    (
        UnknownAttribute(code=250, flags=0xC0, octets=b"\x01\x02"),
        "c0fa020102",
        None,
        "UNKNOWN(250) 0x0102 flags=0xc0",
    ),
]


@pytest.mark.parametrize(("value", "wide", "narrow", "text"), EXAMPLES)
def test_values_are_written_and_read(value: Any, wide: str, narrow: str | None, text: str) -> None:
    """RFC 4271 §4.3, §5.1; RFC 1997; RFC 4456 §8; RFC 4760; RFC 6793 §3; RFC 8092; RFC 9234."""
    assert str(value) == text
    assert type(value).parse(text) == value
    for reader, octets in ((WIDE, wide), (NARROW, narrow or wide)):
        whole = bytes.fromhex(octets)
        assert reader.encode(value)[1] == whole
        assert reader.value(whole[1], whole[0], whole[3:]) == value


def test_every_row_has_an_example() -> None:
    """No row of the basic attributes is left out above."""
    basic = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 17, 18, 32, 35}
    covered = {WIDE.encode(value)[0] for value, _, _, _ in EXAMPLES}
    assert covered == basic | {250}
    assert basic <= {codec.code for codec in CODECS}


@given(st.data())
def test_any_value_round_trips(data: st.DataObject) -> None:
    """A value that fits the session is read as it was written."""
    context = data.draw(contexts())
    made = attributes_of(context)
    value = data.draw(made[data.draw(st.sampled_from(sorted(made)))])
    reader = AttributeReader(context, DEFAULT_TABLE)
    code, octets = reader.encode(value)
    body = octets[4:] if octets[0] & 0x10 else octets[3:]
    assert reader.value(code, octets[0], body) == value
    assert octets[0] & 0xC0 == reader.table.by_class(type(value)).flags


@pytest.mark.parametrize(
    "value",
    [
        Origin(3),
        Origin(-1),
        AsPath((Segment(5, (1,)),)),
        AsPath((Segment(2, ()),)),
        AsPath((Segment(2, (1,) * 256),)),
        AsPath((Segment(2, (0,)),)),
        AsPath((Segment(2, (1 << 32,)),)),
        NextHop(b"123"),
        NextHop(bytes(16)),
        MultiExitDisc(-1),
        MultiExitDisc(1 << 32),
        LocalPref(1 << 32),
        Aggregator(0, HOST),
        Aggregator(1, bytes(16)),
        Aggregator(1 << 32, HOST),
        Communities(()),
        Communities((1 << 32,)),
        Communities((-1,)),
        OriginatorId(1 << 32),
        ClusterList(()),
        ClusterList((-1,)),
        As4Path((Segment(2, (0,)),)),
        As4Aggregator(0, HOST),
        LargeCommunities(()),
        LargeCommunities(((1, 2, 1 << 32),)),
        LargeCommunities(((1, 2),)),  # type: ignore[arg-type]  # that is tried
        OnlyToCustomer(-1),
        MpReachNlri(family=Family.IPV4_UNICAST, next_hop=bytes(256), nlri=b""),
        MpReachNlri(family=Family.IPV4_UNICAST, next_hop=b"", reserved=256, nlri=b""),
        MpReachNlri(family=Family(65536, 1), next_hop=b"", nlri=b""),
        MpUnreachNlri(Family(1, 256)),
        UnknownAttribute(code=256, flags=0xC0, octets=b""),
        UnknownAttribute(code=250, flags=-1, octets=b""),
        UnknownAttribute(code=250, flags=0xC0, octets=bytes(65536)),
    ],
)
def test_what_is_out_of_range_is_not_written(value: object) -> None:
    """Only `EncodeError` is raised for a value that has no place on the wire."""
    with pytest.raises(EncodeError):
        WIDE.encode(value)


@pytest.mark.parametrize(
    ("code", "octets"),
    [
        (1, "03"),  # RFC 7606 §7.1
        (2, "0500"),  # RFC 7606 §7.2
        (3, "00000000"),  # RFC 4271 §6.3
        (3, "7f000001"),
        (3, "e0000001"),
        (3, "f0000001"),
        (7, "00000000c0000201"),  # RFC 7607 §2
        (7, "fde9c0000201"),  # RFC 7606 §7.7
        (14, "0001010500"),  # RFC 7606 §7.11
        (17, "0200"),  # RFC 6793 §6
        (17, "020100000000"),  # RFC 7607 §2
        (18, "00000000c0000201"),
    ],
)
def test_malformed_values_are_refused(code: int, octets: str) -> None:
    """The sections of RFC 7606, RFC 7607 and RFC 6793 that call a value malformed."""
    with pytest.raises(DecodeError) as caught:
        WIDE.value(code, 0, bytes.fromhex(octets))
    assert str(caught.value)


def test_long_values_have_two_octets_of_length() -> None:
    """RFC 4271 §4.3: a length above 255 needs the Extended Length bit; we set it for no other."""
    short = WIDE.encode(Communities((1,) * 63))[1]
    long = WIDE.encode(Communities((1,) * 64))[1]
    assert short[:3].hex() == "c008fc"
    assert long[:4].hex() == "d0080100"
    kept = WIDE.encode(UnknownAttribute(code=250, flags=0xD0, octets=b"x"))[1]
    assert kept.hex() == "d0fa000178"


@pytest.mark.parametrize(
    ("text", "value"),
    [("igp", 0), ("EGP", 1), (" incomplete ", 2), ("i", 0), ("e", 1), ("?", 2)],
)
def test_origins_are_read_in_all_spellings(text: str, value: int) -> None:
    """Words, and the letters that routers print behind the path."""
    origin = Origin.parse(text)
    assert origin.value == value
    assert Origin.parse(origin.short) == Origin.parse(str(origin)) == origin


def test_what_is_no_origin_is_refused() -> None:
    """Other words are the caller's mistake."""
    with pytest.raises(ParseError):
        Origin.parse("best")


def test_a_table_has_one_row_for_each_code_and_class() -> None:
    """Decision 2 of the design: tables are immutable values, checked when they are made."""
    with pytest.raises(LocalError):
        AttributeTable((*CODECS, CODECS[0]))
    with pytest.raises(LocalError):
        DEFAULT_TABLE.by_class(str)
    assert DEFAULT_TABLE.by_code(250) is None
