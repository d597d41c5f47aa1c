"""TABLE_DUMP (type 12; subtypes AFI_IPv4 and AFI_IPv6), RFC 6396 §4.2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         View Number           |       Sequence Number         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                    Prefix (4 or 16 octets)                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Prefix Length |    Status     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Originated Time                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                Peer IP Address (4 or 16 octets)               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Peer AS             |       Attribute Length        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                   BGP Attributes (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Two things are not in the RFC, but in archives. Subtypes 3 and 4 are 1 and 2 with AS numbers of
four octets. And the collectors of the nineties wrote many entries, all from Prefix on, behind one
View Number and Sequence Number; the four octets of the latter are not counted in their Length.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from bgplib._checks import check_each
from bgplib._frozen import frozen
from bgplib.attributes.block import AttributeBlock
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Finding
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._attributes import Origin, as_update, entry_reader, origin_of
from bgplib.formats.mrt._fields import address, pack
from bgplib.formats.mrt.record import Archive, Header, Record
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, Family
from bgplib.messages.update import Update
from bgplib.octets import Reader
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

__all__ = ["UNCOUNTED", "VARIANTS", "TableDump", "TableDumpEntry", "read"]

#: how many octets the Length of a record of the nineties is short of
UNCOUNTED: Final = 4
_FAMILIES: Final = {AFI_IPV4: Family.IPV4_UNICAST, AFI_IPV6: Family.IPV6_UNICAST}
#: family of the addresses, and whether AS numbers have four octets, of each subtype
VARIANTS: Final = {
    codes.AFI_IPV4: (AFI_IPV4, False),
    codes.AFI_IPV6: (AFI_IPV6, False),
    codes.AFI_IPV4_32BIT_AS: (AFI_IPV4, True),
    codes.AFI_IPV6_32BIT_AS: (AFI_IPV6, True),
}
_SUBTYPE: Final = {variant: subtype for subtype, variant in VARIANTS.items()}
_IPV4: Final = origin_of(Family.IPV4_UNICAST, DEFAULT_REGISTRY, four_octet_as=False)


@frozen(kw_only=True)
class TableDumpEntry:
    """The route of one peer to one prefix."""

    network: bytes = attrs.field(converter=address)  #: Prefix, all 4 or 16 octets
    length: int  #: Prefix Length in bits
    status: int = 1  #: Status, of no meaning
    originated: int  #: Originated Time, in seconds since 1970
    peer_address: bytes = attrs.field(converter=address)  #: Peer IP Address
    peer_as: int  #: Peer AS
    octets: bytes  #: the attributes, as they stand in the entry
    #: what the record says of its entries
    origin: Origin = attrs.field(default=_IPV4, eq=False, repr=False)

    @property
    def prefix(self) -> Prefix:
        """The prefix."""
        return Prefix.from_address(self.network, self.length)

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

    def update(self) -> Update:
        """Make the UPDATE that the peer could have announced the entry with.

        Raises:
            DecodeError: the attributes are too long for one.
        """
        return as_update(self.octets, self.prefix.key, self.origin)


def _entries(entries: Iterable[TableDumpEntry]) -> tuple[TableDumpEntry, ...]:
    return check_each(entries, TableDumpEntry, "entries")


@attrs.frozen(kw_only=True)
class TableDump(Record):
    """Routes of a table; RFC 6396 §4.2 has one entry in each record."""

    view: int = 0  #: View Number
    sequence: int = 0  #: Sequence Number, which wraps at 65,535
    afi: int = AFI_IPV4  #: family of the addresses
    four_octet_as: bool = False  #: subtype 3 or 4
    entries: tuple[TableDumpEntry, ...] = attrs.field(converter=_entries)
    #: Length does not count View Number and Sequence Number
    is_short: bool = False

    @property
    def type(self) -> int:
        """TABLE_DUMP."""
        return codes.TABLE_DUMP

    @property
    def subtype(self) -> int:
        """One of the four subtypes.

        Raises:
            EncodeError: the family is neither IPv4 nor IPv6.
        """
        subtype = _SUBTYPE.get((self.afi, self.four_octet_as))
        if subtype is None:
            raise EncodeError(f"TABLE_DUMP has no subtype for address family {self.afi}")
        return subtype

    def body(self) -> bytes:
        """Write what follows the header."""
        size = 4 if self.afi == AFI_IPV4 else 16
        parts = [pack(">HH", self.view, self.sequence)]
        if not self.entries:
            raise EncodeError("a record of TABLE_DUMP has an entry (RFC 6396 §4.2)")
        for entry in self.entries:
            if {len(entry.network), len(entry.peer_address)} != {size}:
                # RFC 6396 §4.2: "nor does it allow the AFI of the peer IP to differ from the AFI
                # of the Prefix field. The TABLE_DUMP_V2 Type MUST be used in these situations."
                raise EncodeError("prefix and peer of TABLE_DUMP are of the family of its subtype")
            if not 0 <= entry.length <= 8 * size:
                raise EncodeError(f"a prefix of AFI {self.afi} has not {entry.length} bits")
            parts.append(entry.network)
            parts.append(pack(">BBI", entry.length, entry.status, entry.originated))
            parts.append(entry.peer_address)
            layout = ">IH" if self.four_octet_as else ">HH"
            parts.append(pack(layout, entry.peer_as, len(entry.octets)))
            parts.append(entry.octets)
        return b"".join(parts)

    def _whole(self) -> bytes:
        body = self.body()
        return self._header(len(body) - (UNCOUNTED if self.is_short else 0)) + body


def read(header: Header, octets: bytes, start: int, stop: int, archive: Archive) -> TableDump:
    """Read a record; the arguments are those of `bgp4mp.message.read`.

    Raises:
        DecodeError: it is too short or too long for what it says.
    """
    afi, four_octet_as = VARIANTS[header[3]]
    reader = Reader(octets, start, stop)
    view, sequence = reader.u16(), reader.u16()
    origin = origin_of(_FAMILIES[afi], archive.registry, four_octet_as=four_octet_as)
    entries = [_read_entry(reader, afi, origin)]
    while reader.remaining:
        entries.append(_read_entry(reader, afi, origin))
    return TableDump(
        timestamp=header[0],
        view=view,
        sequence=sequence,
        afi=afi,
        four_octet_as=four_octet_as,
        entries=entries,
    )


def _read_entry(reader: Reader, afi: int, origin: Origin) -> TableDumpEntry:
    size = 4 if afi == AFI_IPV4 else 16
    network = reader.take(size)
    length = reader.u8()
    if length > 8 * size:
        raise DecodeError(f"a prefix of AFI {afi} has not {length} bits", rfc="RFC 6396 §4.2")
    status = reader.u8()
    originated = reader.u32()
    peer_address = reader.take(size)
    peer_as = reader.u32() if origin.four_octet_as else reader.u16()
    return TableDumpEntry(
        network=network,
        length=length,
        status=status,
        originated=originated,
        peer_address=peer_address,
        peer_as=peer_as,
        octets=reader.take(reader.u16()),
        origin=origin,
    )
