"""Writes the pages of the API: each public name once, where programs import it from.

What is public stands in the `__all__` of modules that have no underscore in their names. A name
that a package passes on, as `bgplib.attributes` does with `AsPath`, is described under the
package; the module that defines it gives the heading, and what it says of itself comes before.
"""

from __future__ import annotations

import ast
import enum
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
#: how a row of a table is called in its module
_ROWS: Final = {"CODEC", "ROUTE"}


class Place(NamedTuple):
    """A name in a module, public or not."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


class Source(NamedTuple):
    """A module as it is written."""

    tree: ast.Module
    lines: list[str]
    package: bool


def pages() -> dict[str, str]:
    """Return the pages in Markdown by the names of their files."""
    described: dict[str, list[str]] = {}
    for module in sorted({place.module for place in entries()}):
        described.setdefault(_package(module), []).append(module)
    return {f"{_title(name)}.md": "\n".join(_page(name, each)) for name, each in described.items()}


@cache
def entries() -> dict[Place, Place]:
    """Return each public name with the one under which the same is described."""
    homes: dict[Place, list[Place]] = {}
    for module in _sources():
        if not _private(module):
            for name in _names(module):
                homes.setdefault(_home(Place(module, name)), []).append(Place(module, name))
    return {
        place: min(places, key=lambda each: _rank(each, home))
        for home, places in homes.items()
        for place in places
    }


def _rank(place: Place, home: Place) -> tuple[bool, bool, int, Place]:
    """Put the shortest name first that is on the way to where a thing is defined.

    `bgplib` itself has but a choice of the names, and describes none that stands elsewhere.
    """
    beside = not f"{home.module}.".startswith(f"{place.module}.")
    return place.module == "bgplib", beside, place.module.count("."), place


@cache
def _sources() -> dict[str, Source]:
    found = {}
    for path in sorted((ROOT / "bgplib").rglob("*.py")):
        package = path.name == "__init__.py"
        parts = (path.parent if package else path.with_suffix("")).relative_to(ROOT).parts
        text = path.read_text(encoding="utf-8")
        found[".".join(parts)] = Source(ast.parse(text), text.splitlines(), package)
    return found


def _private(module: str) -> bool:
    return any(part.startswith("_") for part in module.split("."))


def _package(module: str) -> str:
    """Return the package on whose page a module is."""
    return module if _sources()[module].package else module.rpartition(".")[0]


def _title(package: str) -> str:
    return package.removeprefix("bgplib.")


def _names(module: str) -> tuple[str, ...]:
    """List what a module offers, in the order of its source; code points are offered all."""
    listed = None
    for node in _sources()[module].tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            listed = ast.literal_eval(node.value)
    defined = [name for name in _definitions(module) if not name.startswith("_")]
    if listed is None or module.startswith("bgplib.iana."):
        return tuple(defined)
    return tuple(sorted(listed, key=lambda name: (name in defined and defined.index(name), name)))


@cache
def _definitions(module: str) -> dict[str, ast.stmt]:
    """Return the statements that define something by its name."""
    found: dict[str, ast.stmt] = {}
    for node in _sources()[module].tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {each.id: node for each in node.targets if isinstance(each, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
    return found


@cache
def _imports(module: str) -> dict[str, Place]:
    """Return the names that a module has from others of bgplib."""
    return {
        alias.asname or alias.name: Place(node.module, alias.name)
        for node in ast.walk(_sources()[module].tree)
        if isinstance(node, ast.ImportFrom) and node.module in _sources()
        for alias in node.names
    }


def _home(place: Place) -> Place:
    """Return where a name is defined, through all that pass it on."""
    while place.name not in _definitions(place.module):
        place = _imports(place.module)[place.name]
    return place


def _page(package: str, modules: list[str]) -> Iterator[str]:
    """Write of a package, then of its modules that define what it offers, or offer it."""
    yield f"# {package}"
    for module in sorted({package, *modules}):
        if module != package:
            yield f"\n## {module}"
        yield "\n```{eval-rst}"
        # What is passed on has its entry under the heading of the module that defines it.
        yield f".. automodule:: {module}\n   :no-members:"
        if Place(*module.rpartition(".")[::2]) in entries():
            # A function has the name of its module, and links lead to the function.
            yield "   :no-index:"
        passed = []
        for place, entry in entries().items():
            if entry == place and _section(place) == module:
                yield from _entry(place)
            elif place.module == module and module not in (entry.module, _section(entry)):
                passed.append(f"- `{place}` is {{py:obj}}`{entry}`")
        yield "```"
        if passed:
            yield from ("", *sorted(passed))
    yield ""


@cache
def _section(entry: Place) -> str:
    """Return the module under whose heading something is: the one that defines it, if it can be."""
    home = _home(entry).module
    beside = not _private(home) and _package(home) == _package(entry.module)
    return home if beside else entry.module


def _entry(place: Place) -> Iterator[str]:
    home = _home(place)
    value = getattr(import_module(home.module), home.name)
    if inspect.isclass(value):
        yield f"\n.. autoclass:: {place}"
        if _has_hidden_base(value):
            yield "   :inherited-members: Record"
    elif inspect.isroutine(value):
        yield f"\n.. autofunction:: {place}"
    else:
        yield from _constant(place, value)


def _has_hidden_base(kind: type) -> bool:
    """Tell whether something that a class can do is described with it or nowhere."""
    if issubclass(kind, enum.Enum | tuple):
        return False
    bases = (Place(base.__module__, base.__name__) for base in kind.__mro__[1:])
    return any(base.module.startswith("bgplib.") and base not in _homes() for base in bases)


@cache
def _homes() -> frozenset[Place]:
    return frozenset(map(_home, entries()))


def _constant(place: Place, value: object) -> Iterator[str]:
    home = _home(place)
    lines = _sources()[home.module].lines
    node = _definitions(home.module)[home.name]
    yield f"\n.. py:data:: {place.name}\n   :module: {place.module}"
    if isinstance(node, ast.FunctionDef):
        # A command, which click made of the function.
        yield from ("", f"   {inspect.cleandoc(ast.get_docstring(node) or '').splitlines()[0]}")
        return
    assert isinstance(node, ast.Assign | ast.AnnAssign)
    if node.lineno == node.end_lineno and node.value:
        octets = lines[node.lineno - 1].encode()
        yield f"   :value: {octets[node.value.col_offset : node.end_col_offset].decode()}"
    elif type(value).__module__.startswith("bgplib."):
        yield f"   :type: {type(value).__name__}"
    comment = _comment(lines, node)
    if not comment and home.name in _ROWS:
        comment = "Its row in the table: code, name, how it is read and written."
    if comment:
        yield from ("", f"   {comment}")


def _comment(lines: list[str], node: ast.stmt) -> str:
    """Return what is said behind a constant, or with `#:` above it."""
    assert node.end_lineno is not None
    behind = lines[node.end_lineno - 1][node.end_col_offset :].strip()
    said = re.fullmatch(r"#:? (?!noqa|type:)(.*)", behind)
    if said:
        return said[1]
    above: list[str] = []
    for line in reversed(lines[: node.lineno - 1]):
        if not line.startswith("#: "):
            break
        above.insert(0, line.removeprefix("#: "))
    return " ".join(above)
