"""At the top stands what belongs there: what a program had written there was committed once."""

from __future__ import annotations

import shutil
import subprocess
from typing import Final

import pytest

from tests.architecture.source import ROOT

TOP: Final = {
    *(".ci", ".github", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md"),
    *("bgplib", "docs", "examples", "hatch_build.py", "noxfile.py", "pyproject.toml", "tests"),
}


@pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(),
    reason="only git knows what belongs to the repository",
)
def test_what_stands_at_the_top() -> None:
    """Files that git keeps, each in the folder that it belongs to."""
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {name.partition("/")[0] for name in kept.stdout.splitlines()} == TOP
