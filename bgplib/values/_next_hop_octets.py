"""The text of fields that hold the octets of a next hop, and no more than them."""

from __future__ import annotations

from typing import Final

from bgplib.values._field_kinds import FieldKind
from bgplib.values.next_hop import NextHop

__all__ = ["NEXT_HOP_OCTETS"]

NEXT_HOP_OCTETS: Final = FieldKind(
    lambda octets: str(NextHop(octets)), lambda text: NextHop.parse(text).octets
)
