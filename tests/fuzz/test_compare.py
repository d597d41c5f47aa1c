"""Compiled decoders say what those that are written in Python say."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.fuzz.compare import compare, has_compiled_modules, observed
from tests.fuzz.harnesses import HARNESSES
from tests.fuzz.seeds import mutations


@pytest.mark.parametrize("name", HARNESSES)
def test_what_is_compared_is_what_was_seen(name: str) -> None:
    """Of most inputs there is something to compare, and others look otherwise."""
    seen = [observed(name, octets) for octets in islice(mutations(name, 1), 200)]
    assert sum(map(bool, seen)) > 100
    assert len(set(seen)) > 20


@pytest.mark.skipif(not has_compiled_modules(), reason="needs compiled modules: nox -s compiled")
@pytest.mark.parametrize("name", HARNESSES)
def test_compiled_and_pure_see_the_same(name: str) -> None:
    """2,000 mutations give the same text, JSON, octets and verdicts in both, and raise nothing."""
    assert compare(name, 2_000, seed=2) == []
