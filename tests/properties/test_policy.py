"""Policy against slow twins: prefix lists, patterns, payloads of the RPKI, checks, aggregation."""

from __future__ import annotations

import ipaddress
import itertools
import re
import sys
from collections.abc import Callable
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from bgplib.attributes import AsPath
from bgplib.kernel import as_path as kernel
from bgplib.kernel.as_path import Segments
from bgplib.policy import (
    Action,
    AspaState,
    AspaTable,
    Policy,
    PolicyContext,
    PrefixRange,
    RemarkKind,
    Roa,
    RoaTable,
    Statement,
    TextRegex,
    ValidationState,
    aggregate,
)
from bgplib.policy.aggregate_path import common_path
from bgplib.policy.implication import excludes, implies
from bgplib.policy.matchers import (
    AllOf,
    AnyOf,
    FamilyIs,
    MedIs,
    Not,
    OriginIs,
    PrefixEntry,
    PrefixIn,
    PrefixLength,
    PrefixList,
    community,
)
from bgplib.policy.modifiers import (
    AddCommunities,
    AddLocalPref,
    AddMed,
    Prepend,
    RemoveCommunities,
    RemovePrivateAs,
    SetCommunities,
    SetMed,
)
from bgplib.policy.modifiers.private_as import PrivateAs, is_private
from bgplib.route import Route
from bgplib.values.prefix import Prefix
from tests.unit.policy.routes import path, route

CONTEXT = PolicyContext(local_as=64500)


@st.composite
def prefixes(draw: st.DrawFn, max_length: int = 8) -> Prefix:
    """Draw short prefixes, so that many contain each other."""
    if draw(st.booleans()):
        octets, spare = draw(st.integers(0, 255)).to_bytes(1, "big") + bytes(3), 32
    else:
        octets, spare = draw(st.sampled_from([0x20, 0x21])).to_bytes(1, "big") + bytes(15), 128
    return Prefix.from_address(octets, min(draw(st.integers(0, max_length)), spare))


@st.composite
def ranges(draw: st.DrawFn) -> PrefixRange:
    """Draw a prefix and lengths."""
    prefix = draw(prefixes())
    lengths = sorted(
        draw(st.tuples(st.integers(prefix.length, 10), st.integers(prefix.length, 10)))
    )
    return PrefixRange(prefix=prefix, ge=lengths[0], le=lengths[1])


entries = st.builds(PrefixEntry, ranges(), permit=st.booleans())
lists = st.lists(entries, max_size=6).map(PrefixList)


def permits(found: PrefixList, prefix: Prefix) -> bool:
    """Walk through a list, as `ipaddress` understands prefixes."""
    network: Any = prefix.to_ipaddress()
    for entry in found.entries:
        wanted: Any = entry.range.prefix.to_ipaddress()
        inside = wanted.version == network.version and network.subnet_of(wanted)
        if inside and entry.range.ge <= network.prefixlen <= entry.range.le:
            return entry.permit
    return False


@given(lists, prefixes(10))
def test_prefix_lists_agree_with_a_walk(found: PrefixList, prefix: Prefix) -> None:
    """The first entry that the destination falls under decides."""
    assert found(Route.of(prefix, path()), CONTEXT) is permits(found, prefix)


@given(ranges(), ranges(), prefixes(10))
def test_ranges_contain_and_overlap(one: PrefixRange, other: PrefixRange, prefix: Prefix) -> None:
    """What `contains` and `overlaps` say holds for every prefix."""
    if one.contains(other) and other.matches(prefix):
        assert one.matches(prefix)
    if one.matches(prefix) and other.matches(prefix):
        assert one.overlaps(other)
    assert one.overlaps(other) is other.overlaps(one)


@given(ranges())
def test_the_text_of_a_range_is_read_back(found: PrefixRange) -> None:
    """Whatever the lengths."""
    assert PrefixRange.parse(str(found)) == found


# -- regular expressions -------------------------------------------------------------------------

atoms = st.sampled_from(
    ["1", "2", "6", " ", "_", ".", "^", "$", "[0-3]", "[^1]", r"\{", r"\(", ",", "[12 ]"]
)


def _quantified(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = inner.map("({})".format)
    signs = st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,2}", ""])
    alternatives = st.lists(inner, min_size=1, max_size=3).map("|".join).map("({})".format)
    repeatable = st.one_of(
        st.sampled_from(["1", "2", " ", "_", ".", "[0-3]", "[^1]"]), group, alternatives
    )
    return st.lists(st.one_of(atoms, st.builds(str.__add__, repeatable, signs)), max_size=4).map(
        "".join
    )


