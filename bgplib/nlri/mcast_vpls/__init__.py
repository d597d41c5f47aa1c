"""MCAST-VPLS NLRI (AFI 25, SAFI 8), RFC 7117 §9.2.

    +-----------------------------------+
    |    Route Type (1 octet)           |
    +-----------------------------------+
    |     Length (1 octet)              |
    +-----------------------------------+
    | Route Type specific (variable)    |
    +-----------------------------------+

Next hop:   4 or 16 octets
Malformed:  a route past the field, or with fields of impossible lengths: session reset or
            AFI/SAFI disable; a route of unknown type is discarded alone (RFC 7606 §5.4)
"""

from __future__ import annotations

from bgplib.nlri.mcast_vpls._codec import CODEC, parse
from bgplib.nlri.mcast_vpls.leaf import VplsLeaf
from bgplib.nlri.mcast_vpls.s_pmsi import VplsSPmsi

__all__ = ["CODEC", "VplsLeaf", "VplsSPmsi", "parse"]
