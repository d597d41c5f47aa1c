"""RIB Entries (RFC 6396 §4.3.4, RFC 8050 §4.1).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Peer Index            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Originated Time                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Path Identifier, in the ADDPATH subtypes            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      Attribute Length         |  BGP Attributes (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

All AS numbers have four octets. What differs from an UPDATE's attributes: `mrt/_attributes.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.block import AttributeBlock
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Finding
from bgplib.formats.mrt._attributes import Origin, entry_reader, origin_of
from bgplib.formats.mrt._fields import pack
from bgplib.formats.mrt._walk import rib_entries
from bgplib.formats.mrt.table_dump_v2.peer_index_table import Peer, PeerIndexTable
from bgplib.iana import attributes as codes
from bgplib.iana.families import Family
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.values.next_hop import NextHop

__all__ = ["RibEntry", "encode_entries", "read_entries"]

_number_at: Final = struct.Struct(">I").unpack_from
_IPV4: Final = origin_of(Family.IPV4_UNICAST, DEFAULT_REGISTRY, four_octet_as=True)


@frozen(kw_only=True)
class RibEntry:
    """The route of one peer."""

    peer_index: int  #: place of the peer in the PEER_INDEX_TABLE, from 0
    originated: int  #: when the route was heard, in seconds since 1970
    path_id: int | None = None  #: path identifier (RFC 8050 §4.1); None in other subtypes
    octets: bytes  #: the attributes, as they stand in the entry
    #: the table that `peer_index` refers to, where there is one
    table: PeerIndexTable | None = attrs.field(default=None, eq=False, repr=False)
    #: what the record says of its entries
    origin: Origin = attrs.field(default=_IPV4, eq=False, repr=False)

    @classmethod
    def of(
        cls,
        attributes: AttributeBlock | Iterable[object],
        *,
        peer_index: int,
        originated: int,
        next_hop: NextHop | str | None = None,
        path_id: int | None = None,
    ) -> RibEntry:
        """Make an entry.

        Args:
            attributes: a block with 4-octet AS numbers, or values such as `Origin(0)`.
            peer_index: place of the peer in the PEER_INDEX_TABLE.
            originated: when the route was heard, in seconds since 1970.
            next_hop: is put in MP_REACH_NLRI; None where the block has NEXT_HOP.
            path_id: path identifier, for the ADDPATH subtypes.

        Raises:
            EncodeError: an attribute is out of range or there twice, or AS numbers have two octets.
            ParseError: the next hop is not an address.
        """
        if not isinstance(attributes, AttributeBlock):
            attributes = AttributeBlock.of(attributes)
        # RFC 6396 §4.3.4: "All AS numbers in the AS_PATH attribute MUST be encoded as 4-byte AS
        # numbers."
        if not attributes.four_octet_as:
            raise EncodeError("AS numbers in a RIB entry have four octets (RFC 6396 §4.3.4)")
        octets = attributes.octets
        if next_hop is not None:
            hop = NextHop.parse(next_hop) if isinstance(next_hop, str) else next_hop
            size = len(hop.octets)
            header = pack(">BBBB", codes.OPTIONAL, codes.MP_REACH_NLRI, size + 1, size)
            octets += header + hop.octets
        return cls(peer_index=peer_index, originated=originated, path_id=path_id, octets=octets)

    @property
    def peer(self) -> Peer | None:
        """The peer; None when there is no table, or `peer_index` is not in it."""
        if self.table is None or self.peer_index >= len(self.table.peers):
            return None
        return self.table.peers[self.peer_index]

    @property
    def attributes(self) -> AttributeBlock:
        """The attributes but for MP_REACH_NLRI; malformed ones cannot be read in it.

        Raises:
            DecodeError: they are malformed, and too long to be judged.
        """
        return entry_reader(self.origin).read(self.octets).block

    @property
    def next_hop(self) -> NextHop | None:
        """The next hop, of MP_REACH_NLRI or else of NEXT_HOP; None when there is none."""
        octets = entry_reader(self.origin).read(self.octets).next_hop
        return NextHop(octets) if octets else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the attributes; offsets are counted from the first attribute."""
        return entry_reader(self.origin).read(self.octets).findings


# Of no type to those who check types, for whom nobody writes to a frozen class.
_BASE: Any = RibEntry


class _Draft(_BASE):  # type: ignore[misc]  # its base is of no type
    """A RibEntry that can be written to.

    To set the attributes of a frozen class one by one takes longer than all else that is done for
    an entry. This class adds nothing, and can be made the other one when it is complete.
    """

    __slots__ = ()
    __init__ = object.__init__
    __setattr__ = object.__setattr__


def read_entries(
    octets: bytes,
    position: int,
    stop: int,
    *,
    add_path: bool,
    table: PeerIndexTable | None,
    origin: Origin,
) -> tuple[RibEntry, ...]:
    """Read Entry Count and as many entries, which end the record.

    Raises:
        DecodeError: the record is too short or too long for them.
    """
    found = rib_entries(octets, position, stop, 12 if add_path else 8)
    if found is None:
        count = int.from_bytes(octets[position : min(position + 2, stop)], "big")
        raise DecodeError(
            f"{count} RIB entries do not fill the {stop - position} octets left for them",
            rfc="RFC 6396 §4.3.4",
        )
    entries = []
    for peer_index, at, attributes in found:
        draft: Any = _Draft()
        draft.peer_index = peer_index
        draft.originated = _number_at(octets, at + 2)[0]
        draft.path_id = _number_at(octets, at + 6)[0] if add_path else None
        draft.octets = attributes
        draft.table = table
        draft.origin = origin
        draft.__class__ = RibEntry
        entries.append(draft)
    return tuple(entries)


def encode_entries(entries: tuple[RibEntry, ...], *, add_path: bool) -> bytes:
    """Write Entry Count and the entries.

    Raises:
        EncodeError: a field does not fit, or a path identifier is there or lacking.
    """
    parts = [pack(">H", len(entries))]
    for entry in entries:
        parts.append(pack(">HI", entry.peer_index, entry.originated))
        if add_path != (entry.path_id is not None):
            raise EncodeError("either all entries of a record have a path identifier, or none")
        if entry.path_id is not None:
            parts.append(pack(">I", entry.path_id))
        parts.append(pack(">H", len(entry.octets)))
        parts.append(entry.octets)
    return b"".join(parts)
