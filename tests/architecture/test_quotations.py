"""What comments, docstrings and the documentation quote from an RFC is literally in it.

A quotation is what stands between quotation marks behind `RFC nnnn §s`, in a run of comment lines,
a paragraph, or a cell of a table. An ellipsis separates pieces. White space, hyphens and quotation
marks are not compared: RFCs break lines and words, and quote others.
"""

from __future__ import annotations

import ast
import functools
import io
import os
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs
import pytest

REPOSITORY: Final = Path(__file__).parents[2]
RFCS: Final = Path(os.environ.get("BGPLIB_RFC") or REPOSITORY.parent / "shared" / "rfc")

#: a file all of whose sections are of one RFC, unless they are said to be of another
NAMED: Final = re.compile(r"test_rfc(\d+)")
_CITATION: Final = re.compile(r"\bRFC (\d+)(?= §|[:,])")
_NO_QUOTATION: Final = re.compile(r"`[^`]*`|\"RFC \d+[^\"]*\"")
_ELLIPSIS: Final = re.compile(r"\[?\.\.\.\]?|…")
_PAGE_FOOTER: Final = re.compile(r"^\S.*\[Page \d+\]\s*$", re.MULTILINE)
_PAGE_HEADER: Final = re.compile(r"^RFC \d+ .*\d{4}\s*$", re.MULTILINE)
#: what RFCs have beside text that they quote themselves
_MARGIN: Final = re.compile(r"^ *\| ", re.MULTILINE)
_FENCED: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_BLOCK: Final = re.compile(r"(?:^.+\n?)+", re.MULTILINE)
_UNCOMPARED: Final = re.compile(r"[\s\f\"-]+")


@attrs.frozen
class Passage:
    """Text that cites one RFC, up to the next citation."""

    place: str  #: file and line of the run or paragraph it is in
    rfc: int  #: the RFC's number
    text: str  #: what follows the citation

    def marks(self) -> list[int]:
        """Return where the quotation marks are."""
        return [at for at, letter in enumerate(self.text) if letter == '"']


def _runs(source: str) -> Iterator[tuple[int, str]]:
    """Join comment lines that follow each other."""
    run: list[str] = []
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        line = token.start[0]
        if run and line != last + 1:
            yield last, " ".join(run)
            run = []
        run.append(token.string.lstrip("#: "))
        last = line
    if run:
        yield last, " ".join(run)


def _paragraphs(source: str) -> Iterator[tuple[int, str]]:
    """List the paragraphs of docstrings."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node)
            for paragraph in (text or "").split("\n\n"):
                yield getattr(node, "lineno", 1), paragraph


def _cells(source: str) -> Iterator[tuple[int, str]]:
    """List the paragraphs of Markdown, and the cells of its tables; examples of code are none."""
    for block in _BLOCK.finditer(_FENCED.sub(lambda found: "\n" * found[0].count("\n"), source)):
        line = 1 + source.count("\n", 0, block.start())
        text = block[0]
        if not text.startswith("|"):
            yield line, " ".join(text.splitlines())
            continue
        for row, cells in enumerate(text.splitlines(), line):
            for cell in cells.split(" | "):
                yield row, cell


def _passages(path: Path) -> Iterator[Passage]:
    source = path.read_text(encoding="utf-8")
    named = NAMED.match(path.name)
    texts = _cells(source) if path.suffix == ".md" else (*_runs(source), *_paragraphs(source))
    for line, raw in texts:
        # Code has quotation marks of its own, and so have examples of how a section is cited.
        text = _NO_QUOTATION.sub("", raw)
        if named is not None and text.startswith("§"):
            text = f"RFC {named[1]} {text}"
        cited = list(_CITATION.finditer(text))
        for number, found in enumerate(cited):
            stop = cited[number + 1].start() if number + 1 < len(cited) else len(text)
            place = f"{path.relative_to(REPOSITORY)}:{line}"
            yield Passage(place, int(found[1]), text[found.end() : stop])


def sources() -> list[Path]:
    """List the files that may cite RFCs."""
    code = ("bgplib", "examples", "tests")
    found = [path for top in code for path in (REPOSITORY / top).rglob("*.py")]
    return sorted((*found, *(REPOSITORY / "docs").rglob("*.md")))


@functools.cache
def passages() -> tuple[Passage, ...]:
    """List the passages of the repository that quote."""
    return tuple(p for path in sources() for p in _passages(path) if p.marks())


@functools.cache
def text_of(rfc: int) -> str | None:
    """Return the text of an RFC as it is compared; None when it is not here."""
    path = RFCS / f"rfc{rfc}.txt"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8", errors="replace")
    for furniture in (_PAGE_FOOTER, _PAGE_HEADER, _MARGIN):
        text = furniture.sub("", text)
    return _UNCOMPARED.sub("", text)


def _is_quoted(words: str, rfc_text: str) -> bool:
    """Say whether every piece is in the RFC."""
    pieces = [_UNCOMPARED.sub("", piece) for piece in _ELLIPSIS.split(words)]
    return any(pieces) and all(piece in rfc_text for piece in pieces)


def is_faithful(passage: Passage, rfc_text: str) -> bool:
    """Say whether the marks can be paired so that all that is between is in the RFC.

    A quotation may hold marks of its own, so that it ends at a later one than the next.
    """
    marks = passage.marks()
    covered = {0}  # numbers of marks that can be accounted for from the start
    for first in range(len(marks)):
        if first in covered:
            for last in range(first + 1, len(marks)):
                if _is_quoted(passage.text[marks[first] + 1 : marks[last]], rfc_text):
                    covered.add(last + 1)
    return len(marks) in covered


NUMBERS: Final = sorted({passage.rfc for passage in passages()})


@pytest.mark.parametrize("rfc", NUMBERS)
def test_quotations_are_literal(rfc: int) -> None:
    """Every quotation of the RFC in the repository is in its text."""
    text = text_of(rfc)
    if text is None:
        pytest.skip(f"rfc{rfc}.txt is not in {RFCS}: set BGPLIB_RFC")
    quoting = [passage for passage in passages() if passage.rfc == rfc]
    assert quoting
    assert [passage for passage in quoting if not is_faithful(passage, text)] == []


def test_there_are_many_quotations() -> None:
    """The sweep finds what there is to find."""
    assert len(passages()) >= 1000
    assert len(NUMBERS) >= 50
    assert {Path(passage.place).parts[0] for passage in passages()} >= {"bgplib", "docs", "tests"}


@pytest.mark.parametrize(
    ("words", "faithful"),
    [
        ('§1: "one two three"', True),
        ('§1: "one two ... five six"', True),
        ('§1: "two" and "five"', True),
        ('§1: "one "two three" four"', True),
        ('§1: "one three"', False),
        ('§1: "one two", "nine"', False),
        ('§1: "one two', False),
        ('§1: "..."', False),
    ],
)
def test_marks_are_paired(words: str, *, faithful: bool) -> None:
    """The comparison itself: pieces, several quotations, quotations within quotations."""
    assert is_faithful(Passage("", 1, words), "onetwothreefourfivesix") is faithful
