"""The examples that need no peer: what they print is what their docstrings say."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.examples.programs import EXAMPLES


def printed(name: str, *arguments: str) -> str:
    """Run an example, and return what it prints."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert not done.stderr
    return done.stdout


def test_custom_decision_step() -> None:
    """The step stands before the length of the AS path, and decides."""
    first, _, second = printed("custom_decision_step.py").partition("With the delay")
    assert "Best: 1, by lowest identifier." in first
    assert "lowest delay: 2 wins with 21 ms" in second
    assert "Best: 2, by lowest delay." in second


def test_policy_by_community() -> None:
    """The marks of customers decide on preference and path; foreign routes are refused."""
    said = printed("policy_by_community.py")
    assert "AS_PATH 65010 65010 -> 64500 64500 65010 65010" in said
    assert "set LOCAL_PREF 80" in said
    assert "203.0.113.0/24: reject (statement 'not theirs'" in said
    assert "198.51.100.0/26: reject (statement 'not from them'" in said


@pytest.mark.parametrize("seed", ["1", "2"])
def test_simulate_leaf_spine(tmp_path: Path, seed: str) -> None:
    """Leaves end with all prefixes and all paths; equal seeds give equal pictures."""
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"
    arguments = ("--leaves", "3", "--spines", "2", "--seed", seed)
    said = printed("simulate_leaf_spine.py", str(first), *arguments)
    for leaf in ("leaf1", "leaf2", "leaf3"):
        assert f"{leaf}: 3 prefixes, 2.00 equal paths on average" in said
    printed("simulate_leaf_spine.py", str(second), *arguments)
    assert first.read_bytes() == second.read_bytes()
    paths = ET.parse(first).getroot().findall("{http://www.w3.org/2000/svg}path")
    assert len(paths) == 2 * 3
