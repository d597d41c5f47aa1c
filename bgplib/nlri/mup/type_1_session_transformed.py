"""Type 1 Session Transformed (MUP route type 3), draft-ietf-bess-mup-safi §3.1.3.

+-------------------------------------------+
| RD (8 octets)                             |
+-------------------------------------------+
| Prefix Length (1 octet)                   |
+-------------------------------------------+
| Prefix (variable)                         |
+-------------------------------------------+
| TEID (4 octets)                           |
+-------------------------------------------+
| QFI (1 octet)                             |
+-------------------------------------------+
| Endpoint Address Length (1 octet)         |
+-------------------------------------------+
| Endpoint Address (variable)               |
+-------------------------------------------+
| Source Address Length (1 octet), optional |
+-------------------------------------------+
| Source Address (variable), optional       |
+-------------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, OPTIONAL_ADDRESS, PREFIX, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "Type1SessionTransformed"]


@frozen(kw_only=True)
class Type1SessionTransformed(TypedRoute):
    """A mobile's prefix is behind the tunnel of a session."""

    rd: RouteDistinguisher  #: the VPN
    prefix: Prefix  #: the destination
    teid: int  #: the tunnel's identifier
    qfi: int = 0  #: the QoS flow's identifier
    endpoint: bytes  #: the tunnel's end, 4 or 16 octets
    source: bytes | None = None  #: the tunnel's other end; None when the field is not there


ROUTE: Final = RouteCodec(
    route_type=3,
    name="Type 1 Session Transformed",
    word="t1st",
    rfc="draft-ietf-bess-mup-safi §3.1.3",
    value=Type1SessionTransformed,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="prefix", word="prefix", form=PREFIX),
        Field(name="teid", word="teid", form=number(4), in_key=False),
        Field(name="qfi", word="qfi", form=number(1), in_key=False),
        Field(name="endpoint", word="endpoint", form=ADDRESS_WITH_LENGTH, in_key=False),
        Field(name="source", word="source", form=OPTIONAL_ADDRESS, in_key=False),
    ),
)