patterns = st.recursive(st.lists(atoms, max_size=3).map("".join), _quantified, max_leaves=8)
as_numbers = st.sampled_from([1, 2, 6, 12, 16, 21, 65001])
paths = st.lists(
    st.tuples(st.integers(1, 4), st.lists(as_numbers, min_size=1, max_size=4).map(tuple)),
    max_size=3,
).map(tuple)


def oracle(pattern: str) -> re.Pattern[str]:
    """Put a pattern into the words of `re`: `_` and `$` differ, all else is the same."""
    words = {"_": r"(?:^|\Z|[ ,{}()\[\]])", "$": r"\Z"}
    text = re.sub(r"\\.|[_$]", lambda found: words.get(found[0], found[0]), pattern)
    return re.compile(text)


@given(patterns, paths)
def test_patterns_agree_with_re(pattern: str, found: Segments) -> None:
    """On the printed path; `re` is safe here, for both are short."""
    text = kernel.text(found)
    assert TextRegex(pattern).search(text) is (oracle(pattern).search(text) is not None)


def work(regex: TextRegex, text: str) -> int:
    """Count the lines of bgplib that a search runs, which is time without a clock."""
    lines = 0

    def trace(frame: Any, event: str, argument: object) -> Any:
        nonlocal lines
        if "bgplib" not in frame.f_code.co_filename:
            return None
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        regex.search(text)
    finally:
        sys.settrace(before)
    return lines


HOSTILE = (
    "^(([0-9]+)+ ?)+x$",
    "^(1|1 ?|11 ?)*$x",
    "^(.*_)*(.*_)*(.*_)*x$",
    "(_?1?){20}x",
    "(1?){30}(1){30}x",
    "_[0-9]{200}x",
)


def test_hostile_patterns_take_linear_time() -> None:
    """A path ten times as long takes about ten times the work, and a bounded amount at each end.

    `re` takes exponential time for the first of these.
    """
    for pattern in HOSTILE:
        regex = TextRegex(pattern)
        texts = [" ".join(["11", "1", "111", "65001"] * count) for count in (100, 1000)]
        regex.search(texts[1])  # what can be learnt of the text is
        short, long = (work(regex, text) for text in texts)
        assert 0 < long <= 12 * short, pattern
        assert work(TextRegex(pattern), texts[0]) < 500_000, pattern


def test_the_longest_path_that_a_message_holds() -> None:
    """16,000 AS numbers, and a pattern that fails at the last of them."""
    text = " ".join(["4200000001"] * 16_000) + " 7"
    assert not TextRegex("^(_?[0-9]+)*x").search(text)
    assert TextRegex("^(_?4200000001)* 7$").search(text)


# -- the RPKI ------------------------------------------------------------------------------------


@st.composite
def roas(draw: st.DrawFn) -> Roa:
    """Draw a payload."""
    prefix = draw(prefixes())
    most = draw(st.integers(prefix.length, 10))
    return Roa(prefix=prefix, asn=draw(st.integers(0, 3)), max_length=most)


@given(st.lists(roas(), max_size=8), prefixes(10), st.sampled_from([None, 0, 1, 2, 3]))
def test_origin_validation_agrees_with_a_walk(
    payloads: list[Roa], prefix: Prefix, origin: int | None
) -> None:
    """RFC 6811 §2 word for word, over all payloads."""
    covering = [roa for roa in payloads if roa.prefix.contains(prefix)]
    matching = [
        roa
        for roa in covering
        if prefix.length <= roa.max_length and roa.asn == origin and roa.asn != 0
    ]
    if not covering:
        expected = ValidationState.NOT_FOUND
    else:
        expected = ValidationState.VALID if matching else ValidationState.INVALID
    table = RoaTable(payloads)
    assert table.validate(prefix, origin) is expected
    assert set(table.covering(prefix)) == set(covering)


def climbs(asns: tuple[int, ...], sells: Callable[[int, int], bool], *, descends: bool) -> bool:
    """Say whether a path (origin first) can be cut into a way up, a hop across and a way down."""
    hops = list(itertools.pairwise(asns))
    for top in range(len(hops) + 1):
        if not all(sells(low, high) for low, high in hops[:top]):
            continue
        if not descends and top == len(hops):
            return True
        if descends:
            for down in (top, top + 1):
                if all(sells(low, high) for high, low in hops[down:]):
                    return True
    return False


