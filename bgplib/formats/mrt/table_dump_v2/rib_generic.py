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
describe cannot be read further. In the ADDPATH subtype the path identifier is part of the NLRI;
GoBGP and OpenBGPD have one in each entry instead, as in other ADDPATH subtypes, which is read too.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib.errors import DecodeError, EncodeError
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


@frozen(kw_only=True)
class RibGeneric(Record):
    """All routes to one destination, of a family that has no subtype of its own."""

    sequence: int = 0  #: Sequence Number
    family: Family  #: Address Family Identifier and Subsequent AFI
    add_path: bool = False  #: the NLRI has a path identifier (RFC 8050 §4.2), or each entry has
    nlri: bytes = b""  #: as on the wire, the path identifier included if it stands there
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
        """The path identifier of the NLRI; None in RIB_GENERIC, and where each entry has one."""
        if not self.add_path or self._is_of_entries:
            return None
        return int.from_bytes(self.nlri[:_PATH_ID_LENGTH], "big")

    def path_id_of(self, entry: RibEntry) -> int | None:
        """Return the path identifier of an entry; None in RIB_GENERIC."""
        return self.path_id if entry.path_id is None else entry.path_id

    @property
    def plain_nlri(self) -> bytes:
        """The NLRI as on the wire, without the path identifier."""
        return self.nlri if self.path_id is None else self.nlri[_PATH_ID_LENGTH:]

    @property
    def _is_of_entries(self) -> bool:
        """Whether the entries have path identifiers, and the NLRI has none."""
        return bool(self.entries) and self.entries[0].path_id is not None

    @property
    def value(self) -> Nlri | None:
        """The NLRI as a value; None when the registry does not describe its family.

        Raises:
            DecodeError: it is malformed.
        """
        if self.unread is not None:
            return None
        has_id = self.path_id is not None
        return _read_nlri(Reader(self.nlri), self.family, self.registry, add_path=has_id)

    def value_of(self, entry: RibEntry) -> Nlri | None:
        """Return the NLRI of an entry as a value, with the entry's own path identifier if any.

        Raises:
            DecodeError: it is malformed.
        """
        value = self.value
        if value is None or entry.path_id is None:
            return value
        return attrs.evolve(value, path_id=entry.path_id)

    def update(self, entry: RibEntry) -> Update:
        """Make the UPDATE that the peer could have announced an entry with.

        Raises:
            DecodeError: the attributes are too long for one.
        """
        origin = origin_of(self.family, self.registry, four_octet_as=True)
        return as_update(entry.octets, self.plain_nlri, origin)

    def body(self) -> bytes:
        """Write what follows the header.

        Raises:
            EncodeError: the NLRI is none of the family, or a value is out of range.
        """
        head = pack(">IHB", self.sequence, self.family.afi, self.family.safi)
        if self.unread is not None:
            return head + self.unread
        self._check_nlri()
        # RFC 8050 §4.2: "the RIB Entries in this subtype are not redefined."
        has_ids = self.add_path and self._is_of_entries
        return head + self.nlri + encode_entries(self.entries, add_path=has_ids)

    def _check_nlri(self) -> None:
        """Check that the octets are one NLRI: nobody could tell where the entries start."""
        reader = Reader(self.nlri)
        try:
            value = _read_nlri(
                reader, self.family, self.registry, add_path=self.path_id is not None
            )
        except DecodeError as error:
            raise EncodeError(f"the NLRI of {self.family} cannot be read: {error}") from None
        if value is not None and reader.remaining:
            raise EncodeError(f"{reader.remaining} octets follow the NLRI of {self.family}")


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
    # Whether the NLRI has a path identifier, and whether each entry has: as RFC 8050 §4.2 says, or
    # as GoBGP and OpenBGPD write it. Entries fill a record to its end, which tells the two apart.
    forms = ((True, False), (False, True)) if add_path else ((False, False),)
    faults: list[DecodeError] = []
    for in_nlri, in_entries in forms:
        try:
            middle = _end_of_nlri(octets, begin, stop, family, archive.registry, add_path=in_nlri)
            if middle is None:
                # RFC 6396 §4.3.3: "An implementation that does not recognize particular AFI and
                # SAFI values SHOULD discard the remainder of the MRT record." It is kept, unread.
                return make(unread=octets[begin:stop])
            entries = read_entries(
                octets,
                middle,
                stop,
                add_path=in_entries,
                table=archive.table,
                origin=origin_of(family, archive.registry, four_octet_as=True),
            )
        except DecodeError as error:
            faults.append(error)
        else:
            if entries or not in_entries:
                return make(nlri=octets[begin:middle], entries=entries)
    raise faults[0]


def _end_of_nlri(
    octets: bytes, start: int, stop: int, family: Family, registry: Registry, *, add_path: bool
) -> int | None:
    """Read the NLRI and return where it ends; None when the registry does not describe the family.

    Raises:
        DecodeError: it is malformed.
    """
    reader = Reader(octets, start, stop)
    try:
        value = _read_nlri(reader, family, registry, add_path=add_path)
    except DecodeError as error:
        text = f"the NLRI of {family} cannot be read: {error}"
        raise DecodeError(text, rfc=error.rfc or "RFC 6396 §4.3.3") from None
    return None if value is None else reader.position
