"""Inter-AS I-PMSI A-D (MCAST-VPN route type 2), RFC 6514 §4.2.

+----------------------+
| RD (8 octets)        |
+----------------------+
| Source AS (4 octets) |
+----------------------+
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.nlri._fields import RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "InterAsIPmsi"]


@attrs.frozen(kw_only=True)
class InterAsIPmsi(TypedRoute):
    """An AS takes part in a multicast VPN."""

    rd: RouteDistinguisher  #: the VPN
    source_as: int  #: the AS of the sender's side


ROUTE: Final = RouteCodec(
    route_type=2,
    name="Inter-AS I-PMSI A-D",
    word="inter-as-i-pmsi",
    rfc="RFC 6514 §4.2",
    value=InterAsIPmsi,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="source_as", word="source-as", form=number(4)),
    ),
)
