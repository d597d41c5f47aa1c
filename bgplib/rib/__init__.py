"""The RIB: what all peers announced, and which of it is best (RFC 4271 §3.2)."""

from __future__ import annotations

from bgplib.rib.bulk import collector_paused
from bgplib.rib.change import Change
from bgplib.rib.diff import Difference, Moved, apply, diff
from bgplib.rib.flow_specification import flow_problem
from bgplib.rib.judging import Judge
from bgplib.rib.notes import ChangeNotes
from bgplib.rib.packing import Packed, Packer, Unsent
from bgplib.rib.rib import Rib
from bgplib.rib.rows import Row, rows
from bgplib.rib.snapshot import Snapshot

__all__ = [
    "Change",
    "ChangeNotes",
    "Difference",
    "Judge",
    "Moved",
    "Packed",
    "Packer",
    "Rib",
    "Row",
    "Snapshot",
    "Unsent",
    "apply",
    "collector_paused",
    "diff",
    "flow_problem",
    "rows",
]
