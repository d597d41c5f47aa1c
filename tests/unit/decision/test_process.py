"""A decision process is a tuple of steps that programs take apart and put together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

import attrs
import pytest

from bgplib.decision import (
    RFC4271,
    RFC5004,
    DecisionContext,
    DecisionProcess,
    FilterStep,
    GroupStep,
    KeyStep,
    SetStep,
    Step,
)
from bgplib.errors import LocalError
from bgplib.route import Path, Route
from tests.unit.decision.paths import path

SHORT = path("1", address="192.0.2.1")
LONG = path("1 2", address="192.0.2.2")
COMPARISONS = RFC4271.steps[RFC4271.names.index("not LLGR_STALE") :]


def named(name: str) -> Step:
    """Return a step of the preset."""
    return RFC4271.steps[RFC4271.names.index(name)]


def test_preset_has_the_steps_in_the_order_of_the_rfcs() -> None:
    """RFC 4271 §9.1.2.2: "The criteria MUST be applied in the order specified."."""
    assert RFC4271.names == (
        "import policy",
        "no AS loop",
        "no reflection loop",
        "resolvable next hop",
        "not LLGR_STALE",
        "highest weight",
        "highest local preference",
        "locally originated",
        "lowest AIGP",
        "shortest AS_PATH",
        "lowest ORIGIN",
        "lowest MED per neighbouring AS",
        "external over internal",
        "lowest IGP cost",
        "lowest identifier",
        "shortest CLUSTER_LIST",
        "lowest peer address",
        "lowest path identifier",
    )


def test_every_step_names_its_section_or_none() -> None:
    """A step without a section is one that vendors added."""
    assert {step.name for step in RFC4271.steps if not step.rfc} == {
        "highest weight",
        "locally originated",
        "lowest path identifier",
    }
    assert all(
        step.rfc.startswith("RFC ") and "§" in step.rfc for step in RFC4271.steps if step.rfc
    )


def test_a_step_prints_its_name_and_its_section() -> None:
    """Who lists a process sees what is compared, and who asks for it."""
    assert [str(step) for step in RFC4271.steps][5:8] == [
        "highest weight",
        "highest local preference (RFC 4271 §9.1.1)",
        "locally originated",
    ]


def test_a_step_left_out_does_not_decide() -> None:
    """`without` takes names and steps."""
    assert RFC4271.select([LONG, SHORT]) is SHORT
    process = RFC4271.without("shortest AS_PATH")
    long = LONG.replace(weight=0, source=SHORT.source)
    assert process.explain([long, SHORT]).decided_by is None
    step = named("shortest AS_PATH")
    assert RFC4271.without(step) == process
    assert len(RFC4271.without("lowest ORIGIN", step).steps) == len(RFC4271.steps) - 2


def test_a_step_put_in_decides() -> None:
    """`inserting` puts a step before another, or last."""
    most_hops = KeyStep(
        name="longest AS_PATH",
        rfc="",
        key=lambda path, _: path.attributes.as_path_length,
        bits=16,
        highest=True,
    )
    process = RFC4271.inserting(most_hops, before="highest local preference")
    assert process.select([SHORT, LONG]) is LONG
    assert process.under().select([SHORT, LONG]) is LONG
    assert process.names.index("longest AS_PATH") == RFC4271.names.index("highest weight") + 1
    assert RFC4271.inserting(most_hops).names[-1] == "longest AS_PATH"


def test_steps_of_all_kinds_can_be_put_in() -> None:
    """Filters, groups and sets are open to everybody, as numbers are."""
    refused = FilterStep(
        name="not from AS 1",
        rfc="",
        refuse=lambda path, _: "AS 1" if path.source.asn == 1 else None,
    )
    by_source = GroupStep(
        name="one for each peer",
        rfc="",
        key=lambda path, _: path.attributes.as_path_length,
        group=lambda path, _: path.source.asn,
    )

    def last(paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        return paths[-1:]

    any_one = SetStep(name="the last", rfc="", narrow=last, show=lambda path, _: str(path))
    process = DecisionProcess((refused, by_source, any_one))
    paths = [
        path("1", asn=1),
        path("1 2 3", asn=2, address="192.0.2.3"),
        path("1 2", asn=2, address="192.0.2.4"),
        path("1 2 3 4", asn=3, address="192.0.2.5"),
        path("1 2 3 4 5", asn=3, address="192.0.2.6"),
    ]
    assert process.select(paths) is paths[3]
    assert process.under().select(paths) is paths[3]
    explanation = process.explain(paths)
    reasons = [
        (fall.step, fall.operand, fall.against) for fall in map(explanation.fall, paths) if fall
    ]
    assert reasons == [
        ("not from AS 1", "AS 1", ""),
        ("one for each peer", "3", "2"),
        ("the last", str(paths[2]), str(paths[3])),
        ("one for each peer", "5", "4"),
    ]


def test_names_are_unique_and_known() -> None:
    """What a program misspells is its own mistake, and says what there is."""
    with pytest.raises(LocalError, match="same name: lowest ORIGIN"):
        RFC4271.inserting(named("lowest ORIGIN"))
    with pytest.raises(LocalError, match="'lowest origin'; there are import policy"):
        RFC4271.without("lowest origin")
    with pytest.raises(LocalError, match="'weight'"):
        RFC4271.inserting(attrs.evolve(named("highest weight"), name="new"), before="weight")


def test_filters_stand_before_comparisons() -> None:
    """RFC 4271 §9.1.2: what is ineligible is excluded before anything is compared."""
    with pytest.raises(LocalError, match="'no AS loop' has to stand before 'not LLGR_STALE'"):
        DecisionProcess((*COMPARISONS, named("no AS loop")))
    assert DecisionProcess(COMPARISONS).select([LONG, SHORT]) is SHORT


def test_a_comparison_that_leaves_nothing_is_an_error() -> None:
    """Only a filter may leave nothing; a program's own step is checked."""
    nothing = SetStep(name="nobody", rfc="", narrow=lambda paths, _: [], show=lambda path, _: "")
    process = DecisionProcess((nothing,))
    for run in (process.select, process.explain, process.under().select):
        with pytest.raises(LocalError, match="'nobody' leaves no path"):
            run([SHORT, LONG])


