"""What a start costs: modules are imported when they are used; counted, not timed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.unit.cli.running import environment


def imported(code: str) -> list[str]:
    """Run code in an interpreter of its own, and return which modules it has imported by then."""
    report = "import sys; print('\\n' + ' '.join(sys.modules), file=sys.__stdout__)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    return done.stdout.splitlines()[-1].split()


def of_ours(modules: list[str]) -> list[str]:
    """Return the modules of bgplib among some."""
    return [name for name in modules if name.partition(".")[0] == "bgplib"]


def test_import_is_nothing_but_names() -> None:
    """`import bgplib` imports neither its parts nor what they need."""
    modules = imported("import bgplib")
    assert of_ours(modules) == ["bgplib"] or of_ours(modules) == ["bgplib", "bgplib._pure"]
    assert "attr" not in modules


def test_what_is_used_is_imported() -> None:
    """A prefix needs no session, and a session no archive."""
    modules = imported("import bgplib; bgplib.Prefix")
    assert 1 < len(of_ours(modules)) < 15
    modules = imported("import bgplib; bgplib.decode")
    assert not [name for name in modules if name.startswith(("bgplib.session", "bgplib.formats"))]


@pytest.mark.parametrize("command", ["--help", "--version"])
def test_help_imports_no_command(command: str) -> None:
    """`bgplib --help` lists the commands without importing what they do."""
    run = f"""
from bgplib.cli.__main__ import main
import sys
sys.argv = ["bgplib", {command!r}]
try:
    main()
except SystemExit:
    pass
"""
    modules = imported(run)
    assert "click" in modules
    assert "attr" not in modules
    assert len(of_ours(modules)) < 10
