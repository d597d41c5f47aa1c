"""Flow specification NLRI (SAFI 133 and 134), RFC 8955 §4, RFC 8956, draft-ietf-idr-flowspec-l2vpn.

    +-------------------------------+
    |    length (1 or 2 octets)     |   0xnn below 240, else 0xfnnn
    +-------------------------------+
    | Route Distinguisher (8 octets)|   SAFI 134 only
    +-------------------------------+
    |    components (variable)      |   type octet and value each, in ascending order of types
    +-------------------------------+

Next hop:   none as a rule; 4 or 16 octets are read too
Malformed:  length 0 or past the field, an unknown component, components not in strictly
            ascending order, a value past the end, an offset not below the length: session reset
            or AFI/SAFI disable (RFC 8955 §10)
"""

from __future__ import annotations

from bgplib.nlri.flowspec._components import (
    BitmaskComponent,
    Component,
    MacComponent,
    NumericComponent,
    PrefixComponent,
)
from bgplib.nlri.flowspec._nlri import CODEC, FlowSpecNlri
from bgplib.nlri.flowspec._operators import BitmaskTerm, NumericTerm
from bgplib.nlri.flowspec._order import flow_rule_cmp

__all__ = [
    "CODEC",
    "BitmaskComponent",
    "BitmaskTerm",
    "Component",
    "FlowSpecNlri",
    "MacComponent",
    "NumericComponent",
    "NumericTerm",
    "PrefixComponent",
    "flow_rule_cmp",
]
