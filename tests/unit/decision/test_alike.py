"""Paths that no step can tell apart share a rank, and only these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import Any, Final

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bgplib.attributes import NextHop
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.block_store import BlockStore
from bgplib.attributes.reader import AttributeReader, neutral_reader
from bgplib.attributes.tunnel_encapsulation import Tunnel, TunnelEncapsulation
from bgplib.attributes.unknown import UnknownAttribute
from bgplib.context import Context, SessionType
from bgplib.decision import RFC4271, DecisionContext, DecisionProcess
from bgplib.decision.alike import APART, Alikes, _shuns, knows, neighbour_and_med, number_of
from bgplib.decision.key_step import GroupStep, KeyStep
from bgplib.decision.med import LOWEST_MED
from bgplib.decision.preference import HIGHEST_WEIGHT, SHORTEST_AS_PATH
from bgplib.decision.selector import Selector
from bgplib.decision.step import FilterStep, Step
from bgplib.decision.tie_break import LOWEST_IDENTIFIER
from bgplib.iana.communities import LLGR_STALE
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.route import Path
from bgplib.route.path import is_plainly_usual
from tests.unit.decision.paths import block, candidates, contexts, source
from tests.unit.kernel.test_usual import blocks

#: what one test has drawn
_SEEN: Final = Counter[object]()
PEERS: Final = (SessionType.EXTERNAL, SessionType.INTERNAL)
NO_CONTEXT: Final = DecisionContext()


def _asked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that says the same, and that nobody knows."""
    return lambda *arguments: function(*arguments)  # noqa: PLW0108 - it is another function


def _strange(step: Step) -> Step:
    if isinstance(step, FilterStep):
        return attrs.evolve(step, refuse=_asked(step.refuse))
    return attrs.evolve(step, key=_asked(step.key)) if isinstance(step, KeyStep) else step


#: the same steps, all of which are asked about each path
ASKED: Final = DecisionProcess(map(_strange, RFC4271.steps))


@given(paths=candidates(min_size=2), context=contexts())
def _a_shared_rank_is_the_one_that_the_steps_give(
    paths: list[Path], context: DecisionContext
) -> None:
    short, slow = RFC4271.under(context), ASKED.under(context)
    for path in paths:
        twin = path.replace()
        assert short.rank(path) == slow.rank(twin)
        assert short._tie(path) == slow._tie(twin)
    alikes = Alikes(context)
    _SEEN.update(number_of(path, alikes.terms(path)) == APART for path in paths)


def test_a_shared_rank_is_the_one_that_the_steps_give() -> None:
    """The short way and the steps agree on ranks, and on what breaks ties."""
    _SEEN.clear()
    _a_shared_rank_is_the_one_that_the_steps_give()
    assert _SEEN.keys() == {True, False}, "paths without a number, and with"


# One of nine that are drawn is well-formed and usual.
@settings(max_examples=400)
@given(octets=blocks(), context=contexts(), session=st.sampled_from(PEERS))
def _a_lean_path_is_ranked_as_its_block(
    octets: bytes, context: DecisionContext, session: SessionType
) -> None:
    reader = AttributeReader(Context(session=session), DEFAULT_REGISTRY.attributes)
    attributes = BlockStore(reader).read(octets)
    if attributes is None or not is_plainly_usual(attributes):
        return
    peer = source(session=session)
    lean = Path(peer, octets, b"\xc0\0\2\1", reader)
    twin = Path(peer, attributes, b"\xc0\0\2\1")
    short, slow = RFC4271.under(context), ASKED.under(context)
    assert short.rank(lean) == slow.rank(twin)
    assert short._tie(lean) == slow._tie(twin)
    assert neighbour_and_med(lean, context) == slow._tie(twin)[:2]
    _SEEN[attributes.med is None] += 1


def test_a_lean_path_is_ranked_as_its_block() -> None:
    """What is found in the octets is what the steps read of a block, attribute by attribute."""
    _SEEN.clear()
    _a_lean_path_is_ranked_as_its_block()
    assert _SEEN.keys() == {True, False}, "without MULTI_EXIT_DISC, and with"


_USUAL: Final[dict[str, Any]] = {"as_path": "1 9", "next_hop": "192.0.2.1"}
_CHANGES: Final[tuple[dict[str, Any], ...]] = (
    {},
    *({"as_path": text} for text in ("1 2 9", "2 9", "1 8")),
    *({"communities": each} for each in ((7,), (7, 0xFFFF0001), (7, LLGR_STALE))),
    {"origin": 2},
    {"med": 0},
    {"med": 1},
)
_CHANGES_INSIDE: Final[tuple[dict[str, Any], ...]] = (
    {"local_pref": 0},
    {"local_pref": 100},
    {"originator_id": 0},
    {"originator_id": 1},
    {"cluster_list": (1, 2)},
)


