"""What was measured, for people and for programs."""

from __future__ import annotations

import math
import platform
import sys
from importlib import metadata
from typing import Any, Final

__all__ = ["document", "exponent", "line", "lone_line"]

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


def line(row: dict[str, Any]) -> str:
    """Return one line of the table."""
    name = f"  {row['peer']:<24}"
    if "error" in row:
        return f"{name} not run: {row['error']}"
    text = (
        f"{name} {row['seconds']:8.3f} s CPU {row['each'] * 1e6:9.2f} µs each {row['unit']:<7}"
        f" {row['octets'] / 1e6:6.0f} MB {row['ratio']:8.2f} times bgplib"
    )
    if "octets_each" in row:
        text += f" {row['octets_each']:6.0f} octets a path"
    if row["differs"]:
        text += f"   NOT THE SAME: {row['differs']}"
    return text


def lone_line(row: dict[str, Any]) -> str:
    """Return one line of what only bgplib does."""
    name = f"  {row['peer']:<24}"
    if "error" in row:
        return f"{name} not run: {row['error']}"
    if "p50" in row:
        times = " ".join(f"{each} {row[each] * 1e6:.0f} µs" for each in ("p50", "p99", "worst"))
        return f"{name} {times}"
    prefixes, peers = row["arguments"][1:]
    text = (
        f"{name} {prefixes:>8} prefixes of {peers:>4} peers: {row['seconds']:8.3f} s CPU"
        f" {row['seconds'] / row['count'] * 1e6:7.2f} µs and"
        f" {row['octets'] / row['count']:5.0f} octets a path"
    )
    if "collector" in row:
        parts = (
            f"{row[each] / row['count'] * 1e6:.2f} µs {each}" for each in ("collector", "system")
        )
        text += f" ({', '.join(parts)})"
    return text


def exponent(points: list[tuple[float, float]]) -> float:
    """Fit y = a x^b to points, and return b."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum(
        (x - mean_x) ** 2 for x, _ in logs
    )


def document(rows: list[dict[str, Any]], goals: list[str]) -> dict[str, Any]:
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
        "goals": [each.strip() for each in goals],
    }
