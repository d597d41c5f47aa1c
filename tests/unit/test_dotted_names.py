"""`import bgplib` lets a program write the whole name of what it wants, `bgplib.formats.mrt.read`.

Nothing but a fresh process shows it: any other has imported the module in question already.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import bgplib

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")

ROOT = Path(bgplib.__file__).parent

#: forks for each line, so that none sees what another has imported, and prints what failed
FIRST_THING = """
import os, sys
import bgplib
for name in sys.stdin.read().split():
    child = os.fork()
    if child == 0:
        try:
            eval(name, {"bgplib": bgplib})
        except BaseException as error:
            print(name, type(error).__name__, error)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
"""
#: what programs have no use for
APART = {"cli", "kernel"}


def failures(names: list[str]) -> str:
    """Return what a fresh process says of the names that it cannot find."""
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_THING],
        input="\n".join(names),
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout + ran.stderr


def modules_in(folder: Path) -> list[str]:
    """List the public modules and packages of a package."""
    return sorted(
        path.stem
        for path in folder.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
        and not path.name.startswith("_")
    )


def test_whole_names_are_found() -> None:
    """Those that other programs rely on, and each floor of the house."""
    names = [
        "bgplib.testing.Network",
        "bgplib.testing.network.Network",
        "bgplib.testing.malformed.cases",
        "bgplib.testing.strategies.updates",
        "bgplib.formats.mrt.read",
        "bgplib.formats.mrt.elements",
        "bgplib.formats.text.bgpdump_m.lines",
        "bgplib.formats.json.to_json",
        "bgplib.decision.RFC4271.without",
        "bgplib.messages.update.Update",
        "bgplib.session.Negotiation",
    ]
    floors = [name for name in modules_in(ROOT) if name not in APART]
    assert len(floors) > 15
    assert failures(names + [f"bgplib.{name}" for name in floors]) == ""


@pytest.mark.parametrize("package", ["formats", "formats/text", "messages", "testing"])
def test_each_module_of_a_package_is_found(package: str) -> None:
    """None was forgotten."""
    dotted = f"bgplib.{package.replace('/', '.')}"
    names = [f"{dotted}.{name}" for name in modules_in(ROOT / package)]
    assert len(names) > 1
    assert failures(names) == ""


@pytest.mark.parametrize("module", [bgplib, bgplib.formats, bgplib.testing])
def test_other_names_are_not_there(module: ModuleType) -> None:
    """A misspelt one is told as Python tells it."""
    name = "sesion"
    with pytest.raises(AttributeError, match=f"module '{module.__name__}' has no attribute 'ses"):
        getattr(module, name)
