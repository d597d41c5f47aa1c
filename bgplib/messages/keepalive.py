"""KEEPALIVE (message type 4), RFC 4271 §4.4: a header and nothing behind it."""

from __future__ import annotations

from typing import ClassVar

import attrs

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.iana import messages
from bgplib.messages._message import BaseMessage
from bgplib.messages.header import HEADER_LENGTH, frame
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.record import Record

__all__ = ["Keepalive", "decode"]


@attrs.frozen
class Keepalive(BaseMessage, Record):
    """The sender is still there; after an OPEN, the OPEN is accepted."""

    WORD: ClassVar[str] = "KEEPALIVE"

    type: ClassVar[int] = messages.KEEPALIVE

    def encode(
        self,
        context: Context | None = None,  # noqa: ARG002  (all messages have it)
    ) -> bytes:
        """Write the whole message."""
        return frame(messages.KEEPALIVE, b"")


def decode(
    octets: bytes, context: Context | None = None, registry: Registry = DEFAULT_REGISTRY
) -> Keepalive:
    """Read a whole message whose header has been checked.

    Raises:
        DecodeError: there is something behind the header.
    """
    # RFC 4271 §4.4: "A KEEPALIVE message consists of only the message header and has a length of
    # 19 octets."
    if len(octets) != HEADER_LENGTH:
        raise DecodeError(
            f"a KEEPALIVE is 19 octets long, not {len(octets)}",
            rfc="RFC 4271 §4.4",
            code=messages.MESSAGE_HEADER_ERROR,
            subcode=messages.BAD_MESSAGE_LENGTH,
            data=octets[16:18],
        )
    return Keepalive()