@st.composite
def peers(draw: st.DrawFn) -> tuple[list[Path], list[Path]]:
    """Draw paths of one peer, of their octets alone where these are usual; and twins of blocks."""
    session = draw(st.sampled_from((*PEERS, None)))
    store = BlockStore(AttributeReader(Context(session=session), DEFAULT_REGISTRY.attributes))
    peer = source(session=session, local_as=draw(st.sampled_from((None, None, 8))))
    paths: list[Path] = []
    twins: list[Path] = []
    changes = list(_CHANGES)
    if session is not SessionType.EXTERNAL:
        # RFC 7606 §7.5, §7.9, §7.10: of an external peer they are not read.
        changes += _CHANGES_INSIDE
    # Each is as the others are but for one thing or two, which it may be told apart by: how AS_PATH
    # is written (RFC 4271 §4.3) and, as RFC 7911 §3 allows it, a path identifier.
    every = [*product(changes, (False, True), (None, 0, 1))]
    for change, has_long_header, path_id in draw(st.permutations(every)):
        made = block(**(_USUAL | change))
        octets = made.octets
        if has_long_header:
            octets = octets[:4] + b"\x50\2\0" + octets[6:]
        attributes = store.read(octets)
        assert attributes is not None
        twins.append(Path(peer, attributes, b"\xc0\0\2\1", path_id=path_id))
        if len(paths) % 4 and is_plainly_usual(attributes):
            reader = attributes.reader
            paths.append(Path(peer, octets, b"\xc0\0\2\1", reader, path_id=path_id))
        else:
            paths.append(Path(peer, made, b"\xc0\0\2\1", path_id=path_id))
    return paths, twins


@given(found=peers(), context=contexts())
def _paths_of_one_peer_do_not_stand_for_each_other(
    found: tuple[list[Path], list[Path]], context: DecisionContext
) -> None:
    short, slow = RFC4271.under(context), ASKED.under(context)
    for path, twin in zip(*found, strict=True):
        assert short.rank(path) == slow.rank(twin)
        assert short._tie(path) == slow._tie(twin)
        is_reflected = twin.attributes.originator_id is not None
        _SEEN[path.is_lean_of(path.reader), is_reflected] += 1


def test_paths_of_one_peer_do_not_stand_for_each_other() -> None:
    """What one path left behind is no answer for another that the steps tell apart from it."""
    _SEEN.clear()
    _paths_of_one_peer_do_not_stand_for_each_other()
    # Lean or not, and with an ORIGINATOR_ID or not.
    assert _SEEN.keys() == {(False, False), (False, True), (True, False), (True, True)}


_NUMBERS: Final = st.sampled_from((1, 7, LLGR_STALE, LLGR_STALE + 1, LLGR_STALE << 8 & 0xFFFFFFFF))


@given(
    asns=st.lists(_NUMBERS, min_size=1, max_size=4),
    communities=st.lists(_NUMBERS, max_size=4),
    own=_NUMBERS,
    med=st.none() | _NUMBERS,
    has_long_header=st.booleans(),
)
# LLGR_STALE stands where a community would, were there communities.
@example(asns=[0xFF, 0xFF000600], communities=[], own=7, med=0xFF, has_long_header=False)
def _what_is_shunned_is_what_stands_there(
    asns: list[int], communities: list[int], own: int, med: int | None, has_long_header: bool
) -> None:
    path = " ".join(map(str, asns))
    octets = block(path, next_hop="192.0.2.1", med=med, communities=tuple(communities)).octets
    if has_long_header:
        octets = octets[:4] + b"\x50\2\0" + octets[6:]
    is_shunned = own in asns or LLGR_STALE in communities
    assert _shuns(octets, own) == is_shunned
    _SEEN[is_shunned] += 1


def test_what_is_shunned_is_what_stands_there() -> None:
    """The loop finds our AS in AS_PATH, and LLGR_STALE in COMMUNITIES, and neither elsewhere."""
    _SEEN.clear()
    _what_is_shunned_is_what_stands_there()
    assert _SEEN.keys() == {True, False}


