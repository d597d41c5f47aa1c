"""What holds for every decision, whoever the candidates are."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Final

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from bgplib.decision import (
    BIRD,
    CISCO,
    FRR,
    GOBGP,
    JUNIPER,
    RFC4271,
    RFC5004,
    AsPathRule,
    Counterfactual,
    DecisionContext,
    DecisionProcess,
    MultipathRules,
)
from bgplib.decision.existing import EXISTING_EXTERNAL
from bgplib.decision.pairwise import one_after_another
from bgplib.errors import LocalError
from bgplib.route import Path, Route
from tests.unit.decision.paths import candidates, contexts

PRESETS: Final = {
    "RFC4271": RFC4271,
    "RFC5004": RFC5004,
    "CISCO": CISCO,
    "JUNIPER": JUNIPER,
    "BIRD": BIRD,
    "FRR": FRR,
    "GOBGP": GOBGP,
}
_CHANGES: Counter[str] = Counter()
_CHALLENGES: Counter[tuple[str, bool]] = Counter()
_DECIDED: Counter[tuple[str, str]] = Counter()


@st.composite
def _decisions(draw: st.DrawFn, alike: int = 0) -> tuple[list[Path], DecisionContext]:
    """Draw candidates, and a context that knows which of them was best, or none."""
    paths = draw(candidates(min_size=2, alike=alike))
    existing = draw(st.sampled_from([None, *paths]))
    return paths, attrs.evolve(draw(contexts()), existing=existing)


def _processes() -> st.SearchStrategy[DecisionProcess]:
    """Draw the preset, or what is left of it without some steps."""
    return st.lists(st.sampled_from(RFC4271.names[:-2]), unique=True, max_size=6).map(
        lambda names: RFC4271.without(*names)
    )


@pytest.mark.parametrize("name", PRESETS)
@given(case=_decisions(), random=st.randoms(use_true_random=False))
def test_presets_depend_on_no_order(
    name: str, case: tuple[list[Path], DecisionContext], random: Random
) -> None:
    """RFC 4271 §9.1.2.2 removes routes from a set; GoBGP's age is the one rule that needs order."""
    paths, context = case
    process = PRESETS[name]
    if name == "GOBGP":
        process = process.without("oldest external path")
    selector = process.under(attrs.evolve(context, existing=None))
    best = process.select(paths, context)
    order = process.ranked(paths, context)
    random.shuffle(paths)
    assert process.select(paths, context) is best
    assert selector.select(paths, context.existing) is best
    assert process.ranked(paths, context) == order
    assert selector.ranked(paths, context.existing) == order


