"""The routes that a case names, as they can be announced before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import bgplib
from bgplib import Family, NlriGroup, Prefix, Update
from bgplib.decision import RFC4271, DecisionContext
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana import communities
from bgplib.route import Path, Route, Source
from router_test.cases import Task
from router_test.wire import Destination

__all__ = ["NEXT_HOPS", "routes_of", "withdrawn_by"]

#: the families in which routes are looked at, and next hops for them
NEXT_HOPS: Final = {Family.IPV4_UNICAST: "192.0.2.1", Family.IPV6_UNICAST: "2001:db8::1"}
#: octets of a message for every peer (RFC 4271 §4.1)
_MOST: Final = 4096
#: communities for which a router keeps a route from an observer (RFC 1997, RFC 7999 §3.2)
_KEPT_BACK: Final = frozenset(
    (
        communities.NO_EXPORT,
        communities.NO_ADVERTISE,
        communities.NO_EXPORT_SUBCONFED,
        communities.NOPEER,
        communities.BLACKHOLE,
    )
)


def routes_of(task: Task) -> list[NlriGroup]:
    """Return the unicast routes of a case, with a sound next hop.

    None are returned where the case names none, and where nobody need use what it announces, or
    pass it on: a route that has been at the router already (RFC 4271 §9.1.2, RFC 4456 §8), or one
    with NO_EXPORT, or that fits into an extended message alone (RFC 8654 §4).
    """
    update = _update(task)
    if update is None or len(task.octets) > _MOST or not all(_is_used(update, task)):
        return []
    if not _KEPT_BACK.isdisjoint(update.attributes.communities or ()):
        return []
    return [
        NlriGroup.of(group.family, prefixes, next_hop=NEXT_HOPS[group.family])
        for group in (*update.announced, *update.withdrawn)
        if (prefixes := _prefixes(group))
    ]


def withdrawn_by(task: Task) -> frozenset[Destination]:
    """Return what a case withdraws and does not announce, where it is to be taken as it stands."""
    update = _update(task)
    if update is None or update.treatment is Treatment.TREAT_AS_WITHDRAW:
        return frozenset()
    # RFC 4271 §4.3: "A BGP speaker SHOULD treat an UPDATE message of this form as though the
    # WITHDRAWN ROUTES do not contain the address prefix."
    return _destinations(update.withdrawn) - _destinations(update.announced)


def _destinations(groups: tuple[NlriGroup, ...]) -> frozenset[Destination]:
    return frozenset((group.family, key) for group in groups for key in group.keys)


def _update(task: Task) -> Update | None:
    """Read the UPDATE of a case; None where it is none, or cannot be read."""
    try:
        update = bgplib.decode(task.octets, task.context)
    except DecodeError:
        return None
    return update if isinstance(update, Update) else None


def _prefixes(group: NlriGroup) -> tuple[Prefix, ...]:
    """Return the prefixes of a group that can be looked at: without path identifiers."""
    return group.prefixes if group.family in NEXT_HOPS and group.path_ids is None else ()


def _is_used(update: Update, task: Task) -> Iterator[bool]:
    """Say of each route that is announced whether it is eligible at the router."""
    context = DecisionContext(
        local_asns=[task.context.local_as or 0],
        identifier=task.identifier,
        cluster_id=task.identifier,
    )
    source = Source(
        address="192.0.2.1", asn=task.context.peer_as or 0, session=task.context.session
    )
    if update.treatment is Treatment.NONE:
        for group in update.announced:
            for prefix in _prefixes(group):
                path = Path(source, update.attributes, group.next_hop_octets or None)
                yield RFC4271.select([Route.of(prefix, path)], context) is not None