@pytest.mark.parametrize("number", [-1, 256])
def test_a_number_out_of_range_is_an_error(number: int) -> None:
    """Numbers are put side by side in one, so that none may be wider than its step says."""
    step = KeyStep(name="odd", rfc="", key=lambda path, _: number, bits=8)
    selector = DecisionProcess((step,)).under()
    with pytest.raises(LocalError, match="'odd'"):
        selector.select([SHORT, LONG])


def test_who_asks_with_routes_gets_a_route() -> None:
    """Steps see paths; routes are what programs have in hands."""
    routes = [Route.of("10.0.0.0/8", LONG), Route.of("10.0.0.0/8", SHORT)]
    best = RFC4271.select(routes)
    assert best is routes[1]
    assert RFC4271.explain(routes).best is routes[1]
    assert RFC4271.select(iter(routes)) is best


def test_ranks_are_kept_until_another_selector_asks() -> None:
    """A path shared by many prefixes is looked at once; another context counts it anew."""
    asked = []

    def key(path: Path, context: DecisionContext) -> int:
        asked.append(path)
        return 1

    process = DecisionProcess((KeyStep(name="counted", rfc="", key=key),))
    one, other = process.under(), process.under()
    assert one.rank(SHORT) == one.rank(SHORT)
    assert len(asked) == 1
    assert other.rank(SHORT) == one.rank(SHORT)
    assert len(asked) == 3


