"""The decision process and its slow twin agree."""

from __future__ import annotations

from collections import Counter

from hypothesis import given

from bgplib.decision import RFC4271, DecisionContext
from bgplib.route import Path
from tests.oracle import decision_twin
from tests.unit.decision.paths import candidates, contexts

_SEEN: Counter[str | None] = Counter()


@given(candidates(), contexts())
def test_steps_choose_what_the_pseudo_code_of_the_rfc_chooses(
    paths: list[Path], context: DecisionContext
) -> None:
    """RFC 4271 §9.1.2.2: "any algorithm that produces the same results" may be used."""
    best = RFC4271.select(paths, context)
    assert best is decision_twin.select(paths, context)
    _SEEN[RFC4271.explain(paths, context).decided_by] += 1


@given(candidates(), contexts())
def test_selector_chooses_what_the_steps_choose(
    paths: list[Path], context: DecisionContext
) -> None:
    """Ranks are the numbers of steps side by side, so they decide as the steps do."""
    selector = RFC4271.under(context)
    best = RFC4271.select(paths, context)
    assert selector.select(paths) is best
    assert selector.select(reversed(paths)) is best, "what it keeps in a path is of use again"


def test_the_examples_were_not_all_alike() -> None:
    """A comparison in which one step always decides would prove little."""
    test_steps_choose_what_the_pseudo_code_of_the_rfc_chooses()
    assert len(_SEEN) >= 6, _SEEN
