"""BGP4MP_MESSAGE and its seven variants (subtypes 1, 4 and 6 to 11), RFC 6396 §4.4.2, RFC 8050 §3.

    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     AS numbers, interface, addresses: see _peering.py         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     BGP Message, from its marker to its end (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

AS4 in the name of the subtype: AS numbers have four octets, in the message too.
LOCAL:                          the collector sent the message, to the peer.
ADDPATH:                        NLRI in the message have path identifiers (RFC 7911).
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib.context import Context
from bgplib.errors import LocalError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._fields import archive_context, archive_decoder
from bgplib.formats.mrt._walk import whole_message
from bgplib.formats.mrt.bgp4mp._peering import Bgp4mpRecord, read_peering
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.record import Archive, Header
from bgplib.messages.decoder import Message
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["SUBTYPES", "Bgp4mpMessage", "find", "read"]

#: (AS4, LOCAL, ADDPATH) of each subtype
SUBTYPES: Final[dict[int, tuple[bool, bool, bool]]] = {
    codes.BGP4MP_MESSAGE: (False, False, False),
    codes.BGP4MP_MESSAGE_AS4: (True, False, False),
    codes.BGP4MP_MESSAGE_LOCAL: (False, True, False),
    codes.BGP4MP_MESSAGE_AS4_LOCAL: (True, True, False),
    codes.BGP4MP_MESSAGE_ADDPATH: (False, False, True),
    codes.BGP4MP_MESSAGE_AS4_ADDPATH: (True, False, True),
    codes.BGP4MP_MESSAGE_LOCAL_ADDPATH: (False, True, True),
    codes.BGP4MP_MESSAGE_AS4_LOCAL_ADDPATH: (True, True, True),
}
_SUBTYPE: Final = {variant: subtype for subtype, variant in SUBTYPES.items()}


@frozen(kw_only=True)
class Bgp4mpMessage(Bgp4mpRecord):
    """A BGP message that the collector received, or sent."""

    four_octet_as: bool = True  #: AS numbers have four octets (RFC 6396 §4.4.3)
    is_local: bool = False  #: the collector sent it (RFC 6396 §4.4.5)
    add_path: bool = False  #: NLRI have path identifiers (RFC 8050 §3)
    octets: bytes  #: the message, from its marker on
    #: what decodes the message
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    @property
    def subtype(self) -> int:
        """One of the eight BGP4MP_MESSAGE subtypes."""
        return _SUBTYPE[self.four_octet_as, self.is_local, self.add_path]

    @property
    def context(self) -> Context:
        """What the subtype says of the message; an archive has no session to judge by."""
        return archive_context(
            self.registry, four_octet_as=self.four_octet_as, add_path=self.add_path
        )

    @property
    def message(self) -> Message:
        """The message, decoded anew each time it is asked for.

        Raises:
            DecodeError: the octets are not one whole message, or it is malformed. What is wrong
                with an UPDATE stands in its `findings`.
        """
        decoder = archive_decoder(
            self.registry, four_octet_as=self.four_octet_as, add_path=self.add_path
        )
        return decoder.decode(self.octets)

    def body(self) -> bytes:
        """Write what follows the header."""
        return self._peering(four_octet_as=self.four_octet_as) + self.octets

    @classmethod
    def of(
        cls,
        message: Message,
        *,
        timestamp: int,
        peer_as: int,
        local_as: int,
        peer_address: bytes | str,
        local_address: bytes | str,
        microseconds: int | None = None,
        four_octet_as: bool = True,
        is_local: bool = False,
        add_path: bool = False,
    ) -> Bgp4mpMessage:
        """Make a record of a message value.

        Args:
            message: any message.
            timestamp: whole seconds since 1970; for a time with a fraction see `microseconds`.
            peer_as: AS number of the peer.
            local_as: AS number of the collector.
            peer_address: address of the peer.
            local_address: address of the collector, of the same family.
            microseconds: added to the timestamp; makes the record one of BGP4MP_ET. Of a time of
                `time.time()` they are `int(now % 1 * 1_000_000)`.
            four_octet_as: write AS numbers with four octets.
            is_local: the collector sent it.
            add_path: write path identifiers, which all NLRI must have then.

        Raises:
            EncodeError: the message cannot be written so.
            LocalError: the timestamp is no whole number.
        """
        check(message, Message, "message")
        if not isinstance(timestamp, int):
            raise LocalError(
                f"the timestamp {timestamp!r} is no number of whole seconds: `microseconds` has "
                "what is left of a time"
            )
        context = archive_context(DEFAULT_REGISTRY, four_octet_as=four_octet_as, add_path=add_path)
        sending = attrs.evolve(context, add_path_send=context.add_path_receive)
        return cls(
            timestamp=timestamp,
            microseconds=microseconds,
            peer_as=peer_as,
            local_as=local_as,
            peer_address=peer_address,
            local_address=local_address,
            four_octet_as=four_octet_as,
            is_local=is_local,
            add_path=add_path,
            octets=message.encode(sending),
        )


def read(header: Header, octets: bytes, start: int, stop: int, archive: Archive) -> Bgp4mpMessage:
    """Read a record.

    Args:
        header: its timestamp, microseconds, type and subtype.
        octets: holds what follows the header and the microseconds.
        start: where that starts.
        stop: where it ends.
        archive: what is known of the file so far.

    Raises:
        DecodeError: it is too short for what it says.
    """
    timestamp, microseconds, _, subtype = header
    four_octet_as, is_local, add_path = SUBTYPES[subtype]
    peer_as, local_as, interface_index, peer, local, position = read_peering(
        octets, start, stop, four_octet_as=four_octet_as
    )
    return Bgp4mpMessage(
        timestamp=timestamp,
        microseconds=microseconds,
        peer_as=peer_as,
        local_as=local_as,
        interface_index=interface_index,
        peer_address=peer,
        local_address=local,
        four_octet_as=four_octet_as,
        is_local=is_local,
        add_path=add_path,
        octets=octets[position:stop],
        registry=archive.registry,
    )


def find(frame: Frame) -> tuple[int | None, int, bytes, bytes] | None:
    """Find the message in a record that holds one whole message, without making a record.

    Returns:
        Microseconds (None if there are none), AS number and address of the peer, and the message;
        None when the record is of another kind, or holds less or more than its message.
    """
    _, kind, subtype, octets, start, stop = frame
    variant = SUBTYPES.get(subtype)
    if variant is None:
        return None
    microseconds, peer_as, address, at = whole_message(
        octets, start, stop, variant[0], kind == codes.BGP4MP_ET
    )
    if at < 0:
        return None
    return None if microseconds < 0 else microseconds, peer_as, address, octets[at:stop]