@given(
    st.dictionaries(st.integers(1, 6), st.sets(st.integers(1, 6), max_size=3), max_size=6),
    st.lists(st.integers(1, 6), min_size=1, max_size=7),
)
def test_aspa_agrees_with_trying_every_top(providers: dict[int, set[int]], asns: list[int]) -> None:
    """Invalid where no top could do, valid where one does without unattested hops."""
    collapsed = tuple(asn for asn, _ in itertools.groupby(asns))
    table = AspaTable.of(providers)

    def could(customer: int, provider: int) -> bool:
        return customer not in providers or provider in providers[customer]

    def does(customer: int, provider: int) -> bool:
        return provider in providers.get(customer, ())

    found = ((2, tuple(reversed(asns))),)
    for descends, verify in ((False, table.verify_upstream), (True, table.verify_downstream)):
        if not climbs(collapsed, could, descends=descends):
            expected = AspaState.INVALID
        elif climbs(collapsed, does, descends=descends):
            expected = AspaState.VALID
        else:
            expected = AspaState.UNKNOWN
        assert verify(found) is expected


# -- checks --------------------------------------------------------------------------------------

simple = st.one_of(
    lists,
    st.lists(prefixes(), max_size=3).map(PrefixIn),
    st.builds(PrefixLength, least=st.integers(0, 9), most=st.none() | st.integers(0, 9)),
    st.builds(MedIs, least=st.integers(0, 2), most=st.none() | st.integers(0, 2)),
    st.sampled_from([OriginIs("igp"), OriginIs("egp"), FamilyIs.of("ipv4"), FamilyIs.of("ipv6")]),
    st.builds(
        lambda members, quantity: community(*members, quantity=quantity),
        st.lists(st.sampled_from(["1:1", "1:2", "1:*"]), max_size=2),
        st.sampled_from(["any", "all", "exactly"]),
    ),
)
conditions = st.recursive(
    simple,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(AllOf),
        st.lists(inner, max_size=3).map(AnyOf),
    ),
    max_leaves=5,
)
routes = st.builds(
    lambda prefix, origin, med, marks: route(
        str(prefix), origin=origin, med=med, communities=" ".join(marks)
    ),
    prefixes(10),
    st.sampled_from([0, 1]),
    st.sampled_from([None, 0, 1, 2, 3]),
    st.lists(st.sampled_from(["1:1", "1:2", "1:3", "2:1"]), max_size=3),
)


@given(conditions, conditions, st.lists(routes, min_size=1, max_size=5))
def test_implications_hold(one: Any, other: Any, found: list[Route]) -> None:
    """What is claimed of two conditions is so for every route."""
    if implies(one, other):
        assert all(other(each, CONTEXT) for each in found if one(each, CONTEXT))
    if excludes(one, other):
        assert not any(one(each, CONTEXT) and other(each, CONTEXT) for each in found)


changes = st.sampled_from([SetMed(1), AddMed(1), AddCommunities.of("1:1"), SetCommunities.of()])
statements = st.lists(
    st.tuples(
        st.lists(conditions, max_size=2),
        st.lists(changes, max_size=1),
        st.sampled_from(list(Action)),
    ),
    max_size=4,
).map(
    lambda rows: [
        Statement(name=str(at), matchers=row[0], modifiers=row[1], action=row[2])
        for at, row in enumerate(rows)
    ]
)
IN_VAIN = {RemarkKind.UNREACHABLE, RemarkKind.SHADOWED, RemarkKind.NEVER_MATCHES}


@given(statements, st.lists(routes, min_size=1, max_size=5))
def test_statements_in_vain_match_nothing(
    found: list[Statement], given_routes: list[Route]
) -> None:
    """And the policy without them says the same of every route."""
    policy = Policy(name="p", statements=found)
    vain = {each.statement for each in policy.check() if each.kind in IN_VAIN}
    shorter = policy.without(*vain)
    for each in given_routes:
        result = policy.apply(each, CONTEXT)
        matched = {step.statement.name for step in result.steps if step.matched}
        assert not matched & vain
        again = shorter.apply(each, CONTEXT)
        assert again.verdict is result.verdict
        assert again.route.path.repeats(result.route.path)


# -- modifiers and aggregation -------------------------------------------------------------------

plain_paths = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 2]),
        st.lists(st.sampled_from([1, 2, 3, 64512, 64513, 4200000000]), min_size=1, max_size=4).map(
            tuple
        ),
    ),
    max_size=3,
).map(tuple)


@given(plain_paths, st.integers(1, 300).filter(lambda times: times <= 255))
def test_prepending_lengthens_by_as_much(segments: Segments, times: int) -> None:
    """By `times`, and the rest of the path stays."""
    before = path(kernel.text(segments))
    after = Prepend(times, 7).change(before, CONTEXT)
    assert after.as_path_length == before.as_path_length + times
    assert after.attributes.as_path_text.endswith(before.attributes.as_path_text)


