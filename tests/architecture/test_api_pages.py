"""The pages of the API: each public name stands on one, once, where programs import it from."""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from importlib import import_module
from typing import Final

from tests.architecture.source import ROOT
from tests.architecture.test_public_surface import SURFACE

DIRECTIVE: Final = re.compile(r"^\.\. (?:autoclass|autofunction|py:data):: (\S+)$")
MODULE: Final = re.compile(r"^   :module: (\S+)$")
PASSED: Final = re.compile(r"^- `(\S+)` is \{py:obj\}`(\S+)`$")
HEADING: Final = re.compile(r"^##? (bgplib\S*)$")


@cache
def pages() -> dict[str, str]:
    """The pages as they are written."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        made: dict[str, str] = import_module("_api").pages()
    finally:
        sys.path.pop(0)
    return made


@cache
def described() -> list[tuple[str, str]]:
    """The names that have an entry, each behind the module whose heading it is under."""
    found = []
    for page in pages().values():
        heading = ""
        for line in page.splitlines():
            if match := HEADING.match(line):
                heading = match[1]
            elif match := DIRECTIVE.match(line):
                found.append((heading, match[1]))
            elif match := MODULE.match(line):
                found[-1] = heading, f"{match[1]}.{found[-1][1]}"
    return found


def passed_on() -> dict[str, str]:
    """The names that are another's, on a line of their own."""
    lines = [line for page in pages().values() for line in page.splitlines()]
    return {match[1]: match[2] for line in lines if (match := PASSED.match(line))}


def shown() -> dict[str, str]:
    """Each name that a reader finds: as an entry, below the heading of its module, or as a line."""
    entries = {name: name for _, name in described()}
    below = {f"{module}.{name.rpartition('.')[2]}": name for module, name in described()}
    lines = {name: other for name, other in passed_on().items() if other in entries}
    return below | lines | entries


def resolved(name: str) -> object:
    """What a program gets by the name."""
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


def test_every_public_name_is_shown() -> None:
    """No line of the public surface is on no page."""
    surface = SURFACE.read_text(encoding="utf-8").split()
    assert len(surface) > 200
    assert sorted(set(surface) - shown().keys()) == []


def test_names_are_described_once() -> None:
    """Two entries for one name, or for one class or function, are one too many."""
    names = [name for _, name in described()]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    things = {name: resolved(name) for name in names}
    kinds = Counter(id(thing) for thing in things.values() if callable(thing))
    assert [name for name, thing in things.items() if kinds[id(thing)] > 1] == []


def test_names_are_those_that_programs_import() -> None:
    """Nothing is described under a module whose name has an underscore in front."""
    assert [name for _, name in described() if re.search(r"\._", name)] == []


def test_a_name_that_leads_elsewhere_is_the_same_thing() -> None:
    """What `bgplib.AsPath` leads to is what a program gets by it."""
    others = {name: other for name, other in shown().items() if name != other}
    assert len(others) > 200
    assert [name for name in others if resolved(name) is not resolved(others[name])] == []


def test_the_index_leads_to_entries() -> None:
    """The names in `docs/reference/api.md` are described."""
    text = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    targets = re.findall(r"\{py:obj\}`(?:~|[^`<]*<)?([\w.]+)>?`", text)
    assert len(targets) > 30
    assert sorted(set(targets) - {name for _, name in described()}) == []
