"""Every section of an RFC that is cited is one that the RFC has."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.test_quotations import NAMED, REPOSITORY, RFCS, sources

_CITED: Final = re.compile(r"\bRFC (\d+)((?:,? (?:and |to |or )?§[\dA-Z][\w.]*)+)")
_SECTION: Final = re.compile(r"§([\dA-Z](?:\w|\.(?=\w))*)")
_HEADING: Final = re.compile(
    r"^ {0,3}(?:Appendix )?((?:\d+|[A-Z])(?:\.\d+)*)[.:]?\s+\S", re.MULTILINE
)
_LINE_BREAK: Final = re.compile(r"\n\s*(?:#:? ?)?")


def _citations(path: Path) -> Iterator[tuple[int, str]]:
    """List RFCs and sections that a file cites, also across lines."""
    text = path.read_text(encoding="utf-8")
    named = NAMED.match(path.name)
    if named is not None:
        text = text.replace('"""§', f'"""RFC {named[1]} §')
    for found in _CITED.finditer(_LINE_BREAK.sub(" ", text)):
        for section in _SECTION.findall(found[2]):
            yield int(found[1]), section


@functools.cache
def _sections(rfc: int) -> frozenset[str] | None:
    """Return the numbers of an RFC's sections; None when it is not here."""
    path = RFCS / f"rfc{rfc}.txt"
    if not path.is_file():
        return None
    return frozenset(_HEADING.findall(path.read_text(encoding="utf-8", errors="replace")))


def test_sections_exist() -> None:
    """Those of all RFCs whose texts are here."""
    count = 0
    for path in sources():
        for rfc, section in _citations(path):
            known = _sections(rfc)
            if known is not None:
                count += 1
                assert section in known, f"{path.relative_to(REPOSITORY)}: RFC {rfc} §{section}"
    assert count > 4000 or not RFCS.is_dir()
