"""What the RPKI says of routes: origin validation (RFC 6811) and ASPA.

Validated payloads come from the program, which has them from a validator; nothing here fetches,
parses or checks signed objects.
"""

from __future__ import annotations

from bgplib.policy.rpki.aspa import Aspa, AspaState, AspaTable
from bgplib.policy.rpki.roa import Roa, RoaTable, ValidationState
from bgplib.values.route_origin import route_origin

__all__ = [
    "Aspa",
    "AspaState",
    "AspaTable",
    "Roa",
    "RoaTable",
    "ValidationState",
    "route_origin",
]
