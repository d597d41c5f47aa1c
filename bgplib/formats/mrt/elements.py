"""Elements: the routes in MRT records, as flat rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.formats._addresses import AddressTexts, ipv4_prefix_text, ipv6_prefix_text
from bgplib.formats.compression import Source
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._attributes import Origin, origin_of
from bgplib.formats.mrt._element_columns import NOTHING, ElementColumns
from bgplib.formats.mrt._walk import rib_entries
from bgplib.formats.mrt.bgp import BgpMessage
from bgplib.formats.mrt.bgp4mp.entry import Bgp4mpEntry
from bgplib.formats.mrt.bgp4mp.message import Bgp4mpMessage
from bgplib.formats.mrt.element import Element
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.reader import Reader
from bgplib.formats.mrt.record import Record
from bgplib.formats.mrt.rows import ErrorHandler, Rows
from bgplib.formats.mrt.table_dump import TableDump
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.formats.mrt.table_dump_v2.rib import SUBTYPES as RIB_SUBTYPES
from bgplib.formats.mrt.table_dump_v2.rib_generic import RibGeneric
from bgplib.iana.families import Family
from bgplib.kernel.prefixes import split
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["Elements", "elements"]

#: families whose NLRI are plain prefixes: the longest one in bits, and what prints a key
_PREFIXES: Final[dict[Family, tuple[int, Callable[[bytes], str]]]] = {
    Family.IPV4_UNICAST: (32, ipv4_prefix_text),
    Family.IPV4_MULTICAST: (32, ipv4_prefix_text),
    Family.IPV6_UNICAST: (128, ipv6_prefix_text),
    Family.IPV6_MULTICAST: (128, ipv6_prefix_text),
}
#: what is known of a subtype of TABLE_DUMP_V2 that holds prefixes: the longest prefix and what
#: prints it, whether entries have path identifiers, their origin, and the name of the record
_Variant = tuple[int, Callable[[bytes], str], bool, Origin, str]


class Elements(Rows[Element]):
    """Iterates over the elements of a source.

    Routes of families whose NLRI are not plain prefixes have no element; their records say more.
    """

    def __init__(
        self,
        source: Source | Reader,
        *,
        on_error: ErrorHandler | None = None,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Open the source; the arguments are those of `Rows`."""
        super().__init__(source, on_error=on_error, registry=registry)
        rows = self.reader.registry
        self._addresses = AddressTexts()
        self._narrow = ElementColumns(self._addresses, rows, four_octet_as=False)
        self._wide = ElementColumns(self._addresses, rows, four_octet_as=True)
        self._variants: dict[int, _Variant] = {
            subtype: (
                *_PREFIXES[family],
                add_path,
                origin_of(family, rows, four_octet_as=True),
                codes.name(codes.TABLE_DUMP_V2, subtype),
            )
            for subtype, (family, add_path) in RIB_SUBTYPES.items()
        }
        self._peers = self._peers_of(self.reader.table)

    def _rows_of_frame(self, frame: Frame) -> list[Element] | None:
        return self._rib(frame) if frame[1] == codes.TABLE_DUMP_V2 else None

    def _rows_of_record(self, record: Record) -> list[Element]:
        if isinstance(record, Bgp4mpMessage | BgpMessage):
            return self._message(record)
        if isinstance(record, TableDump):
            return self._table_dump(record)
        if isinstance(record, Bgp4mpEntry):
            return self._bgp4mp_entry(record)
        if isinstance(record, RibGeneric):
            return self._rib_generic(record)
        if isinstance(record, PeerIndexTable):
            self._peers = self._peers_of(record)
        return []

    # -- tables --------------------------------------------------------------------------------

    def _rib(self, frame: Frame) -> list[Element] | None:
        timestamp, _, subtype, octets, start, stop = frame
        variant = self._variants.get(subtype)
        if variant is None or stop - start < 5:
            return None
        maximum, text, add_path, origin, name = variant
        bits = octets[start + 4]
        position = start + 5 + ((bits + 7) >> 3)
        entries = rib_entries(octets, position, stop, 12 if add_path else 8)
        if entries is None or bits > maximum:
            return None
        (key,) = split(octets, start + 4, position, maximum)
        prefix = text(key)
        known = self._wide.entries
        peers = self._peers
        time = float(timestamp)
        new = tuple.__new__
        path_id = None
        rows = []
        for number, at, attributes in entries:
            if number >= len(peers):
                self._no_peer(number)
                continue
            try:
                columns = known.get(attributes) or self._wide.of_entry(attributes, origin)
            except DecodeError as error:
                self._fault(f"entry of peer {number}: {error}", error.rfc)
                continue
            next_hop, tail, fault = columns
            if fault is not None:
                self._fault(f"entry of peer {number}: {fault}")
            if add_path:
                path_id = int.from_bytes(octets[at + 6 : at + 10], "big")
            address, asn = peers[number]
            row = (time, "A", address, asn, prefix, next_hop, *tail, path_id, name)
            rows.append(new(Element, row))
        return rows

    def _rib_generic(self, record: RibGeneric) -> list[Element]:
        variant = _PREFIXES.get(record.family)
        if variant is None:
            return []
        maximum, text = variant
        nlri = record.nlri[4:] if record.add_path else record.nlri
        (key,) = split(nlri, 0, len(nlri), maximum)
        peers = self._peers
        rows = []
        for entry in record.entries:
            if entry.peer_index >= len(peers):
                self._no_peer(entry.peer_index)
                continue
            address, asn = peers[entry.peer_index]
            rows += self._entry(
                (record.time, "A", address, asn, text(key)),
                entry.octets,
                entry.origin,
                (record.path_id, record.name),
            )
        return rows

    def _table_dump(self, record: TableDump) -> list[Element]:
        address_text = self._addresses
        rows = []
        for entry in record.entries:
            _, text = _PREFIXES[entry.origin.family]
            peer = address_text[entry.peer_address]
            rows += self._entry(
                (record.time, "A", peer, entry.peer_as, text(entry.prefix.key)),
                entry.octets,
                entry.origin,
                (None, record.name),
            )
        return rows

    def _bgp4mp_entry(self, record: Bgp4mpEntry) -> list[Element]:
        variant = _PREFIXES.get(record.family)
        if variant is None:
            return []
        maximum, text = variant
        try:
            (key,) = split(record.nlri, 0, len(record.nlri), maximum)
        except DecodeError as error:
            self._fault(str(error), error.rfc)
            return []
        peer = self._addresses[record.peer_address]
        rows = self._entry(
            (record.time, "A", peer, record.peer_as, text(key)),
            record.octets,
            origin_of(record.family, record.registry, four_octet_as=False),
            (None, record.name),
        )
        next_hop = self._narrow.next_hop(record.next_hop.octets)
        return [row._replace(next_hop=next_hop) for row in rows]

    def _entry(
        self,
        head: tuple[float, str, str, int, str],
        octets: bytes,
        origin: Origin,
        end: tuple[int | None, str],
    ) -> list[Element]:
        """Make the row of an entry, if its attributes can be read."""
        try:
            columns = self._wide if origin.four_octet_as else self._narrow
            next_hop, tail, fault = columns.of_entry(octets, origin)
        except DecodeError as error:
            self._fault(f"attributes: {error}", error.rfc)
            return []
        if fault is not None:
            self._fault(f"attributes: {fault}")
        return [Element._make((*head, next_hop, *tail, *end))]

    def _peers_of(self, table: PeerIndexTable | None) -> list[tuple[str, int]]:
        """Return address and AS number of each peer."""
        if table is None:
            return []
        return [(self._addresses[peer.address], peer.asn) for peer in table.peers]

    def _no_peer(self, number: int) -> None:
        self._fault(f"there is no peer {number} in the PEER_INDEX_TABLE", "RFC 6396 §4.3.1")

    # -- messages ------------------------------------------------------------------------------

    def _message(self, record: Bgp4mpMessage | BgpMessage) -> list[Element]:
        """Make the rows of what an UPDATE does after RFC 7606 was applied to it."""
        try:
            message = record.message
        except DecodeError as error:
            self._fault(f"BGP message: {error}", error.rfc)
            return []
        if not isinstance(message, Update):
            return []
        for finding in message.findings:
            if finding.treatment >= Treatment.TREAT_AS_WITHDRAW:
                self._fault(str(finding))
        address = record.peer_address
        head = (record.time, self._addresses[address] if address else "", record.peer_as)
        name = record.name
        rows: list[Element] = []
        for group in message.withdrawn:
            self._group(rows, "W", head, group, (None, *NOTHING), name)
        if message.announced:
            columns = self._wide if message.attributes.four_octet_as else self._narrow
            tail = columns.of_block(message.attributes)
            for group in message.announced:
                next_hop = columns.next_hop(group.next_hop_octets)
                self._group(rows, "A", head, group, (next_hop, *tail), name)
        return rows

    def _group(
        self,
        rows: list[Element],
        elem_type: str,
        head: tuple[float, str, int],
        group: NlriGroup,
        columns: tuple[object, ...],
        name: str,
    ) -> None:
        """Add the rows of a group of NLRI."""
        variant = _PREFIXES.get(group.family)
        if variant is None:
            return
        time, peer, asn = head
        new = tuple.__new__
        _, text = variant
        if group.path_ids is None:
            end = (None, name)
            rows += [
                new(Element, (time, elem_type, peer, asn, text(key), *columns, *end))
                for key in group.keys
            ]
        else:
            rows += [
                new(Element, (time, elem_type, peer, asn, text(key), *columns, path_id, name))
                for key, path_id in zip(group.keys, group.path_ids, strict=True)
            ]


def elements(
    source: Source | Reader,
    *,
    on_error: ErrorHandler | None = None,
    registry: Registry = DEFAULT_REGISTRY,
) -> Elements:
    """Read the routes in MRT records as flat rows.

    UPDATEs count as RFC 7606 has it: the routes of one with malformed attributes are withdrawn.
    Entries of tables are shown with the attributes that can be read. Either is reported too.

    Args:
        source: what `mrt.read` takes, or a reader.
        on_error: is called with each place that cannot be read, or not wholly; None keeps the
            first 1,000 in `errors` of what is returned.
        registry: what decodes the BGP in the records.

    Returns:
        An iterator over elements, and a context manager.

    Raises:
        LocalError: it is none of the things a source can be.
        OSError: the file cannot be opened.
    """
    return Elements(source, on_error=on_error, registry=registry)
