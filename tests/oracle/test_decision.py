"""The decision process and its slow twin agree."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bgplib.decision import RFC4271, DecisionContext
from bgplib.kernel.selection import survey
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
