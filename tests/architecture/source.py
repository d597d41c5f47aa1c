"""What the structure tests read: the modules of the library, parsed."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]


@cache
def modules() -> dict[str, ast.Module]:
    """Return the parsed modules of bgplib by dotted name."""
    found = {}
    for path in sorted((ROOT / "bgplib").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


def imports(tree: ast.Module) -> list[tuple[str, int]]:
    """Return the modules that a module imports, anywhere in it, with line numbers."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.append((node.module, node.lineno))
            # `from package import module` imports the module.
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found
