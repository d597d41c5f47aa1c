"""The MCAST-VPLS route types that bgplib knows: one line each."""

from __future__ import annotations

from typing import Final

from bgplib.nlri._routes import RouteTable
from bgplib.nlri.mcast_vpls import leaf, s_pmsi

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(
    (
        s_pmsi.ROUTE,  # 3
        leaf.ROUTE,  # 4
    )
)
