"""What was measured, for people and for programs."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from typing import Any, Final

from tests.bench.works import Work

__all__ = ["document", "line"]

_PACKAGES: Final = (
    "bgplib",
    "exabgp",
    "yabgp",
    "os-ken",
    "scapy",
    "pybgpkit-parser",
    "ftlbgp",
    "mrtparse",
)


def line(row: dict[str, Any], work: Work) -> str:
    """Return one line of the table."""
    name = f"  {row['peer']:<14}"
    if "error" in row:
        return f"{name} not run: {row['error']}"
    text = (
        f"{name} {row['seconds']:8.3f} s CPU {row['each'] * 1e6:9.2f} µs each {work.unit:<7}"
        f" {row['octets'] / 1e6:6.0f} MB {row['ratio']:8.2f} times bgplib"
    )
    if row["differs"]:
        text += f"   NOT THE SAME: {row['differs']}"
    return text


def document(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return all figures, and what they were measured on."""
    versions = {}
    for package in _PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {
        "format": "bgplib-bench/1",
        "python": sys.version.split()[0],
        "machine": platform.machine(),
        "packages": versions,
        "rows": rows,
    }
