"""Whether the route of an SR Policy is one that a headend may take (RFC 9830 §4.2.1)."""

from __future__ import annotations

from typing import Final

from bgplib.iana.attributes import TUNNEL_ENCAPSULATION
from bgplib.iana.communities import NO_ADVERTISE
from bgplib.route import Path

__all__ = ["sr_policy_problem"]

# RFC 4360 §4: type 0x01 is of an IPv4 address, sub-type 0x02 a route target.
_IPV4_ROUTE_TARGET: Final = 0x0102


def sr_policy_problem(path: Path) -> str | None:
    """Say why the route of an SR Policy is not acceptable; None if it is.

    What is in the attribute was looked at when it was decoded, and what the route targets mean to
    one headend or another (RFC 9830 §4.2.2) is for the program to say.

    Args:
        path: a path of IPv4 or IPv6 SR Policy.
    """
    block = path.attributes
    # RFC 9830 §4.2.1: "The Tunnel Encapsulation Attribute MUST be attached to the BGP UPDATE
    # message".
    if TUNNEL_ENCAPSULATION not in block:
        return "it has no TUNNEL_ENCAPSULATION"
    # RFC 9830 §4.2.1: "The SR Policy update MUST have either the NO_ADVERTISE community, at least
    # one Route Target extended community in IPv4-address format, or both."
    if NO_ADVERTISE in block.communities:
        return None
    if any(mark >> 48 == _IPV4_ROUTE_TARGET for mark in block.extended_communities):
        return None
    return "it has neither NO_ADVERTISE nor a route target of an IPv4 address"
