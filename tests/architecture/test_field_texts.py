"""What `help` says of the fields of a class is what the comments beside them say."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs
import pytest

import bgplib
from bgplib import _field_texts
from tests.architecture.source import modules

_MARK: Final = "#:"
_HEAD: Final = '''"""What the fields of described classes mean: made of the comments beside them.

`BGPLIB_WRITE_SURFACE=1 pytest tests/architecture` writes this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FIELD_TEXTS"]

# ruff: noqa: E501 - comments of several lines are one here
# fmt: off
FIELD_TEXTS: Final[Mapping[str, Mapping[str, str]]] = '''


def _described() -> Iterator[tuple[str, ast.ClassDef, list[str]]]:
    """Yield name, definition and the lines of its file for each class that is `@described`."""
    for name, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and any(
                isinstance(each, ast.Name) and each.id == "described"
                for each in node.decorator_list
            ):
                path = importlib.import_module(name).__file__
                assert path is not None
                source = Path(path).with_suffix(".py").read_text(encoding="utf-8")
                yield f"{name}.{node.name}", node, source.splitlines()


def _text(node: ast.AnnAssign, lines: list[str]) -> str:
    """Return the comment behind a field, or above it."""
    assert node.end_lineno is not None
    _, mark, behind = lines[node.end_lineno - 1].partition(_MARK)
    if mark:
        return behind.strip()
    above = []
    at = node.lineno - 2
    while lines[at].strip().startswith(_MARK):
        above.append(lines[at].strip().removeprefix(_MARK).strip())
        at -= 1
    return " ".join(reversed(above))


def _texts() -> dict[str, dict[str, str]]:
    return {
        name: {
            each.target.id: _text(each, lines)
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        }
        for name, node, lines in _described()
    }


def _written(texts: dict[str, dict[str, str]]) -> str:
    """Return the table as code: a line for each field."""
    lines = ["{"]
    for name, fields in texts.items():
        lines.append(f'    "{name}": {{')
        lines += [
            f"        {json.dumps(key)}: {json.dumps(text, ensure_ascii=False)},"
            for key, text in fields.items()
        ]
        lines.append("    },")
    return "\n".join((*lines, "}")) + "\n"


def test_texts_are_those_of_the_comments() -> None:
    """There is one source: the comment. `BGPLIB_WRITE_SURFACE=1` makes the other of it."""
    texts = _texts()
    if os.environ.get("BGPLIB_WRITE_SURFACE"):
        path = Path(_field_texts.__file__)
        path.write_text(_HEAD + _written(texts), encoding="utf-8")
        importlib.reload(_field_texts)
    assert texts == _field_texts.FIELD_TEXTS
    assert len(texts) > 8


@pytest.mark.parametrize("name", sorted(name for name, _, _ in _described()))
def test_every_field_is_described(name: str) -> None:
    """`help` names each field, inherited ones too, with what it means."""
    module, _, kind = name.rpartition(".")
    found = getattr(importlib.import_module(module), kind)
    shown = inspect.getdoc(found)
    assert shown is not None
    lines = shown.splitlines()
    args = lines[lines.index("Args:") + 1 :]
    heads = [line.strip().partition(": ") for line in args if line[4] != " "]
    assert {head for head, _, _ in heads} == {field.name for field in attrs.fields(found)}
    assert all(len(text) > 4 for _, _, text in heads), heads
    assert max(map(len, lines)) <= 100


def test_every_configuration_is_described() -> None:
    """A class of which programs fill in the fields shows them."""
    described = {name for name, _, _ in _described()}
    for module in ("session.config", "speaker.config", "speaker.dampening", "speaker.ranges"):
        loaded = importlib.import_module(f"bgplib.{module}")
        for name in loaded.__all__:
            if attrs.has(getattr(loaded, name)):
                assert f"bgplib.{module}.{name}" in described, name


def test_what_help_says() -> None:
    """Meaning, unit and default are there, and no default takes a page."""
    peer = inspect.getdoc(bgplib.PeerConfig)
    assert peer is not None
    assert "hold_time: proposed Hold Time" in peer
    assert "Default: 90." in peer
    assert "in seconds" in peer
    assert "mrai: MinRouteAdvertisementIntervalTimer in seconds" in peer
    assert " object at 0x" not in peer
    for call in (bgplib.Rib, bgplib.PeerConfig, bgplib.SpeakerConfig, bgplib.Session):
        assert len(str(inspect.signature(call))) < 4000, call
    assert len(str(inspect.signature(bgplib.Rib))) < 400
