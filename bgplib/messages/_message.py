"""What every message has in common."""

from __future__ import annotations

from typing import ClassVar

from bgplib._checks import check
from bgplib.context import MAXIMUM_MESSAGE_LENGTH, Context
from bgplib.findings import Finding, Treatment

__all__ = ["BaseMessage", "longest"]


class BaseMessage:
    """One whole message: what its fields say, and what is wrong with it."""

    __slots__ = ()

    type: ClassVar[int]  #: the message type

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the message."""
        return ()

    @property
    def treatment(self) -> Treatment:
        """The strongest treatment of all findings."""
        return max((finding.treatment for finding in self.findings), default=Treatment.NONE)

    def encode(self, context: Context | None = None) -> bytes:
        """Write the whole message, header and body.

        Raises:
            EncodeError: a field is out of range, or the message would be too long.
        """
        raise NotImplementedError


def longest(context: Context | None) -> int:
    """Return how many octets a message may have (RFC 8654 §2); None agrees on nothing.

    Raises:
        LocalError: the context is something else.
    """
    if context is None:
        return MAXIMUM_MESSAGE_LENGTH
    check(context, Context, "context")
    return context.maximum_message_length
