"""The records of a table: what all peers announced to each destination, at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
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
    from bgplib.rib.snapshot import Snapshot, paths_in

    check(timestamp, int, "timestamp")
    check(registry, Registry, "registry")
    if isinstance(rib, Rib):
        rib = rib.snapshot()
    if not isinstance(rib, Snapshot):
        raise LocalError(f"{rib!r} is no Rib, nor a snapshot of one")
    places: dict[Source, int] = {}
    for family in rib.families:
        for entry in rib.entries(family).values():
            for path in paths_in(entry):
                places.setdefault(path.source, len(places))
    table = PeerIndexTable(
        timestamp=timestamp, collector=collector, view_name=view_name, peers=map(_peer, places)
    )
    return _records(rib, table, places, registry)


def _peer(source: Source) -> Peer:
    return Peer(identifier=source.identifier, address=source.address or _NO_ADDRESS, asn=source.asn)


def _records(
    snapshot: Snapshot, table: PeerIndexTable, places: dict[Source, int], registry: Registry
) -> Iterator[Record]:
    from bgplib.rib.snapshot import paths_in

    yield table
    numbers, timestamp = count(), table.timestamp
    for family in snapshot.families:
        is_prefix = has_prefix_keys(family)
        sorted_out = _with_prefix if is_prefix else _with_nlri
        for key, entry in snapshot.entries(family).items():
            paths = [path.received for path in paths_in(entry)]
            for record, found in sorted_out(family, key, paths, registry):
                yield record(
                    timestamp=timestamp,
                    sequence=next(numbers) & 0xFFFFFFFF,
                    # RFC 8050 §4.2: in RIB_GENERIC_ADDPATH the identifier is a part of the NLRI.
                    entries=tuple(
                        [_entry(path, places, timestamp, add_path=is_prefix) for path in found]
                    ),
                )


#: what makes a record, and the paths that it has entries of
_Sorted = Iterable[tuple[Callable[..., Record], list[Path]]]


def _with_prefix(family: Family, key: bytes, paths: list[Path], registry: Registry) -> _Sorted:
    # RFC 8050 §4: the subtypes with path identifiers have them in each entry.
    for add_path in (False, True):
        found = [path for path in paths if (path.path_id is not None) is add_path]
        if found:
            yield partial(RibRecord, family=family, add_path=add_path, nlri=key), found


def _with_nlri(family: Family, key: bytes, paths: list[Path], registry: Registry) -> _Sorted:
    by_nlri: dict[tuple[int | None, bytes], list[Path]] = {}
    for path in paths:
        nlri = _nlri(Route(family, key, path), registry)
        by_nlri.setdefault((path.path_id, nlri), []).append(path)
    for (path_id, nlri), found in by_nlri.items():
        octets = nlri if path_id is None else path_id.to_bytes(4, "big") + nlri
        add_path = path_id is not None
        yield partial(RibGeneric, family=family, add_path=add_path, nlri=octets), found


def _nlri(route: Route, registry: Registry) -> bytes:
    nlri = route.nlri if route.path_id is None else attrs.evolve(route.nlri, path_id=None)
    return NlriGroup.of(route.family, [nlri], registry=registry).encode(_PLAIN)


def _entry(path: Path, places: dict[Source, int], timestamp: int, *, add_path: bool) -> RibEntry:
    block = path.attributes
    if not block.four_octet_as:
        block = block.replace()  # has four
    # RFC 6396 §4.3.4: MP_REACH_NLRI has the next hop that NEXT_HOP does not.
    next_hop = path.next_hop_octets
    is_said = not next_hop or block.next_hop == next_hop
    return RibEntry.of(
        block,
        peer_index=places[path.source],
        originated=timestamp,
        next_hop=None if is_said else NextHop(next_hop),
        path_id=path.path_id if add_path else None,
    )
