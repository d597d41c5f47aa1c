"""MCAST-VPN NLRI (SAFI 5), RFC 6514 §4, RFC 6515.

    +-----------------------------------+
    |    Route Type (1 octet)           |
    +-----------------------------------+
    |     Length (1 octet)              |
    +-----------------------------------+
    | Route Type specific (variable)    |
    +-----------------------------------+

Next hop:   4 or 16 octets
Malformed:  a route past the field, or with fields of impossible lengths: session reset or
            AFI/SAFI disable; a route of unknown type is discarded alone (RFC 7606 §5.4), as is
            a Source Active A-D route of a source-specific group (RFC 6514 §4.5)
"""

from __future__ import annotations

from bgplib.nlri.mvpn._codec import CODEC, parse
from bgplib.nlri.mvpn.inter_as_i_pmsi import InterAsIPmsi
from bgplib.nlri.mvpn.intra_as_i_pmsi import IntraAsIPmsi
from bgplib.nlri.mvpn.leaf import Leaf
from bgplib.nlri.mvpn.s_pmsi import SPmsi
from bgplib.nlri.mvpn.shared_tree_join import SharedTreeJoin
from bgplib.nlri.mvpn.source_active import SourceActive
from bgplib.nlri.mvpn.source_tree_join import SourceTreeJoin

__all__ = [
    "CODEC",
    "InterAsIPmsi",
    "IntraAsIPmsi",
    "Leaf",
    "SPmsi",
    "SharedTreeJoin",
    "SourceActive",
    "SourceTreeJoin",
    "parse",
]
