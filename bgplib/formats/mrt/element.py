"""Element: one flat row for each route announced, withdrawn, or in a table.

The columns are those of bgpkit, which notebooks have already; `path_id` and `kind` are ours.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Element"]


class Element(NamedTuple):
    """One route of one peer. What is not there, and all but the prefix of a withdrawal, is None."""

    timestamp: float  #: seconds since 1970-01-01 00:00 UTC; of a table, when it was written
    elem_type: str  #: "A" announced, or in a table; "W" withdrawn
    peer_ip: str  #: address of the peer
    peer_asn: int  #: AS number of the peer
    prefix: str  #: the prefix
    next_hop: str | None  #: address of the next hop, the global one of two
    as_path: str | None  #: `10 20 {30,40} (65001 65002)`, with AS4_PATH merged in (RFC 6793)
    #: the AS that originated the route, all of them where the path ends in an AS_SET
    origin_asns: tuple[int, ...] | None
    origin: str | None  #: `IGP`, `EGP` or `INCOMPLETE`
    local_pref: int | None  #: LOCAL_PREF
    med: int | None  #: MULTI_EXIT_DISC
    #: the usual text of communities, then of large ones, then of extended ones
    communities: tuple[str, ...] | None
    atomic: bool  #: whether ATOMIC_AGGREGATE is there
    aggr_asn: int | None  #: AS number of AGGREGATOR
    aggr_ip: str | None  #: address of AGGREGATOR
    path_id: int | None  #: path identifier (RFC 7911)
    kind: str  #: what kind of record it is from: `TABLE_DUMP_V2/RIB_IPV4_UNICAST`
