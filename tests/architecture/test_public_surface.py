"""What programs may rely on: names with docstrings, listed in a file that reviewers see change."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Final

import bgplib
from tests.architecture.source import modules

SURFACE: Final = Path(__file__).with_name("public_surface.txt")


def _all(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
        ):
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def _surface() -> list[str]:
    """Return `module.name` for each public name of each public module."""
    return [
        f"{name}.{item}"
        for name, tree in modules().items()
        if not any(part.startswith("_") for part in name.split("."))
        for item in sorted(_all(tree) or ())
    ]


def test_the_surface_is_the_one_in_the_file() -> None:
    """A changed name is a diff. `BGPLIB_WRITE_SURFACE=1 pytest tests/architecture` writes it."""
    surface = "\n".join(_surface()) + "\n"
    if os.environ.get("BGPLIB_WRITE_SURFACE"):
        SURFACE.write_text(surface, encoding="utf-8")
    assert SURFACE.read_text(encoding="utf-8") == surface
    assert len(surface.splitlines()) > 200


def test_public_names_are_defined_and_described() -> None:
    """Each class and function in an `__all__` is there and has a docstring."""
    undescribed = []
    for name, tree in modules().items():
        defined = {
            node.name: ast.get_docstring(node)
            for node in tree.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef)
        }
        undescribed += [
            f"{name}.{item}" for item in _all(tree) or () if item in defined and not defined[item]
        ]
    assert undescribed == []


def test_modules_are_described() -> None:
    """Each module says at its head what it is for."""
    assert [name for name, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_the_top_level_resolves() -> None:
    """All names that `bgplib` offers are there, sorted, and not too many."""
    names = [name for name in bgplib.__all__ if name != "__version__"]
    assert all(hasattr(bgplib, name) for name in names)
    assert set(names) <= set(dir(bgplib))
    assert 30 <= len(names) <= 60
