"""The requirement ledger: each MUST of an RFC, the module that obeys it, and its two tests.

One file for each RFC in `ledger/`. A clause either has a module and two tests, one for the case
that is as it should be and one for the violation; or it is `beyond` a library without I/O, with the
reason; or it is `missing`, and says what.
"""

from __future__ import annotations

import ast
import functools
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import attrs

__all__ = ["FILES", "RFCS", "Clause", "Ledger", "folded", "functions_in", "sections_of"]

REPOSITORY: Final = Path(__file__).parents[2]
FILES: Final = sorted((Path(__file__).parent / "ledger").glob("rfc*.toml"))
#: where the texts of the RFCs are
RFCS: Final = Path(os.environ.get("BGPLIB_RFC") or REPOSITORY.parent / "shared" / "rfc")

# the foot of a page, and the head of the next one; some copies have no form feed between them
_PAGE_BREAK: Final = re.compile(r"\n+[^\n]*\[Page \d+\]\n\s*(?:RFC \d+ [^\n]*\n+)?")
_HEADING: Final = re.compile(
    r"^(\d+(?:\.\d+)*|Appendix [A-Z]|[A-Z](?:\.\d+)+)\.? {1,2}(?=\S)(?!.*\. ?\. ?\.)"
)
_NOT_COMPARED: Final = re.compile(r"[\s\f-]+")


@attrs.frozen(kw_only=True)
class Clause:
    """One requirement."""

    section: str  #: as our quotations write it: "4.2", "3 (g)"
    sentence: str  #: word for word
    module: str = ""  #: the file that obeys it
    positive: str = ""  #: the test of the case that is as it should be: `file::function`
    negative: str = ""  #: the test of the violation
    beyond: str = ""  #: whom it concerns, if not a library without I/O
    missing: str = ""  #: what is not there yet

    @property
    def is_covered(self) -> bool:
        """Whether a module and two tests stand for it."""
        return bool(self.module and self.positive and self.negative)


@attrs.frozen(kw_only=True)
class Ledger:
    """The requirements of one RFC."""

    rfc: int  #: the number
    title: str  #: of the RFC
    #: sections that hold no requirement for us, or that are not claimed: the reason
    outside: dict[str, str]
    clauses: tuple[Clause, ...]

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """Read a file."""
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(
            rfc=data["rfc"],
            title=data["title"],
            outside=data.get("outside", {}),
            clauses=tuple(Clause(**clause) for clause in data["clause"]),
        )


def folded(text: str) -> str:
    """Return text as it is compared: without white space and hyphens, which lines end with."""
    return _NOT_COMPARED.sub("", text)


@functools.cache
def sections_of(rfc: int) -> dict[str, str] | None:
    """Return the folded text of each section of an RFC; None where the RFC is not at hand."""
    path = RFCS / f"rfc{rfc}.txt"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8", errors="replace")
    text = _PAGE_BREAK.sub("\n", text)
    found: dict[str, list[str]] = {"": []}
    now = ""
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading is not None:
            now = heading[1]
        found.setdefault(now, []).append(line)
    return {section: folded("\n".join(lines)) for section, lines in found.items()}


@functools.cache
def functions_in(path: str) -> frozenset[str]:
    """Return the names of the test functions in a file: `test_a`, `TestB::test_c`."""
    tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
    return frozenset(_names(tree.body, ""))


def _names(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield prefix + node.name
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name.startswith("test"):
                    yield f"{node.name}::{inner.name}"
