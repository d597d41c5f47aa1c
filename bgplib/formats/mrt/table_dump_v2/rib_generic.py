"""RIB_GENERIC and RIB_GENERIC_ADDPATH (subtypes 6 and 12), RFC 6396 §4.3.3, RFC 8050 §4.2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Sequence Number                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Address Family Identifier  |Subsequent AFI |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Network Layer Reachability Information (variable)         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Entry Count           |  RIB Entries (variable), see entry.py
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

The NLRI does not say how long it is but in ways of its own: a family that the registry does not
describe cannot be read further. In the ADDPATH subtype the path identifier is part of the NLRI.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import attrs

from bgplib.errors import DecodeError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._attributes import as_update, origin_of
from bgplib.formats.mrt._fields import archive_context, pack
from bgplib.formats.mrt.record import Archive, Header, Record
from bgplib.formats.mrt.table_dump_v2.entry import RibEntry, encode_entries, read_entries
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import Nlri
from bgplib.octets import Reader
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["RibGeneric", "read"]

_PATH_ID_LENGTH: Final = 4


@attrs.frozen(kw_only=True)
class RibGeneric(Record):
    """All routes to one destination, of a family that has no subtype of its own."""

    sequence: int = 0  #: Sequence Number
    family: Family  #: Address Family Identifier and Subsequent AFI
    add_path: bool = False  #: the NLRI has a path identifier (RFC 8050 §4.2)
    nlri: bytes = b""  #: as on the wire, the path identifier included
    entries: tuple[RibEntry, ...] = ()  #: one for each peer
    #: all that follows the family, where the registry does not describe it; otherwise None
    unread: bytes | None = None
    #: the PEER_INDEX_TABLE before the record, where there is one
    table: PeerIndexTable | None = attrs.field(default=None, eq=False, repr=False)
    #: what decodes NLRI and attributes
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    @property
    def type(self) -> int:
        """TABLE_DUMP_V2."""
        return codes.TABLE_DUMP_V2

    @property
    def subtype(self) -> int:
        """RIB_GENERIC or RIB_GENERIC_ADDPATH."""
        return codes.RIB_GENERIC_ADDPATH if self.add_path else codes.RIB_GENERIC

    @property
    def path_id(self) -> int | None:
        """The path identifier; None in RIB_GENERIC."""
        return int.from_bytes(self.nlri[:_PATH_ID_LENGTH], "big") if self.add_path else None

    @property
    def value(self) -> Nlri | None:
        """The NLRI as a value; None when the registry does not describe its family.

        Raises:
            DecodeError: it is malformed.
        """
        if self.unread is not None:
            return None
        return _read_nlri(Reader(self.nlri), self.family, self.registry, add_path=self.add_path)

    def update(self, entry: RibEntry) -> Update:
        """Make the UPDATE that the peer could have announced an entry with.

        Raises:
            DecodeError: the attributes are too long for one.
        """
        nlri = self.nlri[_PATH_ID_LENGTH:] if self.add_path else self.nlri
        return as_update(
            entry.octets, nlri, origin_of(self.family, self.registry, four_octet_as=True)
        )

    def body(self) -> bytes:
        """Write what follows the header."""
        head = pack(">IHB", self.sequence, self.family.afi, self.family.safi)
        if self.unread is not None:
            return head + self.unread
        # RFC 8050 §4.2: "the RIB Entries in this subtype are not redefined."
        return head + self.nlri + encode_entries(self.entries, add_path=False)


def _read_nlri(
    reader: Reader, family: Family, registry: Registry, *, add_path: bool
) -> Nlri | None:
    """Read the NLRI; return None when the registry does not describe the family."""
    codec = registry.families.get(family)
    if codec is None:
        return None
    path_id = reader.u32() if add_path else None
    nlri: Nlri = codec.decode(reader, family, archive_context(registry, four_octet_as=True))
    return nlri if path_id is None else attrs.evolve(nlri, path_id=path_id)


def read(header: Header, octets: bytes, start: int, stop: int, archive: Archive) -> RibGeneric:
    """Read a record; the arguments are those of `rib.read`.

    Raises:
        DecodeError: it is too short or too long for what it says.
    """
    add_path = header[3] == codes.RIB_GENERIC_ADDPATH
    reader = Reader(octets, start, stop)
    sequence = reader.u32()
    family = Family(reader.u16(), reader.u8())
    make = partial(
        RibGeneric,
        timestamp=header[0],
        sequence=sequence,
        family=family,
        add_path=add_path,
        table=archive.table,
        registry=archive.registry,
    )
    begin = reader.position
    try:
        value = _read_nlri(reader, family, archive.registry, add_path=add_path)
    except DecodeError as error:
        text = f"the NLRI of {family} cannot be read: {error}"
        raise DecodeError(text, rfc=error.rfc or "RFC 6396 §4.3.3") from None
    if value is None:
        # RFC 6396 §4.3.3: "An implementation that does not recognize particular AFI and SAFI
        # values SHOULD discard the remainder of the MRT record." It is kept, unread.
        return make(unread=octets[begin:stop])
    entries = read_entries(
        octets,
        reader.position,
        stop,
        add_path=False,
        table=archive.table,
        origin=origin_of(family, archive.registry, four_octet_as=True),
    )
    return make(nlri=octets[begin : reader.position], entries=entries)
