"""Attributes that go out: octets to octets, and the same as the way by values."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import (
    AsPath,
    LocalPref,
    MultiExitDisc,
    Origin,
    TunnelEncapsulation,
    UnknownAttribute,
)
from bgplib.attributes.block import AttributeBlock
from bgplib.context import Context
from bgplib.iana import attributes as iana
from bgplib.iana.families import Family
from bgplib.kernel.as_path import Segments
from bgplib.policy.modifiers.as_path import prepended as by_values
from bgplib.speaker.rewrite import Layouts, prepended, rewritten, value_of
from bgplib.testing.strategies import attribute_blocks

UNICAST = Family.IPV4_UNICAST
CONTEXTS = (Context(), Context(four_octet_as=False))
BLOCKS = st.sampled_from(CONTEXTS).flatmap(attribute_blocks)


@given(BLOCKS, st.sampled_from((UNICAST, Family.IPV4_SR_POLICY, Family.L2VPN_EVPN)))
def test_what_is_left_alone_is_passed_on(block: AttributeBlock, family: Family) -> None:
    """Without changes it is the canonical form, with 4-octet AS numbers, of what may pass."""
    if not block.four_octet_as:
        block = block.replace()
    slow = block.passed_on(family)
    fast = rewritten(block, {}, {}, family=family)
    assert fast.octets == slow.octets
    assert fast == slow
    assert fast.is_canonical
    assert fast.canonical().octets == fast.octets
    assert len(fast) == len(slow)


@given(BLOCKS, st.integers(0, 0xFFFFFFFF))
def test_changes_are_in_their_places(block: AttributeBlock, number: int) -> None:
    """An attribute that comes in, one that is replaced, and one that goes: as `replace` does it."""
    if not block.four_octet_as:
        block = block.replace()
    changes = {
        iana.LOCAL_PREF: b"\x40\x05\x04" + number.to_bytes(4, "big"),
        iana.MULTI_EXIT_DISC: None,
    }
    slow = block.passed_on(UNICAST).replace(LocalPref(number), without=(iana.MULTI_EXIT_DISC,))
    fast = rewritten(block, changes, {}, family=UNICAST)
    assert fast.octets == slow.octets
    assert fast.local_pref == number
    assert fast.med is None


def test_9012_13_an_attribute_of_which_nothing_passes_goes() -> None:
    """RFC 9012 §13: TLVs without a valid endpoint are removed; an attribute of none is not sent."""
    policy = TunnelEncapsulation.parse("sr-policy [preference 200, segment-list [label 16001]]")
    block = AttributeBlock.of((Origin(0), AsPath(()), policy))
    for family, is_there in ((Family.IPV4_SR_POLICY, True), (UNICAST, False)):
        fast = rewritten(block, {}, {}, family=family)
        assert fast.octets == block.passed_on(family).octets
        assert (iana.TUNNEL_ENCAPSULATION in fast) is is_there


def test_blocks_with_the_same_layout_share_it() -> None:
    """What says where attributes stand is kept once, and the number of layouts is bounded."""
    layouts: Layouts = {}
    blocks = [
        rewritten(AttributeBlock.of((Origin(0), AsPath.of([asn]))), {}, layouts, family=UNICAST)
        for asn in range(1, 100)
    ]
    assert len(layouts) == 1
    assert len({id(block._spans) for block in blocks}) == 1
    for length in range(6000):
        path = AsPath.of([1] * (length % 200 + 1))
        rewritten(
            AttributeBlock.of((Origin(0), path, MultiExitDisc(length))), {}, layouts, family=UNICAST
        )
    assert len(layouts) <= 4096


def _octets(path: Segments) -> bytes:
    block = AttributeBlock.of((Origin(0), AsPath.parse(_text(path))))
    return value_of(block, iana.AS_PATH) or b""


def _text(path: Segments) -> str:
    brackets = {1: "{%s}", 2: "%s", 3: "(%s)", 4: "[%s]"}
    parts = []
    for kind, asns in path:
        joined = ("," if kind in (1, 4) else " ").join(map(str, asns))
        parts.append(brackets[kind] % joined)
    return " ".join(parts)


@given(
    st.lists(
        st.tuples(
            st.sampled_from((1, 2)),
            st.lists(st.integers(1, 70000), min_size=1, max_size=4, unique=True).map(tuple),
        ),
        max_size=3,
    ).filter(lambda path: all(a[0] != b[0] for a, b in pairwise(path))),
    st.integers(1, 0xFFFFFFFF),
)
def test_prepending_is_as_by_values(path: list[tuple[int, tuple[int, ...]]], asn: int) -> None:
    """RFC 4271 §5.1.2 once in octets and once in numbers."""
    whole = tuple(path)
    assert prepended(_octets(whole), asn, 2) == _octets(by_values(whole, (asn,)))


def test_4271_5_1_2_a_full_segment_gets_another_in_front() -> None:
    """§5.1.2: where prepending would overflow the segment, a new one is prepended."""
    full = b"\x02\xff" + b"\0\0\0\1" * 255
    assert prepended(full, 9, 2) == b"\x02\x01\0\0\0\x09" + full
    assert prepended(b"\x02\xfe" + full[2:-4], 9, 2)[:6] == b"\x02\xff\0\0\0\x09"
    assert prepended(b"", 9, 3) == b"\x03\x01\0\0\0\x09"


def test_4271_5_what_the_originator_attached_is_not_partial() -> None:
    """Of a route of our own, what bgplib does not know goes out as it was given."""
    given = (
        UnknownAttribute(code=250, flags=0xC0, octets=b"transitive"),
        UnknownAttribute(code=251, flags=0x80, octets=b"not transitive"),
        UnknownAttribute(code=252, flags=0xD0, octets=b"long" * 100),
    )
    block = AttributeBlock.of((Origin(0), AsPath(()), *given))
    ours, others = (rewritten(block, {}, {}, family=UNICAST, ours=ours) for ours in (True, False))
    assert [(a.code, a.flags & 0xE0) for a in ours if a.code > 249] == [
        (250, 0xC0),
        (251, 0x80),
        (252, 0xC0),
    ]
    assert [(a.code, a.flags & 0xE0) for a in others if a.code > 249] == [(250, 0xE0), (252, 0xE0)]
    assert ours.canonical().octets == ours.octets
