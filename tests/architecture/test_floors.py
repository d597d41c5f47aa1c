"""Imports run downward only: each floor of the house knows those below it, and no other."""

from __future__ import annotations

from typing import Final

from tests.architecture.source import imports, modules

#: packages by floor; those on one floor may import each other only where `NEIGHBOURS` says so
FLOORS: Final = (
    {"errors", "findings", "octets", "iana", "kernel"}
    | {
        "_checks",
        "_compiling",
        "_described",
        "_field_texts",
        "_frozen",
        "_in_order",
        "_names",
        "_pickling",
        "_printed",
        "_pure",
        "_worded",
    },
    {"values", "context"},
    {"nlri"},
    {"attributes", "capabilities"},
    {"registry", "messages", "route"},
    {"session", "policy", "decision", "rib"},
    {"speaker", "formats", "rtr"},
    {"testing", "cli"},
)
NEIGHBOURS: Final = {
    ("_checks", "_in_order"),
    ("_checks", "errors"),
    ("_described", "_field_texts"),
    ("_pickling", "_checks"),
    ("_pickling", "errors"),
    ("findings", "_frozen"),
    ("findings", "_printed"),
    ("findings", "_worded"),
    ("findings", "iana"),
    ("octets", "errors"),
    ("iana", "_checks"),
    ("iana", "errors"),
    ("kernel", "errors"),
    ("kernel", "_compiling"),
    ("messages", "registry"),
    ("rib", "decision"),
    # `bgplib demo` replays the recording that the testing package defines the form of.
    ("cli", "testing"),
}
FLOOR_OF: Final = {package: at for at, floor in enumerate(FLOORS) for package in floor}


def _package(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "bgplib" and len(parts) > 1 else None


def test_imports_run_downward() -> None:
    """No module imports from a floor above, or from a neighbour it has no business with."""
    wrong = []
    seen = 0
    for name, tree in modules().items():
        here = _package(name)
        if here is None or here == "__main__":
            continue
        for target, line in imports(tree):
            there = _package(target)
            if there is None or there == here or there not in FLOOR_OF:
                continue
            seen += 1
            below = FLOOR_OF[there] < FLOOR_OF[here]
            if not below and (here, there) not in NEIGHBOURS:
                wrong.append(f"{name}:{line} imports {target}")
    assert wrong == []
    assert seen > 300


def test_every_package_has_a_floor() -> None:
    """A new package is put on a floor before it lands."""
    packages = {_package(name) for name in modules()} - {None, "__main__"}
    assert packages <= FLOOR_OF.keys()
    assert len(packages) > 12


def test_the_kernel_stands_alone() -> None:
    """The kernel may be compiled as it is: it imports errors and what octets need, no more."""
    allowed = {
        "__future__",
        "collections.abc",
        "functools",
        "re",
        "struct",
        "typing",
        "bgplib._compiling",
        "bgplib.errors",
    }
    kernel = {name: tree for name, tree in modules().items() if name.startswith("bgplib.kernel")}
    wrong = [
        f"{name}:{line} imports {target}"
        for name, tree in kernel.items()
        for target, line in imports(tree)
        if target not in allowed
        and not target.startswith(("bgplib.kernel", *(f"{known}." for known in allowed)))
    ]
    assert wrong == []
    assert len(kernel) >= 4


def test_there_are_no_cycles() -> None:
    """Modules import each other in no circle, but where an import waits for its first use."""
    graph = {
        name: {target for target, _ in _at_the_top(name) if target in modules() and target != name}
        for name in modules()
    }
    while True:
        leaves = {name for name, targets in graph.items() if not targets & graph.keys()}
        if not leaves:
            break
        graph = {name: targets for name, targets in graph.items() if name not in leaves}
    assert sorted(graph) == []


def _at_the_top(name: str) -> list[tuple[str, int]]:
    """Return imports that run when a module is imported; not of a package by its own modules."""
    import ast

    tree = modules()[name]
    body: list[ast.stmt] = [
        node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    found = imports(ast.Module(body=body, type_ignores=[]))
    return [(target, line) for target, line in found if not name.startswith(f"{target}.")]
