"""Say which modules are the compiled ones, and fail unless it is those that should be.

`python -m tests.compiled` in the session `compiled`: all that `hatch_build.HOT` names, or none
with BGPLIB_PURE=1.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import bgplib
from hatch_build import hot_modules


def compiled() -> dict[str, bool]:
    """Import every hot module, and say of each whether its file is an extension module."""
    # Those that are imported, which need not be beside the tests: a wheel is installed elsewhere.
    root = Path(bgplib.__file__).parents[1]
    found = {}
    for file in hot_modules(root):
        name = file.removesuffix(".py").replace("/", ".")
        origin = import_module(name).__file__ or ""
        found[name] = origin.endswith(tuple(EXTENSION_SUFFIXES))
    return found


def main() -> None:
    """Print, and exit with 1 where something is amiss."""
    found = compiled()
    wanted = os.environ.get("BGPLIB_PURE") != "1"
    for name, is_compiled in found.items():
        print(f"{name}: {'compiled' if is_compiled else 'pure'}")
    wrong = [name for name, is_compiled in found.items() if is_compiled is not wanted]
    if wrong:
        sys.exit(f"not as wanted: {wrong}")


if __name__ == "__main__":
    main()
