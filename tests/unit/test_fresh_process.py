"""Classes read text, and modules are imported, as the first thing that a process asks of bgplib.

What is seldom wanted is imported when it is asked for, and a process that has seen other things
before may have imported it already: nothing but a fresh process shows whether a class does so.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bgplib.errors import BGPError
from tests.every_class import OF_WHAT_RUNS, RUNNING, a_value, public_classes

#: forks for each line, so that none sees what another has imported, and prints what came of it
FIRST_THING = """
import importlib, json, os, sys
for line in sys.stdin:
    module, name, text = json.loads(line)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            kind = getattr(importlib.import_module(module), name)
            print(str(kind.parse(text)))
        except BaseException as error:
            print(type(error).__name__, error)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
"""


#: does the same for modules, and prints those that cannot be imported
FIRST_IMPORT = """
import importlib, os, sys
for name in sys.stdin.read().split():
    child = os.fork()
    if child == 0:
        try:
            importlib.import_module(name)
        except BaseException as error:
            print(name, type(error).__name__, error)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
"""
ROOT = Path(__file__).parents[2]


def imported_late() -> list[str]:
    """List the private modules that others import when they are wanted, or at their own end."""
    found = set()
    for path in (ROOT / "bgplib").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for statement in ast.walk(tree):
            if statement in tree.body:
                continue
            if isinstance(statement, ast.Import):
                found |= {alias.name for alias in statement.names}
            elif isinstance(statement, ast.ImportFrom):
                found.add(statement.module or "")
    return sorted(name for name in found if name.startswith("bgplib.") and "._" in name)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot be forked here")
def test_what_is_imported_late_can_be_imported_first() -> None:
    """Those that refer to each other are as complete in either order."""
    asked = imported_late()
    done = subprocess.run(
        [sys.executable, "-c", FIRST_IMPORT],
        input="\n".join(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert len(asked) > 20
    assert done.stdout == ""


def readers() -> list[tuple[str, str, str]]:
    """List the classes that read back what they print: module, name, and a text."""
    found = []
    for name, kind in public_classes().items():
        parse = getattr(kind, "parse", None)
        if name in RUNNING | OF_WHAT_RUNS or parse is None or not hasattr(parse, "__func__"):
            continue
        text = str(a_value(kind))
        try:
            read = parse(text)
        except (BGPError, TypeError):
            continue  # what it prints is for people, or it asks for more than a text
        if str(read) == text and "\n" not in text:
            module, _, last = name.rpartition(".")
            found.append((module, last, text))
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot be forked here")
def test_every_class_reads_text_in_a_process_that_has_seen_nothing() -> None:
    """What it reads prints the same, whatever was imported before."""
    asked = [
        *readers(),
        # These read texts of all classes that are derived from them.
        ("bgplib.attributes.extended_communities", "ExtendedCommunity", "rt:65000:1"),
        ("bgplib.capabilities", "Capability", "ROLE customer"),
        ("bgplib.attributes.bgp_ls", "LinkStateTlv", "maximum-link-bandwidth 5"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", FIRST_THING],
        input="".join(json.dumps(each) + "\n" for each in asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert len(asked) > 100
    answers = zip(asked, done.stdout.splitlines(), strict=True)
    assert [(each, answer) for each, answer in answers if answer != each[2]] == []
