"""Loader: the routes of archives in a RIB, tables first and UPDATEs on top of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import TYPE_CHECKING, Final, TypeGuard

from bgplib._checks import check
from bgplib.attributes.block import AttributeBlock
from bgplib.errors import DecodeError, LocalError
from bgplib.findings import Finding, Treatment
from bgplib.formats import compression
from bgplib.formats._kept_errors import KeptErrors
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._attributes import EntryReader, entry_reader, origin_of
from bgplib.formats.mrt._load_filter import LoadFilter
from bgplib.formats.mrt._walk import rib_entries
from bgplib.formats.mrt.bgp import BgpMessage, BgpStateChange
from bgplib.formats.mrt.bgp4mp import Bgp4mpEntry, Bgp4mpMessage, Bgp4mpStateChange
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.reader import Reader
from bgplib.formats.mrt.record import ErrorRecord, Record
from bgplib.formats.mrt.rows import ErrorHandler
from bgplib.formats.mrt.selection import Selection
from bgplib.formats.mrt.table_dump import TableDump, TableDumpEntry
from bgplib.formats.mrt.table_dump_v2 import Peer, PeerIndexTable, RibEntry, RibGeneric
from bgplib.formats.mrt.table_dump_v2 import Rib as RibRecord
from bgplib.formats.mrt.table_dump_v2.rib import SUBTYPES
from bgplib.iana.families import SAFI_UNICAST, Family
from bgplib.kernel.prefixes import split
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri.unicast import maximum_bits
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.route import Source, has_prefix_keys

if TYPE_CHECKING:
    from bgplib.rib import Rib

__all__ = ["Loader", "load"]

# RFC 4271 §8.2.2: the state in which routes are exchanged, as RFC 6396 §4.4.1 numbers them.
_ESTABLISHED: Final = 6


class Loader:
    """Puts the records of archives into a RIB, one file after the other.

    Entries of tables are routes, UPDATEs change them, and the end of a session takes out the routes
    of its peer. A peer is a `Source`, told by its address and AS number in all files; how it stands
    to the collector is not known (`session` is None). What the collector itself sent is no route.
    """

    def __init__(
        self,
        rib: Rib,
        *,
        only: Selection | None = None,
        end: float | None = None,
        on_error: ErrorHandler | None = None,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Load into a RIB; peers that it has from archives already are the same ones.

        Args:
            rib: what to fill.
            only: which routes to load; None loads all. A route that is announced anew with
                attributes that are not wanted leaves the RIB.
            end: what was written then or later is not loaded, so that the RIB is as it was at that
                time; in seconds since 1970. None loads all.
            on_error: is called with each place that cannot be read; None keeps the first 1,000.
            registry: what decodes the BGP in the records; a reader has one of its own.

        Raises:
            LocalError: the RIB or the selection is something else, or the selection has a type: a
                RIB is made by announcements and withdrawals.
        """
        from bgplib.rib import Rib  # who hands one in has imported it

        if not isinstance(rib, Rib):
            raise LocalError(f"{rib!r} is no Rib to load into: load(source, rib)")
        check(only, Selection | None, "only")
        check(end, float | None, "end")
        if only is not None and only.type:
            raise LocalError("a RIB takes announcements and withdrawals: a selection has no type")
        self._rib = rib
        self._filter = None if only is None or only.is_open else LoadFilter(only)
        self._end = inf if end is None else end
        kept = KeptErrors()
        self._on_error = on_error or kept.keep
        self._registry = registry
        self._sources = {
            (source.address, source.asn): source
            for source in rib.sources
            if source.session is None and not source.local
        }
        self._table: PeerIndexTable | None = None
        # Of the table: each of its peers once, None for those that are not wanted; where a peer is
        # among them, by address and AS number; and the same by the number that entries have.
        self._peers: list[Source | None] = []
        self._places: dict[tuple[bytes, int], int] = {}
        self._numbered_places: list[int] = []
        #: what cannot be read: the first 1,000 places, or those that have 16 MiB
        self.errors: list[ErrorRecord] = kept
        self.error_count = 0  #: how many places cannot be read

    @property
    def sources(self) -> tuple[Source, ...]:
        """The peers that were met, those without routes among them."""
        return tuple(self._sources.values())

    def load(self, source: compression.Source | Reader) -> None:
        """Load all records of a file.

        Args:
            source: what `mrt.read` takes, or a reader.

        Raises:
            LocalError: it is none of the things a source can be, or nothing here unpacks it.
            OSError: the file cannot be opened, or not be read.
        """
        reader = source if isinstance(source, Reader) else Reader(source, registry=self._registry)
        try:
            while (frame := reader.next_frame()) is not None:
                if isinstance(frame, ErrorRecord):
                    self._report(frame)
                    continue
                problems = self._add_frame(frame, reader)
                if problems is None:
                    record = reader.record_of(frame)
                    if isinstance(record, ErrorRecord):
                        self._report(record)
                        continue
                    problems = self._add(record)
                for text in problems:
                    octets = frame[3][frame[4] - 12 : frame[5]]
                    self._report(ErrorRecord(offset=reader.offset, octets=octets, text=text))
        finally:
            if reader is not source:
                reader.close()

    def add(self, record: Record) -> list[str]:
        """Load a single record.

        Returns:
            A sentence for each thing in it that cannot be used.
        """
        return list(self._add(record))

    # -- what was found wrong ------------------------------------------------------------------

    def _report(self, error: ErrorRecord) -> None:
        self.error_count += 1
        self._on_error(error)

    # -- tables --------------------------------------------------------------------------------

    def _add_frame(self, frame: Frame, reader: Reader) -> Iterable[str] | None:
        """Load what need not become a record for it; None where it has to."""
        if frame[1] == codes.TABLE_DUMP_V2 and frame[0] < self._end:
            return self._rib_entries(frame, reader)
        if self._filter is not None and self._filter.passes_over(frame):
            return ()
        return None

    def _rib_entries(self, frame: Frame, reader: Reader) -> Iterable[str] | None:
        """Load a RIB record of prefixes, which is nearly all of a table."""
        _, _, subtype, octets, start, stop = frame
        variant = SUBTYPES.get(subtype)
        if variant is None or stop - start < 5:
            return None
        family, add_path = variant
        bits, maximum = octets[start + 4], maximum_bits(family)
        position = start + 5 + ((bits + 7) >> 3)
        entries = rib_entries(octets, position, stop, 12 if add_path else 8)
        if entries is None or bits > maximum:
            return None
        # RFC 6396 §4.3.2: "The value of trailing bits is irrelevant."
        (key,) = split(octets, start + 4, position, maximum)
        if self._filter is not None and not self._filter.wants_key(family, key):
            return ()
        if self._table is not reader.table:
            self._use(reader.table)
        origin = entry_reader(origin_of(family, reader.registry, four_octet_as=True))
        return self._numbered(octets, entries, family, key, origin, add_path=add_path)

    def _numbered(
        self,
        octets: bytes,
        entries: list[tuple[int, int, bytes]],
        family: Family,
        key: bytes,
        attributes: EntryReader,
        *,
        add_path: bool,
    ) -> Iterator[str]:
        peers, places = self._peers, self._numbered_places
        for number, at, its_octets in entries:
            if number >= len(places):
                yield _no_peer(number)
                continue
            source = peers[places[number]]
            if source is None or not self._may_want(its_octets):
                continue
            path_id = int.from_bytes(octets[at + 6 : at + 10], "big") if add_path else None
            try:
                read = attributes.read(its_octets)
            except DecodeError as error:
                yield f"an entry of {source}: {error}"
                continue
            yield from self._route(
                source, family, key, read.block, read.next_hop, read.findings, path_id
            )

    def _use(self, table: PeerIndexTable | None) -> None:
        """Take the peers that entries refer to from a table."""
        self._table = table
        self._peers, self._places, self._numbered_places = [], {}, []
        for peer in () if table is None else table.peers:
            place = self._places.setdefault((peer.address, peer.asn), len(self._peers))
            if place == len(self._peers):
                self._peers.append(self._peer(peer))
            self._numbered_places.append(place)

    def _peer(self, peer: Peer) -> Source | None:
        if not self._wants_peer(peer.asn, peer.address):
            return None
        return self._source(peer.address, peer.asn, peer.identifier)

    # -- records -------------------------------------------------------------------------------

    def _add(self, record: Record) -> Iterator[str]:
        if record.time >= self._end:
            return
        if isinstance(record, RibRecord):
            yield from self._record_entries(record)
        elif isinstance(record, RibGeneric):
            yield from self._generic_entries(record)
        elif isinstance(record, TableDump):
            for entry in record.entries:
                family = Family(record.afi, SAFI_UNICAST)
                yield from self._old_entry(entry, family, entry.prefix.key)
        elif isinstance(record, Bgp4mpEntry):
            yield from self._bgp4mp_entry(record)
        elif isinstance(record, Bgp4mpMessage | BgpMessage):
            if self._wants_peer(record.peer_as, record.peer_address):
                yield from self._message(record)
        elif _ends_session(record) and self._wants_peer(record.peer_as, record.peer_address):
            self._rib.drop_source(self._source(record.peer_address, record.peer_as))

    def _record_entries(self, record: RibRecord) -> Iterator[str]:
        if self._filter is not None and not self._filter.wants_key(record.family, record.key):
            return
        for entry in record.entries:
            source = self._source_of(entry)
            if isinstance(source, str):
                yield source
            elif source is not None:
                yield from self._entry(entry, source, record.family, record.key, entry.path_id)

    def _generic_entries(self, record: RibGeneric) -> Iterator[str]:
        if record.unread is not None:
            yield f"{record.name}: bgplib does not know the NLRI of {record.family}"
        for entry in record.entries:
            source = self._source_of(entry)
            if isinstance(source, str):
                yield source
                continue
            if source is None:
                continue
            try:
                update = record.update(entry)
            except DecodeError as error:
                yield f"an entry of {source}: {error}"
                continue
            if update.treatment >= Treatment.TREAT_AS_WITHDRAW:
                yield f"an entry of {source}: {_worst(update.findings)}"
                continue
            block = update.attributes
            if not self._wants_attributes(block):
                continue
            for group in update.announced:
                for key in group.keys:
                    if self._filter is None or self._filter.wants_key(record.family, key):
                        self._rib.announce(
                            record.family,
                            key,
                            source,
                            block,
                            group.next_hop_octets,
                            path_id=record.path_id_of(entry),
                            nlri=record.value_of(entry),
                        )

    def _source_of(self, entry: RibEntry) -> Source | str | None:
        """Return the peer of an entry, None if it is not wanted, or a sentence if it is absent."""
        peer = entry.peer
        return _no_peer(entry.peer_index) if peer is None else self._peer(peer)

    def _bgp4mp_entry(self, record: Bgp4mpEntry) -> Iterator[str]:
        peer = f"an entry of AS{record.peer_as}"
        if not has_prefix_keys(record.family):
            yield f"{peer}: {record.name} of {record.family} cannot be read"
            return
        try:
            (key,) = split(record.nlri, 0, len(record.nlri), maximum_bits(record.family))
        except DecodeError as error:
            yield f"{peer}: {error}"
            return
        yield from self._old_entry(record, record.family, key)

    def _old_entry(
        self, entry: TableDumpEntry | Bgp4mpEntry, family: Family, key: bytes
    ) -> Iterator[str]:
        if not self._wants_peer(entry.peer_as, entry.peer_address):
            return
        if self._filter is None or self._filter.wants_key(family, key):
            source = self._source(entry.peer_address, entry.peer_as)
            yield from self._entry(entry, source, family, key, None)

    def _entry(
        self,
        entry: RibEntry | TableDumpEntry | Bgp4mpEntry,
        source: Source,
        family: Family,
        key: bytes,
        path_id: int | None,
    ) -> Iterator[str]:
        if not self._may_want(entry.octets):
            return
        try:
            block, next_hop, findings = entry.attributes, entry.next_hop, entry.findings
        except DecodeError as error:
            yield f"an entry of {source}: {error}"
            return
        octets = b"" if next_hop is None else next_hop.octets
        yield from self._route(source, family, key, block, octets, findings, path_id)

    def _route(
        self,
        source: Source,
        family: Family,
        key: bytes,
        block: AttributeBlock,
        next_hop: bytes,
        findings: tuple[Finding, ...],
        path_id: int | None,
    ) -> Iterator[str]:
        """Put a route of a table in, unless RFC 7606 would have it withdrawn."""
        if findings and _worst(findings).treatment >= Treatment.TREAT_AS_WITHDRAW:
            yield f"an entry of {source}: {_worst(findings)}"
        elif self._wants_attributes(block):
            self._rib.load(source, family, (key,), block, next_hop, path_id=path_id)

    # -- messages ------------------------------------------------------------------------------

    def _message(self, record: Bgp4mpMessage | BgpMessage) -> Iterator[str]:
        # RFC 6396 §4.4.5: what the collector itself says is no route of a peer.
        if isinstance(record, Bgp4mpMessage) and record.is_local:
            return
        try:
            message = record.message
        except DecodeError as error:
            yield f"a message of AS{record.peer_as}: {error}"
            return
        if isinstance(message, Open):
            self._introduce(record.peer_address, record.peer_as, message)
        elif isinstance(message, Update):
            source = self._source(record.peer_address, record.peer_as)
            if message.treatment >= Treatment.TREAT_AS_WITHDRAW:
                yield f"an UPDATE of {source}: {_worst(message.findings)}"
            if self._filter is None or self._filter.takes_whole:
                self._rib.update(source, message)
            else:
                self._filter.update(self._rib, source, message)

    # -- peers, and what is wanted -------------------------------------------------------------

    def _introduce(self, address: bytes, asn: int, message: Open) -> None:
        """Take note of the identifier of a peer that has no routes yet."""
        known = self._sources.get((address, asn))
        if known is None or not self._rib.count(known):
            source = Source(address=address, asn=asn, identifier=message.identifier, session=None)
            self._sources[address, asn] = source
            # Not all of the table again: it can have 65,535 peers, and a file any number of OPENs.
            place = self._places.get((address, asn))
            if place is not None:
                self._peers[place] = source

    def _source(self, address: bytes, asn: int, identifier: int = 0) -> Source:
        source = self._sources.get((address, asn))
        if source is None:
            source = Source(address=address, asn=asn, identifier=identifier, session=None)
            self._sources[address, asn] = source
        return source

    def _wants_peer(self, asn: int, address: bytes) -> bool:
        return self._filter is None or self._filter.only.wants_peer(asn, address)

    def _may_want(self, attributes: bytes) -> bool:
        return self._filter is None or self._filter.only.may_be_among(attributes)

    def _wants_attributes(self, block: AttributeBlock) -> bool:
        return self._filter is None or self._filter.wants_attributes(block)


