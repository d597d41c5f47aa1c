"""The text of `bgpdump -m`, which people have had scripts for since 1999.

    TABLE_DUMP2|1300475700|B|192.0.2.1|64496|203.0.113.0/24|64496 64511|IGP|192.0.2.1|0|0||NAG||

Columns: kind of record, timestamp, `A` announced, `W` withdrawn, `B` in a table, or `STATE`; the
peer's address and AS number; prefix (with ADD-PATH, then its path identifier); AS_PATH, ORIGIN,
next hop, LOCAL_PREF, MULTI_EXIT_DISC, COMMUNITIES, ATOMIC_AGGREGATE (`AG` or `NAG`), AGGREGATOR.

What differs from bgpdump 1.6.2 is listed in docs/reference/bgpdump.md, with the RFCs' reasons.
"""

from __future__ import annotations

from typing import Final

from bgplib._checks import check
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.compression import Source
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._walk import rib_entries
from bgplib.formats.mrt.bgp import BgpMessage, BgpStateChange
from bgplib.formats.mrt.bgp4mp.message import SUBTYPES, Bgp4mpMessage, find
from bgplib.formats.mrt.bgp4mp.state_change import Bgp4mpStateChange
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.reader import Reader
from bgplib.formats.mrt.record import Record
from bgplib.formats.mrt.rows import ErrorHandler, Rows
from bgplib.formats.mrt.selection import Selection
from bgplib.formats.mrt.table_dump import TableDump, TableDumpEntry
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.formats.text._attribute_columns import ColumnReader
from bgplib.formats.text._line_chooser import LineChooser
from bgplib.formats.text._update_lines import MAXIMUM, TEXT, update_lines
from bgplib.iana.families import AFI_IPV4, AFI_IPV6
from bgplib.iana.messages import UPDATE
from bgplib.kernel.framing import HEADER_LENGTH, MARKER
from bgplib.kernel.prefixes import split

__all__ = ["Lines", "lines"]

#: address family, and whether entries have path identifiers, of the subtypes that are printed
_RIB: Final = {
    codes.RIB_IPV4_UNICAST: (AFI_IPV4, False),
    codes.RIB_IPV6_UNICAST: (AFI_IPV6, False),
    codes.RIB_IPV4_UNICAST_ADDPATH: (AFI_IPV4, True),
    codes.RIB_IPV6_UNICAST_ADDPATH: (AFI_IPV6, True),
}
_TAG: Final = {
    (local, add_path): f"{'_LOCAL' if local else ''}{'_AP' if add_path else ''}"
    for local in (False, True)
    for add_path in (False, True)
}