@given(candidates(min_size=1), contexts(), _processes(), st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(
    paths: list[Path],
    context: DecisionContext,
    process: DecisionProcess,
    random: Random,
) -> None:
    """RFC 4271 §9.1.2.2 removes routes from a set, and a set has no order."""
    best = process.select(paths, context)
    random.shuffle(paths)
    assert process.select(paths, context) is best
    assert process.under(context).select(paths) is best


@given(candidates(), contexts(), _processes())
def test_explanation_ends_with_what_is_selected(
    paths: list[Path], context: DecisionContext, process: DecisionProcess
) -> None:
    """`explain` runs the steps that `select` runs."""
    explanation = process.explain(paths, context)
    assert explanation.best is process.select(paths, context)
    assert explanation.candidates == tuple(paths)


@given(candidates(min_size=1), contexts(), _processes())
def test_each_candidate_but_the_best_falls_once(
    paths: list[Path], context: DecisionContext, process: DecisionProcess
) -> None:
    """An explanation says of each loser at which step it fell, and against what."""
    explanation = process.explain(paths, context)
    fallen = [fall.candidate for each in explanation.rounds for fall in each.fallen]
    best = [] if explanation.best is None else [explanation.best]
    assert sorted(map(id, fallen + best)) == sorted(map(id, paths))
    for each in explanation.rounds:
        for fall in each.fallen:
            assert fall.operand
            assert bool(fall.against) != each.eligibility
            assert explanation.fall(fall.candidate) is fall


@pytest.mark.parametrize("name", PRESETS)
@given(case=_decisions())
def test_the_step_that_is_named_is_the_one_that_decides(
    name: str, case: tuple[list[Path], DecisionContext]
) -> None:
    """Without the step that decided, who fell there ties with the best when the next one begins.

    So the outcome is another one, or a later step has to decide; and the steps before it alone
    leave both.
    """
    paths, context = case
    process = PRESETS[name]
    explanation = process.explain(paths, context)
    decisive = explanation.decided_by
    if decisive is None:
        return
    (last,) = [each for each in explanation.rounds if each.step == decisive]
    assert last.left == (explanation.best,) or not any(
        each.fallen for each in explanation.rounds[explanation.rounds.index(last) + 1 :]
    )
    place = process.names.index(decisive)
    before = DecisionProcess(process.steps[:place]).explain(paths, context)
    together = [fall.candidate for fall in last.fallen] + list(last.left)
    if before.rounds:
        assert sorted(map(id, before.rounds[-1].left)) == sorted(map(id, together))
    shorter = process.without(decisive).explain(paths, context)
    for fall in last.fallen:
        again = shorter.fall(fall.candidate)
        assert again is None or process.names.index(again.step) > place
    if shorter.best is explanation.best:
        assert shorter.decided_by != decisive
    _DECIDED[name, decisive] += 1


@pytest.mark.parametrize("name", PRESETS)
def test_many_steps_decided(name: str) -> None:
    """The sweep is not empty."""
    if not any(preset == name for preset, _ in _DECIDED):
        test_the_step_that_is_named_is_the_one_that_decides(name)
    assert len([step for preset, step in _DECIDED if preset == name]) >= 8


@given(candidates(min_size=1), contexts())
def test_text_and_json_name_the_winner(paths: list[Path], context: DecisionContext) -> None:
    """The forms of an explanation say the same."""
    routes = [Route.of("10.0.0.0/8", path) for path in paths]
    explanation = RFC4271.explain(routes, context)
    json = explanation.to_json()
    lines = str(explanation).splitlines()
    assert lines[0].startswith("10.0.0.0/8: ")
    assert len(json["candidates"]) == len(routes)
    if explanation.best is None:
        assert json["best"] is None
        assert "No path is eligible." in lines
    else:
        number = routes.index(explanation.best) + 1  # type: ignore[arg-type]  # all are routes
        assert json["best"] == number
        assert any(line.startswith(f"Best: {number},") for line in lines)
    fallen = sum(len(step["fallen"]) for step in json["steps"])
    assert fallen == len(routes) - (explanation.best is not None)


@given(candidates(min_size=1), contexts(), st.data())
def test_holding_on_to_a_path_depends_on_no_order(
    paths: list[Path], context: DecisionContext, data: st.DataObject
) -> None:
    """RFC 5004 §3: given which path was best until now, candidates are a set still."""
    existing = data.draw(st.sampled_from(paths))
    selector = RFC5004.under(context)
    best = selector.select(paths, existing)
    assert selector.select(data.draw(st.permutations(paths)), existing) is best
    assert RFC5004.select(paths, attrs.evolve(context, existing=existing)) is best
    assert selector.select(paths, best) is best


@given(candidates(min_size=2), contexts())
def test_dropping_a_loser_that_ranks_below_changes_nothing(
    paths: list[Path], context: DecisionContext
) -> None:
    """What falls before the first step that compares within groups has no effect on the rest."""
    selector = RFC4271.under(context)
    best = selector.select(paths)
    lowest = min(map(selector.rank, paths))
    assert selector.select(path for path in paths if selector.rank(path) == lowest) is best


@pytest.mark.parametrize("name", PRESETS)
@given(case=_decisions())
def test_a_newcomer_wins_when_it_would_win_among_all(
    name: str, case: tuple[list[Path], DecisionContext]
) -> None:
    """What a table decides from ranks and from the best path alone is what all steps decide."""
    paths, context = case
    selector = PRESETS[name].under(attrs.evolve(context, existing=None))
    best: Path | None = None
    for count, path in enumerate(paths, 1):
        among_all = selector.select(paths[:count], best)
        assert among_all is PRESETS[name].select(
            paths[:count], attrs.evolve(context, existing=best)
        )
        if best is not None and selector.rank(path) == selector.rank(best):
            wins = selector.challenge(best, path)
            if wins is not None:
                assert among_all is (path if wins else best)
                _CHALLENGES[name, wins] += 1
        best = among_all


@pytest.mark.parametrize("name", ["RFC4271", "BIRD"])
def test_newcomers_were_compared_with_the_best(name: str) -> None:
    """The sweep is not empty: newcomers won by that alone, and lost."""
    if not _CHALLENGES[name, False]:
        test_a_newcomer_wins_when_it_would_win_among_all(name)
    assert min(_CHALLENGES[name, True], _CHALLENGES[name, False]) > 5, _CHALLENGES


@pytest.mark.parametrize("name", PRESETS)
@given(case=_decisions())
def test_presets_rank_as_they_choose(name: str, case: tuple[list[Path], DecisionContext]) -> None:
    """Again and again, whatever was best until now, and pairs compared or not."""
    paths, context = case
    process = PRESETS[name]
    for each in (process, one_after_another(process)):
        left, expected = list(paths), []
        while (best := each.select(left, context)) is not None:
            expected.append(best)
            left.remove(best)
        assert each.ranked(paths, context) == expected
        assert each.under(context).ranked(paths, context.existing) == expected


@given(candidates(), contexts(), _processes(), st.data())
def test_ranking_is_choosing_again_and_again(
    paths: list[Path], context: DecisionContext, process: DecisionProcess, data: st.DataObject
) -> None:
    """The first is the best, the next the best of the others, and so on (RFC 7911 §5)."""
    if data.draw(st.booleans()):
        process = process.inserting(EXISTING_EXTERNAL, before=process.names[-2])
        context = attrs.evolve(context, existing=data.draw(st.sampled_from([None, *paths])))
    left, expected = list(paths), []
    while (best := process.select(left, context)) is not None:
        expected.append(best)
        left.remove(best)
    assert process.ranked(paths, context) == expected
    selector = process.under(context)
    assert selector.ranked(paths, context.existing) == expected
    assert selector.ranked(data.draw(st.permutations(paths)), context.existing) == expected


# -- what would have to change -----------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
@given(case=_decisions())
def test_who_is_changed_as_the_explanation_says_wins(
    name: str, case: tuple[list[Path], DecisionContext]
) -> None:
    """A counterfactual is tried out: put in the loser's place, the changed path is the best."""
    paths, context = case
    process = PRESETS[name]
    explanation = process.explain(paths, context)
    for loser in explanation.losers:
        found = explanation.would_win(loser)
        _CHANGES[name] += len(found.adjustments)
        if found.path is None:
            assert not found.adjustments
            assert _is_out_of_reach(process, paths, found, context), str(found)
            continue
        assert found.adjustments, "as it is, it loses"
        changed = found.apply(paths)
        assert process.select(changed, context) is found.path
        assert [each for each in paths if each not in changed] == [loser]
        for each in found.adjustments:
            assert each.before != each.after
            assert each.step in process.names


def _is_out_of_reach(
    process: DecisionProcess, paths: list[Path], found: Counterfactual, context: DecisionContext
) -> bool:
    """Say whether nothing that a path says of itself can make it win."""
    if found.obstacle.startswith("resolvable next hop: "):
        # No next hop is known that it could have instead.
        return all(path.source.local or context.cost(path) is None for path in paths)
    # In BIRD and Junos our own routes come first, whatever others say.
    return (
        found.obstacle == "locally originated: learned against our own"
        and process.names[4] == "locally originated"
        and any(path.source.local for path in paths)
    )


@given(_decisions())
def test_the_best_needs_no_change(case: tuple[list[Path], DecisionContext]) -> None:
    """Nothing has to change for the best to win; and who is no candidate cannot."""
    paths, context = case
    explanation = RFC4271.explain(paths, context)
    if explanation.best is not None:
        found = explanation.would_win(explanation.best)
        assert (found.path, found.adjustments) == (explanation.best, ())
    with pytest.raises(LocalError, match="no candidate"):
        explanation.would_win(paths[0].replace())


@pytest.mark.parametrize("name", PRESETS)
def test_there_was_much_to_change(name: str) -> None:
    """The sweep is not empty."""
    if not _CHANGES[name]:
        test_who_is_changed_as_the_explanation_says_wins(name)
    assert _CHANGES[name] > 100


# -- multipath ---------------------------------------------------------------------------------


def _rules() -> st.SearchStrategy[MultipathRules]:
    limit = st.sampled_from([None, None, None, None, 1, 2])
    return st.builds(
        MultipathRules,
        maximum=st.sampled_from([1, 2, 64, 64, 64]),
        external=limit,
        internal=limit,
        per_neighbour_as=limit,
        per_peer=limit,
        as_path=st.sampled_from(AsPathRule),
        internal_as_path=st.sampled_from([None, *AsPathRule]),
        unequal_cost=st.booleans(),
        distinct_next_hops=st.booleans(),
    )


@pytest.mark.parametrize("name", PRESETS)
@given(case=_decisions(alike=4), rules=_rules())
def test_the_best_and_those_as_good_share_the_load(
    name: str, case: tuple[list[Path], DecisionContext], rules: MultipathRules
) -> None:
    """The best comes first, limits hold, everybody else has a reason, and any order does."""
    paths, context = case
    process = PRESETS[name]
    found = process.multipath(paths, context, rules)
    selector = process.under(attrs.evolve(context, existing=None))
    assert selector.multipath(paths, rules, context.existing) == list(found)
    explanation = process.explain(paths, context, multipath=rules)
    assert explanation.multipath is not None
    assert explanation.multipath.used == found
    out = [each.candidate for each in explanation.multipath.left_out]
    assert sorted(map(id, [*found, *out])) == sorted(map(id, paths))
    assert found[:1] == (() if explanation.best is None else (explanation.best,))
    assert len(found) <= rules.maximum
    kinds = Counter(path.source.is_internal for path in found if not path.source.local)
    assert kinds[True] <= (rules.internal or 64)
    assert kinds[False] <= (rules.external or 64)
    hops = [path.next_hop_octets for path in found]
    assert len(set(hops)) == len(hops) or not rules.distinct_next_hops
    for each in explanation.multipath.left_out:
        assert each.reason


@given(_decisions(alike=4), _rules(), st.randoms(use_true_random=False))
def test_who_shares_the_load_depends_on_no_order(
    case: tuple[list[Path], DecisionContext], rules: MultipathRules, random: Random
) -> None:
    """As for the best: candidates are a set."""
    paths, context = case
    found = RFC4271.multipath(paths, context, rules)
    random.shuffle(paths)
    assert RFC4271.multipath(paths, context, rules) == found


@pytest.mark.parametrize("count", range(5))
def test_there_is_load_to_share(count: int) -> None:
    """What the sweep draws from has cases of no path that is used, of one, and of several."""

    def uses_so_many(case: tuple[tuple[list[Path], DecisionContext], MultipathRules]) -> bool:
        (paths, context), rules = case
        return len(RFC4271.multipath(paths, context, rules)) == count

    # It raises when there is none among those that it draws.
    find(
        st.tuples(_decisions(alike=4), _rules()),
        uses_so_many,
        settings=settings(max_examples=2_000, database=None, phases=[Phase.generate]),
    )
