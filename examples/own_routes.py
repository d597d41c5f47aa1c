"""Routes of our own, as the examples announce them."""

from __future__ import annotations

from collections.abc import Iterable

from bgplib import AsPath, Family, LocalPref, Origin, Prefix, Update
from bgplib.session import Session

__all__ = ["announce", "own_attributes"]


def announce(session: Session, routes: Iterable[list[str]]) -> None:
    """Send our routes, and the End-of-RIB of each family."""
    connection, negotiation = session.connection, session.negotiation
    if connection is None or negotiation is None:
        return
    attributes = own_attributes(session)
    for prefix, next_hop in routes:
        family = Family.IPV6_UNICAST if Prefix.parse(prefix).afi == 2 else Family.IPV4_UNICAST
        if family in negotiation.families:
            connection.send(
                Update.announce([prefix], next_hop=next_hop, attributes=attributes, family=family)
            )
    for family in negotiation.families:
        connection.send(Update.end_of_rib_of(family))


def own_attributes(session: Session) -> list[object]:
    """Return the attributes of a route of our own: to another AS with our number, else without."""
    config = session.config
    negotiation = session.negotiation
    if negotiation is not None and negotiation.remote.asn == config.local_as:
        return [Origin(0), AsPath.of([]), LocalPref(100)]
    return [Origin(0), AsPath.of([config.local_as])]
