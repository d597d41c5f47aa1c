"""Strategies for path attributes: values, blocks, and fields of octets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as st

from bgplib.attributes import (
    Aggregator,
    As4Aggregator,
    As4Path,
    AsPath,
    AtomicAggregate,
    AttributeBlock,
    AttributeReader,
    ClusterList,
    Communities,
    LargeCommunities,
    LocalPref,
    MultiExitDisc,
    NextHop,
    OnlyToCustomer,
    Origin,
    OriginatorId,
    Segment,
    UnknownAttribute,
)
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.attributes.as_path import out_of_place
from bgplib.context import Context, SessionType
from bgplib.iana import attributes
from bgplib.kernel import as_path
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import host_addresses, ipv4_addresses
from bgplib.testing.strategies.communities import communities
from bgplib.testing.strategies.values import as_numbers

__all__ = [
    "as_paths",
    "attribute_blocks",
    "attribute_fields",
    "attribute_lists",
    "attribute_octets",
    "attributes_of",
    "segment_lists",
    "segments",
    "unknown_attributes",
]

AS_SET: Final = 1
AS_SEQUENCE: Final = 2
AS_CONFED_SEQUENCE: Final = 3
AS_CONFED_SET: Final = 4

#: type codes of which no row of bgplib knows anything, nor is likely to
_NO_ONES: Final = (0xC8, 0xF0, 0xFA)
_NUMBERS: Final = st.integers(0, 0xFFFFFFFF)


def segments(
    kinds: Sequence[int] = (AS_SET, AS_SEQUENCE), *, bits: int = 32, least: int = 1, most: int = 6
) -> st.SearchStrategy[Segment]:
    """Make path segments of these types, with `least` to `most` AS numbers, none of them 0."""
    asns = as_numbers(bits=bits).filter(bool)
    return st.builds(
        lambda kind, numbers: Segment(kind, tuple(numbers)),
        st.sampled_from(tuple(kinds)),
        st.lists(asns, min_size=least, max_size=most),
    )


def segment_lists(
    kinds: Sequence[int] = (AS_SET, AS_SEQUENCE), *, bits: int = 32, least: int = 0
) -> st.SearchStrategy[list[Segment]]:
    """Make lists of up to four segments; one in eight has a full segment, of 255 AS numbers."""
    short = st.lists(segments(kinds, bits=bits), min_size=least, max_size=4)
    asns = as_numbers(bits=bits).filter(bool)
    full = st.builds(
        lambda kind, asn, path, at: [*path[:at], Segment(kind, (asn,) * 255), *path[at:]],
        st.sampled_from(tuple(kinds)),
        asns,
        short,
        st.integers(0, 4),
    )
    return st.integers(0, 7).flatmap(lambda which: full if which == 7 else short)


@kept
def as_paths(context: Context, *, bits: int | None = None) -> st.SearchStrategy[AsPath]:
    """Make paths that are well-formed in the session of a context.

    Args:
        context: what was agreed on; it says which segments have a place in the path.
        bits: of the AS numbers; None is what the context can carry without AS4_PATH.
    """
    if bits is None:
        bits = 32 if context.four_octet_as else 16
    kinds = [AS_SEQUENCE] if context.reject_as_sets else [AS_SEQUENCE, AS_SEQUENCE, AS_SET]
    if context.session is not SessionType.EXTERNAL:
        kinds.append(AS_CONFED_SEQUENCE)
        if not context.reject_as_sets:
            kinds.append(AS_CONFED_SET)
    path = segment_lists(kinds, bits=bits)
    if context.session is SessionType.CONFEDERATION:
        first = segments((AS_CONFED_SEQUENCE,), bits=bits)
        path = st.builds(lambda head, rest: [head, *rest], first, path)
    elif context.session is SessionType.EXTERNAL and context.peer_as is not None:
        own = Segment(AS_SEQUENCE, (context.peer_as,))
        path = path.map(lambda rest: [own, *rest])
    return path.map(lambda found: AsPath(tuple(found)))


@kept
def unknown_attributes() -> st.SearchStrategy[UnknownAttribute]:
    """Make optional attributes, transitive or not, that no row of bgplib describes.

    Values of more than 255 octets have the Extended Length bit set, as they come from the wire.
    """
    flags = st.sampled_from((0x80, 0xC0, 0xE0))
    code = st.sampled_from(_NO_ONES)
    value = st.binary(max_size=12) | st.binary(min_size=256, max_size=260)
    return st.builds(
        lambda number, bits, octets: UnknownAttribute(
            code=number, flags=bits | 0x10 if len(octets) > 255 else bits, octets=octets
        ),
        code,
        flags,
        value,
    )


def attributes_of(context: Context) -> dict[int, st.SearchStrategy[object]]:
    """Return, by type code, strategies of values that are well-formed in the context.

    ORIGIN, AS_PATH and NEXT_HOP are among them; attributes that the session has no place for
    (LOCAL_PREF from an external peer, AS4_PATH between 4-octet speakers) are not.
    """
    return dict(_attributes_of(context))


@kept
def _attributes_of(context: Context) -> dict[int, st.SearchStrategy[object]]:
    bits = 32 if context.four_octet_as else 16
    asns = as_numbers(bits=bits).filter(bool)
    made: dict[int, st.SearchStrategy[object]] = {
        attributes.ORIGIN: st.integers(0, 2).map(Origin),
        attributes.AS_PATH: as_paths(context),
        attributes.NEXT_HOP: host_addresses().map(NextHop),
        attributes.MULTI_EXIT_DISC: _NUMBERS.map(MultiExitDisc),
        attributes.ATOMIC_AGGREGATE: st.just(AtomicAggregate()),
        attributes.AGGREGATOR: st.builds(Aggregator, asns, ipv4_addresses()),
        attributes.COMMUNITIES: _tuples(communities(), 8).map(Communities),
        attributes.LARGE_COMMUNITY: st.lists(
            st.tuples(_NUMBERS, _NUMBERS, _NUMBERS), min_size=1, max_size=4, unique=True
        ).map(lambda found: LargeCommunities(tuple(found))),
        attributes.ONLY_TO_CUSTOMER: as_numbers().map(OnlyToCustomer),
    }
    if context.session is not SessionType.EXTERNAL:
        made[attributes.LOCAL_PREF] = _NUMBERS.map(LocalPref)
        made[attributes.ORIGINATOR_ID] = _NUMBERS.map(OriginatorId)
        made[attributes.CLUSTER_LIST] = _tuples(_NUMBERS, 4).map(ClusterList)
    if not context.four_octet_as:
        made[attributes.AS4_PATH] = segment_lists(least=1).map(lambda found: As4Path(tuple(found)))
        made[attributes.AS4_AGGREGATOR] = st.builds(
            As4Aggregator, as_numbers().filter(bool), ipv4_addresses()
        )
    return made


def _tuples(elements: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(elements, min_size=1, max_size=most).map(tuple)


@st.composite
def attribute_lists(
    draw: st.DrawFn,
    context: Context,
    *,
    routable: bool = True,
    without: Sequence[int] = (),
) -> list[object]:
    """Make values for one UPDATE, each type at most once.

    Args:
        draw: given by Hypothesis.
        context: what was agreed on.
        routable: ORIGIN and AS_PATH are always there, as routes need them.
        without: type codes to leave out.
    """
    made = attributes_of(context)
    chosen = draw(st.sets(st.sampled_from(sorted(made))))
    if routable:
        chosen |= {attributes.ORIGIN, attributes.AS_PATH}
    drawn = {code: draw(made[code]) for code in sorted(chosen.difference(without))}
    path, as4_path = drawn.get(attributes.AS_PATH), drawn.get(attributes.AS4_PATH)
    if isinstance(path, AsPath) and isinstance(as4_path, As4Path):
        # The path that both make together has to be one that the peer may send.
        merged = as_path.merge(path.plain, as4_path.plain)
        if out_of_place(merged, context):
            del drawn[attributes.AS4_PATH]
    values = list(drawn.values())
    if draw(st.booleans()):
        values.append(draw(unknown_attributes()))
    return values


def attribute_blocks(
    context: Context, *, routable: bool = True, without: Sequence[int] = ()
) -> st.SearchStrategy[AttributeBlock]:
    """Make blocks in the context's AS number width; arguments as of `attribute_lists`."""
    reader = AttributeReader(context, DEFAULT_TABLE)
    lists = attribute_lists(context, routable=routable, without=without)
    return lists.map(lambda values: AttributeBlock.of(values, reader))


