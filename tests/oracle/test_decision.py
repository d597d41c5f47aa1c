"""The decision process and its slow twin agree."""

from __future__ import annotations

from collections import Counter
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.context import SessionType
from bgplib.decision import (
    BIRD,
    CISCO,
    FRR,
    GOBGP,
    JUNIPER,
    RFC4271,
    RFC5004,
    DecisionContext,
)
from bgplib.decision.pairwise import inserted, one_after_another
from bgplib.kernel.selection import survey
from bgplib.route import Path
from tests.oracle import daemon_comparators, decision_twin
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
DAEMONS: Final = {
    "BIRD": (one_after_another(BIRD), daemon_comparators.bird),
    "FRR": (one_after_another(FRR, newest_first=True), daemon_comparators.frr),
    "GOBGP": (inserted(GOBGP), daemon_comparators.gobgp),
}
_SEEN: Counter[tuple[str, str | None]] = Counter()


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[Path], DecisionContext]:
    """Draw candidates, and a context that knows which of them was best, or none."""
    paths = draw(candidates())
    existing = draw(st.sampled_from([None, *paths]))
    return paths, attrs.evolve(draw(contexts()), existing=existing)


@pytest.mark.parametrize("name", PRESETS)
@given(case=_cases())
def test_steps_choose_what_the_pseudo_code_chooses(
    name: str, case: tuple[list[Path], DecisionContext]
) -> None:
    """RFC 4271 §9.1.2.2: "any algorithm that produces the same results" may be used."""
    paths, context = case
    best = PRESETS[name].select(paths, context)
    assert best is decision_twin.select(paths, context, name)
    _SEEN[name, PRESETS[name].explain(paths, context).decided_by] += 1


@pytest.mark.parametrize("name", PRESETS)
@given(case=_cases())
def test_selector_chooses_what_the_steps_choose(
    name: str, case: tuple[list[Path], DecisionContext]
) -> None:
    """Ranks are the numbers of steps side by side, so they decide as the steps do."""
    paths, context = case
    selector = PRESETS[name].under(attrs.evolve(context, existing=None))
    best = PRESETS[name].select(paths, context)
    assert selector.select(paths, context.existing) is best
    assert selector.select(paths, context.existing) is best, "what it keeps in a path holds"


@pytest.mark.parametrize("name", DAEMONS)
@given(case=_cases())
def test_pairs_are_compared_as_the_daemon_does(
    name: str, case: tuple[list[Path], DecisionContext]
) -> None:
    """Two paths at a time, in the order of arrival: what a daemon's source says."""
    paths, context = case
    process, comparator = DAEMONS[name]
    expected = [path for path in paths if decision_twin.eligible(path, context)]
    best = process.select(paths, context)
    assert best is (comparator(expected, context) if expected else None)
    assert process.under(context).select(paths, context.existing) is best


@pytest.mark.parametrize("name", DAEMONS)
@given(case=_cases())
def test_presets_choose_what_the_daemon_chooses_where_any_med_is_comparable(
    name: str, case: tuple[list[Path], DecisionContext]
) -> None:
    """Only MED, compared within some pairs, makes the outcome depend on the order of arrival.

    GoBGP has another such rule: it compares ages and identifiers only of paths of the same kind,
    which within a confederation is no ordering either.
    """
    paths, context = case
    if name == "GOBGP":
        paths = [each for each in paths if each.source.session is not SessionType.CONFEDERATION]
    context = attrs.evolve(context, always_compare_med=True)
    expected = [path for path in paths if decision_twin.eligible(path, context)]
    best = PRESETS[name].select(paths, context)
    assert best is (DAEMONS[name][1](expected, context) if expected else None)


@pytest.mark.parametrize("name", PRESETS)
def test_the_examples_were_not_all_alike(name: str) -> None:
    """A comparison in which one step always decides would prove little."""
    if not any(preset == name for preset, _ in _SEEN):
        test_steps_choose_what_the_pseudo_code_chooses(name)
    decided = {step for preset, step in _SEEN if preset == name}
    assert len(decided) >= 8, decided


_SEGMENTS = st.lists(
    st.tuples(st.integers(1, 4), st.lists(st.integers(1, 65535), min_size=1, max_size=4)),
    max_size=5,
)


@given(_SEGMENTS, st.sampled_from([2, 4]), st.binary(max_size=3))
def test_survey_finds_what_reading_the_path_finds(
    segments: list[tuple[int, list[int]]], size: int, before: bytes
) -> None:
    """RFC 4271 §9.1.2.2 (a) and (c): length and neighbour, with no segment ever built."""
    octets = before + b"".join(
        bytes((kind, len(asns))) + b"".join(asn.to_bytes(size, "big") for asn in asns)
        for kind, asns in segments
    )
    counting = [(kind, asns) for kind, asns in segments if kind in (1, 2)]
    length = sum(len(asns) if kind == 2 else 1 for kind, asns in counting)
    first = counting[0][1][0] if counting and counting[0][0] == 2 else 0
    assert survey(octets + b"rest", len(before), len(octets), size) == (length, first)