@given(plain_paths, st.sampled_from(PrivateAs))
def test_private_numbers_go(segments: Segments, how: PrivateAs) -> None:
    """None is left but, for LEADING, behind a public one; replacing keeps the sequences' length."""
    before = path(kernel.text(segments))
    after = RemovePrivateAs(how).change(before, CONTEXT).attributes.as_path
    left = [asn for _, asns in after for asn in asns if asn != 64500]
    if how is PrivateAs.LEADING:
        assert not left or not is_private(left[0])
    else:
        assert not any(map(is_private, left))
    if how in (PrivateAs.REPLACE, PrivateAs.NEAREST):
        assert kernel.length(after) == before.as_path_length


@given(
    st.lists(st.sampled_from(["1:1", "1:2", "2:1", "2:2"]), max_size=5),
    st.lists(st.sampled_from(["1:1", "1:2", "2:1", "2:2"]), max_size=3),
)
def test_communities_are_sets(there: list[str], marks: list[str]) -> None:
    """Adding is union, removing is difference, setting forgets what was there."""
    found = path(communities=" ".join(there))
    before = set(found.attributes.communities)
    change = AddCommunities.of(*marks)
    added = change.change(found, CONTEXT).attributes.communities
    assert set(added) == before | set(change.marks)
    assert len(added) == len(set(added))
    removed = RemoveCommunities.of(*marks).change(found, CONTEXT).attributes.communities
    assert set(removed) == before - set(change.marks)
    assert set(SetCommunities.of(*marks).change(found, CONTEXT).attributes.communities) == set(
        change.marks
    )


@given(st.integers(0, 0xFFFFFFFF), st.integers(-(1 << 33), 1 << 33))
def test_sums_stay_in_four_octets(number: int, by: int) -> None:
    """MED and LOCAL_PREF end at 0 and at 4,294,967,295."""
    expected = min(max(number + by, 0), 0xFFFFFFFF)
    assert AddMed(by).change(path(med=number), CONTEXT).attributes.med == expected
    found = path().replace(preference=number)
    assert AddLocalPref(by).change(found, CONTEXT).local_preference == expected


@given(st.lists(plain_paths, min_size=1, max_size=4))
def test_the_path_of_an_aggregate(found: list[Segments]) -> None:
    """RFC 4271 §9.2.2.2: the five conditions on an aggregated AS_PATH."""
    merged, dropped = common_path(found, as_set=True)
    assert not dropped
    if all(each == found[0] for each in found):
        assert merged == found[0]
        return
    tuples = [[(kind, asn) for kind, asns in each for asn in asns] for each in [merged, *found]]
    result, initial = tuples[0], tuples[1:]
    assert all(each in other for each in result if each[0] == 2 for other in initial)
    members = [asn for kind, asn in result if kind == 1]
    assert len(members) == len(set(members))
    everything = {asn for each in initial for _, asn in each}
    assert {asn for _, asn in result} == everything
    assert all(1 <= len(asns) <= 255 for _, asns in merged)
    without, dropped = common_path(found, as_set=False)
    assert dropped is ({asn for _, asns in without for asn in asns} != everything)
    assert without == tuple(each for each in merged if each[0] == 2)


@given(
    st.lists(st.tuples(prefixes(), plain_paths, st.sampled_from([0, 1, 2])), min_size=1, max_size=4)
)
def test_aggregates_can_be_sent(rows: list[tuple[Prefix, Segments, int]]) -> None:
    """Whatever the routes, the aggregate is well-formed, and no AS of it is made up."""
    afi = rows[0][0].afi
    assume(all(prefix.afi == afi for prefix, _, _ in rows))
    members = [
        Route.of(prefix, path(kernel.text(segments), origin=origin, communities="1:1"))
        for prefix, segments, origin in rows
    ]
    whole = Prefix.from_ipaddress(ipaddress.ip_network("0.0.0.0/0" if afi == 1 else "::/0"))
    for as_set in (True, False):
        found = aggregate(
            members, whole, asn=64500, identifier=1, next_hop="192.0.2.1", as_set=as_set
        )
        block = found.attributes
        assert block.get(AsPath) is not None
        assert block.routable
        assert block.origin == max(origin for _, _, origin in rows)
        given_asns = {asn for _, segments, _ in rows for _, asns in segments for asn in asns}
        assert {asn for _, asns in block.as_path for asn in asns} <= given_asns
        assert block.aggregator == (64500, bytes((0, 0, 0, 1)))
        assert bool(block.communities) is not block.atomic_aggregate
