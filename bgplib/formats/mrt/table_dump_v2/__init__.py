"""TABLE_DUMP_V2 (type 13): tables of routes, with an index of peers (RFC 6396 §4.3)."""

from __future__ import annotations

from bgplib.formats.mrt.table_dump_v2.entry import RibEntry
from bgplib.formats.mrt.table_dump_v2.geo_peer_table import GeoPeer, GeoPeerTable, Place
from bgplib.formats.mrt.table_dump_v2.peer_index_table import Peer, PeerIndexTable
from bgplib.formats.mrt.table_dump_v2.rib import Rib
from bgplib.formats.mrt.table_dump_v2.rib_generic import RibGeneric

__all__ = [
    "GeoPeer",
    "GeoPeerTable",
    "Peer",
    "PeerIndexTable",
    "Place",
    "Rib",
    "RibEntry",
    "RibGeneric",
]
