"""The header that every message has (RFC 4271 §4.1)."""

from __future__ import annotations

from bgplib.context import MAXIMUM_MESSAGE_LENGTH
from bgplib.errors import EncodeError
from bgplib.iana import messages
from bgplib.kernel.framing import HEADER_LENGTH, MARKER, check_header

__all__ = ["HEADER_LENGTH", "MARKER", "check_header", "frame"]


def frame(type_code: int, body: bytes, maximum: int = MAXIMUM_MESSAGE_LENGTH) -> bytes:
    """Put a header before the body of a message.

    Args:
        type_code: the message type.
        body: what follows the header.
        maximum: the longest message agreed on, in octets (RFC 8654 §2).

    Raises:
        EncodeError: the message would be longer than `maximum`.
    """
    length = HEADER_LENGTH + len(body)
    if length > maximum:
        raise EncodeError(
            f"the {messages.name(type_code)} would be {length} octets long, {maximum} are allowed"
        )
    return MARKER + bytes((length >> 8, length & 255, type_code)) + body
