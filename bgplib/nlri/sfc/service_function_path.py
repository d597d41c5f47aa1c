"""Service Function Path Route (SFC route type 2), RFC 9015 §3.2.

+-----------------------------------------------+
|  Route Distinguisher (RD) (8 octets)          |
+-----------------------------------------------+
|  Service Path Identifier (SPI) (3 octets)     |
+-----------------------------------------------+
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.nlri._fields import RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "ServiceFunctionPath"]


@attrs.frozen(kw_only=True)
class ServiceFunctionPath(TypedRoute):
    """A path through service functions; the attribute SFP says which."""

    rd: RouteDistinguisher  #: the overlay network
    spi: int  #: Service Path Identifier, 24 bits


ROUTE: Final = RouteCodec(
    route_type=2,
    name="Service Function Path Route (SFPR)",
    word="sfpr",
    rfc="RFC 9015 §3.2",
    value=ServiceFunctionPath,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="spi", word="spi", form=number(3)),
    ),
)