def load(
    source: compression.Source | Reader,
    rib: Rib,
    *,
    only: Selection | None = None,
    end: float | None = None,
    on_error: ErrorHandler | None = None,
    registry: Registry = DEFAULT_REGISTRY,
) -> Loader:
    """Load the routes of an archive into a RIB: a table, UPDATEs, or both.

    Files are loaded one after the other, a table before the UPDATEs that follow it. Another table
    adds to what is there: for a new snapshot make a new RIB. For a full table see
    `bgplib.rib.collector_paused` too.

    Args:
        source: what `mrt.read` takes, or a reader.
        rib: what to fill.
        only: which routes to load; None loads all. A route that is announced anew with attributes
            that are not wanted leaves the RIB.
        end: what was written then or later is not loaded, so that the RIB is as it was at that
            time; in seconds since 1970. None loads all.
        on_error: is called with each place that cannot be read, or not used; None keeps the first
            1,000 in `errors` of what is returned.
        registry: what decodes the BGP in the records; a reader has one of its own.

    Returns:
        What has loaded it, and says what was wrong; it can `load` more files.

    Raises:
        LocalError: the source is none of the things a source can be, the RIB or the selection is
            something else, or the selection has a type.
        OSError: the file cannot be opened, or not be read.
    """
    loader = Loader(rib, only=only, end=end, on_error=on_error, registry=registry)
    loader.load(source)
    return loader


def _ends_session(record: Record) -> TypeGuard[Bgp4mpStateChange | BgpStateChange]:
    if not isinstance(record, Bgp4mpStateChange | BgpStateChange):
        return False
    return record.old_state == _ESTABLISHED != record.new_state


def _no_peer(number: int) -> str:
    return f"there is no peer {number} in a PEER_INDEX_TABLE before it"


def _worst(findings: tuple[Finding, ...]) -> Finding:
    return max(findings, key=lambda finding: finding.treatment)