#: unused bits of the flags octet, whether the length is long, and whether Partial is set
_FRAMES: Final = st.tuples(st.just(0) | st.integers(0, 15), st.booleans(), st.booleans())


def attribute_octets(context: Context, value: object) -> st.SearchStrategy[bytes]:
    """Make the octets of an attribute as a peer may send it.

    Unlike what bgplib encodes, they may have two octets of length where one would do, the unused
    bits of the flags octet set (RFC 4271 §4.3), and the Partial bit.
    """
    code, octets = AttributeReader(context, DEFAULT_TABLE).encode(value)
    extended = bool(octets[0] & attributes.EXTENDED_LENGTH)
    body = octets[4 if extended else 3 :]

    def framed(how: tuple[int, bool, bool]) -> bytes:
        noise, long, partial = how
        flags = octets[0] & 0xE0 | noise
        if partial and flags & 0xC0 == 0xC0:
            flags |= attributes.PARTIAL
        if long or extended:
            head = bytes((flags | attributes.EXTENDED_LENGTH, code))
            return head + len(body).to_bytes(2, "big") + body
        return bytes((flags, code, len(body))) + body

    return _FRAMES.map(framed)


@st.composite
def attribute_fields(
    draw: st.DrawFn,
    context: Context,
    *,
    routable: bool = True,
    without: Sequence[int] = (),
) -> list[bytes]:
    """Make well-formed attributes as octets, in any order; arguments as of `attribute_lists`."""
    values = draw(attribute_lists(context, routable=routable, without=without))
    return draw(st.permutations([draw(attribute_octets(context, value)) for value in values]))