def test_ranks_say_what_the_steps_say_whichever_was_first() -> None:
    """Ranks are counted from the first one, and those before it and behind it keep their order."""
    bits = 70

    def key(path: Path, context: DecisionContext) -> int:
        return path.weight

    process = DecisionProcess((KeyStep(name="weighed", rfc="", key=key, bits=bits),))
    weights = (0, 1, 2, 1 << 62, 1 << 63, (1 << bits) - 1)
    for first in weights:
        selector = process.under()
        assert selector.rank(SHORT.replace(weight=first)) == 0
        ranks = [selector.rank(SHORT.replace(weight=weight)) for weight in weights]
        assert [later - rank for rank, later in pairwise(ranks)] == [
            later - weight for weight, later in pairwise(weights)
        ]
        assert selector.lowest < ranks[0]
        assert ranks[-1] < selector.ineligible


def test_what_import_policy_refused_is_ineligible() -> None:
    """RFC 4271 §9.1.1: it "MAY NOT serve as an input to the next phase of route selection"."""
    refused = SHORT.replace(rejected=True)
    for process in (RFC4271, RFC5004):
        assert process.select([refused, LONG]) is LONG
        assert process.under().select([refused, LONG]) is LONG
        assert process.ranked([refused, LONG]) == [LONG]
        fall = process.explain([refused, LONG]).fall(refused)
        assert fall is not None
        assert (fall.step, fall.operand) == ("import policy", "import policy refused it")
    assert RFC4271.without("import policy").select([refused, LONG]) is refused


def test_routes_are_ranked() -> None:
    """The best, then the best of the others; who is ineligible has no place."""
    routes = [Route.of("10.0.0.0/8", each) for each in (LONG, path("9"), SHORT)]
    looped = Route.of("10.0.0.0/8", path("65000", address="192.0.2.4"))
    context = DecisionContext(local_asns=[65000])
    assert RFC4271.ranked([*routes, looped], context) == [routes[1], routes[2], routes[0]]
    assert RFC4271.ranked([]) == []
    assert RFC4271.ranked([LONG, LONG]) == [LONG], "candidates are a set"


def test_groups_are_ranked_at_once() -> None:
    """To rank many paths of several groups is no more work than to look at each once."""
    asked = []

    def key(path: Path, context: DecisionContext) -> int:
        asked.append(path)
        return path.source.identifier or 0

    counted = KeyStep(name="counted", rfc="", key=key)
    process = DecisionProcess((named("lowest MED per neighbouring AS"), counted))
    paths = [
        path(f"{number % 5 + 1} 9", address=f"192.0.2.{number}", med=number, identifier=99 - number)
        for number in range(60)
    ]
    best, *_ = process.ranked(paths)
    assert len(asked) == len(paths)
    assert best is process.select(paths)


@pytest.mark.parametrize("several", [(1, 2), ()], ids=["two groups", "no group"])
def test_paths_of_several_groups_or_none_are_ranked(several: tuple[int, ...]) -> None:
    """As they are by choosing again and again, whichever way there is for those of one group."""
    groups = {1: (1,), 2: (2,), 3: several}
    step = GroupStep(
        name="grouped",
        rfc="",
        key=lambda path, _: path.attributes.med or 0,
        group=lambda path, _: groups[path.source.asn],
    )
    process = DecisionProcess((step, named("lowest identifier")))
    for meds in permutations((1, 2, 3)):
        left = [
            path(str(asn), asn=asn, address=f"192.0.2.{asn}", med=med, identifier=9 - asn)
            for asn, med in enumerate(meds, 1)
        ]
        found, expected = process.ranked(left), []
        while left:
            best = process.select(left)
            assert best is not None
            expected.append(best)
            left.remove(best)
        assert found == expected


def test_ranks_follow_from_who_is_left() -> None:
    """When the best of its group is gone, a path with a higher MED competes with other groups."""
    paths = [
        path("1 9", address="192.0.2.1", med=10, identifier=4),
        path("1 9", address="192.0.2.2", med=20, identifier=1),
        path("2 9", address="192.0.2.3", med=30, identifier=3),
        path("2 9", address="192.0.2.4", med=40, identifier=2),
    ]
    assert RFC4271.ranked(paths) == [paths[2], paths[3], paths[0], paths[1]]
