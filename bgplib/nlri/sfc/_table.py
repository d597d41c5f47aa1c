"""The SFC route types that bgplib knows: one line each."""

from __future__ import annotations

from typing import Final

from bgplib.nlri._routes import RouteTable
from bgplib.nlri.sfc import service_function_instance, service_function_path

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(
    (
        service_function_instance.ROUTE,  # 1
        service_function_path.ROUTE,  # 2
    ),
    length_octets=2,
)
