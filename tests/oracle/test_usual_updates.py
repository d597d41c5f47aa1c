"""Usual UPDATEs that are put together in one step are those that are put together by parts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, AttributeBlock, Communities, NextHop, Origin
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages._compose import compose
from bgplib.messages._usual import announcement
from bgplib.messages.header import frame
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.testing.strategies.attributes import attribute_blocks
from bgplib.testing.strategies.context import contexts
from bgplib.values.prefix import Prefix

HOP = NextHop(bytes((192, 0, 2, 1)))
PREFIX = Prefix.parse("198.51.100.0/24")
NUMBERS = st.integers(1, 0xFFFFFFFF)


def outcome(write: Callable[[], bytes]) -> bytes | str:
    """Return what is written, or what is said against it."""
    try:
        return write()
    except EncodeError as error:
        return str(error)


def by_parts(update: Update, context: Context) -> bytes:
    """Write an UPDATE without the short way."""
    parts = update.attributes, update.announced, update.withdrawn, update.end_of_rib
    body = compose(*parts, context)
    return frame(messages.UPDATE, body, context.maximum_message_length)


def blocks() -> st.SearchStrategy[AttributeBlock]:
    """Make attributes of plain values, some with a next hop, and any others."""
    plain = st.builds(
        AttributeBlock.plain,
        origin=st.integers(0, 2),
        as_path=st.lists(NUMBERS, max_size=4) | st.just([1] * 64),
        med=st.none() | NUMBERS,
        local_pref=st.none() | NUMBERS,
        communities=st.lists(NUMBERS, max_size=4),
    )
    return plain | plain.map(lambda block: block.replace(HOP)) | attribute_blocks(Context())


@st.composite
def groups(draw: st.DrawFn) -> NlriGroup:
    """Make routes of IPv4, with next hops of all lengths, some that are no host's."""
    family = draw(st.sampled_from((Family.IPV4_UNICAST,) * 4 + (Family.IPV4_MULTICAST,)))
    first = st.builds(
        lambda first, last: bytes((first, 0, 0, last)), st.integers(0, 255), st.booleans()
    )
    hop = draw(st.just(HOP.octets) | first | st.sampled_from((b"", bytes(15) + b"\1", bytes(24))))
    prefixes = [
        Prefix.from_address(address.packed, bits)
        for address, bits in draw(
            st.lists(st.tuples(st.ip_addresses(v=4), st.integers(0, 32)), max_size=4)
        )
    ]
    # So many do not fit in an ordinary message.
    prefixes *= draw(st.sampled_from((1, 1, 1, 400)))
    kind = draw(st.sampled_from(("text", "prefix", "value", "path identifier")))
    if kind == "text":
        return NlriGroup.of(family, map(str, prefixes), next_hop=NextHop(hop))
    if kind == "prefix":
        return NlriGroup.of(family, prefixes, next_hop=NextHop(hop))
    path_id = 7 if kind == "path identifier" else None
    values = [UnicastNlri(prefix, path_id=path_id) for prefix in prefixes]
    return NlriGroup.of(family, values, next_hop=NextHop(hop))


@given(blocks(), groups(), st.just(Context()) | contexts())
def test_both_ways_write_and_refuse_the_same(
    block: AttributeBlock, group: NlriGroup, context: Context
) -> None:
    """RFC 4271 §4.3: octets are the same, and so is what is said where there are none."""
    update = Update(block, (group,), ())
    expected = outcome(lambda: by_parts(update, context))
    assert outcome(lambda: update.encode(context)) == expected
    quickly = announcement(block, group, context)
    assert quickly is None or quickly == expected


@pytest.mark.parametrize(
    "block",
    [
        AttributeBlock.plain(as_path=(64500, 64501), med=7, communities=(1, 2)),
        AttributeBlock.of((Origin(0), AsPath.of((64500,)), Communities((7,)))),
    ],
)
def test_the_short_way_is_taken(block: AttributeBlock) -> None:
    """What most programs announce is usual, be it made of numbers or of values."""
    group = NlriGroup.of(Family.IPV4_UNICAST, ["198.51.100.0/24"], next_hop="192.0.2.1")
    octets = announcement(block, group, Context())
    assert octets is not None
    assert octets == by_parts(Update(block, (group,), ()), Context())


@pytest.mark.parametrize(
    "update",
    [
        Update(
            AttributeBlock.plain(as_path=(64500,)),
            (NlriGroup.of(Family.IPV4_UNICAST, [PREFIX], next_hop=HOP),),
            (),
            Family.IPV6_UNICAST,
        ),
        Update(
            AttributeBlock.plain(as_path=(64500,)),
            (NlriGroup.of(Family.IPV4_UNICAST, [PREFIX], next_hop=HOP),),
            (NlriGroup.of(Family.IPV4_UNICAST, [PREFIX]),),
        ),
        Update(
            AttributeBlock.plain(as_path=(64500,)),
            (NlriGroup.of(Family.IPV4_UNICAST, [PREFIX], next_hop=HOP),) * 2,
            (),
        ),
    ],
)
def test_an_update_that_does_more_is_put_together_by_parts(update: Update) -> None:
    """RFC 7606 §5.1, RFC 4724 §2: what else it does is not left out."""
    assert outcome(update.encode) == outcome(lambda: by_parts(update, Context()))
