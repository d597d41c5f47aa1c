"""What is taken out of a check of types, or of style, says why."""

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
#: what is an exception from a check of types
IGNORE: Final = re.compile(r"# type: ignore\b.*")
#: one that names its errors; the reason may also stand above
EXPLAINED_IGNORE: Final = re.compile(r"# type: ignore\[[a-z, -]+\](?P<why>  # \S.*)?")
#: what is an exception from a check of style, of one line or of a whole file
NOQA: Final = re.compile(r"# (ruff: |flake8: )?noqa\b.*", re.IGNORECASE)
#: one that names its rules, and says why
EXPLAINED_NOQA: Final = re.compile(
    r"# (ruff: )?noqa: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)*( - \S.*|  # \S.*| {1,2}\(\S.*\))"
)


def unexplained(source: str) -> Iterator[int]:
    """Yield the lines that ignore a check, and do not say why."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        number = token.start[0]
        if IGNORE.match(token.string):
            found = EXPLAINED_IGNORE.fullmatch(token.string)
            above = lines[number - 2].lstrip() if number > 1 else ""
            if found is None or not (found["why"] or above.startswith("#")):
                yield number
        elif NOQA.match(token.string) and not EXPLAINED_NOQA.fullmatch(token.string):
            yield number


def test_ignores_carry_their_reasons() -> None:
    """Each names what it ignores, with the reason behind it; that of types may stand above it."""
    files = [*ROOT.glob("*.py")]
    for folder in ("bgplib", *BESIDE):
        files += sorted((ROOT / folder).rglob("*.py"))
    assert len(files) > 500
    found = [
        f"{_name(file)}:{line}"
        for file in files
        for line in unexplained(file.read_text(encoding="utf-8"))
    ]
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


def test_exceptions_of_style_without_a_reason_are_found() -> None:
    """Without rules or reason, of one line or of a whole file, however written."""
    bare = ("# noqa", "# NOQA: E501", "# noqa: E501", "# noqa: E501, B018", "# noqa: E501 -")
    for each in (*bare, "# noqa: E501  # ", "# noqa - it is long", "# ruff: noqa: E501"):
        assert list(unexplained(f"y = 1\nx = 1  {each}\n")) == [2], each
        # A comment above may be of the line itself.
        assert list(unexplained(f"# It is one.\nx = 1  {each}\n")) == [2], each
    for each in (
        "# noqa: B018 - as above",
        "# noqa: B018, E501  # it is read",
        "# noqa: B018 (so)",
    ):
        assert list(unexplained(f"x = 1  {each}\n")) == [], each
