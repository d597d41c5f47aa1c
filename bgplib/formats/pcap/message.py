"""A BGP message as a capture has it."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from bgplib.context import Context
from bgplib.formats._archive import shared_decoder
from bgplib.messages.decoder import Message
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.address import address_text

__all__ = ["CapturedMessage"]


@attrs.frozen(kw_only=True)
class CapturedMessage:
    """A BGP message, when it was seen, and between whom."""

    nanoseconds: int  #: when its last octet was seen, since 1970-01-01 00:00 UTC
    offset: int  #: of the packet with its last octet, in octets from the start of the file
    source: bytes  #: address of the sender, 4 or 16 octets
    source_port: int  #: TCP port of the sender
    destination: bytes  #: address of the receiver, 4 or 16 octets
    destination_port: int  #: TCP port of the receiver
    octets: bytes  #: the message, from its marker on
    #: what the receiver reads it with
    context: Context = attrs.field(eq=False, repr=False)
    #: what it means depends on OPENs that were not seen: the context is what the caller said, or
    #: what is usual
    is_assumed: bool
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    @property
    def time(self) -> float:
        """Seconds since 1970-01-01 00:00 UTC."""
        return self.nanoseconds / 1_000_000_000

    @property
    def seen(self) -> datetime:
        """The same as a date and time in UTC."""
        return datetime.fromtimestamp(self.time, UTC)

    @property
    def source_text(self) -> str:
        """Address of the sender as text."""
        return address_text(self.source)

    @property
    def destination_text(self) -> str:
        """Address of the receiver as text."""
        return address_text(self.destination)

    @property
    def message(self) -> Message:
        """The message, decoded anew each time it is asked for.

        Raises:
            DecodeError: it is malformed. What is wrong with an UPDATE stands in its `findings`.
        """
        return shared_decoder(self.context, self.registry).decode(self.octets)
