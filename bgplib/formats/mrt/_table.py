"""Which function reads which records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib.errors import DecodeError
from bgplib.formats.mrt import bgp, codes, table_dump
from bgplib.formats.mrt.bgp4mp import entry, message, snapshot, state_change
from bgplib.formats.mrt.record import Archive, Header, Record, UnknownRecord
from bgplib.formats.mrt.table_dump_v2 import geo_peer_table, peer_index_table, rib, rib_generic

__all__ = ["read_record"]

_Reader = Callable[[Header, bytes, int, int, Archive], Record]

_BGP: Final[dict[int, _Reader]] = {
    **dict.fromkeys(bgp.MESSAGE_TYPES, bgp.read_message),
    codes.BGP_STATE_CHANGE: bgp.read_state_change,
}
_BGP4MP: Final[dict[int, _Reader]] = {
    **dict.fromkeys(message.SUBTYPES, message.read),
    codes.BGP4MP_STATE_CHANGE: state_change.read,
    codes.BGP4MP_STATE_CHANGE_AS4: state_change.read,
    codes.BGP4MP_ENTRY: entry.read,
    codes.BGP4MP_SNAPSHOT: snapshot.read,
}
_READERS: Final[dict[int, dict[int, _Reader]]] = {
    codes.BGP: _BGP,
    codes.BGP4PLUS: _BGP,
    codes.BGP4PLUS_01: _BGP,
    codes.TABLE_DUMP: dict.fromkeys(table_dump.VARIANTS, table_dump.read),
    codes.TABLE_DUMP_V2: {
        **dict.fromkeys(rib.SUBTYPES, rib.read),
        codes.PEER_INDEX_TABLE: peer_index_table.read,
        codes.RIB_GENERIC: rib_generic.read,
        codes.RIB_GENERIC_ADDPATH: rib_generic.read,
        codes.GEO_PEER_TABLE: geo_peer_table.read,
    },
    codes.BGP4MP: _BGP4MP,
    codes.BGP4MP_ET: _BGP4MP,
}


def read_record(
    timestamp: int, kind: int, subtype: int, octets: bytes, start: int, stop: int, archive: Archive
) -> Record:
    """Read what follows the header of a record.

    Args:
        timestamp: the Timestamp field.
        kind: the Type field.
        subtype: the Subtype field.
        octets: holds what follows the header.
        start: where that starts.
        stop: where it ends.
        archive: what is known of the file so far.

    Raises:
        DecodeError: it is not what the type says.
    """
    reader = _READERS.get(kind, {}).get(subtype)
    if reader is None:
        return UnknownRecord(
            timestamp=timestamp, type_code=kind, subtype_code=subtype, octets=octets[start:stop]
        )
    microseconds = None
    if kind == codes.BGP4MP_ET:
        if stop - start < 4:
            raise DecodeError("there is no Microsecond Timestamp", rfc="RFC 6396 §3")
        microseconds = int.from_bytes(octets[start : start + 4], "big")
        start += 4
    return reader((timestamp, microseconds, kind, subtype), octets, start, stop, archive)
