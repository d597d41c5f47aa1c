"""The expression of usual blocks says what the walk says (RFC 4271 §4.3, RFC 7606)."""

from __future__ import annotations

import itertools
import struct
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.attributes import AttributeBlock
from bgplib.attributes._table import CODECS, DEFAULT_TABLE, AttributeTable
from bgplib.attributes.block_store import BlockStore
from bgplib.attributes.reader import AttributeReader
from bgplib.context import Context, SessionType
from bgplib.kernel.attribute_block import index
from bgplib.kernel.usual import (
    CODES,
    COMPILED,
    EXTERNAL,
    INTERNAL,
    _as_numbers,
    as_numbers,
    find,
    find_external,
    find_internal,
    layout,
    may_be_reflected,
    path_at,
    place,
    spans,
)

READ_PLAINLY = (
    "origin",
    "as_path",
    "as_path_length",
    "as_path_text",
    "next_hop",
    "med",
    "local_pref",
    "atomic_aggregate",
    "aggregator",
    "communities",
    "originator_id",
    "cluster_list",
    "extended_communities",
    "large_communities",
    "only_to_customer",
    "routable",
    "choosy",
    "whole",
)
CONTEXTS = (
    Context(session=None),
    Context(session=SessionType.INTERNAL),
    Context(session=SessionType.EXTERNAL),
    Context(session=SessionType.EXTERNAL, peer_as=65001),
    Context(session=None, own_routes=True),
)


def framed(flags: int, code: int, value: bytes) -> bytes:
    """Write an attribute with one octet of length."""
    return bytes((flags, code, len(value))) + value


@st.composite
def blocks(draw: st.DrawFn) -> bytes:
    """Generate attribute blocks of the usual kind, each attribute there or not."""

    def numbers(form: str, most: int) -> bytes:
        fill = draw(st.sampled_from((b"\0\0\xfd\xe9\0\0\0\7", b"\0\0\0\0", b"\x0a\1\2\3")))
        size = struct.calcsize(form) * draw(st.integers(1, most))
        return (fill * size)[:size]

    hops = draw(st.integers(1, 8) | st.integers(0, 35))
    asns = draw(st.sampled_from((65001, 65001, 7, 0, 1 << 24)))
    path = struct.pack(">BBI", 2, hops, asns)[: 6 if hops else 2] + numbers("I", 1)[:4] * (hops - 1)
    parts = [
        framed(0x40, 1, bytes((draw(st.integers(0, 3)),))),
        draw(st.sampled_from((framed(0x40, 2, path), b"\x50\2\0" + framed(0, 0, path)[2:]))),
    ]
    optional = (
        framed(
            0x40,
            3,
            draw(st.sampled_from((b"\x0a\0\0\1", b"\x7f\0\0\1", b"\0\0\0\1", b"\0\0\0\0"))),
        ),
        framed(0x80, 4, numbers("I", 1)),
        framed(0x40, 5, numbers("I", 1)),
        framed(0x40, 6, b""),
        framed(0xC0, 7, numbers("I", 1) + b"\x0a\0\0\1"),
        framed(
            draw(st.sampled_from((0xC0, 0xE0))), 8, numbers("I", draw(st.sampled_from((9, 9, 45))))
        ),
        framed(0x80, 9, numbers("I", 1)),
        framed(0x80, 10, numbers("I", draw(st.sampled_from((9, 9, 45))))),
        framed(0xC0, 16, numbers("Q", draw(st.sampled_from((3, 20))))),
        framed(0xC0, 32, numbers("III", draw(st.sampled_from((3, 14))))),
        *draw(st.sampled_from(((), (), (), (framed(0xC0, 35, numbers("I", 1)),)))),
    )
    parts += [part for part in optional if draw(st.booleans())]
    octets = bytearray(b"".join(parts))
    if draw(st.sampled_from((False, False, True))):
        at = draw(st.integers(0, min(len(octets) - 1, 60)))
        octets[at] = draw(st.sampled_from((0, 1, 2, 4, 0x40, 0x80, 0xC0, octets[at] ^ 1)))
    return bytes(octets)