class Lines(Rows[str]):
    """Iterates over the lines that `bgpdump -m` prints of a file, without their line ends."""

    def __init__(
        self,
        source: Source | Reader,
        *,
        on_error: ErrorHandler | None = None,
        only: Selection | None = None,
    ) -> None:
        """Open the source; the arguments are those of `lines`."""
        super().__init__(source, on_error=on_error)
        self._unwanted: frozenset[int] = frozenset()  # numbers of peers
        self._chooser = None if only is None or only.is_open else LineChooser(only)
        self._narrow = ColumnReader(four_octet_as=False)
        self._wide = ColumnReader(four_octet_as=True)
        self._addresses = AddressTexts()
        self._peers: list[str] = []  # address and AS number of each, as two columns
        self._use(self.reader.table)

    def _rows_of_frame(self, frame: Frame) -> list[str] | None:
        kind = frame[1]
        if kind == codes.TABLE_DUMP_V2:
            return self._rib(frame)
        if kind in (codes.BGP4MP, codes.BGP4MP_ET):
            return self._message(frame)
        if kind == codes.TABLE_DUMP:
            return self._table_dump(frame)
        return None

    def _rows_of_record(self, record: Record) -> list[str]:
        if isinstance(record, Bgp4mpStateChange):
            if not self._wants_state(record):
                return []
            head = f"{_type_name(record.type)}|{_time(record.timestamp, record.microseconds)}|STATE"
            states = f"{record.old_state}|{record.new_state}"
            return [f"{head}|{self._peer(record.peer_address, record.peer_as)}|{states}"]
        if isinstance(record, Bgp4mpMessage):
            return self._cut_message(record)
        if isinstance(record, TableDump):
            return self._table_dump_entries(record)
        if isinstance(record, BgpMessage) and record.type == codes.BGP:
            return self._message_of_the_nineties(record)
        if isinstance(record, BgpStateChange) and record.type == codes.BGP:
            if not self._wants_state(record):
                return []
            peer = self._peer(record.peer_address, record.peer_as)
            states = f"{record.old_state}|{record.new_state}"
            return [f"BGP|{record.timestamp}|STATE|{peer}|{states}"]
        return []

    def _wants_state(self, record: Bgp4mpStateChange | BgpStateChange) -> bool:
        chooser = self._chooser
        return chooser is None or chooser.wants_state(record.peer_as, record.peer_address)

    # -- tables --------------------------------------------------------------------------------

    def _rib(self, frame: Frame) -> list[str] | None:
        timestamp, _, subtype, octets, start, stop = frame
        variant = _RIB.get(subtype)
        if variant is None or stop - start < 5:
            return None
        afi, add_path = variant
        bits = octets[start + 4]
        position = start + 5 + ((bits + 7) >> 3)
        entries = rib_entries(octets, position, stop, 12 if add_path else 8)
        if entries is None or bits > MAXIMUM[afi]:
            return None
        peers = self._peers
        # RFC 6396 §4.3.2: "The value of trailing bits is irrelevant."
        (key,) = split(octets, start + 4, position, MAXIMUM[afi])
        chooser, unwanted = self._chooser, self._unwanted
        if chooser is not None and not chooser.wants_destination(afi, key):
            return []
        prefix = TEXT[afi](key)
        head = f"TABLE_DUMP2{'_AP' if add_path else ''}|{timestamp}|B|"
        read = self._wide.read
        rows = []
        for peer, at, attributes in entries:
            if peer in unwanted:
                continue
            if peer >= len(peers):
                self._fault(f"there is no peer {peer} in the PEER_INDEX_TABLE", "RFC 6396 §4.3.1")
                continue
            if chooser is not None and not chooser.wants_attributes(attributes, four_octet_as=True):
                continue
            number = f"|{int.from_bytes(octets[at + 6 : at + 10], 'big')}" if add_path else ""
            rows.append(f"{head}{peers[peer]}|{prefix}{number}|{read(attributes).entry}")
        return rows

    def _use(self, table: PeerIndexTable | None) -> None:
        if self._chooser is not None:
            self._unwanted = self._chooser.unwanted(table)
        peers = () if table is None else table.peers
        self._peers = [self._peer(peer.address, peer.asn) for peer in peers]

    def _table_dump(self, frame: Frame) -> list[str] | None:
        """Print a TABLE_DUMP record of one IPv4 entry, which nearly all are."""
        timestamp, _, subtype, octets, start, stop = frame
        if self._chooser is not None or subtype != codes.AFI_IPV4 or stop - start < 22:
            return None
        if stop - start != 22 + (octets[start + 20] << 8 | octets[start + 21]):
            return None
        bits = octets[start + 8]
        if bits > 32:
            return None
        network = self._addresses[octets[start + 4 : start + 8]]
        asn = octets[start + 18] << 8 | octets[start + 19]
        peer = self._peer(octets[start + 14 : start + 18], asn)
        columns = self._narrow.read(octets[start + 22 : stop])
        return [f"TABLE_DUMP|{timestamp}|B|{peer}|{network}/{bits}|{columns.entry}"]

    def _table_dump_entries(self, record: TableDump) -> list[str]:
        read = (self._wide if record.four_octet_as else self._narrow).read
        return [
            f"TABLE_DUMP|{record.timestamp}|B|{self._peer(entry.peer_address, entry.peer_as)}"
            f"|{self._addresses[entry.network]}/{entry.length}|{read(entry.octets).entry}"
            for entry in record.entries
            if self._wants_entry(entry)
        ]

    def _wants_entry(self, entry: TableDumpEntry) -> bool:
        chooser = self._chooser
        return chooser is None or (
            chooser.wants_entry(
                entry.peer_as, entry.peer_address, entry.origin.family.afi, entry.prefix.key
            )
            and chooser.wants_attributes(entry.octets, four_octet_as=entry.origin.four_octet_as)
        )

    # -- messages ------------------------------------------------------------------------------

    def _message(self, frame: Frame) -> list[str] | None:
        """Print a record of BGP4MP that holds one whole message."""
        found = find(frame)
        if found is None:
            return None
        microseconds, peer_as, peer, octets = found
        if octets[HEADER_LENGTH - 1] != UPDATE:
            return []
        if not octets.startswith(MARKER):
            self._fault("the marker of the message is not all ones", "RFC 4271 §4.1")
            return []
        timestamp, kind, subtype, *_ = frame
        four_octet_as, is_local, add_path = SUBTYPES[subtype]
        head = f"{_type_name(kind)}{_TAG[is_local, add_path]}|{_time(timestamp, microseconds)}|"
        return self._update_lines(
            octets[HEADER_LENGTH:], head, peer, peer_as, wide=four_octet_as, add_path=add_path
        )

    def _cut_message(self, record: Bgp4mpMessage) -> list[str]:
        """Print a record that holds less, or more, than one message."""
        octets = record.octets
        if len(octets) < HEADER_LENGTH or octets[:16] != MARKER:
            self._fault("the record holds no BGP message", "RFC 6396 §4.4.2")
            return []
        length = octets[16] << 8 | octets[17]
        if octets[18] != UPDATE:
            return []
        if length != len(octets):
            self._fault(
                f"the record holds {len(octets)} octets, and its BGP message has {length}",
                "RFC 6396 §4.4.2",
            )
        head = (
            f"{_type_name(record.type)}{_TAG[record.is_local, record.add_path]}"
            f"|{_time(record.timestamp, record.microseconds)}|"
        )
        return self._update_lines(
            octets[HEADER_LENGTH:length],
            head,
            record.peer_address,
            record.peer_as,
            wide=record.four_octet_as,
            add_path=record.add_path,
        )

    def _message_of_the_nineties(self, record: BgpMessage) -> list[str]:
        """Print a record of type BGP, whose lines have no column for communities that are not."""
        if record.subtype != codes.BGP_UPDATE:
            return []
        head = f"BGP|{record.timestamp}|"
        rows = self._update_lines(
            record.octets, head, record.peer_address, record.peer_as, wide=False, add_path=False
        )
        return [row.replace("||AG|", "|AG|").replace("||NAG|", "|NAG|") for row in rows]

    def _update_lines(
        self, body: bytes, head: str, address: bytes, asn: int, *, wide: bool, add_path: bool
    ) -> list[str]:
        """Print what is wanted of the body of an UPDATE."""
        chooser = self._chooser
        if chooser is not None and not chooser.wants_update(
            asn, address, body, four_octet_as=wide, add_path=add_path
        ):
            return []
        rows = update_lines(
            body,
            head,
            self._peer(address, asn),
            self._wide if wide else self._narrow,
            add_path=add_path,
            fault=self._fault,
        )
        return rows if chooser is None else chooser.lines(rows)

    def _peer(self, address: bytes, asn: int) -> str:
        return f"{self._addresses[address] if address else '0.0.0.0'}|{asn}"


def _type_name(kind: int) -> str:
    return "BGP4MP" if kind == codes.BGP4MP else "BGP4MP_ET"


def _time(timestamp: int, microseconds: int | None) -> str:
    if microseconds is None:
        return str(timestamp)
    # RFC 6396 §3: the field is "an unsigned 32BIT offset value in microseconds, which is added to
    # the Timestamp field value."
    seconds, rest = divmod(microseconds, 1_000_000)
    return f"{timestamp + seconds}.{rest:06d}"


def lines(
    source: Source | Reader,
    *,
    on_error: ErrorHandler | None = None,
    only: Selection | None = None,
) -> Lines:
    """Print MRT records as `bgpdump -m` does.

    Args:
        source: what `mrt.read` takes, or a reader.
        on_error: is called with each place that cannot be read; None keeps the first 1,000 in
            `errors` of what is returned.
        only: which routes are wanted; None wants all. Changes of state are printed if nothing is
            asked but who the peer is.

    Returns:
        An iterator over lines without their line ends, and a context manager.

    Raises:
        LocalError: it is none of the things a source can be, or `only` is no selection.
        OSError: the file cannot be opened.
    """
    check(only, Selection | None, "only")
    return Lines(source, on_error=on_error, only=only)
