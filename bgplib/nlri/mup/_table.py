"""The MUP route types that bgplib knows: one line each."""

from __future__ import annotations

from typing import Final

from bgplib.nlri._routes import RouteTable
from bgplib.nlri.mup import (
    direct_segment_discovery,
    interwork_segment_discovery,
    type_1_session_transformed,
    type_2_session_transformed,
)

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(
    (
        interwork_segment_discovery.ROUTE,  # 1
        direct_segment_discovery.ROUTE,  # 2
        type_1_session_transformed.ROUTE,  # 3
        type_2_session_transformed.ROUTE,  # 4
    )
)
