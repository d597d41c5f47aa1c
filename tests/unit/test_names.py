"""The names at the top: imported when they are used, the same for people and for type checkers."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import bgplib


def _declared() -> dict[str, str]:
    """Return name and module of the imports that type checkers read."""
    tree = ast.parse(Path(bgplib.__file__).read_text(encoding="utf-8"))
    (checked,) = (
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    return {
        alias.name: node.module or ""
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_every_name_is_where_type_checkers_look() -> None:
    """The imports for type checkers, those at run time, and `__all__` are the same."""
    declared = _declared()
    assert declared == bgplib._MODULES
    assert set(declared) == set(bgplib.__all__)
    for name, module in declared.items():
        assert getattr(bgplib, name) is getattr(import_module(module), name)


def test_names_are_listed() -> None:
    """`dir` has all names, and a name that is none is an AttributeError."""
    assert set(bgplib.__all__) <= set(dir(bgplib))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        bgplib.nonsense  # noqa: B018  # reading it is the test


def test_nothing_is_imported_before_it_is_used() -> None:
    """`import bgplib` imports none of the codecs, and no attrs."""
    code = "import sys, bgplib; print(*(name for name in sys.modules if 'attr' in name.lower()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={"PYTHONPATH": str(Path(bgplib.__file__).parents[1]), "PATH": ""},
        check=True,
    )
    assert done.stdout.strip() == b""


def test_star_import() -> None:
    """`from bgplib import *` gives all names."""
    names: dict[str, object] = {}
    exec("from bgplib import *", names)
    assert set(bgplib.__all__) <= set(names)
