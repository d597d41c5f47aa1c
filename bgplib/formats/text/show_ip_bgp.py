"""The table that routers print for `show ip bgp`.

       Network          Next Hop            Metric LocPrf Weight Path
    *> 198.51.100.0/24  192.0.2.1                0             0 64496 64511 i
    *                   192.0.2.2                     100      0 64497 64511 i
    *>i2001:db8::/32    2001:db8:ffff::1
                                                 0    100      0 i

Three characters of status; network, on the first of its rows only; next hop; metric
(MULTI_EXIT_DISC), local preference and weight, right-aligned; AS_PATH and, behind it, a letter for
ORIGIN. What is too wide for its column pushes the rest to the next line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

__all__ = ["HEADING", "Row", "lines"]

#: the heading of the columns
HEADING: Final = "   Network          Next Hop            Metric LocPrf Weight Path"
_LEGEND: Final = (
    "Status codes: s suppressed, d damped, h history, * valid, > best, = multipath,",
    "              i internal, r RIB-failure, S Stale, R Removed",
    "Origin codes: i - IGP, e - EGP, ? - incomplete",
)
#: letters for ORIGIN 0, 1 and 2 (RFC 4271 §5.1.1)
_ORIGINS: Final = "ie?"
_STATUS_WIDTH: Final = 3
_NETWORK_WIDTH: Final = 17
_NEXT_HOP_WIDTH: Final = 16


@attrs.frozen(kw_only=True)
class Row:
    """One path."""

    network: str  #: the prefix
    next_hop: str  #: address of the next hop
    metric: int | None = None  #: MULTI_EXIT_DISC; None when it is not there
    local_pref: int | None = None  #: LOCAL_PREF; None when it is not there
    weight: int = 0  #: a preference local to the router
    path: str = ""  #: AS_PATH as routers print it
    origin: int | None = None  #: ORIGIN; None prints as `?`
    valid: bool = True  #: the path could be chosen
    best: bool = False  #: the path was chosen
    multipath: bool = False  #: the path is used beside the best one
    internal: bool = False  #: the peer is in our AS
    stale: bool = False  #: kept over a restart of the peer (RFC 4724 §4.2)

    @property
    def status(self) -> str:
        """The three characters before the network."""
        first = "S" if self.stale else "*" if self.valid else " "
        second = ">" if self.best else "=" if self.multipath else " "
        return first + second + ("i" if self.internal else " ")


def lines(
    rows: Iterable[Row], *, router_id: str | None = None, version: int = 0, legend: bool = True
) -> Iterator[str]:
    """Print a table, without line ends.

    Args:
        rows: the paths; those to one network one after the other.
        router_id: the BGP Identifier of the router; None leaves the first line out.
        version: what the router calls the version of its table.
        legend: explain the codes first.
    """
    if router_id is not None:
        yield f"BGP table version is {version}, local router ID is {router_id}"
    if legend:
        yield from _LEGEND
        yield ""
    yield HEADING
    last = None
    for row in rows:
        yield from _row(row, "" if row.network == last else row.network)
        last = row.network


def _row(row: Row, network: str) -> Iterator[str]:
    line = row.status + network.ljust(_NETWORK_WIDTH)
    if len(network) >= _NETWORK_WIDTH:
        yield line.rstrip()
        line = " " * (_STATUS_WIDTH + _NETWORK_WIDTH)
    line += row.next_hop.ljust(_NEXT_HOP_WIDTH)
    if len(row.next_hop) >= _NEXT_HOP_WIDTH:
        yield line.rstrip()
        line = " " * (_STATUS_WIDTH + _NETWORK_WIDTH + _NEXT_HOP_WIDTH)
    metric = "" if row.metric is None else row.metric
    local_pref = "" if row.local_pref is None else row.local_pref
    origin = "?" if row.origin is None or row.origin > 2 else _ORIGINS[row.origin]
    words = f"{row.path} {origin}".lstrip()
    yield f"{line}{metric:>10}{local_pref:>7}{row.weight:>7} {words}"