#: by group: the octets of the longest value that the expression knows
_LONGEST = {1: 2 + 4 * 30, 7: 4 * 40, 9: 4 * 40, 10: 8 * 16, 11: 12 * 12}


@given(st.booleans(), blocks())
@example(False, bytes.fromhex("400101 00 400206 0201 0000fde9"))
@example(False, bytes.fromhex("400101 00 50020006 0201 0000fde9"))
@example(False, bytes.fromhex("400101 00 400206 0201 0000fde9 c008a4") + b"\xfd\xe9\0\1" * 41)
@example(True, bytes.fromhex("400101 00 400206 0201 0000fde9 c01088") + b"\0\2\0\1" * 34)
@example(True, bytes.fromhex("400101 00 400206 0201 0000fde9 c0209c") + b"\0\0\0\1" * 39)
def test_the_loop_says_what_the_expression_says(external: bool, octets: bytes) -> None:
    """Of every block that the expression matches, the loop says where the same attributes are."""
    match = (EXTERNAL if external else INTERNAL).fullmatch(octets)
    found = (find_external if external else find_internal)(octets)
    if match is not None:
        assert found is not None
        assert [found.start(group) for group in range(1, 12)] == [
            match.start(group) for group in range(1, 12)
        ]
    elif found is not None:
        # The loop has no bounds on how many there are.
        places = {group: found.start(group) for group in _LONGEST}
        assert any(octets[at] > _LONGEST[group] for group, at in places.items() if at >= 0)


@given(st.sampled_from(CONTEXTS), blocks())
@example(CONTEXTS[0], bytes.fromhex("400101 00 400206 0201 0000fde9"))
def test_what_is_found_is_what_the_index_says(context: Context, octets: bytes) -> None:
    """What is usual but for its AS numbers is well-formed; its values are where they are found."""
    reader = AttributeReader(context, DEFAULT_TABLE)
    found = find(external=context.session is SessionType.EXTERNAL)(octets)
    if found is None:
        return
    asns = as_numbers(found, octets)
    at = found.start(1)
    assert _as_numbers(octets, at + 3, octets[at + 2]) == asns
    walked = index(octets, reader.rules)
    # RFC 7607 §2, and RFC 7606 §7.2 where the first AS number is enforced.
    assert (walked is None) == (not asns or reader.first_as not in (0, asns[0]))
    if walked is None:
        return
    assert walked == spans(found, octets)
    assert list(walked) == list(spans(found, octets))
    slowly = AttributeBlock(octets, walked, reader)
    assert slowly.as_path == ((2, asns),)
    for name in READ_PLAINLY:
        # A block for each: what one property finds is not to help another.
        quickly = AttributeBlock(octets, None, reader, None, found)
        assert getattr(quickly, name) == getattr(slowly, name), name
    # What is there is said without an index, which any of the above would leave behind.
    quickly = AttributeBlock(octets, None, reader, None, found)
    assert [code for code in range(-1, 257) if code in quickly] == list(walked)
    assert quickly._index is None
    assert AttributeBlock(octets, None, reader, None, found) == slowly


@given(st.sampled_from(CONTEXTS), blocks())
def test_a_store_reads_all_blocks(context: Context, octets: bytes) -> None:
    """A store says of any block what the walk says, whatever it keeps of what it has seen."""
    reader = AttributeReader(context, DEFAULT_TABLE)
    block = BlockStore(reader).read(octets)
    walked = index(octets, reader.rules)
    assert (block is None) == (walked is None)
    if block is not None and walked is not None:
        slowly = AttributeBlock(octets, walked, reader)
        assert block == slowly
        assert isinstance(block, AttributeBlock)
        for name in (*READ_PLAINLY, "is_canonical", "reader"):
            assert getattr(block, name) == getattr(slowly, name), name


