"""The header that names the peer a message is about (RFC 7854 §4.2, RFC 8671 §4, RFC 9069 §4).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Peer Type   |  Peer Flags   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Peer Distinguisher (8 octets)                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Peer Address (16 octets; IPv4 stands in the last four)    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Peer AS                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Peer BGP ID                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                    Timestamp (seconds)                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  Timestamp (microseconds)                     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags: V (0x80) the address is IPv6; L (0x40) post-policy; A (0x20) AS_PATH has 2-octet AS
numbers; O (0x10) Adj-RIB-Out. Of the peer type 3, Loc-RIB: F (0x80) filtered.
"""

from __future__ import annotations

from struct import Struct, error
from typing import Final

import attrs

from bgplib._checks import check_fields, octets_of
from bgplib._printed import or_its_fields
from bgplib.errors import EncodeError
from bgplib.formats.bmp import codes
from bgplib.octets import Reader
from bgplib.values.address import (
    address_octets,
    address_text,
    identifier_text,
    parse_identifier,
)

__all__ = ["PEER_HEADER_LENGTH", "PeerHeader", "PeerKey", "full_address", "read_peer_header"]

#: what tells a peer from others: Peer Type, Peer Distinguisher and Peer Address
PeerKey = tuple[int, bytes, bytes]

_LAYOUT: Final = Struct(">BB8s16sIIII")
PEER_HEADER_LENGTH: Final = _LAYOUT.size  #: octets


def full_address(value: str | bytes) -> bytes:
    """Take an address as text or octets, and fill it up to 16 octets with zeros in front.

    Raises:
        LocalError: it is neither text nor octets.
        ParseError: the text is not an address.
    """
    octets = address_octets(value) if isinstance(value, str) else octets_of(value, "address")
    return octets.rjust(16, b"\0")


def _identifier(value: int | str) -> int:
    return parse_identifier(value) if isinstance(value, str) else value


@attrs.frozen(kw_only=True)
class PeerHeader:
    """A peer of the monitored router, and when what is told of it happened."""

    type: int = codes.GLOBAL_INSTANCE  #: Peer Type: 0 global, 1 with RD, 2 local, 3 Loc-RIB
    flags: int = 0  #: Peer Flags
    distinguisher: bytes = bytes(8)  #: Peer Distinguisher, 8 octets
    #: Peer Address, 16 octets; an IPv4 address in the last four; zeros for Loc-RIB; text is
    #: converted, and that of an IPv6 address asks for the V flag, 0x80
    address: bytes = attrs.field(default=bytes(16), converter=full_address)
    asn: int  #: Peer AS
    identifier: int = attrs.field(converter=_identifier)  #: Peer BGP ID; text is converted
    seconds: int = 0  #: since 1970-01-01 00:00 UTC; 0 if not known
    microseconds: int = 0  #: added to the seconds

    def __attrs_post_init__(self) -> None:
        # All that is read is so, and each message of BMP has one.
        who_is = type(self.type) is type(self.flags) is type(self.asn) is int
        when_is = type(self.identifier) is type(self.seconds) is type(self.microseconds) is int
        if not (who_is and when_is and type(self.distinguisher) is bytes):
            check_fields(self)

    @property
    def is_loc_rib(self) -> bool:
        """The message is about the Loc-RIB of the router itself (RFC 9069)."""
        return self.type == codes.LOC_RIB_INSTANCE

    @property
    def is_ipv6(self) -> bool:
        """The V flag: the peer's address is an IPv6 address."""
        return not self.is_loc_rib and bool(self.flags & codes.FLAG_IPV6)

    @property
    def is_post_policy(self) -> bool:
        """The L flag: routes are as policy left them."""
        return not self.is_loc_rib and bool(self.flags & codes.FLAG_POST_POLICY)

    @property
    def is_legacy_as_path(self) -> bool:
        """The A flag: AS_PATH has AS numbers of two octets."""
        return not self.is_loc_rib and bool(self.flags & codes.FLAG_LEGACY_AS_PATH)

    @property
    def is_adj_rib_out(self) -> bool:
        """The O flag (RFC 8671 §4): routes are those sent to the peer, not received from it."""
        return not self.is_loc_rib and bool(self.flags & codes.FLAG_ADJ_RIB_OUT)

    @property
    def is_filtered(self) -> bool:
        """The F flag (RFC 9069 §4.2): a part of the Loc-RIB is shown."""
        return self.is_loc_rib and bool(self.flags & codes.FLAG_FILTERED)

    @property
    def rib(self) -> str:
        """Which RIB routes are of: `adj-rib-in-pre`, `adj-rib-out-post`, `loc-rib`, ..."""
        if self.is_loc_rib:
            return "loc-rib"
        side = "out" if self.is_adj_rib_out else "in"
        return f"adj-rib-{side}-{'post' if self.is_post_policy else 'pre'}"

    @property
    def address_text(self) -> str:
        """The peer's address as text."""
        return address_text(self.address if self.is_ipv6 else self.address[12:])

    @property
    def identifier_text(self) -> str:
        """The BGP Identifier as a dotted quad."""
        return identifier_text(self.identifier)

    @property
    def time(self) -> float:
        """Seconds since 1970-01-01 00:00 UTC, with microseconds."""
        return self.seconds + self.microseconds / 1_000_000

    @property
    def key(self) -> PeerKey:
        """What tells the peer from the others of the router."""
        # RFC 8671 §6: Peer Up and Peer Down are of a peer, not of one of its RIBs; neither the
        # policy nor the direction is part of the key.
        return self.type, self.distinguisher, self.address

    @or_its_fields
    def __str__(self) -> str:
        """Return `192.0.2.1 AS65001 adj-rib-in-pre`, or `Loc-RIB AS65001 loc-rib`."""
        whose = "Loc-RIB" if self.is_loc_rib else self.address_text
        return f"{whose} AS{self.asn} {self.rib}"

    def encode(self) -> bytes:
        """Write the header.

        Raises:
            EncodeError: a field is out of range.
        """
        if len(self.distinguisher) != 8 or len(self.address) != 16:
            raise EncodeError("a Peer Distinguisher has 8 octets, a Peer Address 16")
        try:
            return _LAYOUT.pack(*attrs.astuple(self))
        except error as problem:
            raise EncodeError(f"a field of the peer header is out of range: {problem}") from None


def read_peer_header(reader: Reader) -> PeerHeader:
    """Read the header.

    Raises:
        DecodeError: there are fewer than 42 octets.
    """
    fields = _LAYOUT.unpack(reader.take(PEER_HEADER_LENGTH))
    kind, flags, distinguisher, address, asn, identifier, seconds, microseconds = fields
    return PeerHeader(
        type=kind,
        flags=flags,
        distinguisher=distinguisher,
        address=address,
        asn=asn,
        identifier=identifier,
        seconds=seconds,
        microseconds=microseconds,
    )
