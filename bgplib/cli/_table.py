"""A RIB as `show ip bgp` prints it, as JSON, and in numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bgplib.decision.evpn import vnis
from bgplib.formats.json import attribute_to_json, nlri_to_json
from bgplib.formats.text import show_ip_bgp
from bgplib.iana.families import Family
from bgplib.rib import Rib, Row, rows
from bgplib.route import Route, has_prefix_keys
from bgplib.values.address import address_text, identifier_text
from bgplib.values.prefix import Prefix

__all__ = ["Selection", "count", "destinations", "summary_lines", "table_lines"]

#: says of a family and a key whether the destination is shown
Selection = Callable[[Family, bytes], bool]


def table_lines(
    rib: Rib, shows: Selection | None = None, *, best_only: bool = False
) -> Iterator[str]:
    """Yield the lines of a table for each family.

    Args:
        rib: what to print; it must not change meanwhile.
        shows: says which destinations are printed; None prints all.
        best_only: print the best paths only.
    """
    for number, family in enumerate(rib.families):
        if number:
            yield ""
        yield f"{family}"
        chosen = _chosen(rib, family, shows, best_only=best_only)
        yield from show_ip_bgp.lines(map(_printed, chosen), legend=not number)
    if rib.families:
        yield ""
    yield f"{count(len(rib), 'destination')}, {count(rib.path_count, 'path')}"


def _chosen(rib: Rib, family: Family, shows: Selection | None, *, best_only: bool) -> Iterator[Row]:
    for row in rows(rib, family):
        if (row.best or not best_only) and (shows is None or shows(family, row.route.key)):
            yield row


def _printed(row: Row) -> show_ip_bgp.Row:
    return show_ip_bgp.Row(
        network=row.network,
        next_hop=row.next_hop,
        metric=row.med,
        local_pref=row.local_pref,
        weight=row.weight,
        path=row.as_path,
        origin=row.route.attributes.origin,
        valid=row.valid,
        best=row.best,
        internal=row.internal,
    )


def destinations(
    rib: Rib, shows: Selection | None = None, *, best_only: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield an object for each destination, with its paths, the best first."""
    for family in rib.families:
        for key in rib.keys(family):
            if shows is not None and not shows(family, key):
                continue
            best = rib.best(key, family)
            paths = [
                _path(route, best=best is not None and route.path is best.path)
                for route in rib.routes(key, family)
            ]
            found: dict[str, Any] = {"family": str(family)}
            if has_prefix_keys(family):
                found["prefix"] = str(Prefix.from_key(family.afi, key))
            yield found | {"paths": paths[:1] if best_only and best else paths}


def _path(route: Route, *, best: bool) -> dict[str, Any]:
    source = route.source
    found: dict[str, Any] = {
        "best": best,
        "peer": address_text(source.address) if source.address else None,
        "asn": source.asn,
        "identifier": identifier_text(source.identifier),
        "next_hop": None if route.next_hop is None else route.next_hop.short,
    }
    if route.path_id is not None:
        found["path_id"] = route.path_id
    if not has_prefix_keys(route.family):
        found["nlri"] = nlri_to_json(route.nlri, vnis(route.nlri, route.attributes))
    return found | {"attributes": [attribute_to_json(each) for each in route.attributes]}


def summary_lines(rib: Rib) -> Iterator[str]:
    """Yield how many destinations and paths there are, by family and by peer."""
    yield f"{'destinations':>12} {'paths':>10}  family"
    for family in rib.families:
        paths = sum(rib.count(source, family) for source in rib.sources)
        yield f"{len(rib.keys(family)):12} {paths:10}  {family}"
    yield ""
    yield f"{'paths':>23}  peer"
    for source in rib.sources:
        yield f"{rib.count(source):23}  {source}"


def count(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else several or one + 's'}"
