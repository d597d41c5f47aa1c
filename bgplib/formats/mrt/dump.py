"""The records of a table: what all peers announced to each destination, at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import attrs

from bgplib._checks import check
from bgplib.context import Context
from bgplib.errors import LocalError
from bgplib.formats.mrt.record import Record
from bgplib.formats.mrt.table_dump_v2 import Peer, PeerIndexTable, RibEntry, RibGeneric
from bgplib.formats.mrt.table_dump_v2 import Rib as RibRecord
from bgplib.iana.families import Family
from bgplib.nlri import NlriGroup
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.route import Path, Route, Source, has_prefix_keys
from bgplib.values.next_hop import NextHop

if TYPE_CHECKING:
    from bgplib.rib import Rib
    from bgplib.rib.snapshot import Snapshot

__all__ = ["dump"]

_PLAIN: Final = Context()
# What FRR and BIRD write for the address of routes that no peer announced.
_NO_ADDRESS: Final = bytes(4)


def dump(
    rib: Rib | Snapshot,
    *,
    timestamp: int,
    collector: int | str = 0,
    view_name: str = "",
    registry: Registry = DEFAULT_REGISTRY,
) -> Iterator[Record]:
    """Return the records of a table: `mrt.write(mrt.dump(rib, timestamp=now), "rib.mrt")`.

    They are a PEER_INDEX_TABLE, and a record for each destination, with its routes as they were
    received, before policy; `load` makes the same table of them. A RIB may change meanwhile: the
    records are those of the moment of the call. Routes of our own are those of a peer without an
    address.

    Args:
        rib: the table.
        timestamp: when the records are written, in seconds since 1970; and, since a RIB does not
            know it, when each route was heard.
        collector: our BGP Identifier.
        view_name: the name of the view, where there are several.
        registry: where NLRI are described.

    Raises:
        EncodeError: while one iterates: a record cannot be written.
        LocalError: it is no RIB, or the time is no whole number.
    """
    from bgplib.rib import Rib  # who hands one in has imported it
    from bgplib.rib.snapshot import Snapshot

    check(timestamp, int, "timestamp")
    check(registry, Registry, "registry")
    if isinstance(rib, Rib):
        rib = rib.snapshot()
    if not isinstance(rib, Snapshot):
        raise LocalError(f"{rib!r} is no Rib, nor a snapshot of one")
    places: dict[Source, int] = {}
    for route in rib:
        places.setdefault(route.source, len(places))
    table = PeerIndexTable(
        timestamp=timestamp, collector=collector, view_name=view_name, peers=map(_peer, places)
    )
    return _records(rib, table, places, registry)


def _peer(source: Source) -> Peer:
    return Peer(identifier=source.identifier, address=source.address or _NO_ADDRESS, asn=source.asn)


def _records(
    snapshot: Snapshot, table: PeerIndexTable, places: dict[Source, int], registry: Registry
) -> Iterator[Record]:
    yield table
    sequence = 0
    for family in snapshot.families:
        for key in snapshot.entries(family):
            paths = [route.path.received for route in snapshot.routes(key, family)]
            for record in _of_destination(family, key, paths, table, places, registry):
                yield attrs.evolve(record, sequence=sequence)
                sequence = sequence + 1 & 0xFFFFFFFF


def _of_destination(
    family: Family,
    key: bytes,
    paths: list[Path],
    table: PeerIndexTable,
    places: dict[Source, int],
    registry: Registry,
) -> Iterable[RibRecord | RibGeneric]:
    """Yield the records of one destination; mostly there is one."""
    if has_prefix_keys(family):
        # RFC 8050 §4: the subtypes with path identifiers have them in each entry.
        for add_path in (False, True):
            found = [path for path in paths if (path.path_id is not None) is add_path]
            if found:
                yield RibRecord(
                    timestamp=table.timestamp,
                    family=family,
                    add_path=add_path,
                    nlri=key,
                    entries=[_entry(path, places, table.timestamp) for path in found],
                )
        return
    by_nlri: dict[tuple[int | None, bytes], list[RibEntry]] = {}
    for path in paths:
        nlri = _nlri(Route(family, key, path), registry)
        entry = attrs.evolve(_entry(path, places, table.timestamp), path_id=None)
        by_nlri.setdefault((path.path_id, nlri), []).append(entry)
    for (path_id, nlri), entries in by_nlri.items():
        # RFC 8050 §4.2: the path identifier is a part of the NLRI.
        yield RibGeneric(
            timestamp=table.timestamp,
            family=family,
            add_path=path_id is not None,
            nlri=nlri if path_id is None else path_id.to_bytes(4, "big") + nlri,
            entries=tuple(entries),
        )


def _nlri(route: Route, registry: Registry) -> bytes:
    nlri = route.nlri if route.path_id is None else attrs.evolve(route.nlri, path_id=None)
    return NlriGroup.of(route.family, [nlri], registry=registry).encode(_PLAIN)


def _entry(path: Path, places: dict[Source, int], timestamp: int) -> RibEntry:
    block = path.attributes
    if not block.four_octet_as:
        block = block.replace()  # has four
    # RFC 6396 §4.3.4: MP_REACH_NLRI has the next hop that NEXT_HOP does not.
    next_hop = path.next_hop_octets
    is_said = block.next_hop == next_hop or not next_hop
    return RibEntry.of(
        block,
        peer_index=places[path.source],
        originated=timestamp,
        next_hop=None if is_said else NextHop(next_hop),
        path_id=path.path_id,
    )