def test_what_breaks_ties_is_shared_where_it_looks_at_no_number() -> None:
    """A step behind MULTI_EXIT_DISC that counts AS numbers asks each path, not only the first."""
    steps = (LOWEST_MED, SHORTEST_AS_PATH, LOWEST_IDENTIFIER)
    long, short = (Path(source(), block(way), b"\xc0\0\2\1") for way in ("1 2 3", "1 2"))
    assert DecisionProcess(steps).under(NO_CONTEXT).select([long, short]) is short


def _number(attributes: AttributeBlock, **more: Any) -> int:
    path = Path(source(), attributes, b"\xc0\0\2\1", **more)
    return number_of(path, Alikes(DecisionContext(local_asns={65000})).terms(path))


def test_what_a_number_says() -> None:
    """AS_PATH length, ORIGIN and LOCAL_PREF; a LOCAL_PREF of 0 is another than none."""
    known = _number(block("1 2"))
    assert known != APART
    assert known == _number(block("3 4", med=5, communities=(7,)))
    others = (block("1 2 3"), block("1 2", origin=1), *(block("1 2", local_pref=n) for n in (0, 1)))
    assert len({known, *map(_number, others)}) == 5
    # The same of what is read attribute by attribute.
    unknown = UnknownAttribute(flags=0xC0, code=99, octets=b"")
    strange = [each.replace(unknown) for each in (block("1 2"), *others)]
    assert len(set(map(_number, strange))) == 5


def test_parts_of_a_number_do_not_overlap() -> None:
    """However long AS_PATH is (RFC 4271 §4.3: up to 255 in a segment), LOCAL_PREF is beside it."""
    unknown = UnknownAttribute(flags=0xC0, code=99, octets=b"")
    kinds = [block(" ".join(["1"] * 129), local_pref=1), block("1", local_pref=2)]
    for each in (kinds, [attributes.replace(unknown) for attributes in kinds]):
        assert len(set(map(_number, each)) - {APART}) == 2
    lean = (Path(source(session=SessionType.INTERNAL), *_lean(attributes)) for attributes in kinds)
    alikes = Alikes(NO_CONTEXT)
    assert len({number_of(path, alikes.terms(path)) for path in lean} - {APART}) == 2


def _lean(attributes: AttributeBlock) -> tuple[bytes, bytes, AttributeReader]:
    """Return what a path is made of that has no block."""
    reader = AttributeReader(Context(session=SessionType.INTERNAL), DEFAULT_REGISTRY.attributes)
    return attributes.replace(NextHop.parse("192.0.2.1")).octets, b"\xc0\0\2\1", reader


def test_the_next_hop_of_a_flow_specification_counts_for_nothing() -> None:
    """RFC 8955 §4: it "MUST be ignored"; that of another route of the same peer is not."""
    flow = FlowSpecNlri.parse("destination 198.51.100.0/24")
    speaker, attributes = source(), block("1")
    unreachable, near = DecisionContext(resolve=lambda _: None), DecisionContext(resolve=_near)
    for context in (unreachable, near):
        for kinds in ((None, flow), (flow, None)):
            short, slow = RFC4271.under(context), ASKED.under(context)
            for nlri in kinds:
                path = Path(speaker, attributes, b"\xc0\0\2\1", nlri=nlri)
                assert short.rank(path) == slow.rank(twin := path.replace())
                assert short._tie(path) == slow._tie(twin)


def _near(_: bytes) -> int:
    return 7


def test_what_is_unusual_has_no_number() -> None:
    """The steps are asked about each path that has anything they would look at."""
    unusual = (
        block("1 65000 2"),
        block("1 {2,3}"),
        block("{2,3}"),
        block("(1 2) 3"),
        block(""),
        block("1", origin=None),
        block("1", originator_id=1),
        block("1", cluster_list=(1,)),
        block("1", communities=(LLGR_STALE,)),
        block("1", aigp=1),
        block("1").replace(TunnelEncapsulation((Tunnel(8, ()),))),
        block("1").canonical(neutral_reader(False, DEFAULT_REGISTRY.attributes)),
    )
    assert set(map(_number, unusual)) == {APART}
    assert _number(block("1"), path_id=1) == APART


def test_as_numbers_of_two_octets_have_no_number() -> None:
    """RFC 6793 §4.2.2: two AS_SEQUENCEs of two octets each can be as long as one of four."""
    octets = bytes.fromhex("400101 00 40020a 0202 0001 0002 0201 0003")
    attributes = BlockStore(neutral_reader(False, DEFAULT_REGISTRY.attributes)).read(octets)
    assert attributes is not None
    assert attributes.as_path == ((2, (1, 2)), (2, (3,)))
    assert _number(attributes) == APART


