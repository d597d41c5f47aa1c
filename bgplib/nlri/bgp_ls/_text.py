"""How values of BGP-LS TLVs print."""

from __future__ import annotations

import attrs

from bgplib.values.record import Record

__all__ = ["Fields"]


@attrs.frozen
class Fields(Record):
    """What values with several fields have in common: `flags=0x30 sid=label:24001`."""
