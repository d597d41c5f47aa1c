"""Elements: the routes in MRT records, as flat rows."""

from __future__ import annotations

from typing import Final

from bgplib._checks import check
from bgplib._compiling import mypyc_attr
from bgplib.errors import DecodeError
from bgplib.formats.compression import Source
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._table_elements import TableElements
from bgplib.formats.mrt._update_elements import UpdateElements
from bgplib.formats.mrt.bgp import BgpMessage
from bgplib.formats.mrt.bgp4mp.entry import Bgp4mpEntry
from bgplib.formats.mrt.bgp4mp.message import Bgp4mpMessage
from bgplib.formats.mrt.element import Element
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.reader import Reader
from bgplib.formats.mrt.record import Record
from bgplib.formats.mrt.rows import ErrorHandler, Rows
from bgplib.formats.mrt.selection import Selection
from bgplib.formats.mrt.table_dump import TableDump
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.formats.mrt.table_dump_v2.rib_generic import RibGeneric
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["Elements", "elements"]

# What compiled code defines itself, it asks no module for.
_TABLE_DUMP_V2: Final = int(codes.TABLE_DUMP_V2)
_BGP4MP: Final = int(codes.BGP4MP)
_BGP4MP_ET: Final = int(codes.BGP4MP_ET)


@mypyc_attr(allow_interpreted_subclasses=True)
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
        only: Selection | None = None,
    ) -> None:
        """Open the source; the arguments are those of `elements`."""
        super().__init__(source, on_error=on_error, registry=registry)
        registry = self.reader.registry
        self._only = only = None if only is None or only.is_open else only
        self._updates = UpdateElements(registry, self._fault, only)
        self._tables = TableElements(registry, self._fault, only)
        self._use(self.reader.table)

    def _use(self, table: PeerIndexTable | None) -> None:
        self._tables.use(table)

    def _rows_of_frame(self, frame: Frame) -> list[Element] | None:
        kind = frame[1]
        if kind == _TABLE_DUMP_V2:
            return self._tables.rib(frame)
        if kind in (_BGP4MP, _BGP4MP_ET):
            return self._updates.message(frame)
        return None

    def _rows_of_record(self, record: Record) -> list[Element]:
        if isinstance(record, Bgp4mpMessage | BgpMessage):
            return self._message_of_record(record)
        if isinstance(record, TableDump):
            return self._tables.table_dump(record)
        if isinstance(record, Bgp4mpEntry):
            return self._tables.bgp4mp_entry(record)
        if isinstance(record, RibGeneric):
            return self._tables.rib_generic(record)
        return []

    def _message_of_record(self, record: Bgp4mpMessage | BgpMessage) -> list[Element]:
        only = self._only
        if only is not None and not only.wants_peer(record.peer_as, record.peer_address):
            return []
        try:
            message = record.message
        except DecodeError as error:
            self._fault(f"BGP message: {error}", error.rfc)
            return []
        if not isinstance(message, Update):
            return []
        return self._updates.rows(
            message, record.time, record.peer_address, record.peer_as, record.name
        )


def elements(
    source: Source | Reader,
    *,
    on_error: ErrorHandler | None = None,
    registry: Registry = DEFAULT_REGISTRY,
    only: Selection | None = None,
) -> Elements:
    """Read the routes in MRT records as flat rows.

    UPDATEs count as RFC 7606 has it: the routes of one with malformed attributes are withdrawn.
    Entries of tables are shown with the attributes that can be read. Either is reported too.

    Args:
        source: what `mrt.read` takes, or a reader.
        on_error: is called with each place that cannot be read, or not wholly; None keeps the
            first 1,000 in `errors` of what is returned.
        registry: what decodes the BGP in the records; a reader has one of its own.
        only: which routes are wanted; of others no objects are made. None wants all.

    Returns:
        An iterator over elements, and a context manager.

    Raises:
        LocalError: it is none of the things a source can be, or `only` is no selection.
        OSError: the file cannot be opened.
    """
    check(only, Selection | None, "only")
    return Elements(source, on_error=on_error, registry=registry, only=only)
