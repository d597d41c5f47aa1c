"""Entries of tables, as elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib._compiling import i64
from bgplib.errors import DecodeError
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._attributes import Origin, origin_of
from bgplib.formats.mrt._element_columns import ElementColumns, wants_columns
from bgplib.formats.mrt._row import Row
from bgplib.formats.mrt._update_elements import PREFIXES, Fault
from bgplib.formats.mrt._walk import entry_count
from bgplib.formats.mrt.bgp4mp.entry import Bgp4mpEntry
from bgplib.formats.mrt.element import Element
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.selection import Selection
from bgplib.formats.mrt.table_dump import TableDump, TableDumpEntry
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.formats.mrt.table_dump_v2.rib import SUBTYPES
from bgplib.formats.mrt.table_dump_v2.rib_generic import RibGeneric
from bgplib.kernel.prefixes import split
from bgplib.registry import Registry

__all__ = ["TableElements"]

_make: Final[Any] = Row  # what compiled code defines itself, it asks no dict for
#: what is known of a subtype of TABLE_DUMP_V2 that holds prefixes: the longest prefix and what
#: prints it, whether entries have path identifiers, their origin, and what makes columns
_Variant = tuple[int, Callable[[bytes], str], bool, Origin, ElementColumns]


class TableElements:
    """Makes the elements of tables."""

    __slots__ = (
        "_addresses",
        "_columns",
        "_fault",
        "_only",
        "_peer_addresses",
        "_peer_asns",
        "_unwanted",
        "_variants",
    )

    def __init__(self, registry: Registry, fault: Fault, only: Selection | None = None) -> None:
        """Make ready.

        Args:
            registry: the rows of attributes.
            fault: is told what cannot be read.
            only: which routes to make elements of; None makes all.
        """
        self._only = only
        self._unwanted: frozenset[int] = frozenset()  # numbers of peers
        self._addresses = AddressTexts()
        self._fault = fault
        self._columns = {
            wide: ElementColumns(self._addresses, registry, four_octet_as=wide)
            for wide in (False, True)
        }
        # Text and number of each peer. As objects, they need not be unpacked for a row.
        self._peer_addresses: list[Any] = []
        self._peer_asns: list[Any] = []
        self._variants: dict[int, _Variant] = {
            subtype: (
                *PREFIXES[family],
                add_path,
                origin_of(family, registry, four_octet_as=True),
                ElementColumns(
                    self._addresses,
                    registry,
                    four_octet_as=True,
                    kind=codes.name(codes.TABLE_DUMP_V2, subtype),
                ),
            )
            for subtype, (family, add_path) in SUBTYPES.items()
        }

    def use(self, table: PeerIndexTable | None) -> None:
        """Take the peers that entries refer to from a table."""
        peers = () if table is None else table.peers
        self._peer_addresses = [self._addresses[peer.address] for peer in peers]
        self._peer_asns = [peer.asn for peer in peers]
        only = self._only
        if only is not None:
            self._unwanted = frozenset(
                number
                for number, peer in enumerate(peers)
                if not only.wants_peer(peer.asn, peer.address)
            )

    def rib(self, frame: Frame) -> list[Element] | None:
        """Return the rows of a RIB record of prefixes; None for any other, or a damaged one."""
        timestamp, _, subtype, octets, start, stop = frame
        variant = self._variants.get(subtype)
        if variant is None or stop - start < 5:
            return None
        maximum, text, add_path, origin, columns = variant
        bits = octets[start + 4]
        position = start + 5 + ((bits + 7) >> 3)
        fixed: i64 = 12 if add_path else 8
        count: i64 = entry_count(octets, position, stop, fixed)
        if count < 0 or bits > maximum:
            return None
        (key,) = split(octets, start + 4, position, maximum)
        only, unwanted = self._only, self._unwanted
        if only is not None and (only.type == "W" or not only.wants_key(origin.family.afi, key)):
            return []
        takes_all_peers = not unwanted
        # Entries are asked for nothing but what is wanted of attributes.
        asked = only if only is not None and only.is_of_attributes else None
        prefix = text(key)
        known = columns.entries
        addresses, asns = self._peer_addresses, self._peer_asns
        peers: i64 = len(addresses)
        time: Any = float(timestamp)
        rows: list[Element] = []
        after: i64 = position + 2
        for _entry in range(count):
            at = after
            first = at + fixed
            high: i64 = octets[first - 2]
            low: i64 = octets[first - 1]
            after = first + (high << 8 | low)
            high = octets[at]
            low = octets[at + 1]
            number = high << 8 | low
            if not takes_all_peers and number in unwanted:
                continue
            if number >= peers:
                self._no_peer(number)
                continue
            attributes = octets[first:after]
            if asked is not None and not asked.may_be_among(attributes):
                continue
            fault = None
            shown = known.get(attributes)
            if shown is None:
                try:
                    shown, fault = columns.of_new_entry(attributes, origin)
                except DecodeError as error:
                    self._fault(f"entry of peer {number}: {error}", error.rfc)
                    continue
            if asked is not None and not wants_columns(asked, shown):
                continue
            if fault is not None:
                self._fault(f"entry of peer {number}: {fault}", "")
            if add_path:
                path_id = int.from_bytes(octets[at + 6 : at + 10], "big")
                shown = (*shown[:-2], path_id, shown[-1])
            head: tuple[Any, ...] = (time, "A", addresses[number], asns[number], prefix)
            rows.append(_make(head + shown))
        return rows

    def rib_generic(self, record: RibGeneric) -> list[Element]:
        """Return the rows of a RIB_GENERIC record, none if its NLRI is no prefix."""
        variant = PREFIXES.get(record.family)
        if variant is None:
            return []
        maximum, text = variant
        nlri = record.plain_nlri
        (key,) = split(nlri, 0, len(nlri), maximum)
        only = self._only
        if only is not None and (only.type == "W" or not only.wants_key(record.family.afi, key)):
            return []
        rows = []
        for entry in record.entries:
            if entry.peer_index in self._unwanted:
                continue
            number = entry.peer_index
            if number >= len(self._peer_asns):
                self._no_peer(number)
                continue
            rows += self._entry(
                (
                    record.time,
                    "A",
                    self._peer_addresses[number],
                    self._peer_asns[number],
                    text(key),
                ),
                entry.octets,
                entry.origin,
                (record.path_id_of(entry), record.name),
            )
        return rows

    def table_dump(self, record: TableDump) -> list[Element]:
        """Return the rows of a TABLE_DUMP record."""
        rows = []
        for entry in record.entries:
            if not self._wants(entry.origin.family.afi, entry.prefix.key, entry):
                continue
            _, text = PREFIXES[entry.origin.family]
            peer = self._addresses[entry.peer_address]
            rows += self._entry(
                (record.time, "A", peer, entry.peer_as, text(entry.prefix.key)),
                entry.octets,
                entry.origin,
                (None, record.name),
            )
        return rows

    def bgp4mp_entry(self, record: Bgp4mpEntry) -> list[Element]:
        """Return the row of a BGP4MP_ENTRY record, none if its NLRI is no prefix."""
        variant = PREFIXES.get(record.family)
        if variant is None:
            return []
        maximum, text = variant
        try:
            (key,) = split(record.nlri, 0, len(record.nlri), maximum)
        except DecodeError as error:
            self._fault(str(error), error.rfc)
            return []
        if not self._wants(record.family.afi, key, record):
            return []
        rows = self._entry(
            (record.time, "A", self._addresses[record.peer_address], record.peer_as, text(key)),
            record.octets,
            origin_of(record.family, record.registry, four_octet_as=False),
            (None, record.name),
        )
        next_hop = self._columns[False].next_hop(record.next_hop.octets)
        return [row._replace(next_hop=next_hop) for row in rows]

    def _entry(
        self,
        head: tuple[float, str, str, int, str],
        octets: bytes,
        origin: Origin,
        end: tuple[int | None, str],
    ) -> list[Element]:
        """Return the row of an entry, if its attributes can be read."""
        if self._only is not None and not self._only.may_be_among(octets):
            return []
        try:
            shown, fault = self._columns[origin.four_octet_as].of_entry(octets, origin)
        except DecodeError as error:
            self._fault(f"attributes: {error}", error.rfc)
            return []
        if self._only is not None and not wants_columns(self._only, shown):
            return []
        if fault is not None:
            self._fault(f"attributes: {fault}", "")
        return [_make((*head, *shown[:-2], *end))]

    def _wants(self, afi: int, key: bytes, entry: TableDumpEntry | Bgp4mpEntry) -> bool:
        """Say whether an entry of the older kinds is wanted, its origin apart."""
        only = self._only
        return only is None or (
            only.type != "W"
            and only.wants_key(afi, key)
            and only.wants_peer(entry.peer_as, entry.peer_address)
        )

    def _no_peer(self, number: int) -> None:
        self._fault(f"there is no peer {number} in the PEER_INDEX_TABLE", "RFC 6396 §4.3.1")
