"""BGP, BGP4PLUS and BGP4PLUS_01 (types 5, 9 and 10), RFC 6396 Appendix B.2.1 and B.2.5, deprecated.

BGP_UPDATE, BGP_OPEN, BGP_NOTIFY and BGP_KEEPALIVE (subtypes 1, 5, 6 and 7):

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Peer AS Number        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |             Peer IP Address (16 octets in BGP4PLUS)           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Local AS Number        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |             Local IP Address (16 octets in BGP4PLUS)          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |             BGP message, without its header (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

BGP_STATE_CHANGE (subtype 3): Peer AS Number, Peer IP Address, Old State and New State (2 octets
each). The other subtypes hold no BGP, and were not used; they are read as UnknownRecord.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib.errors import DecodeError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._fields import address, archive_decoder, pack
from bgplib.formats.mrt.record import Archive, Header, Record
from bgplib.iana import messages
from bgplib.kernel.framing import HEADER_LENGTH, MARKER
from bgplib.messages.decoder import Message
from bgplib.octets import Reader
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["MESSAGE_TYPES", "BgpMessage", "BgpStateChange", "read_message", "read_state_change"]

#: BGP message type of each subtype
MESSAGE_TYPES: Final = {
    codes.BGP_UPDATE: messages.UPDATE,
    codes.BGP_OPEN: messages.OPEN,
    codes.BGP_NOTIFY: messages.NOTIFICATION,
    codes.BGP_KEEPALIVE: messages.KEEPALIVE,
}
_MAXIMUM_LENGTH: Final = 65535


@attrs.frozen(kw_only=True)
class _BgpRecord(Record):
    """What both kinds of records have."""

    type_code: int = codes.BGP  #: the Type field: BGP, BGP4PLUS or BGP4PLUS_01
    peer_as: int  #: Peer AS Number
    #: Peer IP Address: IPv4 in BGP, IPv6 in BGP4PLUS
    peer_address: bytes = attrs.field(converter=address)

    @property
    def type(self) -> int:
        """BGP, BGP4PLUS or BGP4PLUS_01."""
        return self.type_code


@frozen(kw_only=True)
class BgpMessage(_BgpRecord):
    """A BGP message that the collector received."""

    subtype_code: int = codes.BGP_UPDATE  #: the Subtype field, a key of MESSAGE_TYPES
    local_as: int  #: Local AS Number
    local_address: bytes = attrs.field(converter=address)  #: Local IP Address
    octets: bytes  #: the message without its header
    #: what decodes the message
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    @property
    def subtype(self) -> int:
        """BGP_UPDATE, BGP_OPEN, BGP_NOTIFY or BGP_KEEPALIVE."""
        return self.subtype_code

    @property
    def message(self) -> Message:
        """The message, decoded anew each time it is asked for.

        Raises:
            DecodeError: the message is malformed. What is wrong with an UPDATE stands in its
                `findings`.
        """
        length = HEADER_LENGTH + len(self.octets)
        if length > _MAXIMUM_LENGTH:
            raise DecodeError(f"a message is at most {_MAXIMUM_LENGTH} octets long, not {length}")
        kind = MESSAGE_TYPES[self.subtype_code]
        header = MARKER + length.to_bytes(2, "big") + bytes((kind,))
        return archive_decoder(self.registry, four_octet_as=False).decode(header + self.octets)

    def body(self) -> bytes:
        """Write what follows the header."""
        return b"".join(
            (
                pack(">H", self.peer_as),
                self.peer_address,
                pack(">H", self.local_as),
                self.local_address,
                self.octets,
            )
        )


@attrs.frozen(kw_only=True)
class BgpStateChange(_BgpRecord):
    """The session with a peer went from one state to another."""

    old_state: int  #: the state before
    new_state: int  #: the state after

    @property
    def subtype(self) -> int:
        """BGP_STATE_CHANGE."""
        return codes.BGP_STATE_CHANGE

    def body(self) -> bytes:
        """Write what follows the header."""
        states = pack(">HH", self.old_state, self.new_state)
        return pack(">H", self.peer_as) + self.peer_address + states


def _address_length(kind: int) -> int:
    return 4 if kind == codes.BGP else 16


def read_message(
    header: Header, octets: bytes, start: int, stop: int, archive: Archive
) -> BgpMessage:
    """Read a record of a message; the arguments are those of `bgp4mp.message.read`.

    Raises:
        DecodeError: it is too short for what it says, or its UPDATE does not fit in it.
    """
    reader = Reader(octets, start, stop)
    size = _address_length(header[2])
    record = BgpMessage(
        timestamp=header[0],
        type_code=header[2],
        subtype_code=header[3],
        peer_as=reader.u16(),
        peer_address=reader.take(size),
        local_as=reader.u16(),
        local_address=reader.take(size),
        octets=reader.rest(),
        registry=archive.registry,
    )
    if header[3] == codes.BGP_UPDATE:
        # No marker shows that a message is there, but its lengths do.
        fields = Reader(record.octets)
        fields.take(fields.u16())
        fields.take(fields.u16())
    return record


def read_state_change(
    header: Header, octets: bytes, start: int, stop: int, archive: Archive
) -> BgpStateChange:
    """Read a record of a change of state; the arguments are those of `bgp4mp.message.read`.

    Raises:
        DecodeError: it is too short or too long for what it says.
    """
    reader = Reader(octets, start, stop)
    record = BgpStateChange(
        timestamp=header[0],
        type_code=header[2],
        peer_as=reader.u16(),
        peer_address=reader.take(_address_length(header[2])),
        old_state=reader.u16(),
        new_state=reader.u16(),
    )
    reader.finish()
    return record
