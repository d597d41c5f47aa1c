"""BGP4MP_ENTRY (subtype 2), RFC 6396 Appendix B.2.6.1, deprecated.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     AS numbers, interface, addresses: see _peering.py         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         View Number           |             Status            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Time Last Change                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Address Family         |    SAFI       | Next-Hop-Len  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                     Next Hop Address (variable)               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Prefix Length |     Address Prefix (variable)                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |       Attribute Length        |   BGP Attributes (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

AS numbers have two octets.
"""

from __future__ import annotations

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.block import AttributeBlock
from bgplib.findings import Finding
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._attributes import entry_reader, origin_of
from bgplib.formats.mrt._fields import check_prefix_octets, pack
from bgplib.formats.mrt.bgp4mp._peering import Bgp4mpRecord, read_peering
from bgplib.formats.mrt.record import Archive, Header
from bgplib.iana.families import Family
from bgplib.octets import Reader
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.next_hop import NextHop

__all__ = ["Bgp4mpEntry", "read"]


@frozen(kw_only=True)
class Bgp4mpEntry(Bgp4mpRecord):
    """The route of one peer to one prefix."""

    view: int = 0  #: View Number
    status: int = 1  #: Status, of no meaning
    last_change: int  #: Time Last Change, in seconds since 1970
    family: Family = Family.IPV4_UNICAST  #: Address Family and SAFI
    next_hop: NextHop  #: Next Hop Address
    nlri: bytes  #: Prefix Length and Address Prefix, as on the wire
    octets: bytes  #: the attributes, as they stand in the record
    #: what decodes attributes
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    @property
    def subtype(self) -> int:
        """BGP4MP_ENTRY."""
        return codes.BGP4MP_ENTRY

    @property
    def attributes(self) -> AttributeBlock:
        """The attributes; malformed ones cannot be read in it.

        Raises:
            DecodeError: they are malformed, and too long to be judged.
        """
        return (
            entry_reader(origin_of(self.family, self.registry, four_octet_as=False))
            .read(self.octets)
            .block
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the attributes; offsets are counted from the first attribute."""
        return (
            entry_reader(origin_of(self.family, self.registry, four_octet_as=False))
            .read(self.octets)
            .findings
        )

    def body(self) -> bytes:
        """Write what follows the header.

        Raises:
            EncodeError: the NLRI is no prefix, or a value is out of range.
        """
        check_prefix_octets(self.nlri, self.family)
        hop = self.next_hop.octets
        return b"".join(
            (
                self._peering(four_octet_as=False),
                pack(">HHI", self.view, self.status, self.last_change),
                pack(">HBB", self.family.afi, self.family.safi, len(hop)),
                hop,
                self.nlri,
                pack(">H", len(self.octets)),
                self.octets,
            )
        )


def read(header: Header, octets: bytes, start: int, stop: int, archive: Archive) -> Bgp4mpEntry:
    """Read a record; the arguments are those of `message.read`.

    Raises:
        DecodeError: it is too short or too long for what it says.
    """
    timestamp, microseconds, _, _ = header
    peer_as, local_as, interface_index, peer, local, position = read_peering(
        octets, start, stop, four_octet_as=False
    )
    reader = Reader(octets, position, stop)
    view, status, last_change = reader.u16(), reader.u16(), reader.u32()
    family = Family(reader.u16(), reader.u8())
    next_hop = NextHop(reader.take(reader.u8()))
    begin = reader.position
    reader.take((reader.u8() + 7) >> 3)
    nlri = octets[begin : reader.position]
    path_attributes = reader.take(reader.u16())
    reader.finish()
    return Bgp4mpEntry(
        timestamp=timestamp,
        microseconds=microseconds,
        peer_as=peer_as,
        local_as=local_as,
        interface_index=interface_index,
        peer_address=peer,
        local_address=local,
        view=view,
        status=status,
        last_change=last_change,
        family=family,
        next_hop=next_hop,
        nlri=nlri,
        octets=path_attributes,
        registry=archive.registry,
    )
