"""What holds for every decision, whoever the candidates are."""

from __future__ import annotations

from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from bgplib.decision import RFC4271, RFC5004, DecisionContext, DecisionProcess
from bgplib.decision.existing import EXISTING_EXTERNAL
from bgplib.route import Path, Route
from tests.unit.decision.paths import candidates, contexts


def _processes() -> st.SearchStrategy[DecisionProcess]:
    """Draw the preset, or what is left of it without some steps."""
    return st.lists(st.sampled_from(RFC4271.names[:-2]), unique=True, max_size=6).map(
        lambda names: RFC4271.without(*names)
    )


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


@given(candidates(min_size=2), contexts())
def test_without_its_step_the_last_to_fall_is_not_removed_there(
    paths: list[Path], context: DecisionContext
) -> None:
    """Without the step that decided, who fell there is still there when the next one begins."""
    explanation = RFC4271.explain(paths, context)
    decisive = explanation.decided_by
    if decisive is None:
        assert len([each for each in explanation.rounds if each.fallen]) == 0 or (
            explanation.best is None
        )
        return
    (last,) = [each for each in explanation.rounds if each.step == decisive]
    shorter = RFC4271.without(decisive).explain(paths, context)
    for fall in last.fallen:
        again = shorter.fall(fall.candidate)
        assert again is None or RFC4271.names.index(again.step) > RFC4271.names.index(decisive)


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
        assert lines[-1] == "No path is eligible."
    else:
        number = routes.index(explanation.best) + 1  # type: ignore[arg-type]  # all are routes
        assert json["best"] == number
        assert lines[-1].startswith(f"Best: {number},")
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
