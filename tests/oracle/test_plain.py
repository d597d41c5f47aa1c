"""The fast ways from plain values to octets agree with the ways through typed values."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.attributes import (
    AsPath,
    AttributeBlock,
    Communities,
    LocalPref,
    MultiExitDisc,
    Origin,
)
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.attributes.reader import neutral_reader
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.kernel import usual, usual_writing, writing
from bgplib.kernel.attribute_block import index
from bgplib.kernel.prefix_text import ipv4_key, ipv4_keys, walk
from bgplib.messages.update import Update
from bgplib.nlri.group import NlriGroup
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

NUMBERS = st.integers(1, 0xFFFFFFFF)
LISTS = st.lists(NUMBERS, max_size=5) | st.lists(NUMBERS, min_size=60, max_size=600)


@given(
    st.integers(0, 2),
    LISTS,
    st.none() | NUMBERS,
    st.none() | NUMBERS,
    LISTS,
)
@example(0, [1] * 255, None, None, [])
@example(0, [1] * 256, None, None, [7] * 64)
@example(0, [], 7, None, [])
@example(0, [1] * 63, None, 7, [7] * 63)
@example(0, [1] * 64, 7, None, [7] * 63)
@example(0, [1] * 63, 7, 7, [7] * 64)
def test_plain_blocks_are_typed_blocks(
    origin: int, asns: list[int], med: int | None, local_pref: int | None, communities: list[int]
) -> None:
    """RFC 4271 §4.3: both ways write the same attributes, and read alike."""
    values: list[object] = [Origin(origin), AsPath.of(asns)]
    values += [] if med is None else [MultiExitDisc(med)]
    values += [] if local_pref is None else [LocalPref(local_pref)]
    values += [Communities(tuple(communities))] if communities else []
    plain = AttributeBlock.plain(
        origin=origin, as_path=asns, med=med, local_pref=local_pref, communities=communities
    )
    typed = AttributeBlock.of(values)
    assert plain.octets == typed.octets
    assert plain.as_path == typed.as_path
    assert plain.communities == typed.communities == tuple(communities)
    assert (plain.origin, plain.med, plain.local_pref) == (origin, med, local_pref)
    assert plain.next_hop is None
    assert plain.routable
    assert plain.is_canonical
    assert plain == AttributeBlock._checked(plain.octets, plain.reader)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": 3},
        {"origin": -1},
        {"as_path": (1, 0)},
        {"as_path": (1 << 32,)},
        {"med": -1},
        {"communities": (1 << 32,)},
        {"communities": range(20_000)},
    ],
)
def test_what_has_no_place_in_a_plain_block(wrong: dict[str, object]) -> None:
    """RFC 4271 §4.3, RFC 7607 §2: numbers out of range are refused."""
    with pytest.raises(EncodeError):
        AttributeBlock.plain(**wrong)  # type: ignore[arg-type]  # that is what is tried


@pytest.mark.parametrize("several", [0, 1, 63])
@pytest.mark.parametrize("has_local_pref", [False, True])
@pytest.mark.parametrize("has_med", [False, True])
@pytest.mark.parametrize("count", range(1, 64))
def test_usual_attributes_are_written_alike(
    count: int, has_med: bool, has_local_pref: bool, several: int
) -> None:
    """RFC 4271 §4.3: of every form, one step writes and finds what one attribute at a time does."""
    plain = (
        1,
        tuple(range(1, count + 1)),
        0xFFFFFFFE if has_med else None,
        77 if has_local_pref else None,
        tuple(range(1 << 31, (1 << 31) + several)),
    )
    written = usual_writing.write(*plain)
    assert written is not None
    octets, found = written
    spans = index(octets, neutral_reader(True, DEFAULT_TABLE).rules)
    assert spans == usual.spans(found, octets)
    assert (octets, spans) == writing.attributes(*plain)
    assert usual.as_numbers(found, octets) == plain[1]


@pytest.mark.parametrize(("count", "several"), [(0, 1), (64, 1), (1, 64)])
def test_what_is_not_usual_is_left_alone(count: int, several: int) -> None:
    """RFC 4271 §4.3: no AS_SEQUENCE, or lengths of two octets."""
    assert usual_writing.write(0, (1,) * count, None, None, (1,) * several) is None


@given(
    st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}", fullmatch=True)
    | st.builds("{}/{}".format, st.ip_addresses(v=4), st.integers(0, 33))
    | st.builds(
        lambda address, bits: str(ipaddress.ip_network((address, bits), strict=False)),
        st.ip_addresses(v=4),
        st.integers(0, 32),
    )
    | st.text(max_size=12)
)
@example("10.0.0.0/8")
@example("010.0.0.0/8")
@example("10.0.0.1/31")
@example("10.128.0.0/8")
@example("1.2.3.4/32/1")
@example("1.2.3.4.5/32")
@example("1.2.3.4/032")
@example("1.2.3.256/32")
@example("1.2.3.4/33")
@example("1.2.3.4/256")
@example("1.2.3/24")
@example("1.2.3.4")
@example("1.2..4/32")
@example("1.2.3.4/")
@example("1/2.3.4.0/24")
@example("1.2.3.\u0664/32")
def test_prefixes_are_read_as_the_standard_library_reads_them(text: str) -> None:
    """What the fast way reads is what `ipaddress` reads; what it leaves alone is odd or wrong."""
    key = ipv4_key(text)
    assert walk(text) == key
    try:
        network = ipaddress.IPv4Network(text)
    except ValueError:
        assert key is None
        return
    expected = bytes((network.prefixlen,)) + network.network_address.packed
    if key is None:
        assert str(network) != text
    else:
        assert key == expected[: len(key)]
        assert len(key) == 1 + (network.prefixlen + 7) // 8


@given(
    st.lists(
        st.builds(
            lambda address, bits: str(ipaddress.ip_network((address, bits), strict=False)),
            st.ip_addresses(v=4),
            st.integers(0, 32),
        )
        | st.sampled_from(["10.0.0.0/8", "2001:db8::/32", "10.0.0.1/31", "10.0.0.0"]),
        max_size=4,
    )
)
def test_several_prefixes_are_read_as_each_is(texts: list[str]) -> None:
    """All of them have keys, or there are none; what is no text is none of them."""
    each = [ipv4_key(text) for text in texts]
    assert ipv4_keys(texts) == (None if None in each else each)
    assert ipv4_keys([*texts, 7]) is None


@given(
    st.lists(st.integers(0, 32), min_size=1, max_size=4),
    st.integers(1, 223).filter(lambda first: first != 127),
    st.lists(st.integers(1, 400_000), min_size=1, max_size=4),
    st.none() | st.integers(0, 9),
    st.booleans(),
)
def test_updates_are_composed_alike(
    lengths: list[int], first: int, asns: list[int], med: int | None, has_next_hop: bool
) -> None:
    """RFC 4271 §4.3: putting NEXT_HOP into ready octets gives what writing all anew gives."""
    texts = [str(ipaddress.ip_network((bits << 20, bits), strict=False)) for bits in lengths]
    block = AttributeBlock.plain(as_path=asns, med=med)
    if has_next_hop:
        block = block.replace(NextHop(bytes((9, 9, 9, 9))))
    octets = Update.announce(texts, next_hop=f"{first}.0.0.1", attributes=block).encode()
    values = [attribute.value for attribute in block if attribute.code != 3]
    slow = AttributeBlock.of([*values, NextHop(bytes((first, 0, 0, 1)))])
    group = NlriGroup.of(Family.IPV4_UNICAST, map(Prefix.parse, texts))
    group.next_hop_octets = bytes((first, 0, 0, 1))
    body = slow.octets
    assert octets[21:23] == len(body).to_bytes(2, "big")
    assert octets[23 : 23 + len(body)] == body
    assert octets[23 + len(body) :] == group.encode(Context())
