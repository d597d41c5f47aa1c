"""MRT, the format in which collectors archive BGP (RFC 6396, RFC 6397, RFC 8050).

    with mrt.read("updates.20260101.0000.gz") as reader:
        for record in reader:
            if isinstance(record, mrt.Bgp4mpMessage):
                print(record.written, record.message)

`read` yields records, `elements` yields one flat row for each route, `load` fills a RIB, `dump`
makes records of one, `write` writes records.
"""

from __future__ import annotations

from bgplib.formats.mrt.bgp import BgpMessage, BgpStateChange
from bgplib.formats.mrt.bgp4mp import (
    Bgp4mpEntry,
    Bgp4mpMessage,
    Bgp4mpSnapshot,
    Bgp4mpStateChange,
)
from bgplib.formats.mrt.dump import dump
from bgplib.formats.mrt.element import Element
from bgplib.formats.mrt.elements import Elements, elements
from bgplib.formats.mrt.loader import Loader, load
from bgplib.formats.mrt.reader import Reader, read
from bgplib.formats.mrt.record import ErrorRecord, Record, UnknownRecord
from bgplib.formats.mrt.selection import Selection
from bgplib.formats.mrt.table_dump import TableDump, TableDumpEntry
from bgplib.formats.mrt.table_dump_v2 import (
    GeoPeer,
    GeoPeerTable,
    Peer,
    PeerIndexTable,
    Place,
    Rib,
    RibEntry,
    RibGeneric,
)
from bgplib.formats.mrt.writer import write

__all__ = [
    "Bgp4mpEntry",
    "Bgp4mpMessage",
    "Bgp4mpSnapshot",
    "Bgp4mpStateChange",
    "BgpMessage",
    "BgpStateChange",
    "Element",
    "Elements",
    "ErrorRecord",
    "GeoPeer",
    "GeoPeerTable",
    "Loader",
    "Peer",
    "PeerIndexTable",
    "Place",
    "Reader",
    "Record",
    "Rib",
    "RibEntry",
    "RibGeneric",
    "Selection",
    "TableDump",
    "TableDumpEntry",
    "UnknownRecord",
    "dump",
    "elements",
    "load",
    "read",
    "write",
]
