"""BGPLIB_PURE=1: import the modules as they are written, where compiled ones stand beside them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from types import ModuleType

__all__ = ["SourceFinder", "choose"]


class SourceFinder:
    """Finds the modules of bgplib by their source alone."""

    @classmethod
    def find_spec(
        cls,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,  # noqa: ARG003 - finders have it
    ) -> ModuleSpec | None:
        """Return where the source of a module is; None leaves it to other finders."""
        if not name.startswith("bgplib.") or path is None:
            return None
        for folder in path:
            spec = FileFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES)).find_spec(name)
            if spec is not None:
                return spec
        return None


def choose() -> None:
    """Put the finder before all others, once."""
    if SourceFinder not in sys.meta_path:
        sys.meta_path.insert(0, SourceFinder)
