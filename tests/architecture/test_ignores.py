"""What is taken out of a check of types says why."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.source import ROOT

#: what is read besides the library
BESIDE: Final = ("docs", "examples", "tests")
IGNORE: Final = re.compile(r"# type: ignore\[[a-z, -]+\](?P<why>  # \S.*)?")


def unexplained(source: str) -> Iterator[int]:
    """Yield the lines that ignore a check, and neither say why nor stand under a comment."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or not token.string.startswith("# type: ignore"):
            continue
        found = IGNORE.fullmatch(token.string)
        number = token.start[0]
        above = lines[number - 2].lstrip() if number > 1 else ""
        if found is None or not (found["why"] or above.startswith("#")):
            yield number


def test_ignores_carry_their_reasons() -> None:
    """Each `type: ignore` names its error, with the reason behind it or in the comment above."""
    files = [*ROOT.glob("*.py")]
    for folder in ("bgplib", *BESIDE):
        files += sorted((ROOT / folder).rglob("*.py"))
    assert len(files) > 500
    found = [f"{_name(file)}:{line}" for file in files for line in unexplained(file.read_text())]
    assert found == []


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_what_is_unexplained_is_found() -> None:
    """What the test above looks for."""
    assert list(unexplained("x = 1  # type: ignore\n")) == [1]
    assert list(unexplained("x = 1  # type: ignore[misc]\n")) == [1]
    assert list(unexplained("y = 1\nx = 1  # type: ignore[misc]\n")) == [2]
    assert list(unexplained("x = 1  # type: ignore[misc]  # that it fails is tried\n")) == []
    assert list(unexplained("# It has `read`.\nx = 1  # type: ignore[misc]\n")) == []
    assert list(unexplained("'''\n# type: ignore\n'''\n")) == []
