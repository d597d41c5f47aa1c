"""Prints the table of daemons and scenarios at the end."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

_NAMES = ("BIRD", "FRR", "GoBGP", "OpenBGPD", "ExaBGP")
_WORDS = {"passed": "yes", "failed": "FAILED", "skipped": "-"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one row for each scenario, and why a daemon is not in one."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    reasons: dict[tuple[str, str], str] = {}
    for outcome, word in _WORDS.items():
        for report in terminalreporter.stats.get(outcome, []):
            found = _place(report)
            if found is None:
                continue
            scenario, daemon = found
            table[scenario][daemon] = word
            if outcome == "skipped" and isinstance(report.longrepr, tuple):
                reasons[found] = str(report.longrepr[2]).removeprefix("Skipped: ").splitlines()[0]
    if not table:
        return
    terminalreporter.section("daemon x scenario")
    terminalreporter.write_line(f"{'':34}" + "".join(f"{name:>10}" for name in _NAMES))
    for scenario, row in sorted(table.items()):
        cells = "".join(f"{row.get(name, ''):>10}" for name in _NAMES)
        terminalreporter.write_line(f"{scenario:34}{cells}")
    for (scenario, daemon), reason in sorted(reasons.items()):
        terminalreporter.write_line(f"- {scenario}, {daemon}: {reason}")


def _place(report: Any) -> tuple[str, str] | None:
    """Return scenario and daemon of a test of the matrix."""
    if "test_matrix.py" not in report.nodeid or "[" not in report.nodeid:
        return None
    name, _, parameters = report.nodeid.rpartition("::")[2].partition("[")
    daemon, _, rest = parameters.rstrip("]").partition("-")
    return f"{name.removeprefix('test_')} {rest}".strip().replace("_", " "), daemon
