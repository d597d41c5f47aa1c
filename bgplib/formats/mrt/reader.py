"""Reader: the records of a file, one at a time."""

from __future__ import annotations

import attrs

from bgplib._checks import check
from bgplib.errors import DecodeError
from bgplib.formats.compression import Source
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._table import read_record
from bgplib.formats.mrt.bgp import BgpMessage
from bgplib.formats.mrt.bgp4mp._whole_message import read_whole
from bgplib.formats.mrt.bgp4mp.message import Bgp4mpMessage
from bgplib.formats.mrt.bgp4mp.snapshot import Bgp4mpSnapshot
from bgplib.formats.mrt.framing import Frame, Framer
from bgplib.formats.mrt.record import Archive, ErrorRecord, Record, UnknownRecord
from bgplib.formats.mrt.table_dump import UNCOUNTED, TableDump
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.formats.mrt.table_dump_v2.rib_generic import RibGeneric
from bgplib.formats.source_reader import SourceReader
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["Reader", "read"]


class Reader(SourceReader[Record]):
    """Iterates over the records of a source; also a context manager that closes what it opened.

    A place that is damaged gives one `ErrorRecord`, and reading goes on behind it. The octets of
    all records, in order, are those of the source, unpacked.
    """

    def __init__(
        self,
        source: Source,
        *,
        registry: Registry = DEFAULT_REGISTRY,
        table: PeerIndexTable | None = None,
    ) -> None:
        """Open the source, if it is the name of a file; nothing is read yet.

        Args:
            source: a path, a file open for reading octets, or the octets themselves.
            registry: what decodes the BGP in the records.
            table: the PEER_INDEX_TABLE that stands before the source, if it is part of a file.

        Raises:
            LocalError: it is none of the things a source can be.
            OSError: the file cannot be opened.
        """
        super().__init__(source)
        self._framer = Framer(self._stream)
        check(registry, Registry, "registry")
        self._archive = Archive(registry)
        self._archive.table = table
        if type(self) is Reader:
            # For speed: the call in between costs as much as the call.
            self.next_frame = self._framer.next  # type: ignore[method-assign]

    @property
    def registry(self) -> Registry:
        """What decodes the BGP in the records."""
        return self._archive.registry

    @property
    def offset(self) -> int:
        """Where the record read last starts, in octets from the start of the unpacked source."""
        return self._framer.offset

    @property
    def is_packed(self) -> bool:
        """Whether the source is packed; known as soon as a record was read."""
        return self._stream.format not in ("", "plain")

    @property
    def is_confirmed(self) -> bool:
        """Whether what follows the frame handed out last shows that its Length is right."""
        return self._framer.is_confirmed()

    @property
    def table(self) -> PeerIndexTable | None:
        """The PEER_INDEX_TABLE read last; None before the first, and if it cannot be read."""
        return self._archive.table

    def __next__(self) -> Record | ErrorRecord:
        """Return the next record, or what stands in its place.

        Raises:
            LocalError: the file was opened for text, or nothing here unpacks it.
            OSError: the file cannot be read.
        """
        frame = self._framer.next()
        if frame is None:
            raise StopIteration
        if isinstance(frame, ErrorRecord):
            return frame
        return read_whole(frame, self._archive.registry) or self._record_of(frame)

    def close(self) -> None:
        """Close the source, if it was opened here; nothing more comes."""
        self._framer.close()
        super().close()

    def next_frame(self) -> Frame | ErrorRecord | None:
        """Return where the next record stands, without reading it; None at the end.

        This is what to use to count records, to pick some out by type or time, or to deal them
        out to several processes. `record_of` reads the record of a frame; it has to be asked about
        each PEER_INDEX_TABLE, which the RIB records behind it refer to.

        Raises:
            LocalError: the file was opened for text, or nothing here unpacks it.
            OSError: the file cannot be read.
        """
        return self._framer.next()

    def record_of(self, frame: Frame) -> Record | ErrorRecord:
        """Read the record of the frame that was handed out last, and no other."""
        return read_whole(frame, self._archive.registry) or self._record_of(frame)

    def _record_of(self, frame: Frame) -> Record | ErrorRecord:
        """Read a record of any kind, or say what is wrong with it."""
        framer = self._framer
        try:
            record = read_record(*frame, self._archive)
        except DecodeError as error:
            if frame[1:3] == (codes.TABLE_DUMP_V2, codes.PEER_INDEX_TABLE):
                # The entries behind it number its peers, and not those of a table before it.
                self._archive.table = None
            return self._table_of_the_nineties(frame) or framer.reject(
                f"{codes.name(frame[1], frame[2])}: {error}", error.rfc
            )
        if _is_doubtful(record) and not framer.is_confirmed():
            return framer.reject(f"{record.name}: no record follows where this one should end")
        if isinstance(record, PeerIndexTable):
            self._archive.table = record
        return record

    def _table_of_the_nineties(self, frame: Frame) -> TableDump | None:
        """Read a TABLE_DUMP record whose Length is short of four octets."""
        if frame[1] != codes.TABLE_DUMP:
            return None
        longer = self._framer.longer(UNCOUNTED)
        if longer is None:
            return None
        try:
            record = read_record(*longer, self._archive)
        except DecodeError:
            return None
        if not isinstance(record, TableDump):
            return None
        self._framer.extend(UNCOUNTED)
        return attrs.evolve(record, is_short=True)


def _is_doubtful(record: Record) -> bool:
    """Say whether a record could be anything: its octets do not show that its Length is right."""
    if isinstance(record, Bgp4mpMessage):
        octets = record.octets
        return len(octets) < HEADER_LENGTH or octets[16] << 8 | octets[17] != len(octets)
    if isinstance(record, RibGeneric):
        return record.unread is not None
    return isinstance(record, UnknownRecord | Bgp4mpSnapshot | BgpMessage)


def read(source: Source, *, registry: Registry = DEFAULT_REGISTRY) -> Reader:
    """Read MRT records.

    Args:
        source: a path, a file open for reading octets, or the octets themselves; packed by gzip,
            bzip2, xz or Zstandard, or not packed.
        registry: what decodes the BGP in the records.

    Returns:
        An iterator, which reads as it is asked, and a context manager.

    Raises:
        LocalError: it is none of the things a source can be.
        OSError: the file cannot be opened.
    """
    return Reader(source, registry=registry)
