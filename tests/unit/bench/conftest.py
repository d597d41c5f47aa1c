"""Leaves the benchmarks out where the system does not tell what a process used."""

from __future__ import annotations

import sys

collect_ignore = ["test_bench.py"] if sys.platform == "win32" else []
