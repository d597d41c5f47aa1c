"""Nothing in bgplib does I/O with the network, starts a thread or a loop, or reads a clock."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import Final

from tests.architecture.source import imports, modules

BANNED: Final = {
    "asyncio",
    "concurrent",
    "http",
    "kubernetes",
    "multiprocessing",
    "random",
    "secrets",
    "select",
    "selectors",
    "signal",
    "socket",
    "socketserver",
    "ssl",
    "subprocess",
    "threading",
    "time",
    "urllib",
}
#: what may nevertheless import some of them, and why
EXCEPTIONS: Final = {
    # `bgplib mrt --jobs` reads archives with several processes; it is the program's own choice,
    # and no part of the library imports the command. An interrupt has to reach these processes.
    "bgplib.cli._parallel": {"concurrent", "multiprocessing", "signal"},
}
CLOCKS: Final = {"now", "utcnow", "today"}


def test_banned_modules_are_not_imported() -> None:
    """No module imports what would tie a program to sockets, threads, loops or clocks."""
    found = [
        f"{name}:{line} imports {target}"
        for name, tree in modules().items()
        for target, line in imports(tree)
        if target.partition(".")[0] in BANNED - EXCEPTIONS.get(name, set())
    ]
    assert found == []
    assert len(modules()) > 150
    assert EXCEPTIONS.keys() <= modules().keys()


def test_clocks_are_not_read() -> None:
    """Time is an argument: no `datetime.now()` and the like."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    ]
    assert found == []


def test_asserts_check_no_input() -> None:
    """Assertions vanish under `python -O`: none stands in the library."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def _imported_by(code: str) -> str:
    """Run code in a fresh interpreter and list which modules of I/O it brought in."""
    report = "print(sorted({'socket', 'asyncio', 'threading', 'ssl'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\n{report}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_importing_brings_in_no_io() -> None:
    """`import bgplib`, and all that it offers, brings in no more than attrs alone does."""
    everything = "import bgplib\nfor name in bgplib.__all__: getattr(bgplib, name)"
    assert _imported_by(everything) == _imported_by("import attrs")
