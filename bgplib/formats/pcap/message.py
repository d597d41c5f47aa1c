"""A BGP message as a capture has it."""

from __future__ import annotations

import attrs

from bgplib._frozen import frozen
from bgplib.context import Context
from bgplib.formats._archive import shared_decoder
from bgplib.formats.pcap.captured import Captured
from bgplib.messages.decoder import Message
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["CapturedMessage"]


@frozen(kw_only=True)
class CapturedMessage(Captured):
    """A BGP message, when it was seen, and between whom."""

    octets: bytes  #: the message, from its marker on
    #: what the receiver reads it with
    context: Context = attrs.field(eq=False, repr=False)
    #: what it means depends on OPENs that were not seen: the context is what the caller said, or
    #: what is usual
    is_assumed: bool
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    @property
    def message(self) -> Message:
        """The message, decoded anew each time it is asked for.

        Raises:
            DecodeError: it is malformed. What is wrong with an UPDATE stands in its `findings`.
        """
        return shared_decoder(self.context, self.registry).decode(self.octets)
