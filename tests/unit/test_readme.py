"""What the README shows is what happens."""

from __future__ import annotations

import doctest
from pathlib import Path


def test_the_example_runs() -> None:
    """The example of the README gives the output that stands there."""
    readme = Path(__file__).parents[2] / "README.md"
    failed, tried = doctest.testfile(str(readme), module_relative=False)
    assert tried >= 4
    assert failed == 0
