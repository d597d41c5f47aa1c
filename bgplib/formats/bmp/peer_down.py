"""Peer Down Notification (message type 2), RFC 7854 §4.9 and RFC 9069 §5.3.

+-+-+-+-+-+-+-+-+
|    Reason     |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|            Data (present if Reason = 1, 2, 3 or 6)            |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.errors import DecodeError, EncodeError
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.message import PeerMessage
from bgplib.formats.bmp.peer_header import read_peer_header
from bgplib.formats.bmp.tlv import Tlv, read_tlvs
from bgplib.messages.decoder import decode
from bgplib.messages.notification import Notification
from bgplib.octets import Reader

__all__ = ["PeerDown", "read_peer_down"]

_WITH_NOTIFICATION: Final = (codes.LOCAL_NOTIFICATION, codes.REMOTE_NOTIFICATION)


@frozen(kw_only=True)
class PeerDown(PeerMessage):
    """The session with a peer ended; its routes are gone."""

    TYPE: ClassVar[int] = codes.PEER_DOWN

    reason: int  #: a key of `codes.REASON_NAMES`, or another number
    data: bytes = b""  #: what follows the reason

    @property
    def reason_text(self) -> str:
        """The reason in words."""
        return codes.name_of(codes.REASON_NAMES, self.reason)

    @property
    def notification(self) -> Notification | None:
        """The NOTIFICATION that ended the session; None if the reason has none.

        Raises:
            DecodeError: there should be one, and it is malformed.
        """
        if self.reason not in _WITH_NOTIFICATION:
            return None
        message = decode(self.data)
        if not isinstance(message, Notification):
            raise DecodeError("the message is no NOTIFICATION", rfc="RFC 7854 §4.9")
        return message

    @property
    def fsm_event(self) -> int | None:
        """The event of the state machine that ended the session (RFC 4271 §8.1), 0 for none.

        None if the reason has no such field.
        """
        if self.reason != codes.LOCAL_WITHOUT_NOTIFICATION:
            return None
        return int.from_bytes(self.data[:2], "big")

    @property
    def tlvs(self) -> tuple[Tlv, ...]:
        """The TLVs of reason 6 (RFC 9069 §5.3)."""
        if self.reason != codes.LOCAL_WITH_TLV:
            return ()
        return read_tlvs(Reader(self.data))

    @or_its_fields
    def __str__(self) -> str:
        """Return `PEER-DOWN of 192.0.2.1 AS65001 adj-rib-in-pre: ` and the reason in words."""
        return f"{self.name} of {self.peer}: {self.reason_text}"

    def body(self) -> bytes:
        """Write what follows the common header.

        Raises:
            EncodeError: a value is out of range.
        """
        if not 0 <= self.reason <= 255:
            raise EncodeError(f"the reason {self.reason} is out of range")
        return self.peer.encode() + bytes((self.reason,)) + self.data


def read_peer_down(version: int, reader: Reader) -> PeerDown:
    """Read what follows the common header.

    Raises:
        DecodeError: it is too short for what its reason says.
    """
    message = PeerDown(
        version=version, peer=read_peer_header(reader), reason=reader.u8(), data=reader.rest()
    )
    if message.reason == codes.LOCAL_WITHOUT_NOTIFICATION and len(message.data) < 2:
        raise DecodeError("there is no FSM event", rfc="RFC 7854 §4.9")
    message.tlvs  # noqa: B018  # reads them
    return message
