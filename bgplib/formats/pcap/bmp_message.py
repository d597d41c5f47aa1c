"""A BMP message as a capture has it."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from bgplib.formats.bmp.message import BmpMessage
from bgplib.values.address import address_text

__all__ = ["CapturedBmpMessage"]


@attrs.frozen(kw_only=True)
class CapturedBmpMessage:
    """A BMP message, when it was seen, and which router sent it to which station."""

    nanoseconds: int  #: when its last octet was seen, since 1970-01-01 00:00 UTC
    offset: int  #: of the packet with its last octet, in octets from the start of the file
    source: bytes  #: address of the router, 4 or 16 octets
    source_port: int  #: TCP port of the router
    destination: bytes  #: address of the station, 4 or 16 octets
    destination_port: int  #: TCP port of the station
    message: BmpMessage  #: the message, with the context that the Peer Up before it says

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
        """Address of the router as text."""
        return address_text(self.source)

    @property
    def destination_text(self) -> str:
        """Address of the station as text."""
        return address_text(self.destination)
