"""BMP, the protocol by which routers show their RIBs (RFC 7854, RFC 8671, RFC 9069).

    with bmp.read("stream.bmp") as reader:
        for message in reader:
            if isinstance(message, bmp.RouteMonitoring):
                print(message.peer.address_text, message.message)

`read` yields messages, each `encode`s to its octets, `decode` reads a single one. A `Feed` is for
routers that are connected: it is handed octets as they come. A `Loader` puts routes in a RIB, and
`elements` shows them as `mrt.elements` does, so that a program for archives runs on BMP.
A `PeerReporter` is the other side: what a router tells a station of its peers.
Routes of a router's own have the next hop 0.0.0.0 in its Loc-RIB, and in an Adj-RIB-Out before
policy: there they are read with `Context.own_routes`, and are no fault.
Version 4, with TLVs in all messages, is a draft: it is read and written without loss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bgplib._names import importer
from bgplib.formats.bmp._elements import elements
from bgplib.formats.bmp._table import decode
from bgplib.formats.bmp.feed import Feed
from bgplib.formats.bmp.information import Initiation, Termination
from bgplib.formats.bmp.loader import Loader
from bgplib.formats.bmp.message import BmpMessage, PeerMessage, TlvMessage, UnknownMessage
from bgplib.formats.bmp.peer_down import PeerDown
from bgplib.formats.bmp.peer_header import PeerHeader
from bgplib.formats.bmp.peer_up import PeerUp
from bgplib.formats.bmp.reader import Reader, read
from bgplib.formats.bmp.route_mirroring import RouteMirroring
from bgplib.formats.bmp.route_monitoring import RouteMonitoring
from bgplib.formats.bmp.statistics_report import Statistic, StatisticsReport
from bgplib.formats.bmp.tlv import IndexedTlv, Tlv
from bgplib.formats.error_record import ErrorRecord

if TYPE_CHECKING:
    from bgplib.formats.bmp.reporter import PeerReporter

__all__ = [
    "BmpMessage",
    "ErrorRecord",
    "Feed",
    "IndexedTlv",
    "Initiation",
    "Loader",
    "PeerDown",
    "PeerHeader",
    "PeerMessage",
    "PeerReporter",
    "PeerUp",
    "Reader",
    "RouteMirroring",
    "RouteMonitoring",
    "Statistic",
    "StatisticsReport",
    "Termination",
    "Tlv",
    "TlvMessage",
    "UnknownMessage",
    "decode",
    "elements",
    "read",
]

# Who reads has no use for it.
__getattr__ = importer(__name__, {"reporter": "PeerReporter"})