# Of those that are drawn, few are usual and have a first AS that is not the peer's (RFC 7606 §7.2),
# or AS 0 behind it (RFC 7607 §2), or four zeros that belong to two numbers.
@given(st.sampled_from(CONTEXTS), blocks())
@example(CONTEXTS[3], bytes.fromhex("400101 00 400206 0201 0000fde9"))
@example(CONTEXTS[3], bytes.fromhex("400101 00 400206 0201 00000007"))
@example(CONTEXTS[3], bytes.fromhex("400101 00 40020a 0202 00000007 0000fde9"))
@example(CONTEXTS[2], bytes.fromhex("400101 00 40020a 0202 0000fde9 00000000"))
@example(CONTEXTS[2], bytes.fromhex("400101 00 50020006 0201 00000000"))
@example(CONTEXTS[2], bytes.fromhex("400101 00 40020a 0202 01000000 00000007"))
@example(CONTEXTS[2], bytes.fromhex("400101 00 400206 0201 0000fde9 800404 00000000"))
# The shortest attribute, behind which nothing stands.
@example(CONTEXTS[2], bytes.fromhex("400101 00 400206 0201 0000fde9 400600"))
def test_what_is_found_is_what_is_read(context: Context, octets: bytes) -> None:
    """A store finds attributes in usual octets if it reads them, and what stands at their head."""
    store = BlockStore(AttributeReader(context, DEFAULT_TABLE))
    block, found = store.read(octets), store.find(octets)
    # `read` says of all octets what they are, usual or not.
    assert (found is not None) == (block is not None and block._places is not None)
    if block is None or found is None:
        return
    at = path_at(octets)
    assert at == found.start(1) + 2
    assert octets[at] == block.as_path_length
    for group, code in enumerate(CODES[2:], 2):
        assert place(octets, code) == found.start(group)
    assert may_be_reflected(octets) or (9 not in block and 10 not in block)


BLOCK = "400101 00 400206 0201 0000fde9 400304 0a000001 "


@pytest.mark.parametrize(
    ("attributes", "is_reflected"),
    [
        ("", False),
        ("800904 0a000002", True),
        ("800a04 0a000001", True),
        ("800904 0a000002 800a04 0a000001", True),
        # Octets of values that ORIGINATOR_ID and CLUSTER_LIST could begin with, but for one.
        ("800404 00090480", False),
        ("c00808 800b0400 400a8005", False),
        ("c01008 0080090a 80080400", False),
    ],
)
def test_what_is_reflected_says_so(attributes: str, is_reflected: bool) -> None:
    """RFC 4456 §8: ORIGINATOR_ID or CLUSTER_LIST; where neither is, the octets nearly never do."""
    octets = bytes.fromhex(BLOCK + attributes)
    assert find_internal(octets) is not None
    assert may_be_reflected(octets) is is_reflected


# Blocks of which many have values in the same places, and many in others.
LAYOUTS = [
    bytes.fromhex("400101" + "".join(parts))
    for parts in itertools.product(
        ("00", "02"),
        ("400206 0201 0000fde9", "40020a 0202 0000fde9 00000007", "50020006 0201 0000fde9"),
        ("", "400304 0a000001"),
        ("", "800404 00000007", "400504 00000064"),
        ("", "c00804 fde90001", "e00804 fde90002", "c00808 fde90001 fde90002"),
        ("", "c01008 0002fde900000001", "c0200c 000000010000000200000003"),
    )
]


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(
            INTERNAL.fullmatch,
            id="expression",
            marks=pytest.mark.skipif(COMPILED, reason="compiled, it is told what the loop finds"),
        ),
        pytest.param(find_internal, id="loop"),
    ],
)
def test_layouts_are_equal_where_values_are_in_the_same_places(how: Any) -> None:
    """Blocks share what says where their values are: each finds its own there, and all of them."""
    places: dict[object, dict[int, int]] = {}
    for octets in LAYOUTS:
        found = how(octets)
        where = spans(found, octets)
        assert places.setdefault(layout(found, octets), where) == where
    assert len(places) == len({tuple(where.items()) for where in places.values()})
    assert 100 < len(places) < len(LAYOUTS) // 2


