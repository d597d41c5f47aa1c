"""MDT NLRI (SAFI 66), RFC 6037 §4.4.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Length     |   in bits, 128
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                Route Distinguisher (8 octets)                 |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                    IPv4 address of the PE                     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        P-group address                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Next hop:   4 octets
Malformed:  a Length other than 128, or past the field: session reset or AFI/SAFI disable
            (RFC 7606 §5.3)
"""

from __future__ import annotations

from typing import ClassVar, Final, Self

import attrs

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.nlri._text import split_distinguisher
from bgplib.octets import Reader
from bgplib.values._field_kinds import ADDRESS_OR_HEX, shown_as
from bgplib.values.address import address_text
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["CODEC", "MdtNlri"]


@frozen(kw_only=True)
class MdtNlri(Nlri):
    """A PE router's end of the default multicast tunnel of a multicast domain."""

    BARE: ClassVar[tuple[str, ...]] = ("rd", "pe_address")

    rd: RouteDistinguisher  #: the multicast domain's
    pe_address: bytes  #: where the PE sends from, 4 octets
    #: the P-group address, 4 octets
    group_address: bytes = attrs.field(metadata=shown_as(ADDRESS_OR_HEX, "group"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `65000:1:192.0.2.1 group 239.0.0.1`.

        Raises:
            ParseError: it is none.
        """
        check_text(text, cls.__name__)
        return super().parse(split_distinguisher(text))

    @or_its_fields
    def __str__(self) -> str:
        """Return distinguisher, PE and group."""
        pe, group = address_text(self.pe_address), address_text(self.group_address)
        return f"{self.rd}:{pe} group {group}{self._path_id_text}"


def decode(reader: Reader, family: Family, context: Context) -> MdtNlri:
    """Read one NLRI."""
    bits = reader.u8()
    if bits != 128:
        raise DecodeError(f"MDT NLRI have 128 bits, not {bits}", rfc="RFC 6037 §4.4")
    return MdtNlri(
        rd=RouteDistinguisher(reader.take(8)),
        pe_address=reader.take(4),
        group_address=reader.take(4),
    )


def encode(nlri: MdtNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    if len(nlri.pe_address) != 4 or len(nlri.group_address) != 4:
        raise EncodeError("the addresses of MDT NLRI have 4 octets each")
    return b"\x80" + nlri.rd.octets + nlri.pe_address + nlri.group_address


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have: an IPv4 address."""
    return (4,)


CODEC: Final = NlriCodec(
    name="mdt",
    families=(Family.IPV4_MDT,),
    rfc="RFC 6037 §4.4",
    next_hop_lengths=next_hop_lengths,
    values=(MdtNlri,),
    decode=decode,
    encode=encode,
)
