"""Leaf A-D (EVPN route type 11), RFC 9572 §3.3.

+----------------------------------------------------------+
| Route Key (variable): type, length and fields of a route |
+----------------------------------------------------------+
| Originator's Addr Length (1 octet)                       |
+----------------------------------------------------------+
| Originator's Addr (4 or 16 octets)                       |
+----------------------------------------------------------+
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.errors import EncodeError
from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, Field, Form
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.octets import Reader

__all__ = ["ROUTE", "Leaf"]


@attrs.frozen(kw_only=True)
class Leaf(TypedRoute):
    """A PE wants to be a leaf of the tunnel that another route announced."""

    route_key: bytes  #: the NLRI that is answered, octet for octet
    originator: bytes  #: the originating router's address, 4 or 16 octets


def _read_route_key(reader: Reader) -> bytes:
    """Read the NLRI of the route that is answered, which states its own length."""
    head = reader.take(2)
    return head + reader.take(head[1])


def _write_route_key(octets: bytes) -> bytes:
    if len(octets) < 2 or len(octets) != 2 + octets[1]:
        raise EncodeError("a route key is type, length and fields of one EVPN route")
    return octets


_ROUTE_KEY: Final = Form(
    read=_read_route_key, write=_write_route_key, parse=bytes.fromhex, text=bytes.hex
)


ROUTE: Final = RouteCodec(
    route_type=11,
    name="Leaf A-D",
    word="leaf",
    rfc="RFC 9572 §3.3",
    value=Leaf,
    fields=(
        Field(name="route_key", word="route-key", form=_ROUTE_KEY),
        Field(name="originator", word="ip", form=ADDRESS_WITH_LENGTH),
    ),
)