@pytest.mark.parametrize(
    "attributes",
    [
        BLOCK,
        BLOCK + "800404 00000007 400600 c00708 0000fde9 0a000001",
        BLOCK + "c00804 fde90001 c01008 0002fde900000001 c0200c 000000010000000200000003",
        BLOCK + "e00808 fde90001 fde90002",
        "400101 02 50020006 0201 0000fde9",
    ],
)
def test_usual_blocks_match(attributes: str) -> None:
    """Each attribute of the expression, the Partial bit, and a length of two octets."""
    assert EXTERNAL.fullmatch(bytes.fromhex(attributes)) is not None
    assert find_external(bytes.fromhex(attributes)) is not None


@pytest.mark.parametrize(
    "attributes",
    [
        "400101 03 400206 0201 0000fde9",  # RFC 7606 §7.1: ORIGIN is not defined
        "400101 00 400206 0202 0000fde9",  # RFC 7606 §7.2: an overrun
        "400101 00 400206 0301 0000fde9",  # a confederation's segment is not usual
        "400101 00 400200",  # nor is an empty path
        "400101 00 400206 0201 0000fde9 400304 7f000001",  # RFC 4271 §6.3: no host's address
        BLOCK + "400404 00000007",  # RFC 7606 §3 (c): flags
        BLOCK + "c00803 fde900",  # RFC 7606 §7.8: not a multiple of 4
        BLOCK + "c00800",  # RFC 7606 §7.8: not a non-zero one
        BLOCK + "c00708 00000000 0a000001",  # RFC 7607 §2: AS 0
        BLOCK + "800404 00000007 800404 00000007",  # RFC 7606 §3 (g): twice
        BLOCK + "800404 000000",  # RFC 7606 §4: it runs past the end
        BLOCK + "400504 00000064",  # RFC 7606 §7.5: LOCAL_PREF from another AS
        BLOCK + "800904 0a000001",  # RFC 7606 §7.9: ORIGINATOR_ID from another AS
        BLOCK + "800a04 0a000001",  # RFC 7606 §7.10: CLUSTER_LIST from another AS
    ],
)
def test_other_blocks_do_not_match(attributes: str) -> None:
    """What is wrong, or only rare, is left to the walk."""
    assert EXTERNAL.fullmatch(bytes.fromhex(attributes)) is None
    assert find_external(bytes.fromhex(attributes)) is None


def test_attributes_of_internal_sessions_match_there() -> None:
    """RFC 7606 §7.5, §7.9, §7.10 drop them from external neighbours alone."""
    octets = bytes.fromhex(BLOCK + "400504 00000064 800904 0a000001 800a08 0a000001 0a000002")
    assert INTERNAL.fullmatch(octets) is not None
    assert find_internal(octets) is not None


@pytest.mark.parametrize("asns", ["00000007", "0000fde9 00000000"])
def test_as_numbers_are_looked_at(asns: str) -> None:
    """RFC 7606 §7.2: the first is the neighbour's, where that is enforced; RFC 7607 §2: no 0."""
    count = len(bytes.fromhex(asns)) // 4
    octets = bytes.fromhex(f"400101 00 4002{2 + 4 * count:02x} 02{count:02x}" + asns)
    reader = AttributeReader(CONTEXTS[3], DEFAULT_TABLE)
    assert find_external(octets) is not None
    assert BlockStore(reader).read(octets) is None
    octets = bytes.fromhex("400101 00 400206 0201 0000fde9 800404 00000000")
    assert BlockStore(reader).read(octets) is not None


def test_a_table_of_other_rows_has_no_expression() -> None:
    """Rows that a program brings along are asked, each of them."""
    assert AttributeReader(Context(), DEFAULT_TABLE).find is not None
    others = AttributeTable(codec for codec in CODECS if codec.name != "COMMUNITIES")
    assert AttributeReader(Context(), others).find is None
    assert AttributeReader(Context(four_octet_as=False), DEFAULT_TABLE).find is None
    confederation = Context(session=SessionType.CONFEDERATION)
    assert AttributeReader(confederation, DEFAULT_TABLE).find is None
