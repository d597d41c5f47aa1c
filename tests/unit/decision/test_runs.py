"""Values in order, of which any come and go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.decision import runs
from bgplib.decision.runs import Runs


@given(st.lists(st.integers(0, 60), max_size=300), st.sampled_from([1, 2, 3, 512]))
def test_they_are_what_a_sorted_list_is(values: list[int], longest: int) -> None:
    """Each value that is there goes, any other comes; neighbours are told of both."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "_LONGEST", longest)
        found: Runs[int] = Runs()
        twin: list[int] = []
        for value in values:
            before = max((each for each in twin if each < value), default=None)
            behind = min((each for each in twin if each > value), default=None)
            if value in twin:
                assert found.behind(value) == behind
                assert found.remove(value) == (before, behind)
                twin.remove(value)
            else:
                assert found.add(value) == (before, behind)
                twin.append(value)
            assert list(found) == sorted(twin)
            assert found.first == min(twin, default=None)
            assert len(found) == len(twin)