def test_what_policy_set_is_told_apart() -> None:
    """Paths of one source and next hop, in turn, so that none is taken for the one before."""
    plain: dict[str, Any] = {}
    changes: tuple[dict[str, Any], ...] = ({"weight": 7}, {"preference": 7}, {"rejected": True})
    short, slow = RFC4271.under(NO_CONTEXT), ASKED.under(NO_CONTEXT)
    attributes, speaker = block("1"), source()
    ranks: list[int] = []
    for change in (plain, *(part for each in changes for part in (each, plain)), *changes):
        path = Path(speaker, attributes, b"\xc0\0\2\1", **change)
        ranks.append(short.rank(path))
        assert ranks[-1] == slow.rank(path.replace())
    assert len(set(ranks)) == 4


def test_reflection_breaks_ties_of_each_path() -> None:
    """ORIGINATOR_ID and CLUSTER_LIST are looked at, beside paths of the source without them."""
    short, slow = RFC4271.under(NO_CONTEXT), ASKED.under(NO_CONTEXT)
    speaker = source(session=SessionType.INTERNAL)
    kinds = (block("1"), block("1", cluster_list=(1, 2)), block("1", originator_id=9))
    ties = []
    for attributes in (*kinds, *kinds):
        path = Path(speaker, attributes, b"\xc0\0\2\1")
        assert short.rank(path) == slow.rank(twin := path.replace())
        ties.append(short._tie(path))
        assert ties[-1] == slow._tie(twin)
    assert len(set(ties)) == 3


def test_a_step_with_a_function_of_its_own_is_asked() -> None:
    """Whoever changes the key of a known step is not taken for it."""
    step = attrs.evolve(HIGHEST_WEIGHT, key=lambda path, _: len(path.attributes.communities))
    assert knows([HIGHEST_WEIGHT.key])
    assert not knows([HIGHEST_WEIGHT.key, step.key])
    selector = Selector((step,), NO_CONTEXT)
    few, many = (Path(source(), block("1", communities=each)) for each in ((1,), (1, 2)))
    assert selector.select([few, many]) is many


@pytest.mark.parametrize(
    ("step", "wins"),
    [
        (LOWEST_MED, 0),
        (attrs.evolve(LOWEST_MED, key=lambda path, _: -(path.attributes.med or 0)), 1),
        (attrs.evolve(LOWEST_MED, group=lambda path, _: path.attributes.med or 0), 1),
    ],
)
def test_a_comparison_of_med_of_its_own_is_asked(step: GroupStep, wins: int) -> None:
    """It is not answered with what MULTI_EXIT_DISC and neighbour say in the octets of a path."""
    reader = AttributeReader(Context(), DEFAULT_REGISTRY.attributes)
    low, high = (block("1", next_hop="192.0.2.1", med=med).octets for med in (5, 6))
    process = DecisionProcess((step, LOWEST_IDENTIFIER))
    paths = [
        Path(source(identifier=number), octets, b"\xc0\0\2\1", reader)
        for number, octets in ((2, low), (1, high))
    ]
    assert process.under(NO_CONTEXT).select(paths) is paths[wins]


def test_a_peer_cannot_fill_the_memory() -> None:
    """Neither with next hops nor with what else tells its paths apart, nor with one for each."""
    alikes = Alikes(NO_CONTEXT)
    attributes = block("1")
    for number in range(5000):
        alikes.terms(Path(source(), attributes, number.to_bytes(4, "big")))
    assert 0 < len(alikes._terms) <= 4096
    assert 0 < len(alikes._latest) <= 4096
    for hop in range(20):
        terms = alikes.terms(Path(source(), attributes, hop.to_bytes(4, "big")))
        for number in range(10_000):
            alikes.note(terms, number, 0)
        alikes.note(terms, APART, 0)
        assert APART not in terms.ranks
        assert sum(len(each.ranks) for each in alikes._terms.values()) <= 65_536


def test_next_hops_are_resolved_once() -> None:
    """Paths with the same next hop share the answer."""
    asked: list[bytes] = []

    def resolve(next_hop: bytes) -> int:
        asked.append(next_hop)
        return 1

    selector = RFC4271.under(DecisionContext(resolve=resolve))
    for asn in range(1, 9):
        selector.rank(Path(source(), block(str(asn)), b"\xc0\0\2\1"))
    assert asked == [b"\xc0\0\2\1"]
