"""What is compiled exists: a name that is stale would leave a module slow, and say nothing."""

from __future__ import annotations

import ast
from typing import Final

import pytest

from tests.architecture.source import ROOT

#: what hatch_build.py compiles; read, not imported, as that takes what builds wheels
HOT: Final[tuple[str, ...]] = next(
    ast.literal_eval(node.value)
    for node in ast.parse((ROOT / "hatch_build.py").read_text(encoding="utf-8")).body
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "HOT" and node.value
)


@pytest.mark.parametrize("pattern", HOT)
def test_each_pattern_of_what_is_compiled_matches(pattern: str) -> None:
    """A module that is renamed is renamed there, too."""
    assert list(ROOT.glob(pattern))


def test_patterns_are_many_and_different() -> None:
    """What is read is the whole of it, and no file is named twice."""
    files = [file for pattern in HOT for file in ROOT.glob(pattern)]
    assert len(files) > 50
    assert len(set(files)) == len(files)
