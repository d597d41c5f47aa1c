"""MUP NLRI (SAFI 85), draft-ietf-bess-mup-safi §3.1.

    +-----------------------------------+
    |    Architecture Type (1 octet), 1 |
    +-----------------------------------+
    |    Route Type (2 octets)          |
    +-----------------------------------+
    |    Length (1 octet)               |
    +-----------------------------------+
    |  Route Type specific (variable)   |
    +-----------------------------------+

Next hop:   4 or 16 octets
Malformed:  a route past the field, or with fields of impossible lengths: session reset or
            AFI/SAFI disable; a route of unknown type is discarded alone (RFC 7606 §5.4)
"""

from __future__ import annotations

from bgplib.nlri.mup._codec import CODEC, parse
from bgplib.nlri.mup.direct_segment_discovery import DirectSegmentDiscovery
from bgplib.nlri.mup.interwork_segment_discovery import InterworkSegmentDiscovery
from bgplib.nlri.mup.type_1_session_transformed import Type1SessionTransformed
from bgplib.nlri.mup.type_2_session_transformed import Type2SessionTransformed

__all__ = [
    "CODEC",
    "DirectSegmentDiscovery",
    "InterworkSegmentDiscovery",
    "Type1SessionTransformed",
    "Type2SessionTransformed",
    "parse",
]
