"""The MCAST-VPN route types that bgplib knows: one line each."""

from __future__ import annotations

from typing import Final

from bgplib.nlri._routes import RouteTable
from bgplib.nlri.mvpn import (
    inter_as_i_pmsi,
    intra_as_i_pmsi,
    leaf,
    s_pmsi,
    shared_tree_join,
    source_active,
    source_tree_join,
)

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(
    (
        intra_as_i_pmsi.ROUTE,  # 1
        inter_as_i_pmsi.ROUTE,  # 2
        s_pmsi.ROUTE,  # 3
        leaf.ROUTE,  # 4
        source_active.ROUTE,  # 5
        shared_tree_join.ROUTE,  # 6
        source_tree_join.ROUTE,  # 7
    )
)
