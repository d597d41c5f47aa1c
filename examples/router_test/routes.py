"""The routes that a case names, as they can be announced before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import bgplib
from bgplib import Family, NlriGroup, Prefix, Update
from bgplib.decision import RFC4271, DecisionContext
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.route import Path, Route, Source
from router_test.cases import Task

__all__ = ["NEXT_HOPS", "routes_of"]

#: the families in which routes are looked at, and next hops for them
NEXT_HOPS: Final = {Family.IPV4_UNICAST: "192.0.2.1", Family.IPV6_UNICAST: "2001:db8::1"}


def routes_of(task: Task) -> list[NlriGroup]:
    """Return the unicast routes of a case, with a sound next hop.

    None are returned where the case names none, and where nobody need use what it announces: a
    route that has been at the router already (RFC 4271 §9.1.2, RFC 4456 §8), for one.
    """
    try:
        update = bgplib.decode(task.octets, task.context)
    except DecodeError:
        return []
    if not isinstance(update, Update) or not all(_is_used(update, task)):
        return []
    return [
        NlriGroup.of(group.family, prefixes, next_hop=NEXT_HOPS[group.family])
        for group in (*update.announced, *update.withdrawn)
        if (prefixes := _prefixes(group))
    ]


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
