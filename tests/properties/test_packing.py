"""Packing: what is decoded from the messages is exactly what was to be said, in every family."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.iana.attributes import NEXT_HOP
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.reader import FamilyReader
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.rib.packing import Packer
from bgplib.route import Path, Source, has_prefix_keys
from bgplib.testing.strategies import route_groups
from bgplib.testing.strategies.attributes import attribute_blocks

FAMILIES = list(DEFAULT_REGISTRY.families)
PEER = Source(address="192.0.2.1", asn=65001)
few = settings(max_examples=max(10, settings().max_examples // 8))

#: a destination and its path identifier
Place = tuple[bytes, int | None]


@st.composite
def contexts(draw: st.DrawFn, family: Family) -> Context:
    """Draw sessions with short and long messages, AS numbers of both widths, path identifiers."""
    numbered = [family] * draw(st.booleans())
    return Context(
        four_octet_as=draw(st.booleans()),
        extended_messages=draw(st.booleans()),
        add_path_receive=numbered,
        add_path_send=numbered,
        extended_next_hop=[(family, 2)] * draw(st.booleans()),
        session=None,
    )


def next_hops(family: Family, context: Context) -> st.SearchStrategy[bytes]:
    """Make octets of next hops of each length that the family can have."""
    lengths = FamilyReader(family, DEFAULT_REGISTRY.families[family], context).next_hops
    assert lengths
    return st.builds(
        lambda length, last: (b"\x0a" + bytes(46) + bytes((last,)))[:length],
        st.sampled_from(sorted(lengths)),
        st.integers(1, 9),
    )


@st.composite
def paths(draw: st.DrawFn, family: Family, context: Context) -> dict[Path, list[bytes]]:
    """Draw paths to destinations of their own, some of which share their attributes."""
    blocks = st.sampled_from(
        draw(st.lists(attribute_blocks(context, without=(NEXT_HOP,)), min_size=1, max_size=3))
    )
    vias = st.sampled_from(draw(st.lists(next_hops(family, context), min_size=1, max_size=2)))
    found: dict[Path, list[bytes]] = {}
    taken: set[Place] = set()
    for _ in range(draw(st.integers(0, 4))):
        block, via = draw(blocks), draw(vias)
        group = draw(route_groups(family, context, announced=False, most=6))
        by_path_id: dict[int | None, Path] = {}
        for key, nlri in zip(group.keys, group.nlri, strict=True):
            if (key, nlri.path_id) in taken:
                continue
            taken.add((key, nlri.path_id))
            plain = has_prefix_keys(family)
            path = by_path_id.get(nlri.path_id) if plain else None
            if path is None:
                path = Path(
                    PEER,
                    block,
                    via,
                    path_id=nlri.path_id,
                    nlri=None if plain else nlri,
                )
                by_path_id[nlri.path_id] = path
            found.setdefault(path, []).append(key)
    return found


def decoded(octets: bytes, context: Context) -> Update:
    """Decode a message in which nothing may be wrong."""
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    assert update.findings == ()
    return update


def places(group: NlriGroup) -> list[Place]:
    """Return the destinations of a group."""
    path_ids: list[int] | list[None] = group.path_ids or [None] * len(group)
    return list(zip(group.keys, path_ids, strict=True))


def alone(family: Family, path: Path, key: bytes, context: Context) -> Update:
    """Compose the UPDATE of one route, one value at a time, and decode it."""
    nlri = path.nlri
    if nlri is None:
        codec = DEFAULT_REGISTRY.families[family]
        assert codec.from_key is not None
        nlri = codec.from_key(family, key, path.path_id)
    group = NlriGroup.of(family, [nlri])
    group.next_hop_octets = path.next_hop_octets
    return decoded(Update(path.attributes, (group,), ()).encode(context), context)


def test_the_sweep_is_not_empty() -> None:
    """All families of the registry are swept."""
    assert len(FAMILIES) >= 27


@pytest.mark.parametrize("family", FAMILIES, ids=str)
@few
@given(data=st.data())
def test_packed_updates_decode_to_exactly_the_changes(family: Family, data: st.DataObject) -> None:
    """Each place once, with the attributes and the next hop of its path; none but those."""
    context = data.draw(contexts(family))
    gone, news = data.draw(paths(family, context)), data.draw(paths(family, context))
    old: dict[Path | None, list[bytes]] = dict(gone.items())
    packed = Packer(family, context).pack(old, news)
    assert [str(each.error) for each in packed.unsent] == []
    withdrawn: list[Place] = []
    announced: dict[Place, Update] = {}
    for octets in packed.messages:
        assert len(octets) <= context.maximum_message_length
        update = decoded(octets, context)
        # Withdrawals come first, and RFC 7606 §5.1 has one group of routes in a message.
        assert len(update.withdrawn) + len(update.announced) == 1
        assert not (update.withdrawn and announced)
        for group in update.withdrawn:
            withdrawn += places(group)
        for group in update.announced:
            for place in places(group):
                assert place not in announced
                announced[place] = update
    expected = {(key, path.path_id): (path, key) for path, keys in news.items() for key in keys}
    assert sorted(withdrawn, key=repr) == sorted(
        ((key, path.path_id) for path, keys in gone.items() for key in keys), key=repr
    )
    assert announced.keys() == expected.keys()
    for place, (path, key) in expected.items():
        single, found = alone(family, path, key, context), announced[place]
        assert found.attributes == single.attributes
        assert found.announced[0].next_hop_octets == single.announced[0].next_hop_octets
        (nlri,) = single.announced[0].nlri
        assert nlri in found.announced[0].nlri
    # Paths that say the same share messages.
    shared = {(path.attributes, path.next_hop_octets) for path in news}
    assert len(packed.messages) <= len(shared) + bool(gone)


@given(data=st.data())
def test_messages_are_as_few_as_they_can_be(data: st.DataObject) -> None:
    """A message ends only where the next prefix would not fit, whatever the size of messages."""
    family = data.draw(st.sampled_from([Family.IPV4_UNICAST, Family.IPV6_UNICAST]))
    context = attrs.evolve(data.draw(contexts(family)), extended_next_hop=())
    block = data.draw(attribute_blocks(context, without=(NEXT_HOP,)))
    number = None if not context.add_path_send else 7
    via = bytes((192, 0, 2, 9)) if family.afi == 1 else bytes((0x20, 1)) + bytes(14)
    path = Path(PEER, block, via, path_id=number)
    count = data.draw(st.integers(1, 30_000 if context.extended_messages else 3_000))
    sizes = data.draw(st.lists(st.sampled_from([8, 15, 24, 32]), min_size=1, max_size=9))
    keys = []
    for index in range(count):
        bits = sizes[index % len(sizes)]
        octets = (index << 8 & 0xFFFFFFFF).to_bytes(4, "big")[: (bits + 7) // 8]
        keys.append(bytes((bits,)) + octets)
    packer = Packer(family, context)
    for packed in (packer.pack({path: keys}, {}), packer.pack({}, {path: keys})):
        left = iter(keys)
        for index, octets in enumerate(packed.messages):
            update = decoded(octets, context)
            (group,) = update.withdrawn or update.announced
            assert [next(left)[:1] for _ in group.keys] == [key[:1] for key in group.keys]
            if index + 1 < len(packed.messages):
                (following,) = (
                    after := decoded(packed.messages[index + 1], context)
                ).withdrawn or after.announced
                size = len(following.keys[0]) + 4 * (number is not None)
                assert len(octets) + size > context.maximum_message_length
        assert next(left, None) is None
