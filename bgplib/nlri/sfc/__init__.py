"""Service function chaining NLRI (AFI 31, SAFI 9), RFC 9015 §3.

    +---------------------------------------+
    |  Route Type (2 octets)                |
    +---------------------------------------+
    |  Length (2 octets)                    |
    +---------------------------------------+
    |  Route Type specific (variable)       |
    +---------------------------------------+

Next hop:   4 or 16 octets
Malformed:  a route past the field, or with fields of impossible lengths: session reset or
            AFI/SAFI disable; a route of unknown type is discarded alone (RFC 7606 §5.4)
"""

from __future__ import annotations

from bgplib.nlri.sfc._codec import CODEC, parse
from bgplib.nlri.sfc.service_function_instance import ServiceFunctionInstance
from bgplib.nlri.sfc.service_function_path import ServiceFunctionPath

__all__ = ["CODEC", "ServiceFunctionInstance", "ServiceFunctionPath", "parse"]
