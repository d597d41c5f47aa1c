"""Puts the records of MRT files into a RIB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeGuard

from bgplib.errors import DecodeError
from bgplib.findings import Finding, Treatment
from bgplib.formats import mrt
from bgplib.iana.families import SAFI_UNICAST, Family
from bgplib.kernel.prefixes import split
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri.unicast import maximum_bits
from bgplib.rib import Rib
from bgplib.route import Source, has_prefix_keys

__all__ = ["Loader"]

# RFC 4271 §8.2.2: the state in which routes are exchanged, as RFC 6396 §4.4.1 numbers them.
_ESTABLISHED: Final = 6


class Loader:
    """Puts records into a RIB: entries of tables, and what UPDATEs announce and withdraw.

    A peer is told by its address and AS number. How it stands to the collector is not known.
    """

    def __init__(self, rib: Rib, wanted: Callable[[Family, bytes], bool] | None = None) -> None:
        """Load into a RIB.

        Args:
            rib: what to fill.
            wanted: says of a prefix's family and key whether to load it from a table; None loads
                all. UPDATEs are not asked about.
        """
        self._rib = rib
        self._wanted = wanted
        self._sources: dict[tuple[bytes, int], Source] = {}

    def load(self, record: mrt.Record) -> Iterator[str]:
        """Load a record; yield a sentence for each thing in it that cannot be used."""
        if isinstance(record, mrt.Rib):
            yield from self._table_entries(record)
        elif isinstance(record, mrt.RibGeneric):
            yield from self._generic_entries(record)
        elif isinstance(record, mrt.TableDump):
            yield from self._dump_entries(record)
        elif isinstance(record, mrt.Bgp4mpMessage | mrt.BgpMessage):
            yield from self._message(record)
        elif isinstance(record, mrt.Bgp4mpEntry):
            yield from self._old_entry(record)
        elif _ends_session(record):
            self._rib.drop_source(self._source(record.peer_address, record.peer_as))

    def _table_entries(self, record: mrt.Rib) -> Iterator[str]:
        family, key = record.family, record.key
        if self._wanted is not None and not self._wanted(family, key):
            return
        for entry in record.entries:
            peer = entry.peer
            if peer is None:
                yield f"{record.prefix}: {_no_peer(entry)}"
                continue
            source = self._source(peer.address, peer.asn, peer.identifier)
            yield from self._entry(entry, source, family, key, entry.path_id)

    def _generic_entries(self, record: mrt.RibGeneric) -> Iterator[str]:
        if record.unread is not None:
            yield f"{record.name}: bgplib does not know the NLRI of {record.family}"
        for entry in record.entries:
            peer = entry.peer
            if peer is None:
                yield f"{record.value}: {_no_peer(entry)}"
                continue
            source = self._source(peer.address, peer.asn, peer.identifier)
            try:
                update = record.update(entry)
            except DecodeError as error:
                yield f"an entry of {source}: {error}"
                continue
            if update.treatment >= Treatment.TREAT_AS_WITHDRAW:
                yield f"an entry of {source}: {_worst(update.findings)}"
                continue
            for group in update.announced:
                for key in group.keys:
                    self._rib.announce(
                        record.family,
                        key,
                        source,
                        update.attributes,
                        group.next_hop_octets,
                        path_id=record.path_id,
                        nlri=record.value,
                    )

    def _dump_entries(self, record: mrt.TableDump) -> Iterator[str]:
        family = Family(record.afi, SAFI_UNICAST)
        for entry in record.entries:
            key = entry.prefix.key
            if self._wanted is None or self._wanted(family, key):
                source = self._source(entry.peer_address, entry.peer_as)
                yield from self._entry(entry, source, family, key, None)

    def _old_entry(self, record: mrt.Bgp4mpEntry) -> Iterator[str]:
        source = self._source(record.peer_address, record.peer_as)
        if not has_prefix_keys(record.family):
            yield f"an entry of {source}: {record.name} of {record.family} cannot be read"
            return
        try:
            (key,) = split(record.nlri, 0, len(record.nlri), maximum_bits(record.family))
        except DecodeError as error:
            yield f"an entry of {source}: {error}"
            return
        if self._wanted is None or self._wanted(record.family, key):
            yield from self._entry(record, source, record.family, key, None)

    def _entry(
        self,
        entry: mrt.RibEntry | mrt.TableDumpEntry | mrt.Bgp4mpEntry,
        source: Source,
        family: Family,
        key: bytes,
        path_id: int | None,
    ) -> Iterator[str]:
        try:
            attributes, next_hop, findings = entry.attributes, entry.next_hop, entry.findings
        except DecodeError as error:
            yield f"an entry of {source}: {error}"
            return
        if findings and _worst(findings).treatment >= Treatment.TREAT_AS_WITHDRAW:
            yield f"an entry of {source}: {_worst(findings)}"
            return
        octets = b"" if next_hop is None else next_hop.octets
        self._rib.load(source, family, (key,), attributes, octets, path_id=path_id)

    def _message(self, record: mrt.Bgp4mpMessage | mrt.BgpMessage) -> Iterator[str]:
        if isinstance(record, mrt.Bgp4mpMessage) and record.is_local:
            return  # what the collector itself says is no route of a peer
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
            self._rib.update(source, message)

    def _introduce(self, address: bytes, asn: int, message: Open) -> None:
        """Take note of the identifier of a peer that has no routes yet."""
        known = self._sources.get((address, asn))
        if known is None or not self._rib.count(known):
            source = Source(address=address, asn=asn, identifier=message.identifier, session=None)
            self._sources[address, asn] = source

    def _source(self, address: bytes, asn: int, identifier: int = 0) -> Source:
        source = self._sources.get((address, asn))
        if source is None:
            source = Source(address=address, asn=asn, identifier=identifier, session=None)
            self._sources[address, asn] = source
        return source


def _ends_session(record: mrt.Record) -> TypeGuard[mrt.Bgp4mpStateChange | mrt.BgpStateChange]:
    if not isinstance(record, mrt.Bgp4mpStateChange | mrt.BgpStateChange):
        return False
    return record.old_state == _ESTABLISHED != record.new_state


def _no_peer(entry: mrt.RibEntry) -> str:
    return f"there is no peer {entry.peer_index} in a PEER_INDEX_TABLE before it"


def _worst(findings: tuple[Finding, ...]) -> Finding:
    return max(findings, key=lambda finding: finding.treatment)
