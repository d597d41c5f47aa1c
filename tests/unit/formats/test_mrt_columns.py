"""Columns of elements: what is remembered of attributes changes nothing, and has a bound."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.attributes.block_store import BlockStore
from bgplib.attributes.reader import AttributeReader
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.mrt._attributes import entry_reader, origin_of
from bgplib.formats.mrt._element_columns import ElementColumns
from bgplib.iana.families import Family
from bgplib.registry import DEFAULT_REGISTRY
from tests.unit.kernel.test_usual import blocks

#: as many as are remembered, and more than twice
MANY: Final = 2500
ORIGIN: Final = origin_of(Family.IPV4_UNICAST, DEFAULT_REGISTRY, four_octet_as=True)
READER: Final = AttributeReader(Context(session=None), DEFAULT_REGISTRY.attributes)


def attributes(number: int, *, origin: int = 0, more: bytes = b"") -> bytes:
    """Return attributes, each number with others, and other communities."""
    path = bytes.fromhex("400206 0201 0000fde9 400304 0a000001")
    communities = b"\xc0\x08\x04" + number.to_bytes(4, "big")
    return bytes((0x40, 1, 1, origin)) + path + communities + more


def fresh() -> ElementColumns:
    """Return what has remembered nothing yet."""
    return ElementColumns(AddressTexts(), DEFAULT_REGISTRY, four_octet_as=True, kind="KIND")


def entry(columns: ElementColumns, octets: bytes) -> Any:
    """Read a RIB entry."""
    return columns.of_entry(octets, ORIGIN)


def update(columns: ElementColumns, octets: bytes) -> Any:
    """Read the attributes of an UPDATE."""
    return columns.of_update(octets)


def block(columns: ElementColumns, octets: bytes) -> Any:
    """Print a block, whose next hop stands beside it."""
    made = BlockStore(READER).read(octets)
    assert made is not None
    return columns.of_block(made, bytes((192, 0, 2, 1)))


UNKNOWN: Final = bytes.fromhex("c06301ff")
HOW: Final[dict[str, tuple[Callable[[ElementColumns, bytes], Any], int, bytes]]] = {
    "entry": (entry, 0, b""),
    "entry that is not usual": (entry, 0, UNKNOWN),
    "entry with a fault": (entry, 9, b""),
    "update": (update, 0, b""),
    "update that is not usual": (update, 0, UNKNOWN),
    "block": (block, 0, b""),
}


@pytest.mark.parametrize("how", HOW)
def test_what_is_remembered_has_a_bound(how: str) -> None:
    """However many sets of attributes an archive has; and each is read as by who never saw one."""
    read, origin, more = HOW[how]
    columns = fresh()
    for number in range(MANY):
        octets = attributes(number, origin=origin, more=more)
        found = read(columns, octets)
        assert read(columns, octets) == found
        if number % 100 == 0:
            assert found == read(fresh(), octets)
            # That of another one, which was seen before.
            before = attributes(number // 2, origin=origin, more=more)
            assert read(columns, before) == read(fresh(), before)
    sizes = [len(each) for each in gc.get_referents(columns) if type(each) is dict]
    assert len(sizes) == 7
    assert 0 < sum(sizes) <= 2 * 1024 + 512


def test_a_fault_is_told_each_time() -> None:
    """RFC 7606 §7.1: ORIGIN 9 is none; whoever has the same attributes has the same fault."""
    columns = fresh()
    octets = attributes(1, origin=9)
    found = [entry(columns, octets) for _ in range(3)]
    assert "ORIGIN" in found[0][1]
    assert found == [found[0]] * 3
    assert entry(columns, attributes(1))[1] is None


def test_what_costs_an_attribute_alone_is_no_fault() -> None:
    """RFC 7606 §7.6: ATOMIC_AGGREGATE of the wrong length is discarded, and the route stays."""
    shown, fault = entry(fresh(), attributes(1, more=bytes.fromhex("40060100")))
    assert fault is None
    assert shown[:2] == ("10.0.0.1", "65001")


_HOP: Final = bytes.fromhex("20010db8" + "00" * 11 + "01")
_REACH: Final = b"\x80\x0e\x11\x10" + _HOP
_UNREACH: Final = bytes.fromhex("800f03 000201")
#: what RIB entries of IPv6 have in place of NEXT_HOP, and what they should not have
PIECES: Final = (
    b"",
    _REACH,
    b"\x80\x0e\x21\x20" + _HOP + b"\xfe\x80" + _HOP[2:],
    b"\x80\x0e\x15\0\2\1\x10" + _HOP + b"\0",
    b"\x80\x0e\x05\x04\x0a\0\0\1",
    _UNREACH,
    b"\x80\x0f\x11\x10" + _HOP,
    _REACH + _REACH,
    _REACH + _UNREACH,
)
_FULL: Final = bytes.fromhex(
    "400101 02 40020e 0203 0000fde9 00000007 0000fdea 400304 0a000001 400600"
    "c00708 0000fdeb 0a000002 c00804 fde90001 c01008 0002fde900000001"
    "c0200c 000000010000000200000003"
)
#: RFC 6793 §4.2.3: AS_TRANS in both, and what AS4_PATH and AS4_AGGREGATOR say behind
_NARROW: Final = bytes.fromhex(
    "400101 00 400206 0202 5ba0 0007 400304 0a000001 c00706 5ba0 0a000001"
)


@given(blocks(), st.sampled_from(PIECES), st.booleans(), st.booleans())
@example(_FULL, b"", True, True)
@example(_FULL + UNKNOWN, b"", True, True)
@example(_FULL[:-15], b"", True, True)
@example(_FULL[:-26] + _FULL[-15:], b"", True, True)
@example(_FULL, _REACH, True, True)
@example(_FULL, PIECES[4], True, True)
@example(_FULL, _REACH + _REACH, True, True)
@example(_FULL, _REACH + _UNREACH, False, True)
@example(_FULL, PIECES[6], False, True)
@example(_NARROW + bytes.fromhex("c0110a 0202 00010000 00000007"), b"", True, False)
@example(_NARROW + bytes.fromhex("c01208 00010001 0a000001"), b"", True, False)
@example(_FULL.replace(b"\0\0\0\7", bytes(4)), b"", True, True)
def test_an_entry_is_read_as_by_who_knows_no_short_way(
    octets: bytes, piece: bytes, is_first: bool, wide: bool
) -> None:
    """RFC 6396 §4.3.4: whatever attributes an entry has, and its next hop in whatever form."""
    octets = piece + octets if is_first else octets + piece
    family = Family.IPV6_UNICAST if piece else Family.IPV4_UNICAST
    origin = origin_of(family, DEFAULT_REGISTRY, four_octet_as=wide)
    columns, twin = (
        ElementColumns(AddressTexts(), DEFAULT_REGISTRY, four_octet_as=wide, kind="KIND")
        for _ in range(2)
    )
    read = entry_reader(origin).read(octets)
    faults = [each for each in read.findings if each.treatment >= Treatment.TREAT_AS_WITHDRAW]
    expected = twin._of_block(read.block, read.next_hop), str(faults[0]) if faults else None
    for _ in range(2):
        assert columns.of_entry(octets, origin) == expected


def test_of_two_next_hops_the_global_one_is_printed() -> None:
    """RFC 2545 §3: it stands before the link-local one."""
    origin = origin_of(Family.IPV6_UNICAST, DEFAULT_REGISTRY, four_octet_as=True)
    for piece in PIECES[1:4]:
        for more in (b"", UNKNOWN):
            shown, fault = fresh().of_entry(_FULL + more + piece, origin)
            assert (shown[0], fault) == ("2001:db8::1", None)


@given(blocks())
@example(_FULL)
@example(_FULL[4:])
@example(_FULL + UNKNOWN)
@example(_FULL + bytes.fromhex("801d07 0401 0003 313233"))
def test_attributes_of_an_update_are_read_so_too(octets: bytes) -> None:
    """Where it says something of them, what it says is what the block says that they make."""
    found = fresh().of_update(octets)
    made = BlockStore(READER).read(octets)
    if found is None:
        assert made is None or not made.routable or made.choosy
        return
    assert made is not None
    assert (made.routable, made.choosy) == (True, False)
    assert found == fresh()._of_block(made, made.next_hop or b"")
