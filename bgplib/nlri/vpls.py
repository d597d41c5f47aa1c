"""VPLS NLRI (AFI 25, SAFI 65), RFC 4761 §3.2.2, and those of its auto-discovery, RFC 6074 §3.2.2.

    +------------------------------------+
    |  Length (2 octets), 17 or 12       |
    +------------------------------------+
    |  Route Distinguisher  (8 octets)   |
    +------------------------------------+------------------------------------+
    |  17: VE ID (2 octets)              |  12: PE_addr (4 octets)            |
    |      VE Block Offset (2 octets)    |                                    |
    |      VE Block Size (2 octets)      |                                    |
    |      Label Base (3 octets)         |                                    |
    +------------------------------------+------------------------------------+

Next hop:   4 or 16 octets
Malformed:  another Length, or past the field: session reset or AFI/SAFI disable (RFC 7606 §5.3)
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
from bgplib.values.address import address_text
from bgplib.values.label import Label
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["CODEC", "VplsDiscoveryNlri", "VplsNlri"]


@attrs.frozen(kw_only=True)
class VplsNlri(Nlri):
    """A block of labels by which others reach a VPLS edge device."""

    BARE: ClassVar[tuple[str, ...]] = ("rd",)

    rd: RouteDistinguisher  #: the VPLS
    ve_id: int  #: the edge device
    block_offset: int  #: the first VE ID that the block is for
    block_size: int  #: how many labels the block has
    label_base: Label  #: the first label of the block, as its three octets


@frozen(kw_only=True)
class VplsDiscoveryNlri(Nlri):
    """A PE that takes part in a VPLS whose pseudowires are signalled by other means."""

    BARE: ClassVar[tuple[str, ...]] = ("rd", "pe_address")

    rd: RouteDistinguisher  #: the VPLS
    pe_address: bytes  #: the PE's address, or the VSI-ID, 4 octets

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `65000:1:192.0.2.1`.

        Raises:
            ParseError: it is none.
        """
        check_text(text, cls.__name__)
        return super().parse(split_distinguisher(text))

    @or_its_fields
    def __str__(self) -> str:
        """Return `65000:1:192.0.2.1`."""
        return f"{self.rd}:{address_text(self.pe_address)}{self._path_id_text}"


def parse(text: str) -> VplsNlri | VplsDiscoveryNlri:
    """Read what `str` prints of either class.

    Raises:
        ParseError: it is none.
    """
    return VplsNlri.parse(text) if "block-offset" in text else VplsDiscoveryNlri.parse(text)


def decode(reader: Reader, family: Family, context: Context) -> VplsNlri | VplsDiscoveryNlri:
    """Read one NLRI."""
    body = reader.sub(reader.u16())
    if body.remaining == 12:
        return VplsDiscoveryNlri(rd=RouteDistinguisher(body.take(8)), pe_address=body.take(4))
    if body.remaining != 17:
        raise DecodeError(f"VPLS NLRI have 17 or 12 octets, not {body.remaining}")
    return VplsNlri(
        rd=RouteDistinguisher(body.take(8)),
        ve_id=body.u16(),
        block_offset=body.u16(),
        block_size=body.u16(),
        label_base=Label(body.take(3)),
    )


def encode(nlri: VplsNlri | VplsDiscoveryNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    if isinstance(nlri, VplsDiscoveryNlri):
        if len(nlri.pe_address) != 4:
            raise EncodeError("the PE address of VPLS auto-discovery has 4 octets")
        return b"\0\x0c" + nlri.rd.octets + nlri.pe_address
    numbers = (nlri.ve_id, nlri.block_offset, nlri.block_size)
    if not all(0 <= number <= 0xFFFF for number in numbers):
        raise EncodeError(f"a number of {nlri} does not fit in two octets")
    fields = b"".join(number.to_bytes(2, "big") for number in numbers)
    return b"\0\x11" + nlri.rd.octets + fields + nlri.label_base.octets


def key(nlri: VplsNlri | VplsDiscoveryNlri, family: Family) -> bytes:
    """Return what tells routes apart: all but the size and the base of the block.

    Length comes first, since what follows has 12 octets in either case.
    """
    if isinstance(nlri, VplsDiscoveryNlri):
        return b"\x0c" + nlri.rd.octets + nlri.pe_address
    numbers = nlri.ve_id.to_bytes(2, "big") + nlri.block_offset.to_bytes(2, "big")
    return b"\x11" + nlri.rd.octets + numbers


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have: an address of the PE."""
    return (4, 16)


CODEC: Final = NlriCodec(
    name="vpls",
    families=(Family.L2VPN_VPLS,),
    rfc="RFC 4761 §3.2.2",
    next_hop_lengths=next_hop_lengths,
    values=(VplsNlri, VplsDiscoveryNlri),
    parse=parse,
    decode=decode,
    encode=encode,
    key=key,
)
