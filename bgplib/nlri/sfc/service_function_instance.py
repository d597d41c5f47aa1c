"""Service Function Instance Route (SFC route type 1), RFC 9015 §3.1.

+--------------------------------------------+
|  Route Distinguisher (RD) (8 octets)       |
+--------------------------------------------+
|  Service Function Type (2 octets)          |
+--------------------------------------------+
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.nlri._fields import RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "ServiceFunctionInstance"]


@attrs.frozen(kw_only=True)
class ServiceFunctionInstance(TypedRoute):
    """A forwarder has an instance of a service function, behind a tunnel that it tells."""

    rd: RouteDistinguisher  #: the instance, within the overlay network
    service_function_type: int  #: what the function does: a firewall, a load balancer, ...


ROUTE: Final = RouteCodec(
    route_type=1,
    name="Service Function Instance Route (SFIR)",
    word="sfir",
    rfc="RFC 9015 §3.1",
    value=ServiceFunctionInstance,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="service_function_type", word="sft", form=number(2)),
    ),
)
