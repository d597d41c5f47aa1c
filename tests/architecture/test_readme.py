"""What the README counts is what is there."""

from __future__ import annotations

import re

from bgplib.registry import DEFAULT_REGISTRY
from tests.architecture.source import ROOT


def test_counts_of_the_readme() -> None:
    """Attributes and families that are typed, as the registry counts them."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    counted = re.search(
        r"(\d+) attributes, \d+ capabilities, (\d+) families", repr(DEFAULT_REGISTRY)
    )
    attributes = re.search(r"^\| path attributes \| (\d+) typed,", text, re.MULTILINE)
    families = re.search(r"^\| families \| (\d+):", text, re.MULTILINE)
    assert counted is not None
    assert attributes is not None
    assert families is not None
    assert (attributes[1], families[1]) == counted.groups()
