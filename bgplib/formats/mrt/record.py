"""What all MRT records have in common (RFC 6396 §2 and §3).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Timestamp                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |             Type              |            Subtype            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Length                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      Microsecond Timestamp, in types whose name ends in _ET   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Message (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

A record is an immutable value. What was read encodes to the octets it was read from.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import attrs

from bgplib._checks import written
from bgplib._frozen import frozen
from bgplib.errors import EncodeError
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.mrt import codes
from bgplib.registry import DEFAULT_REGISTRY, Registry

if TYPE_CHECKING:
    from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable

__all__ = ["HEADER", "Archive", "ErrorRecord", "Header", "Record", "UnknownRecord"]

#: Timestamp, Type, Subtype and Length
HEADER: Final = struct.Struct(">IHHI")
#: what readers are told of it: timestamp, microseconds (None if there are none), type and subtype
Header = tuple[int, int | None, int, int]
# RFC 6396 §3: the types whose records start with a Microsecond Timestamp.
_EXTENDED: Final = (codes.BGP4MP_ET, codes.ISIS_ET, codes.OSPFV3_ET)
_MICROSECONDS: Final = 4


@attrs.define
class Archive:
    """What is known of a file while it is read."""

    registry: Registry = DEFAULT_REGISTRY  #: what decodes the BGP in it
    table: PeerIndexTable | None = None  #: the PEER_INDEX_TABLE seen last


@attrs.frozen(kw_only=True)
class Record:
    """A record of any type."""

    timestamp: int  #: seconds since 1970-01-01 00:00 UTC, without leap seconds

    @property
    def type(self) -> int:
        """The Type field."""
        raise NotImplementedError

    @property
    def subtype(self) -> int:
        """The Subtype field."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The names of both: `TABLE_DUMP_V2/RIB_IPV4_UNICAST`."""
        return codes.name(self.type, self.subtype)

    @property
    def time(self) -> float:
        """Seconds since 1970-01-01 00:00 UTC, with the microseconds where there are any."""
        return float(self.timestamp)

    @property
    def written(self) -> datetime:
        """The same as a date and time in UTC."""
        return datetime.fromtimestamp(self.time, UTC)

    def body(self) -> bytes:
        """Write the Message field, behind a Microsecond Timestamp where there is one.

        Raises:
            EncodeError: a value is out of range.
        """
        raise NotImplementedError

    def encode(self) -> bytes:
        """Write the whole record.

        Raises:
            EncodeError: a value is out of range.
        """
        return written(type(self).__name__, self, self._whole)

    def _whole(self) -> bytes:
        body = self.body()
        return self._header(len(body)) + body

    def _header(self, length: int) -> bytes:
        try:
            return HEADER.pack(self.timestamp, self.type, self.subtype, length)
        except struct.error as error:
            raise EncodeError(
                f"a field of the header is out of range, or the timestamp {self.timestamp!r} "
                f"is no number of whole seconds: {error}"
            ) from None


@frozen(kw_only=True)
class UnknownRecord(Record):
    """A record of a type or subtype that bgplib does not read: OSPF, IS-IS and unassigned ones."""

    type_code: int  #: the Type field
    subtype_code: int  #: the Subtype field
    #: all that follows the header, a Microsecond Timestamp included
    octets: bytes

    @property
    def type(self) -> int:
        """The Type field."""
        return self.type_code

    @property
    def subtype(self) -> int:
        """The Subtype field."""
        return self.subtype_code

    @property
    def time(self) -> float:
        """Seconds since 1970-01-01 00:00 UTC, with the microseconds where there are any."""
        if self.type_code not in _EXTENDED or len(self.octets) < _MICROSECONDS:
            return float(self.timestamp)
        return self.timestamp + int.from_bytes(self.octets[:_MICROSECONDS], "big") / 1_000_000

    def body(self) -> bytes:
        """Return what was read."""
        return self.octets
