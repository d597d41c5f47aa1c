"""Names of a package that are imported when they are first used (PEP 562).

A folder of a hundred classes takes its time to import, and few programs need all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

__all__ = ["importer", "modules_of"]


def importer(package: str, homes: dict[str, str]) -> Callable[[str], Any]:
    """Make the `__getattr__` of a package, and give it a `__dir__` that lists the names, too.

    Args:
        package: its `__name__`.
        homes: by module of the package, the names that it defines, with blanks between them.
    """
    modules = {name: module for module, names in homes.items() for name in names.split()}

    def find(name: str) -> Any:
        module = modules.get(name)
        if module is not None:
            value = getattr(import_module(f"{package}.{module}"), name)
        elif name in homes:
            # Modules are names of their package, once they are imported.
            value = import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *modules})

    vars(sys.modules[package])["__dir__"] = names
    return find


def modules_of(package: str) -> Callable[[str], Any]:
    """Make the `__getattr__` of a package that has modules, and no names of its own.

    Args:
        package: its `__name__`.
    """

    def find(name: str) -> Any:
        module = f"{package}.{name}"
        if not name.startswith("_"):
            try:
                return import_module(module)
            except ModuleNotFoundError as error:
                # Something that the module itself imports, and an extra brings, is another matter.
                if error.name != module:
                    raise
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find
